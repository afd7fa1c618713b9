import DemandForecasting
import DemandModel
import NumericCore
import ParallelWork

/// A group of series with the same season.
public struct BacktestPanel: Sendable {
    /// Periods, 1 = none.
    public var seasonLength: Int
    /// Periods of a year where they do not follow from the season length (`Period.yearPeriods`).
    public var yearPeriods: Int?
    public var series: [DemandSeries]

    public init(seasonLength: Int, yearPeriods: Int? = nil, series: [DemandSeries]) {
        self.seasonLength = seasonLength
        self.yearPeriods = yearPeriods
        self.series = series
    }
}

/// What a backtest reports while it runs; may come from any thread.
public enum BacktestEvent: Sendable {
    /// An origin of a panel: `origin` of 1...origins, with so many series.
    case began(origin: Int, series: Int)
    case reached(series: Int)
}

/// Forecasts each series from several origins inside its own history and compares with what came.
///
/// Origins are counted from the end of each series: the last one lies `configuration.span` periods before it, the others `distance`
/// periods before one another. At each origin the whole panel is cut and forecast as `twobin forecast` would then have done:
/// whatever the forecaster learns from the panel it learns from the cut series.
///
///     let report = try runBacktest([BacktestPanel(seasonLength: 12, series: series)], configuration: BacktestConfiguration(horizon: 6, origins: 2))
///     print(report.row("combination")?.measures.mase ?? .nan)
///
/// The same bytes for any number of threads: scores are added in the order of the keys.
public func runBacktest(
    _ panels: [BacktestPanel], configuration: BacktestConfiguration, progress: @escaping @Sendable (BacktestEvent) -> Void = { _ in }
) throws(BacktestError) -> BacktestReport {
    try configuration.validate()
    var run = BacktestRun(configuration: configuration)
    for panel in panels.sorted(by: { $0.seasonLength < $1.seasonLength }) { try run.add(panel, progress: progress) }
    guard run.cases > 0 else {
        let periods = configuration.span + 2
        throw .nothingToJudge(
            run.failures.first.map { "no series could be forecast; the first: \($0)" }
                ?? "no series has the \(periods) periods that one origin needs (\(configuration.span) to judge, 2 of history, and demand in "
                + "\(configuration.leastActivePeriods) of them); shorten the horizon or the lead time")
    }
    return run.report(series: panels.reduce(0) { $0 + $1.series.count })
}

/// A backtest under way.
private struct BacktestRun {
    let configuration: BacktestConfiguration
    var cases = 0
    var failures: [SeriesFailure] = []
    private var failedKeys: Set<ItemLocation> = []
    private var judged: Set<ItemLocation> = []
    private var tooShort = 0, inactive = 0, unscaled = 0, stockoutPeriods = 0
    private var tallies: [BacktestModel: [DemandClass?: BacktestTally]] = [:]
    /// Models in the order in which they were first met.
    private var models: [BacktestModel] = []

    /// Cases scored at a time: bounds the memory for scores.
    private static let wave = 512

    init(configuration: BacktestConfiguration) { self.configuration = configuration }

    mutating func add(_ panel: BacktestPanel, progress: @escaping @Sendable (BacktestEvent) -> Void) throws(BacktestError) {
        let series = panel.series.sorted { $0.key < $1.key }
        for origin in 0..<configuration.origins {
            let back = configuration.span + (configuration.origins - 1 - origin) * configuration.distance
            var cut: [BacktestCase] = []
            for one in series {
                do throws(BacktestCase.Omission) {
                    cut.append(try BacktestCase(
                        one, end: one.count - back, origin: origin, seasonLength: panel.seasonLength, configuration: configuration))
                } catch {
                    if error == .tooShort { tooShort += 1 } else { inactive += 1 }
                }
            }
            guard !cut.isEmpty else { continue }
            let corrected = StockoutCensoring.corrected(panel: cut.map(\.training), inferring: false)
            for index in cut.indices { cut[index].training = corrected[index].series }
            progress(.began(origin: origin + 1, series: cut.count))
            try judge(cut, panel) { progress(.reached(series: $0)) }
        }
    }

    private mutating func judge(
        _ cut: [BacktestCase], _ panel: BacktestPanel, progress: @escaping @Sendable (Int) -> Void
    ) throws(BacktestError) {
        let seasonLength = panel.seasonLength
        let forecaster: PanelForecaster, plainForecaster: PanelForecaster
        do throws(ForecastError) {
            var forecasting = ForecastConfiguration(horizon: configuration.span, seasonLength: seasonLength)
            forecasting.threads = configuration.threads
            forecasting.yearPeriods = panel.yearPeriods
            plainForecaster = try PanelForecaster(forecasting)
            forecasting.quantiles = BacktestConfiguration.levels
            forecasting.boundaryShares = true
            forecasting.memberForecasts = configuration.comparesMembers
            forecaster = try PanelForecaster(forecasting)
        } catch {
            throw .forecaster(error.description)
        }
        var good: [(one: BacktestCase, path: PathForecast)] = []
        for (one, result) in zip(cut, forecaster.forecast(cut.map(\.training), progress: progress)) {
            switch result {
            case .success(let path): good.append((one, path))
            case .failure(let failure): if failedKeys.insert(failure.key).inserted { failures.append(failure) }
            }
        }
        let leadTime = LeadTimeTotals(periods: configuration.totalPeriods, seasonLength: seasonLength, forecaster: plainForecaster)
        let totals = leadTime.distributions(of: good.map(\.path), training: good.map(\.one.training)).distributions
        let scorer = CaseScorer(configuration: configuration, seasonLength: seasonLength, leadTime: leadTime)
        for start in stride(from: 0, to: good.count, by: Self.wave) {
            let end = min(start + Self.wave, good.count)
            let slice = Array(good[start..<end]), sliceTotals = Array(totals[start..<end])
            let scored = parallelMap(count: slice.count, threads: configuration.threads) {
                scorer.scores(slice[$0].one, slice[$0].path, total: sliceTotals[$0])
            }
            for (entry, scores) in zip(slice, scored) { count(entry.one, entry.path.demandClass, scores) }
        }
    }

    private mutating func count(_ one: BacktestCase, _ demandClass: DemandClass, _ scores: ScoredCase) {
        cases += 1
        judged.insert(one.training.key)
        stockoutPeriods += one.stockoutPeriods
        if one.firstDifference == 0 { unscaled += 1 }
        for entry in scores.models {
            if tallies[entry.model] == nil { models.append(entry.model) }
            for group in [nil, demandClass] as [DemandClass?] {
                tallies[entry.model, default: [:]][group, default: BacktestTally()].add(
                    entry.score, share: entry.share, benchmark: scores.benchmark)
            }
        }
    }

    func report(series: Int) -> BacktestReport {
        var rows: [BacktestRow] = []
        let groups: [DemandClass?] = [nil] + DemandClass.allCases.map { $0 }
        for group in groups {
            for kind in BacktestModel.Kind.allCases {
                var found: [BacktestRow] = []
                for model in models where model.kind == kind {
                    guard let tally = tallies[model]?[group] else { continue }
                    found.append(BacktestRow(model: model, demandClass: group, measures: tally.measures))
                }
                if kind == .member {
                    // A share counts over all cases: a model that few series can have does not come first.
                    func weight(_ row: BacktestRow) -> Double { (row.measures.share ?? 0) * Double(row.measures.cases) }
                    found.sort { weight($0) != weight($1) ? weight($0) > weight($1) : bytesPrecede($0.model.name, $1.model.name) }
                }
                rows += found
            }
        }
        return BacktestReport(
            configuration: configuration, series: series, judgedSeries: judged.count, cases: cases, tooShort: tooShort, inactive: inactive,
            unscaled: unscaled, stockoutPeriods: stockoutPeriods, failures: failures, rows: rows)
    }
}
