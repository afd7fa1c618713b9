import DemandModel
import NumericCore

/// A forecast of the old level becomes the mixture of that and of the same at the new level.
extension BatchForecaster {
    /// Quantiles of the two levels' distributions are laid side by side with their probabilities, at so many even places of each.
    private static let places = 200

    /// - Parameters:
    ///   - forecast: of the series as if it had stayed at the level before the jump.
    ///   - combination: what that forecast is read from.
    func follow(_ jump: EndJump, _ forecast: inout PathForecast, _ series: PreparedSeries, _ combination: Combination) {
        let lasting = jump.persistence, ratio = jump.ratio, factor = 1 - lasting + lasting * ratio
        let between = lasting * (1 - lasting) * (ratio - 1) * (ratio - 1), within = 1 - lasting + lasting * ratio * ratio
        let asked = configuration.quantiles + [0.5]
        let scores = (0..<Self.places).map { standardNormalQuantile((Double($0) + 0.5) / Double(Self.places)) }
        var total = 0.0
        for h in forecast.mean.indices {
            let values = places(h, mean: forecast.mean[h], scores, series, combination)
            var mixed: [(value: Double, weight: Double)] = []
            mixed.reserveCapacity(2 * Self.places)
            for value in values {
                mixed.append((value, 1 - lasting))
                mixed.append((value * ratio, lasting))
            }
            mixed.sort { $0.value < $1.value }
            for (i, level) in asked.enumerated() {
                let value = Self.quantile(mixed, level)
                let whole = forecast.isCount ? max((value - 0.5).rounded(.up), 0) : value
                if i < configuration.quantiles.count { forecast.quantiles[i][h] = whole } else { forecast.median[h] = value }
            }
            total += forecast.mean[h]
            if h < forecast.cumulativeVariance.count {
                let variance = within * forecast.cumulativeVariance[h] + between * total * total
                forecast.cumulativeVariance[h] = max(variance, h > 0 ? forecast.cumulativeVariance[h - 1] : 0)
            }
            if h == 0 { forecast.oneStepVariance = within * forecast.oneStepVariance + between * total * total }
            forecast.mean[h] *= factor
        }
        if let median = forecast.totalMedian, total > 0 {
            let end = forecast.cumulativeVariance.last ?? (within * forecast.oneStepVariance + between * total * total)
            let both = TotalDistribution(mean: total * factor, variance: end, isNonNegative: true)
            forecast.totalMedian = lasting >= 0.5 ? median * ratio : median
            forecast.totalQuantiles = configuration.quantiles.map { level in
                let value = both.quantile(score: standardNormalQuantile(level))
                return forecast.isCount ? max((value - 0.5).rounded(.up), 0) : value
            }
        }
        forecast.remarks.append(jump.remark)
    }

    /// The quantiles of one period at the places with these normal scores, not rounded.
    private func places(_ h: Int, mean: Double, _ scores: [Double], _ series: PreparedSeries, _ combination: Combination) -> [Double] {
        if series.isCount {
            switch countShape(mean: mean, variance: combination.variance(h, mean: mean), series) {
            case .point(let value): return scores.map { _ in value }
            case .normal(let mean, let deviation): return scores.map { max(mean + $0 * deviation, 0) }
            case .negativeBinomial(let distribution): return scores.map { distribution.quantile(standardNormalCDF($0)) }
            case .combination: break
            }
        }
        return scores.map { combination.quantile(h, score: $0) }
    }

    /// Straight between the middles of the values' weights.
    private static func quantile(_ values: [(value: Double, weight: Double)], _ level: Double) -> Double {
        let total = values.reduce(0) { $0 + $1.weight }
        var below = 0.0, previous: (place: Double, value: Double)?
        for item in values where item.weight > 0 {
            let place = (below + 0.5 * item.weight) / total
            if place >= level {
                guard let previous else { return item.value }
                let share = (level - previous.place) / (place - previous.place)
                return previous.value + share * (item.value - previous.value)
            }
            previous = (place, item.value)
            below += item.weight
        }
        return values.last?.value ?? 0
    }
}
