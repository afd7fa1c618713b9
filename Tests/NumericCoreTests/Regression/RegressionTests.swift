import Foundation
import Testing

@testable import NumericCore

/// Values made by Fixtures/regression.py with numpy and statsmodels.
private struct RegressionFixture: Decodable, Sendable {
    struct Ridge: Decodable, Sendable {
        var design, weight, response, penalty, centre, plain, centred, inverse: [Double]
    }

    struct Panel: Decodable, Sendable {
        var series, rows, coming, columns: Int
        var dispersion: Double
        var groups: [[Int]]
        var design, response, weight: [[Double]]
        var pooled, penalties, shared: [Double]
        var groupEffects, seriesEffects: [[Double]]
        var intercepts, lastErrors: [Double]

        func regression(penalties: [Double], groups: [[Int]]? = nil) -> PanelRegression {
            var options = PanelRegressionOptions()
            options.sharedPenaltyPeriods = penalties[0]
            options.groupPenaltyPeriods = penalties[1]
            options.seriesPenaltyPeriods = penalties[2]
            options.dispersion = dispersion
            options.tolerance = 1e-12
            options.maximumIterations = 80
            return PanelRegression(
                columnCount: columns, seriesCount: series, comingRows: coming, groups: groups ?? self.groups, options: options
            ) { index, rows in
                rows.design = design[index]
                rows.response = response[index]
                rows.weight = weight[index]
            }
        }
    }

    var ridge: Ridge
    var panel: Panel

    static func load() throws -> RegressionFixture {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/regression.json")
        return try JSONDecoder().decode(RegressionFixture.self, from: Data(contentsOf: url))
    }
}

private func close(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

@Suite("Ridge by normal equations")
struct RegressionSolveTests {
    @Test func `ridge, centred ridge and inverse agree with numpy`() throws {
        let fixture = try RegressionFixture.load().ridge
        var equations = NormalEquations(columnCount: 4)
        for row in fixture.response.indices {
            equations.addRow(Array(fixture.design[(4 * row)..<(4 * row + 4)]), weight: fixture.weight[row], response: fixture.response[row])
        }
        #expect(close(try equations.solved(penalty: fixture.penalty), fixture.plain, 1e-12))
        #expect(close(try equations.solved(penalty: fixture.penalty, towards: fixture.centre), fixture.centred, 1e-12))
        let factor = try CholeskyFactor(matrix: equations.matrix, addingToDiagonal: fixture.penalty, size: 4)
        #expect(close(factor.inverse(), fixture.inverse, 1e-11))
    }

    @Test func `the example of the documentation`() throws {
        var equations = NormalEquations(columnCount: 2)
        equations.addRow([1, 0], weight: 1, response: 3)
        equations.addRow([0, 1], weight: 2, response: 5)
        #expect(close(try equations.solved(penalty: [0, 0]), [3, 5], 1e-14))
    }

    @Test func `blocks, merges and single rows give the same sums`() throws {
        var whole = NormalEquations(columnCount: 3), first = whole, second = whole
        var plain = Array(repeating: 0.0, count: 9)
        for row in 0..<700 {
            let x = [sin(Double(row)), cos(Double(3 * row)), 1.0], weight = 0.5 + Double(row % 5)
            whole.addRow(x, weight: weight, response: Double(row % 7))
            if row < 300 { first.addRow(x, weight: weight, response: Double(row % 7)) } else { second.addRow(x, weight: weight, response: Double(row % 7)) }
            for i in 0..<3 { for j in i..<3 { plain[3 * i + j] += weight * x[i] * x[j] } }
        }
        whole.flush()
        first.merge(second)
        #expect(close(whole.matrix, plain, 1e-10))
        #expect(close(first.matrix, plain, 1e-10))
        #expect(close(first.vector, whole.vector, 1e-10))
    }

    @Test func `collinear columns are named, and a ridge holds them`() throws {
        var equations = NormalEquations(columnCount: 4)
        for row in 0..<50 {
            let a = sin(Double(row)), b = cos(2.7 * Double(row))
            equations.addRow([a, b, 2 * a - b, 0], weight: 1, response: a)
        }
        equations.flush()
        #expect(dependentColumns(ofGram: equations.matrix, size: 4) == [DependentColumn(column: 2)])
        #expect(throws: RegressionSolveError.self) { try equations.solved(penalty: [0, 0, 0, 0]) }
        let solution = try equations.solved(penalty: [1e-3, 1e-3, 1e-3, 1])
        #expect(solution[3] == 0)
        // Of all the ways to write a with the three columns the ridge takes the shortest: (1/3, 1/3, 1/3).
        for value in solution.prefix(3) { #expect(abs(value - 0.3333) < 1e-3) }
    }

    @Test func `a column in proportion to an earlier one is named with it`() {
        var equations = NormalEquations(columnCount: 3)
        for row in 0..<30 {
            let a = sin(Double(row)), b = cos(2.7 * Double(row))
            equations.addRow([a, b, -3 * b], weight: 1, response: a)
        }
        equations.flush()
        #expect(dependentColumns(ofGram: equations.matrix, size: 3) == [DependentColumn(column: 2, twin: 1)])
    }

    @Test func `numbers that are not finite are refused`() {
        var equations = NormalEquations(columnCount: 1)
        equations.addRow([.infinity], weight: 1, response: 1)
        #expect(throws: RegressionSolveError.notFinite) { try equations.solved(penalty: [1]) }
    }
}

@Suite("Panel regression")
struct PanelRegressionTests {
    @Test func `pooled effects without penalty agree with statsmodels' negative binomial`() throws {
        let panel = try RegressionFixture.load().panel
        let fit = try panel.regression(penalties: [0, 0, 0]).fitted()
        #expect(fit.converged)
        #expect(close(fit.shared, panel.pooled, 1e-7))
    }

    @Test func `shared, group and series effects solve the penalised quasi-score`() throws {
        let panel = try RegressionFixture.load().panel
        let fit = try panel.regression(penalties: panel.penalties).fitted()
        #expect(close(fit.shared, panel.shared, 1e-7))
        for (found, expected) in zip(fit.groups, panel.groupEffects) { #expect(close(found, expected, 1e-6)) }
        for index in 0..<panel.series {
            let series = try #require(fit.series[index])
            #expect(close(series.coefficients, panel.seriesEffects[index], 1e-6))
            #expect(close([series.intercept], [panel.intercepts[index]], 1e-6))
        }
        #expect(close(try #require(fit.series[5]).standardErrors, panel.lastErrors, 1e-6))
    }

    @Test func `a strong penalty gives the parent's effects, a weak one the series' own`() throws {
        let panel = try RegressionFixture.load().panel
        let strong = try panel.regression(penalties: [0, 1e9, 1e9]).fitted()
        for group in strong.groups { #expect(close(group, strong.shared, 1e-5)) }
        let weak = try panel.regression(penalties: [0, 1e9, 1e-9]).fitted()
        let alone = try panel.regression(penalties: [0, 1e-9, 0], groups: (0..<6).map { [$0] }).fitted()
        for index in 0..<5 {
            #expect(close(try #require(weak.series[index]).coefficients, try #require(alone.series[index]).coefficients, 1e-5))
        }
    }

    @Test func `the dispersion of a simulated panel is found`() throws {
        let panel = try RegressionFixture.load().panel
        var regression = panel.regression(penalties: panel.penalties)
        regression.options.dispersion = nil
        let fit = try regression.fitted()
        #expect(fit.dispersion > 0.25 && fit.dispersion < 0.6)
    }

    @Test func `a wild design does not throw the fit out`() throws {
        // Columns of very different size, one of them nearly all zero, and single spikes of a thousand times the usual.
        let rows = 60
        let regression = PanelRegression(columnCount: 3, seriesCount: 4, comingRows: 0, groups: [[0, 1], [2, 3]]) { index, buffer in
            buffer.design = []
            for row in 0..<rows {
                let large: Double = 1000 * sin(Double(row * (index + 1))), small: Double = 0.001 * cos(Double(3 * row))
                let rare: Double = row % 30 == index ? 8 : 0
                buffer.design += [large, rare, small]
            }
            buffer.response = (0..<rows).map { row in row % 30 == index ? 5000 : Double((row * 7 + index) % 4) }
            buffer.weight = Array(repeating: 1, count: rows)
        }
        let fit = try regression.fitted()
        #expect(fit.converged)
        for index in 0..<4 {
            let series = try #require(fit.series[index])
            #expect(series.mean.allSatisfy { $0.isFinite && $0 < 20_000 })
            #expect(abs(series.mean[index] / 5000 - 1) < 0.5)
        }
    }

    @Test func `slow movers with demand far above their means converge`() throws {
        // One period in fifty holds demand, many of them at a moment when the regression expects next to nothing: each is more than
        // twenty times its mean, and its full score is needed for the steps to point uphill.
        let rows = 100
        let regression = PanelRegression(columnCount: 2, seriesCount: 40, comingRows: 0, groups: (0..<20).map { [2 * $0, 2 * $0 + 1] }) { index, buffer in
            buffer.design = (0..<rows).flatMap { row in
                [cos(Double(row) / 8), (row * 7 + index) % 13 == 0 ? 1.0 : 0.0]
            }
            buffer.response = (0..<rows).map { row in (row * 31 + index * 17) % 50 == 0 ? Double(1 + index % 3) : 0 }
            buffer.weight = Array(repeating: 1, count: rows)
        }
        let fit = try regression.fitted()
        #expect(fit.converged && fit.iterations < 15)
    }

    @Test func `a step downhill is halved until it is uphill`() {
        var ascent = GuardedAscent()
        #expect(ascent.halfWay(from: [0], objective: 1) == nil)
        #expect(ascent.halfWay(from: [4], objective: -5) == [2])
        #expect(ascent.halfWay(from: [2], objective: .nan) == [1])
        #expect(ascent.halfWay(from: [1], objective: 2) == nil)
        #expect(ascent.halfWay(from: [3], objective: 1.5) == [2])
    }

    @Test func `a series of zeros, an unknown series and no columns at all are no obstacle`() throws {
        let responses: [[Double]] = [[0, 0, 0, 0], [0, 0, 0, 0], [4, 6, 5, 0]]
        let weights: [[Double]] = [[1, 1, 1, 0], [0, 0, 0, 0], [1, 1, 1, 0]]
        let regression = PanelRegression(columnCount: 0, seriesCount: 3, comingRows: 1, groups: [[0, 1], [2]]) { index, rows in
            rows.design = []
            rows.response = responses[index]
            rows.weight = weights[index]
        }
        let fit = try regression.fitted()
        #expect(fit.series[0] == nil && fit.series[1] == nil)
        #expect(close(try #require(fit.series[2]).mean, [5, 5, 5, 5], 1e-9))
    }

    @Test func `variance of coming totals grows with the horizon`() throws {
        let panel = try RegressionFixture.load().panel
        let fit = try panel.regression(penalties: panel.penalties).fitted()
        for series in fit.series {
            let series = try #require(series)
            #expect(series.estimationVariance.count == panel.coming)
            #expect(series.estimationVariance.allSatisfy { $0 > 0 })
            // The first total is the first row.
            let first = series.mean[series.mean.count - panel.coming]
            #expect(abs(series.relativeErrorVariance[0] * first * first / series.estimationVariance[0] - 1) < 1e-9)
            let total = cumulativeVariance(mean: Array(series.mean.suffix(3)), dispersion: series.dispersion, smoothing: 0.1)
            #expect(total[0] < total[1] && total[1] < total[2])
        }
    }
}

@Suite("Smoothed level of a regression")
struct RegressionLevelTests {
    @Test func `follows a jump and stays put without smoothing`() {
        let mean = Array(repeating: 100.0, count: 60), jumped = mean.indices.map { $0 < 30 ? 100.0 : 150.0 }
        let known = mean.map { _ in 1.0 }
        let still = RegressionLevel(response: jumped, weight: known, mean: mean, dispersion: 0.2, rate: 0)
        let following = RegressionLevel(response: jumped, weight: known, mean: mean, dispersion: 0.2, rate: 0.3)
        #expect(still.level == 1)
        #expect(abs(following.level - 1.5) < 0.01)
        #expect(following.loss < still.loss)
        #expect(abs(following.meanWeight - 20.0 / 21) < 1e-12)
    }

    @Test func `cumulative variance is noise alone without smoothing, and that of simple smoothing with it`() {
        let mean = Array(repeating: 50.0, count: 6)
        for (step, variance) in cumulativeVariance(mean: mean, dispersion: 0.3, smoothing: 0).enumerated() {
            let expected = Double(step + 1) * 800
            #expect(abs(variance - expected) < 1e-9 * variance)
        }
        let a = 0.2, one = 800.0
        for (step, variance) in cumulativeVariance(mean: mean, dispersion: 0.3, smoothing: a).enumerated() {
            let h = Double(step + 1)
            let squares: Double = a * a * (h - 1) * (2 * h - 1) / 6
            let future: Double = one * h * (1 + a * (h - 1) + squares)
            let level: Double = h * h * one * a / (2 - a)
            #expect(abs(variance - future - level) < 1e-9 * variance)
        }
    }
}
