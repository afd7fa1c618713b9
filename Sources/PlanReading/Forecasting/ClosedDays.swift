import DemandModel
import SalesIngestion

/// Forecasts of a shop that is closed on some weekdays: its series are forecast over the days it is open, and closed days sell nothing.
package struct ClosedDays: Sendable {
    /// 1 = Monday.
    package let weekdays: Set<Int>

    package init(weekdays: Set<Int>) { self.weekdays = weekdays }

    /// Periods per season: the open days of a week.
    var seasonLength: Int { 7 - weekdays.count }

    /// The days of a series on which the shop is open.
    func openDays(of series: TimedSeries, demand: DemandSeries) -> DemandSeries {
        let open = (0..<demand.count).filter { !weekdays.contains(series.isoWeekday(at: $0)) }
        let missing = Set(demand.missing)
        func kept<Value>(_ values: [Value]) -> [Value] { values.isEmpty ? [] : open.map { values[$0] } }
        return DemandSeries(
            key: demand.key, firstPeriod: 0, demand: open.map { demand.demand[$0] }, missing: open.indices.filter { missing.contains(open[$0]) },
            price: kept(demand.price), promotion: kept(demand.promotion), stockout: kept(demand.stockout))
    }

    /// Open days among the coming ones.
    func openHorizon(of series: TimedSeries, horizon: Int) -> Int {
        (0..<horizon).filter { !weekdays.contains(series.isoWeekday(at: series.demand.count + $0)) }.count
    }

    /// A forecast of open days with the closed ones put in: nothing is sold on them.
    func filled(_ forecast: SeriesForecast, series: TimedSeries, horizon: Int) -> SeriesForecast {
        var next = 0
        var places: [Int?] = []
        for step in 0..<horizon {
            if weekdays.contains(series.isoWeekday(at: series.demand.count + step)) { places.append(nil) } else {
                places.append(next)
                next += 1
            }
        }
        func spread(_ values: [Double]) -> [Double] {
            values.isEmpty ? [] : places.map { place in place.flatMap { values.indices.contains($0) ? values[$0] : nil } ?? 0 }
        }
        return SeriesForecast(
            uniqueID: forecast.uniqueID, periodStarts: series.nextTexts(horizon), mean: spread(forecast.mean), median: spread(forecast.median),
            quantiles: forecast.quantiles.map(spread))
    }

    /// For the log.
    var remark: String {
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return "no series has a row on a " + weekdays.sorted().map { names[$0 - 1] }.joined(separator: " or ") + ": the shop is taken to be closed then, and to sell nothing"
    }
}
