import DemandModel
import NumericCore

extension DemandDistribution {
    /// The distribution as NumericCore evaluates it: cdf, quantiles and losses.
    func evaluated() -> MixtureDistribution {
        MixtureDistribution(members: members.map { ($0.weight, $0.evaluated()) }, isCount: isCount)
    }
}

extension DemandDistribution.Member {
    func evaluated() -> DistributionMember {
        switch family {
        case .deterministic:
            return .point(mean)
        case .normal:
            return variance > 0 ? .normal(NormalDistribution(mean: mean, standardDeviation: variance.squareRoot())) : .point(mean)
        case .gamma:
            return mean > 0 && variance > 0 ? .gamma(GammaDistribution(mean: mean, variance: variance)) : .point(mean)
        case .poisson:
            return .poisson(PoissonDistribution(mean: mean))
        case .negativeBinomial:
            return NegativeBinomialDistribution(mean: mean, variance: variance).map { .negativeBinomial($0) }
                ?? .poisson(PoissonDistribution(mean: mean))
        case .empirical:
            return EmpiricalDistribution(
                mean: mean, standardDeviation: variance.squareRoot(), standardisedQuantiles: standardisedQuantiles
            ).map { .empirical($0) } ?? .point(mean)
        }
    }
}
