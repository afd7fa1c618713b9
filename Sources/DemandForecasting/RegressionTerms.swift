import DemandModel
import Foundation

/// Prices and promotions of one series over its history and the coming periods, ready for a design.
struct RegressionTerms: Sendable {
    /// log(price / geometric mean of the history's prices) by period; empty where no price is known.
    var price: [Double] = []
    /// log(price / highest price of this and the seven periods before), <= 0; empty where no price is known.
    var discount: [Double] = []
    /// 1 on promotion; empty where the series has no promotion column and none is planned.
    var promotion: [Double] = []
    var hasPastPromotion = false
    /// Periods of the history whose price was a gap.
    var gaps = 0
    /// Coming periods for which no price is planned.
    var unplannedPrices = 0
    var plannedPromotions = 0
    var remarks: [String] = []

    /// - Parameters:
    ///   - planned: rows of this series by coming period, 0 for the first.
    init(series: DemandSeries, horizon: Int, planned: [Int: (price: Double?, promotion: Bool?)]) {
        let count = series.count
        var prices = series.price
        func known(_ value: Double) -> Bool { value.isFinite && value > 0 }
        if let first = prices.firstIndex(where: known) {
            gaps = prices.reduce(0) { $0 + (known($1) ? 0 : 1) }
            // A gap takes the last known price; gaps at the start take the first.
            var last = prices[first]
            for period in 0..<count {
                if known(prices[period]) { last = prices[period] } else { prices[period] = last }
            }
            var logs = 0.0
            for period in 0..<count { logs += log(prices[period]) }
            let centre = logs / Double(count)
            for period in 0..<horizon {
                if let price = planned[period]?.price, known(price) { last = price } else { unplannedPrices += 1 }
                prices.append(last)
            }
            price = prices.map { log($0) - centre }
            discount = price.indices.map { period in
                price[period] - price[max(0, period - 7)...period].reduce(price[period], max)
            }
            if gaps > 0 { remarks.append("price unknown in \(gaps) of \(count) periods: the last known price is carried") }
        } else if !series.price.isEmpty {
            remarks.append("no usable price in the history: price effects are left out")
        }
        plannedPromotions = planned.values.reduce(0) { $0 + ($1.promotion == true ? 1 : 0) }
        hasPastPromotion = series.promotion.contains(true)
        if !series.promotion.isEmpty || plannedPromotions > 0 {
            promotion = Array(repeating: 0, count: count + horizon)
            for (period, flag) in series.promotion.enumerated() where flag { promotion[period] = 1 }
            for period in 0..<horizon where planned[period]?.promotion == true { promotion[count + period] = 1 }
        }
    }
}
