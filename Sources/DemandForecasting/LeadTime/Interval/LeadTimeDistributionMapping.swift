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
        case .listed:
            return DiscreteDistribution(lowest: Double(lowest ?? 0), probabilities: probabilities ?? []).map { .discrete($0) } ?? .point(mean)
        case .empirical:
            if let cut {
                return EmpiricalDistribution(
                    mean: mean, standardDeviation: variance.squareRoot(), lowest: cut.lowest, shift: cut.shift, stretch: cut.stretch, of: standardisedQuantiles
                ).map { .empirical($0) } ?? .point(mean)
            }
            return EmpiricalDistribution(
                mean: mean, standardDeviation: variance.squareRoot(), standardisedQuantiles: standardisedQuantiles
            ).map { .empirical($0) } ?? .point(mean)
        }
    }
}

extension DemandDistribution {
    /// Quantiles at probabilities in 0..<1: exact; for counts the smallest whole x with F(x) >= p.
    ///
    ///     DemandDistribution(mean: 4, variance: 4, isCount: true).quantiles([0.5, 0.9])      // [4, 7]
    ///
    /// - Complexity: one pass over the whole numbers up to the far tail for counts of up to about 500 units; else a search each.
    public func quantiles(_ probabilities: [Double]) -> [Double] {
        let grid = LeadTimeLevels([self], isCount: isCount)
        guard grid.everyWholeNumber else {
            let mixture = evaluated()
            return probabilities.map { mixture.quantile($0) }
        }
        let cdf = grid.cdf(of: self)
        let mixture = evaluated()
        return probabilities.map { p in
            p < (cdf.last ?? 0) ? LeadTimeLevels.quantile(p, levels: grid.levels, cdf: cdf, isCount: true) : mixture.quantile(p)
        }
    }
}
