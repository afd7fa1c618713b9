import CMath
import DemandModel

/// Prices and promotions of one series over its history and the coming periods, ready for a design.
struct RegressionTerms: Sendable {
    /// log(price / geometric mean of the history's prices) by period; empty where no price is known.
    var price: TermColumn = []
    /// log(price / highest price of this and the seven periods before), <= 0; empty where no price is known.
    var discount: TermColumn = []
    /// 1 on promotion; empty where the series has no promotion column and none is planned.
    var promotion: TermColumn = []
    var hasPastPromotion = false
    /// Periods of the history whose price was a gap, and those of them in which the item sold: there the price column has a hole.
    var gaps = 0
    var gapsWithSales = 0
    /// Coming periods for which no price is planned.
    var unplannedPrices = 0
    var plannedPromotions = 0
    /// True where a price or a promotion (or that there is none) is planned for any coming period.
    var isPlanned = false
    var remarks: [String] = []

    /// - Parameters:
    ///   - planned: rows of this series by coming period, 0 for the first.
    ///   - lastingPeriods: a price below the usual that has held for fewer periods at the end is a sale that ends.
    init(series: DemandSeries, horizon: Int, planned: [Int: (price: Double?, promotion: Bool?)], lastingPeriods: Int = 4) {
        let count = series.count
        var prices = series.price
        func known(_ value: Double) -> Bool { value.isFinite && value > 0 }
        func isPromoted(_ period: Int) -> Bool { !series.promotion.isEmpty && series.promotion[period] }
        if let first = prices.firstIndex(where: known) {
            for period in 0..<count where !known(prices[period]) {
                gaps += 1
                if series.demand[period] > 0, !series.missing.contains(period) { gapsWithSales += 1 }
            }
            var carried = CarriedPrice(first: prices.indices.first { known(prices[$0]) && !isPromoted($0) }.map { prices[$0] } ?? prices[first])
            for period in 0..<count {
                if known(prices[period]) {
                    carried.see(prices[period], isPromoted: isPromoted(period))
                } else {
                    prices[period] = carried.price(isPromoted: isPromoted(period))
                }
            }
            if let usual = UsualPrice(series, lastingPeriods: lastingPeriods), usual.saleSince != nil {
                carried.see(usual.price, isPromoted: false)
                remarks.append("price below the usual \(usual.priceText) at the end of the history: taken for a sale that ends")
            }
            for period in 0..<horizon {
                let isPromoted = planned[period]?.promotion == true
                if let price = planned[period]?.price, known(price) {
                    carried.see(price, isPromoted: isPromoted)
                } else {
                    unplannedPrices += 1
                }
                prices.append(planned[period]?.price.flatMap { known($0) ? $0 : nil } ?? carried.price(isPromoted: isPromoted))
            }
            let logarithms = RegressionTerms.logarithms(prices)
            let centre = logarithms[..<count].reduce(0, +) / Double(count)
            let relative = logarithms.map { $0 - centre }
            price = TermColumn(relative)
            discount = price.onlyValue != nil ? TermColumn(Array(repeating: 0, count: relative.count)) : TermColumn(relative.indices.map { period in
                relative[period] - relative[max(0, period - 7)...period].reduce(relative[period], max)
            })
            // Where nothing was sold and no row tells a price, the panel's remark says it; a hole in the column is the item's own.
            if gapsWithSales > 0 {
                remarks.append("price unknown in \(gaps) of \(count) periods, \(gapsWithSales) of them with sales: the last price off promotion is carried")
            }
        } else if !series.prices.isEmpty {
            remarks.append("no usable price in the history: price effects are left out")
        }
        isPlanned = planned.values.contains { $0.price != nil || $0.promotion != nil }
        plannedPromotions = planned.values.reduce(0) { $0 + ($1.promotion == true ? 1 : 0) }
        hasPastPromotion = series.promotion.contains(true)
        if !series.promotion.isEmpty || plannedPromotions > 0 {
            var flags = Array(repeating: 0.0, count: count + horizon)
            for (period, flag) in series.promotion.enumerated() where flag { flags[period] = 1 }
            for period in 0..<horizon where planned[period]?.promotion == true { flags[count + period] = 1 }
            promotion = TermColumn(flags)
        }
    }

    /// Of each price; that of a price which stays is worked out once.
    private static func logarithms(_ prices: [Double]) -> [Double] {
        var last = (price: Double.nan, logarithm: Double.nan)
        return prices.map { price in
            if price != last.price { last = (price, log(price)) }
            return last.logarithm
        }
    }
}

/// The price of a period that names none: the last one off promotion, or, on promotion, the last one on promotion.
///
/// Sales tell prices only where something was sold. Were the price of a promotion carried on, the quiet weeks after it would pass for
/// weeks of a low price without demand, and a price cut would seem to repel customers.
private struct CarriedPrice {
    private var regular: Double
    private var promoted: Double?

    init(first: Double) { regular = first }

    mutating func see(_ price: Double, isPromoted: Bool) {
        if isPromoted { promoted = price } else { regular = price }
    }

    func price(isPromoted: Bool) -> Double { isPromoted ? promoted ?? regular : regular }
}
