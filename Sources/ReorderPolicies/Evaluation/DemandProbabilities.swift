import DemandModel
import NumericCore

/// Quantiles and probabilities of a demand distribution.
///
///     let demand = DemandDistribution(members: [.init(family: .poisson, mean: 4, variance: 4)], isCount: true)
///     let probabilities = try DemandProbabilities(demand)
///     probabilities.quantile(0.9)               // 7
///     probabilities.probability(atMost: 7)      // 0.948866384207153
public struct DemandProbabilities: Sendable {
    private let mixture: MixtureDistribution

    /// - Throws: `PolicyError.invalidValue` for weights, means or variances that are not usable.
    public init(_ demand: DemandDistribution) throws(PolicyError) { mixture = try MixtureDistribution(demand) }

    /// Units.
    public var mean: Double { mixture.mean }

    /// The x with F(x) = p, in units; for counts the smallest whole x with F(x) >= p.
    public func quantile(_ p: Double) -> Double { mixture.quantile(p) }

    /// F(x) = P(D <= x).
    public func probability(atMost x: Double) -> Double { mixture.cdf(x) }

    /// E[(D - x)+] in units, and P(D > x), the rate at which it falls.
    public func expectedShortage(above x: Double) -> (units: Double, probability: Double) {
        let losses = mixture.losses(at: x, includingSecond: false)
        return (losses.first, losses.upperTail)
    }
}
