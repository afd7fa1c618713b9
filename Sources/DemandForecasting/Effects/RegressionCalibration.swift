import DemandModel
import NumericCore
import ParallelWork

/// What the whole panel tells before its forecasts are made: the rate of the smoothed level, how much wider totals scatter than
/// independent periods would, and the highest demand that each group has seen for its size.
struct RegressionCalibration: Sendable {
    let levelRate: Double
    /// Observed over expected variance of totals of h periods, h = 1...horizon, at least 1 and never falling.
    let inflation: [Double]
    /// By series: highest demand of any series of its group in multiples of that series' mean.
    let highestShare: [Double]

    /// What one series shows.
    private struct Look: Sendable {
        /// Without a design.
        var rows: RegressionRows
        var mean: [Double]
        var dispersion: Double
        /// By rate.
        var losses: [Double]
        var share: Double
    }

    /// One pass over the panel, in key order.
    ///
    /// - Parameters:
    ///   - known: what a panel has taught; `nil`: these series are the panel.
    ///   - threads: worker threads; no effect on the result.
    init(data: RegressionPanelData, fit: PanelRegressionFit, rates: [Double], known: RegressionFacts? = nil, threads: Int = 1) {
        var losses = Array(repeating: 0.0, count: rates.count)
        var observed = Array(repeating: 0.0, count: data.horizon), windows = observed
        var shares = Array(repeating: 0.0, count: data.series.count)
        let learns = known == nil
        for start in stride(from: 0, to: data.series.count, by: Self.seriesPerPart) {
            let part = start..<min(start + Self.seriesPerPart, data.series.count)
            let looks = parallelMap(chunks: part.count, threads: threads) { offset -> Look? in
                fit.series[part.lowerBound + offset].map { Self.look(part.lowerBound + offset, $0, data: data, rates: rates, learns: learns) }
            }
            // Sums run in key order.
            for (index, look) in zip(part, looks) {
                guard let look else { continue }
                for position in look.losses.indices { losses[position] += look.losses[position] }
                if learns { Self.addWindows(look, observed: &observed, windows: &windows) }
                shares[index] = look.share
            }
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

    private static let seriesPerPart = 4_096

    private static func look(_ index: Int, _ series: SeriesRegression, data: RegressionPanelData, rates: [Double], learns: Bool) -> Look {
        var rows = RegressionRows(columnCount: data.columns.count)
        var mean: [Double] = [], losses: [Double] = []
        if learns {
            data.write(index, into: &rows)
            mean = series.means(of: rows)
            rows.design = []
            losses = rates.map {
                RegressionLevel(response: rows.response, weight: rows.weight, mean: mean, dispersion: series.dispersion, rate: $0).loss
            }
        } else {
            data.writeDemand(index, into: &rows)
        }
        return Look(
            rows: rows, mean: mean, dispersion: series.dispersion, losses: losses, share: rows.meanResponse > 0 ? rows.highestResponse / rows.meanResponse : 0)
    }

    /// Squared standardised errors of the totals of adjoining windows of h fully known periods, each bounded by 50.
    private static func addWindows(_ series: Look, observed: inout [Double], windows: inout [Double]) {
        let rows = series.rows, count = rows.rowCount
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
