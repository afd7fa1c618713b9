import DemandModel
import NumericCore

extension StockEvaluator {
    /// The same evaluator for (R,s,S) with S - s = `gap`: the positions after an opportunity follow the renewal of the demand of a
    /// review period (`RenewalLattice`), not the uniform distribution.
    ///
    /// That demand has mean E[D over L+R] - E[D over L] and the difference of the variances (counts: at least its mean, negative binomial, Poisson
    /// at equality; continuous: gamma). Any gap above one unit (continuous demand: above 0); otherwise nothing changes.
    public func withRenewalPositions(gap: Double) -> StockEvaluator {
        guard isPeriodic, gap > (isCount ? 1 : 0), gap < 1e15, let review = reviewDemand else { return self }
        var copy = self
        copy.positionWeights = RenewalLattice(review, gap: isCount ? gap.rounded() : gap, isCount: isCount).weights
        return copy
    }

    /// The same evaluator for (s,S) under continuous review: the position falls by whole customer orders, and past s by what the last of them
    /// asks beyond it. Where customers order single units all positions above s are as likely, and nothing changes.
    public func withOrderPositions(gap: Double) -> StockEvaluator {
        guard !isPeriodic, isCount, gap > 1, gap < 1e15, let sizes = customerOrders.sizes else { return self }
        var copy = self
        copy.positionWeights = RenewalLattice(
            MixtureDistribution(members: [(1, .discrete(sizes))], isCount: true), gap: gap.rounded(), isCount: true).weights
        return copy
    }

    /// The evaluator that a policy kind with this batch needs.
    func positioned(_ kind: ReplenishmentPolicy.Kind, gap: Double) -> StockEvaluator {
        var plain = self
        plain.positionWeights = nil
        switch kind {
        case .RsS: return plain.withRenewalPositions(gap: gap)
        case .sS: return plain.withOrderPositions(gap: gap)
        case .RS, .rQ: return plain
        }
    }

    /// Demand of a review period; `nil` where none is expected.
    var reviewDemand: MixtureDistribution? {
        let mean = protectionMean - leadTimeMean
        guard mean > 0 else { return nil }
        let growth = nodes[nodes.count - 1].variance - nodes[0].variance
        let member: DistributionMember
        if !isCount {
            member = growth > 0 ? .gamma(GammaDistribution(mean: mean, variance: growth)) : .point(mean)
        } else if let lumpy = NegativeBinomialDistribution(mean: mean, variance: max(mean, growth)) {
            member = .negativeBinomial(lumpy)
        } else {
            member = .poisson(PoissonDistribution(mean: mean))
        }
        return MixtureDistribution(members: [(1, member)], isCount: isCount)
    }

    /// Mean days between orders under (R,s,S) with S - s = `gap`; `nil` where no demand is expected.
    func daysBetweenOrders(gap: Double, reviewPeriodDays: Double) -> Double? {
        guard gap > 0, gap < 1e15, let review = reviewDemand else { return nil }
        return reviewPeriodDays * RenewalLattice(review, gap: gap, isCount: isCount).cycle
    }
}
