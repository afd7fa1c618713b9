import CMath
import DemandModel

/// What the forecasts of a panel are multiplied by so that their total agrees with what the total itself says of the coming periods.
///
/// Series that begin take the place of series that end, and each of them alone has no last year to go by; a year of their total does tell December from January.
/// So the total has a forecast of its own: that of the same periods a year ago times the growth of the last quarter over the same of last year, to the power 0.7
/// (1 where it is not known). With F the sum of the forecasts and T that path, forecasts of period h are multiplied by (T_h / F_h)^w. Two forecasts are
/// combined in this way, on the log scale and with the weight that a season seen once has in a series (`SeasonBlend`), less where the total is made of few series
/// or noise:
///
///     w = w_blend  n / (n + 50)  1 / (1 + v / 0.02),    n = (sum m_i)^2 / sum m_i^2,    v = sum s_i^2 / (sum m_i)^2 / periods of a month,
///
/// m_i and s_i^2 mean and variance of series i by period. No series counts for more than five times its mean in any period, in its past as in its forecast: an odd series
/// moves the others by what one series among n may.
struct PanelTotal {
    /// Series that are looked at in a large panel.
    static let largestSample = 600
    private static let largestRatio = 5.0
    private static let growthPower = 0.7
    private static let fewSeries = 50.0, noise = 0.02

    /// A series of the sample: what it was, and how many of its kind it stands for.
    private struct Item {
        var first: Int
        /// NaN where not known.
        var values: [Double]
        var mean: Double
        var variance: Double
        var count: Double

        func value(at period: Int) -> Double {
            // What has not begun sells nothing.
            if period < first { return 0 }
            return period - first < values.count ? min(values[period - first], largestRatio * mean) : .nan
        }
    }

    let factors: [Double]

    /// - Parameters:
    ///   - sample: series with aligned period numbers, and how many of the panel's series each stands for.
    ///   - forecasts: of each, units per period; empty where it has none.
    ///   - year: periods of a year.
    ///   - weight: of a season seen once.
    init?(sample: [(series: DemandSeries, count: Double)], forecasts: [[Double]], year: Int, horizon: Int, weight: Double) {
        let items = sample.map { Self.item($0.series, count: $0.count) }
        let known = items.compactMap { $0 }
        guard let end = known.map({ $0.first + $0.values.count }).max(), let first = known.map(\.first).min() else { return nil }
        let pairs = zip(items, forecasts).compactMap { item, forecast in forecast.count == horizon ? item.map { ($0, forecast) } : nil }
        var lastYear = [Double](repeating: 0, count: horizon), coming = lastYear
        for (item, forecast) in pairs {
            for h in 0..<horizon {
                let before = item.value(at: end - year + h % year)
                guard !before.isNaN else { continue }
                lastYear[h] += item.count * before
                coming[h] += item.count * min(max(forecast[h], 0), Self.largestRatio * item.mean)
            }
        }
        // Periods of last year before the first on file are as the first known one.
        let unknown = min(max(first - (end - year), 0), horizon)
        guard unknown < horizon else { return nil }
        let growth = exp(Self.growthPower * Self.growth(known, end: end, first: first, year: year))
        let reach = year > 104 ? 17 : (year > 12 ? 2 : 0)
        let trust = weight * Self.trust(known, year: year)
        var factors = (unknown..<horizon).map { h in
            let window = max(unknown, h - reach)...min(horizon - 1, h + reach)
            var then = 0.0, now = 0.0
            for k in window {
                let share = Double(reach + 1 - abs(k - h))
                then += share * lastYear[k]
                now += share * coming[k]
            }
            guard then > 0, now > 0 else { return 1.0 }
            return pow(min(max(then * growth / now, 0.05), 20), trust)
        }
        factors.insert(contentsOf: [Double](repeating: factors[0], count: unknown), at: 0)
        self.factors = factors
    }

    private static func item(_ series: DemandSeries, count: Double) -> Item? {
        var values = series.demand
        for t in series.missing where t < values.count { values[t] = .nan }
        guard let begin = values.firstIndex(where: { $0 > 0 }), let last = values.lastIndex(where: { $0 > 0 }),
              values.allSatisfy({ $0.isNaN || ($0 >= 0 && $0.isFinite) }) else { return nil }
        let lived = values[begin...last].filter { !$0.isNaN }, mean = lived.reduce(0, +) / Double(lived.count)
        let squares = lived.reduce(0) { $0 + (min($1, largestRatio * mean) - mean) * (min($1, largestRatio * mean) - mean) }
        return Item(first: series.firstPeriod, values: values, mean: mean, variance: squares / Double(lived.count), count: count)
    }

    /// Of the last quarter over the same of last year, log; 0 where less than a month of it is known.
    private static func growth(_ items: [Item], end: Int, first: Int, year: Int) -> Double {
        let count = min(max(year / 4, 1), end - first - year)
        guard count > year / 13 || (count > 0 && year == 12) else { return 0 }
        var recent = 0.0, before = 0.0
        for item in items {
            for t in (end - count)..<end {
                let now = item.value(at: t), then = item.value(at: t - year)
                guard !now.isNaN, !then.isNaN else { continue }
                recent += item.count * now
                before += item.count * then
            }
        }
        return recent > 0 && before > 0 ? min(max(log(recent / before), -1), 1) : 0
    }

    /// How far the total of a panel is one: 0 to 1.
    static func trust(_ panel: [DemandSeries], year: Int) -> Double {
        trust(panel.compactMap { item($0, count: 1) }, year: year)
    }

    private static func trust(_ items: [Item], year: Int) -> Double {
        var sum = 0.0, squares = 0.0, variance = 0.0
        for item in items {
            sum += item.count * item.mean
            squares += item.count * item.mean * item.mean
            variance += item.count * item.variance
        }
        guard sum > 0 else { return 0 }
        let number = sum * sum / squares, noise = variance / (sum * sum) / Double(max(year / 13, 1))
        return number / (number + fewSeries) / (1 + noise / Self.noise)
    }

    /// An even selection of a panel by size: of a panel of more than `largestSample` series each is taken with a probability in proportion to its mean, in the
    /// order of the keys, and stands for the inverse of that.
    static func sample(_ panel: [DemandSeries]) -> [(series: DemandSeries, count: Double)] {
        guard panel.count > largestSample else { return panel.map { ($0, 1) } }
        let order = panel.indices.sorted { panel[$0].key != panel[$1].key ? panel[$0].key < panel[$1].key : $0 < $1 }
        let sizes = order.map { item(panel[$0], count: 1)?.mean ?? 0 }
        let step = sizes.reduce(0, +) / Double(largestSample)
        guard step > 0 else { return [] }
        var passed = 0.0, found: [(series: DemandSeries, count: Double)] = []
        for (index, size) in zip(order, sizes) where size > 0 {
            let before = (passed / step + 0.5).rounded(.down)
            passed += size
            guard (passed / step + 0.5).rounded(.down) > before else { continue }
            found.append((panel[index], max(step / size, 1)))
        }
        return found
    }
}

extension PanelForecaster {
    /// What the total of a panel says of the forecasts of its series; empty where it says nothing.
    ///
    /// - Parameter facts: what the panel has taught so far.
    func totalFactors(_ panel: [DemandSeries], _ facts: ForecastFacts) -> [Double] {
        guard let season = facts.season, season.panel.isComparable else { return [] }
        let sample = PanelTotal.sample(panel)
        let forecasts = ofMeans.forecast(sample.map(\.series), facts: facts).map { (try? $0.get())?.mean ?? [] }
        let weight = (season.blend.regular.weight + season.blend.intermittent.weight) / 2
        return PanelTotal(
            sample: sample, forecasts: forecasts, year: season.panel.year, horizon: configuration.horizon, weight: weight)?.factors ?? []
    }
}
