import DemandModel
import PlanEngine
import Testing

@Suite struct StockLimitPlanTests {
    private func plan(_ objective: PlanObjective, _ change: (inout [ItemRecord]) -> Void) throws -> PlanRun {
        var records = SmallShop.records
        change(&records)
        return try makePlan(
            SmallShop.input(items: records), configuration: SmallShop.configuration(objective), id: "limits", options: PlanOptions(version: "test"))
    }

    private let service = PlanObjective(kind: .fillRate, target: 0.95)

    @Test func limitsReachTheRecommendation() throws {
        let run = try plan(service) {
            $0[0].stock.minimumStock = 50
            $0[1].stock.maximumStock = 3
            $0[2].stock.targetFillRate = 0.5
            $0[3].stock.shelfLifeDays = 2
            $0[4].stock.lostSaleShare = 0.4
        }
        let recommendations = run.items.map(\.recommendation)
        #expect(recommendations[0].policy?.orderUpTo == 50 && recommendations[0].reason.contains("minimum stock 50 holds"))
        #expect(recommendations[1].policy?.orderUpTo == 3 && recommendations[1].status == .capped)
        #expect(recommendations[2].performance.map { $0.fillRate >= 0.5 && $0.fillRate < 0.95 } == true)
        #expect(recommendations[3].status == .check && recommendations[3].reason.contains("shelf life of 2 days"))
        #expect(recommendations[4].reason.contains("40% of customers do not wait"))
        let lost = try #require(recommendations[4].performance).backorderedUnitsPerYear * 0.4
        #expect(abs(run.summary.lostUnitsPerYear - lost) < 1e-9)
        let explained = explain(run.items[1], in: run).text
        #expect(explained.contains("S at most 3"))
    }

    @Test(arguments: [GroupLimits.Subject.group, .supplier])
    func groupsAndSuppliersShareTheBudget(_ subject: GroupLimits.Subject) throws {
        var objective = PlanObjective(kind: .budget, money: .stockValue, target: 600)
        objective.groupLimits = GroupLimits(subject: subject, ceilings: ["north": 100])
        let run = try plan(objective) { records in
            for index in [3, 4] {
                if subject == .group { records[index].stock.group = "north" } else { records[index].supplier = "north" }
            }
        }
        let held = [3, 4].reduce(0.0) {
            $0 + (run.items[$1].recommendation.policy?.orderUpTo ?? .nan) * (run.items[$1].supply.unitCost ?? .nan)
        }
        #expect(held <= 100 && held > 80)
        #expect(run.items[3].recommendation.reason.contains("the \(subject.rawValue) north is held at its maximum of 100"))
        #expect(!run.items[0].recommendation.reason.contains("held at"))
    }

    @Test func frozenItemsAndOverridesAreKeptAndListed() throws {
        let run = try plan(PlanObjective(kind: .budget, target: 400)) {
            $0[2].stock.isFrozen = true
            $0[3].stock.overrideReorderPoint = 20
            $0[3].stock.overrideOrderUpTo = 60
            $0[3].stock.overrideReason = "new planogram"
        }
        let frozen = run.items[2].recommendation
        // Its position is 20 on hand: the level it keeps, with nothing to order.
        #expect(frozen.policy?.orderUpTo == 20 && frozen.orderNow == 0)
        let kept = run.items[3].recommendation
        #expect(kept.policy?.reorderPoint == 20 && kept.policy?.orderUpTo == 60 && kept.policy?.kind == .RsS)
        #expect(kept.reason.contains("fixed: override: new planogram; "))
        #expect(kept.reason.contains("the plan would choose S "))
        #expect(run.summary.overrides.map(\.key.item) == ["item-2", "item-3"])
        #expect(run.summary.overrides.map(\.reason) == ["frozen", "override: new planogram"])
        #expect(run.summary.averageInventoryValue <= 400)
        let money = try #require(run.summary.overrides[1].averageInventoryValue)
        #expect(kept.reason.contains(money >= 0 ? "holds +" : "holds -"))
    }

    @Test func aBudgetBelowTheFloorsNamesTheItems() throws {
        let error = #expect(throws: PlanError.self) {
            try plan(PlanObjective(kind: .budget, target: 10)) { $0[1].stock.minimumStock = 500 }
        }
        guard case .infeasible(let text)? = error else {
            Issue.record("another error")
            return
        }
        #expect(text.contains("item-1") && text.contains("below what the minimum stocks alone hold"))
    }

    @Test func quartersByPriceAddUp() throws {
        let run = try plan(PlanObjective(kind: .budget, target: 120)) { _ in }
        let quarters = run.summary.priceQuartiles
        #expect(quarters.map(\.items) == [1, 2, 1, 2])
        #expect(quarters.map(\.lowestPrice) == [2, 3, 5, 5])
        let waiting = quarters.reduce(0) { $0 + $1.expectedBackorders }
        #expect(abs(waiting - run.summary.expectedBackorders) < 1e-9)
        let demand = quarters.reduce(0) { $0 + $1.demandPerYear }
        let served = quarters.reduce(0) { $0 + $1.demandPerYear * $1.fillRate }
        #expect(abs(served / demand - run.summary.fillRate) < 1e-12)
        #expect(run.summary.overrides.isEmpty)
    }
}
