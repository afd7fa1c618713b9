import DemandModel
import ReorderPolicies

/// The exchange curve of a run: the least weighted E[B] for each amount of inventory money, with today's stock, the rule of one
/// safety factor for all items and the run's own recommendation marked.
///
/// - Parameter threads: worker threads; no effect on results.
/// - Throws: `PlanError.unitCostMissing` where an item has no unit cost.
public func exchangeCurve(of run: PlanRun, points: Int = usualCurvePoints, threads: Int = 1) throws(PlanError) -> ExchangeCurve {
    if let known = run.exchangeCurve, points == usualCurvePoints { return known }
    return try exchangeCurve(of: run, ready: nil, points: points, threads: threads)
}

/// Multipliers that a curve is drawn through.
public let usualCurvePoints = 40

/// - Parameter ready: what an earlier plan of the same items worked out; `nil`: everything is worked out here.
func exchangeCurve(of run: PlanRun, ready: ReadyPolicies?, points: Int, threads: Int) throws(PlanError) -> ExchangeCurve {
    var items = run.items
    let setting = PolicySetting(of: run, threads: threads)
    let prepared = if let ready { ready.prepared } else { try policyProblems(&items, setting) }
    let decisions = prepared.itemIndices.map { index in
        let recommendation = run.items[index].recommendation
        return ReplenishmentDecision(
            key: recommendation.key, policy: recommendation.policy, performance: recommendation.performance,
            averageInventoryValue: recommendation.averageInventoryValue, status: recommendation.status)
    }
    let isMoney = run.configuration.objective.money.isMoney
    let without = !isMoney ? [] : prepared.itemIndices.filter { items[$0].supply.unitCost == nil }.map { items[$0].key.uniqueID }
    if !without.isEmpty { throw .unitCostMissing(itemLocations: without) }
    do throws(PolicyError) {
        if let network = NetworkFamilies(items, run.configuration) {
            // Levels of warehouses move with the money.
            var families = PreparedNetwork(prepared.problems, families: prepared.families(network, items, setting), threads: threads)
            return try families.curve(money: run.configuration.objective.money, count: points, recommendation: decisions).counting(run.summary.leftOver)
        }
        if let ready {
            return try ready.assortment.curve(
                money: run.configuration.objective.money, count: points,
                recommendation: AssortmentPlan(decisions: decisions, totals: AssortmentTotals())
            ).counting(run.summary.leftOver)
        }
        return try exchangeCurve(
            prepared.problems, money: run.configuration.objective.money, count: points,
            recommendation: AssortmentPlan(decisions: decisions, totals: AssortmentTotals()), threads: threads
        ).counting(run.summary.leftOver)
    } catch {
        throw .infeasible(error.description)
    }
}
