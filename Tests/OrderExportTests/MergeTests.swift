import DemandModel
import OrderExport
import Testing

/// The system's own export with our numbers in it, and every other byte as it was.
@Suite struct MergeTests {
    private var items: [PlannedItem] {
        [InventedItems.item("0012", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("=mug", r: 9, S: 10), InventedItems.item("cup", r: 3, S: 9, pack: 6)]
    }

    private func odoo(_ text: [UInt8], items: [PlannedItem]? = nil, change: (inout ExportOptions) -> Void = { _ in }) throws -> ExportResult {
        var options = ExportOptions()
        options.odooVersion = "16"
        options.allowsFormulaText = true
        change(&options)
        return try exportRules(of: items ?? self.items, dialect: .odoo, options: options, merging: (text, "op.csv"))
    }

    @Test func onlyOurNumbersChange() throws {
        let before = "\u{FEFF}\"id\";\"product_id\";\"location_id\";\"note\";\"product_min_qty\";\"product_max_qty\";\"qty_multiple\"\r\n"
            + "__export__.op_1;\"[0012] Mug; blue\";WH/Stock;\"a \"\"b\"\"\";\"1,00\";2;3\r\n"
            + "__export__.op_2;[other] Thing;WH/Stock;;7;8;9\r\n"
            + "\r\n"
            + "__export__.op_3;[cup] Cup;WH/Stock;x;4;4;6"
        let after = before.replacing("\"1,00\";2;3", with: "\"6\";6;12")
        let result = try odoo(Array(before.utf8))
        #expect(String(decoding: try #require(result.files.first).bytes, as: UTF8.self) == after)
        #expect(result.files[0].rows == 1)
        // The rule of cup was right already; =mug has no row.
        #expect(result.leftOut == [LeftOut(key: ItemLocation(item: "=mug"), reason: "no row in op.csv")])
        #expect(result.notes.contains { $0.contains("1 row of op.csv changed, 1 row of other items kept") })
        let again = try odoo(result.files[0].bytes)
        #expect(again.files[0].bytes == result.files[0].bytes && again.files[0].rows == 0)
    }

    @Test func bytesOfAnotherEncodingStay() throws {
        let row: [UInt8] = Array("0012,WH/Stock,Gr".utf8) + [0xF6] + Array("sse,1,2,3\n".utf8)
        let result = try odoo(Array("product_id,location_id,note,product_min_qty,product_max_qty,qty_multiple\n".utf8) + row)
        #expect(result.files[0].bytes == Array("product_id,location_id,note,product_min_qty,product_max_qty,qty_multiple\n0012,WH/Stock,Gr".utf8) + [0xF6]
            + Array("sse,6,6,12\n".utf8))
    }

    @Test func onlyChangedRowsOnRequest() throws {
        let text = "id,product_id,product_min_qty,product_max_qty,qty_multiple\na,0012,6,6,12\nb,cup,1,1,6\nc,thing,1,1,1\n"
        let result = try odoo(Array(text.utf8)) { $0.onlyChangedRows = true }
        #expect(String(decoding: result.files[0].bytes, as: UTF8.self) == "id,product_id,product_min_qty,product_max_qty,qty_multiple\nb,cup,4,4,6\n")
    }

    @Test func erpnextKeepsAllRowsOfAnItemTogether() throws {
        let items = [InventedItems.item("A", location: "Stores - X", kind: .rQ, r: 5, S: 17, Q: 12)]
        let text = """
            "ID","Item Name","ID (Reorder level based on Warehouse)","Request for (Reorder level based on Warehouse)","Re-order Level (Reorder level based on Warehouse)","Re-order Qty (Reorder level based on Warehouse)"
            "A","Mug","row1","Stores - X","1","2"
            "","","row2","Shop - X","3","4"
            "B","Cup","row3","Stores - X","5","6"

            """
        var options = ExportOptions()
        options.onlyChangedRows = true
        let result = try exportRules(of: items, dialect: .erpnext, options: options, merging: (Array(text.utf8), "item.csv"))
        let lines = String(decoding: result.files[0].bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1] == "\"A\",\"Mug\",\"row1\",\"Stores - X\",\"5\",\"12\"")
        #expect(lines[2] == "\"\",\"\",\"row2\",\"Shop - X\",\"3\",\"4\"")
    }

    @Test(arguments: [
        ("item,min\n0012,3\n", "no column for the item"), ("", "the file is empty"), ("product_id,product_min_qty,product_max_qty\nnobody,1,2\n", "none of its 1 items"),
        ("product_id,product_min_qty,product_max_qty\n0012,1,2\n0012,1,2\n", "line 3: the row is for the same item and location as line 2"),
        ("product_id,product_min_qty\n0012,1,2\n", "line 2: the row has 3 cells, the header 2"), ("product_id,other\n0012,1\n", "no column product_min_qty"),
        ("PK\u{3}\u{4}zzzz", "this is a workbook"), ("p\0r\0o\0d\0", "UTF-16"),
    ])
    func aFileThatCannotBeUsedIsRefused(text: String, words: String) throws {
        do {
            _ = try odoo(Array(text.utf8))
            Issue.record("\(text) was taken")
        } catch let problem as ExportProblem {
            #expect(problem.description.contains(words), "\(problem.description)")
        }
    }

    @Test func locationsAreMatchedByName() throws {
        let two = [InventedItems.item("A", location: "north", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("A", location: "south", kind: .rQ, r: 2, S: 4, Q: 2)]
        let text = "product_id,location_id,product_min_qty,product_max_qty,qty_multiple\nA,N/Stock,0,0,1\nA,S/Stock,0,0,1\n"
        #expect(throws: ExportProblem.self) { try odoo(Array(text.utf8), items: two) }
        let named = try odoo(Array(text.utf8), items: two) { $0.locationNames = ["north": "N/Stock", "south": "S/Stock"] }
        #expect(String(decoding: named.files[0].bytes, as: UTF8.self)
            == "product_id,location_id,product_min_qty,product_max_qty,qty_multiple\nA,N/Stock,6,6,12\nA,S/Stock,3,3,2\n")
    }
}
