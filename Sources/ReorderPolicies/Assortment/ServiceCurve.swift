import DemandModel
import NumericCore

/// What each level of one item costs, and which units it leaves unserved: the item's side of a fill rate of the whole assortment.
///
/// E[B] is convex in S; units that are not served from the shelf at once are not (the first units of stock serve hardly anyone), so
/// the least money at every multiplier lies on the lower convex hull of (money, units short).
struct ServiceCurve {
    /// S, money and weighted units a day that are not served at once: levels ascend, money does not fall, units short do not rise.
    private(set) var levels: [Double] = []
    private(set) var money: [Double] = []
    private(set) var short: [Double] = []
    /// Indices of the points on the hull.
    private(set) var hull: [Int] = []
    /// Every whole level of the range is there.
    private(set) var isComplete = false

    /// Every level up to where all but this share of the units are served.
    private static let leastShare = 1e-7
    /// Wider items are evaluated on a grid of levels.
    private static let mostLevels = 20_000
    private static let gridLevels = 400

    init(_ item: StockItem, money kind: PlanObjective.Money) {
        let rate = item.weight * item.demandPerDay
        let top = rate > 0 ? max(item.floor, item.level(.fillRate, 1 - Self.leastShare).level) : item.floor
        isComplete = addFromTables(item, top: top, rate: rate, kind)
        if !isComplete {
            isComplete = item.isCount && top - item.floor <= Double(Self.gridLevels)
            let evaluator = item.evaluator
            let count = item.isCount ? min(Double(Self.gridLevels), top - item.floor) : Double(Self.gridLevels)
            for step in 0...Int(max(0, top > item.floor ? count : 0)) {
                let share = count > 0 ? Double(step) / count : 0
                let level = item.floor + (item.isCount ? ((top - item.floor) * share).rounded() : (top - item.floor) * share)
                let backorders = evaluator.expectedBackorders(orderUpTo: level, batch: item.quantity)
                add(
                    level, item.money(level, backorders: backorders, kind: kind),
                    rate * (1 - evaluator.fillRate(orderUpTo: level, batch: item.quantity)))
            }
        }
        findHull()
    }

    private mutating func add(_ level: Double, _ cost: Double, _ unserved: Double) {
        levels.append(level)
        // Rounding must not turn the order of the points around.
        money.append(max(cost, money.last ?? 0))
        short.append(max(0, min(unserved, short.last ?? .infinity)))
    }

    /// Items in whole units from tables of the losses at every level; sums over the positions of a batch from running totals.
    ///
    /// - Returns: false, with nothing done, for items that tables do not serve.
    private mutating func addFromTables(_ item: StockItem, top: Double, rate: Double, _ kind: PlanObjective.Money) -> Bool {
        let evaluator = item.evaluator
        let batch = item.isCount ? max(1, item.quantity) : 0
        guard item.isCount, evaluator.isPeriodic, evaluator.timeAverage == nil, !evaluator.hasRenewalPositions, batch == batch.rounded(),
            top - item.floor + batch <= Double(Self.mostLevels), top < 1e9
        else { return false }
        let lowest = Int(item.floor - batch) + 1
        let tables = evaluator.nodes.map { DistributionTable($0, levels: lowest...Int(top)) }
        let reviewDemand = evaluator.protectionMean - evaluator.leadTimeMean
        let size = Int(batch)
        var late = 0.0
        var early = 0.0
        var waiting = 0.0
        func average(_ index: Int) -> Double {
            var sum = 0.0
            for (node, weight) in evaluator.nodeWeights.enumerated() { sum += weight * tables[node].firstLosses[index] }
            return sum
        }
        for index in tables[0].firstLosses.indices {
            late += tables[tables.count - 1].firstLosses[index]
            early += tables[0].firstLosses[index]
            waiting += average(index)
            if index >= size {
                late -= tables[tables.count - 1].firstLosses[index - size]
                early -= tables[0].firstLosses[index - size]
                waiting -= average(index - size)
            }
            guard index >= size - 1 else { continue }
            let level = Double(lowest + index)
            let unserved = reviewDemand > 0 ? min(1, max(0, (late - early) / batch / reviewDemand)) : 0
            add(level, item.money(level, backorders: max(0, waiting / batch), kind: kind), rate * unserved)
        }
        return true
    }

    private mutating func findHull() {
        for index in levels.indices {
            while let last = hull.last {
                // For the same money the point that serves more; and no point above the line between its neighbours.
                if money[index] <= money[last] { hull.removeLast(); continue }
                if short[index] >= short[last] { break }
                guard hull.count > 1 else { break }
                let before = hull[hull.count - 2]
                let left = (short[before] - short[last]) * (money[index] - money[last])
                let right = (short[last] - short[index]) * (money[last] - money[before])
                if left > right { break }
                hull.removeLast()
            }
            if let last = hull.last, short[index] >= short[last] { continue }
            hull.append(index)
        }
    }

    /// Units served per money by the step to the hull's point at a position, 1 and above.
    func ratio(_ position: Int) -> Double {
        (short[hull[position - 1]] - short[hull[position]]) / (money[hull[position]] - money[hull[position - 1]])
    }

    /// The last position on the hull whose step serves at least so many units per money; 0 where none does.
    func position(ratioAtLeast least: Double) -> Int {
        var low = 0
        var high = hull.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if ratio(middle) >= least { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
