import DemandModel
import TextForms

/// The sizes of order lines per item-location, with its largest lines: a count per size, and at most `OrderLines.kept` lines besides, the
/// same for any order of rows.
struct OrderLineCounts {
    /// True while the rows of a file are order lines.
    var isOn = false
    private var sizes = PairCounter()
    /// Per key, ascending by size, then day; sales and what was returned or cancelled.
    private var largest: [[LargeLine]] = []
    private var returned: [[LargeLine]] = []

    struct LargeLine: BitwiseCopyable {
        var quantity: Micro
        var day: Int32

        static func precedes(_ a: LargeLine, _ b: LargeLine) -> Bool { a.quantity != b.quantity ? a.quantity < b.quantity : a.day < b.day }
    }

    mutating func add(_ rows: UnsafeBufferPointer<SalesRow>, numbers: UnsafeBufferPointer<UInt32>, asOf: Int32) {
        for row in rows where row.day < asOf && !row.kind.isSetApart && row.quantity != 0 {
            let series = Int(numbers[Int(row.series)])
            while largest.count <= series {
                largest.append([])
                returned.append([])
            }
            if row.quantity > 0 {
                _ = sizes.add(UInt64(series), UInt64(bitPattern: row.quantity))
                OrderLineCounts.keep(LargeLine(quantity: row.quantity, day: row.day), in: &largest[series])
            } else {
                OrderLineCounts.keep(LargeLine(quantity: -row.quantity, day: row.day), in: &returned[series])
            }
        }
    }

    /// Keeps the largest lines, in order.
    private static func keep(_ line: LargeLine, in list: inout [LargeLine]) {
        if list.count == OrderLines.kept {
            guard LargeLine.precedes(list[0], line) else { return }
            list.removeFirst()
        }
        list.insert(line, at: list.partitioningIndex { !LargeLine.precedes($0, line) })
    }

    /// Sizes by key, for `lines(of:sizes:)`.
    func sizesByKey() -> [UInt32: [(units: Micro, count: Int)]] {
        var result: [UInt32: [(units: Micro, count: Int)]] = [:]
        sizes.forEach { series, quantity, count in
            result[UInt32(truncatingIfNeeded: series), default: []].append((Micro(bitPattern: quantity), Int(count)))
        }
        return result
    }

    /// The lines of a group of keys; `nil` where they have none. A sale and a return of the same units later cancel each other.
    func lines(of members: [UInt32], sizes: [UInt32: [(units: Micro, count: Int)]]) -> OrderLines? {
        var counts: [Micro: Int] = [:]
        var sold: [LargeLine] = [], back: [LargeLine] = []
        for member in members {
            for size in sizes[member] ?? [] { counts[size.units, default: 0] += size.count }
            if Int(member) < largest.count {
                sold += largest[Int(member)]
                back += returned[Int(member)]
            }
        }
        guard !counts.isEmpty else { return nil }
        sold = Array(sold.sorted(by: LargeLine.precedes).suffix(OrderLines.kept))
        for line in back.sorted(by: LargeLine.precedes) {
            if let match = sold.lastIndex(where: { $0.quantity == line.quantity && $0.day <= line.day }) { sold.remove(at: match) }
        }
        return OrderLines(
            sizes: counts.map { (Double($0.key) / 1e6, $0.value) },
            largest: sold.map { OrderLine(day: CalendarDay(number: $0.day), units: Double($0.quantity) / 1e6) })
    }
}

extension OrderLineCounts {
    /// True for a date with a time of day other than midnight: what is sold by the minute is no total of a period.
    static func hasTimeOfDay(_ cell: String) -> Bool {
        guard let colon = cell.firstIndex(of: ":") else { return false }
        return cell[..<colon].suffix(2) != "00" || cell[colon...].prefix(3) != ":00"
    }

    func write(to state: inout StateWriter) {
        sizes.write(to: &state)
        for lists in [largest, returned] {
            state.array(lists.map(\.count))
            state.array(lists.flatMap { $0.map(\.quantity) })
            state.array(lists.flatMap { $0.map(\.day) })
        }
    }

    init?(from state: inout StateReader) {
        guard let sizes = PairCounter(from: &state), let largest = OrderLineCounts.lists(&state), let returned = OrderLineCounts.lists(&state),
              largest.count == returned.count else { return nil }
        (self.sizes, self.largest, self.returned) = (sizes, largest, returned)
    }

    private static func lists(_ state: inout StateReader) -> [[LargeLine]]? {
        guard let counts = state.array(Int.self), let quantities = state.array(Micro.self), let days = state.array(Int32.self),
              quantities.count == days.count, counts.allSatisfy({ (0...OrderLines.kept).contains($0) }),
              counts.reduce(0, +) == days.count else { return nil }
        var next = 0
        return counts.map { count in
            defer { next += count }
            return (next..<next + count).map { LargeLine(quantity: quantities[$0], day: days[$0]) }
        }
    }
}
