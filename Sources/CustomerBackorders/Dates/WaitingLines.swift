import DemandModel
import TextForms

/// A waiting line with its place in the queue and its dates.
public struct WaitingLineDates: Sendable, Equatable {
    /// Index into `BackorderFacts.waiting`.
    public var line: Int
    /// Units before it in the queue of its item-location.
    public var unitsAhead: Double
    public var dates: DatePromise
    /// Probability that the line is filled by the day the customer was promised; `nil` without a promise.
    public var promiseKept: Double?
    /// The dates of its whole order: all its lines.
    public var order: DatePromise

    public init(line: Int, unitsAhead: Double, dates: DatePromise, promiseKept: Double? = nil, order: DatePromise) {
        self.line = line
        self.unitsAhead = unitsAhead
        self.dates = dates
        self.promiseKept = promiseKept
        self.order = order
    }
}

/// When those who wait are served, and when an item can be had again.
public struct RestockDates: Sendable, Equatable {
    /// In the order of `BackorderFacts.waiting`.
    public var lines: [WaitingLineDates] = []
    /// Per item-location without free stock: the dates of a unit that is ordered today.
    public var items: [ItemLocation: DatePromise] = [:]

    public init() {}
}

/// The order in which lines are served: by priority where there is one (smaller first, none last), then by day of order (unknown last), then
/// in the order of the file.
public func servingOrder(_ lines: [Int], in waiting: [CustomerBackorder]) -> [Int] {
    lines.sorted { a, b in
        let first = waiting[a], second = waiting[b]
        let p = first.priority ?? .infinity, q = second.priority ?? .infinity
        if p != q { return p < q }
        let s = first.orderedOn?.number ?? .max, t = second.orderedOn?.number ?? .max
        return s != t ? s < t : a < b
    }
}

/// The distribution of draws of a day.
struct DayDraws {
    /// Ascending.
    var sorted: [Int32]

    /// By counting where the days lie close together, as they nearly always do.
    init(_ draws: ArraySlice<Int32>) {
        var low = Int32.max, high = Int32.min
        for day in draws where day != StratifiedDraws.never {
            low = min(low, day)
            high = max(high, day)
        }
        guard low <= high, Int(high) - Int(low) < 2_048 else {
            sorted = draws.sorted()
            return
        }
        let width = Int(high - low) + 1
        sorted = [Int32](unsafeUninitializedCapacity: draws.count) { buffer, count in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: width) { counts in
                counts.initialize(repeating: 0)
                var never = 0
                for day in draws {
                    if day == StratifiedDraws.never { never += 1 } else { counts[Int(day - low)] += 1 }
                }
                for (offset, times) in counts.enumerated() where times > 0 {
                    for _ in 0..<times {
                        buffer[count] = low + Int32(offset)
                        count += 1
                    }
                }
                for _ in 0..<never {
                    buffer[count] = StratifiedDraws.never
                    count += 1
                }
            }
        }
    }

    /// The day by which a share of such lines is filled; `nil` where that is never.
    ///
    /// Between the last day with less than the share and the first with as much or more the coin decides, with the odds that make the share hold over
    /// many items: the later day alone would hold more often than it says, by half the probability of a day, and of a supplier who is exact to
    /// a few days that is a tenth. Where a single day holds more than a quarter of all cases no day comes near the share, and the one whose probability
    /// is nearer is told, the later one of equals.
    ///
    /// - Parameter coin: in 0..<1, the same for all lines of an item, so that who is served later is never told an earlier day.
    func day(_ share: Double, coin: Double) -> Int32? {
        let count = sorted.count
        guard count > 0 else { return nil }
        let target = share * Double(count)
        let reached = sorted[min(count - 1, max(0, Int(target.rounded(.up)) - 1))]
        guard reached != StratifiedDraws.never else { return nil }
        // Draws up to `reached`, and those before it.
        let upTo = sorted.partitioningIndex { $0 > reached }
        let before = sorted.partitioningIndex { $0 >= reached }
        guard before > 0 else { return reached }
        let mass = Double(upTo - before)
        if mass > 0.25 * Double(count) { return target - Double(before) < Double(upTo) - target ? sorted[before - 1] : reached }
        return coin * mass < target - Double(before) ? reached : sorted[before - 1]
    }

    func promise(asOf: CalendarDay, coin: Double) -> DatePromise {
        DatePromise(p50: day(0.5, coin: coin).map { asOf.advanced(by: Int($0)) }, p90: day(0.9, coin: coin).map { asOf.advanced(by: Int($0)) })
    }

    /// P(T <= day).
    func probability(upTo day: Int) -> Double {
        sorted.isEmpty ? 0 : Double(sorted.partitioningIndex { Int($0) > day || $0 == StratifiedDraws.never }) / Double(sorted.count)
    }
}
