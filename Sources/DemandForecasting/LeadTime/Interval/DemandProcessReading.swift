import CMath
import DemandModel

extension LeadTimeDemand {
    /// Demand over the lead time plus any part of the review period, read from a process.
    ///
    /// - Parameter isCompacted: the same as `compacted()` of what comes without it, with less work.
    public init(
        _ process: DemandProcess, errorTables: [PooledErrorTable], leadTime: LeadTime, reviewPeriodDays: Double, seasonLength: Int = 1,
        isCompacted: Bool = false
    ) throws(LeadTimeDemandError) {
        self = try LeadTimeDemand(
            outlook: process.outlook, leadTime: leadTime, reviewPeriodDays: reviewPeriodDays, seasonLength: seasonLength, isCompacted: isCompacted,
            append: { mean, variance, probability, members in
                process.append(to: &members, mean: mean, variance: variance, share: probability, errorTables: errorTables)
            })
    }

    /// Lead-time demand with what the panel adds to the item's outlook (`nil`: the outlook alone).
    ///
    /// The pooled members hold over the horizon that the panel was calibrated at; at any other number of days, and in each slice
    /// of a random lead time, mean and relative dispersion follow the outlook's own curves.
    ///
    /// - Parameter isCompacted: the same as `compacted()` of what comes without it, with less work.
    public init(
        outlook: DemandOutlook, pooled: PooledDemand?, errorTables: [PooledErrorTable], leadTime: LeadTime,
        reviewPeriodDays: Double, seasonLength: Int = 1, isCompacted: Bool = false
    ) throws(LeadTimeDemandError) {
        self = try LeadTimeDemand(
            DemandProcess(outlook: outlook, pooled: pooled, errorTables: errorTables), errorTables: errorTables, leadTime: leadTime,
            reviewPeriodDays: reviewPeriodDays, seasonLength: seasonLength, isCompacted: isCompacted)
    }
}

extension DemandProcess {
    /// The members of the mixture over an interval in which the outlook has the given mean and variance.
    func members(mean m: Double, variance v: Double, errorTables: [PooledErrorTable]) -> [DemandDistribution.Member] {
        var members: [DemandDistribution.Member] = []
        append(to: &members, mean: m, variance: v, share: 1, errorTables: errorTables)
        return members
    }

    /// Adds these members to others, their weights times a share.
    func append(
        to members: inout [DemandDistribution.Member], mean m: Double, variance v: Double, share: Double, errorTables: [PooledErrorTable]
    ) {
        let isCount = outlook.isCount
        guard let pooled, m > 0 else {
            Self.appendOwn(to: &members, mean: m, variance: v, isCount: isCount, weight: nil, share: share)
            return
        }
        let shape = DispersionCurve(mean: pooled.outlookMean, variance: pooled.outlookVariance)
        for scenario in scenarios {
            let mean = scenario.meanFactor * m
            var member: DemandDistribution.Member
            switch scenario.spread {
            case .ownErrors(let factor):
                let own = DemandOutlook.scaled(mean: m, variance: v, by: scenario.meanFactor, isCount: isCount)
                if pooled.standsAlone {
                    Self.appendOwn(
                        to: &members, mean: own.mean, variance: own.variance * factor, isCount: isCount, weight: scenario.probability, share: share)
                    continue
                }
                // A handful of whole units (up to ten, fading out at twenty) is not surer than Poisson demand.
                let least = isCount ? min(own.variance, own.mean * min(1, max(0, 2 - own.mean / 10))) : 0
                member = DemandDistribution.Member(mean: own.mean, variance: max(own.variance * factor, least), isCount: isCount)
            case .dispersion(let phi):
                member = DemandDistribution.Member(
                    mean: mean, variance: mean + shape.phi(phi, mean: m, variance: v) * mean * mean, isCount: true)
            case .constantDispersion(let phi):
                member = DemandDistribution.Member(mean: mean, variance: mean + phi * mean * mean, isCount: true)
            case .pastErrors(let table, let phi):
                let centre = isCount ? pooled.mean * m / pooled.outlookMean : m
                let here = shape.phi(phi, mean: m, variance: v)
                let spread = (isCount ? centre + here * centre * centre : v).squareRoot()
                member = errorTables[table].member(centre: centre, spread: spread, floorAtZero: isCount)
                if isCount, member.mean > 0 {
                    // The same ratio to the process's mean over every interval.
                    member.variance *= (mean / member.mean) * (mean / member.mean)
                }
                member.mean = mean
            case .none:
                member = DemandDistribution.Member(family: .deterministic, mean: 0, variance: 0)
            }
            member.weight = scenario.probability * share
            members.append(member)
        }
    }

    /// Relative dispersion from which demand is taken to come rarely and large, and what of it is then the size.
    private static let rareDispersion = 2.0
    private static let sizeDispersion = 0.5

    /// An outlook alone. Where its dispersion is so large that demand must come rarely (an item whose only sale in two years was 500),
    /// the mixture says so: nothing, or one such order with a size of its own, with the same mean and variance. A negative binomial of that
    /// variance would put a part of the demand at many times anything that was ever ordered.
    private static func appendOwn(
        to members: inout [DemandDistribution.Member], mean m: Double, variance v: Double, isCount: Bool, weight: Double?, share: Double
    ) {
        func add(_ member: DemandDistribution.Member, _ part: Double) {
            var member = member
            member.weight = part
            if let weight { member.weight *= weight }
            member.weight *= share
            members.append(member)
        }
        let whole = DemandDistribution.Member(mean: m, variance: v, isCount: isCount)
        guard isCount, m > 0, whole.variance > m + rareDispersion * m * m else {
            add(whole, 1)
            return
        }
        let phi = (whole.variance - m) / (m * m)
        // With probability q an order of mean m / q and dispersion d: variance m + m^2 (d + 1 - q) / q, which is m + phi m^2 for this q.
        let probability = (1 + sizeDispersion) / (1 + phi), size = m / probability
        add(DemandDistribution.Member(family: .deterministic, weight: 1 - probability, mean: 0, variance: 0), 1 - probability)
        add(DemandDistribution.Member(mean: size, variance: size + sizeDispersion * size * size, isCount: true), probability)
    }
}

extension PooledDemand {
    /// True where nothing of the panel is in the item's distribution but what its own record says.
    public var standsAlone: Bool { modelWeight == 1 && pooledWeight == 0 && errorWeight == 0 && lookAlike == nil }
}

/// How relative dispersion changes with the interval: as the outlook's own errors do, within bounds; with 1/t where these show none.
private struct DispersionCurve {
    let mean: Double
    /// (variance - mean) / mean^2 over the calibrated horizon.
    private let atHorizon: Double

    init(mean: Double, variance: Double) {
        self.mean = mean
        atHorizon = (variance - mean) / (mean * mean)
    }

    func phi(_ phi: Double, mean m: Double, variance v: Double) -> Double {
        let shorter = mean / m, here = (v - m) / (m * m)
        let ratio = atHorizon > 1e-3 && here > 0 ? here / atHorizon : shorter
        return phi * min(max(ratio, 0.2 * min(1, shorter)), 5 * max(1, shorter))
    }
}
