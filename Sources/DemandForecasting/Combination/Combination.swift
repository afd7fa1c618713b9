import CMath
import DemandModel

/// Weighted members of one series' forecast.
///
/// Two combinations are averaged, half and half unless the panel shows that evidence misleads (`LearntShare`): by flattened evidence
/// alone, trimmed by a quarter of the weight at each end, and by the weights learnt on the panel, trimmed by a tenth. Trimming is done at every probability and period on its own: the members'
/// quantiles are sorted and the central part of the weight averaged, which removes exploding trends without a rule for them.
/// As every member's quantile grows with the probability, so does the combined one.
struct Combination {
    private(set) var members: [MemberPath]
    private var parts: [Part]
    /// Weight that each member really has after trimming, on average over the horizon; sums to 1.
    private(set) var shares: [Double]
    /// Combined median per period, without rounding.
    private(set) var medians: [Double]

    struct Part {
        var weights: [Double]
        /// Weight cut off at each end.
        var trim: Double
        /// Of the whole combination; the parts' shares sum to 1.
        var share = 1.0

        /// Cut off the combination by evidence, and off the learnt one.
        static let evidenceTrim = 0.25, learntTrim = 0.1
    }

    /// Members below this share in every part add nothing that can be seen.
    static let smallestShare = 1e-3

    init(members: [MemberPath], parts: [Part]) {
        self.members = members
        self.parts = parts
        let horizon = members.first?.location.count ?? 0
        var sorter = TrimmedMean(count: members.count)
        var mass = [Double](repeating: 0, count: members.count)
        medians = [Double](repeating: 0, count: horizon)
        let table = Self.table(members, horizon: horizon) { $0.median($1) }
        for h in 0..<horizon {
            sorter.sort { table[$0 * horizon + h] }
            for part in parts {
                medians[h] += part.share * sorter.mean(part, mass: &mass)
            }
        }
        let total = mass.reduce(0, +)
        shares = total > 0 ? mass.map { $0 / total } : mass
    }

    /// All weight on one member.
    init(single member: MemberPath) {
        self.init(members: [member], parts: [Part(weights: [1], trim: 0)])
    }

    /// The means of all members multiplied by a factor per period, and with them their spread and how far they lie apart, or what `spread` leaves of both.
    func scaled(by factors: [Double], spread: SeasonSpread? = nil) -> Combination {
        let centre = spread == nil ? [] : means()
        return Combination(members: members.map { $0.scaled(by: factors, spread: spread, around: centre) }, parts: parts)
    }

    func means() -> [Double] { combined { $0.mean($1) } }

    func quantiles(score: Double) -> [Double] { combined { $0.quantile($1, score: score) } }

    /// One period's quantile.
    func quantile(_ h: Int, score: Double) -> Double {
        var sorter = TrimmedMean(count: members.count), unused = [Double](repeating: 0, count: members.count)
        sorter.sort { members[$0].quantile(h, score: score) }
        return parts.reduce(0) { $0 + $1.share * sorter.mean($1, mass: &unused) }
    }

    /// A value of every member and period, members first: each is taken out of the array once, as copying one costs more than what is asked of it.
    private static func table(_ members: [MemberPath], horizon: Int, _ value: (MemberPath, Int) -> Double) -> [Double] {
        var table = [Double](repeating: 0, count: members.count * horizon)
        for (i, member) in members.enumerated() {
            for h in 0..<horizon { table[i * horizon + h] = value(member, h) }
        }
        return table
    }

    private func combined(_ value: (MemberPath, Int) -> Double) -> [Double] {
        var sorter = TrimmedMean(count: members.count), unused = [Double](repeating: 0, count: members.count)
        let horizon = medians.count, table = Self.table(members, horizon: horizon, value)
        return medians.indices.map { h in
            sorter.sort { table[$0 * horizon + h] }
            return parts.reduce(0) { $0 + $1.share * sorter.mean($1, mass: &unused) }
        }
    }

    /// Variance of one period, of the mixture of the members around the combined mean.
    func variance(_ h: Int, mean: Double) -> Double {
        zip(members, shares).reduce(0) { sum, item in
            let distance = item.0.mean(h) - mean
            return item.1 > 0 ? sum + item.1 * (item.0.variance(h) + distance * distance) : sum
        }
    }

    /// `variance` of every period.
    func variances(mean: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: mean.count)
        for (member, share) in zip(members, shares) where share > 0 {
            for h in mean.indices {
                let distance = member.mean(h) - mean[h]
                result[h] += share * (member.variance(h) + distance * distance)
            }
        }
        return result
    }

    /// Variance of the totals, of the mixture around the combined mean.
    func cumulativeVariance(mean: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: mean.count), own = [Double](repeating: 0, count: members.count)
        var largest = 0.0, centre = 0.0
        let means = Self.table(members, horizon: mean.count) { $0.mean($1) }
        let variances = Self.table(members, horizon: mean.count) { $1 < $0.cumulativeVariance.count ? $0.cumulativeVariance[$1] : 0 }
        for h in mean.indices {
            centre += mean[h]
            var sum = 0.0
            for i in members.indices where shares[i] > 0 {
                own[i] += means[i * mean.count + h]
                let distance = own[i] - centre
                sum += shares[i] * (variances[i * mean.count + h] + distance * distance)
            }
            // Crossing members may come closer again; what is known of a longer total is never more than of a shorter one.
            largest = max(largest, sum)
            result[h] = largest
        }
        return result
    }

    /// Names and shares, largest first (equal shares in the order of the members).
    func namedShares() -> [ForecastMember] {
        shares.indices.filter { shares[$0] > 0 }.sorted { shares[$0] != shares[$1] ? shares[$0] > shares[$1] : $0 < $1 }
            .map { ForecastMember(name: members[$0].name, weight: shares[$0]) }
    }
}

/// Means of the central part of a weighted set of values. Orders are kept from one call to the next, which makes sorting
/// neighbouring periods nearly free.
struct TrimmedMean {
    private var order: [Int]
    private var values: [Double]

    init(count: Int) {
        order = Array(0..<count)
        values = [Double](repeating: 0, count: count)
    }

    /// Insertion sort by value; equal values in the order of the members.
    mutating func sort(_ value: (Int) -> Double) {
        for i in values.indices { values[i] = value(i) }
        values.withUnsafeBufferPointer { values in
            order.withUnsafeMutableBufferPointer { order in
                for i in order.indices.dropFirst() {
                    let moving = order[i], v = values[moving]
                    var j = i
                    while j > 0, values[order[j - 1]] > v || (values[order[j - 1]] == v && order[j - 1] > moving) {
                        order[j] = order[j - 1]
                        j -= 1
                    }
                    order[j] = moving
                }
            }
        }
    }

    /// Mean of the weight between `trim` and 1 - `trim`; adds each member's part of it, times the share, to `mass`.
    func mean(_ part: Combination.Part, mass: inout [Double]) -> Double {
        var below = 0.0, sum = 0.0
        // The weights sum to 1.
        let scale = part.share / (1 - 2 * part.trim)
        for i in order {
            let above = below + part.weights[i]
            let inside = min(above, 1 - part.trim) - max(below, part.trim)
            if inside > 0 {
                sum += inside * values[i]
                mass[i] += inside * scale
            }
            below = above
        }
        return sum / (1 - 2 * part.trim)
    }
}
