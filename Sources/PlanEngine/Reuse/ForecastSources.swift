import DemandModel
import Digests

extension ForecastSources {
    /// Digests of everything that `forecastItems` reads. What it does not read stays out: stock, costs, order limits, the planning day within its period.
    ///
    /// - Parameters:
    ///   - program: what tells this program from another whose arithmetic may differ.
    ///   - configuration: the plan file, as the caller names it.
    /// - Complexity: linear in the periods of all histories; some 50 MB a second and 10,000 items of two years of weeks.
    init(_ items: [PlannedItem], _ setting: ForecastSetting, program: String, configuration: String) {
        var calendar = DigestedBytes(), histories = DigestedBytes(), terms = DigestedBytes(), ahead = DigestedBytes()
        calendar.add(setting.calendar.period.rawValue)
        // Months and days are counted from elsewhere.
        calendar.add(setting.calendar.period == .week ? Int(setting.calendar.weekAnchor.number) : 0)
        calendar.add(setting.calendar.retailPattern?.rawValue)
        terms.add(setting.span?.lowerBound)
        for item in items {
            for part in [item.key.item, item.key.location] {
                histories.add(part)
                terms.add(part)
            }
            histories.add(item.history)
            terms.add(item.supply.protectionDays)
            terms.add(item.supply.leadTimeStandardDeviationDays)
            terms.add(item.supply.stock?.group)
            terms.add(item.supply.stock?.isLaunch == true ? 1 : 0)
        }
        for event in setting.events {
            ahead.add(Int(event.date.number))
            ahead.add(event.name)
            ahead.add(event.item)
            ahead.add(event.location)
            ahead.add(event.offset)
        }
        ahead.add("planned")
        for row in setting.planned {
            ahead.add(Int(row.date.number))
            ahead.add(row.item)
            ahead.add(row.location)
            ahead.add(row.price ?? -1)
            ahead.add(row.promotion.map { $0 ? 1 : 0 })
        }
        ahead.add("substitutes")
        for row in setting.substitutes {
            ahead.add(row.item)
            ahead.add(row.substitute)
            ahead.add(row.ratio)
            ahead.add(row.isTwoWay ? 1 : 0)
            ahead.add(row.priority ?? -1)
            ahead.add(row.validFrom.map { Int($0.number) })
            ahead.add(row.validTo.map { Int($0.number) })
            ahead.add(row.needsConsent ? 1 : 0)
        }
        self.init(
            program: program, configuration: configuration, calendar: calendar.finish(), comingPeriod: setting.calendar.periodNumber(of: setting.asOf),
            histories: histories.finish(), terms: terms.finish(), ahead: ahead.finish())
    }
}
