import DemandModel
import NumericCore

extension MixtureDistribution {
    /// The evaluator of a lead-time demand distribution.
    ///
    /// Members degenerate gracefully: no mean or no variance is all mass at the mean; a negative binomial whose variance does not
    /// exceed its mean is Poisson.
    ///
    ///     let demand = DemandDistribution(members: [.init(family: .poisson, mean: 4, variance: 4)], isCount: true)
    ///     try MixtureDistribution(demand).losses(at: 10).first      // 0.004131309982598022
    public init(_ demand: DemandDistribution) throws(PolicyError) { try self.init(demand, sharing: nil) }

    /// - Parameter other: that of another moment, which may have quantiles in common.
    init(_ demand: DemandDistribution, sharing other: MixtureDistribution?) throws(PolicyError) {
        var members: [(weight: Double, member: DistributionMember)] = []
        members.reserveCapacity(demand.members.count)
        var errors = other?.quantiles
        var total = 0.0
        for member in demand.members {
            guard member.weight >= 0, member.weight < .infinity else {
                throw .invalidValue(name: "weight of a demand distribution", value: member.weight, accepted: "0 or more")
            }
            guard member.mean.isFinite else {
                throw .invalidValue(name: "mean of a demand distribution", value: member.mean, accepted: "a finite number")
            }
            guard member.variance >= 0, member.variance < .infinity else {
                throw .invalidValue(
                    name: "variance of a demand distribution", value: member.variance, accepted: "a finite number, 0 or more")
            }
            total += member.weight
            guard member.weight > 0 else { continue }
            let made = try distributionMember(member, sharing: errors)
            if case .empirical(let found) = made { errors = found }
            members.append((member.weight, made))
        }
        guard total > 0 else {
            throw .invalidValue(name: "sum of weights of a demand distribution", value: total, accepted: "above 0")
        }
        self.init(members: members, isCount: demand.isCount)
    }
}

extension MixtureDistribution {
    /// Of a distribution that `init(_:)` has taken before: the same again, to the bit.
    init(known demand: DemandDistribution, sharing other: MixtureDistribution?) {
        var members: [(weight: Double, member: DistributionMember)] = []
        members.reserveCapacity(demand.members.count)
        // What `distributionMember` refuses has been refused before.
        var errors = other?.quantiles
        for member in demand.members where member.weight > 0 {
            let made = (try? distributionMember(member, sharing: errors)) ?? .point(member.mean)
            if case .empirical(let found) = made { errors = found }
            members.append((member.weight, made))
        }
        self.init(members: members, isCount: demand.isCount)
    }

    /// Its last member that is given by quantiles.
    fileprivate var quantiles: EmpiricalDistribution? {
        for member in members.reversed() {
            if case .empirical(let found) = member { return found }
        }
        return nil
    }
}

func distributionMember(_ member: DemandDistribution.Member, sharing other: EmpiricalDistribution? = nil) throws(PolicyError) -> DistributionMember {
    let mean = member.mean
    let variance = member.variance
    switch member.family {
    case .deterministic:
        return .point(mean)
    case .normal:
        return variance > 0 ? .normal(NormalDistribution(mean: mean, standardDeviation: variance.squareRoot())) : .point(mean)
    case .gamma:
        return variance > 0 && mean > 0 ? .gamma(GammaDistribution(mean: mean, variance: variance)) : .point(mean)
    case .poisson:
        return mean > 0 ? .poisson(PoissonDistribution(mean: mean)) : .point(0)
    case .negativeBinomial:
        guard mean > 0 else { return .point(0) }
        if let exact = NegativeBinomialDistribution(mean: mean, variance: variance) { return .negativeBinomial(exact) }
        return .poisson(PoissonDistribution(mean: mean))
    case .listed:
        let probabilities = member.probabilities ?? []
        guard let exact = DiscreteDistribution(lowest: Double(member.lowest ?? 0), probabilities: probabilities) else {
            throw .invalidValue(
                name: "sum of the probabilities of a demand distribution", value: probabilities.reduce(0, +),
                accepted: "1, of numbers that are not negative")
        }
        return .discrete(exact)
    case .empirical:
        if variance == 0 && member.standardisedQuantiles.isEmpty { return .point(mean) }
        let sd = variance.squareRoot(), quantiles = member.standardisedQuantiles
        let made = member.cut.map {
            EmpiricalDistribution(
                mean: mean, standardDeviation: sd, lowest: $0.lowest, shift: $0.shift, stretch: $0.stretch, of: quantiles, sharing: other)
        } ?? EmpiricalDistribution(mean: mean, standardDeviation: sd, standardisedQuantiles: quantiles, sharing: other)
        guard let exact = made else {
            throw .invalidValue(
                name: "number of quantiles of an empirical demand distribution",
                value: Double(member.standardisedQuantiles.count), accepted: "1 or more, finite and ascending")
        }
        return .empirical(exact)
    }
}
