import DemandModel
import PlanEngine

extension DemandSeries {
    /// Adds another series, each of its units as `ratio` units of this one. Periods before either series began have no demand of it; a period that
    /// one of them does not know is not known of the sum. Prices stay those of this series, where it has any.
    mutating func add(_ other: DemandSeries, times ratio: Double = 1) {
        guard !other.demand.isEmpty else { return }
        guard !demand.isEmpty else {
            firstPeriod = other.firstPeriod
            demand = other.demand.map { $0 * ratio }
            missing = other.missing
            promotion = other.promotion
            stockout = other.stockout
            price = []
            return
        }
        let first = min(firstPeriod, other.firstPeriod)
        let end = max(firstPeriod + count, other.firstPeriod + other.count)
        extend(from: first, to: end)
        let shift = other.firstPeriod - first
        for (index, units) in other.demand.enumerated() { demand[index + shift] += ratio * units }
        missing = Array(Set(missing).union(other.missing.map { $0 + shift })).sorted()
        for index in missing { demand[index] = 0 }
        if !other.promotion.isEmpty, !promotion.isEmpty {
            for (index, isOn) in other.promotion.enumerated() where isOn { promotion[index + shift] = true }
        }
    }

    /// Lengthens the series by periods without demand.
    private mutating func extend(from first: Int, to end: Int) {
        let before = firstPeriod - first, after = end - (firstPeriod + count)
        guard before > 0 || after > 0 else { return }
        func padded<Value>(_ values: [Value], _ filler: Value) -> [Value] {
            values.isEmpty ? [] : Array(repeating: filler, count: before) + values + Array(repeating: filler, count: after)
        }
        demand = padded(demand, 0)
        price = padded(price, 0)
        promotion = padded(promotion, false)
        stockout = padded(stockout, false)
        missing = missing.map { $0 + before }
        firstPeriod = first
    }
}

extension SalesFacts {
    /// The facts of two item-locations that are planned as one: prices by units, lines by their number.
    func joined(with other: SalesFacts, ownUnits: Double, otherUnits: Double) -> SalesFacts {
        func mean(_ a: Double?, _ b: Double?, _ x: Double, _ y: Double) -> Double? {
            guard let a else { return b }
            guard let b else { return a }
            return x + y > 0 ? (a * x + b * y) / (x + y) : a
        }
        var result = self
        result.medianPrice = ownUnits >= otherUnits ? medianPrice ?? other.medianPrice : other.medianPrice ?? medianPrice
        result.unitsPerOrderLine = mean(
            unitsPerOrderLine, other.unitsPerOrderLine, ownUnits / max(unitsPerOrderLine ?? 1, 1e-9), otherUnits / max(other.unitsPerOrderLine ?? 1, 1e-9))
        guard var lines = orderLines, let more = other.orderLines else {
            result.orderLines = nil
            return result
        }
        let x = Double(lines.count), y = Double(more.count)
        lines.lowerQuartile = mean(lines.lowerQuartile, more.lowerQuartile, x, y) ?? 0
        lines.median = mean(lines.median, more.median, x, y) ?? 0
        lines.upperQuartile = mean(lines.upperQuartile, more.upperQuartile, x, y) ?? 0
        lines.count += more.count
        lines.units += more.units
        lines.largest = Array((lines.largest + more.largest).sorted().suffix(OrderLines.kept))
        result.orderLines = lines
        return result
    }
}
