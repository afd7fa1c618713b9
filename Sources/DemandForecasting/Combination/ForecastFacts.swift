import DemandModel
import NumericCore

/// What a panel teaches the forecasts of its series: small, and the same value wherever it is used. With it a series is forecast as if the others were
/// not there, so that any split of the panel gives the same bytes.
///
///     let facts = forecaster.learn(panel)
///     let half = forecaster.forecast(Array(panel.prefix(500)), facts: facts)      // as the first 500 of forecaster.forecast(panel)
public struct ForecastFacts: Sendable, Codable {
    /// How likely jumps at the ends of histories are to last.
    var persistence: JumpPersistence
    /// Of regular and of intermittent demand: what each member counts.
    var weights: CombinationWeights
    var intermittentWeights: CombinationWeights
    /// Regressions over the panel.
    var pooled: PooledMembers
    /// How errors grow with the horizon.
    var growth: ChangeLimits.Growth
    /// Last year; `nil` where it is not used.
    var season: SeasonFacts?
}

/// What a panel says of last year's season.
struct SeasonFacts: Sendable, Codable {
    var panel: PanelYear
    var blend: SeasonBlend
    /// What the total says of each coming period (`PanelTotal`); `nil` or empty where it says nothing.
    var total: [Double]?
}

extension PanelForecaster {
    /// Learns from a panel what `forecast` learns when it is not told: `forecast(panel, facts: learn(panel))` is `forecast(panel)`, to the byte.
    public func learn(_ panel: [DemandSeries]) -> ForecastFacts {
        if configuration.seasonLength > LongSeason.longestStateSeason {
            return withinLongSeason.learn(zip(panel, longSeasons(panel)).map { $1.removed(from: $0) })
        }
        // Also where no series of this panel has a jump: others may.
        let persistence = JumpPersistence(panel, threads: configuration.threads)
        let jumps = self.jumps(panel, known: persistence).jumps
        return learnt(panel, levelled: zip(panel, jumps).map { series, jump in jump?.levelled(series) ?? series }, persistence: persistence)
    }

    /// - Parameters:
    ///   - panel: the series as they are.
    ///   - levelled: the same without their jumps.
    func learnt(_ panel: [DemandSeries], levelled: [DemandSeries], persistence: JumpPersistence) -> ForecastFacts {
        var facts = learnt(levelled, persistence: persistence)
        // A total counts what has ended as ended.
        let total = totalFactors(panel, facts)
        facts.season?.total = total
        return facts
    }

    private func learnt(_ panel: [DemandSeries], persistence: JumpPersistence) -> ForecastFacts {
        let regular = RollingOrigins(configuration: configuration, isIntermittent: false)
        let intermittent = RollingOrigins(configuration: configuration, isIntermittent: true)
        let sample = regular.sampled(panel).map { panel[$0] }
        let prepared = sample.compactMap { try? PreparedSeries($0) }
        return ForecastFacts(
            persistence: persistence, weights: learn(regular, sample),
            intermittentWeights: learn(intermittent, intermittent.sampled(panel).map { panel[$0] }),
            pooled: PooledMembers(
                sample: prepared, seasonLength: configuration.seasonLength, horizon: configuration.horizon, threads: configuration.threads),
            growth: ChangeLimits.Growth(prepared, horizon: configuration.horizon), season: seasonFacts(panel))
    }
}
