import CustomerBackorders
import DemandModel
import Foundation
import PlanEngine
import PlanWorkbook
import SalesIngestion
import Testing

/// The workbook, read back with Twobin's own reader of workbooks. Benchmarks/workbook_check.py opens it with openpyxl.
@Suite struct PlanWorkbookTests {
    private let asOf = CalendarDay(number: 20_000)

    private func run() -> PlanRun {
        var items = ["0012", "=SUM(A1)", "cup"].enumerated().map { index, name -> PlannedItem in
            let key = ItemLocation(item: name)
            var supply = SupplyTerms(supplier: index == 2 ? "" : "Nord", unitCost: 2.5, leadTimeDays: 14, reviewPeriodDays: 7, orderMultiple: index == 0 ? 6 : nil)
            supply.onHand = Double(index)
            var recommendation = Recommendation(
                key: key, status: index == 1 ? .capped : .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 9, orderUpTo: 15), protectionDays: 21,
                demandMean: 12, demandStandardDeviation: 4, inventoryPosition: supply.inventoryPosition, orderNow: 12, reason: "a <reason> & more")
            recommendation.stockoutP50 = asOf.advanced(by: index)
            recommendation.stockoutP10 = asOf
            var item = PlannedItem(key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []), recommendation: recommendation)
            var card = ItemCard()
            card.name = "Größe \(index)"
            item.card = card
            return item
        }
        var stock = StockTerms()
        stock.overrideOrderUpTo = 40
        stock.overrideReason = "trade fair"
        stock.overrideBy = "Ann"
        stock.overrideExpires = asOf.advanced(by: 30)
        items[0].supply.stock = stock
        return PlanRun(
            id: "abc123", version: "test", asOf: asOf, calendar: PeriodCalendar(period: .week, weekAnchor: asOf), configuration: PlanConfiguration(),
            inputs: [], summary: PlanSummary(), items: items.sorted { $0.key < $1.key }, quarantine: [])
    }

    private func written() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-test-\(UUID().uuidString).xlsx").path
        let run = run()
        try writePlanWorkbook(
            run, orders: purchaseOrders(of: run),
            curve: (0..<20).map { WorkbookCurvePoint(money: Double($0) * 100, expectedBackorders: 400 / Double($0 + 1)) }, to: path)
        return path
    }

    /// The sheet of orders alone says what the one in the whole workbook says.
    @Test func ordersAlone() throws {
        let path = try written(), alone = path + ".orders.xlsx"
        defer { for name in [path, alone] { try? FileManager.default.removeItem(atPath: name) } }
        let run = run()
        try writeOrdersWorkbook(run, orders: purchaseOrders(of: run), to: alone)
        var options = TableReadingOptions()
        options.table = "Orders"
        // As a table of items, with the units ordered in a column of its own.
        options.columns = ["on_hand": "units"]
        let whole = try readItems(path: path, options: options), orders = try readItems(path: alone, options: options)
        #expect(orders.items == whole.items)
        #expect(orders.items.first { $0.key.item == "0012" }?.onHand == 12)
        options.table = "Items"
        #expect(throws: (any Error).self) { try readItems(path: alone, options: options) }
    }

    @Test func overridesComeBackAsTheyWere() throws {
        let path = try written()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let table = try readOverrides(path: path)
        #expect(table.quarantine.isEmpty)
        let override = try #require(table.rows.first)
        #expect(table.rows.count == 1 && override.key == ItemLocation(item: "0012"))
        #expect(override.orderUpTo == 40 && override.reorderPoint == nil && override.reason == "trade fair" && override.by == "Ann")
        #expect(override.expires == asOf.advanced(by: 30))
    }

    @Test func codesAreTextAndNumbersAreNumbers() throws {
        let path = try written()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var options = TableReadingOptions()
        options.table = "Items"
        let items = try readItems(path: path, options: options)
        #expect(items.items.map(\.key.item) == ["0012", "=SUM(A1)", "cup"])
        #expect(items.items.map(\.card.name) == ["Größe 0", "Größe 1", "Größe 2"])
        #expect(items.items.allSatisfy { $0.unitCost == 2.5 } && items.items[0].orderMultiple == 6)
    }

    /// A supplier's forecast: codes are text, the months stand side by side, and the table says when each begins.
    @Test func aSuppliersForecastIsReadBack() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-test-\(UUID().uuidString).xlsx").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let key = ItemLocation(item: "0012")
        let months = [nil, key].flatMap { key in
            (1...3).map { SupplierMonth(supplier: "Nord", key: key, month: $0, units: 10 * Double($0), low: 5, high: 15, value: 20) }
        }
        try writeOutlookWorkbook("Nord", months: months, names: ["0012": "Größe"], asOf: asOf, to: path)
        var options = TableReadingOptions()
        options.table = "Forecast"
        options.columns = ["on_hand": "all months"]
        let rows = try readItems(path: path, options: options)
        #expect(rows.items.first?.key.item == "0012" && rows.items.first?.card.name == "Größe")
        #expect(rows.items.first?.onHand == 60)
    }

    @Test func theSameRunGivesTheSameBytes() throws {
        let one = try written(), two = try written()
        defer { for path in [one, two] { try? FileManager.default.removeItem(atPath: path) } }
        #expect(try Data(contentsOf: URL(fileURLWithPath: one)) == Data(contentsOf: URL(fileURLWithPath: two)))
    }

    @Test func aPlaceThatCannotBeWrittenIsSaid() {
        let run = run()
        #expect(throws: WorkbookError.self) { try writePlanWorkbook(run, orders: [], curve: [], to: "/nowhere/at/all.xlsx") }
    }
}
