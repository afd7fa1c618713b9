import DemandModel
import Foundation
import Testing
import TextForms
@testable import SalesIngestion

/// Stock and sales exports of other systems: a fixture of an invented shop, what it has to give, and a broken twin for each.
@Suite struct SystemExportTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/dialects/\(name)").path
    }

    private func demand(_ sales: IngestedSales) -> [String] {
        sales.series.map { "\($0.key.uniqueID): " + $0.demand.map(decimalText).joined(separator: " ") }
    }

    /// `item@location on hand/on order/backordered` per record.
    private func stock(_ items: [ItemRecord]) -> [String] {
        items.map { record in
            "\(record.key.uniqueID) " + [record.onHand, record.onOrder, record.backordered].map { $0.map(decimalText) ?? "?" }.joined(separator: "/")
        }
    }

    @Test func shopifyInventory() throws {
        let table = try readItems(path: fixture("shopify-inventory.csv"))
        #expect(table.dialect == .shopifyInventory)
        // 12 on hand in the High Street, 1 of them unfit for sale; a variant without SKU goes by the name its order lines have.
        #expect(stock(table.items) == ["Blue mug - Large / Navy@High Street 5/0/0", "TEA-250@Depot 40/0/0", "TEA-250@High Street 11/24/3"])
        #expect(table.notStockedRows == 1)
        #expect(stock(pooledAtMain(table.items)) == ["Blue mug - Large / Navy 5/0/0", "TEA-250 51/24/3"])
    }

    @Test func whatIsAvailableIsFreeOfCustomersOrdersAlready() throws {
        let text = "Handle,Title,SKU,Location,Incoming,Unavailable,Committed,Available\ntea,Tea,T,Shop,5,2,3,8\n"
        #expect(try stock(readItems(path: files.write(text, name: "inventory.csv")).items) == ["T@Shop 8/5/?"])
    }

    @Test func wooCommerceProducts() throws {
        let table = try readItems(path: fixture("woocommerce-products.csv"))
        #expect(table.dialect == .wooCommerceProducts)
        #expect(stock(table.items) == ["Gift box 7/?/?", "W-1 14/?/?", "W-S-RED 3/?/?"])
        // A weight in kilograms is no weight of backorders.
        #expect(table.items.allSatisfy { $0.backorderWeight == nil })
    }

    @Test func odooQuantitiesPerPlaceAndLotAreAddedUp() throws {
        let table = try readItems(path: fixture("odoo-quants.csv"))
        #expect(table.dialect == .odoo)
        #expect(stock(table.items) == ["DESK-1@WH/Stock 15/?/2", "LAMP-2@WH/Stock 5/?/0"])
        #expect(table.notStockedRows == 1)
    }

    @Test func erpnextStockBalance() throws {
        let table = try readItems(path: fixture("erpnext-stock-balance.csv"))
        #expect(table.dialect == .erpnext)
        #expect(stock(table.items) == ["BOLT-M8@Stores - X 1200/?/?", "NUT-M8@Stores - X 900/?/?"])
        #expect(table.items.map(\.unitCost) == [0.2, 0.1])
    }

    @Test func freppleItems() throws {
        let table = try readItems(path: fixture("frepple-items.csv"))
        #expect(table.dialect == .frepple)
        #expect(table.items.map(\.leadTimeDays) == [14, 21])
        #expect(table.items.map(\.orderMultiple) == [5, 1])
    }

    @Test func ordersOfBusinessSystems() throws {
        let odoo = try readSales(paths: [fixture("odoo-orders.csv")], options: dailyOptions())
        #expect(odoo.report.files[0].dialect == .odoo)
        #expect(demand(odoo) == ["DESK-1: 2 0 0", "LAMP-2: 4 0 1"])
        #expect(odoo.report.cancelledOrderRows == 1)
        let erpnext = try readSales(paths: [fixture("erpnext-invoices.csv")], options: dailyOptions())
        #expect(erpnext.report.files[0].dialect == .erpnext)
        #expect(demand(erpnext) == ["BOLT-M8@Stores - X: 100 50", "NUT-M8@Stores - X: 100 0"])
        let frepple = try readSales(paths: [fixture("frepple-demands.csv")], options: dailyOptions())
        #expect(frepple.report.files[0].dialect == .frepple)
        #expect(demand(frepple) == ["chair@shop: 4 0", "table@shop: 1"])
    }

    @Test(arguments: [
        ("Handle,SKU,Location,On hand\ntea,,Shop,1\ntea,T,Shop,many\n", ["missing_item", "bad_number"]),
        ("SKU,Name,Stock,Backorders allowed?\nW-1,Candle,lots,0\n", ["bad_number"]),
        ("Product,Location,Quantity,Reserved Quantity\n,WH/Stock,1,0\n[A] a,WH/Stock,1,-2\n", ["missing_item", "bad_number"]),
        ("Item,Warehouse,Balance Qty\nBOLT,Stores,1\nBOLT,Stores,2\n", ["duplicate_key"]),
        ("item,location,leadtime,sizeminimum\nchair,shop,soon,1\n", ["bad_number"]),
    ])
    func brokenStockExports(_ text: String, _ codes: [String]) throws {
        #expect(try readItems(path: files.write(text, name: "stock.csv")).quarantine.map(\.code) == codes)
    }

    @Test(arguments: [
        ("Order Reference,Order Date,Product,Quantity\nS1,someday,[A] a,1\nS2,2024-01-02,,\nS2,,[A] a,2\nS3,2024-02-30,[A] a,1\n", ["bad_date", "bad_date"]),
        ("ID,Posting Date,Item Code (Items),Quantity (Items)\nS1,2024-01-01,B,x\n,,B,1\nS2,,B,1\n", ["bad_quantity", "missing_date"]),
        ("name,item,due,quantity,priority\nD1,,2024-01-01,1,1\nD2,a,2024-01-01,1,1\n", ["missing_item"]),
    ])
    func brokenOrders(_ text: String, _ codes: [String]) throws {
        #expect(try readSales(paths: [files.write(text)], options: dailyOptions()).quarantine.map(\.code) == codes)
    }

    @Test(arguments: [
        ("shopify-inventory.csv", TableKind.items), ("woocommerce-products.csv", .items), ("odoo-quants.csv", .items), ("odoo-orders.csv", .sales),
        ("erpnext-stock-balance.csv", .items), ("erpnext-invoices.csv", .sales), ("frepple-items.csv", .items), ("frepple-demands.csv", .sales),
        ("shopify-orders.csv", .sales), ("amazon-orders.txt", .sales), ("woocommerce-lines.csv", .sales), ("wide-m5.csv", .sales), ("wide-dates.csv", .sales),
    ])
    func theKindOfATableIsTold(_ name: String, _ kind: TableKind) throws {
        #expect(try tableKind(path: fixture(name)) == kind)
    }

    @Test(arguments: [
        ("order_id,item,supplier,ordered_on,promised_on,received_on,ordered_quantity,received_quantity", TableKind.receipts),
        ("sku,supplier,unit_cost,lead_time_days", .items), ("date,item,on_hand", .snapshots), ("date,event", .calendar),
        ("supplier,minimum_order_value", .suppliers), ("unique_id,ds,y", .sales), ("colour,shape", .sales), ("date,item,quantity,promotion", .sales),
    ])
    func theKindOfAHeaderIsTold(_ header: String, _ kind: TableKind) {
        #expect(TableKind.detect(HeaderNames(names: header.split(separator: ",").map(String.init))) == kind)
    }

    @Test func receiptsAreInspectedAsAScorecard() throws {
        let path = try files.write("""
            order_id,item,supplier,ordered_on,promised_on,received_on,ordered_quantity,received_quantity,accepted_quantity
            1,a,acme,2024-01-01,2024-01-11,2024-01-11,10,10,9
            2,a,acme,2024-01-05,2024-01-15,2024-01-17,10,8,8
            3,a,acme,2024-02-01,2024-02-08,,10,,
            4,a,acme,2024-02-30,,,10,,
            """, name: "receipts.csv")
        let inspection = try inspectTable(path: path, kind: tableKind(path: path), asOf: CalendarDay(iso: "2024-02-10"))
        #expect(inspection.kind == .receipts)
        #expect(inspection.understood == 3 && inspection.quarantinedRows == 1)
        #expect(inspection.quarantined[0].hint == "there is no such day: month 2 of 2024 has 29 days")
        #expect(inspection.remarks == [
            "supplier acme as of 2024-02-10: 2 received, 1 open, 1 overdue; on time 50% (1 days late on average), in full 90%, yield 94.4%; "
                + "lead time 11 days, sd 1, 9 of 10 within 12",
        ])
    }
}
