@testable import CustomerBackorders
import DemandModel
import Testing

struct QueueTests {
    let asOf = CalendarDay(number: 20_000)
    let key = ItemLocation(item: "a")

    private func item(onHand: Double, backordered: Double = 0, onOrder: Double = 0) -> PlannedItem {
        var supply = SupplyTerms(supplier: "s", leadTimeDays: 10, reviewPeriodDays: 7)
        supply.onHand = onHand
        supply.backordered = backordered
        supply.onOrder = onOrder
        let recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 9, orderUpTo: 10), protectionDays: 17,
            inventoryPosition: supply.inventoryPosition, reason: "")
        let outlook = DemandOutlook(
            key: key, mean: [1, 1, 1, 1], cumulativeVariance: [1, 2, 3, 4], isCount: true, demandClass: .smooth, periodDays: 7, members: [])
        return PlannedItem(key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []), outlook: outlook, recommendation: recommendation)
    }

    private func line(_ id: String, _ quantity: Double, day: Int, priority: Double? = nil, promised: Int? = nil) -> CustomerBackorder {
        CustomerBackorder(
            orderID: id, key: key, orderedOn: asOf.advanced(by: day), promisedOn: promised.map { asOf.advanced(by: $0) }, quantity: quantity, priority: priority)
    }

    /// A fixed lead time and nothing known of the supplier: days are those of the plan.
    @Test func theFirstInTheQueueIsServedFirst() {
        let open = [OpenOrder(orderID: "p", key: key, supplier: "s", orderedOn: asOf.advanced(by: -6), quantity: 3)]
        let facts = BackorderFacts(waiting: [line("late", 2, day: -1), line("early", 2, day: -5), line("first", 1, day: -1, priority: 1)], openOrders: open)
        var waiting = item(onHand: 1, backordered: 5, onOrder: 3)
        waiting.recommendation.orderNow = 6
        let dates = restockDates(RestockInput(asOf: asOf, items: [waiting], facts: facts))
        // By priority, then by day: the shelf serves the first, the open order the early one, today's order the late one.
        #expect(dates.lines.map(\.unitsAhead) == [3, 1, 0])
        #expect(dates.lines[2].dates == DatePromise(p50: asOf, p90: asOf))
        #expect(dates.lines[1].dates == DatePromise(p50: asOf.advanced(by: 4), p90: asOf.advanced(by: 4)))
        #expect(dates.lines[0].dates == DatePromise(p50: asOf.advanced(by: 10), p90: asOf.advanced(by: 10)))
        #expect(dates.items[key]?.p90 == asOf.advanced(by: 10))
    }

    /// Twenty days past a fixed lead time an order is not expected tomorrow. On the eleventh day from today (31 late) the plan counts it no longer; the next look
    /// is on day 14, and what is ordered then is there on day 24.
    @Test func anOrderThatDoesNotComeIsOrderedAnew() {
        let open = [OpenOrder(orderID: "p", key: key, supplier: "s", orderedOn: asOf.advanced(by: -30), quantity: 15)]
        let input = RestockInput(asOf: asOf, items: [item(onHand: 0, backordered: 5, onOrder: 15)], facts: BackorderFacts(waiting: [line("c", 5, day: -4)], openOrders: open))
        let dates = restockDates(input).lines[0].dates
        #expect(dates.p50.map { asOf.days(until: $0) > 7 } ?? false, "\(dates)")
        #expect(dates.p90 == asOf.advanced(by: 24), "\(dates)")
        #expect(newUnitDates(input) == restockDates(input).items)
    }

    /// An order that the plan has given up was placed: the supplier is late, or, half a year on, the records are wrong. Without any order it is a decision.
    @Test func anOrderThatIsGivenUpIsNoDecision() {
        func cause(orderedBefore days: Int?, isKnown: Bool = true) -> BackorderCause? {
            let open = days.map { [OpenOrder(orderID: "p", key: key, supplier: "s", orderedOn: asOf.advanced(by: -$0), quantity: 30)] } ?? []
            var waiting = item(onHand: 0, backordered: 5)
            waiting.recommendation.policy = ReplenishmentPolicy(kind: .RS, reorderPoint: 19, orderUpTo: 20)
            if !isKnown { waiting.supply.defaultsUsed = ["on_order"] }
            let facts = BackorderFacts(waiting: [line("c", 5, day: -4)], openOrders: open)
            return lineCauses(CauseInput(restock: RestockInput(asOf: asOf, items: [waiting], facts: facts), suppliers: [], overrides: [], periodDays: 7)).first?.cause
        }
        #expect(cause(orderedBefore: 60) == .supplierLate)
        #expect(cause(orderedBefore: 300) == .data)
        #expect(cause(orderedBefore: nil) == .decision)
        // Nobody can be blamed where no table says what is on order.
        #expect(cause(orderedBefore: nil, isKnown: false) == .data)
    }

    @Test func anOrderIsThereWhenAllItsLinesAre() {
        let other = ItemLocation(item: "b")
        var second = item(onHand: 5)
        second.key = other
        second.supply.backordered = 1
        var first = item(onHand: 0, backordered: 1, onOrder: 4)
        first.recommendation.orderNow = 7
        let facts = BackorderFacts(
            waiting: [line("x", 1, day: -1), CustomerBackorder(orderID: "x", key: other, orderedOn: asOf.advanced(by: -1), quantity: 1)],
            openOrders: [OpenOrder(orderID: "p", key: key, supplier: "s", orderedOn: asOf.advanced(by: -7), quantity: 4)])
        let dates = restockDates(RestockInput(asOf: asOf, items: [first, second], facts: facts))
        #expect(dates.lines[1].dates.p90 == asOf)
        #expect(dates.lines[1].order.p90 == asOf.advanced(by: 3))
        #expect(dates.lines[0].order == dates.lines[0].dates)
    }

    @Test func aQuoteSaysWhatIsThereAndWhoWouldWait() throws {
        let facts = BackorderFacts(
            waiting: [line("x", 2, day: -1, priority: 5)], openOrders: [OpenOrder(orderID: "p", key: key, supplier: "s", orderedOn: asOf.advanced(by: -7), quantity: 3)])
        var planned = item(onHand: 0, backordered: 2, onOrder: 3)
        planned.recommendation.orderNow = 9
        let input = RestockInput(asOf: asOf, items: [planned], facts: facts)
        let polite = try #require(quote(key, quantity: 2, in: input))
        #expect(polite.availableToday == 0 && polite.unitsAhead == 2)
        #expect(polite.dates.p90 == asOf.advanced(by: 10))
        #expect(polite.displaced.isEmpty)
        let pushy = try #require(quote(key, quantity: 2, priority: 1, in: input))
        #expect(pushy.dates.p90 == asOf.advanced(by: 3))
        #expect(pushy.displaced.map(\.line.orderID) == ["x"])
        #expect(quote(ItemLocation(item: "none"), quantity: 1, in: input) == nil)
        let there = try #require(quote(key, quantity: 2, in: RestockInput(asOf: asOf, items: [item(onHand: 5)], facts: BackorderFacts())))
        #expect(there.availableToday == 2 && there.dates.p90 == asOf)
        #expect(there.laterWaitingAfter > there.laterWaitingBefore)
    }

    @Test func statesOfTheShopFront() {
        var gone = item(onHand: 0)
        gone.recommendation.policy = nil
        var back = item(onHand: 0)
        back.recommendation.restock = DatePromise(p50: asOf, p90: asOf.advanced(by: 4))
        var ending = item(onHand: 3)
        var stock = StockTerms()
        stock.maximumStock = 0
        ending.supply.stock = stock
        let states = shopStates([item(onHand: 3), back, gone, ending], facts: BackorderFacts())
        #expect(states.map(\.state) == [.inStock, .backorder, .outOfStock, .ending])
        #expect(!states[2].reason.isEmpty && states[2].dates == DatePromise())
    }

    @Test func theOrderThatMostWaitForComesFirst() {
        let open = [
            OpenOrder(orderID: "small", key: key, supplier: "s", orderedOn: asOf.advanced(by: -9), quantity: 1),
            OpenOrder(orderID: "large", key: key, supplier: "s", orderedOn: asOf.advanced(by: -2), quantity: 9),
        ]
        let facts = BackorderFacts(waiting: (0..<5).map { line("c\($0)", 1, day: -3) }, openOrders: open)
        let rows = expediteList(RestockInput(asOf: asOf, items: [item(onHand: 0, backordered: 5, onOrder: 10)], facts: facts))
        #expect(rows.map(\.order.orderID) == ["large", "small"])
        #expect(rows.map(\.waitingLines) == [4, 1])
    }
}
