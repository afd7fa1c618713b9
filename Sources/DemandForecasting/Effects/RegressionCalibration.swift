import DemandModel
import NumericCore

/// What the whole panel tells before its forecasts are made: the rate of the smoothed level, how much wider totals scatter than
/// independent periods would, and the highest demand that each group has seen for its size.
struct RegressionCalibration: Sendable {
    let levelRate: Double
    /// Observed over expected variance of totals of h periods, h = 1...horizon, at least 1 and never falling.
    let inflation: [Double]
    /// By series: highest demand of any series of its group in multiples of that series' mean.
    let highestShare: [Double]

    /// One pass over the panel, in key order.
    ///
    /// - Parameter known: what a panel has taught; `nil`: these series are the panel.
    init(data: RegressionPanelData, fit: PanelRegressionFit, rates: [Double], known: RegressionFacts? = nil) {
        var losses = Array(repeating: 0.0, count: rates.count)
        var observed = Array(repeating: 0.0, count: data.horizon), windows = observed
        var shares = Array(repeating: 0.0, count: data.series.count)
        var rows = RegressionRows(columnCount: data.columns.count)
        for index in data.series.indices {
            guard let series = fit.series[index] else { continue }
            data.writeDemand(index, into: &rows)
            if known == nil {
                for (position, rate) in rates.enumerated() {
                    losses[position] += RegressionLevel(
                        response: rows.response, weight: rows.weight, mean: series.mean, dispersion: series.dispersion, rate: rate
                    ).loss
                }
                RegressionCalibration.addWindows(rows: rows, series: series, observed: &observed, windows: &windows)
            }
            shares[index] = rows.meanResponse > 0 ? rows.highestResponse / rows.meanResponse : 0
        }
        var best = 0
        for position in rates.indices where losses[position] < losses[best] { best = position }
        levelRate = known?.levelRate ?? (rates.isEmpty ? 0 : rates[best])
        var inflation: [Double] = [], last = 1.0
        for h in 0..<data.horizon {
            // Ten windows as expected are worth as much as ten that were seen: short panels stay near 1.
            let ratio = (observed[h] + 10) / (windows[h] + 10)
            last = max(last, ratio)
            inflation.append(last)
        }
        self.inflation = known?.inflation ?? inflation
        var highest = shares
        for group in data.groups {
            let most = group.reduce(0) { max($0, shares[$1]) }
            for index in group { highest[index] = most }
        }
        highestShare = highest
    }

    /// Squared standardised errors of the totals of adjoining windows of h fully known periods, each bounded by 50.
    private static func addWindows(rows: RegressionRows, series: SeriesRegression, observed: inout [Double], windows: inout [Double]) {
        let count = rows.rowCount
        var error = Array(repeating: 0.0, count: count + 1), variance = error, known = error
        for row in 0..<count {
            let mean = series.mean[row]
            error[row + 1] = error[row] + rows.weight[row] * (rows.response[row] - mean)
            variance[row + 1] = variance[row] + rows.weight[row] * (mean + series.dispersion * mean * mean)
            known[row + 1] = known[row] + rows.weight[row]
        }
        for h in 1...observed.count where h <= count {
            var end = count
            while end >= h {
                let start = end - h
                if known[end] - known[start] == Double(h), variance[end] > variance[start] {
                    let total = error[end] - error[start]
                    observed[h - 1] += min(50, total * total / (variance[end] - variance[start]))
                    windows[h - 1] += 1
                }
                end -= h
            }
        }
    }
}
