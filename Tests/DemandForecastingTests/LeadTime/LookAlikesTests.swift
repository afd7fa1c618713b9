import DemandModel
import Foundation
import Testing
@testable import DemandForecasting

struct LookAlikesTests {
    /// Poisson items of two groups, one selling twenty a period and one selling one, most of them launched while the panel was watched. Every item
    /// sells half as much from its third period on.
    static func panel(items: Int = 400, periods: Int = 40, seed: UInt64 = 5) -> (series: [DemandSeries], groups: [String]) {
        var random = SeededGenerator(seed: seed)
        var series: [DemandSeries] = [], groups: [String] = []
        for i in 0..<items {
            let group = i % 2 == 0 ? "fast" : "slow"
            let born = i % 5 == 0 ? 0 : Int(Double(periods) * random.uniform())
            let rate = (i % 2 == 0 ? 20 : 1) * exp(random.uniform() - 0.5)
            let demand = (0..<(periods - born)).map { t -> Double in
                t == 0 ? max(1, random.poisson(rate)) : random.poisson(t < 2 ? rate : rate / 2)
            }
            series.append(DemandSeries(key: ItemLocation(item: "i\(i)"), firstPeriod: born, demand: demand))
            groups.append(group)
        }
        return (series, groups)
    }

    static func learnt(_ panel: (series: [DemandSeries], groups: [String]), ages: Set<Int>) -> LookAlikes {
        LookAlikes(
            series: panel.series, isCount: panel.series.map { _ in true }, groups: panel.groups, horizon: 4, panelLength: 40, ages: ages)
    }

    @Test("An item starts at its group's level and leaves it as evidence arrives")
    func credibility() throws {
        let lookAlikes = Self.learnt(Self.panel(), ages: [0, 1, 3, 7])
        func demand(_ age: Int, _ total: Double, _ group: String) throws -> LookAlikeDemand {
            try #require(lookAlikes.demand(age: age, total: total, group: group, location: "main"))
        }
        // Launches sell two periods at the full rate and two at half of it: 3 times the rate over four periods.
        #expect(abs(try demand(0, 0, "fast").mean / 63 - 1) < 0.15)
        #expect(abs(try demand(0, 0, "slow").mean / 3.6 - 1) < 0.25)
        // One sale says little against the group; the more periods there are, the more their own rate says.
        #expect(try demand(1, 1, "fast").mean > 2 * demand(1, 1, "slow").mean)
        func ratio(_ age: Int) throws -> Double { try demand(age, Double(4 * age), "slow").mean / demand(age, Double(age), "slow").mean }
        #expect(try ratio(7) > ratio(1))
        let shares = try [1, 3, 7].map { try demand($0, 20, "fast").share }
        #expect(shares == [1, 5.0 / 7, 1.0 / 7])
        #expect(lookAlikes.described(group: "fast").hasSuffix("look-alikes of group fast"))
        #expect(lookAlikes.described(group: "unknown") == "\(lookAlikes.itemCount) look-alikes")
    }

    @Test("Too few launches, and items that sold from the start, teach nothing")
    func tooFew() {
        let few = Self.panel(items: 25)
        #expect(Self.learnt(few, ages: [1]).demand(age: 1, total: 3, group: "fast", location: "main") == nil)
        let old = (0..<200).map { DemandSeries(key: ItemLocation(item: "i\($0)"), firstPeriod: 0, demand: [Double](repeating: 3, count: 40)) }
        #expect(Self.learnt((old, old.map { _ in "" }), ages: [1]).itemCount == 0)
    }

    @Test("Demand of items in their first periods is covered as promised, and better than without look-alikes")
    func coverage() throws {
        let whole = Self.panel(items: 3000, periods: 44, seed: 9)
        let series = whole.series.map { $0.known(periods: max(0, 40 - $0.firstPeriod)) }
        let outlooks = series.map { one -> DemandOutlook? in
            guard let last = one.demand.last else { return nil }
            return plainOutlook(one) ?? DemandOutlook(
                key: one.key, mean: [Double](repeating: last, count: 6), cumulativeVariance: (1...6).map { Double($0) * max(1, last) }, isCount: true,
                demandClass: .smooth, periodDays: 7, members: [])
        }
        let model = try LeadTimeDemandModel.fit(
            series: series, outlooks: outlooks, horizonPeriods: series.map { _ in 4 }, groups: whole.groups,
            reforecast: { $0.map { plainOutlook($0) } })
        var without = model
        for i in without.items.indices { without.items[i]?.lookAlike = nil }
        var random = SeededGenerator(seed: 4)
        var count = 0.0, covered = 0.0, loss = 0.0, lossWithout = 0.0
        for i in series.indices {
            guard let outlook = outlooks[i], let own = LookAlikes.age(of: series[i]), own.periods <= 2,
                  let y = whole.series[i].total(from: series[i].count, periods: 4) else { continue }
            let demand = try model.totalDemand(at: i, outlook: outlook, periods: 4)
            #expect(abs(demand.members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
            let q = demand.quantiles([0.9])[0], old = try without.totalDemand(at: i, outlook: outlook, periods: 4).quantiles([0.9])[0]
            let d = demand.evaluated()
            covered += d.cdf(y - 1) + random.uniform() * (d.cdf(y) - d.cdf(y - 1)) <= 0.9 ? 1 : 0
            count += 1
            loss += y >= q ? 0.9 * (y - q) : 0.1 * (q - y)
            lossWithout += y >= old ? 0.9 * (y - old) : 0.1 * (old - y)
            #expect(model.lookAlikeRemarks[i]?.hasPrefix("drawn to ") == true)
        }
        #expect(count > 80 && abs(covered / count - 0.9) < 0.06, "\(covered / count) of \(count)")
        #expect(loss < 0.8 * lossWithout, "\(loss) against \(lossWithout)")
    }

    @Test("A launch has the demand of its group's first periods, with a variance that grows with its square")
    func launch() throws {
        let panel = Self.panel()
        var launches = LaunchOutlooks(series: panel.series, groups: panel.groups)
        let found = launches.outlook(key: ItemLocation(item: "new"), group: "fast", protectionPeriods: 4, horizon: 8, periodDays: 7)
        let outlook = try #require(found)
        #expect(abs(outlook.mean.prefix(4).reduce(0, +) / 63 - 1) < 0.15 && outlook.mean.count == 8)
        #expect(outlook.cumulativeVariance[7] > 2.5 * outlook.cumulativeVariance[3])
        #expect(outlook.remarks[0].hasPrefix("launch: no sales yet, drawn to ") && outlook.remarks[0].hasSuffix("of group fast"))
        // A shop whose items all sold from the start lends their first periods; one of nine items lends nothing.
        let old = panel.series.filter { $0.count == 40 }
        var others = LaunchOutlooks(series: old, groups: old.map { _ in "" })
        let borrowed = others.outlook(key: ItemLocation(item: "new"), group: "", protectionPeriods: 4, horizon: 4, periodDays: 7)
        let lent = try #require(borrowed)
        #expect(lent.remarks[0].contains("too few were launched"))
        var none = LaunchOutlooks(series: Array(old.prefix(9)), groups: old.prefix(9).map { _ in "" })
        let nothing = none.outlook(key: ItemLocation(item: "new"), group: "", protectionPeriods: 4, horizon: 4, periodDays: 7)
        #expect(nothing == nil)
    }
}
