import DemandModel
import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

/// Problems where approximations mislead, with answers by enumeration (Fixtures/exactness_cases.py).
struct ExactnessCase: Sendable, Decodable, CustomTestStringConvertible {
    let kind: String
    let inputs: JSONValue
    let expected: JSONValue
    let rel: Double

    var testDescription: String { "\(kind) \(inputs)" }

    static func of(_ kind: String) -> [ExactnessCase] {
        struct File: Decodable { let cases: [ExactnessCase] }
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/exactness-cases.json")
        let file = (try? Data(contentsOf: url)).flatMap { try? JSONDecoder().decode(File.self, from: $0) }
        return file?.cases.filter { $0.kind == kind } ?? []
    }

    func check(_ key: String, _ got: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        let wanted = expected[key].double
        #expect(abs(got - wanted) <= max(1e-12, rel * abs(wanted)), "\(key) is \(got), expected \(wanted)", sourceLocation: sourceLocation)
    }
}

@Suite struct ExactnessCaseTests {
    @Test func fixtureIsThere() {
        for kind in ["lumpy_fill", "review_average", "wide_gap", "positions"] { #expect(!ExactnessCase.of(kind).isEmpty, "\(kind)") }
    }

    @Test(arguments: ExactnessCase.of("lumpy_fill"))
    func fillCountsUnitsOfLumpyOrders(_ one: ExactnessCase) throws {
        let mean = one.inputs["mean"].double
        let demand = LeadTimeDemand(
            leadTimeDays: 3, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 0, meanPerDay: mean / 3,
            distributions: [DemandDistribution(mean: mean, variance: one.inputs["variance"].double, isCount: true)])
        let r = one.inputs["reorder_point"].double
        let quantity = one.inputs["quantity"].double
        let isStepped = one.inputs["kind"].string == "rQ"
        let policy = ReplenishmentPolicy(
            kind: isStepped ? .rQ : .sS, reorderPoint: r, orderUpTo: r + quantity, orderQuantity: isStepped ? quantity : nil)
        let reached = try evaluatePolicy(policy, demand: demand)
        one.check("fill_rate", reached.fillRate)
        one.check("expected_backorders", reached.expectedBackorders)
        one.check("ready_rate", reached.readyRate)
    }

    @Test(arguments: ExactnessCase.of("review_average"))
    func backordersAreTimeAverages(_ one: ExactnessCase) throws {
        let demand = steadyDemand(one)
        let level = one.inputs["order_up_to"].double
        let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: level - 1, orderUpTo: level)
        one.check("expected_backorders", try evaluatePolicy(policy, demand: demand).expectedBackorders)
        one.check("expected_backorders", try StockEvaluator(demand).expectedBackorders(orderUpTo: level, batch: 1))
    }

    @Test(arguments: ExactnessCase.of("wide_gap"))
    func wideGapsFollowTheRenewal(_ one: ExactnessCase) throws {
        let demand = steadyDemand(one)
        let s = one.inputs["reorder_point"].double
        let level = one.inputs["order_up_to"].double
        let reached = try evaluatePolicy(ReplenishmentPolicy(kind: .RsS, reorderPoint: s, orderUpTo: level), demand: demand)
        one.check("expected_backorders", reached.expectedBackorders)
        one.check("fill_rate", reached.fillRate)
        let evaluator = try StockEvaluator(demand).withRenewalPositions(gap: level - s)
        one.check("mean_position", evaluator.averagePosition(orderUpTo: level, batch: level - s))
    }

    @Test(arguments: ExactnessCase.of("positions"))
    func smoothMembersAreReadAtEveryPosition(_ one: ExactnessCase) throws {
        let mean = one.inputs["mean"].double
        let demand = LeadTimeDemand(
            leadTimeDays: 1, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 0, meanPerDay: mean,
            distributions: [.init(members: [.init(family: .gamma, mean: mean, variance: one.inputs["variance"].double)], isCount: true)])
        let r = one.inputs["reorder_point"].double
        let quantity = one.inputs["quantity"].double
        let policy = ReplenishmentPolicy(kind: .rQ, reorderPoint: r, orderUpTo: r + quantity, orderQuantity: quantity)
        one.check("ready_rate", try evaluatePolicy(policy, demand: demand).readyRate)
    }

    private func steadyDemand(_ one: ExactnessCase) -> LeadTimeDemand {
        let ratio = one.inputs["ratio"].double
        return periodicDemand(
            perDay: one.inputs["rate"].double, lead: one.inputs["lead"].double, review: one.inputs["review"].double, ratio: ratio,
            family: ratio == 1 ? .poisson : .negativeBinomial)
    }
}
