import CMath
import DemandModel
import NumericCore

/// The distribution of a number of days, on whole days; what is missing to 1 never comes.
struct DayCurve: Sendable, Equatable {
    /// Day of `cumulative[0]`.
    var first: Int
    /// P(T <= first + i).
    var cumulative: [Double]

    /// Days further out than this are not told apart from never.
    static let farthestDays = 1_500

    func probability(upTo day: Int) -> Double {
        if day < first { return 0 }
        return cumulative[min(day - first, cumulative.count - 1)]
    }

    /// All mass on one day.
    static func point(_ day: Int) -> DayCurve { DayCurve(first: day, cumulative: [1]) }

    /// Gamma distributed days; a point where the spread is 0. A day holds what falls on it when rounded.
    static func gamma(mean: Double, standardDeviation: Double) -> DayCurve {
        guard standardDeviation > 0, mean > 0 else { return .point(Int(max(0, mean).rounded())) }
        let gamma = GammaDistribution(mean: mean, variance: standardDeviation * standardDeviation)
        var cumulative: [Double] = []
        var day = 0
        while day < farthestDays {
            cumulative.append(gamma.cdf(Double(day) + 0.5))
            if cumulative[day] > 1 - 1e-9 { break }
            day += 1
        }
        cumulative[cumulative.count - 1] = 1
        return DayCurve(first: 0, cumulative: cumulative)
    }

    /// The product-limit estimate (Kaplan and Meier 1958, J. Am. Stat. Assoc. 53, eq. 2b) of days with weights, with open cases that have
    /// not ended before their day.
    ///
    /// Of n cases one more may be later than all: 1 / (n + 1) of the mass follows the last day, falling off geometrically. Where open
    /// cases are older than every ended one, what is left beyond this never ends: orders get lost. Days are spread over unseen days around them, so
    /// that a day between two seen ones is about as likely as they are.
    ///
    /// - Parameter keepsReserve: false for a curve that is mixed with a wider one, which has what was never seen already.
    /// - Returns: `nil` where nothing has ended.
    static func productLimit(ended: WeightedDays, open: WeightedDays, keepsReserve: Bool = true) -> DayCurve? {
        let total = ended.total
        guard let firstDay = ended.days.first, let lastDay = ended.days.last, total > 0, lastDay - firstDay < farthestDays else { return nil }
        // At risk on a day: the ended ones of that day and later, the open ones of later days.
        var mass = [Double](repeating: 0, count: lastDay - firstDay + 1)
        var atRisk = total + open.total
        var surviving = 1.0
        var nextOpen = 0
        for (day, weight) in zip(ended.days, ended.weights) {
            while nextOpen < open.days.count, open.days[nextOpen] <= day {
                atRisk -= open.weights[nextOpen]
                nextOpen += 1
            }
            let dying = min(surviving, surviving * weight / max(atRisk, weight))
            mass[day - firstDay] = dying
            surviving -= dying
            atRisk -= weight
        }
        let effective = (total + open.total) * ended.cases / total
        let smooth = spread(mass, first: firstDay, cases: effective)
        return withTail(smooth.mass, first: smooth.first, surviving: surviving, cases: effective, keepsReserve: keepsReserve)
    }

    /// Spreads each day that was seen over the days around it on which nothing was, by a triangle as wide as the way to the nearer seen day, at most half of
    /// Silverman's width. Where every day was seen nothing is spread: a mode of a few days beside a far one keeps its edges.
    private static func spread(_ mass: [Double], first: Int, cases: Double) -> (first: Int, mass: [Double]) {
        let moments = momentsOf(mass)
        let most = Int((0.45 * moments.deviation * pow(max(1, cases), -0.2)).rounded())
        guard most >= 1 else { return (first, mass) }
        let seen = mass.indices.filter { mass[$0] > 0 }
        var result = [Double](repeating: 0, count: mass.count + 2 * most)
        for (place, index) in seen.enumerated() {
            let before = place > 0 ? index - seen[place - 1] : Int.max, after = place + 1 < seen.count ? seen[place + 1] - index : Int.max
            let nearest = min(before, after)
            let half = nearest == Int.max ? 0 : min(most, nearest - 1)
            // Triangle of weights half + 1 - |k|, sum (half + 1)^2.
            let scale = mass[index] / Double((half + 1) * (half + 1))
            for k in -half...half { result[index + most + k] += scale * Double(half + 1 - abs(k)) }
        }
        return (first - most, result)
    }

    private static func withTail(_ mass: [Double], first: Int, surviving: Double, cases: Double, keepsReserve: Bool) -> DayCurve {
        let reserve = 1 / (cases + 1)
        let deviation = momentsOf(mass).deviation
        // Suppliers that are exact to the day stay so but for the reserve.
        let mean = max(1, 0.5 * deviation)
        let ending = 1 - surviving
        let tail = surviving > 0 ? min(surviving, 1.5 * reserve) : keepsReserve ? reserve : 0
        let body = surviving > 0 ? ending : 1 - tail
        var cumulative: [Double] = []
        var sum = 0.0
        for value in mass {
            sum += value / max(ending, 1e-12) * body
            cumulative.append(sum)
        }
        let decay = mean / (1 + mean)
        var left = tail
        while left > 1e-6, cumulative.count < farthestDays {
            sum += left * (1 - decay)
            left *= decay
            cumulative.append(sum)
        }
        cumulative[cumulative.count - 1] = min(1, body + tail)
        return DayCurve(first: first, cumulative: cumulative)
    }

    static func momentsOf(_ mass: [Double]) -> (mean: Double, deviation: Double) {
        var sum = 0.0, first = 0.0, second = 0.0
        for (index, value) in mass.enumerated() {
            sum += value
            first += value * Double(index)
            second += value * Double(index) * Double(index)
        }
        guard sum > 0 else { return (0, 0) }
        let mean = first / sum
        return (mean, max(0, second / sum - mean * mean).squareRoot())
    }

    /// Standard deviation of the days that come.
    var deviation: Double { DayCurve.momentsOf(masses).deviation }
    var mean: Double { Double(first) + DayCurve.momentsOf(masses).mean }

    private var masses: [Double] { cumulative.indices.map { cumulative[$0] - ($0 == 0 ? 0 : cumulative[$0 - 1]) } }

    /// The mixture of two curves.
    func mixed(with other: DayCurve, share: Double) -> DayCurve {
        guard share > 0 else { return self }
        let low = min(first, other.first)
        let high = max(first + cumulative.count, other.first + other.cumulative.count)
        return DayCurve(first: low, cumulative: (low..<high).map { (1 - share) * probability(upTo: $0) + share * other.probability(upTo: $0) })
    }

    func shifted(by days: Int) -> DayCurve { DayCurve(first: first + days, cumulative: cumulative) }

    /// Days at the middles of `count` equal parts of the distribution given T >= `day`, ascending; `never` where it does not come.
    ///
    /// Where the curve leaves nothing from that day on, the wait goes on geometrically; its mean is the curve's own spread, or as long again as the day lies
    /// past the curve's mean: who is a year late is not expected tomorrow.
    func strata(_ count: Int, from day: Int, never: Int32) -> [Int32] {
        let gone = probability(upTo: day - 1)
        let left = 1 - gone
        if left < 1e-7 {
            let mean = max(2, deviation, Double(day) - self.mean)
            return (0..<count).map { Int32(day + Int(-mean * log(1 - (Double($0) + 0.5) / Double(count)))) }
        }
        var result = [Int32](repeating: never, count: count)
        var index = max(0, day - first)
        for stratum in 0..<count {
            let target = gone + left * (Double(stratum) + 0.5) / Double(count)
            while index < cumulative.count, cumulative[index] < target - 1e-12 { index += 1 }
            guard index < cumulative.count else { break }
            result[stratum] = Int32(first + index)
        }
        return result
    }
}
