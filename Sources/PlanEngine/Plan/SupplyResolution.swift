import DemandModel

/// Fills what the items table leaves out, from purchase history first, then from the plan file's defaults, and notes every
/// column that was filled from a default.
///
///     let terms = resolveSupply(record: nil, observed: nil, defaults: SupplyDefaults(), medianPrice: 4)
///     print(terms.leadTimeDays, terms.defaultsUsed.first!)       // 28.0 unit_cost
///
/// `unit_cost` falls back to `unitCost`, then to `unitCostShareOfPrice` times the median selling price; it stays `nil` where
/// neither is given.
public func resolveSupply(
    record: ItemRecord?, observed: ObservedSupply?, defaults: SupplyDefaults, medianPrice: Double?
) -> SupplyTerms {
    var defaulted: [String] = []
    func filled(_ value: Double?, _ fallback: Double, _ column: String) -> Double {
        if let value { return value }
        defaulted.append(column)
        return fallback
    }
    let unitCost: Double? = record?.unitCost ?? {
        // The price of the least order is what a unit costs.
        if let price = record?.priceBreaks?.first?.unitCost { return price }
        defaulted.append("unit_cost")
        return defaults.unitCost ?? defaults.unitCostShareOfPrice.flatMap { share in medianPrice.map { share * $0 } }
    }()
    let leadTimeDays = filled(record?.leadTimeDays ?? observed?.leadTimeDays, defaults.leadTimeDays, "lead_time_days")
    // A spread of its own belongs to a lead time of its own: purchase history gives both or none.
    let observedSpread = record?.leadTimeDays == nil ? observed?.leadTimeStandardDeviationDays : nil
    let leadTimeSpread = filled(
        record?.leadTimeStandardDeviationDays ?? observedSpread, defaults.leadTimeStandardDeviationDays, "lead_time_sd_days")
    let reviewPeriodDays = filled(record?.reviewPeriodDays, defaults.reviewPeriodDays, "review_period_days")
    let orderCost = filled(record?.orderCost, defaults.orderCost, "order_cost")
    let holdingRate = filled(record?.holdingRatePerYear, defaults.holdingRatePerYear, "holding_rate_per_year")
    let weight = filled(record?.backorderWeight, 1, "backorder_weight")
    let onHand = filled(record?.onHand ?? observed?.onHand, 0, "on_hand")
    let onOrder = filled(record?.onOrder ?? observed?.onOrder, 0, "on_order")
    let backordered = filled(record?.backordered ?? observed?.backordered, 0, "backordered")
    var terms = SupplyTerms(
        supplier: record?.supplier ?? "", unitCost: unitCost, leadTimeDays: leadTimeDays,
        leadTimeStandardDeviationDays: leadTimeSpread, reviewPeriodDays: reviewPeriodDays, orderCost: orderCost,
        holdingRatePerYear: holdingRate,
        backorderCostPerUnitDay: record?.backorderCostPerUnitDay ?? defaults.backorderCostPerUnitDay,
        backorderWeight: weight, minimumOrderQuantity: record?.minimumOrderQuantity, orderMultiple: record?.orderMultiple,
        maximumOrderQuantity: record?.maximumOrderQuantity, onHand: onHand, onOrder: onOrder, backordered: backordered,
        defaultsUsed: defaulted)
    if record?.leadTimeDays == nil, record?.leadTimeStandardDeviationDays == nil { terms.receivedLeadTimes = observed?.receivedLeadTimes }
    if let days = observed?.closureDays, days > 0 {
        terms.leadTimeDays += days
        terms.receivedLeadTimes = terms.receivedLeadTimes.map { ReceivedLeadTimes(days: $0.days.map { $0 + days }, weights: $0.weights) }
        terms.closureDays = days
    }
    terms.closures = observed?.closures
    terms.priceBreaks = record?.priceBreaks
    terms.source = record?.source
    if let stock = record?.stock, !stock.isEmpty { terms.stock = stock }
    if let share = defaults.lostSaleShare, share > 0, terms.stock?.lostSaleShare == nil {
        var stock = terms.stock ?? StockTerms()
        stock.lostSaleShare = share
        terms.stock = stock
    }
    return terms
}
