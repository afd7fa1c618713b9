import CMath
import DemandModel
import NumericCore

// An order of at most C units every R days falls behind in busy times: V, the units that the position is short of S right after an order, follows
//
//     V' = max(0, V + D_R - C)                                  P. Glasserman and S. Tayur (1994), equation (2)
//
// with D_R the demand of a review. V comes from demand before the order and is independent of demand after it, so that net stock at L + u R is S - V - D(L + u R):
// V is added like demand. Its moments are exact sums (F. Spitzer 1956, theorem 4.1): with T_n the demand of n reviews,
//
//     P(V = 0) = exp(- sum P(T_n > n C) / n),   E[V] = sum E[(T_n - n C)+] / n,   Var[V] = sum E[((T_n - n C)+)^2] / n.

/// How far orders fall behind under a capacity, right after an order: the probability of any shortfall, its mean and its mean square, units.
///
/// - Parameters:
///   - mean: of the demand of a review, units.
///   - variance: of the same; reviews are independent, and n of them have n times both. Counts: negative binomial or Poisson;
///     else gamma.
///   - capacity: the most units of an order, C.
/// - Returns: `nil` where the mean demand is not below the capacity: orders then fall behind for ever.
/// - Complexity: the sums end once a term is below 1e-10 of its sum; some 1 / (1 - mean/C)^2 terms.
///
///     capacityShortfall(mean: 7, variance: 7, capacity: 9, isCount: true)?.mean      // 0.9...
public func capacityShortfall(mean: Double, variance: Double, capacity: Double, isCount: Bool) -> OwedUnits? {
    guard mean >= 0, variance >= 0, mean.isFinite, variance.isFinite, capacity > 0 else { return nil }
    guard mean < capacity * (1 - 1e-9) else { return nil }
    guard mean > 0, variance > 0 else { return OwedUnits(probability: 0, mean: 0, meanSquare: 0) }
    var sums = (tail: 0.0, first: 0.0, square: 0.0)
    var n = 1.0
    while n <= 200_000 {
        // Far on, a term stands for those around it.
        let step = n < 64 ? 1 : (n / 32).rounded(.down)
        let middle = n + ((step - 1) / 2).rounded(.down)
        let member = DemandDistribution.Member(mean: middle * mean, variance: middle * variance, isCount: isCount)
        guard let total = try? MixtureDistribution(DemandDistribution(members: [member], isCount: isCount)) else { break }
        let losses = total.losses(at: middle * capacity)
        let terms = step > 1 ? log((n + step - 0.5) / (n - 0.5)) : 1 / n
        let square = (2 * losses.second + (isCount ? losses.first : 0)) * terms
        sums.tail += losses.upperTail * terms
        sums.first += losses.first * terms
        sums.square += square
        if square < 1e-9 * step * sums.square, n > 3 { break }
        n += step
    }
    let probability = 1 - exp(-sums.tail)
    return OwedUnits(probability: probability, mean: sums.first, meanSquare: sums.square + sums.first * sums.first)
}

extension LeadTimeDemand {
    /// The demand of a review as its replacement orders see it: mean, and a variance without the error of the level, which grows with time.
    ///
    /// - Parameter days: of the review.
    public func demandOfReview(days: Double) -> (mean: Double, variance: Double) {
        let mean = max(0, meanPerDay) * days
        return (mean, mean * lumpsOfOneOrder)
    }

    /// The demand that levels have to cover where orders of this item alone are cut to a capacity; `nil` where the capacity is below its mean demand.
    ///
    ///     let demand = try LeadTimeDemand(rate: 1, variancePerDay: 1, leadTime: 14, review: 7)
    ///     demand.behindCapacity(9)?.overProtectionInterval.mean      // 21.9...
    public func behindCapacity(_ capacity: Double) -> LeadTimeDemand? {
        guard reviewPeriodDays > 0 else { return self }
        let review = demandOfReview(days: reviewPeriodDays)
        guard let shortfall = capacityShortfall(
            mean: review.mean, variance: review.variance, capacity: capacity, isCount: distributions.allSatisfy(\.isCount)) else { return nil }
        return behind(shortfall, OwedPart(share: 1, ownVariance: 0))
    }

    /// The same for an item's part of a shortfall that it shares with others.
    ///
    /// A shortfall falls off exponentially far out (Glasserman & Tayur 1994, section 4): what is short where anything is follows an exponential with the
    /// right mean and spread, in three parts of 60%, 30% and 10%, each with its own mean and variance.
    public func behind(_ shortfall: OwedUnits, _ part: OwedPart) -> LeadTimeDemand {
        let p = shortfall.probability, f = part.share
        guard p > 1e-12, shortfall.mean > 1e-12, f > 0 else { return self }
        let mean = shortfall.mean / p
        let deviation = max(0, shortfall.meanSquare / p - mean * mean).squareRoot()
        let loose = part.ownVariance * min(mean, part.looseUnits)
        // Read and written once: distributions are packed.
        let given = distributions
        let covered = given.map { distribution -> DemandDistribution in
            var members = distribution.members.map { member -> DemandDistribution.Member in
                var member = member
                member.weight *= 1 - p
                return member
            }
            for piece in exponentialParts {
                members += distribution.members.map {
                    $0.adding(
                        f * max(0, mean + deviation * (piece.mean - 1)), variance: f * f * deviation * deviation * piece.variance + loose, weight: p * piece.weight,
                        isCount: distribution.isCount)
                }
            }
            return DemandDistribution(members: members, isCount: distribution.isCount)
        }
        let before = given[given.count - 1], after = covered[covered.count - 1]
        var result = self
        result.distributions = covered
        result.shortfallMean = (shortfallMean ?? 0) + after.mean - before.mean
        result.orderLossMean = (orderLossMean ?? 0) + after.mean - before.mean
        result.orderLossVariance = (orderLossVariance ?? 0) + max(0, after.variance - before.variance)
        return result
    }
}

/// Parts of the exponential distribution with mean 1, cut at 60% and 90%: weight, mean and variance.
private let exponentialParts: [(weight: Double, mean: Double, variance: Double)] = {
    // The integrals of x and x^2 times exp(-x) from 0 to a are 1 - exp(-a) (a + 1) and 2 - exp(-a) (a^2 + 2 a + 2).
    func sums(_ a: Double) -> (Double, Double) { (1 - exp(-a) * (a + 1), 2 - exp(-a) * (a * a + 2 * a + 2)) }
    let low = sums(-log(0.4)), high = sums(-log(0.1))
    let parts = [(0.6, low.0, low.1), (0.3, high.0 - low.0, high.1 - low.1), (0.1, 1 - high.0, 2 - high.1)]
    return parts.map { (weight: $0.0, mean: $0.1 / $0.0, variance: $0.2 / $0.0 - ($0.1 / $0.0) * ($0.1 / $0.0)) }
}()
