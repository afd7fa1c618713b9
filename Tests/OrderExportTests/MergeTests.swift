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

    /// Excel's "Unicode text" and lists of SAP: both orders of bytes, with and without a mark, with characters of two units.
    @Test(arguments: [true, false], [true, false]) func textOfTwoBytesAUnitStaysThat(littleEndian: Bool, withMark: Bool) throws {
        func wide(_ text: String) -> [UInt8] {
            let units = (withMark ? [0xFEFF] : []) + Array(text.utf16)
            return units.flatMap { littleEndian ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        }
        let header = "product_id\tlocation_id\tproduct_min_qty\tproduct_max_qty\tqty_multiple\tnote\r\n"
        let result = try odoo(wide(header + "0012\tWH/Stock\t1\t2\t3\tGr\u{F6}\u{DF}e \u{1F4E6}\r\ncup\tWH/Stock\t4\t4\t6\t\u{2013}"))
        #expect(result.files[0].bytes == wide(header + "0012\tWH/Stock\t6\t6\t12\tGr\u{F6}\u{DF}e \u{1F4E6}\r\ncup\tWH/Stock\t4\t4\t6\t\u{2013}"))
        #expect(result.files[0].rows == 1)
        // Half of a pair of units could not be written back: nothing is written.
        var damaged = wide(header + "0012\tWH/Stock\t1\t2\t3\t\u{1F4E6}\r\n")
        damaged.removeSubrange(damaged.count - 6..<damaged.count - 4)
        #expect(throws: ExportProblem.self) { try odoo(damaged) }
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

    /// What has not changed since an earlier run stays as it is in the file, ERPNext's rows one by one.
    @Test func unchangedRowsOfAMergedFileStay() throws {
        let items = [InventedItems.item("A", location: "a", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("A", location: "b", kind: .rQ, r: 2, S: 4, Q: 2)]
        let text = "name,reorder_levels.warehouse,reorder_levels.warehouse_reorder_level,reorder_levels.warehouse_reorder_qty\nA,a,1,1\n,b,1,1\n"
        var options = ExportOptions()
        options.earlier = [items[0].key: PlannedLevels(reorderPoint: 5, orderUpTo: 17, orderQuantity: 12)]
        let result = try exportRules(of: items, dialect: .erpnext, options: options, merging: (Array(text.utf8), "item.csv"))
        #expect(String(decoding: result.files[0].bytes, as: UTF8.self) == text.replacing(",b,1,1", with: ",b,2,2"))
        #expect(result.leftOut == [LeftOut(key: items[0].key, reason: "unchanged")])
    }

    @Test(arguments: [
        ("item,min\n0012,3\n", "no column for the item"), ("", "the file is empty"), ("product_id,product_min_qty,product_max_qty\nnobody,1,2\n", "none of its 1 items"),
        ("product_id,product_min_qty,product_max_qty\n0012,1,2\n0012,1,2\n", "line 3: the row is for the same item and location as line 2"),
        ("product_id,product_min_qty\n0012,1,2\n", "line 2: the row has 3 cells, the header 2"), ("product_id,other\n0012,1\n", "no column product_min_qty"),
        ("PK\u{3}\u{4}zzzz", "this is a workbook"), ("p\0r\0o\0d\0x", "the UTF-16 text is damaged"), ("product_id,product_min_qty\n0012,\0\n", "line 2: a byte of zero"),
    ])
    func aFileThatCannotBeUsedIsRefused(text: String, words: String) throws {
        do {
            _ = try odoo(Array(text.utf8))
            Issue.record("\(text) was taken")
        } catch let problem as ExportProblem {
            #expect(problem.description.contains(words), "\(problem.description)")
        }
    }

    /// Every delimiter, line end, quoting, mark and encoding: with our cells blanked, the file before and after are the same bytes.
    @Test func everyByteThatIsNotOursStays() throws {
        for delimiter in [",", ";", "\t"] {
            for lineEnd in ["\n", "\r\n"] {
                for quote in ["", "\""] {
                    for mark in [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
                        for end in ["", lineEnd, lineEnd + lineEnd] {
                            func file(_ numbers: [String: [String]]) -> [UInt8] {
                                func cell(_ text: String) -> String { quote + text + quote }
                                let header = ["id", "product_id", "note", "product_min_qty", "location_id", "product_max_qty", "qty_multiple", "x"].map(cell).joined(separator: delimiter)
                                let lines = [("a", "0012"), ("b", "nobody"), ("c", "cup")].map { id, item in
                                    let own = numbers[item] ?? ["1", "2", "3"]
                                    return [cell(id), cell(item), "\"two\(lineEnd)lines, \"\"and\(delimiter)more\"\"\"", cell(own[0]), cell("WH/Stock"), cell(own[1]), cell(own[2]), cell("\u{E9}")]
                                        .joined(separator: delimiter)
                                }
                                let text = Array(([header] + lines).joined(separator: lineEnd).utf8) + Array(end.utf8)
                                // Windows-1252 where there is no mark: one byte for the letter.
                                guard mark.isEmpty else { return mark + text }
                                var latin: [UInt8] = []
                                for byte in text { if byte == 0xC3 { continue } else { latin.append(byte == 0xA9 ? 0xE9 : byte) } }
                                return latin
                            }
                            let result = try odoo(file([:]))
                            #expect(result.files[0].bytes == file(["0012": ["6", "6", "12"], "cup": ["4", "4", "6"]]))
                        }
                    }
                }
            }
        }
    }

    /// SAP shows numeric material numbers with zeros in front, or without.
    @Test(arguments: ["000000000000000012", "12", "0012"])
    func materialNumbersMeetWithTheirZerosOrWithout(material: String) throws {
        var items = [InventedItems.item("0012", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("A-7", r: 3, S: 9, pack: 6)]
        let text = "MATNR\tWERKS\tDISMM\tDISLS\tMINBE\tBSTFE\tMABST\tBSTRF\r\n\(material)\tmain\tVB\tHB\t1.000,000\t0,000\t2.000,000\t1,000\r\nA-7\tmain\tPD\tFX\t0,000\t5,000\t0,000\t1,000\r\n"
        let result = try exportRules(of: items, dialect: .sap, options: ExportOptions(), merging: (Array(text.utf8), "marc.txt"))
        #expect(String(decoding: result.files[0].bytes, as: UTF8.self) == "MATNR\tWERKS\tDISMM\tDISLS\tMINBE\tBSTFE\tMABST\tBSTRF\r\n\(material)\tmain\tVB\tFX\t6\t12\t2.000,000\t1,000\r\n"
            + "A-7\tmain\tPD\tHB\t4\t5,000\t9\t6\r\n")
        // Two items of the plan that are one material there.
        items.append(InventedItems.item("12", r: 1, S: 2))
        #expect { try exportRules(of: items, dialect: .sap, options: ExportOptions(), merging: (Array(text.utf8), "marc.txt")) } throws: {
            ($0 as? ExportProblem)?.description.contains("0012 and 12 of the plan are one item there") == true
        }
    }

    @Test func netsuiteTurnsItsOwnCalculationOff() throws {
        let text = "External ID,Location,Reorder Point,Preferred Stock Level,Auto-Calculate Reorder Point,Auto-Calculate Preferred Stock Level\n0012,main,1,2,T,F\n"
        let result = try exportRules(of: items, dialect: .netsuite, options: { var options = ExportOptions(); options.allowsFormulaText = true; return options }(), merging: (Array(text.utf8), "ns.csv"))
        #expect(String(decoding: result.files[0].bytes, as: UTF8.self).hasSuffix("\n0012,main,5,17,F,F\n"))
    }

    @Test func aFileOfDatabaseNamesSaysWhatToExportToo() {
        let text = "id,product_id/id,location_id/id,product_min_qty,product_max_qty\na,__export__.p_12,stock.stock_location_stock,1,2\n"
        #expect { try odoo(Array(text.utf8)) } throws: { ($0 as? ExportProblem)?.description.contains("Product/Internal Reference, too") == true }
    }

    /// The rules in a merged file are those of a new one: what the simulators prove of one holds for the other.
    @Test(arguments: ["14", "17", "18"])
    func mergedNumbersAreThoseOfANewFile(version: String) throws {
        let all = InventedItems.policies.sorted { $0.key < $1.key }
        let template = "id,product_id,location_id,product_min_qty,product_max_qty,qty_multiple\n" + all.map { "x,\($0.key.item),WH/Stock,0,0,0\n" }.joined()
        let merged = records(try odoo(Array(template.utf8), items: all) { $0.odooVersion = version }.files[0].bytes)
        var options = ExportOptions()
        options.odooVersion = version
        let new = records(try exportRules(of: all, dialect: .odoo, options: options).files[0].bytes)
        #expect(merged.count == new.count)
        for (one, other) in zip(merged, new) {
            for column in ["product_id", "product_min_qty", "product_max_qty", "qty_multiple"] { #expect(one[column] == other[column]) }
        }
    }

    /// The rules that are live there are read as they are exported: r and S come back, and a file that says two things is refused.
    @Test(arguments: [OrderDialect.odoo, .businessCentral, .sap, .netsuite, .erpnext])
    func liveRulesAreTheRulesThatWereExported(dialect: OrderDialect) throws {
        var options = ExportOptions()
        options.odooVersion = "16"
        let items = InventedItems.policies.sorted { $0.key < $1.key }
        let result = try exportRules(of: items, dialect: dialect, options: options), bytes = try #require(result.files.first).bytes
        let out = Set(result.leftOut.map(\.key))
        let live = try readLiveRules(bytes, file: "x.csv", dialect: dialect, options: options, items: items).rules
        for item in items where !out.contains(item.key) {
            let policy = try #require(item.recommendation.policy), rule = try #require(live[item.key])
            #expect(rule.reorderPoint == policy.reorderPoint && rule.orderUpTo == policy.orderUpTo, "\(item.key.item): \(rule)")
        }
        let lines = bytes.split(separator: 0x0A)
        let twice = Array((lines + [lines[1]]).joined(separator: [0x0A]))
        #expect { try readLiveRules(twice, file: "x.csv", dialect: dialect, options: options, items: items) } throws: { ($0 as? ExportProblem)?.description.contains("same item and location as line 2") == true }
    }

    @Test func rulesOfItemsSayNothingOfSeveralLocations() {
        let two = [InventedItems.item("A", location: "north", r: 5, S: 6), InventedItems.item("A", location: "south", r: 2, S: 4)]
        let text = Array("No.,Reordering Policy,Reorder Point,Reorder Quantity,Maximum Inventory\nA,Maximum Qty.,1,0,2\n".utf8)
        #expect { try readLiveRules(text, file: "bc.csv", dialect: .businessCentral, options: ExportOptions(), items: two) } throws: {
            ($0 as? ExportProblem)?.description.contains("no column for the location, and the plan has 2") == true
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
