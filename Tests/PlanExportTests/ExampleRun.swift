import DemandModel

/// A small invented shop's run, the same every time: the source of all golden files.
///
/// It has one item of each kind of row: order-up-to and (r,Q) policies, a limit that binds, no history, a failure, a second
/// location, names that a spreadsheet would run, and text that must be quoted.
enum ExampleRun {
    static let asOf = CalendarDay(number: 14_944)           // 2010-12-01
    static let calendar = PeriodCalendar(period: .week, weekAnchor: asOf)

    static func run() -> PlanRun {
        var configuration = PlanConfiguration()
        configuration.asOf = asOf
        configuration.salesPath = "sales.csv"
        configuration.itemsPath = "items.csv"
        configuration.forecastQuantiles = [0.1, 0.5, 0.9]
        configuration.objective = PlanObjective(kind: .budget, target: 1500)
        let items = [
            item("0012", level: 40, season: 0.5, unitCost: 2.5, onHand: 120, status: .ok),
            item("=mug, \"big\"", level: 6, season: 0, unitCost: 7.25, onHand: 31, status: .capped),
            item("candle", location: "north", level: 1.5, season: 0, unitCost: 1, onHand: 4, status: .ok, orderQuantity: 24),
            item("lamp", level: 0.2, season: 0, unitCost: nil, onHand: 2, status: .ok),
            emptyItem("new arrival", .noHistory, "no sales before 2010-12-01: nothing is recommended"),
            emptyItem("twisted", .failed, "the demand is not finite in the week of 2010-03-03"),
        ].sorted { $0.key < $1.key }
        return PlanRun(
            id: "3f9a61c2", version: "0.1.0", asOf: asOf, calendar: calendar, configuration: configuration,
            inputs: [
                InputFile(role: "sales", path: "sales.csv", sha256: String(repeating: "0f", count: 32), rows: 812),
                InputFile(role: "items", path: "items.csv", sha256: String(repeating: "a1", count: 32), rows: 6),
            ],
            summary: summary(items), items: items,
            quarantine: [
                QuarantinedRow(
                    file: "sales.csv", line: 17, column: "quantity", code: "bad_quantity", value: "=12,5",
                    hint: "write the number with a point: 12.5"),
                QuarantinedRow(
                    file: "sales.csv", line: 240, column: "", code: "missing_item", value: "", hint: "fill in the item, or remove the line"),
            ])
    }

    private static func item(
        _ name: String, location: String = "main", level: Double, season: Double, unitCost: Double?, onHand: Double,
        status: Recommendation.Status, orderQuantity: Double? = nil
    ) -> PlannedItem {
        let key = ItemLocation(item: name, location: location)
        var supply = SupplyTerms(supplier: "Potter & Sons", unitCost: unitCost, leadTimeDays: 14, reviewPeriodDays: orderQuantity == nil ? 7 : 0)
        supply.onHand = onHand
        supply.defaultsUsed = ["lead_time_days"]
        let weeks = 60
        // A sawtooth season and a repeating pattern of deviations: nothing random, no transcendental functions.
        let pattern = [0.0, 1, -1, 2, 0, -2, 1, 0, 3, -1]
        func seasonal(_ week: Int) -> Double { 1 + season * (Double(((week % 26) + 26) % 26) / 13 - 1) }
        let demand = (0..<weeks).map { week in
            level < 1 ? (week % 7 == 3 ? 1 : week % 19 == 5 ? 2 : 0) : max(0, (level * seasonal(week) * (1 + pattern[week % pattern.count] / 5)).rounded())
        }
        let horizon = 8
        let mean = (0..<horizon).map { level * seasonal(weeks + $0) }
        let outlook = DemandOutlook(
            key: key, mean: mean, cumulativeVariance: (1...horizon).map { level * Double($0) * (1 + 0.1 * Double($0)) }, isCount: true,
            demandClass: level < 1 ? .intermittent : .smooth, periodDays: 7,
            members: [ForecastMember(name: "ETS(A,N,A)", weight: 0.75), ForecastMember(name: "Theta", weight: 0.25)])
        let forecast = SeriesForecast(
            uniqueID: key.uniqueID, periodStarts: (0..<horizon).map { calendar.firstDay(of: $0).description }, mean: mean,
            quantiles: [0.6, 0.95, level < 1 ? 5 : 1.5].map { factor in mean.map { ($0 * factor).rounded() } })
        let demandMean = level * (supply.leadTimeDays + supply.reviewPeriodDays) / 7
        let orderUpTo = (demandMean * 1.25).rounded(.up) + 1
        let policy = orderQuantity.map { ReplenishmentPolicy(kind: .rQ, reorderPoint: orderUpTo - 1, orderUpTo: orderUpTo - 1 + $0, orderQuantity: $0) }
            ?? ReplenishmentPolicy(kind: .RS, reorderPoint: orderUpTo - 1, orderUpTo: orderUpTo)
        let performance = PolicyPerformance(
            expectedBackorders: level / 64, backorderedUnitsPerYear: level * 1.25, fillRate: 0.96875, readyRate: 0.953125,
            cycleServiceLevel: 0.90625, expectedWaitDays: 7.0 / 64, averageOnHand: level * 0.875, safetyStock: orderUpTo - demandMean)
        return PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: -weeks, demand: demand), outlook: outlook,
            forecast: forecast, medianPrice: unitCost.map { $0 * 2 },
            recommendation: Recommendation(
                key: key, status: status, policy: policy, performance: performance,
                protectionDays: supply.leadTimeDays + supply.reviewPeriodDays, demandMean: demandMean,
                demandStandardDeviation: level * 0.75, averageInventoryValue: unitCost.map { $0 * level * 0.875 },
                inventoryPosition: supply.inventoryPosition, orderNow: max(0, orderUpTo - supply.inventoryPosition),
                orderBy: orderUpTo > supply.inventoryPosition ? asOf : asOf.advanced(by: 9),
                reason: status == .capped ? "the maximum order of 24 binds; lead_time_days is a default" : "lead_time_days is a default"))
    }

    private static func emptyItem(_ name: String, _ status: Recommendation.Status, _ reason: String) -> PlannedItem {
        let key = ItemLocation(item: name)
        return PlannedItem(
            key: key, supply: SupplyTerms(leadTimeDays: 14, reviewPeriodDays: 7),
            history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            recommendation: Recommendation(key: key, status: status, protectionDays: 21, reason: reason))
    }

    private static func summary(_ items: [PlannedItem]) -> PlanSummary {
        let recommendations = items.map(\.recommendation)
        var summary = PlanSummary()
        summary.plannedItems = recommendations.count { $0.policy != nil }
        summary.cappedItems = recommendations.count { $0.status == .capped }
        summary.itemsWithoutHistory = recommendations.count { $0.status == .noHistory }
        summary.failedItems = recommendations.count { $0.status == .failed }
        summary.rowsRead = 814
        summary.quarantinedRows = 2
        summary.quarantineCodes = ["missing_item": 1, "bad_quantity": 1]
        summary.demandPerYear = 2480.4
        summary.expectedBackorders = recommendations.reduce(0) { $0 + ($1.performance?.expectedBackorders ?? 0) }
        summary.weightedExpectedBackorders = summary.expectedBackorders
        summary.backorderedUnitsPerYear = recommendations.reduce(0) { $0 + ($1.performance?.backorderedUnitsPerYear ?? 0) }
        summary.fillRate = 0.96875
        summary.averageInventoryValue = recommendations.reduce(0) { $0 + ($1.averageInventoryValue ?? 0) }
        summary.stockValue = 612.5
        summary.itemsToOrder = recommendations.count { $0.orderNow > 0 }
        summary.unitsToOrder = recommendations.reduce(0) { $0 + $1.orderNow }
        summary.valueToOrder = 84.75
        summary.lowerBound = 0.71875
        summary.gap = 0.03125
        summary.multiplier = 0.0025
        summary.defaultsUsed = ["lead_time_days": 4, "unit_cost": 1]
        summary.warnings = ["1 item has no unit cost and is left out of the money: lamp"]
        return summary
    }
}
