import CMath
import DemandModel
import NumericCore

/// A season too long to have a state per period (a year of days): multiplicative factors from Fourier terms, taken out before
/// fitting and put back after, so that a shorter season (7 in 365, 24 in 168) is left to the models.
///
/// y_t / mean is regressed on 1, t and cos, sin of 2 pi k t / m, k = 1 ... K, by ridge least squares; the factor of a period is 1
/// plus its Fourier part. K is the number of pairs with the least BIC, none included, so that a series without a season keeps
/// its shape. At least one and a half seasons are needed.
struct LongSeason: Sendable {
    /// One factor per slot of the season; empty where none was found.
    let factors: [Double]

    /// Longer seasons are taken out by Fourier terms.
    static let longestStateSeason = 104
    private static let mostPairs = 6
    /// Prior precision of a coefficient against unit error variance, per observation.
    private static let ridge = 2.0

    /// The shorter season that goes with a long one: days of the week in a year of days, hours (or half-hours) of the day in a week.
    static func innerSeason(of seasonLength: Int) -> Int {
        switch seasonLength {
        case 364...366: 7
        case 168: 24
        case 336: 48
        default: 1
        }
    }

    /// Whole short seasons nearest below a long one: a year ago on the same day of the week.
    static func lag(of seasonLength: Int) -> Int { seasonLength / innerSeason(of: seasonLength) * innerSeason(of: seasonLength) }

    init(_ series: DemandSeries, seasonLength m: Int) {
        let hidden = Set(series.missing)
        let known = series.demand.indices.filter { !hidden.contains($0) && series.demand[$0].isFinite }
        let mean = known.reduce(0) { $0 + series.demand[$1] } / Double(max(known.count, 1))
        guard known.count >= m + m / 2, mean > 0, known.allSatisfy({ series.demand[$0] >= 0 }) else {
            factors = []
            return
        }
        let n = Double(known.count), columns = 2 + 2 * Self.mostPairs
        let gram = AlignedBuffer(count: columns * columns)
        var right = [Double](repeating: 0, count: columns), total = 0.0
        let waves = Self.waves(seasonLength: m)
        for t in known {
            let y = series.demand[t] / mean - 1
            var row = [1, Double(t) / n - 0.5]
            row.append(contentsOf: waves[t % m])
            for i in 0..<columns {
                right[i] += row[i] * y
                for j in 0...i { gram[i * columns + j] += row[i] * row[j] }
            }
            total += y * y
        }
        var best: [Double] = [], bestScore = Double.infinity
        for pairs in 0...Self.mostPairs {
            let order = 2 + 2 * pairs
            let matrix = AlignedBuffer(count: order * order)
            for i in 0..<order {
                for j in 0...i { matrix[i * order + j] = gram[i * columns + j] }
                if i > 1 { matrix[i * order + i] += Self.ridge }
            }
            var solution = Array(right.prefix(order))
            guard Cholesky.factor(order: order, matrix: matrix.pointer),
                  Cholesky.solve(order: order, factor: matrix.pointer, right: &solution) else { continue }
            let explained = zip(solution, right).reduce(0) { $0 + $1.0 * $1.1 }
            let score = n * log(max(total - explained, 1e-12 * total + 1e-300) / n) + Double(order) * log(n)
            if score < bestScore {
                bestScore = score
                best = Array(solution.dropFirst(2))
            }
        }
        guard !best.isEmpty else {
            factors = []
            return
        }
        let raw = waves.map { wave in min(max(1 + zip(best, wave).reduce(0) { $0 + $1.0 * $1.1 }, 0.2), 5) }
        let average = raw.reduce(0, +) / Double(m)
        factors = raw.map { $0 / average }
    }

    /// cos and sin of the first `mostPairs` harmonics at every slot.
    private static func waves(seasonLength m: Int) -> [[Double]] {
        (0..<m).map { slot in
            (1...mostPairs).flatMap { k -> [Double] in
                let angle = 2 * Double.pi * Double(k * slot % m) / Double(m)
                return [cos(angle), sin(angle)]
            }
        }
    }

    /// The series without its long season.
    func removed(from series: DemandSeries) -> DemandSeries {
        guard !factors.isEmpty else { return series }
        var result = series
        for t in result.demand.indices { result.demand[t] /= factors[t % factors.count] }
        return result
    }

    /// The forecast, and that of every member, with the long season put back. A total's variance is scaled by the square of its mean factor.
    func restored(_ path: PathForecast, after count: Int, isCount: Bool) -> PathForecast {
        guard !factors.isEmpty else { return path }
        var result = path
        let coming = path.mean.indices.map { factors[(count + $0) % factors.count] }
        var sum = 0.0
        for h in coming.indices {
            sum += coming[h]
            result.mean[h] *= coming[h]
            result.median[h] *= coming[h]
            for q in result.quantiles.indices { result.quantiles[q][h] *= coming[h] }
            if !path.cumulativeVariance.isEmpty {
                let average = sum / Double(h + 1)
                result.cumulativeVariance[h] = max(
                    path.cumulativeVariance[h] * average * average, h > 0 ? result.cumulativeVariance[h - 1] : 0)
            }
        }
        let average = sum / Double(max(coming.count, 1))
        result.oneStepVariance *= coming[0] * coming[0]
        result.totalMedian = path.totalMedian.map { $0 * average }
        result.totalQuantiles = path.totalQuantiles.map { $0 * average }
        result.isCount = isCount
        if isCount {
            func whole(_ x: Double) -> Double { max((x - 0.5).rounded(.up), 0) }
            result.quantiles = result.quantiles.map { $0.map(whole) }
            result.totalQuantiles = result.totalQuantiles.map(whole)
        }
        result.memberForecasts = path.memberForecasts.map { restored($0, after: count, isCount: isCount) }
        result.remarks.append("season of \(factors.count) periods by Fourier terms")
        return result
    }
}
