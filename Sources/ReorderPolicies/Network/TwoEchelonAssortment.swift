import NumericCore

/// An item that a warehouse and the locations behind it stock.
public struct TwoEchelonItem: Sendable, Equatable {
    public var system: TwoEchelonSystem
    /// Money per unit, wherever it lies.
    public var unitCost: Double
    /// What one unit waiting at a location counts.
    public var weight: Double

    public init(system: TwoEchelonSystem, unitCost: Double, weight: Double = 1) {
        self.system = system
        self.unitCost = unitCost
        self.weight = weight
    }
}

/// Stock of all items at the warehouse and at the locations, and how close to the best it is.
public struct TwoEchelonAllocation: Sendable, Equatable {
    /// Units by item.
    public var depotStock: [Int]
    /// Units by item and location.
    public var baseStock: [[Int]]
    /// Sum of unit cost x stock.
    public var money: Double
    /// Sum of weight x E[B] over all locations.
    public var weightedBackorders: Double
    /// No stocks within the budget reach less (Lagrangian dual).
    public var lowerBound: Double
    /// (value - bound) / bound, where the bound is above 0.
    public var relativeGap: Double?
}

/// Least weighted expected backorders at the locations for one budget of stock value, shared by all items, the warehouse and the locations.
///
/// For each item and each number of units the best split between warehouse and locations is found first: for a given stock of the
/// warehouse the locations' E[B] are convex, and marginal analysis splits the rest exactly (Sherbrooke 1968). The least E[B] as a
/// function of the number of units need not be convex: the items share the budget along its lower convex hull, which gives the bound (Everett
/// 1963); what the hull's steps leave is spent on single units and exchanges between two items.
///
/// - Parameters:
///   - budget: money, 0 or more.
///   - method: how the units that the warehouse owes a location are distributed; `exact` by binomial split.
/// - Throws: `PolicyError.invalidValue` for a budget, cost, weight, rate or time that is no number in its range.
/// - Complexity: for an item with n useful units O(n (n + locations x n)) for `metric`; the exchanges look at all pairs of up to 200 items.
///
///     let system = TwoEchelonSystem(baseRates: [1, 1], transportTimes: [0.5, 0.5], depotTime: 1)
///     try allocateTwoEchelons([TwoEchelonItem(system: system, unitCost: 10)], budget: 45, method: .exact).money      // 40
public func allocateTwoEchelons(
    _ items: [TwoEchelonItem], budget: Double, method: TwoEchelonSystem.Method
) throws(PolicyError) -> TwoEchelonAllocation {
    try check(items, budget: budget)
    let curves = items.map { TwoEchelonCurve($0, budget: budget, method: method) }
    var units = items.map { _ in 0 }
    var spent = 0.0
    var weighted = curves.reduce(0) { $0 + $1.values[0] }
    var lowerBound = 0.0
    var hasLeft = false
    var steps: [HullStep] = []
    for (index, curve) in curves.enumerated() { steps += curve.steps(item: index) }
    steps.sort { $0.precedes($1) }
    for step in steps {
        let cost = Double(step.units - units[step.item]) * items[step.item].unitCost
        if spent + cost > budget {
            // The units so far minimise E[B] + ratio x money.
            lowerBound = max(0, weighted - step.ratio * (budget - spent))
            hasLeft = true
            break
        }
        weighted += curves[step.item].values[step.units] - curves[step.item].values[units[step.item]]
        units[step.item] = step.units
        spent += cost
    }
    if hasLeft { improve(&units, curves, items, budget: budget) } else { lowerBound = weighted }
    var result = TwoEchelonAllocation(
        depotStock: [], baseStock: [], money: 0, weightedBackorders: 0, lowerBound: lowerBound, relativeGap: nil)
    for (index, item) in items.enumerated() {
        let split = item.split(units: units[index], depotStock: curves[index].depots[units[index]], method: method)
        result.depotStock.append(units[index] - split.reduce(0, +))
        result.baseStock.append(split)
        result.money += item.unitCost * Double(units[index])
        result.weightedBackorders += item.weight
            * item.system.expectedBackorders(depotStock: result.depotStock[index], baseStock: split, method: method).reduce(0, +)
    }
    result.lowerBound = min(lowerBound, result.weightedBackorders)
    result.relativeGap = result.lowerBound > 0 ? (result.weightedBackorders - result.lowerBound) / result.lowerBound : nil
    return result
}

private func check(_ items: [TwoEchelonItem], budget: Double) throws(PolicyError) {
    func require(_ value: Double, _ name: String, _ isFine: Bool, _ accepted: String) throws(PolicyError) {
        guard value.isFinite, isFine else { throw .invalidValue(name: name, value: value, accepted: accepted) }
    }
    try require(budget, "the budget", budget >= 0, "a number, 0 or more")
    for item in items {
        try require(item.unitCost, "unit cost", item.unitCost > 0, "a number above 0")
        try require(item.weight, "weight", item.weight >= 0, "a number, 0 or more")
        try require(item.system.depotTime, "time to replenish the warehouse", item.system.depotTime >= 0, "a number, 0 or more")
        for value in item.system.baseRates { try require(value, "demand rate of a location", value >= 0, "a number, 0 or more") }
        for value in item.system.transportTimes { try require(value, "transport time", value >= 0, "a number, 0 or more") }
        try require(
            Double(item.system.transportTimes.count), "number of transport times",
            item.system.transportTimes.count == item.system.baseRates.count, "that of the demand rates")
    }
}

/// Spends what is left: always the further units of one item that spare most, then one item's units for another's.
private func improve(_ units: inout [Int], _ curves: [TwoEchelonCurve], _ items: [TwoEchelonItem], budget: Double) {
    func left() -> Double { budget - zip(units, items).reduce(0) { $0 + Double($1.0) * $1.1.unitCost } }
    /// The most units of an item that so much money more holds, and what they spare.
    func raised(_ index: Int, _ money: Double) -> (units: Int, gain: Double) {
        let more = Int(min(1e9, max(0, money / items[index].unitCost * (1 + 1e-12)).rounded(.down)))
        let to = min(curves[index].values.count - 1, units[index] + more)
        return (to, curves[index].values[units[index]] - curves[index].values[to])
    }
    for _ in 0..<1_000 {
        let money = left()
        var best = (gain: 1e-12, up: -1, to: 0, down: -1, from: 0)
        for up in items.indices {
            let plain = raised(up, money)
            if plain.gain > best.gain { best = (plain.gain, up, plain.units, -1, 0) }
            guard items.count <= 200 else { continue }
            for down in items.indices where down != up && units[down] > 0 {
                for from in max(0, units[down] - 8)..<units[down] {
                    let loss = curves[down].values[from] - curves[down].values[units[down]]
                    let trial = raised(up, money + Double(units[down] - from) * items[down].unitCost)
                    if trial.gain - loss > best.gain { best = (trial.gain - loss, up, trial.units, down, from) }
                }
            }
        }
        guard best.up >= 0 else { return }
        let before = units
        units[best.up] = best.to
        if best.down >= 0 { units[best.down] = best.from }
        if left() < 0 {
            units = before
            return
        }
    }
}

/// The step to the hull's next number of units of an item, and the weighted E[B] that it spares per money.
private struct HullStep {
    var item: Int
    var units: Int
    var ratio: Double

    func precedes(_ other: HullStep) -> Bool {
        if ratio != other.ratio { return ratio > other.ratio }
        return item != other.item ? item < other.item : units < other.units
    }
}

/// The least E[B] that each number of units of one item reaches.
private struct TwoEchelonCurve {
    /// By number of units: weighted E[B], and the warehouse's part of the units.
    var values: [Double] = []
    var depots: [Int] = []
    let unitCost: Double

    init(_ item: TwoEchelonItem, budget: Double, method: TwoEchelonSystem.Method) {
        unitCost = item.unitCost
        let affordable = Int(min(1e6, budget / item.unitCost * (1 + 1e-12)))
        let depotMean = item.system.totalRate * item.system.depotTime
        // More than this at the warehouse leaves nothing owed.
        let mostAtDepot = min(affordable, Int(min(1e6, depotMean + 8 * depotMean.squareRoot() + 8)))
        for depotStock in 0...mostAtDepot {
            let tails = item.tails(depotStock: depotStock, method: method).flatMap { $0 }.sorted(by: >)
            var value = tails.reduce(0, +)
            for (more, tail) in ([0] + tails).enumerated() where depotStock + more <= affordable {
                value = max(0, value - tail)
                let units = depotStock + more
                while values.count <= units {
                    values.append(.infinity)
                    depots.append(0)
                }
                if item.weight * value < values[units] {
                    values[units] = item.weight * value
                    depots[units] = depotStock
                }
            }
        }
        // Where one split has no use for a further unit and no other split has that many.
        for units in values.indices.dropFirst() where values[units] > values[units - 1] {
            values[units] = values[units - 1]
            depots[units] = depots[units - 1]
        }
    }

    /// The steps of the lower convex hull: units after the step, and E[B] spared per money.
    func steps(item: Int) -> [HullStep] {
        var hull = [0]
        for units in values.indices.dropFirst() where values[units] < values[hull[hull.count - 1]] {
            while hull.count > 1 {
                let last = hull[hull.count - 1]
                let before = hull[hull.count - 2]
                if (values[before] - values[last]) * Double(units - last) > (values[last] - values[units]) * Double(last - before) { break }
                hull.removeLast()
            }
            hull.append(units)
        }
        return zip(hull, hull.dropFirst()).map { from, to in
            HullStep(item: item, units: to, ratio: (values[from] - values[to]) / (Double(to - from) * unitCost))
        }
    }
}

extension TwoEchelonItem {
    /// By location: P(units on their way or owed > k) for k = 0, 1, ...: what the next unit there takes off E[B].
    fileprivate func tails(depotStock: Int, method: TwoEchelonSystem.Method) -> [[Double]] {
        system.baseRates.indices.map { base in
            let pipeline = system.pipeline(base: base, depotStock: depotStock, method: method)
            var tails: [Double] = []
            while tails.count < 1_000_000 {
                let tail = pipeline.upperTail(Double(tails.count))
                if tail < 1e-12 { break }
                tails.append(tail)
            }
            return tails
        }
    }

    /// Units of every location: all but the warehouse's, where they take most off E[B].
    fileprivate func split(units: Int, depotStock: Int, method: TwoEchelonSystem.Method) -> [Int] {
        let tails = tails(depotStock: depotStock, method: method)
        var stock = tails.map { _ in 0 }
        for _ in 0..<max(0, units - depotStock) {
            var best = -1
            for base in tails.indices where stock[base] < tails[base].count {
                if best < 0 || tails[base][stock[base]] > tails[best][stock[best]] { best = base }
            }
            if best < 0 { break }
            stock[best] += 1
        }
        return stock
    }
}
