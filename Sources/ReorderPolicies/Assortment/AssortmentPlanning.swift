import DemandModel
import NumericCore

/// Sets the policy of every item-location for one objective.
///
/// - `budget`: least sum of weight x E[B] with sum of money <= target (`MultiplierSearch`);
/// - `fillRate`: the least S per item that reaches the target (a share, above 0 and below 1);
/// - `readyRate`, `cycleService`: the same for the share of time with stock on hand, and the probability of no stock-out per cycle;
/// - `cost`: the least cost of holding, ordering and backorders per item (`backorder_cost_per_unit_day` needed);
/// - `expectedBackorders`: the least money with sum of weight x E[B] <= target;
/// - `systemFillRate`: the least money with a share >= target of all (weighted) units served from the shelf at once.
///
/// An item whose own data admit no policy comes back as `failed` with its reason, and the others are planned without it.
/// The result depends only on the order of the problems: pass them in key order.
///
/// - Throws: `PolicyError` where the objective itself cannot be met: a target that is not a usable number, a money objective with
///   items that have no unit cost, a budget below what the floors and fixed items hold.
public func planAssortment(
    _ problems: [ReplenishmentProblem], objective: PlanObjective
) throws(PolicyError) -> AssortmentPlan {
    try PreparedAssortment(problems, isStarted: false, holdsEvaluators: problems.count <= mostEvaluatorsHeld).plan(objective)
}

/// Assortments up to this size keep what levels are evaluated with, some 3 kB an item, through the search; larger ones make it anew where it is needed.
private let mostEvaluatorsHeld = 50_000

func checkTarget(_ objective: PlanObjective) throws(PolicyError) {
    let target = objective.target
    switch objective.kind {
    case .budget:
        guard target >= 0, target < .infinity else {
            throw .invalidValue(name: "the budget (\(objective.money.rawValue))", value: target, accepted: "a number, 0 or more")
        }
    case .fillRate, .readyRate, .cycleService, .systemFillRate:
        guard target > 0, target < 1 else {
            throw .invalidValue(
                name: objective.kind.rawValue, value: target, accepted: "above 0 and below 1 (no finite stock serves every unit at once)")
        }
    case .expectedBackorders:
        guard target >= 0, target < .infinity else {
            throw .invalidValue(name: "expected_backorders", value: target, accepted: "a number, 0 or more")
        }
    case .cost: break
    }
}

func costDecision(_ item: StockItem, problem: ReplenishmentProblem) -> ReplenishmentDecision {
    func failed(_ reason: String) -> ReplenishmentDecision {
        ReplenishmentDecision(key: problem.key, status: .failed, reasons: [reason])
    }
    if item.isFixed { return item.decision(item.floor, problem: problem) }
    guard let unitCost = problem.terms.unitCost else { return failed("no unit cost: the cost objective needs one") }
    guard let backorderCost = problem.terms.backorderCostPerUnitDay else {
        return failed("no backorder_cost_per_unit_day: the cost objective needs one")
    }
    guard backorderCost >= 0, backorderCost < .infinity else {
        return failed("backorder_cost_per_unit_day is \(backorderCost): it must be a number, 0 or more")
    }
    let rate = problem.terms.holdingRatePerYear
    guard rate >= 0, rate < .infinity else { return failed("holding_rate_per_year is \(rate): it must be a number, 0 or more") }
    let holdingCost = unitCost * rate / daysPerYear
    let item = item.withCostOptimalBatch(
        terms: problem.terms, holdingCostPerDay: holdingCost, backorderCostPerDay: backorderCost)
    let level = item.level(holdingCostPerDay: holdingCost, backorderCostPerDay: backorderCost)
    var capped: [String] = []
    if level >= item.ceiling { capped.append(item.ceilingReason) }
    var decision = item.decision(level, problem: problem, capped: capped)
    if backorderCost == 0 { decision.reasons.append("backorder cost is 0: no stock pays") }
    if holdingCost == 0 { decision.reasons.append("holding costs nothing: stock is limited only by a useful service") }
    return decision
}
