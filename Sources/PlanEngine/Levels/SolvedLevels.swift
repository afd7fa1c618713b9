import DemandModel
import ReorderPolicies

/// Levels of an assortment under one objective, without warehouses or a path of coming reviews.
struct SolvedLevels {
    /// Of today's levels: nothing left over is counted.
    var plan: AssortmentPlan
    /// What the year's averages are, as multiples of those; `nil` where nothing left over is counted.
    var leftOver: LeftOverFactors?
    /// What other amounts of money reach, nothing left over counted; `nil` where it was not asked for.
    var curve: ExchangeCurve?
}

/// Works the levels out, or takes them over from an earlier plan whose problems were the same but for today's stock.
///
/// - Parameter ready: what an earlier plan of the same items worked out.
/// - Returns: the levels, and what a later plan may take over; `nil` where nobody asked.
func solveLevels(
    _ items: [PlannedItem], prepared: PolicyProblems, _ setting: PolicySetting, ready: ReadyPolicies?, withCurve: Bool
) throws(PolicyError) -> (levels: SolvedLevels, kept: KeptPolicies?) {
    guard ready == nil, let reuse = setting.reuse else { return (try solved(items, prepared: prepared, setting, ready: ready, withCurve: withCurve), nil) }
    let identity = reuse.identity(prepared.problems, withCurve: withCurve)
    if var kept = reuse.find(identity), kept.madeFrom == identity, var levels = SolvedLevels(kept, problems: prepared.problems) {
        if let place = levels.curve?.marks.firstIndex(where: { $0.name == todayMarkName }) {
            levels.curve?.marks[place] = try todayMark(prepared.problems, money: setting.configuration.objective.money, threads: setting.threads)
            kept.curve = levels.curve
        }
        return (levels, kept)
    }
    let levels = try solved(items, prepared: prepared, setting, ready: nil, withCurve: withCurve)
    return (levels, KeptPolicies(levels, madeFrom: identity))
}

private func solved(
    _ items: [PlannedItem], prepared: PolicyProblems, _ setting: PolicySetting, ready: ReadyPolicies?, withCurve: Bool
) throws(PolicyError) -> SolvedLevels {
    let objective = setting.configuration.objective, threads = setting.threads
    guard case .comingYear(let known) = setting.averages else {
        let assortment = ready?.assortment ?? PreparedAssortment(prepared.problems, isStarted: withCurve, holdsEvaluators: false, threads: threads)
        let plan = try assortment.plan(objective)
        return SolvedLevels(
            plan: plan, curve: withCurve ? try assortment.curve(money: objective.money, count: usualCurvePoints, recommendation: plan) : nil)
    }
    let assortment = ready?.assortment ?? PreparedAssortment(prepared.problems, isStarted: true, holdsEvaluators: false, threads: threads)
    let counted: (plan: AssortmentPlan, factors: LeftOverFactors)
    if let known {
        counted = (try assortment.plan(objective.ofToday(known) ?? objective), known)
    } else {
        let past = PastLevels(items, prepared: prepared, periodDays: setting.periodDays, renewedEveryDays: setting.periodDays)
        counted = try planCountingLeftOver(
            objective, records: past.records, threads: threads,
            solve: { objective throws(PolicyError) in try assortment.plan(objective) }, shares: { past.shares($0.decisions) })
    }
    return SolvedLevels(
        plan: counted.plan, leftOver: counted.factors,
        curve: withCurve ? try assortment.curve(money: objective.money, count: usualCurvePoints, recommendation: counted.plan) : nil)
}
