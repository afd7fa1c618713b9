import DemandModel

/// How little counts are believed to vary: what independent customers take varies as much as its mean (Poisson), orders of several units, error of the level and
/// customers who move together come on top. Less takes evidence.
///
/// The evidence is the index of dispersion, the mean of (total - expected)^2 / expected over past windows. Of Poisson demand it is 1 or, with the error of what was
/// expected, more, and its variance over n windows is (2 + 1 / mean) / n. Where the index with three of its standard deviations is below 1 that is what counts are
/// held to, else 1: a hundred windows that came out 15% narrow are chance, a hundred that came out at a tenth are a standing order.
enum IndependentCustomers {
    static let standardDeviations = 3.0

    /// The least variance over mean, 0...1.
    ///
    /// - Parameters:
    ///   - index: of dispersion over past windows.
    ///   - mean: units a window.
    ///   - windows: how many without overlap.
    static func leastRatio(index: Double, mean: Double, windows: Double) -> Double {
        guard mean > 0, windows > 0 else { return 1 }
        let ratio = index * (1 + standardDeviations * ((2 + 1 / mean) / windows).squareRoot())
        return ratio.isFinite ? min(1, max(0, ratio)) : 1
    }

    /// What windows of many series say.
    ///
    /// - Parameter overlap: how many windows share a period.
    static func leastRatio(means: [Double], totals: [Double], overlap: Double) -> Double {
        var sum = 0.0, units = 0.0, count = 0.0
        for (mean, total) in zip(means, totals) where mean > 0 {
            sum += (total - mean) * (total - mean) / mean
            units += mean
            count += 1
        }
        guard count > 0 else { return 1 }
        return leastRatio(index: sum / count, mean: units / count, windows: count / max(overlap, 1))
    }
}

extension PooledErrorTable {
    /// The table with errors that vary by no less than `least` times what Poisson demand would, on the average of the windows they come from.
    ///
    /// - Parameters:
    ///   - means, phis: of these windows; the errors are standardised by mean + phi mean^2.
    func held(least: Double, means: [Double], phis: [Double]) -> PooledErrorTable {
        guard !means.isEmpty else { return self }
        let ratio = zip(means, phis).reduce(0) { $0 + 1 + $1.1 * $1.0 } / Double(means.count) * variance
        guard ratio < least, ratio > 0 else { return self }
        return PooledErrorTable(quantiles: quantiles, mean: mean, variance: variance * least / ratio)
    }
}

extension LeadTimeDemandModel {
    /// Outlooks of counts are held to what their class and their own record allow (`IndependentCustomers`): a model fitted to a hundred periods knows its variance
    /// within a seventh, and half of them come out below that of the customers they count. Launches and silent items are left as they are.
    ///
    /// - Parameter leastRatio: by pooled mean; 1 where the panel has taught nothing.
    mutating func holdToIndependentCustomers(
        _ indices: [Int], series: [DemandSeries], outlooks: [DemandOutlook?], horizon: Int, seasonLength: Int, leastRatio: (Double) -> Double
    ) {
        for i in indices {
            guard let outlook = outlooks[i], outlook.isCount, items[i]?.lookAlike == nil, items[i]?.endedProbability == nil,
                  var item = items[i] ?? PooledDemand(standingAlone: outlook, horizon: horizon, seasonLength: seasonLength),
                  item.modelWeight > 0, item.outlookMean > 0, item.outlookVariance > 0 else { continue }
            let ratio = item.outlookVariance * (item.varianceFactor ?? 1) / item.outlookMean
            guard ratio < 1 else { continue }
            var least = leastRatio(item.mean)
            if let record = TotalErrorRecord(series[i], horizon: horizon) {
                least = min(least, IndependentCustomers.leastRatio(index: record.meanSquare / item.outlookMean, mean: item.outlookMean, windows: record.windows))
            }
            guard ratio < least else { continue }
            item.varianceFactor = least * item.outlookMean / item.outlookVariance
            items[i] = item
        }
    }
}
