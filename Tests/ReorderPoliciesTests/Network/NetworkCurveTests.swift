import DemandModel
import Foundation
import Testing

@testable import ReorderPolicies

/// The exchange curve of a warehouse and its locations, against enumeration; and how long customers of a location wait, against shops lived day by day.
struct NetworkCurveTests {
    private func family() throws -> (problems: [ReplenishmentProblem], family: WarehouseFamily) {
        let rates = [0.15, 0.08], total = 0.23, lead = 21.0, k = 1.5
        var problems = [problem(0, try LeadTimeDemand(rate: total, variancePerDay: k * total, leadTime: lead, review: 0), cost: 10) { $0.kind = .RS }]
        var locations: [WarehouseFamily.Location] = []
        for (index, rate) in rates.enumerated() {
            problems.append(problem(1 + index, try LeadTimeDemand(rate: rate, variancePerDay: k * rate, leadTime: 2, review: 7), cost: 10))
            let own = k * rate * lead, after = k * rate * 9
            let part = OwedPart(share: rate / total, covered: (mean: total * lead, variance: k * total * lead), own: own, after: after, both: own + after)
            locations.append(.init(problem: 1 + index, part: part))
        }
        return (problems, WarehouseFamily(warehouse: 0, locations: locations))
    }

    /// No levels at all come to less than a point at its multiplier.
    @Test func pointsAreTheLeastOfAllLevels() throws {
        let (problems, family) = try family()
        var network = PreparedNetwork(problems, families: [family])
        let curve = try network.curve(money: .averageInventoryValue, count: 30)
        #expect(curve.points.count >= 8)
        var all: [(money: Double, waiting: Double)] = []
        let warehouse = try StockEvaluator(problems[0].demand)
        for depot in 0...16 {
            let owed = warehouse.owed(orderUpTo: Double(depot), batch: 1)
            let money = 10 * warehouse.averageOnHand(orderUpTo: Double(depot), batch: 1, expectedBackorders: owed.mean)
            let each = try family.locations.map { location in
                let evaluator = try StockEvaluator(problems[location.problem].demand.fed(by: owed, location.part))
                return (0...14).map { level -> (money: Double, waiting: Double) in
                    let waiting = evaluator.expectedBackorders(orderUpTo: Double(level), batch: 1)
                    return (10 * evaluator.averageOnHand(orderUpTo: Double(level), batch: 1, expectedBackorders: waiting), waiting)
                }
            }
            for a in each[0] { for b in each[1] { all.append((money + a.money + b.money, a.waiting + b.waiting)) } }
        }
        for (one, next) in zip(curve.points, curve.points.dropFirst()) { #expect(next.money < one.money && next.weightedBackorders > one.weightedBackorders) }
        for point in curve.points {
            let theta = try #require(point.multiplier)
            let least = try #require(all.map { $0.waiting + theta * $0.money }.min())
            #expect(abs(point.weightedBackorders + theta * point.money - least) <= 1e-6 * least, "\(theta): \(point), least \(least)")
        }
    }

    @Test func marksAreWhatLevelsComeTo() throws {
        var (problems, family) = try family()
        for index in problems.indices { problems[index].terms.onHand = [4, 3, 2][index] }
        var network = PreparedNetwork(problems, families: [family])
        let plan = try network.plan(PlanObjective(kind: .budget, target: 60)).plan
        let curve = try network.curve(money: .averageInventoryValue, recommendation: plan.decisions)
        func mark(_ name: String) throws -> ExchangeCurve.Point { try #require(curve.marks.first { $0.name == name }?.point) }
        let own = try mark("recommendation")
        #expect(abs(own.money - plan.totals.averageInventoryValue) < 1e-6 && abs(own.weightedBackorders - plan.totals.weightedBackorders) < 1e-9)
        // Today: S of each is what it holds.
        var fixed = problems
        for index in fixed.indices { fixed[index].limits.fixedOrderUpTo = problems[index].terms.onHand }
        let today = try planNetwork(fixed, families: [family], objective: PlanObjective(kind: .budget, target: 1_000)).plan.totals
        let marked = try mark("today")
        #expect(abs(marked.money - today.averageInventoryValue) < 1e-6 && abs(marked.weightedBackorders - today.weightedBackorders) < 1e-9)
        let rule = try mark("equal_safety_factor")
        #expect(rule.money <= own.money + 1e-6 && rule.money > 0.5 * own.money && rule.weightedBackorders >= own.weightedBackorders - 1e-9)
        // A plan made after the curve is the same.
        #expect(try network.plan(PlanObjective(kind: .budget, target: 60)).plan == plan)
    }

    // MARK: Long waits

    private struct Case: Decodable {
        var means: [Double]
        var lumps: Double
        var transport_days: Double
        var review_days: Double
        var lead_days: Double
        var warehouse_review_days: Double
        var warehouse_level: Double
        var levels: [Double]
        /// Days, share of all units, standard error.
        var longer_than: [[Double]]
    }

    private struct Cases: Decodable { var cases: [Case] }

    @Test func longWaitsAreThoseOfShopsLivedThrough() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/two-echelon-waits.json")
        let cases = try JSONDecoder().decode(Cases.self, from: Data(contentsOf: file)).cases
        #expect(cases.count == 13)
        for one in cases {
            let total = one.means.reduce(0, +), k = one.lumps
            let timing = WarehouseTiming(
                leadTimeDays: one.lead_days, reviewDays: one.warehouse_review_days, locations: one.means.map { (reviewDays: one.review_days, weight: $0) })
            let covered = try LeadTimeDemand(rate: total, variancePerDay: k * total, leadTime: timing.leadTimeDays, review: timing.reviewDays)
            let days = timing.leadTimeDays + 0.5 * timing.reviewDays
            var shares = [0.0, 0, 0]
            for (mean, level) in zip(one.means, one.levels) {
                let after = k * mean * (one.transport_days + one.review_days), own = k * mean * days
                var part = OwedPart(share: mean / total, covered: (mean: total * days, variance: k * total * days), own: own, after: after, both: own + after)
                part.looseUnits = max(0, 0.5 * k / mean - one.review_days) * total
                let source = try OwedWaits(
                    ReplenishmentPolicy(kind: .RS, reorderPoint: one.warehouse_level - 1, orderUpTo: one.warehouse_level), demand: covered, part: part)
                var waits = try LongWaits(
                    ReplenishmentPolicy(kind: .RS, reorderPoint: level - 1, orderUpTo: level),
                    demand: LeadTimeDemand(rate: mean, variancePerDay: k * mean, leadTime: one.transport_days, review: one.review_days), source: source)
                for (place, wait) in one.longer_than.enumerated() { shares[place] += mean / total * (try waits.share(longerThanDays: wait[0])) }
            }
            for (share, lived) in zip(shares, one.longer_than) {
                let name = "k \(one.lumps), R \(one.review_days), L0 \(one.lead_days), R0 \(one.warehouse_review_days), S0 \(one.warehouse_level), over \(lived[0])"
                #expect(abs(share - lived[1]) <= 4 * lived[2] + 0.25 * lived[1] + 0.005, "\(name): \(share), lived \(lived[1])")
            }
            #expect(shares[0] >= shares[1] && shares[1] >= shares[2])
        }
    }

    /// Of a warehouse that owes nothing, waits are those of a supplier who delivers whole.
    @Test func aFullWarehouseAddsNoWaits() throws {
        let demand = try LeadTimeDemand(rate: 0.5, variancePerDay: 0.8, leadTime: 3, review: 14), policy = ReplenishmentPolicy(kind: .RS, reorderPoint: 6, orderUpTo: 7)
        let source = try OwedWaits(
            ReplenishmentPolicy(kind: .RS, reorderPoint: 500, orderUpTo: 501), demand: LeadTimeDemand(rate: 2, variancePerDay: 3, leadTime: 28, review: 0),
            part: OwedPart(share: 0.25, ownVariance: 0.2))
        var fed = try LongWaits(policy, demand: demand, source: source), alone = try LongWaits(policy, demand: demand)
        for days in [0.0, 1, 5, 10, 16, 20, 50] { #expect(abs(try fed.share(longerThanDays: days) - alone.share(longerThanDays: days)) < 1e-9) }
    }
}
