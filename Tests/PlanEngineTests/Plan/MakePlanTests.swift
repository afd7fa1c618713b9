import DemandModel
import PlanEngine
import Testing

@Suite struct MakePlanTests {
    @Test func everyItemGetsARecommendationInKeyOrder() throws {
        let run = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        #expect(run.items.map(\.key.item) == ["item-0", "item-1", "item-2", "item-3", "item-4", "item-5", "never-sold"])
        for item in run.items.dropLast() {
            let performance = try #require(item.recommendation.performance)
            #expect(performance.fillRate >= 0.95 - 1e-9)
            #expect(item.recommendation.demandMean > 0)
        }
        #expect(run.items.last?.recommendation.status == .noHistory)
        #expect(run.summary.itemsWithoutHistory == 1)
        #expect(run.summary.plannedItems == 6)
        #expect(run.summary.defaultsUsed["review_period_days"] == 7)
    }

    @Test func theBudgetIsKeptAndTheBoundHolds() throws {
        for budget in [40.0, 120, 400] {
            let run = try SmallShop.plan(PlanObjective(kind: .budget, target: budget))
            #expect(run.summary.averageInventoryValue <= budget * (1 + 1e-12))
            let bound = try #require(run.summary.lowerBound)
            #expect(bound <= run.summary.weightedExpectedBackorders * (1 + 1e-9))
        }
    }

    @Test func moreMoneyMeansFewerBackorders() throws {
        let totals = try [20.0, 60, 180, 540].map { try SmallShop.plan(PlanObjective(kind: .budget, target: $0)).summary.expectedBackorders }
        #expect(totals == totals.sorted(by: >))
    }

    @Test func threadsChangeNothing() throws {
        let objective = PlanObjective(kind: .budget, target: 150)
        #expect(try SmallShop.plan(objective, threads: 1) == SmallShop.plan(objective, threads: 4))
    }

    @Test func aMoneyObjectiveNamesItemsWithoutCost() throws {
        var configuration = SmallShop.configuration(PlanObjective(kind: .budget, target: 100))
        configuration.defaults.unitCostShareOfPrice = nil
        let error = #expect(throws: PlanError.self) {
            try makePlan(SmallShop.input(), configuration: configuration, id: "x", options: PlanOptions(version: "test"))
        }
        #expect(error == .unitCostMissing(itemLocations: ["item-5"]))
    }

    @Test func nothingToPlanIsSaid() {
        let empty = PlanInput(asOf: SmallShop.asOf, calendar: SmallShop.calendar, series: [])
        let error = #expect(throws: PlanError.self) {
            try makePlan(empty, configuration: PlanConfiguration(), id: "x", options: PlanOptions(version: "test"))
        }
        #expect(error == .nothingToPlan)
    }

    @Test func weightsFollowTheObjective() throws {
        let byValue = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.9, weight: .value))
        #expect(byValue.items.first?.weight == 2)
        let byCustomers = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.9, weight: .customers))
        #expect(byCustomers.items.first?.weight == 0.5)
    }

    @Test func supplyTermsComeFromTheTableThenHistoryThenDefaults() {
        var record = ItemRecord(key: ItemLocation(item: "a"))
        record.onHand = 5
        var defaults = SupplyDefaults()
        defaults.unitCostShareOfPrice = 0.5
        let observed = ObservedSupply(leadTimeDays: 12, leadTimeStandardDeviationDays: 3, onOrder: 4)
        let terms = resolveSupply(record: record, observed: observed, defaults: defaults, medianPrice: 8)
        #expect(terms.leadTimeDays == 12)
        #expect(terms.leadTimeStandardDeviationDays == 3)
        #expect(terms.unitCost == 4)
        #expect(terms.inventoryPosition == 9)
        #expect(terms.defaultsUsed == ["unit_cost", "review_period_days", "order_cost", "holding_rate_per_year", "backorder_weight", "backordered"])
        record.leadTimeDays = 20
        let stated = resolveSupply(record: record, observed: observed, defaults: defaults, medianPrice: nil)
        #expect(stated.leadTimeDays == 20)
        #expect(stated.leadTimeStandardDeviationDays == 0)
        #expect(stated.unitCost == nil)
    }

    @Test func theNextOrderDayIsWhereThePositionMeetsTheReorderPoint() {
        let asOf = SmallShop.asOf
        // 20 units above r at 10 a week: two weeks.
        #expect(nextOrderDay(reorderPoint: 30, inventoryPosition: 50, meanPerPeriod: [10, 10, 10], periodDays: 7, asOf: asOf) == asOf.advanced(by: 14))
        #expect(nextOrderDay(reorderPoint: 30, inventoryPosition: 30, meanPerPeriod: [10], periodDays: 7, asOf: asOf) == asOf)
        #expect(nextOrderDay(reorderPoint: 30, inventoryPosition: 90, meanPerPeriod: [10, 10], periodDays: 7, asOf: asOf) == nil)
        #expect(nextOrderDay(reorderPoint: 30, inventoryPosition: 35, meanPerPeriod: [0, 0, 10], periodDays: 7, asOf: asOf) == asOf.advanced(by: 17))
    }
}
