import CMath
import DemandModel
import NumericCore

/// What the prices and promotions of the other items of a category do for them, location by location: customers who buy a neighbour
/// on offer do not buy this item.
///
/// A first regression, without any view of other items, says by how much each item's own price and promotion multiply its demand
/// in each period, u_jt (mean 1 over the history). With m_j the mean demand of item j, the offers of the others are
///
///     offers_it = log( sum over j != i of m_j u_jt  /  sum over j != i of m_j )
///
/// over the items of the same category in the same location: 0 in a usual week, log 2 where the others are expected to sell twice as
/// much as usual. It is the inclusive value of the other alternatives of a nested logit (McFadden 1978), known as far ahead as
/// prices and promotions are. Two columns for a category of any size, where prices item by item need one column each.
struct RegressionRivals {
    /// By series, in the order of `RegressionPanelData.series`: `offers` for the history and the coming periods.
    let offers: [[Double]]

    /// Nil where no two items of a category are sold in one location, or nothing is known of prices and promotions.
    init?(_ input: RegressionInput, options: PanelRegressionOptions) throws(RegressionForecastError) {
        guard !input.categories.isEmpty else { return nil }
        guard input.categories.count == input.series.count else {
            throw .groupCount(expected: input.series.count, found: input.categories.count)
        }
        var alone = input
        alone.options.crossPriceItems = 0
        let data = try RegressionPanelData(alone)
        guard data.columns.hasPrice || data.columns.hasPromotion else { return nil }
        struct Shelf: Hashable { var category: String, location: String }
        var shelves: [Shelf: [Int]] = [:], order: [Shelf] = []
        var category = Array(repeating: "", count: input.series.count)
        for (index, position) in data.positions.enumerated() { category[position] = input.categories[index] }
        for position in data.series.indices where !category[position].isEmpty {
            let shelf = Shelf(category: category[position], location: data.series[position].key.location)
            if shelves[shelf] == nil { order.append(shelf) }
            shelves[shelf, default: []].append(position)
        }
        let shared = order.compactMap { shelves[$0] }.filter { $0.count > 1 }
        guard !shared.isEmpty else { return nil }

        let fit = try data.fitted(options)
        let span = (data.series.map { $0.firstPeriod + $0.count }.max() ?? data.firstPeriod) + data.horizon - data.firstPeriod
        var offers = data.series.map { Array(repeating: 0.0, count: $0.count + data.horizon) }
        var low = 0.0, high = 0.0
        for members in shared {
            var total = Array(repeating: 0.0, count: span), usual = 0.0
            var expected: [(start: Int, values: [Double], mean: Double)] = []
            for index in members {
                let one = RegressionRivals.expected(index, data: data, fit: fit)
                expected.append(one)
                usual += one.mean
                for period in 0..<span {
                    let row = period - one.start
                    total[period] += one.values.indices.contains(row) ? one.values[row] : one.mean
                }
            }
            for (index, one) in zip(members, expected) {
                // A neighbour of no size has no offers: the quotient would be noise.
                let others = usual - one.mean
                guard others > 1e-6 * usual else { continue }
                for row in one.values.indices {
                    offers[index][row] = log(max(total[row + one.start] - one.values[row], 1e-6 * others) / others)
                }
                for row in 0..<data.series[index].count {
                    low = min(low, offers[index][row])
                    high = max(high, offers[index][row])
                }
            }
        }
        // Coming offers beyond all that were seen count as the nearest seen, as coming prices do.
        self.offers = offers.map { $0.map { min(max($0, low), high) } }
    }

    /// Demand that the item's own price and promotion let expect, in units, around its mean demand.
    private static func expected(
        _ index: Int, data: RegressionPanelData, fit: PanelRegressionFit
    ) -> (start: Int, values: [Double], mean: Double) {
        var rows = RegressionRows(columnCount: data.columns.count)
        data.write(index, into: &rows)
        guard let series = fit.series[index] else {
            return (rows.firstPeriod, Array(repeating: 0, count: rows.rowCount), 0)
        }
        let own = data.columns.columns.indices.filter {
            switch data.columns.columns[$0].kind {
            case .price, .promotion, .priceOnPromotion: true
            default: false
            }
        }
        var values = (0..<rows.rowCount).map { row in
            exp(own.reduce(0) { $0 + series.coefficients[$1] * rows.design[row * rows.columnCount + $1] })
        }
        var sum = 0.0, known = 0.0
        for row in 0..<rows.rowCount where rows.weight[row] > 0 {
            sum += values[row]
            known += 1
        }
        guard sum > 0 else { return (rows.firstPeriod, Array(repeating: 0, count: rows.rowCount), 0) }
        let mean = rows.meanResponse
        for row in values.indices { values[row] *= mean * known / sum }
        return (rows.firstPeriod, values, mean)
    }
}
