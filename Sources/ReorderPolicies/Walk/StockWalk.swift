import DemandModel
import NumericCore

/// Some items at levels that move up and down one unit at a time, each with what one more unit would do: how `LevelCurves` are worked out.
///
/// For items in whole units a move costs nanoseconds. Poisson and negative binomial members of all nodes lie in vector lanes whose
/// probabilities follow P(k + 1) = P(k) (a + b k) / (k + 1), with a = mean, b = 0 (Poisson) or a = q r, b = q (negative binomial).
/// The other members (quantiles of past errors, gamma read in whole units) give their n1 at each level: one more unit takes
/// n1(S) - n1(S + 1) off E[B]. Orders in batches walk both ends of the run of positions. Continuous items, and (R,s,S), are
/// evaluated afresh at each level, as are demands steady beyond their nodes. Values reached by walking carry rounding errors of about 1e-12; they steer the search, and
/// results are always summed from exact values.
struct StockWalk: Sendable {
    /// All items of the assortment, and the position of the first that walks here.
    private let items: [StockItem]
    private let first: Int
    /// Wider demands are evaluated where a level is asked for: their curves are long and smooth.
    private static let widestSpread = 512.0

    /// S, units.
    private(set) var levels: [Double]
    /// What one more unit takes off E[B], and E[B], at that level.
    private(set) var reductions: [Double]
    private(set) var backorders: [Double]

    /// What a move needs to know of an item.
    struct Track {
        var quantity: Double
        var isSingle: Bool
        /// False for items that are evaluated afresh.
        var canWalk = false
        /// Levels on either side of the first that are worth walking to.
        var reach = 0
        /// Groups of lanes, and the members without lanes.
        var groups = 0..<0
        /// By how much later a group of lanes comes than its probabilities at the lower end of a batch, which single positions have not.
        var lowShift = 0
        var others = OtherMembers.Slice()
        /// A lane's probability is too small for the recurrence to come back from it.
        var isDry = false
    }

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

    private(set) var tracks: [Track]
    private var laneA: [SIMD8<Double>] = []
    private var laneB: [SIMD8<Double>] = []
    /// Weighted probabilities at S, and at S - q for batches (unused lanes and positions below 0 hold zeros).
    private var high: [SIMD8<Double>] = []
    private var low: [SIMD8<Double>] = []
    /// Losses at S, and at S - q for batches.
    private var tops: [End]
    private var bottoms: [End]
    private var others = OtherMembers()

    /// The items of a range at the levels that `start` gives them.
    init(_ items: [StockItem], _ range: Range<Int>, start: (Int) -> Double) {
        self.items = items
        first = range.lowerBound
        levels = range.map(start)
        reductions = Array(repeating: 0, count: range.count)
        backorders = reductions
        tops = Array(repeating: End(), count: range.count)
        bottoms = tops
        tracks = range.map { Track(quantity: items[$0].quantity, isSingle: items[$0].evaluator.isSingle(items[$0].quantity)) }
        // Once, for all: arrays that grow are twice as large as they need be, and three times while they do.
        func groupCount(_ index: Int) -> Int { (items[index].evaluator.nodes.reduce(0) { $0 + $1.members.count } + 7) / 8 }
        let groups = range.reduce(0) { $0 + groupCount($1) }
        laneA.reserveCapacity(groups)
        laneB.reserveCapacity(groups)
        high.reserveCapacity(groups)
        low.reserveCapacity(range.reduce(0) { $0 + (items[$1].evaluator.isSingle(items[$1].quantity) ? 0 : groupCount($1)) })
        for index in tracks.indices {
            addLanes(index)
            let level = levels[index]
            if !climb(index, to: level) { place(index, at: level) }
        }
    }

    /// Lanes and other members of an item in whole units that is not too wide to walk.
    private mutating func addLanes(_ index: Int) {
        let evaluator = items[first + index].evaluator
        let spread = evaluator.protectionStandardDeviation
        guard evaluator.isCount, !evaluator.hasRenewalPositions, evaluator.timeAverage == nil, spread < StockWalk.widestSpread,
              items[first + index].floor < items[first + index].ceiling, levels[index] == levels[index].rounded() else { return }
        var without: [(weight: Double, member: DistributionMember)] = []
        var a: [Double] = []
        var b: [Double] = []
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
                    without.append((evaluator.nodeWeights[n] * node.weights[m], member))
                }
            }
        }
        let firstGroup = laneA.count
        let groupCount = (a.count + 7) / 8
        tracks[index].canWalk = true
        tracks[index].groups = firstGroup..<(firstGroup + groupCount)
        tracks[index].lowShift = firstGroup - low.count
        tracks[index].others = others.add(without)
        tracks[index].reach = max(200, Int(3 * spread))
        for group in 0..<groupCount {
            var groupA = SIMD8<Double>(repeating: 0)
            var groupB = groupA
            for lane in 0..<min(8, a.count - 8 * group) {
                groupA[lane] = a[8 * group + lane]
                groupB[lane] = b[8 * group + lane]
            }
            laneA.append(groupA)
            laneB.append(groupB)
            high.append(SIMD8(repeating: 0))
            if !tracks[index].isSingle { low.append(SIMD8(repeating: 0)) }
        }
    }

    /// Puts an item at a level with exact values.
    mutating func place(_ index: Int, at level: Double) {
        levels[index] = level
        let track = tracks[index]
        guard track.canWalk else {
            // By index: a copy of an item counts the references it holds.
            backorders[index] = items[first + index].backorders(level)
            reductions[index] = items[first + index].evaluator.backorderReduction(orderUpTo: level, batch: items[first + index].quantity)
            return
        }
        tops[index] = fill(index, track, at: level, isHigh: true)
        if !track.isSingle { bottoms[index] = fill(index, track, at: level - track.quantity, isHigh: false) }
        read(index, track)
        noteDryness(index)
    }

    /// Puts an item at a level by walking up from 0, where all values are known without a sum: P(D > 0) = 1 - P(0), n1(0) = mean.
    ///
    /// - Returns: false, with nothing done, where that is no way: far levels, batches, members without lanes, P(0) next to nothing.
    private mutating func climb(_ index: Int, to level: Double) -> Bool {
        let track = tracks[index]
        guard track.canWalk, track.isSingle, track.others.isEmpty, level >= 0, level <= 600 else { return false }
        let evaluator = items[first + index].evaluator
        var end = End()
        var lane = 0
        let firstGroup = track.groups.lowerBound
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
                high[firstGroup + lane / 8][lane % 8] = weight * none
                end.lanes.upperTail += weight * (1 - none)
                end.lanes.first += weight * member.mean
                lane += 1
            }
        }
        levels[index] = 0
        tops[index] = end
        shift(index, track, by: Int(level))
        if level == 0 { read(index, track) }
        noteDryness(index)
        return true
    }

    /// Losses at a position, with the weighted probabilities put into the lanes.
    private mutating func fill(_ index: Int, _ track: Track, at position: Double, isHigh: Bool) -> End {
        let evaluator = items[first + index].evaluator
        var end = End()
        var lane = 0
        let firstGroup = track.groups.lowerBound
        for (n, node) in evaluator.nodes.enumerated() {
            for (m, member) in node.members.enumerated() {
                let weight = evaluator.nodeWeights[n] * node.weights[m]
                switch member {
                case .poisson, .negativeBinomial: break
                case .point, .normal, .gamma, .empirical, .discrete:
                    if !track.isSingle { end.others.second += weight * member.losses(at: position, lattice: true).second }
                    continue
                }
                let own = member.losses(at: position, lattice: true, includingSecond: !track.isSingle)
                end.lanes.upperTail += weight * own.upperTail
                end.lanes.first += weight * own.first
                end.lanes.second += weight * own.second
                if isHigh {
                    high[firstGroup + lane / 8][lane % 8] = weight * own.atom
                } else {
                    low[firstGroup - track.lowShift + lane / 8][lane % 8] = weight * own.atom
                }
                lane += 1
            }
        }
        end.others.here = otherLoss(track, at: position)
        end.others.next = otherLoss(track, at: position + 1)
        return end
    }

    /// n1 of the members without lanes.
    private func otherLoss(_ track: Track, at position: Double) -> Double {
        track.others.isEmpty ? 0 : others.firstLoss(track.others, at: position)
    }

    private mutating func read(_ index: Int, _ track: Track) {
        let top = tops[index]
        if track.isSingle {
            reductions[index] = min(1, max(0, top.lanes.upperTail + (top.others.here - top.others.next)))
            backorders[index] = max(0, top.first)
            return
        }
        // E[B](S) - E[B](S + 1) = [n1(r + 1) - n1(S + 1)] / q.
        let bottom = bottoms[index]
        reductions[index] = max(0, (bottom.next - top.next) / track.quantity)
        backorders[index] = max(0, (bottom.second - top.second) / track.quantity)
    }

    /// Sees whether the lanes can still be walked.
    mutating func noteDryness(_ index: Int) {
        let track = tracks[index]
        var isDry = false
        for group in track.groups {
            let isUsed = laneA[group] .> 0
            if any((high[group] .< 1e-290) .& isUsed) { isDry = true }
            if !track.isSingle && levels[index] >= track.quantity && any((low[group - track.lowShift] .< 1e-290) .& isUsed) { isDry = true }
        }
        tracks[index].isDry = isDry
    }

    /// One unit up.
    mutating func moveUp(_ index: Int) {
        let track = tracks[index]
        let level = levels[index]
        let bottom = level - track.quantity
        // The lower end of a batch gets its probabilities when it arrives at 0.
        guard track.canWalk, track.isSingle || bottom != -1 else {
            place(index, at: level + 1)
            return
        }
        if track.isSingle {
            shift(index, track, by: 1)
            return
        }
        levels[index] = level + 1
        Self.advance(&tops[index], Self.raise(&high, laneA, laneB, track.groups, from: level), otherLoss(track, at: level + 2))
        Self.advance(
            &bottoms[index], bottom < 0 ? 0 : Self.raise(&low, laneA, laneB, track.groups, shift: track.lowShift, from: bottom),
            otherLoss(track, at: bottom + 2))
        read(index, track)
    }

    /// One unit down.
    mutating func moveDown(_ index: Int) {
        let track = tracks[index]
        let level = levels[index]
        guard track.canWalk, level > 0 else {
            place(index, at: level - 1)
            return
        }
        if track.isSingle {
            shift(index, track, by: -1)
            return
        }
        levels[index] = level - 1
        let bottom = level - track.quantity
        Self.retreat(&tops[index], Self.fall(&high, laneA, laneB, track.groups, from: level), otherLoss(track, at: level - 1))
        Self.retreat(
            &bottoms[index], bottom < 0 ? 0 : Self.fall(&low, laneA, laneB, track.groups, shift: track.lowShift, from: bottom),
            otherLoss(track, at: bottom - 1))
        read(index, track)
    }

    /// Several units up or down for an item with the single position S; not below 0.
    mutating func shift(_ index: Int, _ track: Track, by count: Int) {
        var level = levels[index]
        var tail = tops[index].lanes.upperTail
        var first = tops[index].lanes.first
        if count > 0 {
            for _ in 0..<count {
                first = max(0, first - tail)
                tail = max(0, tail - Self.raise(&high, laneA, laneB, track.groups, from: level))
                level += 1
            }
        } else {
            for _ in 0..<(-count) {
                tail = min(1, tail + Self.fall(&high, laneA, laneB, track.groups, from: level))
                first += tail
                level -= 1
            }
        }
        levels[index] = level
        tops[index].lanes.upperTail = tail
        tops[index].lanes.first = first
        if !track.others.isEmpty {
            let old = tops[index].others
            tops[index].others.here = count == 1 ? old.next : otherLoss(track, at: level)
            tops[index].others.next = count == -1 ? old.here : otherLoss(track, at: level + 1)
        }
        read(index, track)
    }

    /// Lanes from k to k + 1; returns the sum of P(D = k + 1).
    @inline(__always)
    private static func raise(
        _ lanes: inout [SIMD8<Double>], _ a: [SIMD8<Double>], _ b: [SIMD8<Double>], _ groups: Range<Int>, shift: Int = 0,
        from k: Double
    ) -> Double {
        var sum = SIMD8<Double>(repeating: 0)
        let inverse = 1 / (k + 1)
        for group in groups {
            let next = lanes[group - shift] * (a[group] + b[group] * k) * inverse
            lanes[group - shift] = next
            sum += next
        }
        return sum.sum()
    }

    /// Lanes from k to k - 1; returns the sum of P(D = k).
    @inline(__always)
    private static func fall(
        _ lanes: inout [SIMD8<Double>], _ a: [SIMD8<Double>], _ b: [SIMD8<Double>], _ groups: Range<Int>, shift: Int = 0,
        from k: Double
    ) -> Double {
        var sum = SIMD8<Double>(repeating: 0)
        for group in groups {
            let here = lanes[group - shift]
            sum += here
            if k > 0 {
                let divisor = a[group] + b[group] * (k - 1)
                // Unused lanes have a = b = 0 and stay 0.
                lanes[group - shift] = (here * k / divisor).replacing(with: 0, where: here .== 0)
            } else {
                lanes[group - shift] = SIMD8(repeating: 0)
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
