import DemandModel
import ReorderPolicies

/// What a scenario comes to: its totals at once, and the recommendation of any item that is looked at. The same numbers as the whole run of
/// `ScenarioSession.plan`, for a fraction of the work.
public struct ScenarioFigures: Sendable {
    public let id: String
    public let objective: PlanObjective
    /// The totals; what lists parts (suppliers, overrides, price quartiles, bulk) may be left out.
    public let summary: PlanSummary
    private let rows: Rows

    private enum Rows: Sendable {
        case whole([PlannedItem])
        case chosen(ChosenItems)
    }

    /// Those of a whole run.
    public init(_ run: PlanRun) {
        id = run.id
        objective = run.configuration.objective
        summary = run.summary
        rows = .whole(run.items)
    }

    init(id: String, objective: PlanObjective, summary: PlanSummary, items: ChosenItems) {
        self.id = id
        self.objective = objective
        self.summary = summary
        rows = .chosen(items)
    }

    /// What the scenario recommends for the item at a position of the run, without the days on which stock runs out.
    public func recommendation(at position: Int) -> Recommendation {
        switch rows {
        case .whole(let items): items[position].recommendation
        case .chosen(let chosen): chosen.recommendation(at: position)
        }
    }

    /// Unit cost of the item at a position, under the scenario.
    public func unitCost(at position: Int) -> Double? {
        switch rows {
        case .whole(let items): items[position].unitCost
        case .chosen(let chosen): chosen.ready.items[position].unitCost
        }
    }
}

/// The items of a scenario whose levels are chosen and which are put in words one by one.
struct ChosenItems: Sendable {
    let ready: ReadyPolicies
    let choice: AssortmentChoice
    /// What is left over in a year; `nil`: averages are those of today's levels.
    let leftOver: LeftOverFactors?
    let objective: PlanObjective
    let asOf: CalendarDay
    /// Today's joint orders of the suppliers with terms, by name.
    let joint: [String: (order: SupplierOrder, problems: [Int])]

    func recommendation(at position: Int) -> Recommendation {
        let prepared = ready.prepared
        guard let problem = sortedPosition(of: position, in: prepared.itemIndices) else {
            return prepared.failures.first { $0.index == position }?.recommendation ?? ready.items[position].recommendation
        }
        var decision = choice.decision(problem)
        if let leftOver { decision.count(leftOver) }
        var result = PlanEngine.recommendation(
            ready.items, position, problem: prepared.problems[problem], decision: decision, asOf: asOf, withDates: false)
        if ready.standing.fixed.contains(problem) {
            for cost in overrideCosts(prepared.problems, fixed: [problem], totals: choice.totals, objective: objective, decision: { choice.decision($0) }) {
                result.addReasons([words(of: cost)])
            }
        }
        let supplier = ready.items[position].supplier
        if let (order, problems) = joint[supplier], let line = sortedPosition(of: problem, in: problems) {
            apply(order, line, supplier: supplier, to: &result)
        }
        return result
    }
}
