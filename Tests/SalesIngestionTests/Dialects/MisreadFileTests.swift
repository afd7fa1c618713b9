import DemandModel
import Foundation
import Testing
import TextForms
@testable import SalesIngestion

/// Files of kinds that were once misunderstood in silence: each is read rightly, or refused with the way out.
@Suite struct MisreadFileTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    static func fixture(_ name: String) -> String {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.lastPathComponent != "SalesIngestionTests" { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent("Fixtures/cases/\(name)").path
    }

    private func read(_ names: String..., options: SalesReadingOptions = dailyOptions()) throws -> IngestedSales {
        try readSales(paths: names.map(Self.fixture), options: options)
    }

    /// Units sold per item-location and day, returns as they are, without the days of nothing.
    private func days(_ sales: IngestedSales) -> [String] {
        sales.series.flatMap { series in
            series.demand.enumerated().filter { $0.element != 0 }.map { index, units in
                "\(series.key.uniqueID) \(sales.calendar.firstDay(of: series.firstPeriod + index)) \(decimalText(units))"
            }
        }
    }

    @Test(arguments: ["epoch.csv", "hu.csv", "kanji.csv", "serial-comma.csv", "stamp.csv", "weekday.csv"])
    func datesOfOtherCountriesAndPrograms(_ name: String) throws {
        #expect(days(try read("dates/" + name)) == ["A 2025-01-05 1", "A 2025-01-06 2", "A 2025-01-17 3"])
    }

    @Test func aNumberWithBothMarksDecidesTheColumn() throws {
        #expect(days(try read("german-three-decimals/mb51.csv")).map { $0.split(separator: " ")[2] } == ["12", "1250", "9", "2.5"])
        #expect(days(try read("german-three-decimals/tab.txt")).map { $0.split(separator: " ")[2] } == ["12", "1250", "9"])
        let unproven = try read("german-three-decimals/without-the-thousand.csv")
        #expect(days(unproven).map { $0.split(separator: " ")[2] } == ["12", "7", "9"])
        #expect(unproven.report.warnings.contains { $0.contains("12,000 could be decimals or thousands") })
    }

    @Test func aNumberFarDownProvesTheDecimalMark() throws {
        // The sample ends before the row that proves it: the file is read again.
        var text = "date,item,quantity\n"
        for row in 0..<3_000 { text += "2024-01-\(row % 28 < 9 ? "0" : "")\(row % 28 + 1),A,\"\(row % 9 + 1),\(row % 10)00\"\n" }
        let before = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        let after = try readSales(bytes: Array((text + "2024-01-29,A,\"1.250,500\"\n").utf8), name: "x", options: dailyOptions())
        #expect(before.report.files[0].remarks.contains { $0.contains("no number proves it") })
        #expect(after.report.files[0].decimalComma)
        #expect(after.quarantine.isEmpty)
        #expect(after.series[0].demand.last == 1250.5)
    }

    @Test func aCodeBeatsAName() throws {
        let sales = try read("items-export.csv")
        #expect(days(sales) == [
            "Custom Amount@Harbour St 2025-03-13 1", "HB-1000@Harbour St 2025-03-10 1", "HB-250@Harbour St 2025-03-10 2", "HB-250@Harbour St 2025-03-11 3",
            "HB-250@Mill Lane 2025-03-14 2",
        ])
        #expect(sales.report.returnRows == 1)
        #expect(sales.report.lines.contains { $0.contains("item is the code in SKU") })
    }

    @Test(arguments: ["Item Code", "Variant SKU", "Barcode", "Item Number", "Product Code", "Seller SKU", "Internal Reference", "Artikelnummer", "Code article", "Kod produktu"])
    func aCodeBeatsANameUnderEveryName(_ column: String) throws {
        let text = "Date,Item,\(column),Quantity\n2025-01-01,House Blend,HB-250,2\n2025-01-01,House Blend,HB-1000,1\n2025-01-02,House Blend,HB-250,3\n"
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.series.map(\.key.item) == ["HB-1000", "HB-250"])
    }

    @Test func twoCodesThatDisagreeAreAskedFor() throws {
        let text = "date,item,sku,quantity\n2025-01-01,A-1,S1,2\n2025-01-01,A-2,S1,1\n2025-01-02,A-1,S1,3\n"
        let message = messageOf { try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions()) }
        #expect(message.contains("item and sku could both be the item"))
        #expect(message.contains("S1 stands for A-1 and A-2"))
    }

    @Test func aBarcodeDoesNotBeatAnArticleNumber() throws {
        let sales = try read("state-and-type-words/erp-orders.csv")
        #expect(days(sales) == ["10001 2025-01-05 2", "10002-BL 2025-01-17 3"])
        #expect(sales.report.notMerchandiseCodes.map(\.code) == ["Versandkosten"])
        #expect(sales.report.cancelledOrderRows == 1)
    }

    @Test func aBlankCodeFallsBackToTheName() throws {
        let sales = try read("sold-order-items.csv")
        #expect(days(sales) == ["LB-R-L 2025-03-14 2", "Linen bag, \"large\" / Blue / Large 2025-03-02 1", "Linen bag, \"large\" / Blue / Large 2025-03-12 1"])
        #expect(sales.quarantine.isEmpty)
    }

    @Test func everyWordOfAStateIsListed() throws {
        let sales = try read("state-and-type-words/orders.csv")
        #expect(days(sales) == ["A 2025-01-06 5", "A 2025-01-13 3", "A 2025-01-18 4"])
        let treatments = Dictionary(uniqueKeysWithValues: sales.report.words.map { ($0.word, $0.treatment) })
        #expect(treatments.count == 8)
        #expect(treatments["Completed"] == "counted as sold")
        #expect(treatments["Unpaid"] == "counted as sold")
        for word in ["Cancelled by buyer", "Storno", "Payment failed"] { #expect(treatments[word] == "cancelled, not demand", "\(word)") }
        for word in ["Returned", "Remboursé"] { #expect(treatments[word]?.hasPrefix("brought back: the order is not demand") == true, "\(word)") }
        #expect(treatments["Quote"] == "quotes and drafts, not demand")
        #expect(sales.report.lines.contains { $0.hasPrefix("status: Completed 2 rows, 9 units: counted as sold") })
    }

    @Test func aRefundWithAPositiveQuantityIsTakenOff() throws {
        let sales = try read("receipts-by-item.csv")
        #expect(days(sales) == ["10001@Station 2025-02-03 3", "10002@Station 2025-02-03 1", "10003@Station 2025-02-14 0.75"])
        #expect(sales.items.first?.unitsReturned == 1)
    }

    @Test func unknownWordsWarnAndStopAStrictRun() throws {
        let text = "date,item,quantity,type\n2025-01-01,A,2,Sale\n2025-01-02,A,1,Kundenrücklauf\n2025-01-03,A,1,rtn\n2025-01-04,A,3,Sale\n"
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.report.words.filter(\.isGuess).map(\.word).sorted() == ["Kundenrücklauf", "rtn"])
        #expect(sales.report.warnings.contains { $0.contains("are not known") })
        var strict = dailyOptions()
        strict.maximumQuarantinedShare = 0
        #expect(messageOf { try readSales(bytes: Array(text.utf8), name: "x", options: strict) }.contains("column type has words"))
    }

    @Test func goodsIssuesAreDemand() throws {
        var weekly = dailyOptions()
        weekly.period = .week
        #expect(days(try read("movements.txt", options: weekly)).map { $0.split(separator: " ")[2] } == ["12", "8", "9", "11"])
        // Without movement types nothing tells them from returns.
        let bare = "date,item,quantity\n2025-01-01,A,-12\n2025-01-02,A,-8\n2025-01-03,A,-9\n2025-01-06,A,1\n"
        #expect(messageOf { try readSales(bytes: Array(bare.utf8), name: "x", options: dailyOptions()) }.contains("3 of 4 quantities are below zero"))
        var options = dailyOptions()
        options.soldIsNegative = true
        let turned = try readSales(bytes: Array(bare.utf8), name: "x", options: options)
        #expect(turned.series[0].demand == [12, 8, 9])
        #expect(turned.items[0].unitsReturned == 1)
    }

    @Test func movementTypesAreTold() throws {
        let sales = try read("mb51.txt")
        #expect(sales.items.map(\.unitsSold) == [1271, 3.5])
        #expect(sales.items.map(\.unitsReturned) == [2, 0])
        #expect(sales.report.stockMovementRows == 1)
    }

    @Test func aLedgerOfMovementsHasNegativeSales() throws {
        let text = "Posting Date,Entry Type,Item No.,Quantity\n2025-01-01,Purchase,A,100\n2025-01-02,Sale,A,-5\n2025-01-03,Sale,A,-7\n2025-01-04,Sale,A,1\n2025-01-05,Transfer,A,-10\n2025-01-06,Negative Adjmt.,A,-2\n2025-01-07,Sale,A,-4\n"
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.items.map(\.unitsSold) == [16])
        #expect(sales.items.map(\.unitsReturned) == [1])
    }

    @Test func fieldsOfAnOrderAreCarriedDown() throws {
        let sales = try read("sales-ledger.csv")
        #expect(days(sales) == ["MUG-B 2025-02-03 2", "MUG-B 2025-02-05 1", "MUG-R 2025-02-03 1"])
        #expect(sales.report.cancelledOrderRows == 1)
        #expect(sales.quarantine.isEmpty)
    }

    @Test func anOrderInTwoExportsCountsOnce() throws {
        let sales = try read("ov")
        #expect(days(sales) == ["MUG 2025-01-06 2", "MUG 2025-01-14 3", "MUG 2025-01-22 4", "PLT 2025-01-14 1"])
        #expect(sales.report.repeatedOrderLines == 2)
        #expect(sales.report.repeatedOrderUnits == 4)
    }

    @Test func headingsNameTheItemsOfAGroupedReport() throws {
        let sales = try read("sales-by-product-detail.csv")
        #expect(sales.items.map { "\($0.key.item) \($0.unitsSold) \($0.unitsReturned)" } == ["Garden hose 20 m 6.0 1.0", "Nozzle brass 13.0 0.0"])
        #expect(sales.quarantine.isEmpty)
    }

    @Test func yearsAboveMonthsAreOneHeader() throws {
        var options = dailyOptions()
        options.period = nil
        let sales = try read("pivot.csv", options: options)
        #expect(sales.series.map { "\($0.key.item) \($0.demand.map(decimalText).joined(separator: " "))" } == ["MUG 10 12 30 8 9 11", "PLATE 4 5 9 3 2 4"])
        #expect(sales.report.firstDay?.description == "2024-10-01")
    }

    @Test func priceFollowsTheUnit() throws {
        var weekly = dailyOptions()
        weekly.period = .week
        let lines = try read("lines.csv", options: weekly)
        #expect(lines.series[0].demand == [120, 380])
        #expect(abs((lines.series[0].price.last ?? 0) - (300 * 0.09 + 80 * 0.10) / 380) < 1e-9)
        let erpnext = try read("erpnext.csv")
        #expect(erpnext.items.map(\.unitsSold) == [380])
        #expect(erpnext.items.map(\.unitsReturned) == [100])
        #expect(erpnext.items[0].medianPrice == 0.1)
    }

    @Test(arguments: ["orders.csv", "orders-utf8.csv"])
    func japaneseOrders(_ name: String) throws {
        #expect(days(try read("shift-jis/" + name)) == ["rs-100 2025-01-05 2", "rs-200 2025-01-17 3"])
    }

    @Test func polishOrders() throws {
        let sales = try read("shift-jis/zamowienia-cp1250.csv")
        #expect(days(sales) == ["KB-1 2025-01-05 2", "KB-2 2025-01-17 1"])
        #expect(sales.report.files[0].remarks.contains { $0.contains("Windows-1250") })
        #expect(sales.items[0].medianPrice == 19.99)
    }

    @Test func anEncodingMayBeNamed() throws {
        var options = dailyOptions()
        options.encoding = TextEncoding(named: "Shift-JIS")
        #expect(days(try read("shift-jis/orders.csv", options: options)).count == 2)
        #expect(TextEncoding(named: "latin1") == .windows1252)
        #expect(TextEncoding(named: "klingon") == nil)
    }

    @Test func aThirdKeyIsNamed() throws {
        var options = dailyOptions()
        options.period = nil
        #expect(try read("phase_0_sales.csv", options: options).report.warnings.contains { $0.contains("2 rows of 367 at 2") && $0.contains("Client tells them apart") })
        #expect(try read("channels.csv", options: options).report.warnings.contains { $0.contains("3 rows of A") && $0.contains("Channel tells them apart") })
    }

    @Test func oneWeekdayIsNoWeeklyTotal() throws {
        let sales = try read("market.csv")
        #expect(sales.asOf.description == "2024-12-29")
        #expect(sales.series[0].demand.first == 10)
        #expect(sales.report.granularity == .day)
    }

    @Test func aDayFarFromAllOthersIsSetAside() throws {
        var options = dailyOptions()
        options.period = .week
        let sales = try read("future-date-typo.csv", options: options)
        #expect(sales.asOf.description == "2024-12-30")
        #expect(sales.quarantine.map(\.code) == ["isolated_date"])
        #expect(sales.report.warnings.contains { $0.contains("2034-12-01, 3,630 days after the one before") })
    }

    @Test func aPackedCellIsRefusedWithTheWayOut() throws {
        let message = messageOf { try read("woo-analytics.csv") }
        #expect(message.contains("Product(s) packs several products"))
        #expect(message.contains("export one row per product"))
    }

    @Test func aSettlementCountsUnitsOnce() throws {
        #expect(days(try read("settlement.txt")) == ["LAMP-1 2025-03-02 2", "LAMP-1 2025-03-06 1"])
    }

    @Test func tikTokOrders() throws {
        let sales = try read("tiktok.csv")
        #expect(sales.items.map { "\($0.key.item) \($0.unitsSold)" } == ["LIP-PINK 0.0", "LIP-RED 2.0"])
        #expect(sales.report.cancelledOrderRows == 1)
        #expect(sales.series.first { $0.key.item == "LIP-PINK" }?.demand.reduce(0, +) ?? 0 == 0)
        #expect(sales.quarantine.isEmpty)
    }

    @Test func squarespaceOrders() throws {
        #expect(days(try read("squarespace.csv")) == ["SQ100 2025-01-10 2", "SQ200 2025-01-10 1"])
    }

    @Test func aZeroByteInANameIsSetAside() throws {
        let sales = try readSales(bytes: Array("date,item,quantity\n2025-08-01,A,2\n2025-08-01,A\0B,1\n2025-08-02,A,2\n".utf8), name: "x", options: dailyOptions())
        #expect(sales.series.map(\.key.item) == ["A"])
        #expect(sales.quarantine.map(\.code) == ["bad_encoding"])
    }

    @Test func theUnitsThatAreSetAsideAreSaidFirst() throws {
        let text = "date,item,quantity\n2025-08-01,A,2\n2025-08-02,,3\n2025-08-03,A,2\n"
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.report.lines.first?.hasPrefix("43% of the units (3 in 1 row) are set aside") == true)
        #expect(try readSales(bytes: Array("date,item,quantity\n2025-08-01,A,200\n2025-08-02,,3\n".utf8), name: "x", options: dailyOptions()).report.alarm == nil)
    }

    @Test func apostrophesBeforeSignsGoAway() throws {
        var weekly = dailyOptions()
        weekly.period = .week
        let sales = try read("sale-lines.csv", options: weekly)
        #expect(sales.quarantine.isEmpty)
        #expect(sales.items.map(\.unitsReturned) == [4])
    }

    @Test(arguments: [("planned.csv", TableKind.planned), ("backorders.csv", .backorders), ("items-export.csv", .sales), ("sold-order-items.csv", .sales), ("receipts-by-item.csv", .sales)])
    func tablesAreToldApart(_ name: String, _ kind: TableKind) throws {
        #expect(try tableKind(path: Self.fixture(name)) == kind)
    }

    @Test func aFileThatChangesWhileItIsReadStops() throws {
        let path = try files.write("date,item,quantity\n" + String(repeating: "2025-01-01,A,1\n", count: 200_000))
        let source = try FileSource(path: path, limits: ReadingLimits())
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 20)
        defer { room.deallocate() }
        _ = try source.read(into: room, count: 1 << 20)
        try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: 1 << 20)
        while try source.read(into: room, count: 1 << 20) > 0 {}
        #expect(messageOf { try source.checkUnchanged() }.contains("changed while it was read"))
    }
}
