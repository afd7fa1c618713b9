import DemandModel
import NumericCore

/// Evaluates stock levels of one item-location against its lead-time demand.
///
/// Right after an order opportunity the inventory position y is S (order-up-to), or uniform on r+1...S with S = r + q when orders
/// come in batches of q (Zipkin 2000, 6.5; exact for unit demand and for (r,nQ)). Backorders at the moment L + u R after the
/// opportunity are (D(L + u R) - y)+; the time average over 0 <= u <= 1 is the weighted sum over the nodes of `LeadTimeDemand`, over
/// more nodes between them, or a closed form (`TimeAverage`), as the demand's steadiness asks.
///
/// For continuous demand the position is uniform on the interval (r, S]. Batch 0 or 1 unit of counts: y = S.
public struct StockEvaluator: Sendable {
    /// One distribution per node, and the quadrature weights (sum 1).
    public let nodes: [MixtureDistribution]
    public let nodeWeights: [Double]
    /// Means, spread and positions.
    var figures: StockFigures
    /// Time averages where the nodes are too few.
    let timeAverage: TimeAverage?
    /// How demand comes together in orders; read under continuous review.
    let customerOrders: CustomerOrders

    public var isCount: Bool { figures.isCount }
    public var meanPerDay: Double { figures.meanPerDay }
    public var isPeriodic: Bool { figures.isPeriodic }
    /// Mean demand averaged over the nodes, over L, and over the protection interval, units.
    public var averageMean: Double { figures.averageMean }
    public var leadTimeMean: Double { figures.leadTimeMean }
    public var protectionMean: Double { figures.protectionMean }
    public var protectionStandardDeviation: Double { figures.protectionStandardDeviation }
    /// Every member lives on whole numbers, so that n1(S) - n1(S + 1) = P(D > S).
    var isLattice: Bool { figures.isLattice }
    /// Days between order opportunities; `nil` under continuous review.
    var reviewDays: Double? { figures.reviewDays }
    /// Under (R,s,S), and (s,S) with lumpy orders: the probabilities of the positions above s.
    var positionWeights: PositionWeights? {
        get { figures.positionWeights }
        set { figures.positionWeights = newValue }
    }

    public init(_ demand: LeadTimeDemand) throws(PolicyError) {
        let expected = LeadTimeDemand.nodes(reviewPeriodDays: demand.reviewPeriodDays)
        guard demand.nodeCount == expected.count else {
            throw .invalidValue(
                name: "number of lead-time demand distributions", value: Double(demand.nodeCount),
                accepted: "\(expected.count) for this review period")
        }
        guard demand.meanPerDay >= 0, demand.meanPerDay < .infinity else {
            throw .invalidValue(name: "mean demand per day", value: demand.meanPerDay, accepted: "a finite number, 0 or more")
        }
        try self.init(demand, expected) { distributions throws(PolicyError) in
            var nodes: [MixtureDistribution] = []
            nodes.reserveCapacity(distributions.count)
            for distribution in distributions { nodes.append(try MixtureDistribution(distribution, sharing: nodes.last)) }
            return nodes
        }
    }

    /// Of a demand that an evaluator has been made of before: the same again, to the bit.
    init(known demand: LeadTimeDemand) {
        self.init(demand, LeadTimeDemand.nodes(reviewPeriodDays: demand.reviewPeriodDays)) { distributions in
            var nodes: [MixtureDistribution] = []
            nodes.reserveCapacity(distributions.count)
            for distribution in distributions { nodes.append(MixtureDistribution(known: distribution, sharing: nodes.last)) }
            return nodes
        }
    }

    private init<Failure: Error>(
        _ demand: LeadTimeDemand, _ expected: [(fraction: Double, weight: Double)], mixtures: ([DemandDistribution]) throws(Failure) -> [MixtureDistribution]
    ) throws(Failure) {
        let given = demand.distributions
        var distributions = given
        var weights = expected.map(\.weight)
        var average: TimeAverage?
        let parts = (sharpness(given, reviewPeriodDays: demand.reviewPeriodDays) / TimeAverage.sharpnessPerPart).rounded(.up)
        if parts > 1, let paths = memberPaths(given) {
            if parts > Double(TimeAverage.mostParts) {
                average = TimeAverage(paths, isCount: given.allSatisfy(\.isCount))
            } else {
                (distributions, weights) = refined(given, expected, paths, parts: Int(parts))
            }
        }
        nodes = try mixtures(distributions)
        nodeWeights = weights
        timeAverage = average
        figures = StockFigures(nodes, weights: weights, demand: demand)
        figures.isPlain = average == nil && nodes.count == expected.count
        customerOrders = figures.isPeriodic || !figures.isCount ? .none : CustomerOrders(nodes[0])
    }

    /// Time-average P(D > y) and losses of a position y.
    ///
    /// - Parameter includingSecond: without it the second-order loss is left out, which is quicker.
    public func averageLosses(at y: Double, includingSecond: Bool = true) -> LossValues {
        if let timeAverage { return timeAverage.losses(at: y) }
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        for i in nodes.indices { sum.add(nodes[i].losses(at: y, includingSecond: includingSecond), times: nodeWeights[i]) }
        return sum
    }

    /// Time-average P(D > y).
    public func averageUpperTail(at y: Double) -> Double {
        if let timeAverage { return timeAverage.losses(at: y).upperTail }
        var sum = 0.0
        for i in nodes.indices { sum += nodeWeights[i] * nodes[i].upperTail(y) }
        return sum
    }

    /// Time-average P(D < y), with its own relative accuracy where it is small.
    func averageCDF(below y: Double) -> Double {
        if let timeAverage {
            let here = timeAverage.losses(at: y)
            return max(0, 1 - here.upperTail - here.atom)
        }
        let x = isLattice ? y.rounded(.up) - 1 : y
        var sum = 0.0
        for i in nodes.indices { sum += nodeWeights[i] * nodes[i].cdf(x) }
        return sum
    }

    /// True where the position after an order opportunity is the single value S.
    func isSingle(_ batch: Double) -> Bool { figures.isSingle(batch) }

    /// True where positions follow the renewal of (R,s,S).
    var hasRenewalPositions: Bool { positionWeights != nil }

    /// Time-average E[B] with order-up-to level S and batch q.
    public func expectedBackorders(orderUpTo level: Double, batch: Double) -> Double {
        // Demand in whole units is never negative: below 0 every unit of demand waits.
        if isLattice && level <= 0 { return averageMean - averagePosition(orderUpTo: level, batch: batch) }
        if hasRenewalPositions { return averagePositionLosses(orderUpTo: level, batch: batch).first }
        if isSingle(batch) { return averageLosses(at: level, includingSecond: false).first }
        return max(0, (averageLosses(at: level - batch).second - averageLosses(at: level).second) / batch)
    }

    /// What one more unit of S (for continuous demand: a little more, per unit) takes off E[B]: between 0 and 1, not increasing in S.
    public func backorderReduction(orderUpTo level: Double, batch: Double) -> Double {
        if hasRenewalPositions {
            let here = averagePositionLosses(orderUpTo: level, batch: batch)
            if isLattice || !isCount { return min(1, here.upperTail) }
            return max(0, here.first - averagePositionLosses(orderUpTo: level + 1, batch: batch).first)
        }
        if isSingle(batch) {
            if !isCount || isLattice { return averageUpperTail(at: level) }
            let here = averageLosses(at: level, includingSecond: false).first
            return max(0, here - averageLosses(at: level + 1, includingSecond: false).first)
        }
        // Counts: E[B](S) - E[B](S + 1) = [n1(r + 1) - n1(S + 1)] / q; continuous: the derivative, [n1(r) - n1(S)] / q.
        let shift: Double = isCount ? 1 : 0
        let low = averageLosses(at: level - batch + shift, includingSecond: false).first
        return max(0, (low - averageLosses(at: level + shift, includingSecond: false).first) / batch)
    }

    /// Time-average units on hand: S - mean + E[B], or where that cancels (hardly anything is ever left) what is left of the position.
    public func averageOnHand(orderUpTo level: Double, batch: Double, expectedBackorders: Double) -> Double {
        let left = figures.averageOnHand(orderUpTo: level, batch: batch, expectedBackorders: expectedBackorders)
        if figures.cancels(left, orderUpTo: level), timeAverage == nil, let exact = leftOver(level, batch) { return exact }
        return left
    }

    /// Time average of E[(y - D)+] over the positions y from sums of positive terms; `nil` where a level is not a whole number.
    private func leftOver(_ level: Double, _ batch: Double) -> Double? {
        var sum = 0.0
        for (node, weight) in zip(nodes, nodeWeights) {
            guard let high = node.lowerLosses(at: level) else { return nil }
            if isSingle(batch) {
                sum += weight * high.first
            } else {
                guard let low = node.lowerLosses(at: level - batch) else { return nil }
                sum += weight * (high.second - low.second) / batch
            }
        }
        return sum
    }

    /// Mean of the position after an order opportunity.
    public func averagePosition(orderUpTo level: Double, batch: Double) -> Double { figures.averagePosition(orderUpTo: level, batch: batch) }

    /// Share of units served from the shelf at once.
    ///
    /// Periodic: 1 - (E[B just before the next delivery] - E[B just after this one]) / E[demand of a review period]. Continuous, counts: the
    /// exact share of units where customers order several at a time (`CustomerOrders`); continuous demand: 1 - [n1(r) - n1(r + Q)] / Q.
    public func fillRate(orderUpTo level: Double, batch: Double) -> Double {
        if isPeriodic {
            let reviewDemand = protectionMean - leadTimeMean
            guard reviewDemand > 0 else { return 1 }
            if let rate = laneFillRate(orderUpTo: level, batch: batch) { return rate }
            let late = positionLosses(DemandSource(nodes[nodes.count - 1]), orderUpTo: level, batch: batch).first
            return periodicFillRate(late: late, early: positionLosses(DemandSource(nodes[0]), orderUpTo: level, batch: batch).first)
        }
        guard protectionMean > 0 || meanPerDay > 0 else { return 1 }
        return isCount && customerOrders.isLumpy ? lumpyFillRate(orderUpTo: level, batch: batch) : readyRate(orderUpTo: level, batch: batch)
    }

    func periodicFillRate(late: Double, early: Double) -> Double {
        let reviewDemand = protectionMean - leadTimeMean
        return reviewDemand > 0 ? min(1, max(0, 1 - (late - early) / reviewDemand)) : 1
    }

    /// The share of units under continuous review where customers order several at a time.
    func lumpyFillRate(orderUpTo level: Double, batch: Double) -> Double {
        let short = customerOrders.shareShort { positionLosses($0, orderUpTo: level, batch: batch) }
        return min(1, max(0, 1 - short))
    }

    /// Share of time with stock on hand.
    public func readyRate(orderUpTo level: Double, batch: Double) -> Double {
        let average = averagePositionLosses(orderUpTo: level, batch: batch)
        let empty = average.upperTail + average.atom
        if empty > 0.99 && isSingle(batch) { return averageCDF(below: level) }
        return min(1, max(0, 1 - empty))
    }
}

/// Distributions and weights of `parts` equal parts of the review period, five nodes each.
private func refined(
    _ given: [DemandDistribution], _ nodes: [(fraction: Double, weight: Double)], _ paths: [MemberPath], parts: Int
) -> ([DemandDistribution], [Double]) {
    var distributions = [given[0]]
    var weights = [nodes[0].weight / Double(parts)]
    for part in 0..<parts {
        for index in 1..<nodes.count {
            let u = (Double(part) + nodes[index].fraction) / Double(parts)
            let isLast = part == parts - 1 && index == nodes.count - 1
            distributions.append(isLast ? given[4] : DemandDistribution(members: paths.map { $0.member(u) }, isCount: given[0].isCount))
            weights.append(nodes[index].weight / Double(parts) * (index == nodes.count - 1 && !isLast ? 2 : 1))
        }
    }
    return (distributions, weights)
}
