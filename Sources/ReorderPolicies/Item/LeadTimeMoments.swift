import NumericCore

/// Mean and variance of demand over a random lead time: E[L] m and E[L] v + m^2 Var(L), for independent demand per unit of time
/// with mean m and variance v (Hadley & Whitin 1963, 3-7).
///
///     leadTimeDemandMoments(demandMean: 20, demandVariance: 64, leadTimeMean: 6, leadTimeVariance: 2.25)      // 120, 1284
public func leadTimeDemandMoments(
    demandMean: Double, demandVariance: Double, leadTimeMean: Double, leadTimeVariance: Double
) -> (mean: Double, variance: Double) {
    (leadTimeMean * demandMean, leadTimeMean * demandVariance + demandMean * demandMean * leadTimeVariance)
}

/// Poisson demand over a gamma lead time is negative binomial: size E[L]^2 / Var(L), scale rate Var(L) / E[L] (Zipkin 2000, 7.2).
/// Poisson where the lead time is fixed.
public func poissonDemandOverGammaLeadTime(
    rate: Double, leadTimeMean: Double, leadTimeVariance: Double
) -> MixtureDistribution {
    guard leadTimeVariance > 0, leadTimeMean > 0, rate > 0 else {
        return MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: rate * leadTimeMean)))], isCount: true)
    }
    let exact = NegativeBinomialDistribution(
        size: leadTimeMean * leadTimeMean / leadTimeVariance, scale: rate * leadTimeVariance / leadTimeMean)
    return MixtureDistribution(members: [(1, .negativeBinomial(exact))], isCount: true)
}

/// Poisson demand over a lead time with few possible values: the exact mixture.
public func poissonDemand(rate: Double, leadTimes: [(time: Double, probability: Double)]) -> MixtureDistribution {
    MixtureDistribution(
        members: leadTimes.map { ($0.probability, .poisson(PoissonDistribution(mean: rate * $0.time))) }, isCount: true)
}

/// Var(sum of the next L errors) / sigma^2 of exponential smoothing with psi_i = alpha + beta i (Holt; beta = 0: simple):
/// sum over j = 1...L of [1 + sum of psi_i over i = 1...L-j]^2 (Hyndman, Koehler, Ord & Snyder 2008, 6.1). For beta = 0 this is
/// L [1 + a (L-1) + a^2 (L-1) (2L-1) / 6], not L.
public func cumulativeErrorVariance(alpha: Double, beta: Double = 0, periods: Int) -> Double {
    var sum = 0.0
    var multiplier = 1.0
    for step in 0..<max(0, periods) {
        if step > 0 { multiplier += alpha + beta * Double(step) }
        sum += multiplier * multiplier
    }
    return sum
}
