import CMath
import DemandModel
import NumericCore
import ParallelWork

/// Levels of warehouses and of the locations they feed, and what they reach.
public struct NetworkPlan: Sendable {
    /// One decision per problem, and the totals of customers: what a warehouse owes its locations is not in them.
    public var plan: AssortmentPlan
    /// The demand that each problem's level has to cover: of a location with what its warehouse owes it.
    public var demands: [LeadTimeDemand]
    /// By family: units that its warehouse owes on average.
    public var owedUnits: [Double]
    /// The multiplier of the totals' bound; `nil` where there is none.
    var dualMultiplier: Double?

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
/// warehouse is given, where E[B] is convex in each location's level (`MultiplierSearch`). So for each theta each warehouse has the level that is best with the locations at
/// their best (Sherbrooke 1968; Everett 1963). The theta that just keeps the budget sets the warehouses; the locations then share what is left exactly, as an
/// assortment of their own (`PreparedAssortment`). The bound is the dual at the final theta, over the levels of warehouses that come into question: all, where they
/// are 25 or fewer, else 24 of them and those near the chosen one. A small network (`mostSearchedLevels`) is then searched to the end for something better.
///
/// Under a service target each location reaches it, and the warehouse's level is the one with the least money; under `cost`, of least cost. Under
/// `system_fill_rate` warehouses are set as under `fill_rate`, and the bound is left out.
///
/// - Parameter families: no problem is in two of them; problems in none are planned beside them under the same objective.
/// - Throws: as `planAssortment`.
/// - Complexity: for n locations some twenty evaluations of each.
public func planNetwork(
    _ problems: [ReplenishmentProblem], families: [WarehouseFamily], objective: PlanObjective, threads: Int = 1
) throws(PolicyError) -> NetworkPlan {
    var network = PreparedNetwork(problems, families: families, threads: threads)
    return try network.plan(objective)
}

/// Warehouses and their locations made ready once and planned for any number of objectives: what is found of them for one is kept for the next, and changes none.
public struct PreparedNetwork: Sendable {
    let problems: [ReplenishmentProblem]
    let threads: Int
    /// Families, and locations without one, with their levels.
    var parts: [FamilyLevels] = []
    /// Problems that admit no policy, and why.
    private var failed: [Int: String] = [:]
    let families: [WarehouseFamily]
    private var objective = PlanObjective(kind: .cost, target: 0)

    /// - Parameters:
    ///   - families: no problem is in two of them.
    ///   - threads: worker threads; no effect on results.
    public init(_ problems: [ReplenishmentProblem], families: [WarehouseFamily], threads: Int = 1) {
        self.problems = problems
        self.threads = threads
        self.families = families
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
                for (location, problem) in zip(usable.locations, members) { parts.append(PreparedNetwork.alone(location.problem, problem)) }
            }
        }
        for index in problems.indices where !isTaken[index] && failed[index] == nil { parts.append(PreparedNetwork.alone(index, problems[index])) }
    }

    private static func alone(_ index: Int, _ problem: ReplenishmentProblem) -> FamilyLevels {
        let part = OwedPart(share: 0, ownVariance: 0)
        return FamilyLevels(WarehouseFamily(warehouse: -1, locations: [.init(problem: index, part: part)]), warehouse: nil, terms: nil, problems: [problem])
    }

    /// Joint levels for an objective; see `planNetwork`.
    public mutating func plan(_ objective: PlanObjective) throws(PolicyError) -> NetworkPlan {
        try checkTarget(objective)
        if objective.kind.isAllocated {
            let missing = problems.filter { $0.price == nil }
            if !missing.isEmpty { throw .missingUnitCost(missing.map(\.key)) }
        }
        if let limits = objective.groupLimits, objective.kind == .budget || objective.kind == .expectedBackorders { return try grouped(objective, limits) }
        self.objective = objective
        for index in parts.indices { parts[index].start() }
        guard !parts.isEmpty else { return try finished() }
        let measure: FamilyMeasure
        switch objective.kind {
        case .budget, .expectedBackorders: return try shared()
        case .cost: measure = .cost
        case .fillRate, .readyRate, .cycleService, .systemFillRate:
            measure = .service(ServiceMeasure(objective.kind) ?? .fillRate, target: objective.target, money: objective.money)
        }
        settle { part in
            part.choose(measure)
            part.refine(measure)
        }
        return try finished()
    }

    /// Changes the level of each family, and sums up what they come to.
    @discardableResult
    mutating func settle(_ body: @escaping @Sendable (inout FamilyLevels) -> Void) -> FamilyValue {
        parallelUpdate(&parts, threads: threads, size: 16) { _, part in body(&part) }
        return parts.indices.reduce(into: .zero) { $0.add(parts[$1].value) }
    }

    private var levels: [Double] {
        get { parts.indices.map { parts[$0].level } }
        set { for index in parts.indices { parts[index].level = newValue[index] } }
    }

    /// Money or units waiting under one total.
    private mutating func shared() throws(PolicyError) -> NetworkPlan {
        let money = objective.money, kind = objective.kind, target = objective.target
        func descend(_ theta: Double) -> FamilyValue { settle { $0.descend(.trade(theta: theta, money: money)) } }
        // Levels of the warehouses: stock falls in theta, and units waiting rise.
        let first = firstMultiplier()
        var theta = first, factor = 1.5
        var poor: (theta: Double, excess: Double, levels: [Double])?, rich: (theta: Double, excess: Double, levels: [Double])?
        for round in 0..<60 {
            let sum = descend(theta)
            // Above 0 where stock is more than the target asks for.
            let excess = kind == .budget ? log(max(sum.money, 1e-300) / max(target, 1e-300)) : log(max(target, 1e-300) / max(sum.weighted, 1e-300))
            if excess > 0 || excess == 0 && kind != .budget { rich = (theta, excess, levels) } else { poor = (theta, excess, levels) }
            if let poor, let rich {
                if poor.theta / rich.theta < 1.01 || poor.levels == rich.levels { break }
                // On both logarithms; every third time in the middle.
                let share = round % 3 == 2 ? 0.5 : min(0.9, max(0.1, rich.excess / (rich.excess - poor.excess)))
                theta = rich.theta * pow(poor.theta / rich.theta, share.isFinite ? share : 0.5)
            } else {
                theta = poor != nil ? theta / factor : theta * factor
                factor = min(factor * factor, 64)
                // All useful stock is within the budget, or none is.
                if theta < 1e-9 * first || theta > 1e12 * first { break }
            }
        }
        let side = kind == .budget ? poor : rich
        if let side {
            levels = side.levels
        } else {
            for index in parts.indices { parts[index].level = parts[index].levels[kind == .budget ? 0 : parts[index].levels.count - 1] }
        }
        var best = try finished(), kept = levels
        var final = best.plan.totals.multiplier.flatMap { $0 > 0 ? $0 : nil } ?? side?.theta ?? theta
        // Each warehouse at its best of all levels for the multiplier that the locations have come to, which may then be another.
        var bound = -Double.infinity, dualMultiplier = final
        for _ in 0..<3 {
            let here = final
            let least = settle { part in
                let measure = FamilyMeasure.trade(theta: here, money: money)
                part.choose(measure)
                part.refine(measure)
            }.score
            let dual = kind == .budget ? least - here * target : (least - target) / here
            if dual > bound { (bound, dualMultiplier) = (dual, here) }
            guard levels != kept, let other = try? finished() else { break }
            if let next = other.plan.totals.multiplier, next > 0 { final = next }
            let isCloser = isBetter(other, than: best)
            if isCloser { (best, kept) = (other, levels) }
            if abs(log(final / here)) < 0.005 { break }
        }
        levels = kept
        best.dualMultiplier = dualMultiplier
        let reached = kind == .budget ? best.plan.totals.weightedBackorders : held(best)
        best.plan.totals.lowerBound = max(0, min(bound, reached))
        best.plan.totals.relativeGap = bound > 0 ? max(0, reached - bound) / bound : nil
        best.plan.totals.isProvenOptimal = false
        best = closed(best, objective: objective, theta: dualMultiplier, reached: reached)
        if kind == .budget { best.plan.totals.unspentBudget = max(0, target - held(best)) }
        return best
    }

    /// The multiplier of the locations with warehouses at middling levels: near the one sought.
    private func firstMultiplier() -> Double {
        var rest = objective
        var fed: [ReplenishmentProblem] = []
        for part in parts {
            fed += part.fedProblems(part.level)
            let own = part.own(part.level, money: objective.money)
            rest.target -= objective.kind == .budget ? own.money : own.weighted
        }
        if rest.target > 0, !fed.isEmpty, let known = try? PreparedAssortment(fed, isStarted: false, holdsEvaluators: false, threads: threads).choice(rest)?.totals.multiplier,
           known > 0 { return known }
        let ratios = problems.filter { $0.weight > 0 && ($0.price ?? 0) > 0 }.map { $0.weight / ($0.price ?? 1) }.sorted()
        return ratios.isEmpty ? 1 : 0.05 * ratios[ratios.count / 2]
    }

    /// Under a budget a plan that keeps it is better than one that does not.
    private func isBetter(_ one: NetworkPlan, than other: NetworkPlan) -> Bool {
        guard objective.kind == .budget else { return held(one) < held(other) }
        let most = objective.target * (1 + 1e-9), mine = held(one), its = held(other)
        if mine > most || its > most { return mine < its }
        return one.plan.totals.weightedBackorders < other.plan.totals.weightedBackorders
    }

    /// What a plan holds of the objective's money.
    func held(_ network: NetworkPlan) -> Double { held(network, objective.money) }

    func held(_ network: NetworkPlan, _ money: PlanObjective.Money) -> Double {
        zip(network.plan.decisions, problems).reduce(0) { sum, pair in
            guard let performance = pair.0.performance, let policy = pair.0.policy else { return sum }
            return sum + (pair.1.price ?? 0) * (money == .stockValue ? policy.orderUpTo : performance.averageOnHand)
        }
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
        for part in parts {
            for (location, problem) in zip(part.family.locations, part.fedProblems(part.level)) {
                locations.append(location.problem)
                fed.append(problem)
                demands[location.problem] = problem.demand
            }
            guard let warehouse = part.warehouse else { continue }
            let more = part.own(part.level, money: objective.money)
            own.money += more.money
            own.weighted += more.weighted
            let (decision, units) = warehouseDecision(part, warehouse, level: part.level)
            decisions[part.family.warehouse] = decision
            if let place = places[part.family.warehouse] { owed[place] = units }
        }
        var rest = objective
        if objective.kind == .budget { rest.target = max(0, objective.target - own.money) }
        if objective.kind == .expectedBackorders { rest.target = max(0, objective.target - own.weighted) }
        var totals = AssortmentTotals()
        if !fed.isEmpty {
            let plan = try PreparedAssortment(fed, isStarted: false, holdsEvaluators: false, threads: threads).plan(rest)
            for (place, decision) in zip(locations, plan.decisions) { decisions[place] = decision }
            totals = plan.totals
        }
        let together = sums(decisions)
        (totals.expectedBackorders, totals.weightedBackorders) = (together.expectedBackorders, together.weightedBackorders)
        (totals.averageInventoryValue, totals.stockValue) = (together.averageInventoryValue, together.stockValue)
        (totals.lowerBound, totals.relativeGap, totals.isProvenOptimal) = (nil, nil, false)
        return NetworkPlan(plan: AssortmentPlan(decisions: decisions, totals: totals), demands: demands, owedUnits: owed)
    }

    /// What decisions come to together.
    func sums(_ decisions: [ReplenishmentDecision]) -> AssortmentTotals {
        var totals = AssortmentTotals()
        for (index, decision) in decisions.enumerated() {
            guard let performance = decision.performance else { continue }
            totals.expectedBackorders += performance.expectedBackorders
            totals.weightedBackorders += problems[index].weight * performance.expectedBackorders
            totals.averageInventoryValue += decision.averageInventoryValue ?? 0
            totals.stockValue += decision.stockValue ?? 0
        }
        return totals
    }

    /// The decision for a warehouse: what waits and is backordered counts its own customers.
    func warehouseDecision(_ part: FamilyLevels, _ warehouse: StockItem, level: Double) -> (decision: ReplenishmentDecision, owed: Double) {
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
