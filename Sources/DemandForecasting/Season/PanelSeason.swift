import CMath
import DemandModel
import NumericCore
import ParallelWork

extension PanelForecaster {
    /// What the panel says of last year; `nil` where it does not reach back far enough, or the season of all has been seen three times.
    func seasonFacts(_ panel: [DemandSeries]) -> SeasonFacts? {
        guard configuration.usesLastYear, let year = configuration.yearLength else { return nil }
        let longest = panel.map(\.count).max() ?? 0
        guard longest >= year - LastYear.mostUnknown(year: year), panel.contains(where: { isOpen($0, year) }) else { return nil }
        return SeasonFacts(panel: LastYear(panel, year: year).panelYear, blend: seasonBlend(panel, year: year))
    }

    /// Last year's path of every series that has one, with its weight; `nil` where the season is not seen or has been seen three times.
    func seasonPaths(_ panel: [DemandSeries], _ facts: SeasonFacts?) -> [SeasonPath?] {
        guard let facts else { return [SeasonPath?](repeating: nil, count: panel.count) }
        let lastYear = LastYear(panel, whole: facts.panel), weights = facts.blend, year = facts.panel.year
        let horizon = configuration.horizon
        return panel.indices.map { index -> SeasonPath? in
            let series = panel[index]
            guard self.isOpen(series, year) else { return nil }
            let isIntermittent = DemandClass(of: series.knownDemand).isIntermittent
            let choice = isIntermittent ? weights.intermittent : weights.regular
            let path = isIntermittent ? nil : lastYear.path(index, horizon: horizon, shape: choice.shape)
            let ratios = path == nil ? lastYear.ratios(index, horizon: horizon) : nil
            let reach = SeasonBlend.reach(count: series.count, year: year)
            let weight = path == nil && ratios == nil ? 0 : choice.weight * reach
            guard weight > 0 || (reach > 0 && facts.total?.isEmpty == false) else { return nil }
            return SeasonPath(
                lastYear: path ?? [], ratios: ratios ?? [], weight: weight, spread: weight > 0 ? choice.spread.raised(to: reach) : SeasonSpread(),
                weekdays: lastYear.isDaily ? SeasonPath.weekdays(series) : [],
                total: (facts.total ?? []).map { pow($0, reach) })
        }
    }

    /// The same forecaster of means and medians alone.
    var ofMeans: PanelForecaster {
        var inner = self
        inner.configuration.quantiles = []
        inner.configuration.cumulativeVariance = false
        inner.configuration.totalOverHorizon = false
        inner.configuration.boundaryShares = false
        inner.configuration.memberForecasts = false
        return inner
    }

    private func isOpen(_ series: DemandSeries, _ year: Int) -> Bool {
        // A season that Fourier terms have taken out of the series is not put back twice.
        series.count < (configuration.longLag == nil ? 3 * year : year + year / 2)
    }

    /// Tries the season at past origins of the panel.
    private func seasonBlend(_ panel: [DemandSeries], year: Int) -> SeasonBlend {
        let sample = SeasonBlend.sample(panel.filter { $0.count > year && isOpen($0, year) })
        let longest = sample.map(\.count).max() ?? 0
        let distance = min(configuration.horizon, longest - year)
        guard distance > 0 else { return SeasonBlend([], widths: .init(), periods: 0, year: year) }
        var made: [SeasonBlend.Trial] = [], periods = 0
        for origin in 1...2 where longest - origin * distance >= year {
            let found = self.trials(sample, back: origin * distance, horizon: distance, year: year)
            if !found.isEmpty { periods += distance }
            made += found
        }
        return SeasonBlend(made, widths: made.isEmpty ? .init() : widths(sample, horizon: distance), periods: periods, year: year)
    }

    /// How wide the forecasts of a sample are that do not know last year.
    private func widths(_ sample: [DemandSeries], horizon: Int) -> SeasonBlend.Widths {
        var inner = ofMeans
        inner.configuration.horizon = horizon
        inner.configuration.usesLastYear = false
        inner.configuration.quantiles = [1 - SeasonBlend.outerQuantile, SeasonBlend.outerQuantile]
        var sums = (regular: 0.0, intermittent: 0.0), counts = (regular: 0.0, intermittent: 0.0)
        for (series, result) in zip(sample, inner.forecast(sample)) {
            let known = series.knownDemand, scale = known.reduce(0, +) / Double(max(known.count, 1))
            guard case .success(let path) = result, scale > 0 else { continue }
            let width = SeasonBlend.width(path.quantiles[1], over: path.quantiles[0], scale: scale)
            if path.demandClass.isIntermittent {
                sums.intermittent += width
                counts.intermittent += 1
            } else {
                sums.regular += width
                counts.regular += 1
            }
        }
        return SeasonBlend.Widths(
            regular: sums.regular / max(counts.regular, 1), intermittent: sums.intermittent / max(counts.intermittent, 1))
    }

    private func trials(_ sample: [DemandSeries], back: Int, horizon: Int, year: Int) -> [SeasonBlend.Trial] {
        let cut = sample.compactMap { series -> (known: DemandSeries, whole: DemandSeries)? in
            guard series.count - back >= year else { return nil }
            var known = series
            known.demand = Array(series.demand.prefix(series.count - back))
            known.missing = series.missing.filter { $0 < known.demand.count }
            return (known, series)
        }
        guard !cut.isEmpty else { return [] }
        var inner = ofMeans
        inner.configuration.horizon = horizon
        inner.configuration.usesLastYear = false
        let known = cut.map(\.known), lastYear = LastYear(known, year: year)
        return zip(cut.indices, inner.forecast(known)).compactMap { index, result in
            guard case .success(let path) = result else { return nil }
            let isIntermittent = path.demandClass.isIntermittent
            var seasons = isIntermittent ? [] : SeasonShape.all.compactMap { lastYear.path(index, horizon: horizon, shape: $0) }
                .map { SeasonPath(lastYear: $0, ratios: [], weight: 1, weekdays: []) }
            if seasons.isEmpty, let ratios = lastYear.ratios(index, horizon: horizon) {
                seasons = [SeasonPath(lastYear: [], ratios: ratios, weight: 1, weekdays: [])]
            }
            guard !seasons.isEmpty else { return nil }
            let whole = cut[index].whole, start = cut[index].known.count, hidden = Set(whole.missing)
            let known = cut[index].known.knownDemand, mean = known.reduce(0, +) / Double(max(known.count, 1))
            guard mean > 0 else { return nil }
            let weekdays = lastYear.isDaily ? SeasonPath.weekdays(cut[index].known) : []
            let centre = isIntermittent ? path.mean : path.median
            return SeasonBlend.Trial(
                isIntermittent: isIntermittent, forecast: centre,
                lastYear: seasons.map { season in
                    var season = season
                    season.weekdays = weekdays
                    return zip(centre, season.factors(centre)).map { $0 * $1 }
                },
                actual: (start..<(start + horizon)).map { hidden.contains($0) ? .nan : whole.demand[$0] }, scale: mean)
        }
    }
}
