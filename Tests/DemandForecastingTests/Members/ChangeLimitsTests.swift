import DemandModel
import Foundation
import NumericCore
import Testing

@testable import DemandForecasting

/// What a member may say of periods far ahead is held by what the series has done.
@Suite struct ChangeLimitsTests {
    private func prepared(_ y: [Double]) throws -> PreparedSeries {
        try PreparedSeries(DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: y))
    }

    private func limits(_ y: [Double], horizon: Int) throws -> ChangeLimits {
        ChangeLimits(try prepared(y), horizon: horizon, growth: .usual)
    }

    @Test func limitsGrowWithTheHorizon() throws {
        let y = (0..<60).map { (t: Int) -> Double in
            let noise = Double(t * 13 % 7)
            return 50 + 20 * sin(1.7 * Double(t)) + noise
        }
        let found = try limits(y, horizon: 39)
        for path in [found.upLog, found.downLog, found.raw] {
            #expect(path.count == 39 && zip(path, path.dropFirst()).allSatisfy { $0 <= $1 } && path.allSatisfy { $0 > 0 && $0.isFinite })
        }
    }

    @Test func growthThatMostOfTheHistoryBearsOut() {
        let steady = (0..<40).map { exp(0.05 * Double($0)) }
        #expect(abs(ChangeLimits.steadyGrowth(steady) - 0.05) < 0.01)
        let step = [Double](repeating: 10, count: 40) + [Double](repeating: 100, count: 8)
        #expect(ChangeLimits.steadyGrowth(step) < 1e-9)
        #expect(ChangeLimits.steadyGrowth([0, 0, 0, 0, 0]) == 0)
    }

    @Test func whatLiesFarAboveIsHeldBackInOrder() throws {
        let found = try limits((0..<30).map { 10 + Double($0 % 5) }, horizon: 10)
        let ceiling = try #require(found.ceiling)
        var before = -Double.infinity
        for x in stride(from: ceiling - 1, to: ceiling + 50, by: 0.1) {
            let held = found.held(x, found.reach[9])
            #expect(held >= before && held <= x && held <= ceiling + log(10.0))
            before = held
        }
    }

    /// An explosive member: errors that double each period, growth of 40% a period, on both scales.
    @Test func noMemberExplodes() throws {
        let series = try prepared((0..<65).map { 40 + Double($0 * 29 % 23) })
        let limits = ChangeLimits(series, horizon: 39, growth: .usual)
        let doubling = (1...39).map { pow(2.0, Double($0)) }
        for isLog in [true, false] {
            let candidate = MemberCandidate(
                isLog: isLog, score: nil, location: (0..<39).map { (h: Int) -> Double in isLog ? 0.4 * Double(h) : exp(0.4 * Double(h)) }, errorVariance: 0.3,
                response: .weights(doubling), factors: [])
            let path = candidate.path(name: "x", series: series, limits: limits, wantCumulative: true)
            for h in 0..<39 {
                #expect(path.mean(h) < 620 && path.quantile(h, score: 2.3263) < 620 && path.median(h) <= path.quantile(h, score: 1))
                #expect(path.quantile(h, score: -1) <= path.median(h))
            }
            #expect(path.cumulativeVariance[38].squareRoot() < 39 * 620)
        }
    }

    /// A member within what the series has done keeps its variances.
    @Test func modestMembersAreUntouched() throws {
        let series = try prepared((0..<65).map { 40 + Double($0 * 29 % 23) })
        let candidate = MemberCandidate(
            isLog: true, score: nil, location: [Double](repeating: 0, count: 12), errorVariance: 0.01,
            response: .smoothing(SmoothingParameters(alpha: 0.1), seasonLength: 0), factors: [])
        let held = candidate.path(name: "x", series: series, limits: ChangeLimits(series, horizon: 12, growth: .usual), wantCumulative: true)
        let free = MemberPath(
            name: "x", isLog: true, location: candidate.location.map { $0 + log(series.scale) }, errorVariance: 0.01,
            errorWeights: candidate.response.errorWeights(count: 12), floorAtZero: true, wantCumulative: true)
        #expect(held.spread == free.spread && held.cumulativeVariance == free.cumulativeVariance)
    }
}
