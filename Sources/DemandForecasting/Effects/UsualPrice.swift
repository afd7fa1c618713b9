import DemandModel

/// What an item usually costs, and whether it costs less at the end of its history.
///
/// The usual price is the median of the known prices off promotion of the year's worth of such periods before the end. Prices more than 3% below it at the
/// end are a sale until they have lasted: then they are the price.
struct UsualPrice {
    var price: Double
    /// The period since which the item has cost less; `nil` where it does not, or has for long.
    var saleSince: Int?

    private static let saleShare = 0.97
    private static let window = 52, fewest = 4

    /// - Parameter lastingPeriods: from so many periods on, sold or not, a lower price is no sale.
    init?(_ series: DemandSeries, lastingPeriods: Int) {
        let prices = series.price
        let known = prices.indices.filter { period in
            prices[period].isFinite && prices[period] > 0 && !(series.promotion.indices.contains(period) && series.promotion[period])
        }
        guard known.count >= Self.fewest else { return nil }
        price = PreparedSeries.median(known.suffix(Self.window).map { prices[$0] })
        var since: Int?
        for period in known.reversed() {
            guard prices[period] < Self.saleShare * price else { break }
            since = period
        }
        saleSince = since.flatMap { series.count - $0 < lastingPeriods ? $0 : nil }
    }

    /// To the hundredth.
    var priceText: String {
        let hundredths = Int((100 * min(price, 1e12)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
