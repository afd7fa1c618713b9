import DemandModel
import Foundation
import Testing
@testable import DemandForecasting

@Suite struct PeriodDemandTests {
    /// A local level model whose periods are known in closed form: totals have s^2 (1 + a (h - 1))^2 more variance each, a period s^2 (1 + a^2 (h - 1)).
    @Test(arguments: [0.0, 0.15, 0.6, 1.0]) func aPeriodHasItsOwnErrorOnly(drift: Double) throws {
        let square = 9.0
        var totals: [Double] = []
        for h in 0..<8 { totals.append((totals.last ?? 0) + square * (1 + drift * Double(h)) * (1 + drift * Double(h))) }
        let outlook = DemandOutlook(
            key: ItemLocation(item: "mug"), mean: Array(repeating: 40, count: 8), cumulativeVariance: totals, isCount: false, demandClass: .smooth, periodDays: 7,
            members: [])
        let process = DemandProcess(outlook: outlook, pooled: nil, errorTables: [])
        for period in 1...8 {
            let demand = try #require(process.demand(inPeriod: period, errorTables: []))
            #expect(abs(demand.mean - 40) < 1e-12)
            #expect(abs(demand.variance - square * (1 + drift * drift * Double(period - 1))) < 1e-9)
        }
        #expect(process.demand(inPeriod: 0, errorTables: []) == nil)
        #expect(process.demand(inPeriod: 9, errorTables: []) == nil)
    }

    /// Whatever a process is made of: the next period is demand over one period, means are the outlook's, and quantiles ascend.
    @Test func periodsAgreeWithIntervals() throws {
        for one in try DemandProcessTests.processes() {
            let next = try #require(one.process.demand(inPeriod: 1, errorTables: one.tables))
            let interval = try DemandProcessTests.demand(one, days: 7)
            #expect(abs(next.mean - interval.mean) <= 1e-9 * interval.mean)
            #expect(abs(next.variance - interval.variance) <= 1e-9 * interval.variance)
            for period in 1...one.process.outlook.mean.count {
                let demand = try #require(one.process.demand(inPeriod: period, errorTables: one.tables))
                #expect(abs(demand.mean - one.process.outlook.mean[period - 1]) <= 1e-9 * max(1, demand.mean))
                let quantiles = demand.quantiles([0.025, 0.25, 0.5, 0.75, 0.975])
                #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 })
            }
        }
    }
}
