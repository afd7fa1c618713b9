import CMath
import DemandModel

/// What a supplier can expect to be asked for in one month of one item, or of all its items (`item` is `nil`).
public struct SupplierMonth: Sendable, Equatable {
    public var supplier: String
    public var key: ItemLocation?
    /// 1 is the month from the planning day on; a month is 365.25 / 12 days.
    public var month: Int
    public var units: Double
    /// Eight of ten such months lie between.
    public var low: Double
    public var high: Double
    /// Money; items without a unit cost count nothing.
    public var value: Double

    public init(supplier: String, key: ItemLocation?, month: Int, units: Double, low: Double, high: Double, value: Double) {
        self.supplier = supplier
        self.key = key
        self.month = month
        self.units = units
        self.low = low
        self.high = high
        self.value = value
    }
}

/// Expected orders of the next months by supplier: each supplier's total, then its items.
///
/// What is ordered follows what is sold; today's order comes on top of the first month. Months that lie beyond the forecast go on at its last
/// period. Ranges are those of the demand, normal by mean and variance; items are taken as independent.
public func supplierOutlook(_ items: [PlannedItem], months: Int = 6) -> [SupplierMonth] {
    let days = 365.25 / 12
    var bySupplier: [String: [PlannedItem]] = [:]
    for item in items where item.recommendation.policy != nil && item.outlook != nil { bySupplier[item.supply.supplier, default: []].append(item) }
    var rows: [SupplierMonth] = []
    for (supplier, members) in bySupplier.sorted(by: { bytesPrecede($0.key, $1.key) }) {
        var ofItems: [SupplierMonth] = []
        var totals = (1...months).map { SupplierMonth(supplier: supplier, key: nil, month: $0, units: 0, low: 0, high: 0, value: 0) }
        var variances = [Double](repeating: 0, count: months)
        for item in members {
            guard let outlook = item.outlook else { continue }
            var before = (mean: 0.0, variance: 0.0)
            for month in 1...months {
                let demand = demandWithin(days: days * Double(month), outlook: outlook)
                let mean = max(0, demand.mean - before.mean)
                let variance = max(mean, demand.variance - before.variance)
                before = (demand.mean, demand.variance)
                let units = mean + (month == 1 ? item.recommendation.orderNow : 0)
                let half = 1.2815515655446004 * variance.squareRoot()
                let cost = item.supply.unitCost ?? 0
                ofItems.append(SupplierMonth(
                    supplier: supplier, key: item.key, month: month, units: units, low: max(0, units - half), high: units + half, value: units * cost))
                totals[month - 1].units += units
                totals[month - 1].value += units * cost
                variances[month - 1] += variance
            }
        }
        for index in totals.indices {
            let half = 1.2815515655446004 * variances[index].squareRoot()
            totals[index].low = max(0, totals[index].units - half)
            totals[index].high = totals[index].units + half
        }
        rows += totals + ofItems
    }
    return rows
}
