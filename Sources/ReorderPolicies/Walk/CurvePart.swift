import DemandModel
import NumericCore

/// E[B] at a level, and what one more unit takes off it.
struct CurvePoint: Sendable {
    var reduction: Double
    var backorders: Double
}

/// The curves of some hundred items: what `LevelCurves` keeps under one lock.
///
/// An item's curve begins at a level of its own and grows from there to both sides, unit by unit, as levels are asked for; levels beyond its reach,
/// and those of items that cannot be walked, are evaluated one by one. What a level is worth therefore depends on the item alone, never on what was
/// asked for before.
struct CurvePart: Sendable {
    fileprivate struct Curve: Sendable {
        var origin: Double
        /// Levels on either side of the origin that are walked to; 0: none are.
        var reach: Int
        /// At the origin and above it, and below it; what one more unit takes off never rises with the level.
        var above: [CurvePoint] = []
        var below: [CurvePoint] = []
        /// Levels that were evaluated one by one.
        var reductions = LevelResults<Double>()
        var backorders = LevelResults<Double>()
        var fillRates = LevelResults<Double>()
        var outcomes = LevelResults<StockOutcome>()
        /// Orders a year, once they were asked for: the same at every level.
        var ordersPerYear: Double??
    }

    private let items: [StockItem]
    private let first: Int
    private let keepsResults: Bool
    private var curves: [Curve]

    /// - Parameters:
    ///   - span: by position, reductions between which points are laid at once: a guess at what will be asked for, which changes no value; `nil`: none are.
    ///   - origin: the level at which an item's curve begins, by its position; limits are kept here.
    init(_ items: [StockItem], _ range: Range<Int>, keepsResults: Bool, span: (Int) -> ClosedRange<Double>?, origin: (Int) -> Double) {
        self.items = items
        first = range.lowerBound
        self.keepsResults = keepsResults
        curves = []
        curves.reserveCapacity(range.count)
        for index in range {
            let start = min(max(origin(index), items[index].floor), items[index].ceiling)
            let level = items[index].isCount ? min(max(start.rounded(), items[index].floor), items[index].ceiling) : start
            var upper = StockWalk(items[index], at: level)
            var curve = Curve(origin: level, reach: upper.reach, above: [upper.point])
            if upper.reach > 0, let wanted = span(index) {
                let far = farthest(curve, items[index])
                var lower = upper
                for moves in 1...CurvePart.mostAtOnce where moves <= far.above && curve.above[curve.above.count - 1].reduction > wanted.lowerBound {
                    curve.rise(&upper, moves)
                }
                for moves in 1...CurvePart.mostAtOnce where moves <= far.below && (curve.below.last ?? curve.above[0]).reduction <= wanted.upperBound {
                    curve.fall(&lower, moves)
                }
                // Arrays that grow are up to twice as large as they need be.
                curve.above = curve.above.trimmed
                curve.below = curve.below.trimmed
            }
            curves.append(curve)
        }
    }

    /// Points that are laid at once on either side of the origin.
    private static let mostAtOnce = 120

    var count: Int { curves.count }

    /// The level that an item's curve begins at.
    func origin(_ slot: Int) -> Double { curves[slot].origin }

    mutating func point(_ slot: Int, at level: Double) -> CurvePoint {
        let distance = level - curves[slot].origin
        if distance == 0 { return curves[slot].above[0] }
        guard abs(distance) <= Double(curves[slot].reach), distance == distance.rounded() else { return evaluated(slot, at: level) }
        if distance > 0 {
            grow(slot, above: Int(distance))
            return curves[slot].above[Int(distance)]
        }
        grow(slot, below: Int(-distance))
        return curves[slot].below[Int(-distance) - 1]
    }

    /// The smallest level within an item's limits at which one more unit takes at most `ratio` off E[B].
    mutating func level(_ slot: Int, reductionAtMost ratio: Double) -> Double {
        let item = first + slot
        let floor = items[item].floor, ceiling = items[item].ceiling
        if floor >= ceiling || ratio >= 1 { return floor }
        let wanted = max(ratio, leastRatio)
        let origin = curves[slot].origin
        let reach = Double(curves[slot].reach)
        guard reach > 0 else {
            if !items[item].isCount { return items[item].level(reductionAtMost: wanted, near: origin) }
            return farLevel(slot, wanted, lowest: floor, limit: ceiling)
        }
        if curves[slot].above[0].reduction > wanted {
            let top = min(ceiling, origin + reach)
            while curves[slot].above[curves[slot].above.count - 1].reduction > wanted {
                let highest = origin + Double(curves[slot].above.count - 1)
                if highest >= top {
                    return top >= ceiling ? ceiling : farLevel(slot, wanted, lowest: top + 1, limit: ceiling)
                }
                grow(slot, above: curves[slot].above.count)
            }
            return origin + Double(curves[slot].above.firstPosition { $0.reduction <= wanted })
        }
        let bottom = max(floor, origin - reach)
        while curves[slot].below.last.map({ $0.reduction <= wanted }) ?? true {
            if origin - Double(curves[slot].below.count) <= bottom {
                return bottom <= floor ? bottom : farLevel(slot, wanted, lowest: floor, limit: bottom)
            }
            grow(slot, below: curves[slot].below.count + 1)
        }
        return origin - Double(curves[slot].below.firstPosition { $0.reduction > wanted })
    }

    /// What one more unit takes off E[B] a unit below a level: with the reduction at the level, for which thresholds `level(_:reductionAtMost:)` finds
    /// it. Infinite at the floor; not a number where it is not at hand.
    func reductionBelow(_ slot: Int, _ level: Double) -> Double {
        if level <= items[first + slot].floor { return .infinity }
        let distance = level - 1 - curves[slot].origin
        guard curves[slot].reach > 0, abs(distance) <= Double(curves[slot].reach), distance == distance.rounded() else { return .nan }
        if distance >= 0 { return Int(distance) < curves[slot].above.count ? curves[slot].above[Int(distance)].reduction : .nan }
        return Int(-distance) <= curves[slot].below.count ? curves[slot].below[Int(-distance) - 1].reduction : .nan
    }

    /// What an item reaches at a level, from exact values.
    mutating func performance(_ slot: Int, at level: Double) -> PolicyPerformance {
        let items = items, index = first + slot
        return performance(slot, at: level, items[index].evaluator)
    }

    /// - Parameter evaluator: the item's; it is asked for what is not known yet.
    mutating func performance(_ slot: Int, at level: Double, _ evaluator: @autoclosure () -> StockEvaluator) -> PolicyPerformance {
        let item = items[first + slot], batch = item.quantity
        if let known = curves[slot].ordersPerYear, let outcome = curves[slot].outcomes[level] {
            return item.figures.performance(outcome, orderUpTo: level, batch: batch, ordersPerYear: known)
        }
        let evaluator = evaluator(), orders = curves[slot].ordersPerYear ?? evaluator.ordersPerYear(batch: batch)
        curves[slot].ordersPerYear = .some(orders)
        return item.figures.performance(outcome(slot, at: level, evaluator), orderUpTo: level, batch: batch, ordersPerYear: orders)
    }

    private mutating func outcome(_ slot: Int, at level: Double, _ evaluator: StockEvaluator) -> StockOutcome {
        if let known = curves[slot].outcomes[level] { return known }
        let made = evaluator.reached(orderUpTo: level, batch: items[first + slot].quantity)
        if keepsResults { curves[slot].outcomes.keep(made, at: level) }
        return made
    }

    mutating func fillRate(_ slot: Int, at level: Double, _ evaluator: @autoclosure () -> StockEvaluator) -> Double {
        if let known = curves[slot].fillRates[level] { return known }
        let made = evaluator().fillRate(orderUpTo: level, batch: items[first + slot].quantity)
        if keepsResults { curves[slot].fillRates.keep(made, at: level) }
        return made
    }

    /// Works out what an item reaches at the levels between those of two thresholds and of two fill rates; nothing where these are more than `most`.
    mutating func workAhead(_ slot: Int, reductions: ClosedRange<Double>, fillRates: ClosedRange<Double>, most: Int) {
        guard items[first + slot].isCount else { return }
        let low = level(slot, reductionAtMost: reductions.upperBound), high = level(slot, reductionAtMost: reductions.lowerBound)
        guard high - low < Double(most) else { return }
        let item = items[first + slot], evaluator = item.evaluator
        let least = item.level(.fillRate, fillRates.lowerBound, near: low) { fillRate(slot, at: $0, evaluator) }.level
        let greatest = item.level(.fillRate, fillRates.upperBound, near: high) { fillRate(slot, at: $0, evaluator) }.level
        guard max(high, greatest) - min(low, least) < Double(most) else { return }
        curves[slot].outcomes.reserve(Int(max(high, greatest) - min(low, least)) + 1)
        for level in stride(from: min(low, least), through: max(high, greatest), by: 1) { _ = outcome(slot, at: level, evaluator) }
        for level in stride(from: least, through: greatest, by: 1) { _ = fillRate(slot, at: level, evaluator) }
    }

    /// Lays points up to a distance from the origin, and some beyond: each time the walk begins anew.
    private mutating func grow(_ slot: Int, above distance: Int) {
        let known = curves[slot].above.count
        guard known <= distance else { return }
        var walk = StockWalk(items[first + slot], at: curves[slot].origin)
        for moves in 1..<max(1, known) { walk.move(to: curves[slot].origin + Double(moves), moves: moves) }
        let goal = max(distance, min(2 * known + 6, farthest(curves[slot], items[first + slot]).above))
        curves[slot].above.reserveCapacity(goal + 1)
        for moves in known...goal { curves[slot].rise(&walk, moves) }
    }

    private mutating func grow(_ slot: Int, below distance: Int) {
        let known = curves[slot].below.count
        guard known < distance else { return }
        var walk = StockWalk(items[first + slot], at: curves[slot].origin)
        for moves in 1..<(known + 1) { walk.move(to: curves[slot].origin - Double(moves), moves: moves) }
        let goal = max(distance, min(2 * known + 6, farthest(curves[slot], items[first + slot]).below))
        curves[slot].below.reserveCapacity(goal)
        for moves in (known + 1)...goal { curves[slot].fall(&walk, moves) }
    }

    private mutating func evaluated(_ slot: Int, at level: Double) -> CurvePoint {
        let backorders: Double
        if let known = curves[slot].backorders[level] {
            backorders = known
        } else {
            backorders = items[first + slot].backorders(level)
            if items[first + slot].isCount { curves[slot].backorders.keep(backorders, at: level) }
        }
        let items = items, index = first + slot
        return CurvePoint(reduction: reduction(slot, at: level, items[index].evaluator), backorders: backorders)
    }

    private mutating func reduction(_ slot: Int, at level: Double, _ evaluator: @autoclosure () -> StockEvaluator) -> Double {
        if let known = curves[slot].reductions[level] { return known }
        let made = evaluator().backorderReduction(orderUpTo: level, batch: items[first + slot].quantity)
        if items[first + slot].isCount { curves[slot].reductions.keep(made, at: level) }
        return made
    }

    /// The smallest of the levels that are evaluated one by one. The search sets out from where the quantiles' shape says, put right by what is found
    /// there.
    private mutating func farLevel(_ slot: Int, _ wanted: Double, lowest: Double, limit: Double) -> Double {
        let rough = items[first + slot].rough, evaluator = items[first + slot].evaluator
        let aim = rough.level(reductionAtMost: wanted)
        var start = min(max(aim, lowest), limit)
        for _ in 0..<4 {
            let shift = (aim - rough.level(reductionAtMost: reduction(slot, at: start, evaluator))).rounded()
            let next = min(max(start + shift, lowest), limit)
            if next == start { break }
            start = next
        }
        return smallestWhole(from: start, lowest: lowest, limit: min(limit, 1e15)) { reduction(slot, at: $0, evaluator) <= wanted }
    }
}

/// Distances from a curve's origin to the item's limits, or to where levels are evaluated one by one.
private func farthest(_ curve: CurvePart.Curve, _ item: StockItem) -> (above: Int, below: Int) {
    (Int(min(Double(curve.reach), item.ceiling - curve.origin)), Int(min(Double(curve.reach), curve.origin - item.floor)))
}

extension CurvePart.Curve {
    /// The point `moves` above the origin, which the walk stands below.
    fileprivate mutating func rise(_ walk: inout StockWalk, _ moves: Int) {
        walk.move(to: origin + Double(moves), moves: moves)
        above.append(CurvePoint(reduction: min(above[above.count - 1].reduction, walk.point.reduction), backorders: walk.point.backorders))
    }

    /// The point `moves` below the origin.
    fileprivate mutating func fall(_ walk: inout StockWalk, _ moves: Int) {
        walk.move(to: origin - Double(moves), moves: moves)
        below.append(CurvePoint(reduction: max((below.last ?? above[0]).reduction, walk.point.reduction), backorders: walk.point.backorders))
    }
}

extension Array {
    /// The same in memory of its size.
    fileprivate var trimmed: [Element] { isEmpty ? [] : Array(unsafeUninitializedCapacity: count) { buffer, made in made = buffer.initialize(fromContentsOf: self) } }

    /// Position of the first element for which a condition holds that, once true, stays true; the count where it holds for none. O(log n).
    fileprivate func firstPosition(where holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
