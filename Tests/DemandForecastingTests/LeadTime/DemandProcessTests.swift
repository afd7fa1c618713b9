import DemandModel
import Foundation
import Testing
@testable import DemandForecasting

/// What holds of every view of one demand process, whatever it is made of.
struct DemandProcessTests {
    /// Seeded processes of all kinds: pooled members with drift, error tables, look-alikes, ended items, outlooks that say next to nothing.
    static func processes() throws -> [(process: DemandProcess, tables: [PooledErrorTable])] {
        var random = SeededGenerator(seed: 17)
        let table = try #require(PooledErrorTable(errors: (0..<400).map { _ in random.poisson(3) - 2.5 }))
        return (0..<120).map { i in
            let level = 0.05 * exp2(12 * random.uniform()), slope = 0.1 * (random.uniform() - 0.4)
            let mean = (0..<8).map { max(0.01, level * (1 + slope * Double($0))) }
            let phi = 0.02 + random.uniform()
            var total = 0.0
            let outlook = DemandOutlook(
                key: ItemLocation(item: "i\(i)"), mean: mean,
                cumulativeVariance: mean.indices.map { h in
                    total += mean[h]
                    return total + phi * total * total / Double(h + 1)
                },
                isCount: true, demandClass: .smooth, periodDays: 7, members: [])
            let horizon = 5, at = mean.prefix(5).reduce(0, +)
            let weights = [random.uniform(), random.uniform(), random.uniform()], sum = weights.reduce(0, +)
            var pooled = PooledDemand(
                horizonPeriods: horizon, mean: at * (i % 10 == 0 ? 30 : exp2(2 * random.uniform() - 1)), dispersion: 0.05 + random.uniform(),
                outlookMean: at, outlookVariance: outlook.cumulativeVariance[4], outlookFactor: 0.5 + random.uniform(), varianceFactor: 0.5 + random.uniform(),
                modelWeight: weights[0] / sum, pooledWeight: weights[1] / sum, errorWeight: weights[2] / sum,
                driftWeights: [0.1, 0.1, 0.1, 0.5, 0.1, 0.05, 0.05], dispersionShare: 0.7, errorTable: 0)
            if i % 3 == 1 { pooled.lookAlike = LookAlikeDemand(share: random.uniform(), mean: at * exp2(random.uniform()), dispersion: 0.6) }
            if i % 4 == 2 { pooled.endedProbability = random.uniform() }
            return (DemandProcess(outlook: outlook, pooled: i % 7 == 0 ? nil : pooled, errorTables: [table]), [table])
        }
    }

    static func demand(_ one: (process: DemandProcess, tables: [PooledErrorTable]), days: Double) throws -> DemandDistribution {
        try LeadTimeDemand(one.process, errorTables: one.tables, leadTime: .fixed(days: days), reviewPeriodDays: 0).overLeadTime
    }

    @Test("The mean over any number of days is the mean path summed over them, so means add up over intervals")
    func meansAdd() throws {
        for one in try Self.processes() {
            let path = one.process.outlook.mean
            for weeks in 1...8 {
                let sum = path.prefix(weeks).reduce(0, +)
                #expect(abs(try Self.demand(one, days: 7 * Double(weeks)).mean / sum - 1) < 1e-9)
            }
            let a = try Self.demand(one, days: 10).mean, b = try Self.demand(one, days: 31).mean
            let between = (path[1] * 4 / 7) + path[2] + path[3] + path[4] * 3 / 7 - 0
            #expect(abs((b - a) / between - 1) < 1e-9)
        }
    }

    /// From 0.8 up: the median of an item that sells a unit a month may fall from 1 to 0 where its spread grows faster than its mean.
    @Test("High quantiles of longer intervals are no smaller")
    func quantilesRise() throws {
        for one in try Self.processes() {
            var before = [Double](repeating: 0, count: 3)
            for days in stride(from: 7.0, through: 56, by: 3.5) {
                let found = try Self.demand(one, days: days).quantiles([0.8, 0.95, 0.99])
                for (a, b) in zip(before, found) { #expect(b >= a - 1e-9, "\(one.process.outlook.key.item) \(days): \(before) \(found)") }
                before = found
            }
        }
    }

    @Test("The daily demand that waiting units are counted by is that of the protection interval")
    func oneRate() throws {
        for one in try Self.processes() {
            for lead in [LeadTime.fixed(days: 28), .gamma(meanDays: 20, standardDeviationDays: 6)] {
                let demand = try LeadTimeDemand(one.process, errorTables: one.tables, leadTime: lead, reviewPeriodDays: 7)
                #expect(abs(demand.meanPerDay * (lead.meanDays + 7) / demand.overProtectionInterval.mean - 1) < 1e-12)
            }
        }
    }

    @Test("Probabilities sum to 1, scenario means to the process's; a process of a process is that process")
    func scenarios() throws {
        for one in try Self.processes() {
            #expect(abs(one.process.scenarios.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
            #expect(abs(one.process.scenarios.reduce(0) { $0 + $1.probability * $1.meanFactor } - 1) < 1e-12)
            let again = DemandProcess(outlook: one.process.outlook, pooled: one.process.pooled, errorTables: one.tables)
            for (a, b) in zip(again.outlook.mean, one.process.outlook.mean) { #expect(abs(a / b - 1) < 1e-12) }
            let (first, second) = (try Self.demand(one, days: 35), try Self.demand((again, one.tables), days: 35))
            #expect(abs(first.variance / second.variance - 1) < 1e-9)
        }
    }

    @Test("An item whose only sale in two years was 500 may sell one such order again, not many times it")
    func singleSale() throws {
        let outlook = DemandOutlook(
            key: ItemLocation(item: "a"), mean: [4.8, 4.8, 4.8, 4.8, 4.8], cumulativeVariance: [2400, 4800, 7200, 9600, 12_000], isCount: true,
            demandClass: .lumpy, periodDays: 7, members: [])
        let demand = try Self.demand((DemandProcess(outlook: outlook, pooled: nil, errorTables: []), []), days: 35)
        #expect(abs(demand.mean / 24 - 1) < 1e-9 && abs(demand.variance / 12_000 - 1) < 1e-9)
        #expect(demand.quantiles([0.999])[0] < 1250)
    }
}

struct OwnRecordTests {
    @Test("What an item's own windows have shown holds what is believed of it")
    func bounds() {
        let record = OwnRecord(DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: [0, 0, 4, 6, 5, 5, 4, 6]), horizon: 2)
        #expect(record.largest == 11 && record.smallest == 9 && record.windows == 3 && record.periodsWithDemand == 6)
        #expect(record.held(100, isSilent: false) == 11 * 1.5 * (1 + 1.0 / 3))
        #expect(record.held(1, isSilent: false) == 4.5 && record.held(1, isSilent: true) == 1)
        #expect(record.held(dispersion: 50, own: 0) == 8.0 / 6 && record.held(dispersion: 0.1, own: 0) == 0.1)
        // One period of seven units stands for two of them.
        let young = OwnRecord(DemandSeries(key: ItemLocation(item: "b"), firstPeriod: 0, demand: [0, 7]), horizon: 2)
        #expect(young.largest == 14 && young.smallest == 0)
    }
}

struct LeadTimeLeverageTests {
    @Test("A window like no other has a bounded say, all others their whole one")
    func weights() {
        var samples = LeadTimeSamples()
        for i in 0..<100 {
            let far = i == 99 ? 6.0 : 0
            samples.features += [1] + (1..<LeadTimeFeatures.count).map { 0.1 * Double((i * $0) % 7) + far }
            samples.total.append(1)
            samples.owner.append(i)
            samples.spread.append(LeadTimeSpread(logDispersion: 0, logSizes: 0))
        }
        let weights = LeadTimeLeverage.weights(of: samples)
        #expect(weights.prefix(99).allSatisfy { $0 == 1 } && weights[99] < 0.05)
    }
}
