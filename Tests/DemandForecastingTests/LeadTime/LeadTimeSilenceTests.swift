import DemandModel
import Foundation
import Testing
@testable import DemandForecasting

struct LeadTimeSilenceTests {
    @Test("The probability of being alive is that of geometric silences and a constant hazard, summed term by term")
    func probability() {
        // Demand in 9 of 12 periods, then six silent ones.
        let silence = LeadTimeSilence(first: 2, last: 13, positives: 9, longestGap: 2, origin: 20)
        let p = 0.75, h = 0.01
        let alive = pow((1 - p) * (1 - h), 6)
        var ended = 0.0
        for k in 0..<6 { ended += pow((1 - p) * (1 - h), Double(k)) * h }
        #expect(abs(silence.logAlive - log(alive / (alive + ended))) < 1e-12)
        #expect(abs(silence.logLongestPause - log(3.0 / 7)) < 1e-12)
        #expect(silence.values[0] == -3 && abs(silence.values[1] - (silence.logAlive + 3)) < 1e-12)
        #expect(silence.stage == 2)
    }

    @Test("One demand, or one in the last period, says nothing about an end")
    func none() {
        #expect(LeadTimeSilence(first: 3, last: 3, positives: 1, longestGap: 0, origin: 30) == .none)
        let selling = LeadTimeSilence(first: 0, last: 29, positives: 10, longestGap: 5, origin: 30)
        #expect(selling.stage == 0 && selling.logAlive == 0 && selling.logLongestPause == 0)
    }

    /// Poisson items; a share of them ends somewhere in the second half.
    private func panel(ending: Double) -> [DemandSeries] {
        var random = SeededGenerator(seed: 11)
        return (0..<400).map { i in
            let rate = exp(4 * random.uniform()), ends = random.uniform() < ending
            let last = ends ? 20 + Int(40 * random.uniform()) : 60
            return DemandSeries(
                key: ItemLocation(item: "item\(i)"), firstPeriod: 0,
                demand: (0..<60).map { t in t < last ? random.poisson(rate) : 0 })
        }
    }

    @Test("Where items are taken out of the assortment, seventeen a week and then twenty silent weeks leave next to no demand")
    func ended() throws {
        let silent = DemandSeries(
            key: ItemLocation(item: "silent"), firstPeriod: 0, demand: (0..<60).map { $0 < 40 ? 17 : 0 })
        let series = panel(ending: 0.6) + [silent]
        let model = try LeadTimeDemandModelTests.fitted(series)
        let outlook = try #require(plainOutlook(silent))
        let total = try model.totalDemand(at: 400, outlook: outlook, periods: 3)
        #expect(outlook.mean[0] > 11)
        #expect(total.mean < 6, "mean \(total.mean)")
        #expect(total.quantiles([0.9])[0] <= 2, "quantile \(total.quantiles([0.9]))")
    }
}
