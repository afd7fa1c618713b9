import CMath
import DemandModel
import NumericCore
import ParallelWork
import Synchronization

/// Forecasts a whole panel of demand series.
///
///     let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 6, seasonLength: 12))
///     for result in forecaster.forecast(panel) {
///         switch result {
///         case .success(let path): print(path.key.uniqueID, path.median)
///         case .failure(let failure): print(failure)
///         }
///     }
///
/// Series are worked on in batches of similar length, several batches at a time; the result for a series is the same bytes for
/// any number of threads and any split into batches.
public struct PanelForecaster: Sendable {
    public internal(set) var configuration: ForecastConfiguration
    let largestBatch: Int

    /// Checks the configuration and the linear algebra library.
    public init(_ configuration: ForecastConfiguration) throws(ForecastError) {
        try self.init(configuration, largestBatch: 1024)
    }

    init(_ configuration: ForecastConfiguration, largestBatch: Int) throws(ForecastError) {
        try configuration.validate()
        do { try BlasGuard.prepare() } catch { throw .linearAlgebra(error.description) }
        self.configuration = configuration
        if configuration.factors == nil { self.configuration.factors = SmoothingFactors() }
        self.largestBatch = largestBatch
    }

    /// One result per series, in the order of the panel.
    /// - Parameters:
    ///   - chosen: which series are forecast, one per series; the others are only learnt from, and their forecasts are empty. `nil`: all.
    ///   - facts: what a panel has taught (`learn`); the series are then forecast by it alone, each as if it were the only one. `nil`: it is learnt here.
    ///   - progress: called with the number of series done so far, from any thread.
    public func forecast(
        _ panel: [DemandSeries], chosen: [Bool]? = nil, facts: ForecastFacts? = nil, progress: (@Sendable (Int) -> Void)? = nil
    ) -> [Result<PathForecast, SeriesFailure>] {
        guard !panel.isEmpty else { return [] }
        if configuration.seasonLength > LongSeason.longestStateSeason { return forecastLongSeason(panel, chosen: chosen, facts: facts, progress) }
        let (jumps, persistence) = self.jumps(panel, known: facts?.persistence)
        let levelled = zip(panel, jumps).map { series, jump in jump?.levelled(series) ?? series }
        let facts = facts ?? learnt(panel, levelled: levelled, persistence: persistence)
        return forecast(levelled: levelled, jumps: jumps, chosen: chosen, facts: facts, progress)
    }

    /// - Parameters:
    ///   - panel: series without their jumps.
    ///   - jumps: one per series; `nil`: none.
    private func forecast(
        levelled panel: [DemandSeries], jumps: [EndJump?], chosen: [Bool]?, facts: ForecastFacts, _ progress: (@Sendable (Int) -> Void)?
    ) -> [Result<PathForecast, SeriesFailure>] {
        let batches = self.batches(of: panel, chosen: chosen)
        let forecaster = BatchForecaster(
            configuration: configuration, weights: facts.weights, intermittentWeights: facts.intermittentWeights, pooled: facts.pooled, growth: facts.growth)
        let done = Counter()
        let results = parallelMap(count: batches.count, threads: configuration.threads) { index in
            let batch = batches[index]
            let series = batch.map { panel[$0] }
            let results = forecaster.forecast(series, jumps: batch.map { jumps[$0] }, seasons: seasonPaths(series, facts.season))
            progress?(done.add(batch.count))
            return results
        }
        var ordered = panel.map { Result<PathForecast, SeriesFailure>.failure(SeriesFailure(key: $0.key, message: "was not forecast")) }
        for (batch, found) in zip(batches, results) {
            for (index, result) in zip(batch, found) { ordered[index] = result }
        }
        if let chosen {
            for index in panel.indices where !chosen[index] { ordered[index] = PathForecast.empty(panel[index], jump: jumps[index]) }
        }
        return ordered
    }

    /// The jump at the end of every series, with the probability that it lasts, and what that is read from.
    ///
    /// - Parameter known: what the panel taught; `nil`: it is learnt here where there is a jump.
    func jumps(_ panel: [DemandSeries], known: JumpPersistence?) -> (jumps: [EndJump?], persistence: JumpPersistence) {
        let chunk = 64, chunks = (panel.count + chunk - 1) / chunk
        var jumps = parallelMap(count: chunks, threads: configuration.threads) { index in
            panel[(index * chunk)..<min((index + 1) * chunk, panel.count)].map { EndJump($0.knownDemand) }
        }.flatMap { $0 }
        guard jumps.contains(where: { $0 != nil }) else { return (jumps, known ?? JumpPersistence()) }
        let persistence = known ?? JumpPersistence(panel, threads: configuration.threads)
        for index in jumps.indices {
            guard let jump = jumps[index] else { continue }
            jumps[index]?.persistence = persistence.probability(jump)
        }
        return (jumps, persistence)
    }

    /// Takes the long season out, forecasts with the shorter one, and puts it back.
    private func forecastLongSeason(
        _ panel: [DemandSeries], chosen: [Bool]?, facts: ForecastFacts?, _ progress: (@Sendable (Int) -> Void)?
    ) -> [Result<PathForecast, SeriesFailure>] {
        let seasons = longSeasons(panel)
        let results = withinLongSeason.forecast(zip(panel, seasons).map { $1.removed(from: $0) }, chosen: chosen, facts: facts, progress: progress)
        return zip(zip(panel, seasons), results.enumerated()).map { source, found in
            guard chosen?[found.offset] ?? true else { return found.element.flatMap { _ in PathForecast.empty(source.0, jump: nil) } }
            return found.element.map { path in
                source.1.restored(path, after: source.0.count, isCount: (try? PreparedSeries(source.0))?.isCount ?? false)
            }
        }
    }

    /// The long season of every series.
    func longSeasons(_ panel: [DemandSeries]) -> [LongSeason] {
        let chunk = 64, chunks = (panel.count + chunk - 1) / chunk
        return parallelMap(count: chunks, threads: configuration.threads) { index in
            panel[(index * chunk)..<min((index + 1) * chunk, panel.count)].map { LongSeason($0, seasonLength: configuration.seasonLength) }
        }.flatMap { $0 }
    }

    /// The forecaster of what is left when a long season is taken out.
    var withinLongSeason: PanelForecaster {
        var inner = self
        inner.configuration.seasonLength = LongSeason.innerSeason(of: configuration.seasonLength)
        inner.configuration.longLag = LongSeason.lag(of: configuration.seasonLength)
        inner.configuration.yearPeriods = configuration.yearLength
        return inner
    }

    func learn(_ origins: RollingOrigins, _ sample: [DemandSeries]) -> CombinationWeights {
        CombinationLearning(
            cases: origins.cases(of: sample, threads: configuration.threads),
            loss: origins.members.isIntermittent ? .totals : .overallAverage, horizon: origins.horizon,
            memberCount: origins.members.count, evidenceCount: origins.members.evidenceCount,
            prior: CombinationPrior.tendencies(
                seasonLength: configuration.seasonLength, isIntermittent: origins.members.isIntermittent,
                count: origins.members.count),
            ridge: CombinationPrior.ridge(seasonLength: configuration.seasonLength, isIntermittent: origins.members.isIntermittent)
        ).learn(threads: configuration.threads)
    }

    /// Series indices by length, longest first, cut into batches that bound the working memory and keep every thread busy.
    private func batches(of panel: [DemandSeries], chosen: [Bool]?) -> [[Int]] {
        let order = panel.indices.filter { chosen?[$0] ?? true }.sorted { panel[$0].count != panel[$1].count ? panel[$0].count > panel[$1].count : $0 < $1 }
        guard let first = order.first else { return [] }
        let longest = max(panel[first].count, 1)
        let byMemory = max(32, 1_000_000 / longest)
        // Three batches a thread even out their lengths; more would repeat the designs that a batch's series share.
        let byThreads = max(32, configuration.threads > 1 ? (order.count + 3 * configuration.threads - 1) / (3 * configuration.threads) : order.count)
        let size = max(1, min(largestBatch, byMemory, byThreads))
        return stride(from: 0, to: order.count, by: size).map { Array(order[$0..<min($0 + size, order.count)]) }
    }
}

extension PathForecast {
    /// Of a series that is only learnt from: what kind of demand it has, and nothing else; a failure where it could not be forecast.
    static func empty(_ series: DemandSeries, jump: EndJump?) -> Result<PathForecast, SeriesFailure> {
        do throws(SeriesFailure) {
            let prepared = try PreparedSeries(series)
            return .success(PathForecast(
                key: series.key, mean: [], median: [], oneStepVariance: 0, cumulativeVariance: [], quantiles: [], totalMedian: nil, totalQuantiles: [],
                isCount: jump?.isCount ?? prepared.isCount, demandClass: prepared.demandClass, members: [], remarks: []))
        } catch {
            return .failure(error)
        }
    }
}

/// Counts what the threads have done.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    /// Adds and returns the new count.
    func add(_ amount: Int) -> Int { value.add(amount, ordering: .relaxed).newValue }
}
