import DemandModel
import Foundation
import NumericCore
import Testing
@testable import DemandForecasting

/// A small seeded generator (xorshift64*), so that simulated panels are the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }

    mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

    mutating func poisson(_ mean: Double) -> Double {
        var k = 0.0, p = uniform()
        let stop = exp(-mean)
        while p > stop {
            k += 1
            p *= uniform()
        }
        return k
    }
}

/// Items with Poisson demand whose rates are spread over a factor of about 50, levels fixed.
func steadyPanel(items: Int, periods: Int, seed: UInt64) -> [DemandSeries] {
    var random = SeededGenerator(seed: seed)
    return (0..<items).map { i in
        let rate = 0.2 * exp(4 * random.uniform())
        return DemandSeries(
            key: ItemLocation(item: "item\(i)"), firstPeriod: 0, demand: (0..<periods).map { _ in random.poisson(rate) })
    }
}

/// The mean of the history, with the variance of independent periods plus that of the estimated mean.
func plainOutlook(_ series: DemandSeries, horizon: Int = 6) -> DemandOutlook? {
    let n = Double(series.count)
    guard n >= 2 else { return nil }
    let mean = series.demand.reduce(0, +) / n
    let variance = series.demand.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    return DemandOutlook(
        key: series.key, mean: [Double](repeating: mean, count: horizon),
        cumulativeVariance: (1...horizon).map { Double($0) * variance * (1 + Double($0) / n) },
        isCount: series.demand.allSatisfy { $0 >= 0 && $0 == $0.rounded() }, demandClass: .smooth, periodDays: 7, members: [])
}

struct LeadTimeDemandModelTests {
    static let panel = steadyPanel(items: 300, periods: 40, seed: 1)

    static func fitted(_ series: [DemandSeries], horizon: Double = 3) throws -> LeadTimeDemandModel {
        try LeadTimeDemandModel.fit(
            series: series, outlooks: series.map { plainOutlook($0) }, horizonPeriods: series.map { _ in horizon }, sampleSize: 150,
            reforecast: { $0.map { plainOutlook($0) } })
    }

    @Test("On a steady panel, quantiles of the pooled model cover the next periods at their nominal share")
    func coverage() throws {
        let whole = steadyPanel(items: 600, periods: 43, seed: 7)
        let series = whole.map { $0.known(periods: 40) }
        let model = try Self.fitted(series)
        var random = SeededGenerator(seed: 3)
        for q in [0.5, 0.9, 0.95] {
            var hits = 0.0
            for (i, s) in series.enumerated() {
                let outlook = try #require(plainOutlook(s))
                let d = try model.totalDemand(at: i, outlook: outlook, periods: 3).evaluated()
                let y = try #require(whole[i].total(from: 40, periods: 3))
                let below = d.cdf(y - 1), at = d.cdf(y)
                hits += below + random.uniform() * (at - below) <= q ? 1 : 0
            }
            #expect(abs(hits / 600 - q) < 0.035, "\(q): \(hits / 600)")
        }
    }

    @Test("Outlooks that are twice too high are taken for half of what they say")
    func outlooksAreCalibrated() throws {
        func high(_ series: DemandSeries) -> DemandOutlook? {
            plainOutlook(series).map { $0.scaled(by: 2) }
        }
        let model = try LeadTimeDemandModel.fit(
            series: Self.panel, outlooks: Self.panel.map(high), horizonPeriods: Self.panel.map { _ in 3 }, sampleSize: 300,
            reforecast: { $0.map(high) })
        var right = 0.0, found = 0.0
        for (i, series) in Self.panel.enumerated() {
            let factor = try #require(model.items[i]?.outlookFactor)
            #expect(factor > 0.45 && factor < 0.7, "\(factor)")
            found += try model.totalDemand(at: i, outlook: #require(high(series)), periods: 3).mean
            right += try 3 * #require(plainOutlook(series)).mean[0]
        }
        #expect(abs(found / right - 1) < 0.08, "\(found / right)")
    }

    @Test("The same panel gives the same model, whatever happens around it")
    func deterministic() throws {
        let a = try Self.fitted(Self.panel), b = try Self.fitted(Self.panel)
        #expect(a == b)
        #expect(a.items.allSatisfy { $0 != nil })
    }

    @Test("Means and variances grow with the interval; distributions are proper at every node and under random lead times")
    func consistency() throws {
        let model = try Self.fitted(Self.panel)
        for i in stride(from: 0, to: 300, by: 37) {
            let outlook = try #require(plainOutlook(Self.panel[i]))
            let demand = try model.leadTimeDemand(
                at: i, outlook: outlook, leadTime: LeadTime(meanDays: 10, standardDeviationDays: 4), reviewPeriodDays: 7)
            var mean = -1.0
            for d in demand.distributions {
                #expect(abs(d.members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
                #expect(d.members.allSatisfy { $0.mean.isFinite && $0.variance.isFinite && $0.variance >= 0 })
                #expect(d.mean > mean)
                mean = d.mean
            }
        }
    }

    @Test("The record kept per item is small")
    func size() throws {
        let model = try Self.fitted(Self.panel)
        let bytes = try JSONEncoder().encode(try #require(model.items[0])).count
        #expect(bytes < 500, "\(bytes) bytes")
        let outlook = try #require(plainOutlook(Self.panel[0]))
        let again = try JSONDecoder().decode(LeadTimeDemandModel.self, from: JSONEncoder().encode(model))
        #expect(try again.totalDemand(at: 0, outlook: outlook, periods: 3) == model.totalDemand(at: 0, outlook: outlook, periods: 3))
    }

    @Test("A handful of series, series without demand and demand that is not counts keep to what they can")
    func smallPanels() throws {
        let few = Array(Self.panel.prefix(3))
        #expect(try Self.fitted(few).items.allSatisfy { $0?.standsAlone ?? true })
        let outlook = try #require(plainOutlook(few[0]))
        let alone = try Self.fitted(few).totalDemand(at: 0, outlook: outlook, periods: 2)
        #expect(alone.members.count == 1)
        var mixed = Self.panel
        mixed[5] = DemandSeries(key: ItemLocation(item: "none"), firstPeriod: 0, demand: [Double](repeating: 0, count: 40))
        mixed[6].demand = mixed[6].demand.map { $0 + 0.25 }
        mixed[7].missing = [3, 39]
        mixed[8] = DemandSeries(key: ItemLocation(item: "new"), firstPeriod: 39, demand: [2])
        let model = try Self.fitted(mixed)
        #expect(model.items[6] == nil)          // too few that are not counts
        for i in [5, 6, 7] {
            let outlook = try #require(plainOutlook(mixed[i]))
            let d = try model.totalDemand(at: i, outlook: outlook, periods: 3)
            #expect(d.mean.isFinite && d.mean >= 0)
        }
        #expect(throws: LeadTimeDemandError.unequalPanel(series: 1, outlooks: 0)) {
            try LeadTimeDemandModel.fit(series: [few[0]], outlooks: [], horizonPeriods: [1], reforecast: { _ in [] })
        }
        #expect(throws: LeadTimeDemandError.invalidHorizon(periods: 0)) {
            try model.totalDemand(at: 0, outlook: outlook, periods: 0)
        }
    }

    @Test("Horizons are put together until at most four are left")
    func horizons() {
        #expect(HorizonGroups(horizonPeriods: [3, 3, 2.8]) == HorizonGroups(horizonPeriods: [3, 3, 3]))
        let groups = HorizonGroups(horizonPeriods: [1, 2, 4, 4, 5, 13, 26, 0, .nan])
        #expect(groups.horizons == [1, 4, 13, 26] || groups.horizons.count == 4)
        #expect(groups.groupOfItem.count == 9)
        #expect(groups.groupOfItem[7] == groups.groupOfItem[0])
        #expect(HorizonGroups(horizonPeriods: []).horizons.isEmpty)
    }

    @Test("What a history shows: rates, share of periods with demand, sizes and their spread, by hand")
    func features() throws {
        let series = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: [0, 2, 0, 6])
        let found = try #require(LeadTimeHistory.features(of: series, at: [4], panelLength: 4).first)
        #expect(found.values.count == LeadTimeFeatures.count)
        #expect(found.positives == 2 && found.largest == 6)
        #expect(abs(found.meanAbsoluteDifference - 10.0 / 3) < 1e-12)
        #expect(abs(found.values[3] - log(8.5 / 4)) < 1e-12)              // (8 + 1/2) units in 4 periods
        #expect(abs(found.values[5] - log(3)) < 1e-12)                    // (8 + 1) / (2 + 1)
        #expect(abs(found.values[6] - log(3.0 / 4)) < 1e-12)              // first demand three periods ago
        #expect(abs(found.values[7] - log(1.25)) < 1e-12)                 // sizes 2 and 6: squared variation 4 / 16
        #expect(found.spread.logSizes == found.values[7])
        #expect(abs(found.spread.logDispersion - log((6.0 - 2) / 4)) < 1e-12)   // mean 2, variance 6
        let none = DemandSeries(key: ItemLocation(item: "b"), firstPeriod: 0, demand: [0, 0])
        #expect(LeadTimeHistory.features(of: none, at: [2], panelLength: 9).allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }

    @Test("Negative binomial probabilities, a known value and their sum")
    func probabilities() {
        // scipy.stats.nbinom.logpmf(3, 2, 2/6): mean 4, phi 1/2
        #expect(abs(LeadTimeShape.logProbability(of: 3, mean: 4, phi: 0.5) - log(4 * pow(1.0 / 3, 2) * pow(2.0 / 3, 3))) < 1e-12)
        let sum = (0...400).reduce(0.0) { $0 + exp(LeadTimeShape.logProbability(of: Double($1), mean: 7, phi: 0.8)) }
        #expect(abs(sum - 1) < 1e-10)
    }

    @Test("Drift is found where there is drift, and not where there is none")
    func drift() {
        var random = SeededGenerator(seed: 11)
        let n = 1500
        let means = (0..<n).map { _ in 5 + 20 * random.uniform() }
        let phis = [Double](repeating: 0.05, count: n)
        let steady = means.map { random.poisson($0) }
        let fit = LeadTimeShape.fit(means: means, phis: phis, totals: steady, owners: Array(0..<n), prior: nil)
        #expect(fit.weights[2...4].reduce(0, +) > 0.97)
        let dying = means.enumerated().map { i, m in random.poisson(i % 4 == 0 ? 0.25 * m : m) }
        let found = LeadTimeShape.fit(means: means, phis: phis, totals: dying, owners: Array(0..<n), prior: nil)
        #expect(abs(found.weights[0] + found.weights[1] - 0.25) < 0.04)
        let members = found.members(mean: 10, phi: 0.05)
        #expect(abs(members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
    }

    @Test("Error tables keep mean and variance of the errors and lie above zero where demand must")
    func errorTables() throws {
        var random = SeededGenerator(seed: 5)
        let errors = (0..<5000).map { _ in -log(random.uniform()) - 1 }           // exponential, mean 0, variance 1
        let table = try #require(PooledErrorTable(errors: errors))
        let mean = errors.reduce(0, +) / 5000
        #expect(abs(table.mean - mean) < 1e-9)
        #expect(abs(table.variance - 1) < 0.06)
        let member = table.member(centre: 10, spread: 4, floorAtZero: true).evaluated()
        #expect(abs(member.mean - (10 + 4 * mean)) < 1e-6)
        #expect(abs(member.quantile(0.9) - (6 + 4 * log(10))) < 0.5)
        let low = table.member(centre: 1, spread: 4, floorAtZero: true).evaluated()
        #expect(low.quantile(0.001) >= -1e-9)
        #expect(PooledErrorTable(errors: [Double](repeating: 1, count: 500)) == nil)
        #expect(PooledErrorTable(errors: [1, 2, 3]) == nil)
    }

    @Test("The regression finds the mean and the dispersion it was simulated from")
    func regression() {
        var random = SeededGenerator(seed: 9)
        var features: [Double] = [], totals: [Double] = [], spreads: [LeadTimeSpread] = []
        for _ in 0..<4000 {
            let x = 2 * random.uniform()
            let mean = exp(0.3 + 0.8 * x)
            // A gamma(2) mean makes the Poisson a negative binomial with phi 1/2.
            let gamma = -(log(random.uniform()) + log(random.uniform())) / 2
            features += [1, x]
            spreads.append(LeadTimeSpread(logDispersion: log(0.5), logSizes: 0))
            totals.append(random.poisson(mean * gamma))
        }
        let fit = LeadTimeRegression.fit(
            features: features, width: 2, spread: spreads, totals: totals, start: [0, 0], iterations: 30)
        #expect(abs(fit.coefficients[0] - 0.3) < 0.07 && abs(fit.coefficients[1] - 0.8) < 0.06, "\(fit.coefficients)")
        let phi = fit.phi(logMean: 1, spread: LeadTimeSpread(logDispersion: log(0.5), logSizes: 0))
        #expect(phi > 0.3 && phi < 0.6, "\(phi)")
    }

    @Test("Solving a small system, and refusing one that is not positive definite")
    func solving() throws {
        let x = try #require(solvePositive([4, 0, 2, 3], [8, 8], order: 2))
        #expect(abs(x[0] - 1) < 1e-12 && abs(x[1] - 2) < 1e-12)
        #expect(solvePositive([1, 0, 2, 1], [1, 1], order: 2) == nil)
    }
}
