import CMath
import DemandModel
import NumericCore

/// Levels of warehouses and of the locations they feed, and what they reach.
public struct NetworkPlan: Sendable {
    /// One decision per problem, and the totals of customers: what a warehouse owes its locations is not in them.
    public var plan: AssortmentPlan
    /// The demand that each problem's level has to cover: of a location with what its warehouse owes it.
    public var demands: [LeadTimeDemand]
    /// By family: units that its warehouse owes on average.
    public var owedUnits: [Double]

    /// - Parameter demands: by problem.
    public init(plan: AssortmentPlan, demands: [LeadTimeDemand], owedUnits: [Double]) {
        self.plan = plan
        self.demands = demands
        self.owedUnits = owedUnits
    }
}

/// Joint levels of warehouses and locations for one objective.
///
/// With a multiplier theta the Lagrangian of a budget, weighted E[B] + theta x money, separates by family; within a family, by location once the level of the
/// warehouse is given, where E[B] is convex in each location's level (`MultiplierSearch`). So for each theta every level of a warehouse is tried with the locations at
/// their best (Sherbrooke 1968; Everett 1963). The theta that just keeps the budget sets the warehouses; the locations then share what is left exactly, as an
/// assortment of their own (`PreparedAssortment`). The bound is the dual at the final theta, over the levels of warehouses that are looked at: all, where they
/// are 25 or fewer, else 24 of them and those near the chosen one.
///
/// Under a service target each location reaches it, and the warehouse's level is the one with the least money; under `cost`, of least cost. Under
/// `system_fill_rate` warehouses are set as under `fill_rate`, and the bound is left out.
///
/// - Parameter families: no problem is in two of them; problems in none are planned beside them under the same objective.
/// - Throws: as `planAssortment`.
/// - Complexity: for n locations some hundred evaluations of each.
public func planNetwork(
    _ problems: [ReplenishmentProblem], families: [WarehouseFamily], objective: PlanObjective, threads: Int = 1
) throws(PolicyError) -> NetworkPlan {
    try checkTarget(objective)
    var search = try NetworkSearch(problems, families: families, objective: objective, threads: threads)
    return try search.plan()
}

/// The search behind `planNetwork`.
private struct NetworkSearch {
    let problems: [ReplenishmentProblem]
    let objective: PlanObjective
    let threads: Int
    /// Families, and locations without one.
    private var parts: [FamilyLevels] = []
    /// Levels of the warehouses, by part.
    private var chosen: [Double] = []
    private var failed: [Int: String] = [:]
    private let families: [WarehouseFamily]

    init(_ problems: [ReplenishmentProblem], families: [WarehouseFamily], objective: PlanObjective, threads: Int) throws(PolicyError) {
        self.problems = problems
        self.objective = objective
        self.threads = threads
        self.families = families
        if objective.kind.isAllocated {
            let missing = problems.filter { $0.price == nil }
            if !missing.isEmpty { throw .missingUnitCost(missing.map(\.key)) }
        }
        let items = parallelMap(chunks: problems.count, threads: threads) { index -> Result<StockItem, any Error> in
            Result { try StockItem(problems[index], index: index) }
        }
        var isTaken = [Bool](repeating: false, count: problems.count)
        for index in problems.indices {
            if case .failure(let error) = items[index] { failed[index] = (error as? ImpossibleTerms)?.reason ?? "\(error)" }
        }
        for family in families {
            var usable = family
            usable.locations = family.locations.filter { failed[$0.problem] == nil }
            isTaken[family.warehouse] = true
            for location in family.locations { isTaken[location.problem] = true }
            let members = usable.locations.map { problems[$0.problem] }
            if case .success(let item) = items[family.warehouse] {
                parts.append(FamilyLevels(usable, warehouse: item, terms: problems[family.warehouse].terms, problems: members))
            } else {
                // Nothing can be said of the warehouse: its locations are planned as if it always had what they ask for.
                for (location, problem) in zip(usable.locations, members) { parts.append(NetworkSearch.alone(location.problem, problem)) }
            }
        }
        for index in problems.indices where !isTaken[index] && failed[index] == nil { parts.append(NetworkSearch.alone(index, problems[index])) }
    }

    private static func alone(_ index: Int, _ problem: ReplenishmentProblem) -> FamilyLevels {
        let part = OwedPart(share: 0, ownVariance: 0)
        return FamilyLevels(WarehouseFamily(warehouse: -1, locations: [.init(problem: index, part: part)]), warehouse: nil, terms: nil, problems: [problem])
    }

    mutating func plan() throws(PolicyError) -> NetworkPlan {
        guard !parts.isEmpty else { return try finished() }
        let money = objective.money
        switch objective.kind {
        case .cost:
            choose { $0.refined($0.best(.cost).level, .cost) }
            return try finished()
        case .fillRate, .readyRate, .cycleService, .systemFillRate:
            let measure = FamilyMeasure.service(ServiceMeasure(objective.kind) ?? .fillRate, target: objective.target, money: money)
            choose { $0.refined($0.best(measure).level, measure) }
            return try finished()
        case .budget, .expectedBackorders:
            return try shared()
        }
    }

    @discardableResult
    private mutating func choose(_ body: @escaping @Sendable (FamilyLevels) -> (level: Double, value: FamilyValue)) -> FamilyValue {
        let parts = parts
        let found = parallelMap(chunks: parts.count, threads: threads, size: 16) { body(parts[$0]) }
        chosen = found.map(\.level)
        return found.reduce(into: FamilyValue(score: 0, money: 0, weighted: 0)) { sum, one in
            sum.score += one.value.score
            sum.money += one.value.money
            sum.weighted += one.value.weighted
        }
    }

    /// Money or units waiting under one total.
    private mutating func shared() throws(PolicyError) -> NetworkPlan {
        let kind = objective.kind, money = objective.money, target = objective.target
        func keeps(_ sum: FamilyValue) -> Bool { kind == .budget ? sum.money <= target : sum.weighted <= target }
        var theta = startMultiplier
        let first = theta
        var sum = choose { $0.best(.trade(theta: first, money: money)) }
        // Stock falls in theta, and units waiting rise.
        var poor: (theta: Double, levels: [Double], sum: FamilyValue)?, rich: (theta: Double, sum: FamilyValue)?
        func isPoor(_ sum: FamilyValue) -> Bool { kind == .budget ? keeps(sum) : !keeps(sum) }
        for _ in 0..<60 {
            if isPoor(sum) { poor = (theta, chosen, sum) } else { rich = (theta, sum) }
            let last = chosen
            if let poor, let rich {
                if poor.theta / rich.theta < 1.01 { break }
                theta = (poor.theta * rich.theta).squareRoot()
            } else if poor != nil {
                theta /= 8
                // All useful stock is within the budget.
                if theta < 1e-9 * startMultiplier { break }
            } else {
                theta *= 8
                if theta > 1e12 * startMultiplier { break }
            }
            let here = theta, parts = parts
            let found = parallelMap(chunks: parts.count, threads: threads, size: 16) { parts[$0].climbed(from: last[$0], .trade(theta: here, money: money)) }
            chosen = found.map(\.level)
            sum = found.reduce(into: FamilyValue(score: 0, money: 0, weighted: 0)) { sum, one in
                sum.score += one.value.score
                sum.money += one.value.money
                sum.weighted += one.value.weighted
            }
        }
        let side = kind == .budget ? poor?.theta : rich?.theta
        if let side { choose { $0.best(.trade(theta: side, money: money)) } } else { chosen = parts.map { $0.levels[kind == .budget ? 0 : $0.levels.count - 1] } }
        var best = try finished()
        let final = best.plan.totals.multiplier.flatMap { $0 > 0 ? $0 : nil } ?? side ?? theta
        // Once more at the multiplier that the locations have come to, between the levels that were looked at.
        let before = chosen, parts = parts
        let refined = parallelMap(chunks: parts.count, threads: threads, size: 16) { parts[$0].refined(before[$0], .trade(theta: final, money: money)) }
        chosen = refined.map(\.level)
        if chosen != before, let other = try? finished(), isBetter(other, than: best) { best = other } else { chosen = before }
        // The dual at the multiplier: the least over all levels that were looked at.
        let scores = parallelMap(chunks: parts.count, threads: threads, size: 16) {
            min(parts[$0].best(.trade(theta: final, money: money)).value.score, refined[$0].value.score)
        }
        let least = scores.reduce(0, +)
        let bound = kind == .budget ? least - final * target : (least - target) / final
        let reached = kind == .budget ? best.plan.totals.weightedBackorders : held(best)
        best.plan.totals.lowerBound = max(0, min(bound, reached))
        best.plan.totals.relativeGap = bound > 0 ? max(0, reached - bound) / bound : nil
        best.plan.totals.isProvenOptimal = false
        if kind == .budget { best.plan.totals.unspentBudget = max(0, target - held(best)) }
        return best
    }

    private func isBetter(_ one: NetworkPlan, than other: NetworkPlan) -> Bool {
        objective.kind == .budget ? one.plan.totals.weightedBackorders < other.plan.totals.weightedBackorders : held(one) < held(other)
    }

    /// What a plan holds of the objective's money.
    private func held(_ network: NetworkPlan) -> Double {
        zip(network.plan.decisions, problems).reduce(0) { sum, pair in
            guard let performance = pair.0.performance, let policy = pair.0.policy else { return sum }
            return sum + (pair.1.price ?? 0) * (objective.money == .stockValue ? policy.orderUpTo : performance.averageOnHand)
        }
    }

    private var startMultiplier: Double {
        let ratios = problems.filter { $0.weight > 0 && ($0.price ?? 0) > 0 }.map { $0.weight / ($0.price ?? 1) }.sorted()
        return ratios.isEmpty ? 1 : 0.05 * ratios[ratios.count / 2]
    }

    /// The whole plan with the warehouses at their chosen levels: the locations are an assortment of their own.
    private func finished() throws(PolicyError) -> NetworkPlan {
        var decisions = problems.indices.map { ReplenishmentDecision(key: problems[$0].key, status: .failed, reasons: failed[$0].map { [$0] } ?? []) }
        var demands = problems.map(\.demand)
        var owed = [Double](repeating: 0, count: families.count)
        var places: [Int: Int] = [:]
        for (place, family) in families.enumerated() { places[family.warehouse] = place }
        var own = (money: 0.0, weighted: 0.0)
        var locations: [Int] = []
        var fed: [ReplenishmentProblem] = []
        for (slot, part) in parts.enumerated() {
            for (location, problem) in zip(part.family.locations, part.fedProblems(chosen[slot])) {
                locations.append(location.problem)
                fed.append(problem)
                demands[location.problem] = problem.demand
            }
            guard let warehouse = part.warehouse else { continue }
            let more = part.own(chosen[slot], money: objective.money)
            own.money += more.money
            own.weighted += more.weighted
            let (decision, units) = warehouseDecision(part, warehouse, level: chosen[slot])
            decisions[part.family.warehouse] = decision
            if let place = places[part.family.warehouse] { owed[place] = units }
        }
        var rest = objective
        if objective.kind == .budget { rest.target = max(0, objective.target - own.money) }
        if objective.kind == .expectedBackorders { rest.target = max(0, objective.target - own.weighted) }
        var totals = AssortmentTotals()
        if !fed.isEmpty {
            let plan = try PreparedAssortment(fed, isStarted: false, threads: threads).plan(rest)
            for (place, decision) in zip(locations, plan.decisions) { decisions[place] = decision }
            totals = plan.totals
        }
        (totals.expectedBackorders, totals.weightedBackorders, totals.averageInventoryValue, totals.stockValue) = (0, 0, 0, 0)
        (totals.lowerBound, totals.relativeGap, totals.isProvenOptimal) = (nil, nil, false)
        for (index, decision) in decisions.enumerated() {
            guard let performance = decision.performance else { continue }
            totals.expectedBackorders += performance.expectedBackorders
            totals.weightedBackorders += problems[index].weight * performance.expectedBackorders
            totals.averageInventoryValue += decision.averageInventoryValue ?? 0
            totals.stockValue += decision.stockValue ?? 0
        }
        return NetworkPlan(plan: AssortmentPlan(decisions: decisions, totals: totals), demands: demands, owedUnits: owed)
    }

    /// The decision for a warehouse: what waits and is backordered counts its own customers.
    private func warehouseDecision(_ part: FamilyLevels, _ warehouse: StockItem, level: Double) -> (decision: ReplenishmentDecision, owed: Double) {
        var decision = warehouse.decision(level, problem: problems[part.family.warehouse])
        // What locations ask for comes at once: it says nothing of the usual order.
        decision.reasons.removeAll { text in ["safety stock is negative", "waits until", "order multiple", "minimum order"].contains { text.hasPrefix($0) } }
        guard var performance = decision.performance else { return (decision, 0) }
        let owed = performance.expectedBackorders
        performance.expectedBackorders *= part.family.ownShare
        performance.backorderedUnitsPerYear *= part.family.ownShare
        performance.safetyStock = (warehouse.quantity > 1 ? level - warehouse.quantity : level) - warehouse.evaluator.protectionMean
        decision.performance = performance
        return (decision, owed)
    }
}
