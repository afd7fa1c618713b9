import CustomerBackorders
import DemandModel
import Foundation

/// SplitMix64, for tests that must not share the engine's random numbers.
struct TestRandom {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
    mutating func whole(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(uniform() * Double(range.count)) }

    /// Number of arrivals of a Poisson process with `mean` arrivals in a day, by exponential gaps.
    mutating func poisson(_ mean: Double) -> Int {
        var count = 0, left = uniform()
        let limit = exp(-mean)
        while left > limit {
            count += 1
            left *= uniform()
        }
        return count
    }
}

/// How a supplier of the simulated shop truly delivers.
enum SupplierKind: String, CaseIterable {
    /// A few days around the promise.
    case punctual
    /// Mostly late, by up to three weeks.
    case late
    /// On time or a month late: its orders cross.
    case crossing
    /// A quarter of the orders come in part, the rest later or never; one in twelve brings nothing usable.
    case partial

    func daysLate(_ random: inout TestRandom) -> Int {
        switch self {
        case .punctual: random.whole(-3...3) + random.whole(-2...2)
        case .late: random.whole(0...10) + random.whole(0...10) - 2
        case .crossing: random.uniform() < 0.7 ? random.whole(-3...3) : random.whole(20...35)
        case .partial: random.whole(-4...6)
        }
    }

    /// Usable share of the first delivery, and days until the rest comes (`nil`: never).
    func completeness(_ random: inout TestRandom) -> (share: Double, rest: Int?) {
        guard self == .partial else { return (1, nil) }
        let u = random.uniform()
        if u < 1.0 / 12 { return (0, nil) }
        if u < 1.0 / 3 { return (0.5, random.uniform() < 0.6 ? random.whole(6...18) : nil) }
        return (1, nil)
    }
}

/// A shop whose suppliers, demand and orders are known, with everything that the engine is told of it and what then happens.
struct SimulatedShop {
    let asOf = CalendarDay(number: 20_000)
    let leadTimeDays = 28
    let reviewDays = 7
    var receipts: [PurchaseReceipt] = []
    var openOrders: [OpenOrder] = []
    var waiting: [CustomerBackorder] = []
    var items: [PlannedItem] = []
    /// Days from `asOf` until each waiting line is filled.
    var filledAfter: [Int] = []
    var kinds: [SupplierKind] = []

    private struct Arrival {
        var day: Int
        var units: Int
    }

    /// - Parameter suppliersPerKind: one supplier's 160 orders tell its median to about 4 points: a class is judged by several.
    init(itemCount: Int, lines: Int, seed: UInt64, suppliersPerKind: Int = 1) {
        var random = TestRandom(state: seed)
        for kind in SupplierKind.allCases { for number in 0..<suppliersPerKind { addHistory(kind, supplier: "\(kind.rawValue)-\(number)", orders: 160, random: &random) } }
        for index in 0..<itemCount {
            let kind = SupplierKind.allCases[index % SupplierKind.allCases.count]
            addItem(index, kind: kind, supplier: "\(kind.rawValue)-\(index / SupplierKind.allCases.count % suppliersPerKind)", lines: lines / itemCount, random: &random)
        }
    }

    private mutating func addHistory(_ kind: SupplierKind, supplier: String, orders: Int, random: inout TestRandom) {
        for index in 0..<orders {
            let ordered = asOf.advanced(by: -random.whole(60...700))
            let promised = ordered.advanced(by: leadTimeDays)
            let day = promised.advanced(by: kind.daysLate(&random))
            let (share, rest) = kind.completeness(&random)
            let key = ItemLocation(item: "\(supplier)-past-\(index % 40)")
            let first = (20 * share).rounded()
            func row(_ day: CalendarDay, _ units: Double) -> PurchaseReceipt {
                PurchaseReceipt(
                    orderID: "\(supplier)-\(index)", key: key, supplier: supplier, orderedOn: ordered, promisedOn: promised, receivedOn: day,
                    orderedQuantity: 20, receivedQuantity: units, acceptedQuantity: units)
            }
            if day < asOf { receipts.append(row(day, first)) } else { receipts.append(PurchaseReceipt(
                orderID: "\(supplier)-\(index)", key: key, supplier: supplier, orderedOn: ordered, promisedOn: promised, orderedQuantity: 20)) }
            if let rest, first < 20, day.advanced(by: rest) < asOf { receipts.append(row(day.advanced(by: rest), 20 - first)) }
        }
    }

    private mutating func addItem(_ index: Int, kind: SupplierKind, supplier: String, lines: Int, random: inout TestRandom) {
        let key = ItemLocation(item: "item-\(index)")
        let perDay = [0.2, 0.6, 1.5][random.whole(0...2)]
        let level = Int((perDay * Double(leadTimeDays + reviewDays) + 4).rounded())
        var supplies: [Arrival] = []
        var onOrder = 0
        // Orders of the last weeks that have not come.
        for age in stride(from: reviewDays * random.whole(1...2), through: 70, by: reviewDays * random.whole(1...3)) {
            let units = max(1, random.poisson(perDay * 14))
            let arrival = leadTimeDays + kind.daysLate(&random) - age
            guard arrival >= 0 else { continue }
            openOrders.append(OpenOrder(
                orderID: "open-\(index)-\(age)", key: key, supplier: supplier, orderedOn: asOf.advanced(by: -age),
                promisedOn: asOf.advanced(by: leadTimeDays - age), quantity: Double(units)))
            onOrder += units
            supplies += deliveries(units, on: arrival, kind: kind, random: &random).arrivals
        }
        var queue: [Int] = []
        for line in 0..<lines {
            queue.append(1 + random.whole(0...9) / 7)
            waiting.append(CustomerBackorder(
                orderID: "c-\(index)-\(line)", key: key, orderedOn: asOf.advanced(by: line - lines - 1), quantity: Double(queue[line])))
            kinds.append(kind)
        }
        let backordered = queue.reduce(0, +)
        var supply = SupplyTerms(supplier: supplier, leadTimeDays: Double(leadTimeDays), leadTimeStandardDeviationDays: 6, reviewPeriodDays: Double(reviewDays))
        supply.onOrder = Double(onOrder)
        supply.backordered = Double(backordered)
        var recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: Double(level - 1), orderUpTo: Double(level)),
            protectionDays: supply.protectionDays, inventoryPosition: supply.inventoryPosition, reason: "")
        let now = max(0, level - (onOrder - backordered))
        recommendation.orderNow = Double(now)
        let outlook = DemandOutlook(
            key: key, mean: [Double](repeating: perDay * 7, count: 13), cumulativeVariance: (1...13).map { perDay * 7 * Double($0) }, isCount: true,
            demandClass: .smooth, periodDays: 7, members: [])
        items.append(PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []), outlook: outlook, recommendation: recommendation))
        fill(queue, supplies: supplies, position: onOrder - backordered, orderNow: now, level: level, perDay: perDay, kind: kind, random: &random)
    }

    private func deliveries(
        _ units: Int, on day: Int, kind: SupplierKind, random: inout TestRandom
    ) -> (arrivals: [Arrival], missing: Int) {
        let (share, rest) = kind.completeness(&random)
        let first = Int((Double(units) * share).rounded())
        var arrivals = first > 0 ? [Arrival(day: day, units: first)] : []
        if first == units { return (arrivals, 0) }
        if let rest {
            arrivals.append(Arrival(day: day + rest, units: units - first))
            return (arrivals, 0)
        }
        return (arrivals, units - first)
    }

    /// Lives on from the planning day: reviews, orders, deliveries, demand, until the queue is served.
    private mutating func fill(
        _ queue: [Int], supplies: [Arrival], position: Int, orderNow: Int, level: Int, perDay: Double, kind: SupplierKind, random: inout TestRandom
    ) {
        var supplies = supplies
        var pending: [(day: Int, missing: Int)] = []
        // What the open orders will not bring is seen on their last day; it is known here by what was promised.
        let expected = position + queue.reduce(0, +)
        let coming = supplies.reduce(0) { $0 + $1.units }
        if coming < expected { pending.append((supplies.map(\.day).max() ?? 20, expected - coming)) }
        var position = position
        func order(_ units: Int, on day: Int) {
            let arrival = day + leadTimeDays + kind.daysLate(&random)
            let (more, missing) = deliveries(units, on: arrival, kind: kind, random: &random)
            supplies += more
            if missing > 0 { pending.append((arrival, missing)) }
        }
        if orderNow > 0 {
            position += orderNow
            order(orderNow, on: 0)
        }
        var day = 0, have = 0, next = 0
        var ahead = queue[0]
        while next < queue.count, day < 1_000 {
            have += supplies.reduce(0) { $0 + ($1.day == day ? $1.units : 0) }
            while next < queue.count, have >= ahead {
                filledAfter.append(day)
                next += 1
                if next < queue.count { ahead += queue[next] }
            }
            for short in pending where short.day == day { position -= short.missing }
            if day > 0, day % reviewDays == 0, position < level {
                let units = level - position
                position = level
                order(units, on: day)
            }
            position -= random.poisson(perDay)
            day += 1
        }
        while next < queue.count {
            filledAfter.append(9_999)
            next += 1
        }
    }
}
