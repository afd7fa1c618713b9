import DemandModel
import NumericCore

// A warehouse with base stock S0 owes its locations B0 = (D0 - S0)+ units, D0 the demand that its supplier's orders under way have not brought. Right after
// an order of a location's position S, units owed to it and units on their way make up S less its net stock. What was sent T days ago has come, so that
// at the moment T + u R net stock is S - D(T + u R) - B, B the units that the warehouse owed the location after that transfer. B comes from demand before
// that order and D from demand after it. With f the location's share of the warehouse's demand,
//
//     E[D + B]   = d (T + u R) + f E[B0]                                         S. C. Graves 1985, equation (8)
//     Var[D + B] = Var D(T + u R) + f^2 Var[B0] + omega E[X] + lambda E[B0]      the same, (9): Poisson demand, X = B0, omega = f (1 - f), lambda = 0
//
// omega is the variance of the location's part of one unit owed that is not shared out: with an S0 of 0 and first come, first served all of the demand D0(c)
// is owed to who wanted it, so that omega E[D0] = Var D(c) - f^2 Var D0(c). X is what is not shared out: all of B0 where units owed are sent in the order in
// which they were asked for. Where each transfer goes to whoever needs it most (`shareTransfers`), what is owed right after a receipt is shared out, and
// X = B0 less what is owed at a receipt: what has been asked for since. A location that has had no customer cannot give back what it was sent: where customers
// come more rarely than transfers, of what was asked for in the last tau = k / (2 d) - R days nothing has been shared out yet (k variance over mean of the
// location's demand; a rule of thumb, which simulation finds to be on the safe side). lambda is what demand before and after the order have in common, the error of the
// forecast's level: with S0 = 0, lambda E[D0] = Var D(c + T + R) - Var D(T + R) - Var D(c), and a share of it where units are shared out.

/// What a warehouse owes all its locations together, over time.
public struct OwedUnits: Sendable, Equatable {
    /// P(anything is owed).
    public var probability: Double
    /// Mean and mean square of the units.
    public var mean: Double
    public var meanSquare: Double
    /// Of the mean, the units asked for since the last receipt.
    public var sinceReceipt: Double

    public init(probability: Double, mean: Double, meanSquare: Double, sinceReceipt: Double = 0) {
        self.probability = min(1, max(0, probability))
        self.mean = max(0, mean)
        self.meanSquare = max(self.mean * self.mean, meanSquare)
        self.sinceReceipt = min(self.mean, max(0, sinceReceipt))
    }

    public var variance: Double { meanSquare - mean * mean }
}

/// In which order a warehouse sends what it owes.
public enum TransferRule: Sendable, Equatable {
    /// As it was asked for.
    case firstCome
    /// To whoever needs it most: `shareTransfers`.
    case byNeed
}

/// A location's part of what its warehouse owes.
public struct OwedPart: Sendable, Equatable {
    /// f, 0...1.
    public var share: Double
    /// omega and lambda, units squared per unit owed.
    public var ownVariance: Double
    public var levelVariance: Double
    /// Units that the warehouse is asked for in tau days, in which nothing can be shared out yet; read under `byNeed`.
    public var looseUnits = 0.0
    public var rule: TransferRule

    public init(share: Double, ownVariance: Double, levelVariance: Double = 0, rule: TransferRule = .byNeed) {
        self.share = share
        self.ownVariance = max(0, ownVariance)
        self.levelVariance = max(0, levelVariance)
        self.rule = rule
    }

    /// omega and lambda from variances of demand.
    ///
    /// - Parameters:
    ///   - covered: mean and variance of the warehouse's demand over c days, those that orders under way have not brought.
    ///   - own: variance of the location's own demand over c days.
    ///   - after: the same over T + R days.
    ///   - both: the same over c + T + R days.
    public init(share: Double, covered: (mean: Double, variance: Double), own: Double, after: Double, both: Double, rule: TransferRule = .byNeed) {
        let mean = max(covered.mean, 1e-9)
        self.init(
            share: share, ownVariance: (own - share * share * covered.variance) / mean,
            levelVariance: (both - after - own) / mean * (rule == .byNeed ? share : 1), rule: rule)
    }
}

extension StockEvaluator {
    /// What a warehouse whose demand this is owes at an order-up-to level: E[B] = n1, E[B^2] = 2 n2 + n1 for counts and 2 n2 else, averaged over the
    /// positions that batches leave.
    ///
    ///     try StockEvaluator(LeadTimeDemand(rate: 1, variancePerDay: 1, leadTime: 4, review: 0)).owed(orderUpTo: 4, batch: 1).mean      // 0.7814...
    public func owed(orderUpTo level: Double, batch: Double) -> OwedUnits {
        let parts = batch <= 1 ? 1 : Int(min(batch, 8))
        var sum = (tail: 0.0, mean: 0.0, square: 0.0)
        for part in 0..<parts {
            let below = batch <= 1 ? 0 : (Double(part) + 0.5) * batch / Double(parts) - (isCount ? 0.5 : 0)
            let losses = averageLosses(at: isCount ? (level - below).rounded() : level - below)
            sum.tail += losses.upperTail
            sum.mean += losses.first
            sum.square += 2 * losses.second + (isCount ? losses.first : 0)
        }
        let n = Double(parts)
        let atReceipt = nodes.count > 1 || timeAverage != nil ? positionLosses(DemandSource(nodes[0]), orderUpTo: level, batch: batch).first : sum.mean / n
        return OwedUnits(probability: sum.tail / n, mean: sum.mean / n, meanSquare: sum.square / n, sinceReceipt: sum.mean / n - atReceipt)
    }
}

extension LeadTimeDemand {
    /// The demand of a location that a warehouse feeds: with what the warehouse owes it counted like demand.
    ///
    /// The mixture is split by whether anything is owed: with the probability of that each member has mean and variance of the location's part of what
    /// is then owed added to its own, else it is what it was.
    ///
    ///     let demand = try LeadTimeDemand(rate: 1, variancePerDay: 1, leadTime: 2, review: 0)
    ///     let owed = OwedUnits(probability: 0.5, mean: 2, meanSquare: 10)
    ///     demand.fed(by: owed, OwedPart(share: 0.25, ownVariance: 0.1875, rule: .firstCome)).overLeadTime.mean      // 2.5
    public func fed(by owed: OwedUnits, _ part: OwedPart) -> LeadTimeDemand {
        guard owed.probability > 1e-12, owed.mean > 1e-12, part.share > 0 else { return self }
        // Read and written once: distributions are packed.
        let given = distributions
        let covered = given.map { $0.fed(by: owed, part) }
        var result = self
        result.distributions = covered
        result.orderLossMean = (orderLossMean ?? 0) + part.share * owed.mean
        result.orderLossVariance = (orderLossVariance ?? 0) + max(0, covered[covered.count - 1].variance - given[given.count - 1].variance)
        return result
    }
}

extension DemandDistribution {
    /// With a location's part of what its warehouse owes added.
    func fed(by owed: OwedUnits, _ part: OwedPart) -> DemandDistribution {
        guard owed.probability > 1e-12, owed.mean > 1e-12, part.share > 0 else { return self }
        let p = owed.probability, f = part.share
        let mean = owed.mean / p
        let loose = part.ownVariance * (part.rule == .firstCome ? owed.mean : min(owed.mean, owed.sinceReceipt + part.looseUnits * p)) + part.levelVariance * owed.mean
        let own = (mean: f * mean, variance: f * f * max(0, owed.meanSquare / p - mean * mean) + loose / p)
        let late = members.map { $0.adding(own.mean, variance: own.variance, weight: p, isCount: isCount) }
        let usual = p > 1 - 1e-9 ? [] : members.map { member -> Member in
            var member = member
            member.weight *= 1 - p
            return member
        }
        return DemandDistribution(members: usual + late, isCount: isCount)
    }
}

extension DemandDistribution.Member {
    /// The member with independent units added, of a family with both moments.
    func adding(_ mean: Double, variance: Double, weight factor: Double, isCount: Bool) -> DemandDistribution.Member {
        if family == .empirical || family == .normal {
            var moved = self
            moved.weight *= factor
            moved.mean += mean
            moved.variance += variance
            return moved
        }
        let moments = (mean: self.mean + mean, variance: self.variance + variance)
        // Counts that vary a little less than a Poisson number are one: no whole-number family is that steady, and a smooth one errs by more.
        let isNearPoisson = isCount && moments.variance < moments.mean && moments.variance > 0.9 * moments.mean
        var fitted = DemandDistribution.Member(statedMean: moments.mean, variance: isNearPoisson ? moments.mean : moments.variance, isCount: isCount)
        fitted.weight = weight * factor
        return fitted
    }
}
