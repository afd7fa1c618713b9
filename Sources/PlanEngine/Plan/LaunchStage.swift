import DemandForecasting
import DemandModel

/// Items without a sale that the items table marks as a launch are planned from what look-alikes sold; all others without a sale get no
/// demand: most of such rows of a catalogue are dead, and stock for them would be bought for nobody.
///
/// - Parameter histories: of the items with sales, as they are forecast, in the order of the items.
func forecastLaunches(_ items: inout [PlannedItem], histories: [DemandSeries], _ setting: ForecastSetting, horizon: Int) {
    let launches = items.indices.filter { items[$0].isUnsoldLaunch }
    guard !launches.isEmpty else { return }
    let periodDays = setting.periodDays
    var outlooks = setting.facts.map { LaunchOutlooks($0.launches) } ?? launchOutlooks(items, histories: histories)
    // Where customers are counted, a launch takes the assortment's usual order line.
    let orderLine = setting.facts == nil ? usualOrderLine(items) : setting.facts?.orderLine
    for index in launches {
        let item = items[index]
        let outlook = outlooks.outlook(
            key: item.key, group: item.supply.stock?.group ?? "", protectionPeriods: item.supply.protectionDays / periodDays,
            horizon: horizon, periodDays: periodDays)
        guard let outlook else {
            items[index].outlook = nil
            items[index].recommendation.reason = "launch: fewer than ten items of this assortment sold for as long as its lead time and review "
                + "period take, so there is nothing to forecast from: order by hand until it has sold"
            continue
        }
        items[index].outlook = outlook
        items[index].pooled = nil
        if item.unitsPerOrderLine == nil, let orderLine { items[index].unitsPerOrderLine = orderLine }
        items[index].forecast = forecast(of: outlook, item: item, setting)
    }
}

private func launchOutlooks(_ items: [PlannedItem], histories: [DemandSeries]) -> LaunchOutlooks {
    LaunchOutlooks(series: histories, groups: items.filter { $0.history.count > 0 }.map { $0.supply.stock?.group ?? "" })
}

/// The median of the items' mean order lines, units; `nil` where sales are period totals.
func usualOrderLine(_ items: [PlannedItem]) -> Double? {
    let lines = items.compactMap(\.unitsPerOrderLine).sorted()
    return lines.isEmpty ? nil : lines[lines.count / 2]
}

/// The most different lengths of protection intervals that launches are learnt at.
private let mostLaunchPeriods = 12

/// What the items teach of launches, at the protection intervals that they have (an even selection of many).
func learnLaunches(_ items: [PlannedItem], histories: [DemandSeries], _ setting: ForecastSetting) -> LaunchFacts {
    var outlooks = launchOutlooks(items, histories: histories)
    let periods = Set(items.map { ($0.supply.protectionDays / setting.periodDays).rounded() }.filter(\.isFinite)).sorted()
    let count = min(periods.count, mostLaunchPeriods)
    for index in 0..<count { outlooks.learn(protectionPeriods: periods[index * periods.count / count]) }
    return outlooks.facts
}

/// Single periods of a launch: each has the mean and variance of the first.
private func forecast(of outlook: DemandOutlook, item: PlannedItem, _ setting: ForecastSetting) -> SeriesForecast {
    let next = setting.calendar.periodNumber(of: setting.asOf)
    var result = SeriesForecast(
        uniqueID: item.key.uniqueID, periodStarts: outlook.mean.indices.map { setting.calendar.firstDay(of: next + $0).description }, mean: [],
        median: [0], quantiles: [])
    result.followOutlook(outlook, quantiles: setting.configuration.forecastQuantiles)
    return result
}

extension PlannedItem {
    /// Marked as a launch and not sold yet.
    var isUnsoldLaunch: Bool { supply.stock?.isLaunch == true && !history.demand.contains { $0 > 0 } }

    /// Takes one demand process for everything that is said of the item: its forecast by period becomes the mean path of the process.
    ///
    /// Medians and quantiles of periods move with the mean where the whole path does; where the path is another, each period gets a spread
    /// of its own from the outlook.
    mutating func take(_ process: DemandProcess, quantiles: [Double]) {
        let before = outlook?.mean ?? []
        outlook = process.outlook
        // Part of the means; only the calibration asks for it by itself.
        outlook?.seasonFactors = nil
        pooled = process.pooled
        guard var own = forecast else { return }
        let after = Array(process.outlook.mean.prefix(own.periodStarts.count))
        let factor = before.first.map { $0 > 0 ? (after.first ?? 0) / $0 : 1 } ?? 1
        let isScaled = factor > 0.5 && factor < 2 && zip(before, after).allSatisfy { abs($0 * factor - $1) <= 1e-9 * max(abs($1), 1e-9) }
        if isScaled {
            func moved(_ values: [Double]) -> [Double] {
                values.map { process.outlook.isCount ? ($0 * factor).rounded() : $0 * factor }
            }
            own.mean = after
            if factor != 1 {
                own.median = moved(own.median)
                own.quantiles = own.quantiles.map(moved)
            }
        } else {
            own.followOutlook(process.outlook, quantiles: quantiles)
        }
        forecast = own
    }
}

extension SeriesForecast {
    /// Takes means, medians (where it has them) and quantiles of single periods from an outlook that no forecaster made: each period has its
    /// mean and the relative dispersion of the first.
    mutating func followOutlook(_ outlook: DemandOutlook, quantiles levels: [Double]) {
        let first = max(outlook.mean[0], 1e-9)
        let phi = max(0, outlook.cumulativeVariance[0] - first) / (first * first)
        let periods = outlook.mean.prefix(periodStarts.count).map { mean in
            DemandDistribution(mean: mean, variance: mean + phi * mean * mean, isCount: outlook.isCount).quantiles([0.5] + levels)
        }
        mean = Array(outlook.mean.prefix(periodStarts.count))
        if !median.isEmpty { median = periods.map { $0[0] } }
        quantiles = levels.indices.map { level in periods.map { $0[level + 1] } }
    }
}
