import DemandModel
import TextForms

/// One rule that every run keeps, tested.
public struct RuleOutcome: Sendable, Equatable {
    /// Stable word for machines: `totals_add_up`, ...
    public var rule: String
    public var holds: Bool
    /// What was found, for a person.
    public var text: String

    public init(rule: String, holds: Bool, text: String) {
        self.rule = rule
        self.holds = holds
        self.text = text
    }
}

/// Tests what holds of every run, whatever it was made from: a run that breaks one was damaged, or Twobin is at fault.
///
///     let broken = testRules(of: run).filter { !$0.holds }
public func testRules(of run: PlanRun) -> [RuleOutcome] {
    [itemsInOrder(run), statusesCounted(run), levelsHold(run), ordersHold(run), serviceHolds(run), forecastsHold(run), totalsAddUp(run)]
        + [budgetKept(run)].compactMap { $0 }
}

private func outcome(_ rule: String, _ what: String, _ broken: [String]) -> RuleOutcome {
    RuleOutcome(
        rule: rule, holds: broken.isEmpty,
        text: broken.isEmpty ? what : broken.prefix(3).joined(separator: "; ") + (broken.count > 3 ? "; \(grouped(broken.count - 3)) more" : ""))
}

private func itemsInOrder(_ run: PlanRun) -> RuleOutcome {
    let broken = zip(run.items, run.items.dropFirst()).filter { !($0.key < $1.key) }.map { "\($1.key.uniqueID) comes after \($0.key.uniqueID)" }
    return outcome("items_in_order", "\(counted(run.items.count, "item")), each once and in order", broken)
}

private func statusesCounted(_ run: PlanRun) -> RuleOutcome {
    var counts: [Recommendation.Status: Int] = [:]
    for item in run.items { counts[item.recommendation.status, default: 0] += 1 }
    let summary = run.summary
    let pairs = [
        ("planned", counts[.ok, default: 0] + counts[.capped, default: 0] + counts[.check, default: 0], summary.plannedItems),
        ("capped", counts[.capped, default: 0], summary.cappedItems), ("failed", counts[.failed, default: 0], summary.failedItems),
        ("without sales", counts[.noHistory, default: 0], summary.itemsWithoutHistory),
    ]
    return outcome("statuses_counted", "items counted by status as in the summary", pairs.filter { $0.1 != $0.2 }.map {
        "\($0.1) items \($0.0), the summary says \($0.2)"
    })
}

private func levelsHold(_ run: PlanRun) -> RuleOutcome {
    outcome("levels_hold", "every level is a number, no reorder point above its order-up-to level", run.items.compactMap { item in
        guard let policy = item.recommendation.policy else { return nil }
        let isRight = policy.reorderPoint.isFinite && policy.orderUpTo.isFinite && policy.reorderPoint <= policy.orderUpTo
        return isRight ? nil : "\(item.key.uniqueID): reorder point \(decimalText(policy.reorderPoint)), order-up-to level \(decimalText(policy.orderUpTo))"
    })
}

private func ordersHold(_ run: PlanRun) -> RuleOutcome {
    outcome("orders_hold", "every order is 0 or more, and only planned items have one", run.items.compactMap { item in
        let order = item.recommendation.orderNow
        let isRight = order.isFinite && order >= 0 && (order == 0 || item.recommendation.policy != nil)
        return isRight ? nil : "\(item.key.uniqueID): order of \(decimalText(order)), status \(item.recommendation.status.rawValue)"
    })
}

private func serviceHolds(_ run: PlanRun) -> RuleOutcome {
    outcome("service_holds", "fill rates are shares, averages are not below 0", run.items.compactMap { item in
        guard let performance = item.recommendation.performance else { return nil }
        let isRight = (0...1).contains(performance.fillRate) && performance.expectedBackorders >= 0 && performance.averageOnHand >= 0
            && performance.expectedBackorders.isFinite && performance.averageOnHand.isFinite
        return isRight ? nil : "\(item.key.uniqueID): fill rate \(decimalText(performance.fillRate)), "
            + "\(decimalText(performance.expectedBackorders)) units waiting, \(decimalText(performance.averageOnHand)) on hand"
    })
}

private func forecastsHold(_ run: PlanRun) -> RuleOutcome {
    let levels = run.configuration.forecastQuantiles
    let order = levels.indices.sorted { levels[$0] < levels[$1] }
    return outcome("forecasts_hold", "forecasts are not below 0, quantiles rise with their level", run.items.compactMap { item in
        guard let forecast = item.forecast else { return nil }
        let isRight = forecast.mean.allSatisfy { $0.isFinite && $0 >= 0 } && forecast.quantiles.count == levels.count
            && forecast.quantiles.allSatisfy { $0.count == forecast.mean.count }
            && forecast.mean.indices.allSatisfy { period in
                zip(order, order.dropFirst()).allSatisfy { forecast.quantiles[$0][period] <= forecast.quantiles[$1][period] }
            }
        return isRight ? nil : "\(item.key.uniqueID): a forecast below 0, or quantiles out of order"
    })
}

private func totalsAddUp(_ run: PlanRun) -> RuleOutcome {
    var waiting = 0.0, inventory = 0.0, units = 0.0, value = 0.0
    for item in run.items {
        guard let performance = item.recommendation.performance, item.recommendation.policy != nil else { continue }
        waiting += performance.expectedBackorders
        inventory += item.recommendation.averageInventoryValue ?? 0
        units += item.recommendation.orderNow
        value += item.recommendation.orderNow * (item.supply.unitCost ?? 0)
    }
    let summary = run.summary
    let pairs = [
        ("units waiting", waiting, summary.expectedBackorders), ("inventory value", inventory, summary.averageInventoryValue),
        ("units to order", units, summary.unitsToOrder), ("value to order", value, summary.valueToOrder),
    ]
    return outcome("totals_add_up", "the items add up to the totals of the summary", pairs.filter { abs($0.1 - $0.2) > 1e-9 * max(1, abs($0.2)) }.map {
        "\($0.0): the items have \(decimalText($0.1)), the summary \(decimalText($0.2))"
    })
}

/// Levels kept by hand may lie above any budget; without them it is kept.
private func budgetKept(_ run: PlanRun) -> RuleOutcome? {
    let objective = run.configuration.objective
    guard objective.kind == .budget, run.summary.overrides.isEmpty else { return nil }
    let held = run.summary.held(objective.money)
    let what = "\(fixed(held, 2)) of \(objective.money.name) \(fixed(objective.target, 2)) held"
    return RuleOutcome(rule: "budget_kept", holds: held <= objective.target * (1 + 1e-9), text: what)
}
