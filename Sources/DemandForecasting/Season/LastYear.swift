import CMath
import DemandModel

/// The form of last year's path: how much of a week's value is the week's own, and of a series' profile its own.
struct SeasonShape: Sendable, Codable, Equatable {
    /// Weeks on each side over which a week is smoothed, with triangular weights.
    var reach: Int
    /// Of what of the series' deviations from the panel looks like noise, the share that is taken for it.
    var noiseShare: Double

    /// The form that public panels of one to two years taught.
    static let usual = SeasonShape(reach: 2, noiseShare: 0.5)
    /// Those that a panel's own past chooses from: narrow peaks, and series with seasons of their own, show in the errors of the year before.
    static let all = [usual] + [(2, 0.25), (2, 0), (1, 0.5), (1, 0.25), (1, 0), (0, 0.5), (0, 0.25), (0, 0)].map { SeasonShape(reach: $0, noiseShare: $1) }
}

/// What each series of a panel would do in the coming periods if last year's came again at this year's level.
///
/// A year is `year` periods. Of each series' last year the profile is blended with that of the panel's total (each series
/// weighted with the inverse square root of its level), by half of what of the series' deviations from the panel looks like noise; weeks are smoothed over five of
/// them, days over five weeks (both as `SeasonShape` says). The level is last year's times the growth of the last quarter of a year over the same of last year: the panel's to the
/// power 0.7, and of what the series' own differs from it a quarter up to a factor of e and all beyond that: a small difference is mostly
/// noise, a series that has all but ended is none.
///
/// Intermittent series and those younger than a year have no profile of their own worth the name: they take the ratio of the panel's coming
/// periods to what the panel was over the time that their level comes from.
struct LastYear {
    private let whole: PanelYear
    private let panel: [Item?]

    var year: Int { whole.year }
    var isDaily: Bool { whole.isDaily }
    private var index: [Double] { whole.index }
    private var firstPeriod: Int { whole.firstPeriod }
    private var growth: Double { whole.growth }
    private var totalGrowth: Double? { whole.totalGrowth }
    private var lastingIndex: [Double] { whole.lastingIndex }
    private var isComparable: Bool { whole.isComparable }
    private var signal: Double { whole.signal }

    private struct Item {
        var first: Int
        /// NaN where not known.
        var values: [Double]
        /// Over the last year, or over its life.
        var mean: Double
    }

    /// Ratios to a series' mean above this say nothing of the panel.
    private static let largestRatio = 10.0
    /// Of the mean of so many periods, added on both sides of a growth.
    private static let growthOffset = 0.05
    private static let panelGrowthPower = 0.7, ownGrowthShare = 0.25
    /// Differences of growth beyond this count in full, log.
    private static let noisyGrowth = 1.0
    /// How fast the weight of the past falls in the level of an intermittent series.
    private static let levelSpeed = 0.07
    /// Nothing is forecast below this share of a series' mean, so that ratios stay finite.
    static let smallestShare = 0.02
    private static let fewestPeriods = 8
    private static let comparableShare = 0.25

    /// Periods that a panel may be short of a year: a month.
    static func mostUnknown(year: Int) -> Int { max(year / 13, 1) }

    /// What series of a panel would do, with what the panel as a whole is known to have done.
    ///
    /// - Parameter panel: series with aligned period numbers.
    init(_ panel: [DemandSeries], whole: PanelYear) {
        self.whole = whole
        self.panel = panel.map { Self.item($0, year: whole.year) }
    }

    /// - Parameters:
    ///   - panel: series with aligned period numbers.
    ///   - year: periods: 12, 52 or 53, or 364 of days.
    init(_ panel: [DemandSeries], year: Int) {
        let isDaily = year > 104
        let items = panel.map { Self.item($0, year: year) }
        self.panel = items
        let first = items.compactMap { $0?.first }.min() ?? 0
        let end = items.compactMap { $0.map { $0.first + $0.values.count } }.max() ?? 0
        let lasting = Self.lasting(items, year: year)
        let total = Self.total(items.compactMap { $0 }, first: first, end: end)
        let level = Self.mean(total.suffix(year).filter { !$0.isNaN }) ?? 1
        let index = Self.smoothed(total.map { level > 0 ? $0 / level : .nan }, reach: isDaily ? 17 : 0)
        let kept = lasting.isEmpty ? [] : Self.total(lasting, first: first, end: end)
        whole = PanelYear(
            year: year, index: index, firstPeriod: first, growth: Self.panelGrowth(lasting, year: year), totalGrowth: Self.growth(total, year: year),
            lastingIndex: Self.smoothed(kept, reach: isDaily ? 17 : 0),
            isComparable: Double(lasting.count) >= max(3, Self.comparableShare * Double(items.compactMap { $0 }.count)),
            signal: Self.signal(lasting, index: index, firstPeriod: first, year: year))
    }

    /// What is of the panel.
    var panelYear: PanelYear { whole }

    /// The path of series `i` of the panel; `nil` where the series or the panel does not reach back far enough.
    func path(_ i: Int, horizon: Int, shape form: SeasonShape = .usual) -> [Double]? {
        guard let item = panel[i], item.values.count >= year else { return nil }
        let end = item.first + item.values.count, start = end - year
        let shape = (0..<year).map { indexAt(start + $0) }
        guard let level = Self.mean(shape.filter { !$0.isNaN }), level > 0 else { return nil }
        let own = Array(Self.smoothed(item.values, reach: isDaily ? 17 : (year > 12 ? form.reach : 0)).suffix(year))
        let noise = form.noiseShare * Self.noise(item, shape.map { $0 / level }, signal: signal)
        let factor = exp(Self.panelGrowthPower * growth + ownGrowth(item, level: level))
        return (0..<horizon).map { h in
            let place = h % year
            let common = item.mean * shape[place] / level
            let value = common.isNaN || own[place].isNaN ? (common.isNaN ? own[place] : common) : (1 - noise) * own[place] + noise * common
            return value.isNaN ? item.mean * factor : max(value, Self.smallestShare * item.mean) * factor
        }
    }

    /// For series `i`: the panel's total in the coming periods, as last year's and its growth say, over what it was where the series' level comes from;
    /// `nil` where the panel does not reach back far enough. Where the growth is not known, a growing shop cannot be told from a season: the total's ratio
    /// then counts half, that of the series that lasted the other half.
    func ratios(_ i: Int, horizon: Int) -> [Double]? {
        guard isComparable, let item = panel[i] else { return nil }
        let end = item.first + item.values.count
        guard let total = ratios(item, index, end: end, horizon: horizon) else { return nil }
        if let totalGrowth { return total.map { max($0 * exp(totalGrowth), Self.smallestShare) } }
        guard let lasting = ratios(item, lastingIndex, end: end, horizon: horizon) else { return nil }
        return zip(total, lasting).map { max(($0 * $1).squareRoot(), Self.smallestShare) }
    }

    private func ratios(_ item: Item, _ index: [Double], end: Int, horizon: Int) -> [Double]? {
        func at(_ period: Int) -> Double { index.indices.contains(period - firstPeriod) ? index[period - firstPeriod] : .nan }
        var sum = 0.0, weights = 0.0, weight = 1.0
        for t in item.values.indices.reversed() {
            let value = at(item.first + t)
            if !value.isNaN, !item.values[t].isNaN {
                sum += weight * value
                weights += weight
            }
            weight *= 1 - Self.levelSpeed * (isDaily ? 1.0 / 7 : (year > 12 ? 1 : 4))
        }
        guard weights > 0, sum > 0 else { return nil }
        var ratios = (0..<horizon).map { at(end - year + $0 % year) / (sum / weights) }
        // Where the file begins less than a month after the coming periods' counterparts, the first known one stands for them.
        if let known = ratios.firstIndex(where: { !$0.isNaN }), known <= Self.mostUnknown(year: year) {
            for h in 0..<known { ratios[h] = ratios[known] }
        }
        return ratios.contains(where: \.isNaN) ? nil : ratios
    }

    private func indexAt(_ period: Int) -> Double {
        index.indices.contains(period - firstPeriod) ? index[period - firstPeriod] : .nan
    }

    /// What of the series' growth over the panel's is believed, log. Where the last year's quarter is not known: of its level over its mean, without
    /// the panel's season.
    private func ownGrowth(_ item: Item, level: Double) -> Double {
        let n = item.values.count, quarter = max(year / 4, 1), count = min(quarter, n - year)
        let isSeen = count > year / 13
        var recent = 0.0, before = 0.0, known = 0.0
        for t in (n - (isSeen ? count : quarter))..<n where !item.values[t].isNaN {
            let other = isSeen ? item.values[t - year] : item.mean * indexAt(item.first + t) / level
            guard !other.isNaN else { continue }
            recent += item.values[t]
            before += other
            known += 1
        }
        guard known > 0 else { return 0 }
        let offset = Self.growthOffset * known * item.mean
        let difference = log((recent + offset) / (before + offset)) - (isSeen ? growth : 0)
        let share = isSeen ? Self.ownGrowthShare : 0
        let small = min(max(difference, -Self.noisyGrowth), Self.noisyGrowth)
        return share * small + (difference - small)
    }

    private static func item(_ series: DemandSeries, year: Int) -> Item? {
        guard series.count >= fewestPeriods, series.demand.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
        var values = series.demand
        for t in series.missing where t < values.count { values[t] = .nan }
        guard let mean = mean(values.suffix(year).filter { !$0.isNaN }), mean > 0 else { return nil }
        return Item(first: series.firstPeriod, values: values, mean: mean)
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Sum of all series by period, each weighted with the inverse root of its level while it was sold, at most ten times that. A total, not a mean: what
    /// begins takes the place of what ends, and neither passes for a season.
    private static func total(_ items: [Item], first: Int, end: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: max(end - first, 0))
        var known = [Bool](repeating: false, count: sums.count)
        for item in items {
            guard let begin = item.values.firstIndex(where: { $0 > 0 }), let last = item.values.lastIndex(where: { $0 > 0 }),
                  let level = mean(item.values[begin...last].filter { !$0.isNaN }) else { continue }
            for (t, value) in item.values.enumerated() where !value.isNaN {
                sums[item.first - first + t] += min(value, largestRatio * level) / level.squareRoot()
                known[item.first - first + t] = true
            }
        }
        return sums.indices.map { known[$0] ? sums[$0] : .nan }
    }

    /// Of the last quarter over the same of last year, as far as both are known.
    private static func growth(_ total: [Double], year: Int) -> Double? {
        let n = total.count, count = min(max(year / 4, 1), n - year)
        guard count > year / 13 || (count > 0 && year == 12) else { return nil }
        var recent = 0.0, before = 0.0
        for t in (n - count)..<n where !total[t].isNaN && !total[t - year].isNaN {
            recent += total[t]
            before += total[t - year]
        }
        return recent > 0 && before > 0 ? min(max(log(recent / before), -3), 3) : nil
    }

    /// Series that were wanted in both the first and the last quarter of the last year: what began or ended in it would pass for a season. All of a
    /// year's length where fewer than three are. A year is what is on file where that is less.
    private static func lasting(_ items: [Item?], year: Int) -> [Item] {
        let year = min(year, items.compactMap { $0?.values.count }.max() ?? year)
        let quarter = max(year / 4, 1), whole = items.compactMap { $0 }.filter { $0.values.count >= year }
        let lasting = whole.filter { item in
            let last = item.values.suffix(year)
            return last.prefix(quarter).contains { $0 > 0 } && last.suffix(quarter).contains { $0 > 0 }
        }
        return lasting.count >= 3 ? lasting : whole
    }

    /// Of the series that have both quarters, summed as the index is.
    private static func panelGrowth(_ items: [Item], year: Int) -> Double {
        var recent = 0.0, before = 0.0
        for item in items {
            let n = item.values.count, count = min(year / 4, n - year), weight = item.mean.squareRoot()
            guard count > 0 else { continue }
            for t in (n - count)..<n where !item.values[t].isNaN && !item.values[t - year].isNaN {
                recent += weight * min(item.values[t] / item.mean, largestRatio)
                before += weight * min(item.values[t - year] / item.mean, largestRatio)
            }
        }
        return recent > 0 && before > 0 ? min(max(log(recent / before), -1), 1) : 0
    }

    /// Mean covariance of neighbouring deviations of the series from the index: what of them is a season of their own.
    private static func signal(_ items: [Item], index: [Double], firstPeriod: Int, year: Int) -> Double {
        var sum = 0.0, count = 0.0
        for item in items where item.values.count >= year {
            let deviations = deviations(item, index: index, firstPeriod: firstPeriod, year: year)
            var own = 0.0, pairs = 0.0
            for t in 1..<deviations.count where !deviations[t].isNaN && !deviations[t - 1].isNaN {
                own += deviations[t] * deviations[t - 1]
                pairs += 1
            }
            if pairs > 0 {
                sum += own / pairs
                count += 1
            }
        }
        return count > 0 ? max(sum / count, 0) : 0
    }

    private static func deviations(_ item: Item, index: [Double], firstPeriod: Int, year: Int) -> [Double] {
        let start = item.first + item.values.count - year - firstPeriod
        return item.values.suffix(year).enumerated().map { t, value in
            min(value / item.mean, largestRatio) - index[start + t]
        }
    }

    /// Share of the series' deviations from the panel's profile that looks like noise.
    private static func noise(_ item: Item, _ shape: [Double], signal: Double) -> Double {
        var sum = 0.0, count = 0.0
        for (value, common) in zip(item.values.suffix(shape.count), shape) where !value.isNaN && !common.isNaN {
            let deviation = min(value / item.mean, largestRatio) - common
            sum += deviation * deviation
            count += 1
        }
        guard count > 0, sum > 0 else { return 1 }
        return 1 - min(signal / (sum / count), 1)
    }

    /// Triangular weights over `reach` neighbours on each side; gaps and what lies beyond the ends are left out.
    private static func smoothed(_ values: [Double], reach: Int) -> [Double] {
        let n = values.count
        guard reach > 0 else { return values }
        return (0..<n).map { t in
            var sum = 0.0, weight = 0.0
            for k in max(0, t - reach)...min(n - 1, t + reach) where !values[k].isNaN {
                let share = 1 - Double(abs(k - t)) / Double(reach + 1)
                sum += share * values[k]
                weight += share
            }
            return weight > 0 ? sum / weight : .nan
        }
    }
}
