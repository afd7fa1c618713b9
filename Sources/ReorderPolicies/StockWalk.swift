import DemandModel
import NumericCore

/// The levels of all items during an allocation, each with what one more unit would do, moved up and down one unit at a time.
///
/// For items whose demand is made of Poisson and negative binomial members (and whose position is the single value S) a move costs
/// a few nanoseconds: the probabilities of all nodes and members lie in vector lanes and follow
/// P(k + 1) = P(k) (a + b k) / (k + 1), with a = mean, b = 0 (Poisson) or a = q r, b = q (negative binomial). Orders in batches
/// walk both ends of the run of positions. Everything else is evaluated afresh at each level. Values reached by walking carry
/// rounding errors of about 1e-14; results are always summed from exact values.
struct StockWalk {
    let items: [StockItem]
    /// S, units.
    private(set) var levels: [Double]
    /// What one more unit takes off E[B], and E[B], at that level.
    private(set) var reductions: [Double]
    private(set) var backorders: [Double]

    /// What a move needs to know of an item.
    private struct Track {
        var floor: Double
        var ceiling: Double
        var quantity: Double
        var isSingle: Bool
        /// First group of lanes, -1 for items that are evaluated afresh; number of groups; index of the batch's ends.
        var firstGroup = -1
        var groupCount = 0
        var end = -1
    }
    let prices: StockPrices
    private var tracks: [Track]
    private var laneA: [SIMD8<Double>] = []
    private var laneB: [SIMD8<Double>] = []
    /// Weighted probabilities at S, and at S - q for batches (unused lanes and positions below 0 hold zeros).
    private var high: [SIMD8<Double>] = []
    private var low: [SIMD8<Double>] = []
    /// Losses of batches at S and S - q.
    private var ends: [(high: LossValues, low: LossValues)] = []

    /// All items at the given levels.
    init(_ items: [StockItem], levels start: [Double]) {
        self.items = items
        prices = StockPrices(items)
        levels = start
        reductions = Array(repeating: 0, count: items.count)
        backorders = reductions
        tracks = items.map { item in
            Track(
                floor: item.floor, ceiling: item.ceiling, quantity: item.quantity,
                isSingle: item.evaluator.isSingle(item.quantity))
        }
        for index in items.indices {
            addLanes(index)
            place(index, at: start[index])
        }
    }

    /// Lanes for an item whose members are all Poisson or negative binomial and not too wide to walk.
    private mutating func addLanes(_ index: Int) {
        let evaluator = items[index].evaluator
        guard evaluator.isCount, !evaluator.hasRenewalPositions, evaluator.protectionStandardDeviation < 2_000 else { return }
        var a: [Double] = []
        var b: [Double] = []
        for node in evaluator.nodes {
            for member in node.members {
                switch member {
                case .poisson(let d):
                    a.append(d.mean)
                    b.append(0)
                case .negativeBinomial(let d):
                    let q = d.scale / (1 + d.scale)
                    a.append(q * d.size)
                    b.append(q)
                case .point, .normal, .gamma, .empirical, .discrete: return
                }
            }
        }
        tracks[index].firstGroup = laneA.count
        tracks[index].groupCount = (a.count + 7) / 8
        if !tracks[index].isSingle {
            let none = LossValues(upperTail: 0, first: 0, second: 0)
            tracks[index].end = ends.count
            ends.append((none, none))
        }
        for group in 0..<tracks[index].groupCount {
            var groupA = SIMD8<Double>(repeating: 0)
            var groupB = groupA
            for lane in 0..<min(8, a.count - 8 * group) {
                groupA[lane] = a[8 * group + lane]
                groupB[lane] = b[8 * group + lane]
            }
            laneA.append(groupA)
            laneB.append(groupB)
            high.append(SIMD8(repeating: 0))
            low.append(SIMD8(repeating: 0))
        }
    }

    /// Puts an item at a level with exact values.
    mutating func place(_ index: Int, at level: Double) {
        levels[index] = level
        let track = tracks[index]
        guard track.firstGroup >= 0 else {
            let item = items[index]
            backorders[index] = item.backorders(level)
            reductions[index] = item.evaluator.backorderReduction(orderUpTo: level, batch: item.quantity)
            return
        }
        let top = fill(index, at: level, isHigh: true)
        if track.isSingle {
            backorders[index] = top.first
            reductions[index] = top.upperTail
        } else {
            ends[track.end] = (top, fill(index, at: level - track.quantity, isHigh: false))
            read(index, track)
        }
    }

    /// Losses at a position, with the weighted probabilities put into the lanes.
    private mutating func fill(_ index: Int, at position: Double, isHigh: Bool) -> LossValues {
        let evaluator = items[index].evaluator
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        var lane = 0
        let first = tracks[index].firstGroup
        for (n, node) in evaluator.nodes.enumerated() {
            for (m, member) in node.members.enumerated() {
                let weight = evaluator.nodeWeights[n] * node.weights[m]
                let own = member.losses(at: position, lattice: true)
                sum.upperTail += weight * own.upperTail
                sum.first += weight * own.first
                sum.second += weight * own.second
                if isHigh {
                    high[first + lane / 8][lane % 8] = weight * own.atom
                } else {
                    low[first + lane / 8][lane % 8] = weight * own.atom
                }
                lane += 1
            }
        }
        return sum
    }

    private mutating func read(_ index: Int, _ track: Track) {
        let end = ends[track.end]
        // E[B](S) - E[B](S + 1) = [n1(r + 1) - n1(S + 1)] / q.
        let low = end.low.first - end.low.upperTail
        reductions[index] = max(0, (low - (end.high.first - end.high.upperTail)) / track.quantity)
        backorders[index] = max(0, (end.low.second - end.high.second) / track.quantity)
    }

    /// One unit up.
    mutating func moveUp(_ index: Int) {
        let track = tracks[index]
        let level = levels[index]
        let bottom = level - track.quantity
        // The lower end of a batch gets its probabilities when it arrives at 0.
        guard track.firstGroup >= 0, track.isSingle || bottom != -1 else {
            place(index, at: level + 1)
            return
        }
        levels[index] = level + 1
        let groups = track.firstGroup..<(track.firstGroup + track.groupCount)
        if track.isSingle {
            backorders[index] = max(0, backorders[index] - reductions[index])
            reductions[index] = max(0, reductions[index] - Self.raise(&high, laneA, laneB, groups, from: level))
            return
        }
        Self.advance(&ends[track.end].high, Self.raise(&high, laneA, laneB, groups, from: level))
        Self.advance(&ends[track.end].low, bottom < 0 ? 0 : Self.raise(&low, laneA, laneB, groups, from: bottom))
        read(index, track)
    }

    /// One unit down.
    mutating func moveDown(_ index: Int) {
        let track = tracks[index]
        let level = levels[index]
        guard track.firstGroup >= 0, level > 0 else {
            place(index, at: level - 1)
            return
        }
        levels[index] = level - 1
        let groups = track.firstGroup..<(track.firstGroup + track.groupCount)
        if track.isSingle {
            reductions[index] = min(1, reductions[index] + Self.fall(&high, laneA, laneB, groups, from: level))
            backorders[index] += reductions[index]
            return
        }
        let bottom = level - track.quantity
        Self.retreat(&ends[track.end].high, Self.fall(&high, laneA, laneB, groups, from: level))
        Self.retreat(&ends[track.end].low, bottom < 0 ? 0 : Self.fall(&low, laneA, laneB, groups, from: bottom))
        read(index, track)
    }

    /// Lanes from k to k + 1; returns the sum of P(D = k + 1).
    @inline(__always)
    private static func raise(
        _ lanes: inout [SIMD8<Double>], _ a: [SIMD8<Double>], _ b: [SIMD8<Double>], _ groups: Range<Int>, from k: Double
    ) -> Double {
        var sum = SIMD8<Double>(repeating: 0)
        let inverse = 1 / (k + 1)
        for group in groups {
            let next = lanes[group] * (a[group] + b[group] * k) * inverse
            lanes[group] = next
            sum += next
        }
        return sum.sum()
    }

    /// Lanes from k to k - 1; returns the sum of P(D = k).
    @inline(__always)
    private static func fall(
        _ lanes: inout [SIMD8<Double>], _ a: [SIMD8<Double>], _ b: [SIMD8<Double>], _ groups: Range<Int>, from k: Double
    ) -> Double {
        var sum = SIMD8<Double>(repeating: 0)
        for group in groups {
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

    private static func advance(_ end: inout LossValues, _ atom: Double) {
        end.first = max(0, end.first - end.upperTail)
        end.upperTail = max(0, end.upperTail - atom)
        end.second = max(0, end.second - end.first)
    }

    private static func retreat(_ end: inout LossValues, _ atom: Double) {
        end.second += end.first
        end.upperTail = min(1, end.upperTail + atom)
        end.first += end.upperTail
    }

    /// Moves an item to the smallest level within its limits at which one more unit takes at most `ratio` off E[B].
    mutating func seek(_ index: Int, ratio: Double) {
        let track = tracks[index]
        if track.floor >= track.ceiling || ratio >= 1 {
            if levels[index] != track.floor { place(index, at: track.floor) }
            return
        }
        let wanted = max(ratio, leastRatio)
        guard track.firstGroup >= 0 else {
            let level = items[index].level(reductionAtMost: wanted, near: levels[index])
            if level != levels[index] { place(index, at: level) }
            return
        }
        for _ in 0..<8 {
            if walk(index, track, ratio: wanted) { return }
            // Too far to walk: go where the quantiles' shape says, and walk on from there.
            let item = items[index]
            let shift = item.roughLevel(reductionAtMost: wanted) - item.roughLevel(reductionAtMost: reductions[index])
            guard shift != 0 else { break }
            place(index, at: min(max(levels[index] + shift, track.floor), track.ceiling))
        }
        place(index, at: items[index].level(reductionAtMost: wanted, near: levels[index]))
    }

    /// More moves than this are dearer than starting elsewhere.
    private static let longestWalk = 200

    /// Walks towards the level wanted; false where it is too far.
    private mutating func walk(_ index: Int, _ track: Track, ratio wanted: Double) -> Bool {
        var moves = 0
        if reductions[index] > wanted {
            while reductions[index] > wanted && levels[index] < track.ceiling {
                if moves == StockWalk.longestWalk { return false }
                moveUp(index)
                moves += 1
            }
            return true
        }
        while levels[index] > track.floor {
            if moves == StockWalk.longestWalk { return false }
            moveDown(index)
            moves += 1
            if reductions[index] > wanted {
                moveUp(index)
                break
            }
        }
        return true
    }

    /// Moves an item to a level.
    mutating func move(_ index: Int, to level: Double) {
        if tracks[index].firstGroup < 0 || abs(level - levels[index]) > Double(StockWalk.longestWalk) {
            if level != levels[index] { place(index, at: level) }
            return
        }
        while levels[index] < level { moveUp(index) }
        while levels[index] > level { moveDown(index) }
    }

    /// Money and weighted backorders of all items, summed in their order.
    func totals(_ money: PlanObjective.Money) -> (money: Double, weighted: Double) {
        var sum = (money: 0.0, weighted: 0.0)
        for index in items.indices {
            sum.money += prices.money(index, level: levels[index], backorders: backorders[index], kind: money)
            sum.weighted += prices.weights[index] * backorders[index]
        }
        return sum
    }
}

/// What levels cost and count, item by item, in flat arrays.
struct StockPrices {
    var unitCosts: [Double]
    var weights: [Double]
    /// Time-average on hand is S + offset + E[B], at least 0.
    var offsets: [Double]

    init(_ items: [StockItem]) {
        unitCosts = items.map(\.unitCost)
        weights = items.map(\.weight)
        offsets = items.map { $0.evaluator.averagePosition(orderUpTo: 0, batch: $0.quantity) - $0.evaluator.averageMean }
    }

    func money(_ index: Int, level: Double, backorders: Double, kind: PlanObjective.Money) -> Double {
        unitCosts[index] * (kind == .stockValue ? level : max(0, level + offsets[index] + backorders))
    }
}
