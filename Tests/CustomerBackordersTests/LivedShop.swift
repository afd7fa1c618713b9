import CustomerBackorders
import DemandModel

/// An item that lived through a year and a half with one thing going wrong at its end: what the shop's tables then say of it.
struct LivedShop {
    static let asOf = CalendarDay(number: 20_000)
    static let leadDays = 21, reviewDays = 7, historyWeeks = 78

    var items: [PlannedItem] = []
    var receipts: [PurchaseReceipt] = []
    var openOrders: [OpenOrder] = []
    var waiting: [CustomerBackorder] = []
    var overrides: [OverrideCost] = []

    init(_ cause: BackorderCause, items count: Int, seed: UInt64) {
        var random = TestRandom(state: seed)
        for index in 0..<count { live(index, cause: cause, perDay: [0.8, 2, 5][index % 3], random: &random) }
    }

    var input: CauseInput {
        let facts = backorderFacts(receipts: receipts, openOrders: openOrders, waiting: waiting, supplierOf: [:], asOf: Self.asOf)
        return CauseInput(restock: RestockInput(asOf: Self.asOf, items: items, facts: facts), suppliers: [], overrides: overrides, periodDays: 7)
    }

    private struct Order {
        var name: String, placed: Int, promised: Int, arrives: Int, units: Int, usable: Int
    }

    private mutating func live(_ index: Int, cause: BackorderCause, perDay: Double, random: inout TestRandom) {
        let key = ItemLocation(item: "item-\(index)"), supplier = "supplier-\(index % 4)"
        let mean = perDay * Double(Self.leadDays + Self.reviewDays)
        // Five deviations of safety: nobody waits unless something goes wrong.
        let safe = Int((mean + 5 * mean.squareRoot()).rounded(.up))
        let kept = cause == .decision ? Int(0.6 * mean) : safe
        let level = cause == .expected ? Int((mean + 1.0 * mean.squareRoot()).rounded()) : cause == .decision ? kept : safe
        let most = cause == .capacity ? max(1, Int(perDay * 7 * 0.8)) : Int.max
        var weeks = [Double](repeating: 0, count: Self.historyWeeks)
        var net = level, onOrder = 0
        var orders: [Order] = [], queue: [(units: Int, day: Int)] = []
        let days = Self.historyWeeks * 7
        for day in 0..<days {
            let left = days - day
            for order in orders where order.arrives == day {
                net += order.usable
                onOrder -= order.units
                var units = order.usable
                while units > 0, !queue.isEmpty {
                    let served = min(units, queue[0].units)
                    queue[0].units -= served
                    units -= served
                    if queue[0].units == 0 { queue.removeFirst() }
                }
            }
            if day % Self.reviewDays == 0, net + onOrder < level {
                let units = min(most, level - net - onOrder)
                let slow = cause == .leadTime && left < 150 ? 21 : 0
                let late = cause == .supplierLate && left < 70 && left > 10 ? 45 : random.whole(-1...0)
                let promised = day + Self.leadDays + slow
                let isShort = cause == .supplierShort && left < 75
                orders.append(Order(
                    name: "po-\(index)-\(day)", placed: day, promised: promised, arrives: promised + late, units: units,
                    usable: isShort ? units / 5 : units))
                onOrder += units
            }
            var demand = random.poisson(perDay * (cause == .forecast && left < 84 ? 2 : 1))
            if cause == .demandSpike, left == 8 { demand += 3 * safe }
            weeks[day / 7] += Double(demand)
            let short = max(0, demand - max(0, net))
            net -= demand
            if short > 0 { queue.append((short, day)) }
        }
        guard !queue.isEmpty else { return }
        record(key, supplier: supplier, orders: orders, days: days, last: queue)
        var supply = SupplyTerms(supplier: supplier, leadTimeDays: Double(Self.leadDays), leadTimeStandardDeviationDays: 1, reviewPeriodDays: Double(Self.reviewDays))
        supply.backordered = Double(queue.reduce(0) { $0 + $1.units })
        supply.onOrder = Double(onOrder)
        if cause == .capacity { supply.maximumOrderQuantity = Double(most) }
        if cause == .data { supply.onHand = supply.backordered + 5 }
        var recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: Double(level - 1), orderUpTo: Double(level)),
            performance: PolicyPerformance(
                expectedBackorders: 0.1, backorderedUnitsPerYear: 5, fillRate: 0.97, readyRate: 0.95, cycleServiceLevel: cause == .expected ? 0.85 : 0.95,
                expectedWaitDays: 0.1, averageOnHand: 5, safetyStock: 3),
            protectionDays: supply.protectionDays, inventoryPosition: supply.inventoryPosition, reason: "")
        recommendation.demandMean = mean
        if cause == .decision {
            overrides.append(OverrideCost(
                key: key, reason: "shelf space", keptOrderUpTo: Double(kept), recommendedOrderUpTo: Double(safe), averageInventoryValue: nil,
                expectedBackorders: 3))
        }
        items.append(PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: weeks),
            outlook: DemandOutlook(
                key: key, mean: [Double](repeating: perDay * 7, count: 8), cumulativeVariance: (1...8).map { perDay * 7 * Double($0) }, isCount: true,
                demandClass: .smooth, periodDays: 7, members: []), recommendation: recommendation))
    }

    private mutating func record(_ key: ItemLocation, supplier: String, orders: [Order], days: Int, last queue: [(units: Int, day: Int)]) {
        func day(_ number: Int) -> CalendarDay { Self.asOf.advanced(by: number - days) }
        for order in orders {
            if order.arrives < days {
                receipts.append(PurchaseReceipt(
                    orderID: order.name, key: key, supplier: supplier, orderedOn: day(order.placed), promisedOn: day(order.promised),
                    receivedOn: day(order.arrives), orderedQuantity: Double(order.units), receivedQuantity: Double(order.usable),
                    acceptedQuantity: Double(order.usable)))
            } else {
                openOrders.append(OpenOrder(
                    orderID: order.name, key: key, supplier: supplier, orderedOn: day(order.placed), promisedOn: day(order.promised),
                    quantity: Double(order.units)))
            }
        }
        for (index, line) in queue.enumerated() {
            waiting.append(CustomerBackorder(orderID: "c-\(key.item)-\(index)", key: key, orderedOn: day(line.day), quantity: Double(line.units)))
        }
    }
}
