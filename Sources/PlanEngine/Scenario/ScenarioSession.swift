import DemandModel
import Dispatch
import NumericCore
import ParallelWork
import ReorderPolicies
import Synchronization

/// One run made ready for many scenarios: what a change leaves as it was is not worked out again.
///
/// Kept are the distributions of lead-time demand and the evaluators of the run's items, and those of the last changes of items: a
/// slider of the budget on top of a longer lead time works out neither again. A scenario is the same run, to the byte, as that of
/// `planScenario`, whatever was planned before.
///
///     let session = ScenarioSession(run, threads: 2)
///     let tight = try session.plan([try ScenarioChange("budget=35000")], id: "a")
///     let late = try session.plan([try ScenarioChange("lead_time=+20%"), try ScenarioChange("budget=35000")], id: "b")
public final class ScenarioSession: Sendable {
    /// The run that every scenario starts from.
    public let base: PlanRun
    private let threads: Int
    /// Some customers do not wait, or goods have a shelf life: what levels reach is then not read off curves alone.
    private let hasLeavingCustomers: Bool
    private let state = Mutex(SessionState())
    /// Changes of more items are worked out as changes of all.
    private static let mostTouched = 64

    private struct SessionState {
        var base: ReadyPolicies?
        var last: (key: [String], ready: ReadyPolicies)?
    }

    /// - Parameter threads: worker threads, 1 or more; no effect on results.
    public init(_ base: PlanRun, threads: Int = 1) {
        self.base = base
        hasLeavingCustomers = base.items.indices.contains { (base.items[$0].supply.stock?.lostSaleShare ?? 0) > 0 || (base.items[$0].supply.stock?.shelfLifeDays ?? 0) > 0 }
        self.threads = threads
    }

    /// Works out what the run itself needs, so that the first scenario need not. Nothing is lost where the run cannot be planned.
    public func prepare() { _ = try? readyBase() }

    /// Plans the run under changed numbers, applied in order.
    ///
    /// - Parameter withDates: also the days on which stock runs out and is there again: what is kept needs them, totals and levels do not.
    /// - Throws: `ScenarioError` for a change that does not apply, `PlanError` where the changed plan cannot be made.
    public func plan(_ changes: [ScenarioChange], id: String, withDates: Bool = true) throws -> PlanRun {
        var result = base
        result.id = id
        result.parentID = base.id
        result.changes = changes.map(\.text)
        result.exchangeCurve = nil
        try applyChanges(changes, items: &result.items, configuration: &result.configuration, threads: threads)
        result.backorders = try delayedFacts(base, changes: changes)
        let ready = try ready(for: changes.filter { !$0.isOfObjective }, items: &result.items, configuration: result.configuration)
        return try plannedScenario(result, base: base, ready: ready, withDates: withDates, threads: threads)
    }

    /// What the run comes to under changed numbers: the totals, and any item's recommendation, of `plan` without dates.
    ///
    /// - Throws: as `plan`.
    public func figures(_ changes: [ScenarioChange], id: String) throws -> ScenarioFigures {
        var items = base.items, configuration = base.configuration
        try applyChanges(changes, items: &items, configuration: &configuration, threads: threads)
        let objective = configuration.objective
        let averages = PolicySetting(of: base, configuration: configuration, threads: threads).averages
        if isSumOfItems(configuration, averages), objective.kind != .cost {
            _ = try delayedFacts(base, changes: changes)
            let setting = PolicySetting(of: base, configuration: configuration, threads: threads)
            let ready = try ready(for: changes.filter { !$0.isOfObjective }, items: &items, configuration: configuration)
            if ready.standing.allows(objective) {
                let choice: AssortmentChoice?
                let leftOver: LeftOverFactors? = if case .comingYear(let known) = averages { known } else { nil }
                do throws(PolicyError) {
                    choice = try ready.assortment.choice(leftOver.flatMap { objective.ofToday($0) } ?? objective)
                } catch { throw PlanError.infeasible("\(error)") }
                if let choice {
                    let (summary, joint) = ready.standing.totals(
                        choice, leftOver: leftOver, objective: objective, planned: ready.items, prepared: ready.prepared, periodDays: setting.periodDays,
                        threads: threads)
                    return ScenarioFigures(
                        id: id, objective: objective, summary: summary,
                        items: ChosenItems(ready: ready, choice: choice, leftOver: leftOver, objective: objective, asOf: base.asOf, joint: joint))
                }
            }
        }
        return ScenarioFigures(try plan(changes, id: id, withDates: false))
    }

    /// True where totals are sums over the items alone: no cap on today's purchases, no path of levels, nothing left over that is still to be
    /// learnt, no substitutes, nobody who does not wait.
    private func isSumOfItems(_ configuration: PlanConfiguration, _ averages: PolicySetting.AverageTime) -> Bool {
        if case .comingYear(known: nil) = averages { return false }
        return configuration.purchaseCap == nil && !configuration.hasNetwork && configuration.levelHorizonDays == nil
            && (base.backorders?.substitutes == nil || (configuration.substituteTakeRate ?? 0) <= 0)
            && !hasLeavingCustomers
    }

    /// The exchange curve of the run under changed numbers: the same as that of the scenario itself.
    public func curve(_ changes: [ScenarioChange], points: Int = usualCurvePoints) throws -> ScenarioCurve {
        if changes.isEmpty, points == usualCurvePoints, let known = base.exchangeCurve { return scenarioCurve(known) }
        let run = changes.isEmpty ? base : try plan(changes, id: base.id, withDates: false)
        var items = run.items
        let ready = try ready(for: changes.filter { !$0.isOfObjective }, items: &items, configuration: run.configuration)
        return scenarioCurve(try exchangeCurve(of: run, ready: ready, points: points, threads: threads))
    }

    /// What the changed items need: kept from before where the same changes came last.
    private func ready(
        for changes: [ScenarioChange], items: inout [PlannedItem], configuration: PlanConfiguration
    ) throws(PlanError) -> ReadyPolicies {
        // An objective of another money or other group limits asks other prices of the items.
        let objective = configuration.objective
        let isSamePrice = objective.money == base.configuration.objective.money && objective.groupLimits == base.configuration.objective.groupLimits
        let base = try readyBase()
        if changes.isEmpty, isSamePrice { return base }
        let key = changes.map(\.text) + [objective.money.rawValue, objective.groupLimits == nil ? "" : "groups"]
        if let last = state.withLock({ $0.last }), last.key == key { return last.ready }
        // The last changes are forgotten while those of now are worked out, so that no more than two plans are in memory.
        forgetLast()
        let original = self.base.items, setting = PolicySetting(of: self.base, configuration: configuration, threads: threads)
        let touched = items.indices.filter { !items[$0].sharesFacts(with: original[$0]) }
        // In a network what one item waits for rests on others: none is known before all are worked out.
        let isAlone = !configuration.hasNetwork
        if isAlone, isSamePrice, touched.count <= Self.mostTouched, let ready = ReadyPolicies(base, items: items, touched: touched, original: original, setting) {
            for position in touched { items[position] = ready.items[position] }
            state.withLock { $0.last = (key, ready) }
            return ready
        }
        var known: [LeadTimeDemand?] = []
        if isAlone {
            let changed = items
            let stays = parallelMap(chunks: items.count, threads: threads) { index in
                changed[index].sharesFacts(with: original[index]) || hasSameDemand(changed[index], original[index], setting)
            }
            if stays.contains(true) { known = base.demands(stays) }
        }
        let prepared = try policyProblems(&items, setting, known: known)
        var isSame: [Bool] = []
        if prepared.itemIndices == base.prepared.itemIndices, isSamePrice, !known.isEmpty {
            let changed = items, known = known
            isSame = parallelMap(chunks: prepared.itemIndices.count, threads: threads) { slot in
                let index = prepared.itemIndices[slot]
                return known[index] != nil && hasSameShortfall(prepared, base.prepared, slot) && (changed[index].sharesFacts(with: original[index])
                    || changed[index].supply == original[index].supply && changed[index].weight == original[index].weight)
            }
        }
        let ready = ReadyPolicies(
            items, prepared: prepared,
            assortment: PreparedAssortment(
                prepared.problems, isStarted: true, threads: threads, aim: base.assortment.aim(for: objective), earlier: base.assortment, isSame: isSame), setting,
            earlier: prepared.itemIndices == base.prepared.itemIndices ? base : nil)
        state.withLock { $0.last = (key, ready) }
        return ready
    }

    /// Lets go of what the last changes needed. Some million pieces of memory are given back beside what is worked out next.
    private func forgetLast() {
        let forgotten = state.withLock { state in
            defer { state.last = nil }
            return state.last
        }
        if threads > 1, let forgotten { DispatchQueue.global(qos: .userInitiated).async { withExtendedLifetime(forgotten) {} } }
    }

    private func readyBase() throws(PlanError) -> ReadyPolicies {
        if let known = state.withLock({ $0.base }) { return known }
        var items = base.items
        let setting = PolicySetting(of: base, threads: threads)
        let prepared = try policyProblems(&items, setting)
        let ready = ReadyPolicies(items, prepared: prepared, assortment: PreparedAssortment(prepared.problems, isStarted: true, threads: threads), setting)
        if let curve = self.base.exchangeCurve { ready.assortment.remember(curve.points, money: curve.moneyKind) }
        state.withLock { $0.base = ready }
        return ready
    }

    /// What is worked out ahead: plans for budgets between these multiples of the run's stock money, and for fill rates between these.
    private static let aheadShares = 0.6...1.6
    private static let aheadFillRates = 0.8...0.99
    /// A step takes some milliseconds: a request that comes meanwhile waits no longer.
    private static let itemsPerStep = 32

    /// Works out a part of what the next changes of the objective may ask for, so that the first of them is as quick as the others. No result depends on it.
    ///
    /// - Parameter step: 0, 1, ...
    /// - Returns: false once nothing is left to do.
    public func workAhead(step: Int) -> Bool {
        guard let ready = try? readyBase() else { return false }
        let objective = base.configuration.objective
        let kind = objective.kind.isAllocated ? objective.money : .averageInventoryValue
        let held = kind == .stockValue ? base.summary.stockValue : kind == .averageInventoryValue ? base.summary.averageInventoryValue : objective.target
        guard held > 0 else { return false }
        return ready.assortment.workAhead(
            step: step, size: Self.itemsPerStep, money: kind, between: Self.aheadShares.lowerBound * held...Self.aheadShares.upperBound * held, fillRates: Self.aheadFillRates)
    }
}

/// True where capacities let an item fall behind as before: what others want has a part in it.
private func hasSameShortfall(_ a: PolicyProblems, _ b: PolicyProblems, _ slot: Int) -> Bool {
    a.uncounted[slot] == nil && b.uncounted[slot] == nil || a.problems[slot].demand == b.problems[slot].demand
}

extension ScenarioChange {
    /// True for a change of what the assortment is planned for, of today's orders or of dates: no item's numbers change.
    public var isOfObjective: Bool {
        switch subject {
        case .plan(let field): [.budget, .fillRate, .expectedBackorders, .ordersBudget].contains(field)
        case .supplierBudget, .delivery: true
        case .item, .supplier, .group: false
        }
    }
}
