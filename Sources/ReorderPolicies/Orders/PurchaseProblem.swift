import DemandModel

/// A point of the curve of purchases against customers waiting.
public struct PurchasePoint: Sendable, Codable, Equatable {
    /// Money spent today.
    public var money: Double
    /// Weighted units waiting on average until the next order can arrive.
    public var waiting: Double

    public init(money: Double, waiting: Double) {
        self.money = money
        self.waiting = waiting
    }
}

/// The choice of steps under the budgets.
struct PurchaseProblem {
    let candidates: [PurchaseCandidate]
    let ladders: [PurchaseLadder]
    /// All steps, the most saved per unit of money first.
    let steps: [PurchaseStep]
    let budget: Double
    let supplierBudgets: [String: Double]
    let minimums: [String: Double]

    struct Chosen {
        var quantities: [Double]
        var spent = 0.0
        var gain = 0.0
    }

    /// Suppliers whose minimum is above the money that is there for them.
    var unreachable: Set<String> {
        Set(minimums.filter { $0.value > min(budget, supplierBudgets[$0.key] ?? .infinity) * (1 + 1e-12) }.keys)
    }

    /// Units saved with fractions of steps and without suppliers' minimums that can be reached: no whole choice saves more.
    func relaxedGain() -> Double {
        var left = budget, leftOf = supplierBudgets, gain = 0.0
        let closed = unreachable
        for step in steps where !closed.contains(candidates[step.candidate].supplier) {
            let supplier = candidates[step.candidate].supplier
            let most = max(0, min(left, leftOf[supplier] ?? .infinity))
            let share = step.cost > 0 ? min(1, most / step.cost) : 1
            gain += share * step.gain
            left -= share * step.cost
            leftOf[supplier]? -= share * step.cost
            if left <= 0 { break }
        }
        return gain
    }

    /// The least money with which an item can be ordered.
    func cheapestOrder() -> Double {
        candidates.indices.compactMap { index -> Double? in
            let candidate = candidates[index], pack = candidate.pack > 0 ? candidate.pack : candidate.wantedQuantity
            guard candidate.wantedQuantity > 0 else { return nil }
            let first = min(candidate.wantedQuantity, max(pack, (candidate.minimumQuantity / pack).rounded(.up) * pack))
            return max(first * candidate.unitCost, minimums[candidate.supplier] ?? 0)
        }.min() ?? 0
    }

    /// Filling by ratio, then suppliers with an unmet minimum one by one: with their minimum, or without them.
    func best() -> Chosen {
        var dropped: Set<String> = []
        var best = filled(without: dropped)
        var improved = true
        while improved {
            improved = false
            for supplier in minimums.keys.sorted(by: bytesPrecede) where !dropped.contains(supplier) {
                let trial = filled(without: dropped.union([supplier]))
                if trial.gain > best.gain * (1 + 1e-12) + 1e-15 {
                    best = trial
                    dropped.insert(supplier)
                    improved = true
                }
            }
        }
        return best
    }

    /// - Parameter dropped: suppliers from whom nothing is ordered.
    private func filled(without dropped: Set<String>) -> Chosen {
        var chosen = Chosen(quantities: candidates.map { _ in 0 })
        var left = budget, leftOf = supplierBudgets
        var closed: Set<Int> = []
        func takes(_ step: PurchaseStep) -> Bool {
            step.cost <= left * (1 + 1e-12) && step.cost <= (leftOf[candidates[step.candidate].supplier] ?? .infinity) * (1 + 1e-12)
        }
        func take(_ step: PurchaseStep) {
            chosen.quantities[step.candidate] = step.to
            chosen.spent += step.cost
            chosen.gain += step.gain
            left -= step.cost
            leftOf[candidates[step.candidate].supplier]? -= step.cost
        }
        var refused = dropped
        // A supplier's minimum first: its best steps up to it, or nothing from it.
        let cores = minimums.filter { !dropped.contains($0.key) }.map { supplier, minimum -> (supplier: String, steps: [PurchaseStep], cost: Double, gain: Double) in
            var core: [PurchaseStep] = [], cost = 0.0, gain = 0.0
            for step in steps where candidates[step.candidate].supplier == supplier && cost < minimum {
                core.append(step)
                cost += step.cost
                gain += step.gain
            }
            return (supplier, core, cost, gain)
        }.sorted { a, b in
            let (x, y) = (a.gain / max(a.cost, 1e-300), b.gain / max(b.cost, 1e-300))
            return x != y ? x > y : bytesPrecede(a.supplier, b.supplier)
        }
        for core in cores {
            guard core.cost <= left * (1 + 1e-12), core.cost <= (leftOf[core.supplier] ?? .infinity) * (1 + 1e-12) else {
                refused.insert(core.supplier)
                continue
            }
            for step in core.steps { take(step) }
        }
        for step in steps {
            guard chosen.quantities[step.candidate] == step.from, !closed.contains(step.candidate),
                  !refused.contains(candidates[step.candidate].supplier) else { continue }
            if takes(step) {
                take(step)
            } else {
                takePart(of: step, &chosen, &left, &leftOf)
                closed.insert(step.candidate)
            }
        }
        return chosen
    }

    /// As many packs of a step as the money allows; the first step of an item has its minimum.
    private func takePart(of step: PurchaseStep, _ chosen: inout Chosen, _ left: inout Double, _ leftOf: inout [String: Double]) {
        let candidate = candidates[step.candidate]
        let pack = candidate.pack > 0 ? candidate.pack : step.to - step.from
        let money = min(left, leftOf[candidate.supplier] ?? .infinity)
        var units = ((money / candidate.unitCost) * (1 + 1e-12) / pack).rounded(.down) * pack
        units = min(units, step.to - step.from)
        guard units > 0, step.from > 0 || units >= (candidate.minimumQuantity / pack).rounded(.up) * pack else { return }
        let gain = candidate.waiting(step.from) - candidate.waiting(step.from + units)
        chosen.quantities[step.candidate] = step.from + units
        chosen.spent += units * candidate.unitCost
        chosen.gain += gain
        left -= units * candidate.unitCost
        leftOf[candidate.supplier]? -= units * candidate.unitCost
    }

    /// Money against units waiting along the steps, at most some sixty points.
    func curve(none: Double) -> [PurchasePoint] {
        var points = [PurchasePoint(money: 0, waiting: none)]
        var money = 0.0, waiting = none
        let total = steps.reduce(0) { $0 + $1.cost }
        for step in steps {
            money += step.cost
            waiting -= step.gain
            guard let last = points.last else { continue }
            if money - last.money >= total / 60 { points.append(PurchasePoint(money: money, waiting: max(0, waiting))) }
        }
        if let last = points.last, money > last.money { points.append(PurchasePoint(money: money, waiting: max(0, waiting))) }
        return points
    }
}
