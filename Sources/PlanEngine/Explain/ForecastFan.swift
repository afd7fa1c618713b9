import DemandForecasting
import DemandModel

/// Quantiles of an item's demand in each coming period, read from the process that its levels are set against: for plans that kept no such quantiles.
///
/// - Parameter probabilities: above 0 and below 1.
/// - Returns: one list of periods per probability, as many periods as the item's forecast has; `nil` without a forecast or an outlook.
public func forecastFan(of item: PlannedItem, in run: PlanRun, probabilities: [Double]) -> [[Double]]? {
    guard let outlook = item.outlook, let count = item.forecast?.mean.count, count > 0 else { return nil }
    let process = DemandProcess(outlook: outlook, pooled: item.pooled, errorTables: run.errorTables)
    var fan: [[Double]] = probabilities.map { _ in [] }
    for period in 1...count {
        guard let values = process.demand(inPeriod: period, errorTables: run.errorTables)?.quantiles(probabilities), values.count == probabilities.count else {
            return nil
        }
        for (index, value) in values.enumerated() { fan[index].append(value) }
    }
    return fan
}
