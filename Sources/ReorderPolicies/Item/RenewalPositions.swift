import NumericCore

extension StockEvaluator {
    /// The same evaluator for (R,s,S) with S - s = `gap`: the positions after an opportunity follow the renewal of the demand of a
    /// review period (Zheng & Federgruen 1991, equation 4), not the uniform distribution.
    ///
    /// That demand has mean E[D over L+R] - E[D over L] and the difference of the variances, at least its mean (negative binomial,
    /// Poisson at equality). Counts under periodic review with a gap of 2 to 2,000 units; otherwise nothing changes.
    public func withRenewalPositions(gap: Double) -> StockEvaluator {
        guard isCount, isPeriodic, gap == gap.rounded(), gap > 1, gap <= 2_000, let review = reviewDemand else { return self }
        let visits = renewalVisits(review, count: Int(gap))
        let length = visits.reduce(0, +)
        var copy = self
        copy.positionWeights = visits.map { $0 / length }
        return copy
    }

    /// Demand of a review period, for counts; `nil` where none is expected.
    var reviewDemand: MixtureDistribution? {
        let mean = protectionMean - leadTimeMean
        guard mean > 0 else { return nil }
        let variance = max(mean, nodes[nodes.count - 1].variance - nodes[0].variance)
        let member: DistributionMember
        if let lumpy = NegativeBinomialDistribution(mean: mean, variance: variance) {
            member = .negativeBinomial(lumpy)
        } else {
            member = .poisson(PoissonDistribution(mean: mean))
        }
        return MixtureDistribution(members: [(1, member)], isCount: true)
    }

    /// Losses at one node averaged over the positions of (R,s,S).
    func renewalLosses(_ node: Int, _ level: Double, _ weights: [Double]) -> LossValues {
        let top = Int(level.rounded(.up))
        let table = DistributionTable(nodes[node], levels: (top - weights.count + 1)...top)
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        let last = weights.count - 1
        for (j, weight) in weights.enumerated() {
            sum.atom += weight * table.probabilities[last - j]
            sum.upperTail += weight * table.upperTails[last - j]
            sum.first += weight * table.firstLosses[last - j]
        }
        return sum
    }
}
