import DemandModel

/// Prices by size of order, and what it costs to buy before it is needed.
struct OrderDiscounts: Sendable {
    private let breaks: [PriceBreak]
    private let baseCost: Double?
    private let holdingRatePerYear: Double
    private let meanPerDay: Double
    private let reviewDays: Double
    /// The most units of one order, and the highest position after it.
    private let mostUnits: Double
    private let mostPosition: Double

    /// `nil` without price breaks or demand.
    init?(_ terms: SupplyTerms, meanPerDay: Double) {
        guard let breaks = terms.priceBreaks, !breaks.isEmpty, meanPerDay > 0 else { return nil }
        self.breaks = breaks
        baseCost = terms.unitCost
        holdingRatePerYear = max(0, terms.holdingRatePerYear)
        self.meanPerDay = meanPerDay
        reviewDays = terms.reviewPeriodDays
        mostUnits = terms.maximumOrderQuantity.flatMap { $0 > 0 ? $0 : nil } ?? .infinity
        let sellable = terms.stock?.shelfLifeDays.map { meanPerDay * (terms.leadTimeDays + $0) } ?? .infinity
        mostPosition = min(terms.stock?.maximumStock ?? .infinity, sellable)
    }

    /// The order of least cost: as wanted, or as large as a lower price asks.
    ///
    /// An order of b in place of q units brings b - q units too early: they are not needed before the next review, and then go at the rate of demand. All b are bought
    /// at the lower price c' in place of c, so that it saves
    ///
    ///     b (c - c') - h c' [ (b - q) R + (b - q)^2 / (2 d) ]
    ///
    /// with h the holding rate a day, R the review period and d the demand a day.
    ///
    /// - Parameter up: rounds to whole packs.
    func better(_ quantity: Double, position: Double, up: (Double) -> Double) -> Double {
        guard let price = breaks.unitCost(of: quantity) ?? baseCost else { return quantity }
        var best = (units: quantity, saving: 0.0)
        for step in breaks where step.quantity > quantity && step.unitCost < price {
            let units = up(step.quantity)
            guard units <= mostUnits, position + units <= mostPosition else { continue }
            let early = units - quantity
            let holding = holdingRatePerYear / daysPerYear * step.unitCost * (early * reviewDays + early * early / (2 * meanPerDay))
            let saving = units * (price - step.unitCost) - holding
            if saving > best.saving { best = (units, saving) }
        }
        return best.units
    }
}
