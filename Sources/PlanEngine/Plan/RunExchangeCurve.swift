import DemandModel
import ReorderPolicies

/// The exchange curve of a run: the least weighted E[B] for each amount of inventory money, with today's stock, the rule of one
/// safety factor for all items and the run's own recommendation marked.
///
/// - Throws: `PlanError.unitCostMissing` where an item has no unit cost.
public func exchangeCurve(of run: PlanRun, points: Int = 40) throws(PlanError) -> ExchangeCurve {
    var items = run.items
    let season = run.configuration.seasonLength ?? run.calendar.period.defaultSeasonLength
    let prepared = try policyProblems(
        &items, errorTables: run.errorTables, configuration: run.configuration, seasonLength: season, progress: { _ in })
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
        return try exchangeCurve(
            prepared.problems, money: run.configuration.objective.money, count: points,
            recommendation: AssortmentPlan(decisions: decisions, totals: AssortmentTotals()))
    } catch {
        throw .infeasible(error.description)
    }
}
