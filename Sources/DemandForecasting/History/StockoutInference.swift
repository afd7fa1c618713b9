import CMath
import DemandModel
import TextForms

extension StockoutCensoring {
    /// Corrects a whole panel: flagged periods as `corrected(_:)` does, and implausible runs of zeros in fast movers as unknown.
    ///
    /// A run of one to eight periods without demand is implausible where the item sold in at least nine of ten of the 26 periods
    /// around it, at no less than half of its usual rate within the four periods on both sides, and where a negative binomial of
    /// the item's mean and dispersion gives the run a probability under one in 100,000. Periods in which more than a third of the
    /// fast movers sold nothing are holidays of the shop, not stock-outs. A run that lasts to the end of the history is left
    /// alone: it may be the end of the item. Every inferred period is reported in `remarks`.
    ///
    /// - Parameters:
    ///   - inferring: false corrects flagged periods only.
    ///   - cycle: periods after which demand repeats, 7 for days of the week: a quiet weekday is expected to be quiet.
    ///   - exempt: numbers of periods in which something else explains silence: events of the calendar.
    public static func corrected(
        panel: [DemandSeries], inferring: Bool = true, cycle: Int = 1, exempt: Set<Int> = []
    ) -> [StockoutCensoring] {
        correctedLearning(panel, inferring: inferring, cycle: cycle, exempt: exempt).results
    }

    /// `corrected(panel:)`, with what the panel has taught.
    ///
    /// - Parameters:
    ///   - known: what a panel has taught before: each series is then corrected by it alone. `nil`: it is learnt here.
    ///   - isLearntFrom: whether a series was part of what taught it: its own part is not held against it.
    static func correctedLearning(
        _ panel: [DemandSeries], inferring: Bool = true, cycle: Int = 1, exempt: Set<Int> = [], known: StockoutFacts? = nil,
        isLearntFrom: (DemandSeries) -> Bool = { _ in true }
    ) -> (results: [StockoutCensoring], facts: StockoutFacts) {
        var (plain, facts) = pooled(panel, known: known, isLearntFrom: isLearntFrom)
        guard inferring else { return (plain, facts) }
        let fast = panel.map { isFastMover($0) }
        if let known {
            facts.movers = known.movers
        } else {
            for (series, isFast) in zip(panel, fast) where isFast {
                for (t, x) in series.demand.enumerated() {
                    facts.movers[series.firstPeriod + t, default: StockoutFacts.Movers()].add(isZero: x == 0)
                }
            }
        }
        let movers = facts.movers
        let results = zip(plain, fast).map { result, isFast -> StockoutCensoring in
            guard isFast else { return result }
            var result = result
            let series = result.series
            let found = implausibleRuns(series, cycle: cycle).filter { t in
                guard !exempt.contains(series.firstPeriod + t) else { return false }
                guard let count = movers[series.firstPeriod + t] else { return true }
                return count.all < 3 || 3 * count.zero <= count.all
            }
            guard !found.isEmpty else { return result }
            result.inferred = found
            result.series.missing = Set(series.missing).union(found).sorted()
            return result
        }
        return (results, facts)
    }

    /// What was corrected over all series, in one sentence; `nil` where nothing was: no stock-out is corrected without a word.
    public static func summary(_ corrections: [StockoutCensoring]) -> String? {
        func counted(_ periods: KeyPath<StockoutCensoring, [Int]>) -> String {
            let hit = corrections.filter { !$0[keyPath: periods].isEmpty }
            let sum = hit.reduce(0) { $0 + $1[keyPath: periods].count }
            return "\(sum) \(sum == 1 ? "period" : "periods") of \(hit.count) series"
        }
        var parts: [String] = []
        if corrections.contains(where: { !$0.censored.isEmpty }) {
            let added = corrections.reduce(0) { $0 + $1.addedUnits }
            parts.append("stock-outs in \(counted(\.censored)): sales are a lower bound of demand there, "
                + "\(decimalText((added * 10).rounded() / 10)) units of demand added")
        }
        if corrections.contains(where: { !$0.inferred.isEmpty }) {
            parts.append("\(counted(\.inferred)) without any sale look like stock-outs of fast movers and are taken as unknown")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private static func isFastMover(_ series: DemandSeries) -> Bool {
        guard series.count >= 20 else { return false }
        let positives = series.demand.filter { $0 > 0 }.count
        return Double(positives) >= 0.8 * Double(series.count) && series.demand.reduce(0, +) >= 2 * Double(series.count)
    }

    private static func implausibleRuns(_ series: DemandSeries, cycle: Int) -> [Int] {
        let x = series.demand, n = x.count
        let unknown = Set(series.missing)
        let flagged = series.stockout.count == n ? series.stockout : [Bool](repeating: false, count: n)
        var result: [Int] = []
        var start = 0
        while start < n {
            guard x[start] == 0, !unknown.contains(start), !flagged[start] else {
                start += 1
                continue
            }
            var end = start
            while end < n, x[end] == 0 { end += 1 }
            defer { start = end }
            guard start >= 4, end <= n - 4, end - start <= 8 else { continue }
            let around = (max(0, start - 13)..<min(n, end + 13)).filter { ($0 < start || $0 >= end) && !unknown.contains($0) }
            let mean = around.reduce(0) { $0 + x[$1] } / Double(max(1, around.count))
            let variance = around.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / Double(max(1, around.count))
            let sold = around.filter { x[$0] > 0 }.count
            let before = x[(start - 4)..<start].reduce(0, +) / 4, after = x[end..<(end + 4)].reduce(0, +) / 4
            guard around.count >= 12, 10 * sold >= 9 * around.count, min(before, after) >= 0.5 * mean else { continue }
            let phi = max((variance - mean) / (mean * mean), 0.05)
            let logProbability = (start..<end).reduce(0.0) { sum, t in
                let alike = cycle > 1 ? around.filter { ($0 - t) % cycle == 0 } : []
                let expected = (alike.reduce(mean) { $0 + x[$1] }) / Double(alike.count + 1)
                return sum - log1p(phi * expected) / phi
            }
            if logProbability < log(1e-5) { result += start..<end }
        }
        return result
    }
}
