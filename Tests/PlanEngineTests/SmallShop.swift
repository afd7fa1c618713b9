import DemandModel
import PlanEngine

/// An invented shop: six items with weekly demand, made by a fixed arithmetic rule.
enum SmallShop {
    static let asOf = CalendarDay(iso: "2024-01-01")!
    static let calendar = PeriodCalendar(period: .week, weekAnchor: asOf)

    static func input(items: [ItemRecord] = records) -> PlanInput {
        let last = calendar.periodNumber(of: asOf) - 1
        let series = (0..<6).map { index in
            var state = UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            let demand = (0..<60).map { week -> Double in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let noise = Double(state >> 40) / Double(1 << 24)
                return (Double(index * index + 1) * (0.4 + 1.2 * noise) + (week % 13 == 0 ? Double(index) : 0)).rounded()
            }
            return DemandSeries(key: ItemLocation(item: "item-\(index)"), firstPeriod: last - 59, demand: demand)
        }
        var facts: [ItemLocation: SalesFacts] = [:]
        for one in series { facts[one.key] = SalesFacts(medianPrice: 10, unitsPerOrderLine: 2) }
        return PlanInput(asOf: asOf, calendar: calendar, series: series, facts: facts, items: items, rowsRead: 360)
    }

    /// Terms for all but the last; an item without sales besides.
    static var records: [ItemRecord] {
        (0..<5).map { index in
            var record = ItemRecord(key: ItemLocation(item: "item-\(index)"))
            record.unitCost = Double(2 + index)
            record.leadTimeDays = Double(7 * (1 + index))
            record.leadTimeStandardDeviationDays = index == 2 ? 5 : 0
            record.onHand = Double(10 * index)
            record.orderMultiple = index == 3 ? 6 : nil
            return record
        } + [ItemRecord(key: ItemLocation(item: "never-sold"))]
    }

    static func configuration(_ objective: PlanObjective) -> PlanConfiguration {
        var configuration = PlanConfiguration()
        configuration.objective = objective
        configuration.seasonLength = 1
        configuration.defaults.unitCostShareOfPrice = 0.5
        return configuration
    }

    static func plan(_ objective: PlanObjective, threads: Int = 1) throws -> PlanRun {
        try makePlan(input(), configuration: configuration(objective), id: "plan-1", options: PlanOptions(threads: threads, version: "test"))
    }
}
