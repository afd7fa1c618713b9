import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// Workbooks as input: written by hand into a zip archive without compression, so that the test needs no writer of workbooks.
@Suite struct WorkbookTests {
    /// A stored (uncompressed) zip archive.
    private func archive(_ files: [(name: String, text: String)]) -> [UInt8] {
        func little(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        var body: [UInt8] = [], directory: [UInt8] = []
        for (name, text) in files {
            let data = Array(text.utf8), offset = body.count
            let shared = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(0, 4) + little(data.count, 4) + little(data.count, 4)
                + little(name.utf8.count, 2) + little(0, 2)
            body += little(0x0403_4B50, 4) + shared + Array(name.utf8) + data
            directory += little(0x0201_4B50, 4) + little(20, 2) + shared + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(offset, 4)
                + Array(name.utf8)
        }
        return body + directory + little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2) + little(files.count, 2) + little(directory.count, 4)
            + little(body.count, 4) + little(0, 2)
    }

    private func workbook(_ sheets: [(name: String, rows: String)], texts: String = "", prefix: String = "", properties: String = "") -> [UInt8] {
        let p = prefix
        let list = sheets.enumerated().map { "<\(p)sheet name=\"\($1.name)\" sheetId=\"\($0 + 1)\" r:id=\"rId\($0 + 1)\"/>" }.joined()
        return archive([
            ("xl/workbook.xml", "<?xml version=\"1.0\"?><\(p)workbook xmlns:x=\"x\" xmlns:r=\"r\">\(properties)<\(p)sheets>\(list)</\(p)sheets></\(p)workbook>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships>" + sheets.indices.map { "<Relationship Id=\"rId\($0 + 1)\" Target=\"worksheets/sheet\($0 + 1).xml\"/>" }.joined() + "</Relationships>"),
            ("xl/sharedStrings.xml", "<sst>\(texts)</sst>"),
            ("xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0000\"/><numFmt numFmtId=\"165\" formatCode=\"[$-409]d\\.mmm\\ yy\"/><numFmt numFmtId=\"166\" formatCode=\"0.00&quot;d&quot;\"/></numFmts>"
                + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"22\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>"),
        ] + sheets.enumerated().map { ("xl/worksheets/sheet\($0 + 1).xml", "<\(p)worksheet xmlns:x=\"x\"><\(p)sheetData>\($1.rows)</\(p)sheetData></\(p)worksheet>") })
    }

    private func text(_ bytes: [UInt8], name: String = "book.xlsx", table: String? = nil, usual: String = "sales") throws -> String {
        let files = try TemporaryFiles()
        let path = files.directory.appendingPathComponent(name).path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let source = try openSource(path: path, selection: DatabaseSelection(table: table, query: nil, usualTable: usual), limits: ReadingLimits(), hashing: true)
        var result: [UInt8] = []
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: 4_096)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer, count: 4_096)
            if count == 0 { break }
            result.append(contentsOf: UnsafeBufferPointer(start: buffer, count: count))
        }
        return String(decoding: result, as: UTF8.self)
    }

    private let rows = """
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>item</t></is></c><c r="D1" t="str"><f>"q"</f><v>quantity</v></c></row>
        <row r="3"><c r="A3" s="1"><v>45292</v></c><c r="B3" s="2"><v>12</v></c><c r="C3"><v>0.1</v></c><c r="D3"><v>1E2</v></c></row>
        <row r="4"><c r="A4" s="4"><v>45292.5</v></c><c r="B4" t="s"><v>1</v></c><c r="C4" s="5"><v>2.5</v></c><c r="D4" t="b"><v>1</v></c></row>
        <row r="5"><c r="A5" s="3"><v>45293</v></c><c r="B5" t="inlineStr"><is><r><t>a,</t></r><r><t>"b" &amp; c</t></r><rPh><t>no</t></rPh></is></c></row>
        """
    private let texts = "<si><t>date</t></si><si><t xml:space=\"preserve\"> x</t></si>"

    @Test func cellsComeAsTheyAreShown() throws {
        #expect(try text(workbook([("Sheet1", rows)], texts: texts)) == """
            date,item,,quantity
            
            2024-01-01,0012,0.1,100
            2024-01-01 12:00:00," x",2.5,1
            2024-01-02,"a,""b"" & c",,

            """)
    }

    @Test func aPrefixOfTheElementsChangesNothing() throws {
        let prefixed = rows.replacing("<row", with: "<x:row").replacing("</row", with: "</x:row").replacing("<c ", with: "<x:c ").replacing("</c>", with: "</x:c>")
            .replacing("<v>", with: "<x:v>").replacing("</v>", with: "</x:v>")
        #expect(try text(workbook([("Sheet1", prefixed)], texts: texts, prefix: "x:")).contains("2024-01-01,0012,0.1,100"))
    }

    @Test func theSheetIsChosenByName() throws {
        func cell(_ text: String) -> String { "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\(text)</t></is></c></row>" }
        let book = workbook([("First", cell("one")), ("Items", cell("two")), ("Other", cell("three"))])
        #expect(try text(book, usual: "items") == "two\n")
        #expect(try text(book) == "one\n")
        #expect(try text(book, table: "other") == "three\n")
        #expect(messageOf { try text(book, table: "none") }.contains("there is no sheet \"none\"; it has First, Items, Other"))
    }

    @Test func daysFrom1904() throws {
        let book = workbook([("S", "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>43830</v></c></row>")], properties: "<workbookPr date1904=\"1\"/>")
        #expect(try text(book) == "2024-01-01\n")
    }

    @Test func damageIsSaid() throws {
        let good = workbook([("Sheet1", rows)], texts: texts)
        #expect(messageOf { try text(Array(good.dropLast(30))) }.contains("damaged"))
        #expect(messageOf { try text(workbook([("S", "<row><c></row>")])) }.contains("the sheet:"))
        #expect(messageOf { try text(archive([("a.txt", "x")])) }.contains("this is a zip archive and no workbook"))
        #expect(messageOf { try text(Array("date,item\n".utf8)) }.contains("too short"))
        #expect(messageOf { try text([0x50, 0x4B, 3, 4], name: "book.csv") }.contains("name a workbook .xlsx"))
        var random = UInt64(7)
        for _ in 0..<300 {
            var broken = good
            for _ in 0..<3 {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                broken[Int(random >> 33) % broken.count] = UInt8(truncatingIfNeeded: random >> 20)
            }
            _ = try? text(broken)
        }
    }

    @Test func salesAndItemsAreReadFromWorkbooks() throws {
        let files = try TemporaryFiles()
        let path = files.directory.appendingPathComponent("shop.xlsx").path
        func row(_ number: Int, _ cells: String) -> String { "<row r=\"\(number)\">\(cells)</row>" }
        func words(_ texts: [String]) -> String { texts.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() }
        let sales = row(1, words(["date", "item", "quantity"])) + row(2, "<c s=\"1\"><v>45292</v></c>" + words(["0012"]) + "<c><v>3</v></c>")
            + row(3, "<c s=\"1\"><v>45293</v></c>" + words(["0012"]) + "<c><v>4</v></c>")
        let items = row(1, words(["item", "name", "supplier_code", "unit_cost"])) + row(2, words(["0012", "Mug", "N-1"]) + "<c><v>2.5</v></c>")
        try Data(workbook([("sales", sales), ("items", items)])).write(to: URL(fileURLWithPath: path))
        let read = try readSales(paths: [path], options: dailyOptions())
        #expect(read.series.map(\.key.item) == ["0012"] && read.series[0].demand == [3, 4])
        let table = try readItems(path: path)
        #expect(table.items[0].card.name == "Mug" && table.items[0].card.supplierCode == "N-1" && table.items[0].unitCost == 2.5)
    }

    /// Rows that a filter hides count like the others, and are said: whoever filtered may have meant them to be gone.
    @Test func hiddenRowsAreReadAndSaid() throws {
        func row(_ texts: [String], _ state: String = "") -> String { "<row\(state)>" + texts.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() + "</row>" }
        let header = row(["Date", "SKU", "Qty"])
        for (states, count) in [(["", " hidden=\"1\"", " hidden=\"true\"", " hidden=\"0\""], 2), (["", "", "", ""], 0)] {
            let rows = states.enumerated().map { row(["2024-01-1\($0.offset)", "X", "2"], $0.element) }.joined()
            let files = try TemporaryFiles()
            let path = files.directory.appendingPathComponent("shop.xlsx").path
            try Data(workbook([("Sales", header + rows)])).write(to: URL(fileURLWithPath: path))
            let sales = try readSales(paths: [path], options: dailyOptions())
            #expect(sales.series.map { $0.demand.reduce(0, +) } == [8])
            #expect(sales.report.warnings.contains { $0.hasPrefix("2 rows of the sheet are hidden") } == (count == 2))
        }
    }

    /// A cover and a summary in front of the sales are passed over, and named.
    @Test func theFirstSheetWithSalesIsRead() throws {
        func row(_ texts: [String]) -> String { "<row>" + texts.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() + "</row>" }
        let cover = row(["Sales of the shop"]), summary = row(["Month", "Total"]) + row(["Jan", "10"])
        let january = row(["Date", "SKU", "Qty"]) + row(["2024-01-13", "X", "2"]), february = row(["Date", "SKU", "Qty"]) + row(["2024-02-14", "X", "3"])
        let bytes = workbook([("Cover", cover), ("Summary", summary), ("January", january), ("February", february)])
        let files = try TemporaryFiles()
        let path = files.directory.appendingPathComponent("shop.xlsx").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series.map { $0.demand.reduce(0, +) } == [5])
        #expect(sales.report.lines.contains { $0.contains("sheets January, February; not read: Cover, Summary") }, "\(sales.report.lines)")
        // Another table keeps its first sheet.
        #expect(try text(bytes, usual: "items").hasPrefix("Sales of the shop"))
    }

    @Test func sheetsWithTheSameHeaderAreReadOneAfterTheOtherAndTheOthersAreNamed() throws {
        let files = try TemporaryFiles()
        let path = files.directory.appendingPathComponent("shop.xlsx").path
        func row(_ number: Int, _ cells: String) -> String { "<row r=\"\(number)\">\(cells)</row>" }
        func words(_ texts: [String]) -> String { texts.map { "<c t=\"inlineStr\"><is><t>\($0)</t></is></c>" }.joined() }
        let header = row(1, words(["date", "item", "quantity"]))
        func year(_ days: [Int]) -> String {
            header + days.enumerated().map { row($0 + 2, "<c s=\"1\"><v>\(45_292 + $1)</v></c>" + words(["0012"]) + "<c><v>\($1 + 1)</v></c>") }.joined()
        }
        try Data(workbook([("2024 a", year([0, 1])), ("notes", row(1, words(["made by", "Ann"]))), ("2024 b", year([2, 3]))])).write(to: URL(fileURLWithPath: path))
        let read = try readSales(paths: [path], options: dailyOptions())
        #expect(read.series[0].demand == [1, 2, 3, 4])
        let said = read.report.lines.joined(separator: "\n")
        #expect(said.contains("2 sheets with the same header are read one after the other (2024 a, 2024 b)"), "\(said)")
        #expect(said.contains("not read: notes"), "\(said)")
        let items = row(1, words(["item", "unit_cost"])) + row(2, words(["0012"]) + "<c><v>2.5</v></c>")
        try Data(workbook([("north", items), ("old", row(1, words(["sku"])))])).write(to: URL(fileURLWithPath: path))
        #expect(try readItems(path: path).remarks.joined().contains("read from the sheet north; not read: old"))
        // A sheet that is named is the only one.
        #expect(try text(workbook([("a", header), ("b", header)]), table: "b") == "date,item,quantity\n")
    }
}
