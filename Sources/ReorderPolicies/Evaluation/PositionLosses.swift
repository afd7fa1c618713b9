import NumericCore

/// What losses are taken from: the demand until one moment, or its average over the time between two receipts.
struct DemandSource {
    private enum Kind {
        case moment(MixtureDistribution)
        case average(TimeAverage)
    }

    private let kind: Kind
    let mean: Double
    /// Demand is hardly ever below this.
    private let certain: Double
    private let isCount: Bool
    /// Every member lives on whole numbers.
    private let isLattice: Bool

    init(_ demand: MixtureDistribution) {
        kind = .moment(demand)
        mean = demand.mean
        certain = demand.mean - 12 * demand.variance.squareRoot()
        isCount = demand.isCount
        isLattice = demand.isLattice
    }

    /// - Parameters:
    ///   - earliest: mean at the first moment.
    ///   - spread: standard deviation of the widest moment.
    init(_ average: TimeAverage, mean: Double, earliest: Double, spread: Double, isCount: Bool, isLattice: Bool) {
        kind = .average(average)
        self.mean = mean
        certain = earliest - 12 * spread
        self.isCount = isCount
        self.isLattice = isLattice
    }

    func losses(at y: Double, includingSecond: Bool = true) -> LossValues {
        switch kind {
        case .moment(let demand): demand.losses(at: y, includingSecond: includingSecond)
        case .average(let average): average.losses(at: y)
        }
    }

    /// P(D = y), P(D > y) and E[(D - y)+] averaged over positions uniform on level - q + 1...level, for continuous demand on the interval
    /// between; the second-order loss is not used.
    func uniformLosses(at level: Double, batch: Double) -> LossValues {
        let high = losses(at: level)
        let low = losses(at: level - batch)
        let first = max(0, low.second - high.second) / batch
        if !isCount {
            return LossValues(atom: 0, upperTail: min(1, max(0, low.first - high.first) / batch), first: first, second: 0)
        }
        if isLattice {
            // Sums of P(D > y) and of P(D >= y) are differences of n1.
            let tail = max(0, (low.first - low.upperTail) - (high.first - high.upperTail)) / batch
            let empty = max(0, low.first - high.first) / batch
            return LossValues(atom: max(0, empty - tail), upperTail: min(1, tail), first: first, second: 0)
        }
        let sums = tailSums(above: level - batch, to: level, low: low, high: high)
        return LossValues(atom: sums.atom / batch, upperTail: min(1, sums.tail / batch), first: first, second: 0)
    }

    /// Sums of P(D > y) and P(D = y) over y = bottom + 1, ..., top for members that are smooth between whole numbers: term by term, with
    /// many terms by Euler and Maclaurin's formula.
    private func tailSums(above bottom: Double, to top: Double, low: LossValues, high: LossValues) -> (tail: Double, atom: Double) {
        if top - bottom > 1_000 { return (max(0, low.first - high.first + 0.5 * (high.upperTail - low.upperTail)), 0) }
        var sum = (tail: 0.0, atom: 0.0)
        var y = bottom + 1
        while y <= top {
            let here = losses(at: y, includingSecond: false)
            sum.tail += here.upperTail
            sum.atom += here.atom
            y += 1
        }
        return sum
    }

    /// The same averages over the positions of (s, S).
    func losses(at level: Double, positions weights: PositionWeights) -> LossValues {
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        if weights.uniform > 0 { sum.add(uniformLosses(at: level, batch: weights.gap), times: weights.uniform) }
        let count = weights.head.count
        if case .moment(let demand) = kind, weights.step == 1, isLattice, level == level.rounded(), abs(level) < 1e15, count <= 20_000 {
            let top = Int(level)
            let table = DistributionTable(demand, levels: (top - count + 1)...top)
            for (j, weight) in weights.head.enumerated() {
                sum.atom += weight * table.probabilities[count - 1 - j]
                sum.upperTail += weight * table.upperTails[count - 1 - j]
                sum.first += weight * table.firstLosses[count - 1 - j]
            }
            return sum
        }
        for j in stride(from: count - 1, through: 0, by: -1) {
            let y = level - Double(j) * weights.step
            if y < certain || (isLattice && y < 0) {
                sum.upperTail += weights.head[j]
                sum.first += weights.head[j] * (mean - y)
                continue
            }
            let here = losses(at: y, includingSecond: false)
            sum.add(here, times: weights.head[j])
            if y > mean && here.first < 1e-18 * sum.first { break }
        }
        return sum
    }
}

extension MixtureDistribution {
    /// Every member lives on whole numbers, so that n1(x) - n1(x + 1) = P(D > x).
    var isLattice: Bool {
        members.allSatisfy { member in
            switch member {
            case .poisson, .negativeBinomial, .discrete: true
            case .point(let x): x == x.rounded()
            case .normal, .gamma, .empirical: false
            }
        }
    }
}

extension StockEvaluator {
    /// P(D = y), P(D > y) and E[(D - y)+] averaged over the positions y that an order opportunity leaves.
    func positionLosses(_ source: DemandSource, orderUpTo level: Double, batch: Double) -> LossValues {
        if let positionWeights { return source.losses(at: level, positions: positionWeights) }
        return isSingle(batch) ? source.losses(at: level, includingSecond: false) : source.uniformLosses(at: level, batch: batch)
    }

    /// Time averages over positions and moments.
    func averagePositionLosses(orderUpTo level: Double, batch: Double) -> LossValues {
        if let timeAverage {
            let source = DemandSource(
                timeAverage, mean: averageMean, earliest: leadTimeMean, spread: protectionStandardDeviation, isCount: isCount, isLattice: isLattice)
            return positionLosses(source, orderUpTo: level, batch: batch)
        }
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        for i in nodes.indices { sum.add(positionLosses(DemandSource(nodes[i]), orderUpTo: level, batch: batch), times: nodeWeights[i]) }
        return sum
    }

    /// Time averages of n1 at `count` levels from `lowest` on, `step` units apart.
    func averageFirstLosses(from lowest: Double, step: Double, count: Int) -> [Double] {
        if timeAverage == nil, isLattice, step == 1, abs(lowest) < 1e15 {
            var sums = [Double](repeating: 0, count: count)
            for node in nodes.indices {
                let table = DistributionTable(nodes[node], levels: Int(lowest)...(Int(lowest) + count - 1))
                for index in sums.indices { sums[index] += nodeWeights[node] * table.firstLosses[index] }
            }
            return sums
        }
        let stride = max(1, Int(protectionStandardDeviation / 64 / step))
        func at(_ index: Int) -> LossValues { averageLosses(at: lowest + Double(index) * step, includingSecond: false) }
        var values = [Double](repeating: 0, count: count)
        var start = 0
        var from = at(0)
        values[0] = from.first
        while start < count - 1 {
            let end = min(count - 1, start + stride)
            let to = at(end)
            let width = Double(end - start) * step
            // Cubic between two levels with their slopes, -P(D > y): far finer than a standard deviation.
            for index in (start + 1)..<max(end, start + 1) {
                let t = Double(index - start) / Double(end - start)
                let a = (1 + 2 * t) * (1 - t) * (1 - t) * from.first + t * t * (3 - 2 * t) * to.first
                values[index] = a - width * (t * (1 - t) * (1 - t) * from.upperTail - t * t * (1 - t) * to.upperTail)
            }
            values[end] = to.first
            start = end
            from = to
        }
        return values
    }
}
