import DemandModel
import Foundation
import Testing

@testable import ReorderPolicies

/// Random problems for every policy, family and target: figures against enumeration, levels against their neighbours, some against play.
///
/// `TWOBIN_RANDOM_PROBLEMS=50000` for more than the 500 of every run.
@Suite struct RandomProblemTests {
    private static let count = ProcessInfo.processInfo.environment["TWOBIN_RANDOM_PROBLEMS"].flatMap { Int($0) } ?? 500
    private static let parts = 10

    private func drawn(_ generator: inout TestGenerator, _ index: Int) -> (EnumeratedPolicy, ReplenishmentPolicy.Kind, s: Int, top: Int) {
        let kind = ReplenishmentPolicy.Kind.allCases[index % 4]
        let isPeriodic = kind == .RS || kind == .RsS
        let families = EnumeratedPolicy.Family.allCases
        var family = families[(index / 4) % families.count]
        // A review period's demand is known by its moments: any other distribution is read as negative binomial.
        if kind == .RsS && family == .customers { family = .negativeBinomial }
        let problem = EnumeratedPolicy(
            family: family, rate: exp(-3 + 3.6 * generator.uniform()), ratio: family == .poisson ? 1 : 1.2 + 4 * generator.uniform(),
            lead: (1 + 8 * generator.uniform()).rounded(), review: isPeriodic ? (1 + 6 * generator.uniform()).rounded() : 0)
        let mean = problem.rate * (problem.lead + problem.review)
        let s = Int((mean * (0.5 + 1.5 * generator.uniform())).rounded())
        let gap = kind == .RS && generator.uniform() < 0.5 ? 1 : 1 + Int(8 * generator.uniform())
        return (problem, kind, s, s + gap)
    }

    @Test(arguments: 0..<parts) func agreesWithEnumeration(_ part: Int) throws {
        for index in stride(from: part, to: Self.count, by: Self.parts) {
            var generator = TestGenerator(UInt64(7_000_000 + index))
            let (problem, kind, s, top) = drawn(&generator, index)
            let exact = problem.figures(kind, s: s, top: top)
            let policy = ReplenishmentPolicy(
                kind: kind, reorderPoint: Double(s), orderUpTo: Double(top), orderQuantity: kind == .rQ ? Double(top - s) : nil)
            let reached = try evaluatePolicy(policy, demand: problem.demand)
            func close(_ got: Double, _ wanted: Double, _ name: String) {
                #expect(abs(got - wanted) <= 1e-3 * abs(wanted) + 1e-6, "\(index) \(kind) \(problem.family): \(name) \(got), enumerated \(wanted)")
            }
            close(reached.expectedBackorders, exact.expectedBackorders, "E[B]")
            close(reached.fillRate, exact.fillRate, "fill rate")
            close(reached.readyRate, exact.readyRate, "ready rate")
            close(reached.averageOnHand, exact.averageOnHand, "on hand")
            close(try #require(reached.probabilityOfWaiting), 1 - exact.fillRate, "probability of waiting")
        }
    }

    @Test(arguments: 0..<parts) func targetsAreMetByTheLeastLevel(_ part: Int) throws {
        for index in stride(from: part, to: Self.count, by: Self.parts) {
            var generator = TestGenerator(UInt64(8_000_000 + index))
            let (problem, kind, _, _) = drawn(&generator, index)
            let target = 0.6 + 0.39 * generator.uniform()
            let objective = [PlanObjective.Kind.fillRate, .readyRate, .cycleService][index % 3]
            var terms = SupplyTerms(unitCost: 1, leadTimeDays: problem.lead, reviewPeriodDays: problem.review)
            terms.orderMultiple = Double(1 + index % 5)
            let one = ReplenishmentProblem(
                key: ItemLocation(item: "item"), demand: try problem.demand, terms: terms, kind: kind)
            let plan = try planAssortment([one], objective: PlanObjective(kind: objective, target: target))
            let policy = try #require(plan.decisions[0].policy)
            func service(_ shift: Double) throws -> Double {
                var moved = policy
                moved.orderUpTo += shift
                moved.reorderPoint += shift
                let reached = try evaluatePolicy(moved, demand: one.demand)
                return objective == .fillRate ? reached.fillRate : (objective == .readyRate ? reached.readyRate : reached.cycleServiceLevel)
            }
            #expect(try service(0) >= target, "\(index) \(kind) \(problem.family) \(objective)")
            if policy.orderUpTo > 0 { #expect(try service(-1) < target, "\(index) \(kind) \(problem.family) \(objective)") }
        }
    }

    @Test(arguments: 0..<parts) func agreesWithPlay(_ part: Int) throws {
        for index in stride(from: part * 12, to: Self.count, by: Self.parts * 12) {
            var generator = TestGenerator(UInt64(9_000_000 + index))
            let (problem, kind, s, top) = drawn(&generator, index + part % 4)
            let policy = ReplenishmentPolicy(
                kind: kind, reorderPoint: Double(s), orderUpTo: Double(top), orderQuantity: kind == .rQ ? Double(top - s) : nil)
            let reached = try evaluatePolicy(policy, demand: problem.demand)
            var seen = problem.simulated(kind, s: s, top: top, customers: 30_000, &generator)
            func isFilledAlike() -> Bool { abs(reached.fillRate - seen.fill.mean) <= 5 * seen.fill.error + 1e-4 }
            func waitsAlike() -> Bool { abs(reached.expectedBackorders - seen.waiting.mean) <= 5 * seen.waiting.error + 1e-3 * reached.expectedBackorders + 1e-4 }
            // Where hardly anybody waits, one play in some thousands lies five of its own errors off: a longer one decides.
            if !isFilledAlike() || !waitsAlike() { seen = problem.simulated(kind, s: s, top: top, customers: 3_000_000, &generator) }
            #expect(isFilledAlike(), "\(index) \(kind) \(problem.family): fill rate \(reached.fillRate), played \(seen.fill)")
            #expect(waitsAlike(), "\(index) \(kind) \(problem.family): E[B] \(reached.expectedBackorders), played \(seen.waiting)")
        }
    }
}
