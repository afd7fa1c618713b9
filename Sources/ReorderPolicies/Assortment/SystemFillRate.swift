import CMath
import DemandModel
import NumericCore
import ParallelWork

/// Least money for a share of all units (weighted: of all value, customers, ...) served from the shelf at once.
///
/// With u the weighted units a day that are not served, money + u / multiplier separates by item; every item stands on the hull of its
/// `ServiceCurve` (Everett 1963). One multiplier brackets the target, the steps between are taken in the order of their ratio, and at
/// the ratio of the last the Lagrangian bounds the money of every choice of levels (wide items: of levels on their grid). Steps
/// that the target turns out not to need are taken back, the dearest first.
///
/// - Parameter target: share of the weighted demand, above 0 and below 1.
func allocate(
    _ items: [StockItem], systemFillRate target: Double, money: PlanObjective.Money, threads: Int = 1
) throws(PolicyError) -> Allocation {
    let curves = parallelMap(chunks: items.count, threads: threads) { ServiceCurve(items[$0], money: money) }
    let demand = items.reduce(0) { $0 + $1.weight * $1.demandPerDay }
    let allowed = (1 - target) * demand
    // Sums over levels and the figures of the plan differ by rounding.
    let aim = allowed * (1 - 1e-9)
    var places = curves.map { $0.hull.count - 1 }
    func shortAt(_ places: [Int]) -> Double {
        var sum = 0.0
        for (curve, place) in zip(curves, places) { sum += curve.short[curve.hull[place]] }
        return sum
    }
    func moneyAt(_ places: [Int]) -> Double {
        var sum = 0.0
        for (curve, place) in zip(curves, places) { sum += curve.money[curve.hull[place]] }
        return sum
    }
    let least = shortAt(places)
    if least > aim { throw .fillRateOutOfReach(target: target, most: demand > 0 ? 1 - least / demand : 1) }
    func placed(_ ratio: Double) -> [Int] { curves.map { $0.position(ratioAtLeast: ratio) } }
    var multiplier = 0.0
    let poorest = curves.map { _ in 0 }
    var lowerBound = moneyAt(poorest)
    if shortAt(poorest) <= aim {
        places = poorest
    } else {
        // `low` serves enough, `high` does not.
        var low = -700.0
        var high = 700.0
        while high - low > 1e-12 * max(1, abs(low)) {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if shortAt(placed(exp(middle))) <= aim { low = middle } else { high = middle }
        }
        let rich = placed(exp(low))
        places = placed(exp(high))
        var steps: [(item: Int, place: Int, ratio: Double)] = []
        for index in curves.indices where places[index] < rich[index] {
            for place in (places[index] + 1)...rich[index] { steps.append((index, place, curves[index].ratio(place))) }
        }
        steps.sort { $0.ratio != $1.ratio ? $0.ratio > $1.ratio : ($0.item != $1.item ? $0.item < $1.item : $0.place < $1.place) }
        var short = shortAt(places)
        var spent = moneyAt(places)
        for step in steps where short > aim {
            let curve = curves[step.item]
            multiplier = step.ratio
            lowerBound = spent + max(0, short - allowed) / step.ratio
            places[step.item] = step.place
            short += curve.short[curve.hull[step.place]] - curve.short[curve.hull[step.place - 1]]
            spent += curve.money[curve.hull[step.place]] - curve.money[curve.hull[step.place - 1]]
        }
    }
    var spare = aim - shortAt(places)
    var levels = zip(curves, places).map { $0.levels[$0.hull[$1]] }
    if multiplier > 0 { takeBack(curves, places, &levels, &spare) }
    let each = performances(items, levels: levels, threads: threads)
    let reached = performanceTotals(items, levels: levels, each, money: money)
    var allocation = Allocation(
        items, levels: levels, performances: each, multiplier: multiplier, lowerBound: lowerBound, reached: reached.money)
    allocation.closeGap(items, curves, allowed: aim, money: money)
    return allocation
}

/// Lowers levels, those that free most money first, as far as units served are to spare.
private func takeBack(_ curves: [ServiceCurve], _ places: [Int], _ levels: inout [Double], _ spare: inout Double) {
    let candidates = curves.indices.filter { places[$0] > 0 }.map { index in
        let curve = curves[index]
        return (item: index, saved: curve.money[curve.hull[places[index]]] - curve.money[curve.hull[places[index] - 1]])
    }
    for candidate in candidates.sorted(by: { $0.saved != $1.saved ? $0.saved > $1.saved : $0.item < $1.item }) {
        let curve = curves[candidate.item]
        let place = places[candidate.item]
        let here = curve.hull[place]
        // The cheapest level between the hull's neighbours that leaves the target met.
        for index in curve.hull[place - 1]..<here where curve.short[index] - curve.short[here] <= spare {
            levels[candidate.item] = curve.levels[index]
            spare -= curve.short[index] - curve.short[here]
            break
        }
    }
}

extension StockItem {
    /// The level that serves units as long as they cost no more than at a multiplier (units served per money).
    func level(servingAt multiplier: Double, money: PlanObjective.Money) -> Double {
        let curve = ServiceCurve(self, money: money)
        return curve.levels[curve.hull[multiplier > 0 ? curve.position(ratioAtLeast: multiplier) : 0]]
    }
}
