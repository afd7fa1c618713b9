/// Total demand from an order opportunity until a moment between L and L + R, as its distribution at the nodes of a quadrature.
///
/// Under periodic review an order placed now arrives after L, the next one after L + R: backorders are averaged over the
/// moments L + u R, 0 <= u <= 1. The nodes are those of five-point Gauss-Lobatto quadrature, u = 0, 0.1727, 0.5, 0.8273, 1
/// (Abramowitz & Stegun 25.4.32); under continuous review (R = 0) there is one node. The lead time may be random: each
/// distribution is mixed over it.
public struct LeadTimeDemand: Sendable, Codable, Equatable {
    public var leadTimeDays: Double
    public var leadTimeStandardDeviationDays: Double
    public var reviewPeriodDays: Double
    /// Demand per day, averaged over the protection interval: what waits and orders a year are computed from.
    public var meanPerDay: Double
    private var packed: PackedDistributions
    /// One distribution per node, in the order of `LeadTimeDemand.nodes(reviewPeriodDays:)`; made anew each time it is read.
    public var distributions: [DemandDistribution] {
        get { packed.all }
        set { packed = PackedDistributions(newValue) }
    }
    /// What orders under way will lack, counted in `distributions` like demand: mean and variance, units; `nil`: orders come whole.
    public var orderLossMean: Double?
    public var orderLossVariance: Double?
    /// The part of `orderLossMean` by which orders fall behind under a capacity, units; `nil`: orders have no most.
    public var shortfallMean: Double?

    public init(
        leadTimeDays: Double, leadTimeStandardDeviationDays: Double, reviewPeriodDays: Double, meanPerDay: Double,
        distributions: [DemandDistribution]
    ) {
        self.leadTimeDays = leadTimeDays
        self.leadTimeStandardDeviationDays = leadTimeStandardDeviationDays
        self.reviewPeriodDays = reviewPeriodDays
        self.meanPerDay = meanPerDay
        packed = PackedDistributions(distributions)
    }

    private enum CodingKeys: String, CodingKey {
        case leadTimeDays, leadTimeStandardDeviationDays, reviewPeriodDays, meanPerDay, orderLossMean, orderLossVariance, shortfallMean
        case packed = "distributions"
    }

    /// Bytes and numbers that no other demand has, told one after another: for a digest.
    public func tell(bytes: ([UInt8]) -> Void, numbers: ([Double]) -> Void) {
        numbers([leadTimeDays, leadTimeStandardDeviationDays, reviewPeriodDays, meanPerDay])
        for value in [orderLossMean, orderLossVariance, shortfallMean] { numbers(value.map { [$0] } ?? []) }
        packed.tell(bytes: bytes, numbers: numbers)
    }

    /// How many nodes have a distribution.
    public var nodeCount: Int { packed.count }

    /// The distribution of one node, 0..<`nodeCount`.
    public func distribution(_ node: Int) -> DemandDistribution { packed[node] }

    /// Fractions u of the review period and quadrature weights (sum 1).
    public static func nodes(reviewPeriodDays: Double) -> [(fraction: Double, weight: Double)] {
        guard reviewPeriodDays > 0 else { return [(0, 1)] }
        let inner = 0.5 * (1 - (3.0 / 7).squareRoot())
        return [(0, 1.0 / 20), (inner, 49.0 / 180), (0.5, 16.0 / 45), (1 - inner, 49.0 / 180), (1, 1.0 / 20)]
    }

    /// Demand until just before the delivery of the order placed now: over L.
    public var overLeadTime: DemandDistribution { packed[0] }

    /// Demand over the protection interval: L + R under periodic review, L under continuous review.
    public var overProtectionInterval: DemandDistribution { packed[packed.count - 1] }

    /// Mean and standard deviation of what customers want over the protection interval, without what orders will lack.
    public var wantedOverProtectionInterval: (mean: Double, standardDeviation: Double) {
        let covered = overProtectionInterval
        return (covered.mean - (orderLossMean ?? 0), max(0, covered.variance - (orderLossVariance ?? 0)).squareRoot())
    }
}
