import CMath
import DemandModel
import NumericCore

/// The effects of one series with 90% intervals, in the order of the columns.
func regressionEffects(
    _ regression: SeriesRegression, rows: RegressionRows, historyCount: Int, columns: RegressionColumns
) -> [RegressionEffect] {
    // 95% point of the standard normal distribution: a two-sided 90% interval.
    let width = 1.6448536269514722
    return columns.columns.indices.map { position in
        let column = columns.columns[position]
        let coefficient = regression.coefficients[position], error = regression.standardErrors[position]
        // A price effect is shown for a cut of 10%; a season at the top of its wave; offers of others where they double the others' sales; everything else where its column is 1.
        let unit: Double = switch column.kind {
        case .price, .priceOnPromotion, .otherPrice: log(0.9)
        case .aftermath where column.index > 0: log(0.9)
        case .otherOffers: log(2)
        default: 1
        }
        let ends = [exp(unit * (coefficient - width * error)), exp(unit * (coefficient + width * error))].sorted()
        return RegressionEffect(
            kind: column.kind, name: column.name, index: column.index, coefficient: coefficient, standardError: error,
            factor: exp(unit * coefficient), lowerFactor: ends[0], upperFactor: ends[1],
            isBorrowed: !varies(position, rows: rows, historyCount: historyCount))
    }
}

/// True where the column takes two values among the known periods of the history.
private func varies(_ column: Int, rows: RegressionRows, historyCount: Int) -> Bool {
    var first: Double?
    for row in 0..<historyCount where rows.weight[row] > 0 {
        let value = rows.design[row * rows.columnCount + column]
        if let first, abs(value - first) > 1e-12 { return true }
        if first == nil { first = value }
    }
    return false
}
