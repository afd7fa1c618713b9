import DemandModel
import Testing

@testable import SalesIngestion

/// `[MUG] Mug` is the item MUG wherever a table of a shop says so.
@Suite struct CodesInBracketsTests {
    private let files: TemporaryFiles

    init() throws { files = try TemporaryFiles() }

    @Test(arguments: [
        "Order Date,Product,Quantity\n2025-01-05,[MUG] Mug,2\n2025-01-06,\"[BOWL-1] Bowl, blue\",1\n2025-01-06,Tea towel,1\n",
        "date;sku;qty\n2025-01-05;[MUG] Mug;2\n2025-01-06;[BOWL-1] Bowl;1\n2025-01-06;Tea towel;1\n",
        "Product,2025-01-05,2025-01-06\n[MUG] Mug,2,\n[BOWL-1] Bowl,,1\nTea towel,,1\n",
    ])
    func salesGoByTheCode(_ text: String) throws {
        let sales = try readSales(paths: [files.write(text)])
        #expect(sales.series.map(\.key.item).sorted() == ["BOWL-1", "MUG", "Tea towel"])
        #expect(sales.report.lines.contains { $0.contains("items are the codes in brackets") && $0.contains("[MUG] Mug is MUG") })
    }

    @Test func aMarkInFrontOfManyProductsIsNoCode() throws {
        let sales = try readSales(paths: [files.write("date,item,quantity\n2025-01-05,[SALE] Mug,2\n2025-01-05,[SALE] Bowl,1\n2025-01-06,[NEW] Cup,1\n2025-01-06,[NEW] Pot,1\n")])
        #expect(sales.series.map(\.key.item).sorted() == ["[NEW] Cup", "[NEW] Pot", "[SALE] Bowl", "[SALE] Mug"])
        #expect(!CodesInBrackets.stand(in: ["MUG", "BOWL", "[A] b"]))
        #expect(!CodesInBrackets.stand(in: ["[MUG]", "[BOWL]"]) && !CodesInBrackets.stand(in: []))
    }

    @Test func tablesGoByTheCode() throws {
        let orders = try readOpenOrders(path: files.write("po,item,quantity,supplier,promised_on\nP1,[MUG] Mug,60,Nord,2025-02-01\nP1,[BOWL] Bowl,24,Nord,2025-02-01\n"))
        #expect(orders.rows.map(\.key.item) == ["MUG", "BOWL"])
        #expect(orders.remarks.contains { $0.contains("[MUG] Mug is MUG") })
        #expect(try readItems(path: files.write("item,on_hand\n[MUG] Mug,3\nPot,1\n")).items.map(\.key.item) == ["MUG", "Pot"])
        #expect(try readBackorders(path: files.write("item,quantity,ordered_on\n[MUG] Mug,3,2025-01-05\n")).rows.map(\.key.item) == ["MUG"])
        #expect(try readKits(path: files.write("kit,component,quantity\n[SET] Set,[MUG] Mug,2\n")).rows.map { [$0.kit, $0.component] } == [["SET", "MUG"]])
        #expect(try readSubstitutes(path: files.write("item,substitute\n[MUG] Mug,[CUP] Cup\n")).rows.map { [$0.item, $0.substitute] } == [["MUG", "CUP"]])
    }

    /// A list of stock as Odoo shows it by place: the units are stock on hand.
    @Test func stockByPlaceIsStock() throws {
        let stock = try readItems(path: files.write("Product,Location,Quantity\n[MUG] Mug,WH/Stock,3\n[MUG] Mug,WH/Stock/Shelf 2,4\n[POT] Pot,Virtual Locations/Scrap,9\n"))
        #expect(stock.dialect == .odoo)
        #expect(stock.items.map { [$0.key.item, $0.key.location] } == [["MUG", "WH/Stock"], ["MUG", "WH/Stock/Shelf 2"]])
        #expect(stock.items.map(\.onHand) == [3, 4])
    }
}
