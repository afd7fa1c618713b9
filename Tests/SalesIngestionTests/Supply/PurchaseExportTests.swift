import DemandModel
import Foundation
@testable import SalesIngestion
import Testing
import TextForms

/// Purchase orders and product exports of other systems.
@Suite struct PurchaseExportTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/dialects/\(name)").path
    }

    /// `item supplier: ordered > received or promised, units`.
    private func lines(_ receipts: [PurchaseReceipt]) -> [String] {
        receipts.map { row in
            "\(row.key.uniqueID) \(row.supplier): \(row.orderedOn) > " + (row.receivedOn.map(\.description) ?? "open, promised \(row.promisedOn?.description ?? "?")")
                + ", \(row.orderedQuantity.map(decimalText) ?? "?")"
        }
    }

    @Test func odooPurchasesHaveTheOrderOnItsFirstLine() throws {
        #expect(try tableKind(path: fixture("odoo-purchases.csv")) == .receipts)
        #expect(try lines(readReceipts(path: fixture("odoo-purchases.csv")).rows) == [
            "FURN_0096 Wood Corner: 2024-05-14 > 2024-05-25, 10", "E-COM07 Wood Corner: 2024-05-14 > 2024-05-25, 5",
            "E-COM07 Wood Corner: 2024-06-14 > open, promised 2024-06-24, 5",
        ])
    }

    @Test func aConfirmedPurchaseIsNotReceivedYet() throws {
        #expect(try tableKind(path: fixture("frepple-purchases.csv")) == .receipts)
        #expect(try lines(readReceipts(path: fixture("frepple-purchases.csv")).rows) == [
            "component A@factory 1 Supplier 1: 2024-01-01 > 2024-01-08, 100", "component A@factory 1 Supplier 1: 2024-02-01 > open, promised 2024-02-08, 100",
        ])
        let text = "reference,item,supplier,quantity,ordering date,receipt date,status\n1,a,s,5,2024-01-01,2024-01-08,proposed\n2,a,s,6,2024-01-01,2024-01-08,closed\n"
        let table = try readReceipts(path: files.write(text, name: "po.csv"))
        #expect(table.rows.map(\.orderedQuantity) == [6])
        #expect(table.remarks == ["1 row says nothing of goods: fees, transfers, totals, orders that are none"])
    }

    @Test func whatIsBoughtIsNoSale() throws {
        let open = try files.write("po_number,sku,supplier,order_date,eta,qty,status\n1,a,Acme,2024-01-31,2024-02-20,50,open\n2,a,Acme,2024-01-01,2024-01-20,9,received\n", name: "po.csv")
        #expect(try tableKind(path: open) == .openOrders)
        #expect(try readOpenOrders(path: open).rows.map(\.quantity) == [50])
        let odoo = HeaderNames(names: ["Order Reference", "Order Date", "Vendor", "Order Lines/Product", "Order Lines/Quantity", "Order Lines/Expected Arrival"])
        #expect(SalesDialect.detect(odoo) != .odoo)
        #expect(TableKind.detect(odoo) == .openOrders)
    }

    @Test(arguments: [
        ("Datum;Artikel;Bestand", TableKind.snapshots), ("Order;SKU;Supplier;Ordered;Expected date;Outstanding", .openOrders), ("order_id;sku;ordered_on;waiting", .backorders),
        ("PO Number;Artikelnr.;Lieferant;Bestelldatum;Liefertermin;Wareneingang;Bestellmenge", .receipts), ("order_date;delivery_date;sku;quantity", .sales),
        ("sku;supplier;due_date;customer;date;quantity", .sales), ("Date;Product;Quantity;Price/unit;Price/kg", .sales),
    ])
    func tablesOfStockAndPurchasesAreTold(_ header: String, _ kind: TableKind) {
        let names = HeaderNames(names: header.split(separator: ";").map(String.init))
        #expect(TableKind.detect(names) == kind)
        #expect(!names.isNested)
    }

    @Test func countsOfOtherLanguages() throws {
        let table = try readSnapshots(path: fixture("snapshots-german.csv"))
        #expect(table.rows.map { "\($0.date) \($0.key.uniqueID) \(decimalText($0.onHand))" } == ["2024-06-01 0012 12", "2024-06-02 0012 11"])
    }

    @Test func productExportsOfOtherLanguages() throws {
        let german = try readItems(path: fixture("woocommerce-products-german.csv"))
        #expect(german.dialect == .wooCommerceProducts)
        #expect(german.items.map(\.key.item) == ["00123", "V-R"] && german.items.map(\.onHand) == [12, 3])
        let french = try readItems(path: fixture("odoo-products-french.csv"))
        #expect(french.dialect == .odoo)
        #expect(french.items.map(\.key.item) == ["FURN_0096"] && french.items[0].onHand == 45 && french.items[0].unitCost == 500)
    }

    @Test func aRowOfTotalsIsNoItem() throws {
        let table = try readItems(path: files.write("\u{FEFF}Stock list\n\nsku;on_hand;cost\n'a;5;1,50\nTotal;5;1,50\n1.2E+12;1;2\n", name: "items.csv"))
        #expect(table.items.map(\.key.item) == ["'a", "1.2E+12"])
        #expect(table.notStockedRows == 1)
        #expect(table.remarks == ["2 lines above the header not used", "1 item looks like a code that a spreadsheet has rounded, such as 1.2E+12: export them as text"])
    }

    @Test(arguments: [
        ("Order Reference,Confirmation Date,Vendor,Order Lines/Product,Order Lines/Quantity,Effective Date\nP1,soon,W,[A] a,1,\n,,,[B] b,2,\n", ["bad_date", "bad_date"]),
        ("reference,item,supplier,quantity,ordering date,receipt date,status\n1,,s,5,2024-01-01,2024-01-08,closed\n2,a,s,x,2024-01-01,2024-01-08,closed\n", ["missing_item", "bad_number"]),
    ])
    func brokenPurchases(_ text: String, _ codes: [String]) throws {
        #expect(try readReceipts(path: files.write(text, name: "po.csv")).quarantine.map(\.code) == codes)
    }

    @Test(arguments: [
        ("\"Title\"\n\"date/time\",\"type\",\"order id\",\"sku\",\"quantity\",\"marketplace\"\n\"May 32, 2024\",\"Order\",\"1\",\"a\",\"1\",\"m\"\n", "bad_date 1"),
        ("sku,Jan-24,Feb-24\na,1,many\nb,x,y\n", "bad_quantity 1"), ("week,sku,qty\n2024-W54,a,1\n2024-W01,a,1\n", "bad_date 1"),
        ("Belegdatum;Artikelnr.;Menge\n31.01.2024;a;viele\n31.01.2024;a;1\n", "bad_quantity 1"),
    ])
    func brokenTwinsSayWhatIsWrong(_ text: String, _ expected: String) throws {
        var options = SalesReadingOptions()
        options.period = nil
        let path = try files.write(text)
        var said = messageOf { try readSales(paths: [path], options: options) }
        if said.isEmpty { said = try readSales(paths: [path], options: options).report.lines.joined(separator: "\n") }
        #expect(said.contains(expected) || said.contains(expected.replacing("1", with: "3")), "\(said)")
    }
}
