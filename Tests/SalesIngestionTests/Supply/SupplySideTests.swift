import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// Receipts, open orders, backorders, snapshots, and what is told from them.
@Suite struct SupplySideTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    // Reference: statsmodels.duration.survfunc.SurvfuncRight([3,5,5,7,9,9,12,4,6,15], [1,1,1,1,1,1,1,0,0,0]): -diff of the survival
    // function is 0.1, 0.225, 0.135, 0.27, 0.135 at 3, 5, 7, 9, 12; what is left, 0.135, goes to the longest time seen.
    @Test func openOrdersAreCensored() throws {
        let estimate = try #require(LeadTimeEstimate(level: .item, receivedAfter: [3, 5, 5, 7, 9, 9, 12], openFor: [4, 6, 15]))
        #expect(estimate.days == [3, 5, 7, 9, 12, 15])
        for (weight, expected) in zip(estimate.weights, [0.1, 0.225, 0.135, 0.27, 0.135, 0.135]) { #expect(abs(weight - expected) < 1e-12) }
        #expect(abs(estimate.weights.reduce(0, +) - 1) < 1e-12)
        #expect(estimate.quantile(0.5) == 9)
        #expect(estimate.received == 7 && estimate.open == 3)
        #expect(LeadTimeEstimate(level: .item, receivedAfter: [], openFor: [3]) == nil)
    }

    @Test func withoutOpenOrdersItIsThePlainDistribution() throws {
        let estimate = try #require(LeadTimeEstimate(level: .supplier, receivedAfter: [2, 2, 4, 8], openFor: []))
        #expect(estimate.weights == [0.5, 0.25, 0.25])
        #expect(estimate.meanDays == 4)
        #expect(abs(estimate.standardDeviationDays - 6.0.squareRoot()) < 1e-12)
    }

    private func receipts() throws -> IngestedTable<PurchaseReceipt> {
        var text = "PO,SKU,Vendor,Ordered,Promised,Received,Qty Ordered,Qty Received,Qty Accepted\n"
        for i in 0..<5 { text += "P\(i),mug,acme,2024-01-0\(i + 1),2024-01-10,2024-01-1\(i),10,10,\(10 - i % 2)\n" }
        text += "P5,cup,acme,2024-01-01,2024-01-05,2024-01-04,10,8,8\n"
        text += "P6,cup,acme,2024-02-01,2024-02-05,,10,,\n"
        text += "P7,cup,acme,2024-02-01,2024-02-05,2024-01-01,10,10,10\n"
        text += "P8,cup,other,2024-02-01,,2024-02-03,1,1,1\n"
        return try readReceipts(path: files.write(text, name: "receipts.csv"))
    }

    @Test func leadTimesFallBackToTheSupplier() throws {
        let read = try receipts()
        #expect(read.rows.count == 8)
        #expect(read.quarantine.map(\.code) == ["bad_date"])
        let asOf = try #require(CalendarDay(iso: "2024-03-01"))
        let table = LeadTimeTable(receipts: read.rows, asOf: asOf)
        #expect(table.estimate(supplier: "acme", item: "mug")?.level == .item)
        #expect(table.estimate(supplier: "acme", item: "mug")?.days == [9])
        #expect(table.estimate(supplier: "acme", item: "cup")?.level == .supplier)
        #expect(table.estimate(supplier: "acme", item: "cup")?.open == 1)
        #expect(table.estimate(supplier: "other", item: "cup") == nil)
        // Seen earlier, what arrived later is still open.
        let early = LeadTimeTable(receipts: read.rows, asOf: try #require(CalendarDay(iso: "2024-01-13")), minimumReceipts: 1)
        #expect(early.estimate(supplier: "acme", item: "mug")?.received == 3)
        #expect(early.estimate(supplier: "acme", item: "mug")?.open == 2)
    }

    @Test func suppliersAreScored() throws {
        let scores = SupplierScorecard(try receipts().rows, asOf: try #require(CalendarDay(iso: "2024-03-01"))).scores
        #expect(scores.map(\.supplier) == ["acme", "other"])
        let acme = scores[0]
        #expect(acme.ordersReceived == 6 && acme.ordersOpen == 1 && acme.ordersOverdue == 1)
        #expect(acme.onTimeShare == 2.0 / 6)
        #expect(acme.meanDaysLate == 10.0 / 6)
        #expect(acme.inFullShare == 58.0 / 60)
        #expect(acme.yield == 56.0 / 58)
        #expect(scores[1].onTimeShare == nil)
        #expect(yieldShare(of: "mug", supplier: "acme", in: try receipts().rows) == 48.0 / 50)
        #expect(yieldShare(of: "cup", supplier: "acme", in: try receipts().rows) == 56.0 / 58)
        #expect(yieldShare(of: "cup", supplier: "nobody", in: try receipts().rows) == nil)
    }

    @Test func countsOfZeroMarkPeriodsAsStockOuts() throws {
        let calendar = PeriodCalendar(period: .week), first = calendar.periodNumber(of: try #require(CalendarDay(iso: "2024-01-03")))
        func count(_ week: Int, _ item: String, _ units: Double) -> StockSnapshot {
            StockSnapshot(date: calendar.firstDay(of: first + week).advanced(by: 3), key: ItemLocation(item: item), onHand: units)
        }
        var series = [
            DemandSeries(key: ItemLocation(item: "a"), firstPeriod: first, demand: [3, 0, 0, 4]),
            DemandSeries(key: ItemLocation(item: "b"), firstPeriod: first, demand: [3, 0], stockout: [false, true]),
            DemandSeries(key: ItemLocation(item: "c"), firstPeriod: first, demand: [3, 0]),
        ]
        let counts = [
            count(1, "a", 0), count(1, "a", 5), count(2, "a", 0), count(3, "a", -2), count(0, "a", 7), count(-1, "a", 0), count(9, "a", 0),
            count(1, "b", 0), count(1, "zzz", 0),
        ]
        let found = EmptyShelves(marking: &series, snapshots: counts, calendar: calendar, asOf: calendar.firstDay(of: first + 4))
        #expect(series.map(\.stockout) == [[false, true, true, false], [false, true], []])
        #expect(found.periods == 2 && found.series == 1)
        #expect(found.remark == "counted stock was zero in 2 periods of 1 item-location, which the sales do not flag: taken for stock-outs")
        #expect(EmptyShelves(marking: &series, snapshots: [], calendar: calendar, asOf: calendar.firstDay(of: first)).remark == nil)
    }

    @Test func positionsAreThoseOfTheDay() throws {
        let snapshots = try readSnapshots(path: files.write("date,item,location,on_hand\n2024-01-01,a,,5\n2024-01-03,a,,3\n2024-01-02,a,,4\n2024-01-09,a,,9\n", name: "s.csv"))
        let open = try readOpenOrders(path: files.write("order_id,item,supplier,ordered_on,promised_on,quantity\n1,a,x,2024-01-02,2024-01-20,10\n2,a,x,2024-01-08,,7\n3,b,x,,,2\n", name: "o.csv"))
        let waiting = try readBackorders(path: files.write("order_id,item,location,ordered_on,quantity\n9,a,,2024-01-03,2\n10,a,,,x\n", name: "b.csv"))
        let positions = stockPositions(
            snapshots: snapshots.rows, openOrders: open.rows, backorders: waiting.rows, asOf: try #require(CalendarDay(iso: "2024-01-05")))
        #expect(positions[ItemLocation(item: "a")]?.onHand == 3)
        #expect(positions[ItemLocation(item: "a")]?.onOrder == 10)
        #expect(positions[ItemLocation(item: "a")]?.backordered == 2)
        #expect(positions[ItemLocation(item: "b")]?.onOrder == 2)
        #expect(positions[ItemLocation(item: "b")]?.onHand == nil)
        #expect(waiting.quarantine.map(\.code) == ["bad_number"])
        let suppliers = try readSuppliers(path: files.write("supplier,minimum_order_value\nacme,300\nacme,1\nother,\n", name: "u.csv"))
        #expect(suppliers.rows.map(\.minimumOrderValue) == [300, nil])
        #expect(suppliers.quarantine.map(\.code) == ["duplicate_key"])
    }

    @Test func stockExportsOfOtherSystemsAreItems() throws {
        let shopify = try readItems(path: files.write("""
            Handle,Title,SKU,Location,Incoming,Unavailable,Committed,Available,On hand
            tea,Green tea,TEA-250,Main Street,10,1,2,20,23
            tea,Green tea,TEA-250,Airport,not stocked,not stocked,not stocked,not stocked,not stocked
            """, name: "inventory.csv"))
        #expect(shopify.items.map(\.key.uniqueID) == ["TEA-250@Main Street"])
        #expect(shopify.items[0].onHand == 22 && shopify.items[0].onOrder == 10 && shopify.items[0].backordered == 2)
        #expect(shopify.notStockedRows == 1 && shopify.quarantine.isEmpty)
        let woo = try readItems(path: files.write("ID,Type,SKU,Name,Stock,Low stock amount,Backorders allowed?\n7,simple,W-1,Candle,12,3,1\n", name: "products.csv"))
        #expect(woo.items[0].key.item == "W-1" && woo.items[0].onHand == 12)
        let odoo = try readItems(path: files.write("Internal Reference,Name,Quantity On Hand,Cost\nFURN_1,Desk,4,120.50\n", name: "odoo.csv"))
        #expect(odoo.items[0].key.item == "FURN_1" && odoo.items[0].onHand == 4 && odoo.items[0].unitCost == 120.5)
        let erpnext = try readItems(path: files.write("Item,Item Name,Warehouse,Balance Qty,Valuation Rate\nDESK,Desk,Stores - A,4,99\n", name: "erpnext.csv"))
        #expect(erpnext.items[0].key.uniqueID == "DESK@Stores - A" && erpnext.items[0].unitCost == 99)
        let frepple = try readItems(path: files.write("item,supplier,location,leadtime,sizeminimum,sizemultiple,cost\nDESK,acme,hall,7 12:00:00,10,5,80\nLAMP,acme,hall,P14D,,,9\n", name: "frepple.csv"))
        #expect(frepple.items.map(\.leadTimeDays) == [7.5, 14])
        #expect(frepple.items[0].minimumOrderQuantity == 10 && frepple.items[0].orderMultiple == 5)
    }

    @Test func anInspectionSaysWhatWasUnderstood() throws {
        let path = try files.write("Datum;Artikel;Menge;Farbe\n03.01.2024;mug;1,5;red\n07.01.2024;mug;2;red\n07.01.2024;;2;red\n", name: "export.csv")
        var options = SalesReadingOptions()
        options.period = nil
        let inspection = try inspectFile(path: path, options: options)
        #expect(inspection.columns == ["date": "Datum", "item": "Artikel", "quantity": "Menge"])
        #expect(inspection.ignoredColumns == ["Farbe"])
        #expect(inspection.decimalComma)
        #expect(inspection.daysWithoutSales == 3 && inspection.longestGapDays == 3)
        #expect(inspection.quarantined.map(\.line) == [4])
        #expect(inspection.preview[1].cells == ["date": "07.01.2024", "item": "mug", "quantity": "2"])
        #expect(inspection.lines.contains("3 rows, 1 item-locations, 2024-01-03 to 2024-01-07, as of 2024-01-08"))
        let copy = try JSONDecoder().decode(FileInspection.self, from: JSONEncoder().encode(inspection))
        #expect(copy == inspection)
    }
}
