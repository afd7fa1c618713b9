@testable import CustomerBackorders
import DemandModel
import Testing

/// Ten rows of receipts, worked out by hand.
struct SupplierScoreTests {
    let asOf = CalendarDay(iso: "2024-07-01") ?? CalendarDay(number: 0)

    private func day(_ text: String) -> CalendarDay? { CalendarDay(iso: "2024-" + text) }

    private func rows() -> [PurchaseReceipt] {
        let table: [(String, String, String, String?, Double, Double?, Double?)] = [
            ("1", "01-01", "01-15", "01-14", 10, 10, 10),    // a day early
            ("2", "01-05", "01-19", "01-19", 10, 10, 10),    // on the day
            ("3", "01-10", "01-24", "01-27", 10, 10, 10),    // 3 days late
            ("4", "01-20", "02-03", "02-03", 10, 8, 8),      // on the day, 2 short
            ("5", "02-01", "02-15", "02-20", 10, 10, 9),     // 5 days late, 1 not accepted
            ("6", "02-10", "02-24", "02-22", 10, 10, 10),    // 2 days early
            ("7", "03-01", "03-15", "03-15", 10, 5, 5),      // half on the day ...
            ("7", "03-01", "03-15", "03-25", 10, 5, 5),      // ... the rest 10 days late
            ("8", "06-01", "06-10", nil, 10, nil, nil),      // overdue
            ("9", "06-20", "07-04", nil, 10, nil, nil),      // not due
        ]
        return table.map { row in
            PurchaseReceipt(
                orderID: row.0, key: ItemLocation(item: "a"), supplier: "acme", orderedOn: day(row.1) ?? asOf, promisedOn: day(row.2),
                receivedOn: row.3.flatMap(day), orderedQuantity: row.4, receivedQuantity: row.5, acceptedQuantity: row.6)
        }
    }

    @Test func everyFigureIsThatOfTheHandExample() throws {
        let facts = backorderFacts(receipts: rows(), openOrders: [], waiting: [], supplierOf: [:], asOf: asOf)
        let score = try #require(supplierScores(items: [], facts: facts, suppliers: [SupplierRecord(supplier: "acme", minimumOrderValue: 300)]).first)
        #expect(score.supplier == "acme" && score.item == nil)
        #expect(score.counts.received == 7 && score.counts.open == 2 && score.counts.overdue == 1)
        // Lines 1 to 8 are due; 1, 2, 4 and 6 came by their day, 1, 2 and 6 in full as well.
        #expect(score.onTime == CountedShare(hits: 4, cases: 8))
        #expect(score.onTimeInFull == CountedShare(hits: 3, cases: 8))
        // Wilson: (0.5 + 2.7055 / 16) / 1.33819 -+ 1.64485 sqrt(0.25 / 8 + 2.7055 / 256) / 1.33819.
        let interval = try #require(score.onTime.interval)
        #expect((interval.low - 0.24864).magnitude < 1e-4 && (interval.high - 0.75136).magnitude < 1e-4)
        #expect(score.inFull == CountedShare(hits: 5, cases: 7))
        #expect(((score.meanDaysLate ?? 0) - 18.0 / 7).magnitude < 1e-12)
        #expect(((score.leadTimeMean ?? 0) - 103.0 / 7).magnitude < 1e-12)
        #expect(((score.receivedShare ?? 0) - 68.0 / 70).magnitude < 1e-12)
        #expect(((score.acceptedShare ?? 0) - 67.0 / 68).magnitude < 1e-12)
        #expect(score.minimumOrderValue == 300)
        // One order of nine is open a month: the lines of June are the recent ones with three of the first half year before them.
        #expect(score.recent.open == 2)
    }

    /// Where the plan reckons with no spread, what the deliveries' own spread adds by hand: L(z) of a normal at 62 over a mean of 40 with sd 10, against sd
    /// sqrt(100 + 2^2 36) = 15.62; both with a review of no days.
    @Test func aSpreadThatThePlanLeavesOutCosts() throws {
        let key = ItemLocation(item: "a")
        var recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 61, orderUpTo: 62), protectionDays: 20, demandMean: 40,
            demandStandardDeviation: 10, reason: "")
        recommendation.performance = PolicyPerformance(
            expectedBackorders: 1, backorderedUnitsPerYear: 1, fillRate: 0.9, readyRate: 0.9, cycleServiceLevel: 0.9, expectedWaitDays: 1, averageOnHand: 1,
            safetyStock: 22)
        let item = PlannedItem(
            key: key, supply: SupplyTerms(supplier: "s", unitCost: 3, leadTimeDays: 20, reviewPeriodDays: 0), history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            outlook: nil, recommendation: recommendation)
        var history = DeliveryHistory(supplier: "s")
        // Ten deliveries of 14 and 26 days: mean 20, sd 6.
        history.all.received = 10
        history.all.leadDays = 200
        history.all.leadDaysSquared = 5 * (14 * 14 + 26 * 26)
        let cost = try #require(spreadCosts([item], histories: [history])["s"])
        // 10 L(2.2) = 10 x 0.00488701; 15.6205 L(1.408406) = 15.6205 x 0.03599460, by exp and erfc of Python's math.
        #expect((cost.waiting - (0.56225358 - 0.04887008)).magnitude < 1e-7, "\(cost)")
        #expect((cost.money - 2.2 * (244.0.squareRoot() - 10) * 3).magnitude < 1e-9, "\(cost)")
        #expect(spreadCosts([item])["s"] == nil)
    }

    @Test func openOrdersOfBothTablesCountOnce() {
        let open = [OpenOrder(orderID: "8", key: ItemLocation(item: "a"), supplier: "acme", orderedOn: day("06-01"), promisedOn: day("06-10"), quantity: 10)]
        let facts = backorderFacts(receipts: rows(), openOrders: open, waiting: [], supplierOf: [:], asOf: asOf)
        #expect(facts.openOrders.map(\.orderID).sorted() == ["8", "9"])
        #expect(facts.histories.first?.all.open == 2)
    }

    /// The product limit with one open case: 3 and 5 days seen, one open for 4 days; the mass of day 5 is what 3 leaves.
    @Test func openOrdersCountByTheirAge() throws {
        let curve = try #require(DayCurve.productLimit(ended: WeightedDays(days: [3, 5], weights: [1, 1]), open: WeightedDays(days: [4], weights: [1])))
        #expect((curve.probability(upTo: 3) / curve.probability(upTo: 5) - 1.0 / 3).magnitude < 1e-9)
        #expect(curve.probability(upTo: 2) == 0)
        #expect(curve.probability(upTo: 5) < 1)
    }
}
