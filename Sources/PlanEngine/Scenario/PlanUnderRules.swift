import DemandModel

/// Levels that are live somewhere else.
public struct LevelsInUse: Sendable, Equatable {
    public var reorderPoint: Double
    /// `nil`: as far above the reorder point as the plan's own.
    public var orderUpTo: Double?

    public init(reorderPoint: Double, orderUpTo: Double?) {
        self.reorderPoint = reorderPoint
        self.orderUpTo = orderUpTo
    }
}

/// What a run's demand does to other levels than its own: the same lead-time demand, evaluated at the given levels; items without given
/// levels keep the run's.
///
/// - Throws: `PlanError` where the levels cannot be evaluated.
public func planUnderRules(_ run: PlanRun, levels: [ItemLocation: LevelsInUse]) throws(PlanError) -> PlanRun {
    var result = run
    for index in result.items.indices {
        guard let policy = result.items[index].recommendation.policy else { continue }
        let supply = result.items[index].supply
        var stock = supply.stock ?? StockTerms()
        let given = levels[result.items[index].key]
        let point = given?.reorderPoint ?? policy.reorderPoint, gap = policy.orderUpTo - policy.reorderPoint
        let upTo = max(point, given.map { $0.orderUpTo ?? point + gap } ?? policy.orderUpTo)
        // Under an order-up-to level r follows from S and the size of orders. A rule with the plan's own distance is such a level, too, and no
        // point below which nothing is ordered: levels that are the plan's come to what the plan says.
        stock.overrideReorderPoint = policy.kind == .RS && upTo - point == gap ? nil : point
        stock.overrideOrderUpTo = upTo
        stock.isFrozen = nil
        result.items[index].supply.stock = stock
    }
    result.configuration.purchaseCap = nil
    // Every level is given: a budget that the live levels exceed must not stand in the way of looking at them.
    result.configuration.objective = PlanObjective(kind: .fillRate, target: 0.95, weight: run.configuration.objective.weight)
    var setting = PolicySetting(of: run, configuration: result.configuration)
    setting.suppliers = []
    setting.averages = run.summary.leftOver.map { .comingYear(known: $0) } ?? .today
    let outcome = try planPolicies(&result.items, setting)
    result.summary = summarise(result.items, outcome: outcome, objective: result.configuration.objective)
    return result
}
