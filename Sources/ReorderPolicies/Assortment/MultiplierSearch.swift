import CMath
import DemandModel
import NumericCore

// Theory. With W = sum w b(S) (weighted expected backorders) and M = sum money(S), the Lagrangian W + theta M separates by item.
// b is convex, so each item's minimiser is the least S at which one more unit is not worth its money:
//   average inventory value, money = c (S - mean + b): reduction(S) <= theta c / (w + theta c)   [w P(D>S) / (c P(D<=S)) <= theta]
//   stock value, money = c S:                          reduction(S) <= theta c / w
// (Fox 1966; Everett 1963; Sherbrooke 1968). M falls in theta, so one theta brackets the budget; the steps between the two sides
// of the bracket are taken in the order of their ratio until one does not fit. At that step's ratio theta*, the levels reached
// minimise the Lagrangian, so W - theta* (budget - M) is a lower bound on what any allocation within the budget can reach.

/// The largest reduction per unit that a multiplier does not buy.
func thresholdRatio(unitCost: Double, weight: Double, multiplier theta: Double, money: PlanObjective.Money) -> Double {
    if unitCost == 0 { return leastRatio }
    if weight == 0 { return 1 }
    let price = theta * unitCost
    return money == .stockValue ? price / weight : price / (weight + price)
}

/// Money of one more unit of S that takes `reduction` off E[B], and its ratio of weighted backorders removed per money.
func stepPrice(
    unitCost: Double, weight: Double, reduction: Double, money: PlanObjective.Money
) -> (cost: Double, ratio: Double) {
    let cost = unitCost * (money == .stockValue ? 1 : max(0, 1 - reduction))
    let gain = weight * reduction
    return (cost, gain <= 0 ? 0 : (cost > 0 ? gain / cost : .infinity))
}

/// Levels of all items at one multiplier.
struct MultiplierSide {
    var multiplier: Double
    var levels: [Double]
    var money: Double
    var weighted: Double
}

/// Two multipliers around the target: `rich` holds more stock than it allows, `poor` does not.
struct MultiplierBracket {
    var rich: MultiplierSide
    var poor: MultiplierSide
}

/// The search for the common multiplier of a target.
struct MultiplierSearch {
    let items: [StockItem]
    let money: PlanObjective.Money
    private let memory: SearchMemory?
    private(set) var walk: AssortmentLevels

    /// - Parameters:
    ///   - curves: of the items, where they are at hand (`MultiplierSearch.curves`).
    ///   - memory: of earlier searches.
    init(_ items: [StockItem], money: PlanObjective.Money, curves: LevelCurves? = nil, memory: SearchMemory? = nil, threads: Int = 1) {
        self.items = items
        self.money = money
        self.memory = memory
        walk = AssortmentLevels(curves ?? Self.curves(items, threads: threads), memory: memory, threads: threads)
    }

    private var ground: SearchGround { walk.curves.ground }

    /// Curves of items, each beginning at a level of its own: the same for every budget, and whatever the other items are. See `LevelCurves`.
    ///
    /// - Parameter aim: what is searched for first; no effect on values.
    static func curves(
        _ items: [StockItem], threads: Int, keepsResults: Bool = false, aim: SearchAim = .anything, earlier: LevelCurves? = nil,
        isSame: @Sendable (Int) -> Bool = { _ in false }
    ) -> LevelCurves {
        // An exchange curve goes through all multipliers, a search through a few.
        let usual = keepsResults ? 0.0002...0.9 : 0.003...0.45
        return LevelCurves(items, threads: threads, keepsResults: keepsResults, earlier: earlier, isSame: isSame, span: { index in
            switch aim {
            case .anything: return usual
            case .nothing: return nil
            case .multiplier(let theta, let money):
                func ratio(_ theta: Double) -> Double {
                    thresholdRatio(unitCost: items[index].unitCost, weight: items[index].weight, multiplier: theta, money: money)
                }
                let low = ratio(theta / SearchAim.width), high = ratio(theta * SearchAim.width)
                return low < 1 && low > 0 && high >= low ? low...high : nil
            }
        }) { origin(items[$0]) }
    }

    /// Where an item's curve begins: about where it is short 5% of its time. Were it to depend on the other items, the rounding of sums over all would
    /// tell a plan of an assortment that has changed from one of an assortment that came as it is.
    static func origin(_ item: StockItem) -> Double { item.rough.level(reductionAtMost: 0.05) }

    /// Moves every item to where a multiplier wants it.
    @discardableResult
    mutating func settle(_ theta: Double) -> MultiplierSide {
        walk.seek(multiplier: theta, money: money)
        let sum = walk.totals(money)
        memory?.note(money, money: sum.money, multiplier: theta)
        return MultiplierSide(multiplier: theta, levels: walk.levels, money: sum.money, weighted: sum.weighted)
    }

    /// Brackets the target until few unit steps lie between both sides (continuous items: until both multipliers agree).
    ///
    /// - Parameters:
    ///   - guess: about where the multiplier lies, and how far off that may be (the logarithm of a ratio).
    ///   - excess: above 0 where a side holds more than the target allows; a logarithm of a ratio, for interpolation.
    /// - Returns: `nil` where even all useful stock is not too much (or where no multiplier holds as little as asked).
    mutating func bracket(
        near guess: (multiplier: Double, doubt: Double)? = nil, _ excess: (MultiplierSide) -> Double
    ) -> MultiplierBracket? {
        let hasContinuous = ground.hasContinuous
        guard ground.hasUseful else { return nil }
        var rich: (side: MultiplierSide, excess: Double)?
        var poor: (side: MultiplierSide, excess: Double)?
        var theta = ground.firstMultiplier
        var factor = 4.0
        // Levels of continuous items are the bracket's own: it begins where every search does.
        if let guess, !hasContinuous {
            theta = guess.multiplier * exp(-guess.doubt)
            factor = exp(2 * guess.doubt)
        }
        while rich == nil || poor == nil {
            let side = settle(theta)
            let over = excess(side)
            if over > 0 {
                rich = (side, over)
                if poor != nil { break }
                if theta > 1e250 {
                    let bottom = settle(.infinity)
                    let left = excess(bottom)
                    guard left <= 0 else { return nil }
                    poor = (bottom, left)
                    break
                }
                theta *= factor
            } else {
                poor = (side, over)
                if rich != nil { break }
                if theta == 0 { return nil }
                theta = theta < 1e-250 ? 0 : theta / factor
            }
            factor = min(factor * factor, 1e60)
        }
        guard var upper = rich, var lower = poor else { return nil }
        let enough = Double(max(64, items.count / 8))
        for round in 0..<300 {
            let low = upper.side.multiplier
            let high = lower.side.multiplier
            if low > 0 && high < .infinity && high - low <= 4 * Double.ulpOfOne * high { break }
            var between = 0.0
            for index in items.indices where ground.isCount[index] {
                between += upper.side.levels[index] - lower.side.levels[index]
            }
            if between <= enough && !hasContinuous { break }
            var next: Double
            if low > 0 && high < .infinity {
                // Interpolate on both logarithms; every third time halve, so that the bracket shrinks on both sides.
                var share = upper.excess / (upper.excess - lower.excess)
                if !share.isFinite || round % 3 == 2 { share = 0.5 }
                share = min(0.98, max(0.02, share))
                next = low * pow(high / low, share)
            } else {
                next = low > 0 ? low * 1e6 : high / 1e6
            }
            if next <= low || next >= high { next = low > 0 ? (low * high).squareRoot() : high / 2 }
            if next <= low || next >= high { break }
            let side = settle(next)
            let over = excess(side)
            if over > 0 { upper = (side, over) } else { lower = (side, over) }
        }
        return MultiplierBracket(rich: upper.side, poor: lower.side)
    }

    /// The unit steps of the count items between the two sides, in the order in which they are worth their money; leaves the walk
    /// at the poor side.
    mutating func steps(_ bracket: MultiplierBracket) -> [AllocationStep] {
        var all: [AllocationStep] = []
        for index in items.indices {
            let low = bracket.poor.levels[index]
            walk.move(index, to: low)
            guard ground.isCount[index] else { continue }
            while walk.level(index) < bracket.rich.levels[index] {
                all.append(walk.nextStep(index, money: money))
                walk.moveUp(index)
            }
            walk.move(index, to: low)
        }
        all.sort { $0.ratio != $1.ratio ? $0.ratio > $1.ratio : ($0.item != $1.item ? $0.item < $1.item : $0.level < $1.level) }
        return all
    }

    mutating func move(_ index: Int, to level: Double) { walk.move(index, to: level) }
}
