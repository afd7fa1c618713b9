@testable import CustomerBackorders
import DemandModel
import Testing

struct CauseTests {
    /// Where one thing alone goes wrong, nine of ten lines that wait must say so, over three shops. Where all that happens is chance few items wait, and the
    /// lines of an item share its cause: there each item counts once.
    @Test(arguments: [
        BackorderCause.decision, .supplierLate, .supplierShort, .capacity, .demandSpike, .forecast, .leadTime, .expected,
    ])
    func oneCauseAloneIsFound(_ cause: BackorderCause) {
        let causes = ([11, 101, 202] as [UInt64]).flatMap { seed -> [LineCause] in
            let shop = LivedShop(cause, items: cause == .expected ? 240 : 60, seed: seed)
            let causes = lineCauses(shop.input)
            guard cause == .expected else { return causes }
            var seen: Set<ItemLocation> = []
            return causes.filter { seen.insert(shop.waiting[$0.line].key).inserted }
        }
        #expect(causes.count >= 20, "\(cause): only \(causes.count) lines wait")
        let right = Double(causes.count { $0.cause == cause }) / Double(causes.count)
        let others = Dictionary(grouping: causes, by: \.cause).mapValues(\.count)
        #expect(right >= 0.9, "\(cause): \(right) of \(causes.count), \(others); \(causes.first { $0.cause != cause }?.evidence ?? "")")
    }

    @Test func stockThatIsThereIsAFaultOfTheData() {
        var shop = LivedShop(.supplierLate, items: 12, seed: 5)
        for index in shop.items.indices { shop.items[index].supply.onHand = 1_000 }
        let causes = lineCauses(shop.input)
        #expect(!causes.isEmpty && causes.allSatisfy { $0.cause == .data })
    }

    @Test func sharesOfAGameAddUp() {
        #expect(shapleyShares([0, 2, 3, 5], players: 2) == [2, 3])
        // A glove game: players 0 and 1 have left gloves, 2 the right one.
        let glove = shapleyShares([0, 0, 0, 0, 0, 1, 1, 1], players: 3)
        #expect((glove[0] - 1.0 / 6).magnitude < 1e-12 && (glove[1] - 1.0 / 6).magnitude < 1e-12 && (glove[2] - 4.0 / 6).magnitude < 1e-12)
        #expect(shapleyShares([1], players: 0).isEmpty)
    }

    /// The shares of the plan's waiting add up to it, and an input that is not there has none.
    @Test func sharesOfWaitingAddUp() throws {
        let key = ItemLocation(item: "a")
        var supply = SupplyTerms(supplier: "s", leadTimeDays: 20, leadTimeStandardDeviationDays: 6, reviewPeriodDays: 7)
        supply.maximumOrderQuantity = 30
        var recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 61, orderUpTo: 62), protectionDays: 27, demandMean: 54,
            demandStandardDeviation: 16, reason: "")
        recommendation.performance = PolicyPerformance(
            expectedBackorders: 1, backorderedUnitsPerYear: 1, fillRate: 0.9, readyRate: 0.9, cycleServiceLevel: 0.9, expectedWaitDays: 1, averageOnHand: 1,
            safetyStock: 8)
        let outlook = DemandOutlook(
            key: key, mean: [14, 14, 14, 14], cumulativeVariance: [20, 45, 75, 110], isCount: true, demandClass: .smooth, periodDays: 7, members: [])
        let item = PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []), outlook: outlook, recommendation: recommendation)
        let run = PlanRun(
            id: "r", version: "1", asOf: LivedShop.asOf, calendar: PeriodCalendar(period: .week, weekAnchor: LivedShop.asOf), configuration: PlanConfiguration(),
            inputs: [], summary: PlanSummary(), items: [item], quarantine: [])
        let split = try #require(waitingShares(run).items.first)
        #expect(split.total > 0)
        #expect((split.level + split.shares.reduce(0, +) - split.total).magnitude < 1e-9)
        #expect(split.shares[WaitingInput.yield.rawValue] == 0)
        #expect(split.shares[WaitingInput.leadTimeSpread.rawValue] > 0)
        #expect(waitingShares(run, threads: 2) == waitingShares(run, threads: 1))
    }
}
