import DemandModel
import Foundation

/// SplitMix64 (Steele, Lea and Flood 2014): a seeded generator for tests.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A run of any size with every optional part sometimes there and sometimes not, the same for the same seed.
func inventedRun(
    id: String = "f00d", parentID: String? = nil, items count: Int = 12, weeks: Int = 60, seed: UInt64 = 1
) -> PlanRun {
    var random = SplitMix64(state: seed)
    var configuration = PlanConfiguration()
    configuration.salesPath = "sales.csv"
    configuration.outputDirectory = "out"
    var summary = PlanSummary()
    summary.plannedItems = count
    summary.expectedBackorders = 12.25
    summary.fillRate = 0.953
    summary.averageInventoryValue = 10_000.5
    summary.stockValue = 12_000
    summary.quarantineCodes = ["bad_date": 2]
    summary.warnings = ["a warning, with a comma"]
    let asOf = CalendarDay(year: 2010, month: 12, day: 1) ?? CalendarDay(number: 0)
    let starts = (0..<8).map { asOf.advanced(by: 7 * $0).description }
    let items = (0..<count).map { index in
        inventedItem(number: index, weeks: weeks, starts: starts, random: &random)
    }
    return PlanRun(
        id: id, parentID: parentID, changes: parentID == nil ? [] : ["lead_time=+20%"], version: "0.1.0", asOf: asOf,
        calendar: PeriodCalendar(period: .week, weekAnchor: asOf), configuration: configuration,
        inputs: [InputFile(role: "sales", path: "sales.csv", sha256: String(repeating: "ab", count: 32), rows: 4321)],
        summary: summary, items: items.sorted { $0.key < $1.key },
        quarantine: [
            QuarantinedRow(file: "sales.csv", line: 7, column: "date", code: "bad_date", value: "2010-13-01", hint: "write YYYY-MM-DD"),
            QuarantinedRow(file: "sales.csv", line: 9, column: "", code: "bad_date", value: "", hint: "\"quoted\"\nand broken"),
        ])
}

private func inventedItem(number: Int, weeks: Int, starts: [String], random: inout SplitMix64) -> PlannedItem {
    let key = ItemLocation(
        item: number % 11 == 10 ? "mug@home-\(number)" : "item-" + String(1_000_000 + number).dropFirst(),
        location: number % 5 == 4 ? "north" : "main")
    var supply = SupplyTerms(leadTimeDays: 28, reviewPeriodDays: 7, onHand: Double(Int.random(in: 0...90, using: &random)))
    supply.supplier = "Größer & Co"
    supply.unitCost = number % 7 == 6 ? nil : Double(Int.random(in: 10...9999, using: &random)) / 100
    supply.defaultsUsed = ["lead_time_days"]
    let lumpy = number % 3 == 0
    let demand = (0..<weeks).map { _ -> Double in
        if lumpy, Int.random(in: 0..<4, using: &random) > 0 { return 0 }
        return number % 4 == 1 ? Double.random(in: 0...20, using: &random) : Double(Int.random(in: 0...400, using: &random))
    }
    var history = DemandSeries(key: key, firstPeriod: -weeks, demand: demand)
    if number % 2 == 0 { history.price = (0..<weeks).map { 2.95 + Double($0 / 10) * 0.1 } }
    if number % 6 == 1 {
        history.promotion = (0..<weeks).map { $0 % 9 == 0 }
        history.stockout = (0..<weeks).map { $0 % 13 == 5 }
        history.missing = [1, 2, 5].filter { $0 < weeks }
    }
    if number % 8 == 7 {
        return PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            recommendation: Recommendation(key: key, status: .noHistory, protectionDays: 35, reason: "no sales before the day of the plan"))
    }
    let level = demand.reduce(0, +) / Double(max(1, weeks))
    let mean = starts.indices.map { level * (1 + 0.01 * Double($0)) }
    let variance = starts.indices.map { (level + 1) * Double($0 + 1) * 1.7 }
    let outlook = DemandOutlook(
        key: key, mean: mean, cumulativeVariance: variance, isCount: number % 4 != 1, demandClass: lumpy ? .lumpy : .smooth,
        periodDays: 7, members: [ForecastMember(name: "ETS(A,N,N)", weight: 0.6), ForecastMember(name: "Theta", weight: 0.4)],
        remarks: number % 9 == 0 ? ["level fell to a quarter"] : [])
    let forecast = SeriesForecast(
        uniqueID: key.uniqueID, periodStarts: starts, mean: mean, quantiles: [mean.map { $0.rounded() }, mean.map { ($0 * 1.8).rounded() }])
    let policy = number % 2 == 0
        ? ReplenishmentPolicy(kind: .RS, reorderPoint: 41, orderUpTo: 42)
        : ReplenishmentPolicy(kind: .rQ, reorderPoint: 30, orderUpTo: 54, orderQuantity: 24)
    let performance = PolicyPerformance(
        expectedBackorders: level / 97, backorderedUnitsPerYear: level / 3, fillRate: 0.953, readyRate: 0.96, cycleServiceLevel: 0.9,
        expectedWaitDays: 0.42, averageOnHand: level * 1.3, safetyStock: -level / 7)
    return PlannedItem(
        key: key, supply: supply, history: history, outlook: outlook, forecast: forecast, weight: 1,
        medianPrice: history.price.first, unitsPerOrderLine: number % 2 == 0 ? 3.5 : nil,
        recommendation: Recommendation(
            key: key, status: number % 5 == 0 ? .capped : .ok, policy: policy, performance: performance, protectionDays: 35,
            demandMean: level * 5, demandStandardDeviation: level, averageInventoryValue: supply.unitCost.map { $0 * level },
            inventoryPosition: supply.inventoryPosition, orderNow: Double(number % 3) * 12,
            orderBy: number % 3 == 0 ? nil : CalendarDay(number: 14_950 + Int32(number)), reason: "reaches 95% of units at once"))
}

/// A new empty directory that is removed when the value goes away.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }
}
