import DemandForecasting
import DemandModel
import ReorderPolicies

/// What setting an item's levels by hand would cost against what the plan would choose for it at the price of money that the run
/// found (its common multiplier), or at the item's own target.
///
/// - Throws: `PlanError.infeasible` for levels that no policy can have.
/// - Returns: `nil` for an item without an outlook.
public func overridePrice(
    of item: PlannedItem, in run: PlanRun, reorderPoint: Double?, orderUpTo: Double?
) throws(PlanError) -> (cost: OverrideCost, performance: PolicyPerformance)? {
    var changed = item
    let supply = item.supply
    var stock = supply.stock ?? StockTerms()
    stock.isFrozen = nil
    stock.overrideReorderPoint = reorderPoint
    stock.overrideOrderUpTo = orderUpTo
    stock.overrideReason = nil
    changed.supply.stock = stock
    let demand: LeadTimeDemand?
    do throws(LeadTimeDemandError) {
        demand = try leadTimeDemand(of: changed, in: run)
    } catch {
        throw .infeasible("lead-time demand: \(error)")
    }
    guard let demand else { return nil }
    let problem = policyProblem(changed, demand: demand, configuration: run.configuration)
    do throws(PolicyError) {
        // A fixed item has the same decision under every objective.
        var plan = try planAssortment([problem], objective: PlanObjective(kind: .fillRate, target: 0.95))
        guard let decision = plan.decisions.first, var performance = decision.performance else {
            throw PolicyError.invalidValue(name: "override", value: orderUpTo ?? reorderPoint ?? .nan, accepted: plan.decisions.first?.reasons.joined(separator: "; ") ?? "")
        }
        plan.totals.multiplier = run.summary.multiplier
        guard let cost = overrideCosts([problem], plan: plan, objective: run.configuration.objective).first else { return nil }
        if let leftOver = run.summary.leftOver { performance.count(leftOver) }
        return (cost, performance)
    } catch {
        throw .infeasible("\(error)")
    }
}
