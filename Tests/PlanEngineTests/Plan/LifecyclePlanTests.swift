import DemandModel
import Testing

@testable import PlanEngine

/// New items, items that fell silent and items that came back, as a planner sees them.
@Suite struct LifecyclePlanTests {
    @Test func whereAnItemIsInItsLifeIsSaid() throws {
        var input = SmallShop.input()
        // item-4 sold every week and has been silent for twenty; item-5 was first sold four weeks ago; item-3 came back after a pause.
        for index in input.series.indices {
            switch input.series[index].key.item {
            case "item-4": for week in 40..<60 { input.series[index].demand[week] = 0 }
            case "item-5": for week in 0..<56 { input.series[index].demand[week] = 0 }
            case "item-3": for week in 25..<57 { input.series[index].demand[week] = 0 }
            default: break
            }
        }
        let run = try makePlan(
            input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.9)), id: "plan-1",
            options: PlanOptions(version: "test"))
        func reason(_ item: String) -> String { run.items.first { $0.key.item == item }?.recommendation.reason ?? "" }
        #expect(reason("item-4").contains("no demand for 20 periods: probably ending"))
        #expect(reason("item-5").contains("new: 4 periods"))
        #expect(reason("item-3").contains("sold again after a silence that looked like the end"))
        #expect(!reason("item-2").contains("ending") && !reason("item-2").contains("new:"))
    }
}
