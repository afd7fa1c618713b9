import Foundation
import Testing

// guide begin
import DemandModel
import ReorderPolicies
// guide end

/// The first lines of docs/guide/library.md compile, run, and stand there as they are here.
@Suite struct LibraryGuideTests {
    @Test func firstLinesRun() throws {
        // guide begin
        // Two units a day with variance 5, 14 days from order to receipt, an order every 7 days.
        let demand = try LeadTimeDemand(rate: 2, variancePerDay: 5, leadTime: 14, review: 7)
        var terms = SupplyTerms(unitCost: 4, leadTimeDays: 14, reviewPeriodDays: 7, backorderCostPerUnitDay: 0.2)
        terms.orderMultiple = 6
        let problem = ReplenishmentProblem(key: ItemLocation(item: "mug"), demand: demand, terms: terms)
        let plan = try planAssortment([problem], objective: PlanObjective(kind: .fillRate, target: 0.95))
        guard let policy = plan.decisions[0].policy, let reached = plan.decisions[0].performance else { return }
        print(policy.kind, policy.reorderPoint, policy.orderUpTo)
        print(reached.fillRate, reached.expectedBackorders, reached.averageOnHand)
        print(reached.probabilityOfWaiting ?? 0, reached.ordersPerYear ?? 0)
        // The same policy under twice the demand, and who waits longer than a week.
        let busier = try LeadTimeDemand(rate: 4, variancePerDay: 10, leadTime: 14, review: 7)
        print(try evaluatePolicy(policy, demand: busier).fillRate)
        print(try shareWaiting(longerThanDays: 7, policy: policy, demand: demand))
        // guide end
        #expect(reached.fillRate >= 0.95)
        #expect(try evaluatePolicy(policy, demand: busier).fillRate < reached.fillRate)
    }

    @Test func theGuideShowsTheseLines() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let guide = try String(contentsOf: root.appendingPathComponent("docs/guide/library.md"), encoding: .utf8)
        let here = try String(contentsOfFile: #filePath, encoding: .utf8)
        var isGuide = false
        var lines: [Substring] = []
        for line in here.split(separator: "\n", omittingEmptySubsequences: false) {
            let bare = line.drop { $0 == " " }
            if bare == "// guide begin" { isGuide = true } else if bare == "// guide end" { isGuide = false } else if isGuide { lines.append(bare) }
        }
        let shown = guide.split(separator: "```")[1].split(separator: "\n").dropFirst()
        #expect(Array(shown) == lines)
    }
}
