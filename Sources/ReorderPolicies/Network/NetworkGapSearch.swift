import DemandModel

// Theory. In a small network single units are a large part of what is shared out, and one multiplier leaves a gap. With L = weighted E[B] + theta x money (or money + E[B] / theta)
// no better plan has a family whose L is further above its least than the gap between the plan at hand and the bound (`ItemChoices`). What is left of each family, over every
// level of its warehouse and the levels of its locations, is a list of (money, E[B]) of which the dominated are dropped; over the families the same search as for a small
// assortment finds the best (`GapSearch`).

/// Levels of one family: of its warehouse, and of its locations.
struct FamilyChoice {
    /// What the limit counts, and what is to be least.
    var cost: Double
    var value: Double
    /// How far these levels are above the family's least L.
    var penalty: Double
    var warehouse: Double
    var locations: [Double] = []
}

/// What a complete search is asked for.
struct NetworkAim {
    var theta: Double
    var money: PlanObjective.Money
    var isLeastMoney: Bool

    /// The multiplier of the cost in L.
    var multiplier: Double { isLeastMoney ? 1 / theta : theta }

    func pair(money: Double, weighted: Double) -> (cost: Double, value: Double) { isLeastMoney ? (weighted, money) : (money, weighted) }
}

extension FamilyLevels {
    /// Every whole level of the warehouse that comes into question; `nil` where it is not counted in whole units.
    var wholeLevels: [Double]? {
        guard let warehouse, let first = levels.first, let last = levels.last, last > first else { return levels }
        return warehouse.isCount ? Array(stride(from: first, through: last, by: 1)) : nil
    }

    /// Least L over these levels.
    mutating func leastScore(_ levels: [Double], _ aim: NetworkAim) -> Double {
        let measure = FamilyMeasure.trade(theta: aim.theta, money: aim.money)
        let least = levels.reduce(Double.infinity) { min($0, look($1, measure).value.score) }
        return aim.isLeastMoney ? least / aim.theta : least
    }

    /// All choices whose L is within the gap above the least; `nil` where there are too many.
    ///
    /// - Parameter keepsDearer: also those for which another costs no more and is worth no more: a least amount may ask for them.
    mutating func choices(_ levels: [Double], _ aim: NetworkAim, least: Double, gap: Double, most: Int, keepsDearer: Bool = false) -> [FamilyChoice]? {
        let measure = FamilyMeasure.trade(theta: aim.theta, money: aim.money), m = aim.multiplier
        var all: [FamilyChoice] = []
        for level in levels {
            let here = look(level, measure).value.score / (aim.isLeastMoney ? aim.theta : 1)
            let above = here - least
            // Distributions of the locations are summed in another order here.
            guard above <= gap + 1e-9 * abs(least) else { continue }
            let own = own(level, money: aim.money), start = aim.pair(money: own.money, weighted: own.weighted)
            var states = [FamilyChoice(cost: start.cost, value: start.value, penalty: max(0, above), warehouse: level)]
            for (slot, problem) in fedProblems(level).enumerated() {
                guard let item = try? StockItem(problem, index: slot), item.isCount || item.isFixed || item.floor >= item.ceiling else { return nil }
                let best = item.isFixed || item.floor >= item.ceiling ? item.floor : item.level(
                    reductionAtMost: thresholdRatio(unitCost: problem.price ?? 0, weight: problem.weight, multiplier: aim.theta, money: aim.money))
                let ceiling = item.isFixed ? best : item.ceiling, floor = item.isFixed ? best : item.floor
                let own = ItemChoices(from: best, floor: floor, ceiling: ceiling, multiplier: m, gap: gap, most: 200) { level in
                    let waiting = item.backorders(level)
                    return aim.pair(money: item.money(level, backorders: waiting, kind: aim.money), weighted: problem.weight * waiting)
                }
                var next: [FamilyChoice] = []
                for state in states {
                    for choice in own.choices {
                        let penalty = state.penalty + choice.value + m * choice.cost - own.least
                        guard penalty <= gap + 1e-9 * abs(least) else { continue }
                        next.append(FamilyChoice(
                            cost: state.cost + choice.cost, value: state.value + choice.value, penalty: penalty, warehouse: level,
                            locations: state.locations + [choice.level]))
                    }
                }
                states = keepsDearer ? next : FamilyChoice.undominated(next)
                if states.count > most { return nil }
            }
            all = keepsDearer ? all + states : FamilyChoice.undominated(all + states)
            if all.count > most { return nil }
        }
        return all
    }
}

extension FamilyChoice {
    /// Without those for which another costs no more and is worth no more, by cost.
    static func undominated(_ all: [FamilyChoice]) -> [FamilyChoice] {
        var kept: [FamilyChoice] = []
        for one in all.sorted(by: { $0.cost != $1.cost ? $0.cost < $1.cost : $0.value != $1.value ? $0.value < $1.value : $0.warehouse < $1.warehouse })
        where one.value < kept.last?.value ?? .infinity {
            kept.append(one)
        }
        return kept
    }
}

extension PreparedNetwork {
    /// Networks in which more levels of warehouses, times the locations they feed, come into question are left as they are.
    static let mostSearchedLevels = 4_000
    static let mostChoices = 5_000

    /// The levels of each warehouse; `nil` where there are too many, or they are not counted in whole units.
    var searchedLevels: [[Double]]? {
        var levels: [[Double]] = [], looks = 0
        for part in parts {
            guard let whole = part.wholeLevels else { return nil }
            looks += whole.count * (part.family.locations.count + 1)
            guard looks <= Self.mostSearchedLevels else { return nil }
            levels.append(whole)
        }
        return levels
    }

    /// The best plan of all where the network is small; `best` where it is not, or where nothing beats it.
    ///
    /// - Parameter reached: what `best` comes to: weighted units waiting, or money.
    mutating func closed(_ best: NetworkPlan, objective: PlanObjective, theta: Double, reached: Double) -> NetworkPlan {
        guard theta > 0, theta < .infinity else { return best }
        let aim = NetworkAim(theta: theta, money: objective.money, isLeastMoney: objective.kind != .budget)
        guard let levels = searchedLevels else { return best }
        let least = parts.indices.map { parts[$0].leastScore(levels[$0], aim) }
        let bound = least.reduce(0, +) - aim.multiplier * objective.target
        var result = best
        result.dualMultiplier = theta
        result.plan.totals.lowerBound = max(0, min(bound, reached))
        result.plan.totals.relativeGap = bound > 0 ? max(0, reached - bound) / bound : nil
        let gap = reached - bound
        var found: [[FamilyChoice]] = []
        for index in parts.indices {
            guard let choices = parts[index].choices(levels[index], aim, least: least[index], gap: max(0, gap), most: Self.mostChoices) else { return result }
            found.append(choices)
        }
        let items = found.map { choices in
            ItemChoices(choices.enumerated().map { LevelChoice(level: Double($0.offset), cost: $0.element.cost, value: $0.element.value) }, multiplier: aim.multiplier, gap: max(0, gap))
        }
        let solved = GapSearch(items, limit: objective.target, multiplier: aim.multiplier).solve(incumbent: reached)
        var isProven = solved.isProven
        if let chosen = solved.chosen {
            let choices = chosen.indices.map { found[$0][Int(items[$0].choices[chosen[$0]].level)] }
            let better = plan(of: choices, like: result)
            let value = objective.kind == .budget ? better.plan.totals.weightedBackorders : held(better)
            let used = objective.kind == .budget ? held(better) : better.plan.totals.weightedBackorders
            if value < reached, used <= objective.target * (1 + 1e-12) { result = better } else { isProven = false }
        }
        if isProven {
            result.plan.totals.relativeGap = 0
            result.plan.totals.isProvenOptimal = true
        }
        return result
    }

    /// The plan with these levels, one choice per part.
    func plan(of choices: [FamilyChoice], like given: NetworkPlan) -> NetworkPlan {
        var network = given
        for (part, choice) in zip(parts, choices) {
            for ((location, problem), level) in zip(zip(part.family.locations, part.fedProblems(choice.warehouse)), choice.locations) {
                network.demands[location.problem] = problem.demand
                guard let item = try? StockItem(problem, index: location.problem) else { continue }
                network.plan.decisions[location.problem] = item.decision(
                    level, problem: problem, capped: !item.isFixed && item.ceiling < .infinity && level >= item.ceiling ? [item.ceilingReason] : [])
            }
            guard let warehouse = part.warehouse else { continue }
            let (decision, units) = warehouseDecision(part, warehouse, level: choice.warehouse)
            network.plan.decisions[part.family.warehouse] = decision
            if let place = families.firstIndex(where: { $0.warehouse == part.family.warehouse }) { network.owedUnits[place] = units }
        }
        let totals = sums(network.plan.decisions)
        (network.plan.totals.expectedBackorders, network.plan.totals.weightedBackorders) = (totals.expectedBackorders, totals.weightedBackorders)
        (network.plan.totals.averageInventoryValue, network.plan.totals.stockValue) = (totals.averageInventoryValue, totals.stockValue)
        return network
    }
}
