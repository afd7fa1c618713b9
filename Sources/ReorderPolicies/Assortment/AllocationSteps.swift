import DemandModel
import TextForms

/// One more unit of one item.
struct AllocationStep {
    var item: Int
    /// S before the step.
    var level: Double
    /// Weighted backorders removed, money, and their ratio.
    var gain: Double
    var cost: Double
    var ratio: Double
}

/// Spends what marginal analysis leaves of a budget: first further steps that fit in the order of their ratio (fill-in), then swaps
/// of one unit of an item for one of another (swap), then continuous items to the last cent. Never exceeds the budget.
struct AllocationImprovement {
    private(set) var walk: AssortmentLevels
    private let money: PlanObjective.Money
    private let items: [StockItem]
    private let threads: Int
    private let memory: SearchMemory?
    /// Items that a further unit can do something for.
    private let movable: [Int]

    /// Swaps look at every pair of items through sorted lists; with more items than this fill-in alone comes close enough.
    private static let mostItemsForSwaps = 5_000

    /// - Parameter memory: of earlier searches, where the last levels and what they reach are kept.
    init(_ walk: AssortmentLevels, money: PlanObjective.Money, memory: SearchMemory? = nil, threads: Int = 1) {
        self.walk = walk
        self.memory = memory
        self.threads = threads
        self.money = money
        items = walk.items
        let ground = walk.curves.ground
        movable = items.indices.filter { ground.isCount[$0] && ground.prices.weights[$0] > 0 && ground.prices.unitCosts[$0] > 0 && !ground.isFixed[$0] }
    }

    var levels: [Double] { walk.levels }

    /// - Returns: what the items reach at the new levels, from exact values.
    mutating func run(budget: Double) -> [PolicyPerformance] {
        let start = walk.levels
        // Money added step by step and money summed over levels differ by rounding: where that matters, keep a margin.
        for margin in [0, 1e-14, 1e-13, 1e-12, 1e-10] {
            for index in items.indices { walk.move(index, to: start[index]) }
            let limit = budget - margin * abs(budget)
            var spent = fillIn(spent: walk.totals(money).money, limit: limit)
            if items.count <= Self.mostItemsForSwaps {
                for _ in 0..<8 {
                    guard let after = swap(spent: spent, limit: limit) else { break }
                    spent = fillIn(spent: after, limit: limit)
                }
            }
            spendOnContinuous(limit: limit)
            let reached = walk.curves.performances(walk.levels, memory: memory, threads: threads)
            if performanceTotals(walk.curves.prices, levels: walk.levels, reached, money: money).money <= budget { return reached }
        }
        for index in items.indices { walk.move(index, to: start[index]) }
        return fit(budget: budget)
    }

    /// Takes units back, the least worth first, while exact values hold more than the budget: levels that walking and summing put
    /// on the budget's edge may lie beyond it by a rounding error.
    ///
    /// - Returns: what the items reach at the new levels.
    mutating func fit(budget: Double) -> [PolicyPerformance] {
        var each = walk.curves.performances(walk.levels, threads: threads)
        var retreat = 1e-13
        while performanceTotals(walk.curves.prices, levels: walk.levels, each, money: money).money > budget {
            var least: AllocationStep?
            for index in movable where walk.level(index) > items[index].floor {
                walk.moveDown(index)
                let step = walk.nextStep(index, money: money)
                walk.moveUp(index)
                if step.cost > 0 && step.ratio < least?.ratio ?? .infinity { least = step }
            }
            if let least {
                walk.move(least.item, to: least.level)
                each[least.item] = items[least.item].performance(least.level)
                continue
            }
            // Only continuous items: all of them a little nearer to their floors.
            if retreat > 1 { break }
            for index in items.indices where !items[index].isCount && !items[index].isFixed {
                let floor = items[index].floor
                walk.move(index, to: floor + (walk.level(index) - floor) * (1 - retreat))
                each[index] = items[index].performance(walk.level(index))
            }
            retreat *= 10
        }
        return each
    }

    private mutating func fillIn(spent: Double, limit: Double) -> Double {
        var spent = spent
        var candidates: [AllocationStep] = []
        func isWorth(_ step: AllocationStep) -> Bool {
            spent + step.cost <= limit && step.gain > walk.curves.prices.weights[step.item] * leastRatio
        }
        let ceilings = walk.curves.ground.ceilings
        for index in movable where walk.level(index) < ceilings[index] {
            let next = walk.nextStep(index, money: money)
            if isWorth(next) { candidates.append(next) }
        }
        candidates.sort { $0.ratio != $1.ratio ? $0.ratio < $1.ratio : $0.item > $1.item }
        while let best = candidates.popLast() {
            guard spent + best.cost <= limit else { continue }
            walk.moveUp(best.item)
            spent += best.cost
            guard walk.level(best.item) < items[best.item].ceiling else { continue }
            let next = walk.nextStep(best.item, money: money)
            guard isWorth(next) else { continue }
            // Keep the order: insert where its ratio belongs.
            candidates.insert(next, at: candidates.partitioningIndex { !($0.ratio < next.ratio) })
        }
        return spent
    }

    /// One unit down on an item and up on the one that gains most within the money this frees. `nil` where nothing improves.
    private mutating func swap(spent: Double, limit: Double) -> Double? {
        var ups: [AllocationStep] = []
        var downs: [AllocationStep] = []
        for index in movable {
            if walk.level(index) < items[index].ceiling { ups.append(walk.nextStep(index, money: money)) }
            if walk.level(index) > items[index].floor {
                walk.moveDown(index)
                downs.append(walk.nextStep(index, money: money))
                walk.moveUp(index)
            }
        }
        ups.sort { $0.cost != $1.cost ? $0.cost < $1.cost : $0.item < $1.item }
        // Best gain among the ups up to each cost, and the runner-up of another item (-1: none).
        var best: [Int] = []
        var second: [Int] = []
        var first = -1
        var runner = -1
        for index in ups.indices {
            if first < 0 || ups[index].gain > ups[first].gain {
                runner = first
                first = index
            } else if runner < 0 || ups[index].gain > ups[runner].gain {
                runner = index
            }
            best.append(first)
            second.append(runner)
        }
        var most = 1e-15
        var chosen: (down: AllocationStep, up: AllocationStep)?
        for down in downs {
            let free = limit - spent + down.cost
            let affordable = ups.partitioningIndex { !($0.cost <= free) }
            guard affordable > 0 else { continue }
            var pick = best[affordable - 1]
            if ups[pick].item == down.item { pick = second[affordable - 1] }
            guard pick >= 0 else { continue }
            let win = ups[pick].gain - down.gain
            if win > most {
                most = win
                chosen = (down, ups[pick])
            }
        }
        guard let chosen else { return nil }
        walk.move(chosen.down.item, to: chosen.down.level)
        walk.move(chosen.up.item, to: chosen.up.level + 1)
        return spent - chosen.down.cost + chosen.up.cost
    }

    /// Raises the continuous items together, at one multiplier of their own, to use up what is left.
    private mutating func spendOnContinuous(limit: Double) {
        let ground = walk.curves.ground
        let indices = items.indices.filter {
            !ground.isCount[$0] && ground.prices.weights[$0] > 0 && ground.prices.unitCosts[$0] > 0 && !ground.isFixed[$0]
        }
        guard !indices.isEmpty else { return }
        let spent = exactTotals(items, levels: walk.levels, money: money).money
        guard spent < limit else { return }
        let chosen = indices.map { items[$0] }
        let start = indices.map { walk.level($0) }
        let allowance = limit - (spent - exactTotals(chosen, levels: start, money: money).money)
        func held(_ levels: [Double]) -> Double { exactTotals(chosen, levels: levels, money: money).money }
        func levels(_ theta: Double) -> [Double] {
            zip(chosen, start).map { item, from in
                let ratio = thresholdRatio(unitCost: item.unitCost, weight: item.weight, multiplier: theta, money: money)
                return max(from, item.level(reductionAtMost: ratio, near: from))
            }
        }
        // From the highest multiplier of the current levels downwards.
        var high = 0.0
        for index in indices { high = max(high, walk.nextStep(index, money: money).ratio) }
        guard high > 0, high < .infinity else { return }
        var low = high
        while held(levels(low)) <= allowance && low > high * 1e-12 { low /= 4 }
        var best = start
        for _ in 0..<100 {
            let middle = (low * high).squareRoot()
            if middle <= low || middle >= high { break }
            let trial = levels(middle)
            if held(trial) <= allowance {
                high = middle
                best = trial
            } else {
                low = middle
            }
        }
        if held(best) <= allowance {
            for (position, index) in indices.enumerated() { walk.move(index, to: best[position]) }
        }
    }
}
