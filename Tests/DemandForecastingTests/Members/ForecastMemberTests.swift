import DemandModel
import Foundation
import NumericCore
import Testing

@testable import DemandForecasting

@Suite struct ForecastMemberTests {
    @Test func seasonalFactorsAreFoundAndAverageOne() {
        let shape = [0.8, 1.1, 1.3, 0.8]
        let values = (0..<40).map { (100 + Double($0)) * shape[$0 % 4] }
        let adjustment = SeasonalAdjustment(values: values, seasonLength: 4)
        #expect(abs(adjustment.factors.reduce(0, +) - 4) < 1e-12)
        for slot in 0..<4 { #expect(abs(adjustment.factor(slot) - shape[slot]) < 0.02) }
        #expect(SeasonalAdjustment(values: [1, 2, 3, 1, 2, 3], seasonLength: 3).factors.isEmpty)
        #expect(SeasonalAdjustment(values: [1, 0, 1, 0, 1, 0, 1, 0], seasonLength: 2).factors.isEmpty)
    }

    @Test func autoregressionFollowsItsRecursion() throws {
        // Differences alternate 1, -1: the next one is known from the last.
        let z = (0..<60).map { $0 % 2 == 0 ? 1.0 : 2.0 }
        let fit = try #require(Autoregression(z, difference: 1, order: 2, horizon: 4))
        #expect(fit.mean[0] < 1.2 && fit.mean[1] > 1.8 - 0.2)
        #expect(fit.errorWeights.count >= 3)
        #expect(Autoregression([1, 1, 1, 1, 1, 1], difference: 1, order: 2, horizon: 2) == nil)
        #expect(Autoregression([1, 2], difference: 1, order: 2, horizon: 2) == nil)
    }

    @Test func pooledAutoregressionSharesDynamics() throws {
        var panel: [[Double]] = []
        for id in 0..<12 {
            var state = UInt64(id + 1), value = 0.0
            panel.append((0..<40).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                value = 0.5 * value + Double(state >> 11) / Double(1 << 53) - 0.5
                return value
            })
        }
        let model = PooledAutoregression(series: panel, seasonLength: 1)
        let path = try #require(model.forecast([0, 0.1, 0, -0.1, 0, 0, 2], horizon: 5))
        // A far value comes back towards the rest.
        #expect(path.mean[0] < 1.6 && path.mean[4] < path.mean[0])
        #expect(model.forecast([1, 1, 1], horizon: 2) == nil)
        #expect(PooledAutoregression(series: Array(panel.prefix(2)), seasonLength: 1).forecast(panel[0], horizon: 1) == nil)
    }

    @Test func intermittentLevels() throws {
        let values = (0..<80).map { $0 % 4 == 3 ? 2.0 : 0 }, known = [Bool](repeating: true, count: 80)
        for model in IntermittentModel.allCases {
            let fit = try #require(IntermittentFit(model, values: values, known: known, unit: 1))
            #expect(abs(fit.level - 0.5) < 0.08, "\(model.name)")
            #expect(fit.errorVariance > 0.5 && fit.errorVariance < 1.2)
        }
        // Demand that stopped long ago: Croston's level stays, the others have seen the end.
        let stopped = (0..<80).map { $0 < 40 && $0 % 4 == 3 ? 2.0 : 0 }
        let croston = try #require(IntermittentFit(.syntetosBoylan, values: stopped, known: known, unit: 1))
        let tsb = try #require(IntermittentFit(.teunterSyntetosBabai, values: stopped, known: known, unit: 1))
        let discounted = try #require(IntermittentFit(.discountedCount, values: stopped, known: known, unit: 1))
        #expect(croston.level > 0.4 && tsb.level < 0.15 && discounted.level < 0.15)
        // One order in a year is no weekly demand, for none of them.
        let once = [1_000.0] + [Double](repeating: 0, count: 53)
        for model in IntermittentModel.allCases {
            let fit = try #require(IntermittentFit(model, values: once, known: [Bool](repeating: true, count: 54), unit: 1))
            #expect(fit.level < 1.1 * 1_000 / 54, "\(model.name)")
            #expect(fit.errorVariance.squareRoot() < 200, "\(model.name)")
        }
        #expect(IntermittentFit(.mean, values: [0, 0], known: [true, true], unit: 1) == nil)
    }

    @Test func longSeasonsGoThroughFourierTerms() throws {
        let demand = (0..<600).map { t -> Double in
            100 * (1 + 0.4 * sin(2 * .pi * Double(t) / 200)) + Double((t * 7919) % 11)
        }
        let series = DemandSeries(key: ItemLocation(item: "x"), firstPeriod: 0, demand: demand)
        let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 50, seasonLength: 200))
        let path = try forecaster.forecast([series])[0].get()
        for h in [0, 20, 49] {
            #expect(abs(path.mean[h] / (100 * (1 + 0.4 * sin(2 * .pi * Double(600 + h) / 200)) + 5) - 1) < 0.08)
        }
        #expect(path.remarks == ["season of 200 periods by Fourier terms"])
        #expect(LongSeason(DemandSeries(key: series.key, firstPeriod: 0, demand: [1, 2, 3]), seasonLength: 200).factors.isEmpty)
    }

    /// The gradient that learning uses against finite differences of the weights' effect: weights fall with the gap and rise with
    /// the tendency, and members that are not there have none.
    @Test func weightsFollowEvidenceAndTendency() {
        let weights = CombinationWeights(tendencies: [0, 0, 1, 0], steepness: 0.5)
        let shares = weights.weights(gaps: [0, 4], available: [true, true, true, false])
        #expect(abs(shares.reduce(0, +) - 1) < 1e-15)
        #expect(abs(shares[1] / shares[0] - exp(-1)) < 1e-12)
        #expect(abs(shares[2] / shares[0] - M_E * (1 + exp(-1)) / 2) < 1e-12)
        #expect(shares[3] == 0)
        #expect(weights.weights(gaps: [.infinity, .infinity], available: [false, false, false, false]).allSatisfy { $0 == 0 })
    }

    @Test func learningFindsTheBetterMember() {
        let cases = (0..<40).map { id -> LearningCase in
            let truth = 10 + Double(id % 7)
            return LearningCase(
                forecasts: (0..<2).flatMap { _ in [truth + 3, truth] + [Double](repeating: 0, count: 6) }, gaps: [0], available: [true, true],
                actual: [truth + 0.1, .nan], scale: 1, benchmark: [truth + 2, truth + 2])
        }
        for loss in [LearningLoss.overallAverage, .totals] {
            let learnt = CombinationLearning(
                cases: cases, loss: loss, horizon: 2, memberCount: 2, evidenceCount: 1, prior: [0, 0], ridge: 4).learn(threads: 1)
            #expect(learnt.tendencies[1] > learnt.tendencies[0] + 1)
        }
    }

    /// Half where evidence and learnt weights forecast alike, all of it where evidence prefers the worse member.
    @Test func evidenceIsTrustedLessWhereThePanelContradictsIt() {
        func item(_ truth: Double, _ better: Double) -> LearningCase {
            var forecasts = [Double](repeating: 0, count: 8)
            forecasts[0] = truth + 3
            forecasts[1] = truth + better
            return LearningCase(
                forecasts: forecasts, gaps: [0, 60], available: [true, true], actual: [truth], scale: 1, benchmark: [truth + 4])
        }
        func share(better: Double) -> Double {
            let cases = (0..<40).map { item(Double(10 + $0 % 7), better) }
            let weights = CombinationWeights(tendencies: [0, 0], steepness: 0.001)
            return LearntShare(cases: cases, horizon: 1, weights: weights).share(threads: 2)
        }
        #expect(share(better: 3) == 0.5)
        #expect(share(better: 0) == 1)
    }

    @Test func longSeasonMembersRepeatTheirSeasons() throws {
        // Three weeks of seven, rising by 10 each week: the last one, and their mean brought to the last one's total.
        var values: [Double] = []
        for t in 0..<21 { values.append(Double(t % 7 + 10 * (t / 7 + 1))) }
        let last = try #require(LongSeasonMember.last.candidate(values, lag: 7, horizon: 9))
        #expect(last.location == [30, 31, 32, 33, 34, 35, 36, 30, 31])
        #expect(abs(last.errorVariance - 100) < 1e-9)
        let mean = try #require(LongSeasonMember.mean.candidate(values, lag: 7, horizon: 7))
        #expect(abs(mean.location.reduce(0, +) - 231) < 1e-9)
        #expect(LongSeasonMember.last.candidate(Array(values.prefix(7)), lag: 7, horizon: 1) == nil)
        #expect(LongSeasonMember.mean.candidate(Array(values.prefix(13)), lag: 7, horizon: 1) == nil)
    }

    /// Hours of a week whose last two days have hours of their own: a season of 168 finds both.
    @Test func twoSeasonsOfHours() throws {
        func shape(_ t: Int) -> Double {
            let hour = t % 24
            if t / 24 % 7 < 5 { return hour == 8 || hour == 17 ? 90 : 20 }
            return hour == 13 ? 60 : 10
        }
        var demand: [Double] = []
        for t in 0..<840 { demand.append(shape(t) + Double(t * 7919 % 5)) }
        let series = DemandSeries(key: ItemLocation(item: "x"), firstPeriod: 0, demand: demand)
        func error(_ path: PathForecast) -> Double {
            var sum = 0.0
            for h in 0..<168 { sum += abs(path.median[h] - shape(h) - 2) / 168 }
            return sum
        }
        let path = try PanelForecaster(ForecastConfiguration(horizon: 168, seasonLength: 168)).forecast([series])[0].get()
        let days = try PanelForecaster(ForecastConfiguration(horizon: 168, seasonLength: 24)).forecast([series])[0].get()
        #expect(error(path) < 5)
        #expect(error(path) < 0.5 * error(days))
        #expect(path.members.contains { $0.name.hasPrefix("long seasonal") })
        #expect(LongSeason.lag(of: 365) == 364 && LongSeason.lag(of: 168) == 168 && LongSeason.lag(of: 200) == 200)
    }
}
