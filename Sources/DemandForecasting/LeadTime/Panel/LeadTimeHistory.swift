import CMath
import DemandModel

/// What the pooled model reads from one item's history at one moment: logarithms of a few demand rates and how unevenly demand
/// came.
///
/// Rates are per period and counted over the whole panel's length (periods before the item's first demand count as zero; `age`
/// tells the regression how many those are, so that leading zeros are not taken for lack of demand). Half a unit of demand is
/// added to each rate's window, which keeps the logarithm finite and draws short windows to where they have evidence.
struct LeadTimeFeatures {
    /// 1, log rate over about 2.5, 10 and all periods, log share of periods with demand (window 10), log mean size, log age share,
    /// log (1 + squared coefficient of variation of the sizes): the more a mean rests on a few large demands, the less it says; and
    /// three that say how silent the item is (`LeadTimeSilence`).
    static let count = 11
    var values: [Double]
    var silence: LeadTimeSilence
    var spread: LeadTimeSpread
    /// Periods with demand so far.
    var positives: Int
    /// Mean absolute difference of successive periods: the scale of pinball losses.
    var meanAbsoluteDifference: Double
    /// Largest demand of any period so far, units.
    var largest: Double
}

/// How unevenly an item's demand came so far: what its dispersion is estimated from.
struct LeadTimeSpread {
    /// log of the item's own (variance - mean) / mean^2 per period, at least log 0.05.
    var logDispersion: Double
    /// log (1 + squared coefficient of variation) of the sizes of its demands.
    var logSizes: Double
}

/// One pass over a history that yields features at chosen origins.
///
/// An unknown period is left out: no rate moves.
struct LeadTimeHistory {
    static let discounts = [0.6, 0.9]

    /// Features at each of the origins (number of periods known, ascending).
    ///
    /// - Parameter panelLength: periods of the longest history of the panel; a shorter one is taken to have started later.
    static func features(of series: DemandSeries, at origins: [Int], panelLength: Int) -> [LeadTimeFeatures] {
        var result: [LeadTimeFeatures] = []
        result.reserveCapacity(origins.count)
        let offset = max(0, panelLength - series.count)
        var fast = 0.0, slow = 0.0, often = 0.0
        var sum = 0.0, squares = 0.0, sizes = 0.0, squaredSizes = 0.0, positives = 0, first = -1, known = 0
        var differences = 0.0, largest = 0.0, previous = 0.0
        var last = -1, longestGap = 0
        var nextMissing = 0
        var t = 0
        for origin in origins {
            while t < min(origin, series.count) {
                if nextMissing < series.missing.count, series.missing[nextMissing] == t {
                    nextMissing += 1
                    t += 1
                    continue
                }
                let x = series.demand[t]
                fast += 0.4 * (x - fast)
                slow += 0.1 * (x - slow)
                often += 0.1 * ((x > 0 ? 1 : 0) - often)
                sum += x
                squares += x * x
                if x > 0 {
                    positives += 1
                    sizes += x
                    squaredSizes += x * x
                    if first < 0 { first = t } else { longestGap = max(longestGap, t - last - 1) }
                    last = t
                }
                if known > 0 { differences += abs(x - previous) }
                previous = x
                largest = max(largest, x)
                known += 1
                t += 1
            }
            let length = Double(offset + max(1, origin))
            let age = first < 0 ? 1 : Double(origin - first)
            func window(_ discount: Double) -> Double { (1 - pow(discount, length)) / (1 - discount) }
            let fastWindow = window(discounts[0]), slowWindow = window(discounts[1])
            let observed = Double(max(1, offset + known))
            let mean = max(sum / observed, 1e-9)
            let variance = max(squares / observed - mean * mean, 1e-9)
            let logSizes = positives > 0 ? log(Double(positives) * squaredSizes / (sizes * sizes)) : 0
            let silence = LeadTimeSilence(
                first: first, last: last, positives: positives, longestGap: longestGap, origin: min(origin, series.count))
            // slow / 0.1 is the discounted total; divided by the discounted number of periods it is the rate.
            let values = [
                1,
                log(max(0, fast) / 0.4 / fastWindow + 0.5 / fastWindow),
                log(max(0, slow) / 0.1 / slowWindow + 0.5 / slowWindow),
                log(max(0, sum) / observed + 0.5 / observed),
                log(often / 0.1 / slowWindow + 0.5 / slowWindow),
                log((max(0, sum) + 1) / Double(positives + 1)),
                log(max(1, age) / length),
                logSizes,
            ] + silence.values
            result.append(LeadTimeFeatures(
                values: values, silence: silence,
                spread: LeadTimeSpread(logDispersion: log(max((variance - mean) / (mean * mean), 0.05)), logSizes: logSizes),
                positives: positives, meanAbsoluteDifference: known > 1 ? differences / Double(known - 1) : 0, largest: largest))
        }
        return result
    }
}

/// Past windows of the panel: what was known at an origin and the total demand that came within the horizon.
struct LeadTimeSamples {
    /// Row-major, `LeadTimeFeatures.count` numbers per sample.
    var features: [Double] = []
    var spread: [LeadTimeSpread] = []
    /// Total demand of the window, units.
    var total: [Double] = []
    /// What is known today of the season multiplies a level of that time by so much over the window.
    var seasonRatio: [Double] = []
    /// Whose window it is: the index of its series.
    var owner: [Int] = []

    var count: Int { total.count }

    /// Items with a window that is no copy of another item's: what the panel really knows.
    var distinctItems: Int {
        var seen = Set<UInt64>(), items = Set<Int>()
        for i in 0..<count {
            var hash = total[i].bitPattern
            for j in 0..<LeadTimeFeatures.count {
                hash = (hash ^ features[i * LeadTimeFeatures.count + j].bitPattern) &* 0x9E37_79B9_7F4A_7C15
            }
            if seen.insert(hash).inserted { items.insert(owner[i]) }
        }
        return items.count
    }

    /// Windows of `horizon` periods ending at most `windows` steps before the end, of the series at `indices`.
    static func collect(
        _ series: [DemandSeries], indices: [Int], horizon: Int, windows: Int, step: Int, panelLength: Int, season: KnownSeason? = nil
    ) -> LeadTimeSamples {
        var result = LeadTimeSamples()
        var ratios: [Int: Double] = [:]
        for i in indices {
            let s = series[i]
            let origins = (0..<windows).map { s.count - horizon - $0 * step }.filter { $0 >= 1 }.reversed()
            guard !origins.isEmpty else { continue }
            let features = LeadTimeHistory.features(of: s, at: Array(origins), panelLength: panelLength)
            for (origin, f) in zip(origins, features) where f.positives >= 1 {
                guard let total = s.total(from: origin, periods: horizon) else { continue }
                result.features += f.values
                result.spread.append(f.spread)
                result.total.append(total)
                let start = s.firstPeriod + origin
                let ratio = ratios[start] ?? season?.ratio(from: start, horizon: horizon) ?? 1
                ratios[start] = ratio
                result.seasonRatio.append(ratio)
                result.owner.append(i)
            }
        }
        return result
    }
}

extension DemandSeries {
    /// Total demand of `periods` periods from an index on; `nil` where one of them is unknown or outside.
    func total(from start: Int, periods: Int) -> Double? {
        guard start >= 0, start + periods <= count, !missing.contains(where: { $0 >= start && $0 < start + periods }) else {
            return nil
        }
        return demand[start..<(start + periods)].reduce(0, +)
    }

    /// The series as it was known after the first `periods` periods.
    public func known(periods: Int) -> DemandSeries {
        DemandSeries(
            key: key, firstPeriod: firstPeriod, demand: Array(demand.prefix(periods)), missing: missing.filter { $0 < periods },
            price: Array(price.prefix(periods)), promotion: Array(promotion.prefix(periods)),
            stockout: Array(stockout.prefix(periods)))
    }
}
