import Foundation
import NumericCore

/// Temporal aggregation: what the sums over whole seasons say of the level, given to the periods by the seasonal model's shape
/// (Kourentzes, Petropoulos and Trapero 2014 show that levels are seen best where they are aggregated).
struct SeasonSums {
    let seasonLength: Int
    let horizon: Int

    private var seasons: Int { (horizon + seasonLength - 1) / seasonLength }

    /// For every series the factor of each coming period, on the raw and on the log scale; `nil` where there are fewer than two seasons.
    /// - Parameters:
    ///   - values: scaled series without gaps, not negative; `nil` = not wanted.
    ///   - base: the seasonal model's forecast over `seasons` whole seasons, in the same units.
    func factors(values: [[Double]?], base: [[Double]?]) -> [(raw: [Double]?, log: [Double]?)] {
        var rows: [[Double]] = [], units: [Double] = [], centres: [Double] = [], jacobians: [Double] = []
        for series in values {
            for isLog in [false, true] {
                let sums = series.map(sums) ?? []
                let unit = sums.isEmpty ? 1 : sums.reduce(0, +) / Double(sums.count)
                let usable = sums.count >= 2 && unit > 0 && (!isLog || sums.allSatisfy { $0 > 0 })
                let row = usable ? sums.map { isLog ? log($0 / unit) : $0 / unit } : []
                let centre = PreparedSeries.median(row)
                rows.append(row.map { $0 - centre })
                units.append(unit)
                centres.append(centre)
                jacobians.append(isLog ? 2 * row.reduce(0, +) : 0)
            }
        }
        let averager = SmoothingAverager(panel: SmoothingPanel(values: rows, missing: rows.map { _ in [] }))
        let averages = SmoothingForm.family(panelSeason: 1, seasonal: false).map { averager.average($0) }
        return values.indices.map { index in
            guard let base = base[index] else { return (nil, nil) }
            func one(_ row: Int, isLog: Bool) -> [Double]? {
                guard let path = path(averages, row, centre: centres[row]) else { return nil }
                let totals = path.map { (isLog ? exp(min(max($0, -20), 6)) : $0) * units[row] }
                return ratios(totals: totals, base: base)
            }
            return (one(2 * index, isLog: false), one(2 * index + 1, isLog: true))
        }
    }

    /// Sums of whole seasons, the last ending with the series.
    private func sums(_ values: [Double]) -> [Double] {
        stride(from: values.count % seasonLength, to: values.count, by: seasonLength).map { start in
            values[start..<min(start + seasonLength, values.count)].reduce(0, +)
        }
    }

    /// The forms' forecasts averaged with flattened evidence, exp(-score / 4).
    private func path(_ averages: [SmoothingAverages], _ row: Int, centre: Double) -> [Double]? {
        guard let least = averages.map({ $0.score[row] }).min(), least.isFinite else { return nil }
        var result = [Double](repeating: 0, count: seasons), total = 0.0
        for form in averages where form.score[row].isFinite {
            let weight = exp(-0.25 * (form.score[row] - least)), phi = form.parameters[row].phi
            var level = form.states[row * form.stateSize], slope = form.states[row * form.stateSize + 1]
            for h in 0..<seasons {
                slope *= phi
                level += slope
                result[h] += weight * (level + centre)
            }
            total += weight
        }
        return result.map { $0 / total }
    }

    /// Season total over the base's total, 0.2...5, on the straight line between season centres; 1 where the forecast starts.
    private func ratios(totals: [Double], base: [Double]) -> [Double] {
        let m = seasonLength
        let knots = [1.0] + (0..<seasons).map { k in
            let sum = base[(k * m)..<((k + 1) * m)].reduce(0, +)
            return sum > 0 ? min(max(totals[k] / sum, 0.2), 5) : 1
        }
        return (0..<horizon).map { h in
            let centre = Double(m - 1) / 2
            if Double(h) <= centre { return knots[0] + (knots[1] - knots[0]) * (Double(h) + 0.5) / (centre + 0.5) }
            let place = (Double(h) - centre) / Double(m), k = Int(place)
            guard k + 2 < knots.count else { return knots[knots.count - 1] }
            return knots[k + 1] + (knots[k + 2] - knots[k + 1]) * (place - Double(k))
        }
    }
}
