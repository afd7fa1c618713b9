import CMath
import DemandModel
import NumericCore

/// What one level of a warehouse comes to, with the locations at the levels that are best for it.
struct FamilyValue: Sendable, Equatable {
    /// What is as low as can be: weighted units waiting + theta x money; money for a service target; money a day for least cost.
    var score: Double
    /// Of the budget's kind.
    var money: Double
    /// Sum of weight x E[B], customers at the warehouse included.
    var weighted: Double
}

/// What the levels of a family are chosen by.
enum FamilyMeasure: Sendable {
    /// Units waiting against money at a multiplier.
    case trade(theta: Double, money: PlanObjective.Money)
    /// The least money at which each location reaches a target of its own.
    case service(ServiceMeasure, target: Double, money: PlanObjective.Money)
    case cost
}

/// One family on its way through the search for the level of its warehouse.
struct FamilyLevels: Sendable {
    let family: WarehouseFamily
    /// `nil` for a location without a warehouse: the only level is 0.
    let warehouse: StockItem?
    /// Levels of the warehouse that are looked at, ascending.
    let levels: [Double]
    private let warehouseTerms: SupplyTerms?
    private let problems: [ReplenishmentProblem]

    /// - Parameter problems: of the locations, in the order of the family.
    init(_ family: WarehouseFamily, warehouse: StockItem?, terms: SupplyTerms?, problems: [ReplenishmentProblem]) {
        self.family = family
        self.warehouse = warehouse
        warehouseTerms = terms
        self.problems = problems
        levels = warehouse.map(FamilyLevels.candidates) ?? [0]
    }

    /// All levels from the floor to where next to nothing is owed, or 24 of them where there are more.
    private static func candidates(_ item: StockItem) -> [Double] {
        if item.isFixed || item.floor >= item.ceiling { return [item.floor] }
        let evaluator = item.evaluator
        let above = item.quantity > 1 ? item.quantity - 1 : 0
        var top = max(item.floor + 1, evaluator.protectionMean + 3 * evaluator.protectionStandardDeviation + above)
        var tries = 0
        while evaluator.averageUpperTail(at: top - above) > 1e-3, tries < 12 {
            top += max(1, evaluator.protectionStandardDeviation)
            tries += 1
        }
        top = min(item.ceiling, evaluator.isCount ? top.rounded(.up) : top)
        if evaluator.isCount, top - item.floor <= 24 { return stride(from: item.floor, through: top, by: 1).map { $0 } }
        let bottom = min(top, max(item.floor, evaluator.averageMean - 3 * evaluator.protectionStandardDeviation))
        var result = [item.floor]
        for step in 0...22 {
            let level = bottom + (top - bottom) * Double(step) / 22
            let next = evaluator.isCount ? level.rounded() : level
            if let last = result.last, next > last { result.append(next) }
        }
        return result
    }

    /// What the warehouse owes at a level.
    func owed(_ level: Double) -> OwedUnits? { warehouse.map { $0.evaluator.owed(orderUpTo: level, batch: $0.quantity) } }

    /// The problems of the locations behind a warehouse with a level.
    func fedProblems(_ level: Double) -> [ReplenishmentProblem] {
        guard let owed = owed(level) else { return problems }
        return zip(problems, family.locations).map { problem, location in
            var fed = problem
            fed.demand = problem.demand.fed(by: owed, location.part)
            return fed
        }
    }

    /// What the warehouse itself holds and leaves waiting at a level.
    func own(_ level: Double, money: PlanObjective.Money) -> (money: Double, weighted: Double) {
        guard let warehouse else { return (0, 0) }
        let owed = warehouse.backorders(level)
        return (warehouse.money(level, backorders: owed, kind: money), warehouse.weight * family.ownShare * owed)
    }

    /// What a level comes to.
    ///
    /// - Parameter near: levels of the locations from which their search begins; no effect on results. They are set to those found.
    func value(_ level: Double, _ measure: FamilyMeasure, near: inout [Double]) -> FamilyValue {
        let kind: PlanObjective.Money = switch measure {
        case .trade(_, let money), .service(_, _, let money): money
        case .cost: .averageInventoryValue
        }
        let own = own(level, money: kind)
        var sum = FamilyValue(score: 0, money: own.money, weighted: own.weighted)
        if case .service(let service, let target, _) = measure, let warehouse, family.ownShare > 0, level < warehouse.level(service, target).level {
            // Customers at the warehouse are promised the same.
            sum.score = .infinity
        }
        if case .cost = measure, let warehouse { sum.score += dayCost(warehouse, warehouseTerms, level, served: family.ownShare) }
        if near.count != family.locations.count { near = [] }
        var found: [Double] = []
        for (slot, problem) in fedProblems(level).enumerated() {
            // What admits no policy was left out before.
            guard let item = try? StockItem(problem, index: slot) else { continue }
            let best: Double
            switch measure {
            case .trade(let theta, let money):
                let ratio = thresholdRatio(unitCost: item.unitCost, weight: item.weight, multiplier: theta, money: money)
                best = item.level(reductionAtMost: ratio, near: near.isEmpty ? item.rough.level(reductionAtMost: ratio) : near[slot])
            case .service(let service, let target, _):
                best = item.level(service, problem.limits.targetFillRate.map { service == .fillRate ? $0 : target } ?? target).level
            case .cost:
                let terms = problem.terms
                best = item.isFixed ? item.floor : item.level(
                    holdingCostPerDay: (terms.unitCost ?? 0) * terms.holdingRatePerYear / daysPerYear, backorderCostPerDay: terms.backorderCostPerUnitDay ?? 0)
            }
            found.append(best)
            let waiting = item.backorders(best)
            sum.money += item.money(best, backorders: waiting, kind: kind)
            sum.weighted += item.weight * waiting
            if case .cost = measure { sum.score += dayCost(item, problem.terms, best, served: 1) }
        }
        near = found
        switch measure {
        case .trade(let theta, _): sum.score += sum.weighted + theta * sum.money
        case .service: sum.score += sum.money
        case .cost: break
        }
        return sum
    }

    /// Money a day of holding stock and of customers who wait.
    private func dayCost(_ item: StockItem, _ terms: SupplyTerms?, _ level: Double, served: Double) -> Double {
        guard let terms else { return 0 }
        let waiting = item.backorders(level)
        return (terms.unitCost ?? 0) * terms.holdingRatePerYear / daysPerYear * item.onHand(level, backorders: waiting)
            + served * (terms.backorderCostPerUnitDay ?? 0) * waiting
    }

    /// The best of the levels that are looked at, and what it comes to.
    func best(_ measure: FamilyMeasure) -> (level: Double, value: FamilyValue) {
        var near: [Double] = []
        var best = (level: levels[0], value: value(levels[0], measure, near: &near))
        for level in levels.dropFirst() {
            let here = value(level, measure, near: &near)
            if here.score < best.value.score { best = (level, here) }
        }
        return best
    }

    /// A better level near another, by steps that are halved: of the lattice where demand comes in units.
    func refined(_ start: Double, _ measure: FamilyMeasure) -> (level: Double, value: FamilyValue) {
        var near: [Double] = []
        var best = (level: start, value: value(start, measure, near: &near))
        guard let warehouse, levels.count > 1 else { return best }
        let isCount = warehouse.isCount
        var step = 0.5 * (levels[levels.count - 1] - levels[1]) / Double(max(1, levels.count - 2))
        if isCount { step = step.rounded(.down) }
        let least = isCount ? 1 : max(1e-9, 0.02 * warehouse.evaluator.protectionStandardDeviation)
        while step >= least {
            for other in [best.level - step, best.level + step] where other >= warehouse.floor && other <= warehouse.ceiling {
                let here = value(other, measure, near: &near)
                if here.score < best.value.score { best = (other, here) }
            }
            step *= 0.5
            if isCount { step = step.rounded(.down) }
        }
        return best
    }

    /// The better of a level and its neighbours among those that are looked at, for a search that has moved a little.
    func climbed(from start: Double, _ measure: FamilyMeasure) -> (level: Double, value: FamilyValue) {
        guard var index = levels.firstIndex(where: { $0 >= start }) else { return best(measure) }
        var near: [Double] = []
        var here = value(levels[index], measure, near: &near)
        for direction in [1, -1] {
            while levels.indices.contains(index + direction) {
                let next = value(levels[index + direction], measure, near: &near)
                guard next.score < here.score else { break }
                index += direction
                here = next
            }
        }
        return (levels[index], here)
    }
}
