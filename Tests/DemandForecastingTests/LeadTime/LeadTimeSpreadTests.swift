import DemandModel
import Foundation
import NumericCore
import Testing
@testable import DemandForecasting

struct LeadTimeSpreadTests {
    @Test("A factor needs all past origins on one side of 1, and is then the one nearest to 1")
    func agreement() {
        #expect(LeadTimeSpreadFactor.agreed([0.55, 0.75, 0.4]) == 0.75)
        #expect(LeadTimeSpreadFactor.agreed([1.8, 1.3, 1.3]) == 1.3)
        #expect(LeadTimeSpreadFactor.agreed([0.4, 1, 0.4]) == 1)
        #expect(LeadTimeSpreadFactor.agreed([0.4, 1.8]) == 1)
        #expect(LeadTimeSpreadFactor.agreed([]) == 1)
    }

    @Test("The factor with the least loss; 1 where nothing tells them apart")
    func best() {
        #expect(LeadTimeSpreadFactor.best(losses: [1, 1, 1, 1, 1, 1]) == 1)
        #expect(LeadTimeSpreadFactor.best(losses: [2, 2.8, 2.9, 3, 3.1, 3.2]) == 0.4)
        #expect(LeadTimeSpreadFactor.best(losses: [3, 3, 2.9, 3, 2.9, 3.2]) == 1.3)
    }

    @Test("Quarters are drawn to the panel as by so many windows, the largest items to their quarter as by a hundred")
    func drawn() {
        // Two candidates; five classes with 100 windows each, of which the largest items lose otherwise.
        let sums: [[Double]] = [[100, 200], [100, 200], [100, 200], [100, 200], [400, 100]]
        let counts = [Double](repeating: 100, count: 5)
        let found = LeadTimePanelFit.drawn(sums, counts: counts, priorWindows: 400)
        // The panel: 800 and 900 over 500 windows.
        #expect(found[0] == [740.0, 920.0])
        // The last quarter: (100 + 400 + 640) and (200 + 100 + 720) over 600.
        #expect(abs(found[4][0] - 590) < 1e-9)
        #expect(abs(found[4][1] - 270) < 1e-9)
        // With no windows of their own they are their quarter's.
        let none = LeadTimePanelFit.drawn(Array(sums.prefix(4)) + [[0, 0]], counts: Array(counts.prefix(4)) + [0], priorWindows: 400)
        let ratios = zip(none[4], none[3]).map { $0 / $1 }
        #expect(abs(ratios[0] - ratios[1]) < 1e-12)
    }

    @Test("Past origins lie a horizon apart, nearer where the history is short for that")
    func holdouts() {
        #expect(LeadTimePanelFit.holdouts(horizon: 3, panelLength: 48) == [3, 6, 9])
        #expect(LeadTimePanelFit.holdouts(horizon: 13, panelLength: 53) == [13, 18, 23])
        for horizon in [1, 4, 13, 40] {
            for length in [2, 20, 52, 156] {
                let found = LeadTimePanelFit.holdouts(horizon: horizon, panelLength: length)
                #expect(found.count == 3 && Set(found).count == 3 && found[0] == horizon)
                #expect(found[2] <= max(horizon + 2, min(3 * horizon, 9 * length / 20)))
            }
        }
    }

    @Test("The pooled member leaves a class only where past windows lose a hundredth less without it")
    func pooledMemberStays() throws {
        func chosen(without: Double) -> LeadTimeWeights {
            let losses = LeadTimeWeights.candidates.map { c in
                c.conformal > 0 || c.model == 0 ? 200 : c.pooled == 0 ? without : 100 + c.pooled
            }
            return LeadTimeWeights.best(losses, hasPooled: true, hasConformal: true)
        }
        #expect(chosen(without: 99.6) == LeadTimeWeights(model: 0.75, pooled: 0.25, conformal: 0))
        #expect(chosen(without: 98) == LeadTimeWeights(model: 1, pooled: 0, conformal: 0))
    }

    @Test("The factor scales the variance of the outlook's member and leaves its mean")
    func applied() {
        var pooled = PooledDemand(
            horizonPeriods: 2, mean: 9, dispersion: 0.1, outlookMean: 10, outlookVariance: 40, modelWeight: 1, pooledWeight: 0, errorWeight: 0,
            driftWeights: [], dispersionShare: 1, errorTable: -1)
        func members() -> [DemandDistribution.Member] {
            let outlook = DemandOutlook(
                key: ItemLocation(item: "a"), mean: [5, 5], cumulativeVariance: [20, 40], isCount: true, demandClass: .smooth, periodDays: 7, members: [])
            return DemandProcess(outlook: outlook, pooled: pooled, errorTables: []).members(mean: 5, variance: 20, errorTables: [])
        }
        #expect(members().map(\.variance) == [20])
        pooled.varianceFactor = 0.75
        let narrower = members()
        #expect(narrower.map(\.variance) == [15] && narrower.map(\.mean) == [5])
    }

    /// Items whose totals are surer than those of a Poisson number: 60 to 260 a period, standard deviation 6% of it.
    private func regularPanel(items: Int, periods: Int) -> [DemandSeries] {
        var random = SeededGenerator(seed: 5)
        return (0..<items).map { i in
            let level = 60 + 200 * random.uniform()
            return DemandSeries(
                key: ItemLocation(item: "item\(i)"), firstPeriod: 0,
                demand: (0..<periods).map { _ in
                    let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.uniform() }
                    return max(0, (level * (1 + 0.06 * normal)).rounded())
                })
        }
    }

    @Test("Quantiles of items surer than Poisson cover their share, also where their outlooks' variances are twice too large")
    func tooWide() throws {
        let whole = regularPanel(items: 600, periods: 48)
        let series = whole.map { $0.known(periods: 45) }
        for times in [1.0, 2.0] {
            func outlook(_ series: DemandSeries) -> DemandOutlook? {
                guard var found = plainOutlook(series) else { return nil }
                found.cumulativeVariance = found.cumulativeVariance.map { $0 * times }
                return found
            }
            let model = try LeadTimeDemandModel.fit(
                series: series, outlooks: series.map(outlook), horizonPeriods: series.map { _ in 3 }, sampleSize: 400,
                reforecast: { $0.map(outlook) })
            var below = 0.0
            for i in series.indices {
                let total = try model.totalDemand(at: i, outlook: #require(outlook(series[i])), periods: 3)
                let y = try #require(whole[i].total(from: 45, periods: 3))
                below += y <= total.quantiles([0.9])[0] ? 1 : 0
            }
            #expect(abs(below / 600 - 0.9) < 0.035, "variances times \(times): \(below / 600)")
        }
    }
}
