import DemandModel
import Foundation
import Testing
@testable import DemandForecasting

struct StockoutCensoringTests {
    /// Poisson 5 a day, six on the shelf, what is wanted beyond is lost: E[min(D, 6)] = 4.507.
    @Test("Simulated truth: lost sales are put back to within 1% of demand")
    func truth() {
        var random = SeededGenerator(seed: 2)
        let demand = (0..<100_000).map { _ in random.poisson(5) }
        var before = 0.0, after = 0.0, squares = 0.0
        for start in stride(from: 0, to: 100_000, by: 5_000) {
            let part = Array(demand[start..<(start + 5_000)])
            let series = DemandSeries(
                key: ItemLocation(item: "milk"), firstPeriod: 0, demand: part.map { min($0, 6) }, stockout: part.map { $0 >= 6 })
            let corrected = StockoutCensoring.corrected(series)
            before += series.demand.reduce(0, +)
            after += corrected.series.demand.reduce(0, +)
            squares += corrected.series.demand.reduce(0) { $0 + ($1 - 5) * ($1 - 5) }
            #expect(corrected.series.demand.allSatisfy { $0 == $0.rounded() })
            #expect(zip(corrected.series.demand, series.demand).allSatisfy { $0 >= $1 })
        }
        #expect(abs(before / 100_000 - 4.507) < 0.02)
        #expect(abs(after / 100_000 - 5) < 0.05, "\(after / 100_000)")
        #expect(abs(squares / 100_000 - 5) < 0.5, "\(squares / 100_000)")
    }

    @Test("Without flags, without counts and with nothing but flags")
    func edges() {
        var series = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: [1, 2, 3])
        #expect(StockoutCensoring.corrected(series).series == series)
        series.stockout = [false, false, false]
        #expect(StockoutCensoring.corrected(series).remarks.isEmpty)
        series.stockout = [true, true, true]
        let all = StockoutCensoring.corrected(series)
        #expect(all.censored == [0, 1, 2] && all.series.demand.allSatisfy { $0.isFinite })
        let zero = DemandSeries(
            key: ItemLocation(item: "z"), firstPeriod: 0, demand: [0, 0, 0, 0], stockout: [false, true, false, false])
        #expect(StockoutCensoring.corrected(zero).series.demand.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(StockoutCensoring.corrected(DemandSeries(key: series.key, firstPeriod: 0, demand: [])).censored.isEmpty)
    }

    @Test("Weights and lengths are corrected like counts")
    func fractions() {
        var random = SeededGenerator(seed: 3)
        let demand = (0..<20_000).map { _ in random.poisson(8) * 0.37 }
        let series = DemandSeries(
            key: ItemLocation(item: "cheese"), firstPeriod: 0, demand: demand.map { min($0, 9 * 0.37) }, stockout: demand.map { $0 >= 9 * 0.37 })
        let corrected = StockoutCensoring.corrected(series)
        let truth = demand.reduce(0, +), sales = series.demand.reduce(0, +), found = corrected.series.demand.reduce(0, +)
        #expect(sales / truth < 0.93 && abs(found / truth - 1) < 0.01, "\(sales / truth) \(found / truth)")
        #expect(zip(corrected.series.demand, series.demand).allSatisfy { $0 >= $1 - 1e-12 })
        #expect(abs(corrected.addedUnits - (found - sales)) < 1e-6)
        #expect(corrected.remarks.count == 1)

        // Lengths off the roll: no unit at all.
        let lengths = (0..<4_000).map { _ -> Double in
            let normal = (-2 * log(random.uniform())).squareRoot() * cos(2 * Double.pi * random.uniform())
            return 6 * exp(0.3 * normal)
        }
        let cut = DemandSeries(
            key: ItemLocation(item: "ribbon"), firstPeriod: 0, demand: lengths.map { min($0, 7) }, stockout: lengths.map { $0 >= 7 })
        let wanted = lengths.reduce(0, +), sold = cut.demand.reduce(0, +)
        let ratio = StockoutCensoring.corrected(cut).series.demand.reduce(0, +) / wanted
        #expect(abs(ratio - 1) < 0.03 && sold < 0.95 * wanted, "\(ratio) \(sold / wanted)")
    }

    @Test("Where every period is flagged nothing bounds demand, so it is put back cautiously, and said")
    func allFlagged() {
        var random = SeededGenerator(seed: 5)
        let demand = (0..<300).map { _ in random.poisson(12) }
        let series = DemandSeries(
            key: ItemLocation(item: "a"), firstPeriod: 0, demand: demand.map { min($0, 9) }, stockout: demand.map { _ in true })
        let corrected = StockoutCensoring.corrected(series)
        let mean = corrected.series.demand.reduce(0, +) / 300
        #expect(corrected.isUnbounded && mean > 9 && mean < 13, "\(mean)")
        #expect(corrected.remarks.last?.contains("nothing bounds demand from above") == true)
    }

    /// Promotions double demand and empty a shelf that holds one and a half times the usual: level and promotion are told apart.
    @Test("A promotion that emptied the shelf is compared with promotions, not with ordinary periods")
    func promotions() {
        var random = SeededGenerator(seed: 6)
        var wanted = 0.0, promotedWanted = 0.0, promotedFound = 0.0, found = 0.0
        let panel = (0..<40).map { item in
            let promotion = (0..<156).map { ($0 * 7 + item) % 9 == 0 }
            let demand = promotion.map { random.poisson($0 ? 24 : 12) }
            wanted += demand.reduce(0, +)
            promotedWanted += zip(demand, promotion).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
            return DemandSeries(
                key: ItemLocation(item: "i\(item)"), firstPeriod: 0, demand: demand.map { min($0, 18) }, promotion: promotion,
                stockout: demand.map { $0 >= 18 })
        }
        let results = StockoutCensoring.corrected(panel: panel)
        for one in results {
            found += one.series.demand.reduce(0, +)
            promotedFound += zip(one.series.demand, one.series.promotion).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        }
        #expect(abs(found / wanted - 1) < 0.02, "\(found / wanted)")
        #expect(abs(promotedFound / promotedWanted - 1) < 0.06, "\(promotedFound / promotedWanted)")
        let summary = StockoutCensoring.summary(results) ?? ""
        #expect(summary.hasPrefix("stock-outs in ") && summary.contains(" periods of 40 series: sales are a lower bound of demand there, "), "\(summary)")
        #expect(StockoutCensoring.summary([]) == nil)
    }

    @Test("A silent stretch of a fast mover is unknown and reported; a closed shop, a slow item and a dead end are not")
    func inference() {
        var random = SeededGenerator(seed: 4)
        func item(_ name: String, _ rate: Double) -> DemandSeries {
            DemandSeries(key: ItemLocation(item: name), firstPeriod: 100, demand: (0..<60).map { _ in random.poisson(rate) })
        }
        var panel = (0..<9).map { item("fast\($0)", 20) } + [item("slow", 0.4)]
        for i in 0..<10 { panel[i].demand[40] = 0 }                       // everyone: a holiday
        for t in 20..<23 { panel[0].demand[t] = 0 }                       // one: out of stock
        for t in 50..<60 { panel[1].demand[t] = 0 }                       // one: at its end
        let results = StockoutCensoring.corrected(panel: panel)
        #expect(results[0].inferred == [20, 21, 22])
        #expect(results[0].series.missing == [20, 21, 22])
        #expect(results[0].remarks.first?.contains("taken as unknown") == true)
        #expect(results.dropFirst().allSatisfy { $0.inferred.isEmpty })
        #expect(StockoutCensoring.corrected(panel: panel, inferring: false).allSatisfy { $0.inferred.isEmpty })
        #expect(StockoutCensoring.corrected(panel: panel, exempt: [121])[0].inferred == [20, 22])
        // A day of the week on which little is sold: four in a hundred of them without a sale are nothing to report.
        var daily = (0..<9).map { item("fast\($0)", 20) }
        for t in stride(from: 6, to: 60, by: 7) { daily[0].demand[t] = t == 34 ? 0 : 2 }
        #expect(StockoutCensoring.corrected(panel: daily)[0].inferred == [34])
        #expect(StockoutCensoring.corrected(panel: daily, cycle: 7)[0].inferred.isEmpty)
    }
}

struct ItemLifecycleTests {
    private func series(_ demand: [Double]) -> DemandSeries {
        DemandSeries(key: ItemLocation(item: "x"), firstPeriod: 10, demand: demand)
    }

    @Test("Stages")
    func stages() {
        let zeros = [Double](repeating: 0, count: 20)
        #expect(ItemLifecycle(series(zeros)).stage == .unsold)
        #expect(ItemLifecycle(series(zeros + [1, 2])).stage == .new)
        let steady = [Double](repeating: 3, count: 20)
        #expect(ItemLifecycle(series(steady)).stage == .selling)
        #expect(ItemLifecycle(series(steady + zeros)).stage == .ending)
        #expect(ItemLifecycle(series(steady + zeros + [3, 3])).stage == .reborn)
        #expect(ItemLifecycle(series(steady)).remark == nil)
        #expect(ItemLifecycle(series([])).stage == .unsold)
    }

    @Test("Leading zeros are cut where the rhythm does not explain them")
    func launch() {
        let cut = ItemLifecycle.fromLaunch(series([Double](repeating: 0, count: 10) + [4, 3, 5]))
        #expect(cut.demand == [4, 3, 5] && cut.firstPeriod == 20)
        let slow = series([0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
        #expect(ItemLifecycle.fromLaunch(slow) == slow)
    }

    @Test("The chance to be alive is 1 without silence and falls with it, faster for regular items")
    func alive() {
        #expect(ItemLifecycle.aliveProbability(silence: 0, demandShare: 0.5) == 1)
        var last = 1.0
        for z in 1...30 {
            let a = ItemLifecycle.aliveProbability(silence: z, demandShare: 0.5)
            #expect(a < last && a > 0)
            #expect(a < ItemLifecycle.aliveProbability(silence: z, demandShare: 0.2))
            last = a
        }
        // By hand: stay = 0.5 * 0.99; one silent period: 0.495 / (0.495 + 0.01)
        #expect(abs(ItemLifecycle.aliveProbability(silence: 1, demandShare: 0.5) - 0.495 / 0.505) < 1e-12)
    }

    @Test("Bulk orders stand apart")
    func bulk() {
        let split = BulkOrders(lines: [1, 2, 2, 1, 3, 2, 1, 2, 2, 500])
        #expect(split.threshold == 40 && split.lineCount == 1)
        #expect(abs(split.shareOfDemand - 500.0 / 516) < 1e-12)
        #expect(BulkOrders(lines: [1, 500]).threshold == .infinity)
        #expect(BulkOrders(lines: [Double](repeating: 4, count: 50)).lineCount == 0)
    }

    @Test("Quantiles of a distribution are exact")
    func quantiles() {
        // Poisson 4: F(4) = 0.6288, F(6) = 0.8893, F(7) = 0.9489
        #expect(DemandDistribution(mean: 4, variance: 4, isCount: true).quantiles([0.5, 0.889, 0.9]) == [4, 6, 7])
        let large = DemandDistribution(mean: 1e5, variance: 1e6, isCount: true).quantiles([0.5, 0.99])
        #expect(abs(large[0] - 1e5) < 5 && abs(large[1] - 102_330) < 30)
        #expect(DemandDistribution(mean: 7, variance: 0, isCount: false).quantiles([0.5]) == [7])
    }
}
