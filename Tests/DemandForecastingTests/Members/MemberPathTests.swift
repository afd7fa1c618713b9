import Foundation
import NumericCore
import Testing

@testable import DemandForecasting

private struct Generator {
    var state: UInt64

    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Double(state >> 11) + 0.5) / Double(1 << 53)
    }

    mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
}

/// Variance formulas against simulated paths of the recursion itself.
@Suite struct MemberPathTests {
    private static let parameters = SmoothingParameters(alpha: 0.4, beta: 0.1, gamma: 0.2, phi: 0.9)
    private static let horizon = 6, season = 3, runs = 4_000

    /// Errors of `runs` futures, deviations from the expected path per period.
    private func deviations(sigma: Double) -> [[Double]] {
        var generator = Generator(state: 7)
        let p = Self.parameters
        return (0..<Self.runs).map { _ in
            var level = 0.0, slope = 0.0, season = [Double](repeating: 0, count: Self.season)
            return (0..<Self.horizon).map { h in
                let error = sigma * generator.normal()
                slope *= p.phi
                let y = level + slope + season[h % Self.season] + error
                level += slope + p.alpha * error
                slope += p.beta * error
                season[h % Self.season] += p.gamma * error
                return y
            }
        }
    }

    private func sampleVariance(_ x: [Double]) -> Double {
        let mean = x.reduce(0, +) / Double(x.count)
        return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count - 1)
    }

    private func path(isLog: Bool, sigma: Double, factors: [Double] = []) -> MemberPath {
        MemberPath(
            name: "x", isLog: isLog, location: (0..<Self.horizon).map { isLog ? 1 + 0.1 * Double($0) : 50 },
            errorVariance: sigma * sigma, errorWeights: Self.parameters.errorWeights(count: Self.horizon, seasonLength: Self.season),
            factors: factors, floorAtZero: false, wantCumulative: true)
    }

    @Test func additiveVariances() {
        let path = path(isLog: false, sigma: 2), futures = deviations(sigma: 2)
        for h in 0..<Self.horizon {
            #expect(abs(sampleVariance(futures.map { $0[h] }) / path.variance(h) - 1) < 0.08)
            #expect(abs(sampleVariance(futures.map { $0[0...h].reduce(0, +) }) / path.cumulativeVariance[h] - 1) < 0.08)
        }
    }

    @Test func seasonalFactorsScaleTheErrors() {
        let factors = [0.5, 1.5, 1, 0.5, 1.5, 1]
        let path = path(isLog: false, sigma: 2, factors: factors)
        let futures = deviations(sigma: 2).map { zip($0, factors).map { $0 * $1 } }
        for h in 0..<Self.horizon {
            #expect(abs(sampleVariance(futures.map { $0[0...h].reduce(0, +) }) / path.cumulativeVariance[h] - 1) < 0.08)
        }
    }

    @Test func lognormalMeansAndVariances() {
        let path = path(isLog: true, sigma: 0.2)
        let futures = deviations(sigma: 0.2).map { future in future.indices.map { exp(path.location[$0] + future[$0]) } }
        for h in 0..<Self.horizon {
            let values = futures.map { $0[h] }
            #expect(abs(values.reduce(0, +) / Double(values.count) / path.mean(h) - 1) < 0.02)
            #expect(abs(sampleVariance(futures.map { $0[0...h].reduce(0, +) }) / path.cumulativeVariance[h] - 1) < 0.12)
            #expect(path.median(h) < path.mean(h))
        }
    }

    /// Simple smoothing: sigma^2 L [1 + a (L - 1) + a^2 (L - 1)(2L - 1) / 6].
    @Test func localLevelTotalsInClosedForm() {
        let a = 0.3, totals = TotalVariances(weights: .init(repeating: a, count: 8), sigma2: 2).additive(horizon: 8)
        for l in 1...8 {
            let n = Double(l)
            #expect(abs(totals[l - 1] / (2 * n * (1 + a * (n - 1) + a * a * (n - 1) * (2 * n - 1) / 6)) - 1) < 1e-13)
        }
    }

    /// Beyond 512 periods pairs are taken at evenly spread places.
    @Test func longHorizonsStayNearTheSumOverAllPairs() {
        let horizon = 700
        let weights = (0..<horizon).map { 0.1 + ($0 % 12 == 11 ? 0.05 : 0) }
        let totals = TotalVariances(weights: weights, sigma2: 0.01)
        let means = (0..<horizon).map { 10 + 3 * sin(Double($0) / 2) }
        let exact = totals.everyPair(means, 2), spread = totals.lognormal(means: means, largestLogVariance: 2)
        #expect(abs(spread[horizon - 1] / exact[horizon - 1] - 1) < 0.01)
        #expect(zip(spread, spread.dropFirst()).allSatisfy { $0 <= $1 })
        let scaled = totals.scaled(by: .init(repeating: 1, count: horizon)), additive = totals.additive(horizon: horizon)
        #expect(abs(scaled[horizon - 1] / additive[horizon - 1] - 1) < 0.01)
    }
}
