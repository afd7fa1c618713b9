import CMath
import NumericCore

/// Temporal aggregation: what the sums over whole seasons say of the level, given to the periods by the seasonal model's shape
/// (Kourentzes, Petropoulos and Trapero 2014 show that levels are seen best where they are aggregated).
struct SeasonSums {
    let seasonLength: Int
    let horizon: Int

    var seasons: Int { (horizon + seasonLength - 1) / seasonLength }

    /// Factors of each coming period; `nil` where there are fewer than two seasons or, on the log scale, a sum is zero.
    struct Factors {
        /// Sums forecast by the non-seasonal smoothing forms, and by the panel's direct regression; each raw and logarithmic.
        var smoothed: [Double]?, smoothedLog: [Double]?, pooled: [Double]?, pooledLog: [Double]?
    }

    /// - Parameters:
    ///   - values: scaled series without gaps, not negative; `nil` = not wanted.
    ///   - base: the seasonal model's forecast over `seasons` whole seasons, in the same units.
    func factors(values: [[Double]?], base: [[Double]?], pooled: PooledMembers) -> [Factors] {
        let rows = values.flatMap { series in
            [false, true].map { isLog in series.flatMap { scaledSums($0, isLog: isLog) } }
        }
        let centres = rows.map { PreparedSeries.median($0?.values ?? []) }
        let centred = zip(rows, centres).map { row, centre in (row?.values ?? []).map { $0 - centre } }
        let averager = SmoothingAverager(panel: SmoothingPanel(values: centred, missing: centred.map { _ in [] }))
        let averages = SmoothingForm.family(panelSeason: 1, seasonal: false).map { averager.average($0) }
        return values.indices.map { index in
            func ratio(_ path: [Double]?, isLog: Bool) -> [Double]? {
                guard let path, let base = base[index], let unit = rows[2 * index + (isLog ? 1 : 0)]?.unit else { return nil }
                return ratios(totals: path.map { (isLog ? exp(min(max($0, -20), 6)) : $0) * unit }, base: base)
            }
            func smoothed(isLog: Bool) -> [Double]? {
                let row = 2 * index + (isLog ? 1 : 0)
                return ratio(path(averages, row, centre: centres[row]), isLog: isLog)
            }
            func shared(isLog: Bool) -> [Double]? {
                guard let sums = rows[2 * index + (isLog ? 1 : 0)] else { return nil }
                return ratio(pooled.seasonSums(isLog: isLog)?.forecast(sums.values, horizon: seasons)?.mean, isLog: isLog)
            }
            return Factors(
                smoothed: smoothed(isLog: false), smoothedLog: smoothed(isLog: true), pooled: shared(isLog: false),
                pooledLog: shared(isLog: true))
        }
    }

    /// Sums of whole seasons over their mean, or the logarithms of that.
    func scaledSums(_ values: [Double], isLog: Bool) -> (values: [Double], unit: Double)? {
        let sums = sums(values), unit = sums.reduce(0, +) / Double(max(sums.count, 1))
        guard sums.count >= 2, unit > 0, !isLog || sums.allSatisfy({ $0 > 0 }) else { return nil }
        return (sums.map { isLog ? log($0 / unit) : $0 / unit }, unit)
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
