import DemandModel
import NumericCore
import ParallelWork

/// Expected units waiting of one item-location, split among what makes them wait.
public struct WaitingSplit: Sendable, Equatable {
    public var key: ItemLocation
    public var supplier: String
    public var group: String
    /// Units waiting on average in the replay with everything as it is.
    public var total: Double
    /// What is left when every input is taken away: the level is below the mean demand that it covers.
    public var level: Double
    /// Shapley shares by `WaitingInput.rawValue`; with `level` they add up to `total`.
    public var shares: [Double]
    /// Units waiting that halving each input alone would save.
    public var savedByHalving: [Double]
}

/// The split of a plan's expected waiting over its items.
public struct WaitingSplits: Sendable, Equatable {
    /// In key order.
    public var items: [WaitingSplit]
    /// Expected units waiting by the plan: of the items replayed, and of all.
    public var plannedReplayed: Double
    public var planned: Double
    /// Items whose largest orders do not keep up with their demand, in key order: more wait from review to review, and no average is reached.
    public var fallingBehind: [ItemLocation] = []
}

/// Splits each item's expected waiting by replays without every subset of inputs (Shapley 1953: the mean of what an input adds over all
/// orders in which the inputs can be added). All replays of an item meet the same chance.
///
/// - Parameter mostItems: the items with the most units waiting are replayed.
/// - Complexity: 2^n replays an item, n at most six inputs.
public func waitingShares(_ run: PlanRun, threads: Int = 1, mostItems: Int = 1_000) -> WaitingSplits {
    let facts = run.backorders ?? BackorderFacts()
    let periodDays = run.calendar.period.meanDays ?? 7
    var demand: [String: Double] = [:]
    for item in run.items { demand[item.supply.supplier, default: 0] += perDay(item) }
    var capacity: [String: Double] = [:]
    for record in run.suppliers { if let units = record.capacityPerPeriod { capacity[record.supplier] = units / periodDays } }
    let ranked = run.items.indices.filter { run.items[$0].recommendation.performance != nil }.sorted { a, b in
        let first = run.items[a].recommendation.performance?.expectedBackorders ?? 0
        let second = run.items[b].recommendation.performance?.expectedBackorders ?? 0
        return first != second ? first > second : a < b
    }
    let chosen = ranked.prefix(mostItems).sorted()
    let lost = deliveryLosses(facts.histories), sold = demand, limits = capacity
    let splits = parallelMap(count: chosen.count, threads: threads) { slot -> (split: WaitingSplit?, fallsBehind: Bool) in
        let item = run.items[chosen[slot]]
        let name = item.supply.supplier
        let own = limits[name].map { $0 * perDay(item) / max(sold[name] ?? 0, 1e-12) } ?? .infinity
        guard let replay = WaitingReplay(item, loss: lost[name]?.mean ?? 0, capacityPerDay: own) else { return (nil, false) }
        return replay.item.fallsBehind ? (nil, true) : (split(item, replay: replay), false)
    }
    let replayed = chosen.indices.filter { !splits[$0].fallsBehind }.map { chosen[$0] }
    func planned(_ indices: [Int]) -> Double { indices.reduce(0) { $0 + (run.items[$1].recommendation.performance?.expectedBackorders ?? 0) } }
    return WaitingSplits(
        items: splits.compactMap(\.split), plannedReplayed: planned(replayed), planned: planned(ranked.sorted()),
        fallingBehind: chosen.indices.filter { splits[$0].fallsBehind }.map { run.items[chosen[$0]].key })
}

private func perDay(_ item: PlannedItem) -> Double {
    item.recommendation.protectionDays > 0 ? item.recommendation.demandMean / item.recommendation.protectionDays : 0
}

private func split(_ item: PlannedItem, replay: WaitingReplay) -> WaitingSplit {
    let inputs = replay.active
    let count = WaitingInput.allCases.count
    let values = (0..<(1 << inputs.count)).map { subset -> Double in
        var strengths = InputStrengths(repeating: 0, count: count)
        for (position, input) in inputs.enumerated() where subset & (1 << position) != 0 { strengths[input.rawValue] = 1 }
        return replay.waiting(strengths)
    }
    let shares = shapleyShares(values, players: inputs.count)
    var result = WaitingSplit(
        key: item.key, supplier: item.supply.supplier, group: item.supply.stock?.group ?? "", total: values[values.count - 1], level: values[0],
        shares: [Double](repeating: 0, count: count), savedByHalving: [Double](repeating: 0, count: count))
    for (position, input) in inputs.enumerated() {
        result.shares[input.rawValue] = shares[position]
        var strengths = InputStrengths(repeating: 0, count: count)
        for other in inputs { strengths[other.rawValue] = other == input ? 0.5 : 1 }
        result.savedByHalving[input.rawValue] = result.total - replay.waiting(strengths)
    }
    return result
}

/// Shapley shares of a game: player i gets the sum over subsets S without it of |S|! (n - |S| - 1)! / n! (v(S and i) - v(S)).
///
///     shapleyShares([0, 2, 3, 5], players: 2)      // [2, 3]
///
/// - Parameter values: v of every subset, the bit i of the index telling whether player i is in it; 2^players of them.
public func shapleyShares(_ values: [Double], players: Int) -> [Double] {
    guard players > 0, values.count == 1 << players else { return [] }
    var factorials = [1.0]
    for k in 1...players { factorials.append(factorials[k - 1] * Double(k)) }
    return (0..<players).map { player in
        var share = 0.0
        for subset in values.indices where subset & (1 << player) == 0 {
            let size = subset.nonzeroBitCount
            let weight = factorials[size] * factorials[players - size - 1] / factorials[players]
            share += weight * (values[subset | (1 << player)] - values[subset])
        }
        return share
    }
}
