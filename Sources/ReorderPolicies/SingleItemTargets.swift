import DemandModel
import NumericCore

extension StockItem {
    /// The least S within the limits whose fill rate reaches `target`, and why it cannot where it cannot.
    func level(fillRate target: Double) -> (level: Double, capped: [String]) {
        if floor >= ceiling { return (floor, []) }
        func reached(_ x: Double) -> Bool { evaluator.fillRate(orderUpTo: x, batch: quantity) >= target }
        if reached(floor) { return (floor, []) }
        let z = standardNormalQuantile(min(0.999, max(0.5, target)))
        let start = evaluator.protectionMean + z * evaluator.protectionStandardDeviation
        let level: Double
        if isCount {
            level = smallestWhole(from: start, lowest: floor, limit: min(ceiling, 1e15), where: reached)
        } else {
            var low = floor
            var high = min(ceiling, max(start, floor + 1e-6))
            var step = max(1e-6, 0.5 * abs(start))
            while !reached(high) && high < ceiling && step < 1e18 {
                low = high
                step *= 2
                high = min(ceiling, high + step)
            }
            if reached(high) {
                let root = findRoot(in: low...high) { evaluator.fillRate(orderUpTo: $0, batch: quantity) - target }
                // The root may lie a rounding error short of the target.
                level = root.map { reached($0) ? $0 : min(high, $0.nextUp + 4 * $0.ulp) } ?? high
            } else {
                level = high
            }
        }
        if level >= ceiling && !reached(level) {
            let fill = evaluator.fillRate(orderUpTo: level, batch: quantity)
            return (level, ["maximum stock \(number(ceiling)) keeps the fill rate at \(percent(fill)), below \(percent(target))"])
        }
        return (level, [])
    }

    /// The least S that minimises h (on hand) + b (backorders), both per unit and day: newsvendor ratio h / (h + b).
    func level(holdingCostPerDay h: Double, backorderCostPerDay b: Double) -> Double {
        guard h > 0 else { return level(reductionAtMost: b > 0 ? leastRatio : 1) }
        return level(reductionAtMost: h / (h + b))
    }
}

func percent(_ share: Double) -> String { number((share * 10000).rounded() / 100) + "%" }
