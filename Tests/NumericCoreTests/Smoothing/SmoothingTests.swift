import Foundation
import Testing

@testable import NumericCore

private func fixture(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)"))
}

private struct Reference: Decodable {
    struct Case: Decodable {
        var trend: String
        var season: Int
        var alpha, beta, gamma, phi, sum_of_squares: Double
        var forecast: [Double]
    }
    var y: [Double]
    var cases: [Case]
}

/// Forecasts from averaged states: what callers do with them.
private func forecast(_ averages: SmoothingAverages, _ series: Int, count: Int, horizon: Int) -> [Double] {
    let base = series * averages.stateSize, m = averages.form.model.seasonLength, phi = averages.parameters[series].phi
    var level = averages.states[base], slope = averages.states[base + 1]
    return (0..<horizon).map { h in
        slope *= phi
        level += slope
        return level + (m > 0 ? averages.states[base + 2 + (count + h) % m] : 0)
    }
}

private func pseudoRandom(_ seed: Int, count: Int) -> [Double] {
    var state = UInt64(seed) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
}

@Suite struct SmoothingTests {
    /// One grid point and no prior: the sum of squares at the best initial state, and the forecasts from it, as statsmodels and
    /// numpy's least squares have them (Fixtures/smoothing_reference.py).
    @Test func fixedParametersAgreeWithStatsmodels() throws {
        let reference = try JSONDecoder().decode(Reference.self, from: fixture("smoothing_reference.json"))
        let panel = SmoothingPanel(values: [reference.y], missing: [[]])
        for item in reference.cases {
            let trend: SmoothingModel.Trend = item.trend == "N" ? .none : (item.trend == "A" ? .additive : .damped)
            let form = SmoothingForm(
                name: "x", model: SmoothingModel(trend: trend, seasonLength: item.season),
                points: [SmoothingParameters(alpha: item.alpha, beta: item.beta, gamma: item.gamma, phi: item.phi)])
            let averages = SmoothingAverager(panel: panel).average(form)
            let sum = averages.errorVariance[0] * Double(reference.y.count - 1)
            #expect(abs(sum / item.sum_of_squares - 1) < 1e-9, "\(form.model.name)")
            for (ours, theirs) in zip(forecast(averages, 0, count: reference.y.count, horizon: 6), item.forecast) {
                #expect(abs(ours / theirs - 1) < 1e-9, "\(form.model.name)")
            }
        }
    }

    /// A plain recursion, its design by finite steps of one, and least squares by elimination, with periods missing.
    @Test(arguments: [0, 3])
    func missingPeriodsAreSkipped(season m: Int) {
        let y = pseudoRandom(4, count: 23).enumerated().map { 5 + 0.3 * Double($0.offset) + $0.element }
        let missing = [2, 9, 10, 17]
        let p = SmoothingParameters(alpha: 0.4, beta: 0.1, gamma: m > 0 ? 0.15 : 0, phi: 0.9)
        func errors(_ start: [Double]) -> [Double] {
            var level = start[0], slope = start[1], season = Array(start.dropFirst(2))
            if m > 0 { season.append(-season.reduce(0, +)) }
            return y.indices.map { t in
                slope *= p.phi
                let error = missing.contains(t) ? 0 : y[t] - level - slope - (m > 0 ? season[t % m] : 0)
                level += slope + p.alpha * error
                slope += p.beta * error
                if m > 0 { season[t % m] += p.gamma * error }
                return error
            }
        }
        let k = m > 0 ? m + 1 : 2
        let zero = errors(.init(repeating: 0, count: k))
        let columns = (0..<k).map { i in
            var unit = [Double](repeating: 0, count: k)
            unit[i] = 1
            return zip(zero, errors(unit)).map { $0 - $1 }
        }
        var matrix = (0..<k).map { i in (0..<k).map { j in zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 } } }
        var right = (0..<k).map { i in zip(columns[i], zero).reduce(0) { $0 + $1.0 * $1.1 } }
        for i in 0..<k {
            for j in (i + 1)..<max(k, i + 1) {
                let ratio = matrix[j][i] / matrix[i][i]
                for c in 0..<k { matrix[j][c] -= ratio * matrix[i][c] }
                right[j] -= ratio * right[i]
            }
        }
        var state = [Double](repeating: 0, count: k)
        for i in stride(from: k - 1, through: 0, by: -1) {
            state[i] = (right[i] - (i + 1..<max(k, i + 1)).reduce(0) { $0 + matrix[i][$1] * state[$1] }) / matrix[i][i]
        }
        let expected = errors(state).reduce(0) { $0 + $1 * $1 }

        let form = SmoothingForm(name: "x", model: SmoothingModel(trend: .damped, seasonLength: m), points: [p])
        let averages = SmoothingAverager(panel: SmoothingPanel(values: [y], missing: [missing])).average(form)
        #expect(abs(averages.errorVariance[0] * Double(y.count - missing.count - 1) / expected - 1) < 1e-9)
    }

    /// A series' result is the same bits alone, among others, and whatever lies beside it.
    @Test func resultsDoNotDependOnTheBatch() {
        let form = SmoothingForm.family(panelSeason: 4, seasonal: true)[5]
        let values = (0..<45).map { pseudoRandom($0, count: 8 + ($0 * 7) % 70) }
        let missing = values.indices.map { $0 % 11 == 3 ? [1, 5] : [] }
        let together = SmoothingAverager(panel: SmoothingPanel(values: values, missing: missing)).average(form)
        for index in [0, 3, 14, 25, 44] {
            let alone = SmoothingAverager(panel: SmoothingPanel(values: [values[index]], missing: [missing[index]])).average(form)
            #expect(alone.score[0] == together.score[index])
            let size = together.stateSize
            #expect(alone.states == Array(together.states[(index * size)..<((index + 1) * size)]))
            #expect(alone.errorVariance[0] == together.errorVariance[index])
        }
    }

    /// The marginal likelihood of a local level by direct integration over the initial level and the variance's profile: n = 2,
    /// alpha = 1/2, y = (0, 1): errors -l and 1 - l/2, so pen = 0.8 and log det = log 1.25.
    @Test func scoreOfTwoObservations() {
        let form = SmoothingForm(name: "N", model: SmoothingModel(trend: .none), points: [SmoothingParameters(alpha: 0.5)])
        let averages = SmoothingAverager(panel: SmoothingPanel(values: [[0, 1]], missing: [[]])).average(form)
        #expect(abs(averages.score[0] - (log(0.8) + log(1.25))) < 1e-14)
    }

    @Test func tooShortSeriesHaveNoScore() {
        let form = SmoothingForm.family(panelSeason: 1, seasonal: false)[0]
        let averages = SmoothingAverager(panel: SmoothingPanel(values: [[3], []], missing: [[], []])).average(form)
        #expect(averages.score.allSatisfy { $0 == .infinity })
    }

    @Test func gridsStayInTheUsualRegion() {
        for season in [1, 4, 12, 52] {
            for form in SmoothingForm.family(panelSeason: season, seasonal: season > 1) {
                #expect(!form.points.isEmpty)
                for p in form.points {
                    #expect(p.alpha > 0 && p.alpha < 1 && p.beta >= 0 && p.beta <= p.alpha && p.gamma >= 0 && p.gamma <= 1 - p.alpha)
                }
            }
        }
    }

    @Test func thetaAgreesWithRefittedLines() throws {
        struct Theta: Decodable { var y, mean: [Double] }
        let reference = try JSONDecoder().decode(Theta.self, from: fixture("theta_reference.json"))
        let ours = try #require(ThetaForecast(values: reference.y, mask: [], horizon: reference.mean.count))
        for (a, b) in zip(ours.mean, reference.mean) { #expect(abs(a / b - 1) < 1e-9) }
        #expect(ThetaForecast(values: [1, 2], mask: [], horizon: 1) == nil)
        let gap = try #require(ThetaForecast(values: [1, 2, 0, 4, 5, 6], mask: [1, 1, 0, 1, 1, 1], horizon: 2))
        #expect(gap.mean[0] > 5.5 && gap.mean[0] < 8)
    }

    @Test func errorWeightsFollowTheTable() {
        #expect(SmoothingParameters(alpha: 0.3).errorWeights(count: 2, seasonLength: 0) == [0.3, 0.3])
        let damped = SmoothingParameters(alpha: 0.3, beta: 0.1, gamma: 0.2, phi: 0.5).errorWeights(count: 4, seasonLength: 4)
        let expected = [0.35, 0.375, 0.3875, 0.59375]
        for (a, b) in zip(damped, expected) { #expect(abs(a - b) < 1e-15) }
    }
}
