import DemandModel
import TextForms

/// Fill rate of a quarter of the items, by price.
public struct PriceQuarterFillRate: Sendable, Equatable {
    /// Lowest and highest price in the quarter, money per unit.
    public var prices: ClosedRange<Double>
    public var items: Int
    /// Share of the quarter's units that are served from the shelf at once.
    public var fillRate: Double
}

/// Who waits: fill rate from the cheapest quarter of the items to the dearest.
public enum FillRateByPriceChart {
    /// Quarters of the planned items by price (unit cost, or the median selling price where no cost is known), each with
    /// the fill rate over its units: the items' fill rates weighted by their demand per day. Fewer than four where there are
    /// fewer than four items with a price. O(n log n).
    public static func quarters(_ items: [PlannedItem]) -> [PriceQuarterFillRate] {
        struct Entry {
            var price: Double, demandPerDay: Double, fillRate: Double, key: ItemLocation
        }
        let entries = items.compactMap { item -> Entry? in
            let recommendation = item.recommendation
            guard let price = item.supply.unitCost ?? item.medianPrice, price.isFinite, let performance = recommendation.performance,
                  recommendation.protectionDays > 0 else { return nil }
            let demandPerDay = recommendation.demandMean / recommendation.protectionDays
            guard demandPerDay > 0, demandPerDay.isFinite, performance.fillRate.isFinite else { return nil }
            return Entry(price: price, demandPerDay: demandPerDay, fillRate: performance.fillRate, key: item.key)
        }.sorted { ($0.price, $0.key) < ($1.price, $1.key) }
        let parts = min(4, entries.count)
        return (0..<parts).map { part in
            // The i-th of n entries belongs to part floor(i parts / n).
            let quarter = entries[(entries.count * part + parts - 1) / parts..<(entries.count * (part + 1) + parts - 1) / parts]
            let demand = quarter.reduce(0) { $0 + $1.demandPerDay }
            let served = quarter.reduce(0) { $0 + $1.demandPerDay * $1.fillRate }
            return PriceQuarterFillRate(
                prices: quarter[quarter.startIndex].price...quarter[quarter.endIndex - 1].price, items: quarter.count,
                fillRate: served / demand)
        }
    }

    /// - Parameter target: the fill rate asked for; `nil` where the objective is another.
    public static func chart(_ quarters: [PriceQuarterFillRate], target: Double? = nil) -> Chart {
        let names = quarters.map { quarter in
            let ends = [quarter.prices.lowerBound, quarter.prices.upperBound].map { NumberFormat.plain.text($0) }
            return ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")
        }
        let points = quarters.enumerated().map { ChartPoint(Double($0), $1.fillRate) }
        var layers: [ChartLayer] = [.bars(points, width: 0.6, .history)]
        layers += zip(points, quarters).map { .caption($0, NumberFormat.percent.text($1.fillRate)) }
        if let target { layers.append(.horizontalRule(target, label: "asked: \(NumberFormat.percent.text(target))")) }
        let description = "Fill rate by price of the item. " + zip(names, quarters).map {
            "Price \($0), \($1.items) items: \(NumberFormat.percent.text($1.fillRate))."
        }.joined(separator: " ")
        return Chart(
            title: "Units served at once, by price of the item", description: description,
            x: ChartAxis(title: "price per unit, a quarter of the items each", scale: .names(names)),
            y: ChartAxis(title: "fill rate", scale: .numbers(.percent), lower: 0, upper: 1.1), layers: layers, width: 520, height: 340)
    }
}
