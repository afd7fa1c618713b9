import DemandModel
import NumericCore

/// One item at a level that moves up and down one unit at a time, with what one more unit would do: how `LevelCurves` are worked out. It is made where
/// a curve grows and let go with it: an assortment has no memory for what a million items would hold.
///
/// For items in whole units a move costs nanoseconds. Poisson and negative binomial members of all nodes lie in vector lanes whose
/// probabilities follow P(k + 1) = P(k) (a + b k) / (k + 1), with a = mean, b = 0 (Poisson) or a = q r, b = q (negative binomial).
/// The other members (quantiles of past errors, gamma read in whole units) give their n1 at each level: one more unit takes
/// n1(S) - n1(S + 1) off E[B]. Orders in batches walk both ends of the run of positions. Continuous items, and (R,s,S), are
/// evaluated afresh at each level, as are demands steady beyond their nodes. Values reached by walking carry rounding errors of about 1e-12; they steer the search, and
/// results are always summed from exact values.
struct StockWalk {
    private let evaluator: StockEvaluator
    private let quantity: Double
    private let isSingle: Bool
    /// Wider demands are evaluated where a level is asked for: their curves are long and smooth.
    static let widestSpread = 512.0
    /// Moves after which a walk is put right by exact values, and after which it is where a lane's probability is next to nothing.
    private static let movesBetweenChecks = 32
    private static let movesBetweenExact = 256

    /// S, units.
    private(set) var level: Double
    /// What one more unit takes off E[B], and E[B], at that level.
    private(set) var point = CurvePoint(reduction: 0, backorders: 0)
    /// False for items that are evaluated afresh.
    private var canWalk = false
    /// Levels on either side of the first that are worth walking to.
    private(set) var reach = 0
    /// A lane's probability is too small for the recurrence to come back from it.
    private var isDry = false

    /// n2, n1 at a position and n1 one unit above it, of the members without lanes.
    private struct OtherLosses {
        var second = 0.0
        var here = 0.0
        var next = 0.0
    }

    /// Both parts of the losses at one end of a batch.
    private struct End {
        var lanes = LossValues(upperTail: 0, first: 0, second: 0)
        var others = OtherLosses()

        var second: Double { lanes.second + others.second }
        var first: Double { lanes.first + others.here }
        /// n1 one unit above.
        var next: Double { lanes.first - lanes.upperTail + others.next }
    }

    private var laneA: [SIMD8<Double>] = []
    private var laneB: [SIMD8<Double>] = []
    /// Weighted probabilities at S, and at S - q for batches (unused lanes and positions below 0 hold zeros).
    private var high: [SIMD8<Double>] = []
    private var low: [SIMD8<Double>] = []
    /// Losses at S, and at S - q for batches.
    private var top = End()
    private var bottom = End()
    private var others = OtherMembers()

    init(_ item: StockItem, at start: Double) {
        evaluator = item.evaluator
        quantity = item.quantity
        isSingle = evaluator.isSingle(quantity)
        level = start
        if item.floor < item.ceiling { addLanes() }
        if !climb(to: start) { place(at: start) }
    }

    /// Lanes and other members of an item in whole units that is not too wide to walk.
    private mutating func addLanes() {
        let spread = evaluator.protectionStandardDeviation
        guard evaluator.isCount, !evaluator.hasRenewalPositions, evaluator.timeAverage == nil, spread < StockWalk.widestSpread,
              level == level.rounded() else { return }
        let count = evaluator.nodes.reduce(0) { $0 + $1.members.count }
        var a: [Double] = []
        var b: [Double] = []
        a.reserveCapacity(count)
        b.reserveCapacity(count)
        for (n, node) in evaluator.nodes.enumerated() {
            for (m, member) in node.members.enumerated() {
                switch member {
                case .poisson(let d):
                    a.append(d.mean)
                    b.append(0)
                case .negativeBinomial(let d):
                    let q = d.scale / (1 + d.scale)
                    a.append(q * d.size)
                    b.append(q)
                case .point, .normal, .gamma, .empirical, .discrete:
                    others.add(weight: evaluator.nodeWeights[n] * node.weights[m], member)
                }
            }
        }
        canWalk = true
        reach = max(200, Int(3 * spread))
        let groups = (a.count + 7) / 8
        laneA.reserveCapacity(groups)
        laneB.reserveCapacity(groups)
        for group in 0..<groups {
            var groupA = SIMD8<Double>(repeating: 0)
            var groupB = groupA
            for lane in 0..<min(8, a.count - 8 * group) {
                groupA[lane] = a[8 * group + lane]
                groupB[lane] = b[8 * group + lane]
            }
            laneA.append(groupA)
            laneB.append(groupB)
        }
        high = Array(repeating: SIMD8(repeating: 0), count: groups)
        if !isSingle { low = high }
    }

    /// Puts the item at a level with exact values.
    private mutating func place(at level: Double) {
        self.level = level
        guard canWalk else {
            point = CurvePoint(
                reduction: evaluator.backorderReduction(orderUpTo: level, batch: quantity),
                backorders: evaluator.expectedBackorders(orderUpTo: level, batch: quantity))
            return
        }
        top = fill(at: level, isHigh: true)
        if !isSingle { bottom = fill(at: level - quantity, isHigh: false) }
        read()
        noteDryness()
    }

    /// Puts the item at a level by walking up from 0, where all values are known without a sum: P(D > 0) = 1 - P(0), n1(0) = mean.
    ///
    /// - Returns: false, with nothing done, where that is no way: far levels, batches, members without lanes, P(0) next to nothing.
    private mutating func climb(to level: Double) -> Bool {
        guard canWalk, isSingle, others.isEmpty, level >= 0, level <= 600 else { return false }
        var end = End()
        var lane = 0
        for (n, node) in evaluator.nodes.enumerated() {
            for (m, member) in node.members.enumerated() {
                let weight = evaluator.nodeWeights[n] * node.weights[m]
                let none: Double
                switch member {
                case .poisson(let d): none = d.probability(0)
                case .negativeBinomial(let d): none = d.probability(0)
                case .point, .normal, .gamma, .empirical, .discrete: return false
                }
                if none < 1e-200 { return false }
                high[lane / 8][lane % 8] = weight * none
                end.lanes.upperTail += weight * (1 - none)
                end.lanes.first += weight * member.mean
                lane += 1
            }
        }
        self.level = 0
        top = end
        shift(by: Int(level))
        if level == 0 { read() }
        noteDryness()
        return true
    }

    /// Losses at a position, with the weighted probabilities put into the lanes.
    private mutating func fill(at position: Double, isHigh: Bool) -> End {
        var end = End()
        var lane = 0
        for (n, node) in evaluator.nodes.enumerated() {
            for (m, member) in node.members.enumerated() {
                let weight = evaluator.nodeWeights[n] * node.weights[m]
                switch member {
                case .poisson, .negativeBinomial: break
                case .point, .normal, .gamma, .empirical, .discrete:
                    if !isSingle { end.others.second += weight * member.losses(at: position, lattice: true).second }
                    continue
                }
                let own = member.losses(at: position, lattice: true, includingSecond: !isSingle)
                end.lanes.upperTail += weight * own.upperTail
                end.lanes.first += weight * own.first
                end.lanes.second += weight * own.second
                if isHigh {
                    high[lane / 8][lane % 8] = weight * own.atom
                } else {
                    low[lane / 8][lane % 8] = weight * own.atom
                }
                lane += 1
            }
        }
        end.others.here = others.firstLoss(at: position)
        end.others.next = others.firstLoss(at: position + 1)
        return end
    }

    private mutating func read() {
        if isSingle {
            point.reduction = min(1, max(0, top.lanes.upperTail + (top.others.here - top.others.next)))
            point.backorders = max(0, top.first)
            return
        }
        // E[B](S) - E[B](S + 1) = [n1(r + 1) - n1(S + 1)] / q.
        point.reduction = max(0, (bottom.next - top.next) / quantity)
        point.backorders = max(0, (bottom.second - top.second) / quantity)
    }

    /// Sees whether the lanes can still be walked.
    private mutating func noteDryness() {
        isDry = false
        for group in laneA.indices {
            let isUsed = laneA[group] .> 0
            if any((high[group] .< 1e-290) .& isUsed) { isDry = true }
            if !isSingle && level >= quantity && any((low[group] .< 1e-290) .& isUsed) { isDry = true }
        }
    }

    /// To the next level up or down; exact values now and then, and sooner where lanes are dry.
    ///
    /// - Parameter moves: how many it then is away from its first level.
    mutating func move(to next: Double, moves: Int) {
        if moves % Self.movesBetweenChecks == 0 {
            noteDryness()
            if isDry || moves % Self.movesBetweenExact == 0 {
                place(at: next)
                return
            }
        }
        if next > level { moveUp() } else { moveDown() }
    }

    /// One unit up.
    private mutating func moveUp() {
        let foot = level - quantity
        // The lower end of a batch gets its probabilities when it arrives at 0.
        guard canWalk, isSingle || foot != -1 else {
            place(at: level + 1)
            return
        }
        if isSingle {
            shift(by: 1)
            return
        }
        let from = level
        level = from + 1
        Self.advance(&top, Self.raise(&high, laneA, laneB, from: from), others.firstLoss(at: from + 2))
        Self.advance(&bottom, foot < 0 ? 0 : Self.raise(&low, laneA, laneB, from: foot), others.firstLoss(at: foot + 2))
        read()
    }

    /// One unit down.
    private mutating func moveDown() {
        guard canWalk, level > 0 else {
            place(at: level - 1)
            return
        }
        if isSingle {
            shift(by: -1)
            return
        }
        let from = level
        level = from - 1
        let foot = from - quantity
        Self.retreat(&top, Self.fall(&high, laneA, laneB, from: from), others.firstLoss(at: from - 1))
        Self.retreat(&bottom, foot < 0 ? 0 : Self.fall(&low, laneA, laneB, from: foot), others.firstLoss(at: foot - 1))
        read()
    }

    /// Several units up or down for an item with the single position S; not below 0.
    private mutating func shift(by count: Int) {
        var level = level
        var tail = top.lanes.upperTail
        var first = top.lanes.first
        if count > 0 {
            for _ in 0..<count {
                first = max(0, first - tail)
                tail = max(0, tail - Self.raise(&high, laneA, laneB, from: level))
                level += 1
            }
        } else {
            for _ in 0..<(-count) {
                tail = min(1, tail + Self.fall(&high, laneA, laneB, from: level))
                first += tail
                level -= 1
            }
        }
        self.level = level
        top.lanes.upperTail = tail
        top.lanes.first = first
        if !others.isEmpty {
            let old = top.others
            top.others.here = count == 1 ? old.next : others.firstLoss(at: level)
            top.others.next = count == -1 ? old.here : others.firstLoss(at: level + 1)
        }
        read()
    }

    /// Lanes from k to k + 1; returns the sum of P(D = k + 1).
    @inline(__always)
    private static func raise(_ lanes: inout [SIMD8<Double>], _ a: [SIMD8<Double>], _ b: [SIMD8<Double>], from k: Double) -> Double {
        var sum = SIMD8<Double>(repeating: 0)
        let inverse = 1 / (k + 1)
        for group in lanes.indices {
            let next = lanes[group] * (a[group] + b[group] * k) * inverse
            lanes[group] = next
            sum += next
        }
        return sum.sum()
    }

    /// Lanes from k to k - 1; returns the sum of P(D = k).
    @inline(__always)
    private static func fall(_ lanes: inout [SIMD8<Double>], _ a: [SIMD8<Double>], _ b: [SIMD8<Double>], from k: Double) -> Double {
        var sum = SIMD8<Double>(repeating: 0)
        for group in lanes.indices {
            let here = lanes[group]
            sum += here
            if k > 0 {
                let divisor = a[group] + b[group] * (k - 1)
                // Unused lanes have a = b = 0 and stay 0.
                lanes[group] = (here * k / divisor).replacing(with: 0, where: here .== 0)
            } else {
                lanes[group] = SIMD8(repeating: 0)
            }
        }
        return sum.sum()
    }

    private static func advance(_ end: inout End, _ atom: Double, _ next: Double) {
        end.lanes.first = max(0, end.lanes.first - end.lanes.upperTail)
        end.lanes.upperTail = max(0, end.lanes.upperTail - atom)
        end.lanes.second = max(0, end.lanes.second - end.lanes.first)
        end.others = OtherLosses(second: max(0, end.others.second - end.others.next), here: end.others.next, next: next)
    }

    private static func retreat(_ end: inout End, _ atom: Double, _ here: Double) {
        end.lanes.second += end.lanes.first
        end.lanes.upperTail = min(1, end.lanes.upperTail + atom)
        end.lanes.first += end.lanes.upperTail
        end.others = OtherLosses(second: end.others.second + end.others.here, here: here, next: end.others.here)
    }
}
