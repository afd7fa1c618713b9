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

    static let zero = FamilyValue(score: 0, money: 0, weighted: 0)

    mutating func add(_ other: FamilyValue) {
        score += other.score
        money += other.money
        weighted += other.weighted
    }
}

/// What the levels of a family are chosen by.
enum FamilyMeasure: Sendable, Equatable {
    /// Units waiting against money at a multiplier.
    case trade(theta: Double, money: PlanObjective.Money)
    /// The least money at which each location reaches a target of its own.
    case service(ServiceMeasure, target: Double, money: PlanObjective.Money)
    case cost

    var money: PlanObjective.Money {
        switch self {
        case .trade(_, let money), .service(_, _, let money): money
        case .cost: .averageInventoryValue
        }
    }
}

/// One family on its way through the search for the level of its warehouse: which levels there are, and what is known of each.
struct FamilyLevels: Sendable {
    let family: WarehouseFamily
    /// `nil` for a location without a warehouse: the only level is 0.
    let warehouse: StockItem?
    /// Levels of the warehouse that are looked at, ascending.
    let levels: [Double]
    /// The level chosen, and what it comes to by the measure that it was chosen by.
    var level: Double
    var value = FamilyValue.zero
    private let warehouseTerms: SupplyTerms?
    private let problems: [ReplenishmentProblem]

    /// What a level comes to, and the locations' part of its score.
    struct Looked: Sendable {
        var value: FamilyValue
        var locations: Double
    }

    /// Locations behind a level, whatever the multiplier.
    private var behind: [Double: [FedLocation]] = [:]
    /// E[B] of the warehouse at a level.
    private var waiting: [Double: Double] = [:]
    /// What levels come to by the measure that was asked for last.
    private var looked: [Double: Looked] = [:]
    private var measure: FamilyMeasure?
    /// Levels of the locations at the level that was looked at last, where the next search for them begins.
    private var near: [Double] = []
    /// For a service target: levels of the locations at levels that were looked at.
    private var reached: [Double: [Double]] = [:]
    /// The least level at which the warehouse's own customers get what the measure promises.
    private var ownLeast: Double?

    /// - Parameter problems: of the locations, in the order of the family.
    init(_ family: WarehouseFamily, warehouse: StockItem?, terms: SupplyTerms?, problems: [ReplenishmentProblem]) {
        self.family = family
        self.warehouse = warehouse
        warehouseTerms = terms
        self.problems = problems
        levels = warehouse.map(FamilyLevels.candidates) ?? [0]
        level = levels[0]
        start()
    }

    /// Sets the level from which a search begins: about where something is owed a third of the time.
    mutating func start() {
        let middle = warehouse.map { $0.figures.averageMean + 0.5 * $0.figures.protectionStandardDeviation } ?? 0
        level = levels.last { $0 <= middle } ?? levels[0]
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

    /// The problems of the locations behind a warehouse with a level; infinite: that owes nothing.
    func fedProblems(_ level: Double) -> [ReplenishmentProblem] {
        guard level < .infinity, let owed = owed(level) else { return problems }
        return problems.indices.map { fedProblem($0, owed) }
    }

    private func fedProblem(_ slot: Int, _ owed: OwedUnits?) -> ReplenishmentProblem {
        guard let owed else { return problems[slot] }
        var fed = problems[slot]
        fed.demand = fed.demand.fed(by: owed, family.locations[slot].part)
        return fed
    }

    /// What the warehouse itself holds and leaves waiting at a level.
    func own(_ level: Double, money: PlanObjective.Money) -> (money: Double, weighted: Double) {
        guard let warehouse else { return (0, 0) }
        return own(warehouse, level, waiting: waiting[level] ?? warehouse.backorders(level), money: money)
    }

    private func own(_ warehouse: StockItem, _ level: Double, waiting: Double, money: PlanObjective.Money) -> (money: Double, weighted: Double) {
        (warehouse.money(level, backorders: waiting, kind: money), warehouse.weight * family.ownShare * waiting)
    }

    /// The warehouse's own part of what a level comes to.
    mutating func own(_ level: Double, _ measure: FamilyMeasure) -> FamilyValue {
        guard level < .infinity, let warehouse else { return .zero }
        set(measure)
        let waits = waiting[level] ?? warehouse.backorders(level)
        waiting[level] = waits
        let own = own(warehouse, level, waiting: waits, money: measure.money)
        var value = FamilyValue(score: 0, money: own.money, weighted: own.weighted)
        switch measure {
        case .trade(let theta, _): value.score = own.weighted + theta * own.money
        case .cost: value.score = FamilyLevels.dayCost(warehouse, warehouseTerms, level, waiting: waits, served: family.ownShare)
        case .service(let service, let target, _):
            value.score = own.money
            if family.ownShare > 0 {
                let least = ownLeast ?? warehouse.level(service, target).level
                ownLeast = least
                // Customers at the warehouse are promised the same.
                if level < least { value.score = .infinity }
            }
        }
        return value
    }

    private mutating func set(_ measure: FamilyMeasure) {
        guard measure != self.measure else { return }
        self.measure = measure
        looked.removeAll(keepingCapacity: true)
        reached.removeAll(keepingCapacity: true)
        ownLeast = nil
    }

    /// What a level comes to where it has been looked at.
    func known(_ level: Double) -> Looked? { looked[level] }

    /// What a level comes to.
    mutating func look(_ level: Double, _ measure: FamilyMeasure) -> Looked {
        set(measure)
        if let known = looked[level] { return known }
        var value = own(level, measure)
        let ownScore = value.score
        switch measure {
        case .trade(let theta, let money): settle(level, theta: theta, money: money, &value)
        case .service(let service, let target, _):
            each(level) { item, problem, guess in
                let best = item.level(service, problem.limits.targetFillRate.map { service == .fillRate ? $0 : target } ?? target, near: guess).level
                let waiting = item.backorders(best), money = item.money(best, backorders: waiting, kind: measure.money)
                value.add(FamilyValue(score: money, money: money, weighted: item.weight * waiting))
                return best
            }
            reached[level] = near
        case .cost:
            each(level) { item, problem, _ in
                let terms = problem.terms
                let best = item.isFixed ? item.floor : item.level(
                    holdingCostPerDay: (terms.unitCost ?? 0) * terms.holdingRatePerYear / daysPerYear, backorderCostPerDay: terms.backorderCostPerUnitDay ?? 0)
                let waiting = item.backorders(best)
                value.add(FamilyValue(
                    score: FamilyLevels.dayCost(item, terms, best, waiting: waiting, served: 1), money: item.money(best, backorders: waiting, kind: measure.money),
                    weighted: item.weight * waiting))
                return best
            }
        }
        let made = Looked(value: value, locations: value.score - (ownScore < .infinity ? ownScore : 0))
        looked[level] = made
        return made
    }

    /// Locations at their best for a multiplier.
    private mutating func settle(_ level: Double, theta: Double, money: PlanObjective.Money, _ sum: inout FamilyValue) {
        var locations = behind.removeValue(forKey: level) ?? []
        let isNew = locations.isEmpty
        if isNew { locations.reserveCapacity(problems.count) }
        // Worked out where a location's levels do not reach.
        var owed: OwedUnits?
        var found: [Double] = []
        found.reserveCapacity(problems.count)
        for (slot, problem) in problems.enumerated() {
            let price = problem.price ?? 0
            let ratio = thresholdRatio(unitCost: price, weight: problem.weight, multiplier: theta, money: money)
            var point = isNew ? nil : locations[slot].point(reductionAtMost: ratio)
            if point == nil {
                if owed == nil, level < .infinity { owed = self.owed(level) }
                // What admits no policy was left out before.
                guard let item = try? StockItem(fedProblem(slot, owed), index: slot) else { continue }
                let location = FedLocation(item, reductionAtMost: ratio, near: slot < near.count ? near[slot] : nil)
                point = location.point(reductionAtMost: ratio)
                if isNew { locations.append(location) } else { locations[slot] = location }
            }
            guard let point else { continue }
            found.append(point.level)
            let held = price * (money == .stockValue ? point.level : point.onHand), weighted = problem.weight * point.backorders
            sum.add(FamilyValue(score: weighted + theta * held, money: held, weighted: weighted))
        }
        if found.count == problems.count { near = found }
        if locations.count == problems.count { behind[level] = locations }
    }

    /// Locations one by one.
    ///
    /// - Parameter body: gets where its search may begin, and returns the level it has found.
    private mutating func each(_ level: Double, _ body: (StockItem, ReplenishmentProblem, Double?) -> Double) {
        var found: [Double] = []
        for (slot, problem) in fedProblems(level).enumerated() {
            guard let item = try? StockItem(problem, index: slot) else { continue }
            found.append(body(item, problem, slot < near.count ? near[slot] : nil))
        }
        if found.count == problems.count { near = found }
    }

    /// What no level of the warehouse between two that were looked at takes less than: its own stock and what it owes at the first of them, with the locations' levels at
    /// the upper of the two. On hand of the whole family rises with each level, and the more a warehouse has, the less its locations need.
    ///
    /// - Returns: `nil` where it is not known.
    mutating func leastBetween(_ first: Double, _ upper: Double, _ measure: FamilyMeasure) -> Double? {
        guard let levels = reached[upper], levels.count == problems.count else { return nil }
        var sum = own(first, measure).money
        for (slot, problem) in fedProblems(first).enumerated() {
            guard let item = try? StockItem(problem, index: slot) else { return nil }
            sum += item.money(levels[slot], backorders: item.backorders(levels[slot]), kind: measure.money)
        }
        return sum
    }

    /// Money a day of holding stock and of customers who wait.
    private static func dayCost(_ item: StockItem, _ terms: SupplyTerms?, _ level: Double, waiting: Double, served: Double) -> Double {
        guard let terms else { return 0 }
        return (terms.unitCost ?? 0) * terms.holdingRatePerYear / daysPerYear * item.onHand(level, backorders: waiting)
            + served * (terms.backorderCostPerUnitDay ?? 0) * waiting
    }

    /// What the locations' part of a score is not below, where it is known at a higher level of the warehouse.
    ///
    /// What a warehouse owes is (D0 - S0)+: the lower S0, the larger it is and the wider it is spread, in the excess wealth order (M. Shaked and J. G. Shanthikumar
    /// 2007, section 3.C); added to independent demand it makes the least of weight x units waiting + theta x money no smaller. Distributions fitted to two moments follow
    /// that within a tenth or so: twice that is left (`FamilySearchTests`), and for a target that is reached in whole units an order of each location.
    func atLeast(_ locations: Double, _ measure: FamilyMeasure) -> Double {
        guard case .service = measure else { return 0.8 * locations }
        return 0.8 * locations - problems.reduce(0) { $0 + ($1.price ?? 0) * max(1, $1.terms.orderMultiple ?? 1) }
    }
}
