import DemandForecasting
import DemandModel
import ReorderPolicies

/// Some item-locations of a panel that is planned in parts, forecast by what the panel has taught (`PanelFacts`): one budget is shared out over all parts
/// by questions to each (`BudgetSearch`), and each then makes its own recommendations.
///
///     var search = BudgetSearch(budget: 40_000, money: .averageInventoryValue)
///     while let question = search.question { try search.take(parts.map { try $0.answer(question) }) }
///     let runs = try parts.map { try $0.finished(search.outcome, id: id, options: options) }
///
/// The recommendations of the parts together are those of `makePlan` with `learnFrom`, to the byte, whatever the parts are, as long as all locations of an item
/// are in one.
public struct PartialPlan: Sendable {
    /// In key order.
    public var items: [PlannedItem]
    public var frame: Frame
    private let configuration: PlanConfiguration

    /// What is not of one item.
    public struct Frame: Sendable, Codable {
        public var asOf: CalendarDay
        public var calendar: PeriodCalendar
        public var errorTables: [PooledErrorTable]
        public var quarantine: [QuarantinedRow]
        public var rowsRead: Int
        public var warnings: [String]
    }

    /// A part that was packed.
    public init(items: [PlannedItem], frame: Frame, configuration: PlanConfiguration) {
        self.items = items
        self.frame = frame
        self.configuration = configuration
    }

    /// Forecasts a part.
    ///
    /// - Parameters:
    ///   - given: the rows of the part; it may have none.
    ///   - facts: what the panel has taught.
    /// - Throws: `PlanError.infeasible` where the configuration couples items by more than a budget.
    public init(
        _ given: consuming PlanInput, configuration: PlanConfiguration, facts: PanelFacts, options: PlanOptions,
        progress: @escaping @Sendable (PlanEvent) -> Void = { _ in }
    ) throws(PlanError) {
        if let reason = configuration.reasonAgainstParts(given) { throw .infeasible(reason) }
        let input = given
        var items = unplannedItems(input, configuration: configuration)
        var forecasting = ForecastSetting(input, configuration: configuration, threads: options.threads)
        forecasting.facts = facts
        let panel = try forecastItems(&items, forecasting, progress: progress)
        if options.isCancelled() { throw .cancelled }
        self.items = items
        self.configuration = configuration
        frame = Frame(
            asOf: input.asOf, calendar: input.calendar, errorTables: panel.errorTables, quarantine: input.quarantine, rowsRead: input.rowsRead,
            warnings: input.warnings)
    }

    private var input: PlanInput {
        PlanInput(
            asOf: frame.asOf, calendar: frame.calendar, series: [], quarantine: frame.quarantine, rowsRead: frame.rowsRead, warnings: frame.warnings)
    }

    /// The part made ready for questions.
    public func assortment(threads: Int) throws(PlanError) -> AssortmentPart {
        var items = items
        let setting = PolicySetting(input, errorTables: frame.errorTables, configuration: configuration, threads: threads)
        let prepared = try policyProblems(&items, setting)
        let part = AssortmentPart(prepared.problems, money: configuration.objective.money, threads: threads)
        if let missing = part.priceProblem { throw .infeasible(missing.description) }
        return part
    }

    /// The run of the part, at the levels of the search; where the objective is not a budget, at the levels that each item has by itself.
    public func finished(
        _ outcome: BudgetOutcome?, id: String, options: PlanOptions, progress: @escaping @Sendable (PlanEvent) -> Void = { _ in }
    ) throws(PlanError) -> PlanRun {
        var setting = PolicySetting(input, errorTables: frame.errorTables, configuration: configuration, threads: options.threads)
        setting.budget = outcome.map { .found($0) }
        if configuration.objective.kind == .budget, outcome == nil { throw .infeasible("a part of a plan under one budget needs the outcome of its search") }
        return try completePlan(
            items, setting, input: input, panel: PanelFindings(errorTables: frame.errorTables), of: items.count, isCoupled: false, id: id, options: options,
            progress: progress)
    }
}

extension PlanConfiguration {
    /// Why items cannot be planned in parts: something besides one budget makes them depend on one another; `nil` where nothing does.
    func reasonAgainstParts(_ input: PlanInput) -> String? {
        func because(_ what: String) -> String { "\(what) makes items depend on one another: such a plan is made whole, not in parts" }
        switch objective.kind {
        case .expectedBackorders, .systemFillRate: return because("the objective \(objective.kind.rawValue)")
        case .budget, .fillRate, .readyRate, .cycleService, .cost: break
        }
        if objective.groupLimits != nil { return because("a limit on groups") }
        if hasNetwork { return because("[network]") }
        if levelHorizonDays != nil { return because("objective.horizon_days") }
        if countsLeftOver == true { return because("objective.averages = \"coming_year\"") }
        if purchaseCap != nil { return because("a budget of today's orders") }
        if !input.suppliers.isEmpty { return because("a table of suppliers") }
        if input.backorders != nil { return because("a table of receipts, open orders, backorders or substitutes") }
        return nil
    }
}

/// How a budget is shared out over items that may be a part of all.
enum SharedBudget: Sendable {
    /// These are all: search.
    case searched
    /// The search is over.
    case found(BudgetOutcome)

    func plan(_ problems: [ReplenishmentProblem], objective: PlanObjective, threads: Int) throws(PolicyError) -> AssortmentPlan {
        let part = AssortmentPart(problems, money: objective.money, threads: threads)
        if let missing = part.priceProblem { throw missing }
        if case .found(let outcome) = self { return part.plan(outcome) }
        var search = BudgetSearch(budget: objective.target, money: objective.money)
        while let question = search.question { try search.take([part.answer(question)]) }
        guard let outcome = search.outcome else { throw .invalidValue(name: "the budget", value: objective.target, accepted: "a number, 0 or more") }
        return part.plan(outcome)
    }
}
