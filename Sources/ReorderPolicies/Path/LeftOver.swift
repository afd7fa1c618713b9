import CMath
import DemandModel
import NumericCore
import ParallelWork

/// What an item's levels of the past year would have left over: the moments of its demand as its own record told them at each review, and what was then sold.
public struct LeftOverRecord: Sendable, Equatable {
    /// One past review.
    public struct Review: Sendable, Equatable {
        /// Mean demand over L + R, units, as known at the review before levels were last set.
        public var mean: Double
        /// Variance of the same over the square of its mean, without what whole units alone bring.
        public var dispersion: Double
        /// Units sold since the review before.
        public var soldSince: Double
        /// The first ones only lead up to the others.
        public var isCounted: Bool

        public init(mean: Double, dispersion: Double, soldSince: Double, isCounted: Bool) {
            self.mean = mean
            self.dispersion = dispersion
            self.soldSince = soldSince
            self.isCounted = isCounted
        }
    }

    /// Money per unit; 1 where none is known.
    public var unitCost: Double
    public var isCount: Bool
    /// Of the mean over L + R: what falls into the days that an order governs, on average (L + R / 2).
    public var governedShare: Double
    /// Share of the demand that customers bring themselves, 0...1: a warehouse's locations do not wait as customers do.
    public var customerShare = 1.0
    /// Oldest first, one review period apart.
    public var reviews: [Review]

    public init(unitCost: Double, isCount: Bool, governedShare: Double, reviews: [Review]) {
        self.unitCost = unitCost
        self.isCount = isCount
        self.governedShare = governedShare
        self.reviews = reviews
    }
}

/// Learnt from the record of the items. A level that falls by more than demand is not reached: with S(k) the level of review k and D the demand since the last one,
/// the position is `P(k) = max(S(k), P(k-1) - D)`. Averages of a year are those of P. Each item is taken through its past year (`LeftOverRecord`) with the level that has today's share of time with stock, from an empty
/// start. The ratios are of sums over all items and reviews, to the power n / (n + 10), n the effective number of items that the sums are made of.
extension LeftOverFactors {
    /// - Parameters:
    ///   - shares: of each record's item, the share of time with stock that its level of today has; `nil`: left out.
    ///   - threads: worker threads; no effect on results.
    public init(_ records: [LeftOverRecord], shares: [Double?], threads: Int = 1) {
        self.init()
        let sums = parallelMap(chunks: min(records.count, shares.count), threads: threads) { index -> Sums in
            guard let share = shares[index] else { return Sums() }
            return Self.sums(records[index], share: min(max(share, 0.01), 0.9999))
        }
        var all = Sums()
        for one in sums { all.add(one) }
        guard all.count > 0, all.onHand > 0, all.waiting > 0, all.unserved > 0 else { return }
        // A record that outweighs the others says nothing of them.
        onHand = max(1, pow(all.onHandLeftOver / all.onHand, Self.trust(sum: all.onHand, squares: all.onHandSquares)))
        waiting = min(1, pow(all.waitingLeftOver / all.waiting, Self.trust(sum: all.waiting, squares: all.waitingSquares)))
        unserved = min(1, pow(all.unservedLeftOver / all.unserved, Self.trust(sum: all.unserved, squares: all.unservedSquares)))
        reviews = all.count
    }

    /// Records that count as much as the knowledge that a level of today stays.
    private static let fewRecords = 10.0

    /// How far a ratio of sums is one of the shop, 0 to 1: n / (n + 10), n the effective number of records (Kish 1965).
    private static func trust(sum: Double, squares: Double) -> Double {
        let number = squares > 0 ? sum * sum / squares : 0
        return number / (number + fewRecords)
    }

    private struct Sums {
        var onHand = 0.0, onHandLeftOver = 0.0, onHandSquares = 0.0
        var waiting = 0.0, waitingLeftOver = 0.0, waitingSquares = 0.0
        var unserved = 0.0, unservedLeftOver = 0.0, unservedSquares = 0.0
        var count = 0

        mutating func add(_ other: Sums) {
            onHand += other.onHand
            onHandLeftOver += other.onHandLeftOver
            waiting += other.waiting
            waitingLeftOver += other.waitingLeftOver
            unserved += other.unserved
            unservedLeftOver += other.unservedLeftOver
            onHandSquares += other.onHand * other.onHand
            waitingSquares += other.waiting * other.waiting
            unservedSquares += other.unserved * other.unserved
            count += other.count
        }
    }

    /// Below so many units over L + R nothing is kept.
    private static let leastMean = 0.05

    private static func sums(_ record: LeftOverRecord, share: Double) -> Sums {
        var sums = Sums()
        var position = 0.0
        var level = 0.0
        var last: (mean: Double, dispersion: Double)?
        var governed: MixtureDistribution?
        for (step, review) in record.reviews.enumerated() {
            if last == nil || last?.mean != review.mean || last?.dispersion != review.dispersion {
                last = (review.mean, review.dispersion)
                level = distribution(record, mean: review.mean, dispersion: review.dispersion).map { $0.quantile(share) } ?? 0
                governed = distribution(record, mean: review.mean * record.governedShare, dispersion: review.dispersion)
            }
            position = step == 0 ? level : max(level, position - review.soldSince)
            guard review.isCounted else { continue }
            sums.count += 1
            guard let governed else {
                sums.onHandLeftOver += record.unitCost * position
                continue
            }
            let mean = governed.mean
            let short = governed.losses(at: level, includingSecond: false).first
            let shortLeftOver = position > level ? governed.losses(at: position, includingSecond: false).first : short
            sums.onHand += record.unitCost * (level - mean + short)
            sums.onHandLeftOver += record.unitCost * (position - mean + shortLeftOver)
            sums.waiting += record.customerShare * short
            sums.waitingLeftOver += record.customerShare * shortLeftOver
            sums.unserved += record.customerShare * mean * governed.upperTail(level)
            sums.unservedLeftOver += record.customerShare * mean * governed.upperTail(position)
        }
        return sums
    }

    private static func distribution(_ record: LeftOverRecord, mean: Double, dispersion: Double) -> MixtureDistribution? {
        guard mean >= leastMean else { return nil }
        let demand = DemandDistribution(mean: mean, variance: (record.isCount ? mean : 0) + dispersion * mean * mean, isCount: record.isCount)
        return try? MixtureDistribution(demand)
    }
}

/// Plans for an objective that means the averages of a year, what is left over counted.
///
/// Levels are those of the same objective with another target: a budget B over what is left over, a promise of service as much below the one asked for as left-over stock adds.
/// So at any money they are as good as those of a plan that counts nothing. Objectives that speak of one moment (`ready_rate`, `cycle_service`, `cost`, a stock value) keep their levels.
///
/// - Parameters:
///   - records: of the items that the shares are asked for.
///   - solve: plans for a target.
///   - shares: share of time with stock of the records' items in a plan.
/// - Returns: the plan, whose figures count nothing left over, and what they are to be multiplied by.
public func planCountingLeftOver<Plan>(
    _ objective: PlanObjective, records: [LeftOverRecord], threads: Int = 1,
    solve: (PlanObjective) throws(PolicyError) -> Plan, shares: (Plan) -> [Double?]
) throws(PolicyError) -> (plan: Plan, factors: LeftOverFactors) {
    var plan = try solve(objective)
    func factors() -> LeftOverFactors { LeftOverFactors(records, shares: shares(plan), threads: threads) }
    var found = factors()
    guard found.reviews > 0 else { return (plan, found) }
    var used = found
    for _ in 0..<leftOverSteps {
        guard let given = objective.ofToday(found) else { return (plan, found) }
        plan = try solve(given)
        used = found
        found = factors()
    }
    // What a budget was divided by is what money is multiplied by: it is met exactly.
    if objective.kind == .budget { found.onHand = used.onHand }
    return (plan, found)
}

/// Factors change little with the target: twice is enough for a thousandth.
private let leftOverSteps = 2
/// Left-over stock is not believed to serve more than this leaves.
private let leastLeftOverFactor = 0.25

extension PlanObjective {
    /// The objective of today's levels that reaches this one in a year in which so much is left over; `nil` where both are the same.
    public func ofToday(_ factors: LeftOverFactors) -> PlanObjective? {
        var given = self
        switch kind {
        case .budget where money != .stockValue: given.target = target / factors.onHand
        case .expectedBackorders: given.target = target / max(factors.waiting, leastLeftOverFactor)
        case .fillRate, .systemFillRate: given.target = max(1 - (1 - target) / max(factors.unserved, leastLeftOverFactor), target / 2)
        default: return nil
        }
        return given
    }
}

extension AssortmentPlan {
    /// The figures of a year, what is left over counted. Reorder points, levels and what they cost per unit stay.
    public func counting(_ factors: LeftOverFactors, objective: PlanObjective) -> AssortmentPlan {
        var plan = self
        plan.count(factors, objective: objective)
        return plan
    }

    /// The same in place: no second list of decisions is made where nobody holds this one.
    public mutating func count(_ factors: LeftOverFactors, objective: PlanObjective) {
        guard factors.reviews > 0 else { return }
        for index in decisions.indices { decisions[index].count(factors) }
        totals.count(factors, isLeastMoney: objective.kind.isLeastMoney)
    }
}

extension ReplenishmentDecision {
    /// The figures of a year, what is left over counted.
    public mutating func count(_ factors: LeftOverFactors) {
        averageInventoryValue = averageInventoryValue.map { $0 * factors.onHand }
        performance?.count(factors)
    }
}

extension PolicyPerformance {
    /// The figures of a year, what is left over counted.
    public mutating func count(_ factors: LeftOverFactors) {
        averageOnHand *= factors.onHand
        expectedBackorders *= factors.waiting
        expectedWaitDays *= factors.waiting
        backorderedUnitsPerYear *= factors.unserved
        probabilityOfWaiting = probabilityOfWaiting.map { $0 * factors.unserved }
        fillRate = 1 - factors.unserved * (1 - fillRate)
    }
}

extension AssortmentTotals {
    /// The figures of a year, what is left over counted.
    public mutating func count(_ factors: LeftOverFactors, isLeastMoney: Bool) {
        expectedBackorders *= factors.waiting
        weightedBackorders *= factors.waiting
        averageInventoryValue *= factors.onHand
        unspentBudget = unspentBudget.map { $0 * factors.onHand }
        lowerBound = lowerBound.map { $0 * (isLeastMoney ? factors.onHand : factors.waiting) }
    }
}

extension PathPlan {
    /// The figures of a year, what is left over counted, for plans of today's review alone. The position rises by what is left over, so that expected demand stays what it is.
    public func counting(_ factors: LeftOverFactors, objective: PlanObjective) -> PathPlan {
        guard factors.reviews > 0 else { return self }
        var plan = self
        for index in plan.decisions.indices { plan.decisions[index].count(factors) }
        for index in plan.paths.indices {
            for step in plan.paths[index].indices {
                let level = plan.paths[index][step]
                plan.paths[index][step].position += (factors.onHand - 1) * level.onHand + (1 - factors.waiting) * level.waiting
                plan.paths[index][step].onHand *= factors.onHand
                plan.paths[index][step].waiting *= factors.waiting
                plan.paths[index][step].fillRate = 1 - factors.unserved * (1 - level.fillRate)
            }
        }
        plan.totals.count(factors, isLeastMoney: objective.kind.isLeastMoney)
        return plan
    }
}

extension ExchangeCurve {
    /// Curve and marks with what is left over in a year counted, by the factors of the recommended levels; they change little along the curve. A stock value is no average and stays.
    public func counting(_ factors: LeftOverFactors?) -> ExchangeCurve {
        guard let factors, factors.reviews > 0 else { return self }
        let onHand = moneyKind == .stockValue ? 1 : factors.onHand
        func counted(_ point: ExchangeCurve.Point) -> ExchangeCurve.Point {
            ExchangeCurve.Point(
                money: point.money * onHand, weightedBackorders: point.weightedBackorders * factors.waiting,
                multiplier: point.multiplier.map { $0 * factors.waiting / onHand })
        }
        var curve = self
        curve.points = points.map(counted)
        curve.marks = marks.map { ExchangeCurve.Mark(name: $0.name, point: counted($0.point)) }
        return curve
    }
}
