import DemandModel
import NumericCore
import ParallelWork
import Synchronization

/// What the items of an assortment wait for at every level that was asked for, each worked out once: the searches of one plan move over the same
/// levels many times, and those of a planner's slider over nearly the same.
///
/// What is read depends neither on the number of threads nor on what was read before.
final class LevelCurves: Sendable {
    let items: [StockItem]
    let ground: SearchGround
    let prices: StockPrices
    fileprivate let parts: [Part]
    /// Items that are others than those of their parts, ascending, with curves of their own.
    fileprivate let others: [(index: Int, part: Part)]

    /// Some items under one lock, which one thread at a time works on.
    fileprivate final class Part: Sendable {
        let state: Mutex<CurvePart>
        init(_ part: consuming CurvePart) { state = Mutex(part) }
    }

    /// Items of a part: a power of two.
    fileprivate static let shift = 8
    fileprivate static let mask = 1 << shift - 1

    /// - Parameters:
    ///   - ground: of the items, where it is at hand.
    ///   - keepsResults: what items reach at levels is kept, for further plans.
    ///   - earlier: curves from before; parts whose items are all the same are taken over.
    ///   - isSame: whether the item at a position is the one that was there.
    ///   - span: by item, reductions between which points are laid at once; no effect on values.
    ///   - origin: a level about where an item's level will be.
    init(
        _ items: [StockItem], ground: SearchGround? = nil, threads: Int = 1, keepsResults: Bool = false, earlier: LevelCurves? = nil,
        isSame: @Sendable (Int) -> Bool = { _ in false }, span: @Sendable (Int) -> ClosedRange<Double>? = { _ in nil }, origin: @Sendable (Int) -> Double
    ) {
        self.items = items
        let ground = ground ?? SearchGround(items)
        self.ground = ground
        prices = ground.prices
        parts = parallelMap(count: (items.count + Self.mask) >> Self.shift, threads: threads) { part in
            let range = part << Self.shift..<min(items.count, (part + 1) << Self.shift)
            if let earlier, earlier.others.isEmpty, earlier.items.count == items.count, range.allSatisfy(isSame) { return earlier.parts[part] }
            return Part(CurvePart(items, range, keepsResults: keepsResults, span: span, origin: origin))
        }
        others = []
    }

    /// The same curves where some items have changed: these get curves of their own, all others stay shared with `earlier`.
    ///
    /// - Parameter changed: positions, ascending.
    init(_ earlier: LevelCurves, items: [StockItem], changed: [Int], origin: (Int) -> Double) {
        self.items = items
        let ground = SearchGround(earlier.ground, items: items, changed: changed)
        self.ground = ground
        prices = ground.prices
        parts = earlier.parts
        others = earlier.others.filter { !changed.contains($0.index) } + changed.map { index in
            (index, Part(CurvePart(items, index..<index + 1, keepsResults: true, span: { _ in nil }, origin: origin)))
        }
    }

    /// What every item reaches at its level, from exact values.
    ///
    /// - Parameter memory: of what items reached last, which most of them still do.
    func performances(_ levels: [Double], memory: SearchMemory? = nil, threads: Int) -> [PolicyPerformance] {
        let last = memory?.outcomes
        let hasLast = last?.levels.count == items.count
        let found = each(threads) { index, slot, part in
            if hasLast, let last, last.levels[index] == levels[index], others.isEmpty || other(index) == nil { return last.performances[index] }
            return part.performance(slot, at: levels[index])
        }
        if let memory {
            var kept = levels
            for other in others { kept[other.index] = .nan }
            memory.set(outcomes: (kept, found))
        }
        return found
    }

    /// The levels whose service reaches each item's target; see `StockItem.level`.
    func levels(
        _ measure: ServiceMeasure, near: [Double], threads: Int, target: @Sendable (Int) -> Double
    ) -> [(level: Double, capped: [String])] {
        each(threads) { [items] index, slot, part in
            let evaluator = items[index].evaluator
            return items[index].level(measure, target(index), near: index < near.count ? near[index] : nil) { level in
                switch measure {
                case .fillRate: part.fillRate(slot, at: level, evaluator)
                case .readyRate: part.performance(slot, at: level, evaluator).readyRate
                case .cycleService: part.performance(slot, at: level, evaluator).cycleServiceLevel
                }
            }
        }
    }

    /// E[B] of every item at a level of its own.
    func backorders(_ levels: [Double], threads: Int) -> [Double] {
        each(threads) { index, slot, part in part.point(slot, at: levels[index]).backorders }
    }

    /// Works out what some items reach at the levels between those of two multipliers and of two fill rates, so that no later plan has to. Items with more
    /// levels between are left out.
    ///
    /// - Parameters:
    ///   - positions: of the items, each from another part where that is possible.
    ///   - most: levels of an item.
    func workAhead(
        _ positions: [Int], multipliers: ClosedRange<Double>, fillRates: ClosedRange<Double>, money: PlanObjective.Money, most: Int, threads: Int
    ) {
        let useful = positions.filter { ground.isUseful[$0] }
        _ = parallelMap(count: useful.count, threads: threads) { place in
            let index = useful[place]
            func ratio(_ theta: Double) -> Double {
                thresholdRatio(unitCost: prices.unitCosts[index], weight: prices.weights[index], multiplier: theta, money: money)
            }
            let reductions = ratio(multipliers.lowerBound)...max(ratio(multipliers.lowerBound), ratio(multipliers.upperBound))
            parts[index >> Self.shift].state.withLock { $0.workAhead(index & Self.mask, reductions: reductions, fillRates: fillRates, most: most) }
        }
    }

    fileprivate func point(_ index: Int, at level: Double) -> CurvePoint {
        if let other = other(index) { return other.state.withLock { $0.point(0, at: level) } }
        return parts[index >> Self.shift].state.withLock { $0.point(index & Self.mask, at: level) }
    }

    /// The part of an item that has one of its own.
    fileprivate func other(_ index: Int) -> Part? {
        for other in others where other.index == index { return other.part }
        return nil
    }

    /// Items of a part that have parts of their own.
    fileprivate func others(ofPart part: Int) -> [(index: Int, part: Part)] { others.isEmpty ? [] : others.filter { $0.index >> Self.shift == part } }

    private func each<Value: Sendable>(_ threads: Int, _ body: @Sendable (Int, Int, inout CurvePart) -> Value) -> [Value] {
        Array(unsafeUninitializedCapacity: items.count) { buffer, initialized in
            // Each in its place: no array of some thousand records is made twice.
            nonisolated(unsafe) let slots = buffer
            _ = parallelMap(count: parts.count, threads: threads) { part in
                let own = others(ofPart: part), first = part << Self.shift
                parts[part].state.withLock { state in
                    for slot in 0..<state.count where !own.contains(where: { $0.index == first + slot }) {
                        slots.initializeElement(at: first + slot, to: body(first + slot, slot, &state))
                    }
                }
                for other in own { slots.initializeElement(at: other.index, to: other.part.state.withLock { body(other.index, 0, &$0) }) }
            }
            initialized = items.count
        }
    }
}

/// The levels of all items during an allocation, each with what one more unit would do.
struct AssortmentLevels: Sendable {
    let curves: LevelCurves
    private var parts: [PartLevels]
    private let threads: Int

    /// Of a part's items: where they stand, what is known there, and the reduction a unit below; not a number where that is not known.
    struct PartLevels: Sendable {
        var levels: [Double] = []
        var points: [CurvePoint] = []
        var below: [Double] = []
    }

    /// All items at the origins of their curves, or where an earlier search has left them.
    init(_ curves: LevelCurves, memory: SearchMemory? = nil, threads: Int = 1) {
        self.curves = curves
        self.threads = threads
        if let last = memory?.walk, last.count == curves.parts.count {
            parts = last
        } else {
            parts = parallelMap(count: curves.parts.count, threads: threads) { part in
                curves.parts[part].state.withLock { state in
                    var levels = PartLevels()
                    for slot in 0..<state.count {
                        levels.levels.append(state.origin(slot))
                        levels.points.append(state.point(slot, at: state.origin(slot)))
                        levels.below.append(.nan)
                    }
                    return levels
                }
            }
        }
        // Items that have changed, and those that had when the levels were kept.
        for part in parts.indices {
            for slot in parts[part].levels.indices where parts[part].levels[slot].isNaN { reset(part, slot) }
        }
        for (index, _) in curves.others { reset(index >> LevelCurves.shift, index & LevelCurves.mask) }
    }

    /// Puts an item at the origin of its curve.
    private mutating func reset(_ part: Int, _ slot: Int) {
        let index = part << LevelCurves.shift + slot
        let origin = if let other = curves.other(index) {
            other.state.withLock { (level: $0.origin(0), point: $0.point(0, at: $0.origin(0))) }
        } else {
            curves.parts[part].state.withLock { (level: $0.origin(slot), point: $0.point(slot, at: $0.origin(slot))) }
        }
        parts[part].levels[slot] = origin.level
        parts[part].points[slot] = origin.point
        parts[part].below[slot] = .nan
    }

    /// Lets the next search begin here. What has changed in this assortment is left out.
    func keep(in memory: SearchMemory) {
        var kept = parts
        for (index, _) in curves.others { kept[index >> LevelCurves.shift].levels[index & LevelCurves.mask] = .nan }
        memory.set(walk: kept)
    }

    /// Items at given levels, with curves of their own.
    init(_ items: [StockItem], levels: [Double]) {
        self.init(LevelCurves(items) { levels[$0] })
        for index in items.indices { move(index, to: levels[index]) }
    }

    var items: [StockItem] { curves.items }
    /// S of all items, units.
    var levels: [Double] { parts.flatMap(\.levels) }

    /// S of an item.
    func level(_ index: Int) -> Double { parts[index >> LevelCurves.shift].levels[index & LevelCurves.mask] }
    /// E[B] at an item's level.
    func backorders(_ index: Int) -> Double { parts[index >> LevelCurves.shift].points[index & LevelCurves.mask].backorders }
    /// What one more unit takes off E[B].
    func reduction(_ index: Int) -> Double { parts[index >> LevelCurves.shift].points[index & LevelCurves.mask].reduction }

    mutating func move(_ index: Int, to level: Double) {
        let part = index >> LevelCurves.shift, slot = index & LevelCurves.mask
        if parts[part].levels[slot] == level { return }
        parts[part].levels[slot] = level
        parts[part].points[slot] = curves.point(index, at: level)
        parts[part].below[slot] = .nan
    }

    mutating func moveUp(_ index: Int) { move(index, to: level(index) + 1) }
    mutating func moveDown(_ index: Int) { move(index, to: level(index) - 1) }

    /// Moves an item to the smallest level within its limits at which one more unit takes at most `ratio` off E[B].
    mutating func seek(_ index: Int, ratio: Double) {
        let part = index >> LevelCurves.shift, slot = index & LevelCurves.mask
        if let other = curves.other(index) {
            move(index, to: other.state.withLock { $0.level(0, reductionAtMost: ratio) })
        } else {
            move(index, to: curves.parts[part].state.withLock { $0.level(slot, reductionAtMost: ratio) })
        }
    }

    /// Moves every item to where a multiplier wants it.
    mutating func seek(multiplier theta: Double, money: PlanObjective.Money) {
        parallelUpdate(&parts, threads: threads, size: 1) { [curves] part, own in
            let first = part << LevelCurves.shift, others = curves.others(ofPart: part), ceilings = curves.ground.ceilings
            func seek(_ state: inout CurvePart, _ place: Int, _ slot: Int) {
                let ratio = thresholdRatio(
                    unitCost: curves.prices.unitCosts[first + slot], weight: curves.prices.weights[first + slot], multiplier: theta, money: money)
                // Where it stands is right for all thresholds between the reductions there and a unit below.
                let wanted = max(ratio, leastRatio)
                if ratio < 1, own.below[slot] > wanted, own.points[slot].reduction <= wanted || own.levels[slot] >= ceilings[first + slot] { return }
                let level = state.level(place, reductionAtMost: ratio)
                if level != own.levels[slot] {
                    own.levels[slot] = level
                    own.points[slot] = state.point(place, at: level)
                }
                own.below[slot] = state.reductionBelow(place, level)
            }
            curves.parts[part].state.withLock { state in
                for slot in own.levels.indices where !others.contains(where: { $0.index == first + slot }) { seek(&state, slot, slot) }
            }
            for other in others { other.part.state.withLock { seek(&$0, 0, other.index - first) } }
        }
    }

    /// The step up from where an item stands.
    func nextStep(_ index: Int, money: PlanObjective.Money) -> AllocationStep {
        let weight = curves.prices.weights[index], reduction = reduction(index)
        let price = stepPrice(unitCost: curves.prices.unitCosts[index], weight: weight, reduction: reduction, money: money)
        return AllocationStep(item: index, level: level(index), gain: weight * reduction, cost: price.cost, ratio: price.ratio)
    }

    /// Money and weighted backorders of all items, summed in their order.
    func totals(_ money: PlanObjective.Money) -> (money: Double, weighted: Double) {
        var sum = (money: 0.0, weighted: 0.0)
        for (number, part) in parts.enumerated() {
            for slot in part.levels.indices {
                let index = number << LevelCurves.shift + slot
                sum.money += curves.prices.money(index, level: part.levels[slot], backorders: part.points[slot].backorders, kind: money)
                sum.weighted += curves.prices.weights[index] * part.points[slot].backorders
            }
        }
        return sum
    }
}
