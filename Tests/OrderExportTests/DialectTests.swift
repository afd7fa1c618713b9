import DemandModel
import OrderExport
import Testing

/// Columns, keys and types of each system's files, and what is left out of them.
@Suite struct DialectTests {
    private func rules(_ items: [PlannedItem], _ dialect: OrderDialect, change: (inout ExportOptions) -> Void = { _ in }) throws -> ExportResult {
        var options = ExportOptions()
        change(&options)
        return try exportRules(of: items, dialect: dialect, options: options)
    }

    private var items: [PlannedItem] {
        [InventedItems.item("0012", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("failed", r: 0, S: 0, status: .failed),
         InventedItems.item("new", r: 0, S: 0, status: .noHistory), InventedItems.item("two", location: "north", r: 3, S: 9, pack: 6),
         InventedItems.item("two", r: 3, S: 4)]
    }

    @Test(arguments: OrderDialect.allCases.filter { !$0.isMergeOnly && ![.amazon, .generic, .lightspeed, .shopify].contains($0) })
    func codesStayByteForByteAndWhatCannotBePlannedIsListed(dialect: OrderDialect) throws {
        let result = try rules(items, dialect) { $0.odooVersion = "18" }
        let file = try #require(result.files.first)
        #expect(rows(file.bytes).dropFirst().contains { $0.contains("0012") })
        #expect(!rows(file.bytes).contains { $0.contains("failed") || $0.contains("new") })
        #expect(result.leftOut.contains { $0.key.item == "failed" && $0.reason.contains("no number") })
        #expect(result.leftOut.contains { $0.key.item == "new" && $0.reason.contains("no history") })
        let width = rows(file.bytes).first?.count
        #expect(rows(file.bytes).allSatisfy { $0.count == width })
        #expect(file.rows == rows(file.bytes).count - 1)
        #expect(String(decoding: result.leftOutTable, as: UTF8.self).hasPrefix("item,location,reason\n"))
    }

    @Test func odooNeedsItsVersion() {
        #expect(throws: ExportProblem.self) { try rules(items, .odoo) }
        #expect(throws: ExportProblem.self) { try rules(items, .odoo) { $0.odooVersion = "20" } }
        #expect(OdooVersion("17.2")?.roundsUp == false && OdooVersion("17")?.roundsUp == true && OdooVersion("x") == nil)
    }

    @Test(arguments: [OrderDialect.unleashed, .cin7, .katana])
    func someTakeTheirOwnFileOnly(dialect: OrderDialect) {
        #expect { try rules(items, dialect) } throws: { ($0 as? ExportProblem)?.description.contains("--merge") == true }
    }

    @Test func erpnextWritesAllWarehousesOfAnItemOrNone() throws {
        let both = [InventedItems.item("A", location: "a", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("A", location: "b", kind: .rQ, r: 1, S: 3, Q: 2),
                    InventedItems.item("B", location: "a", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("B", location: "b", r: 3, S: 4)]
        let result = try rules(both, .erpnext)
        #expect(rows(result.files[0].bytes).dropFirst().map { $0 } == [["A", "a", "5", "12", "Purchase"], ["", "b", "1", "2", "Purchase"]])
        #expect(result.leftOut.count == 2 && result.leftOut.allSatisfy { $0.key.item == "B" })
        // One of A's warehouses moved: both are written.
        let one = try rules(both, .erpnext) { $0.earlier = [both[0].key: PlannedLevels(reorderPoint: 5, orderUpTo: 17, orderQuantity: 12)] }
        #expect(rows(one.files[0].bytes).count == 3)
    }

    @Test func formulasAreRefusedUnlessAllowed() throws {
        let evil = [InventedItems.item("=1+1", r: 3, S: 4), InventedItems.item("+12", r: 3, S: 4), InventedItems.item("-5", r: 3, S: 4)]
        #expect { try rules(evil, .sap) } throws: { error in
            (error as? ExportProblem).map { $0.description.contains("=1+1") && !$0.description.contains("+12") } ?? false
        }
        let allowed = try rules(evil, .sap) { $0.allowsFormulaText = true }
        #expect(rows(allowed.files[0].bytes).map { $0[0] } == ["MATNR", "=1+1", "+12", "-5"])
    }

    @Test func whatHasNotChangedIsLeftOut() throws {
        let one = [InventedItems.item("A", kind: .rQ, r: 100, S: 112, Q: 12), InventedItems.item("B", r: 3, S: 4)]
        let before = [one[0].key: PlannedLevels(reorderPoint: 98, orderUpTo: 110, orderQuantity: 12), one[1].key: PlannedLevels(reorderPoint: 2, orderUpTo: 4)]
        let strict = try rules(one, .netsuite) { $0.earlier = before }
        #expect(rows(strict.files[0].bytes).count == 3)
        let loose = try rules(one, .netsuite) { $0.earlier = before; $0.tolerance = 0.05 }
        #expect(rows(loose.files[0].bytes).map { $0[0] } == ["External ID", "B"])
        #expect(loose.leftOut == [LeftOut(key: one[0].key, reason: "unchanged")])
    }

    @Test func aMappingFileSaysHowASystemTakesItsFiles() throws {
        var mapping = ExportMapping(name: "erp", columns: [
            .init(name: "Artikel", content: .field(.item)), .init(name: "Meldebestand", content: .field(.reorderPoint)),
            .init(name: "Max", content: .field(.orderUpTo)), .init(name: "Art", content: .constant("VB")),
        ])
        mapping.delimiter = UInt8(ascii: ";")
        mapping.decimalComma = true
        mapping.byteOrderMark = true
        mapping.carriageReturns = true
        mapping.trigger = .below
        let result = try rules([InventedItems.item("0012", r: 4.5, S: 12.75, isCount: false)], .generic) { $0.mapping = mapping }
        #expect(String(decoding: result.files[0].bytes, as: UTF8.self) == "\u{FEFF}Artikel;Meldebestand;Max;Art\r\n0012;4,51;12,75;VB\r\n")
    }

    @Test func shopifyHasAPairOfMetafieldsPerLocation() throws {
        let result = try rules(items, .shopify)
        #expect(rows(result.files[0].bytes)[0] == ["Variant SKU", "Variant Metafield: custom.reorder_point_main [number_integer]",
            "Variant Metafield: custom.order_up_to_main [number_integer]", "Variant Metafield: custom.reorder_point_north [number_integer]",
            "Variant Metafield: custom.order_up_to_north [number_integer]"])
        #expect(rows(result.files[0].bytes)[2] == ["two", "3", "4", "3", "9"])
    }

    @Test func placesThatAreWrittenAlikeStayTwo() throws {
        // Metafields have keys of ASCII letters; two rules for one place are refused where the system keeps one.
        let two = [InventedItems.item("A", location: "Süd 1", r: 3, S: 4), InventedItems.item("A", location: "S-d 1", r: 5, S: 6)]
        let header = rows(try rules(two.sorted { $0.key < $1.key }, .shopify).files[0].bytes)[0]
        #expect(header.count == 5 && Set(header).count == 5)
        #expect { try rules(two.sorted { $0.key < $1.key }, .netsuite) { $0.locationNames = ["Süd 1": "South", "S-d 1": "South"] } } throws: {
            ($0 as? ExportProblem)?.description.contains("would both be South") == true
        }
    }

    @Test func whatARuleCannotHoldIsSaid() throws {
        var capped = InventedItems.item("A", r: 3, S: 40)
        capped.supply.maximumOrderQuantity = 10
        #expect(try rules([capped], .sap).notes.contains { $0.contains("1 item has a largest order") && $0.contains("(A)") })
        #expect(try !rules(items, .sap).notes.contains { $0.contains("largest order") })
        // Twobin's own word for the only place is no name in another system.
        #expect(try rules(items, .netsuite).notes.contains { $0.contains("--location main=NAME") })
        #expect(try !rules(items, .netsuite) { $0.locationNames = ["main": "HQ"] }.notes.contains { $0.contains("--location") && $0.contains("main") })
        #expect(try rules(items, .odoo) { $0.odooVersion = "18" }.notes.contains { $0.contains("north") && $0.contains("full name") })
    }

    @Test func wooCommerceKeepsOneStockPerProduct() throws {
        let result = try rules(items, .woocommerce)
        #expect(result.leftOut.count { $0.reason.contains("--only-location") } == 2)
        let north = try rules(items, .woocommerce) { $0.onlyLocation = "north" }
        #expect(rows(north.files[0].bytes) == [["SKU", "Low stock amount"], ["two", "3"]])
    }
}

/// Draft purchase orders.
@Suite struct DraftOrderTests {
    private let day = CalendarDay(number: 20_000)

    private func order(_ lines: [PurchaseLine], supplier: String = "Nord", location: String = "main") -> PurchaseOrder {
        PurchaseOrder(reference: "TB-1", supplier: supplier, location: location, orderedOn: day, lines: lines)
    }

    private func line(_ item: String, units: Double = 12, unit: String? = nil, size: Double? = nil) -> PurchaseLine {
        var line = PurchaseLine(key: ItemLocation(item: item), supplierCode: "N-\(item)", units: units, unitCost: 2.5, receiptP50: day.advanced(by: 7), receiptP90: day.advanced(by: 9))
        line.purchaseUnit = unit
        line.unitsPerPurchaseUnit = size
        return line
    }

    private func odoo(_ orders: [PurchaseOrder], version: String = "18") throws -> ExportResult {
        var options = ExportOptions()
        options.odooVersion = version
        return try exportOrders(orders, dialect: .odoo, options: options)
    }

    @Test func odooHasTheOrdersFieldsOnItsFirstRow() throws {
        let result = try odoo([order([line("A"), line("B", units: 24, unit: "Box", size: 12)])])
        #expect(rows(result.files[0].bytes) == [
            ["id", "partner_id", "date_order", "origin", "order_line/product_id", "order_line/product_qty", "order_line/product_uom", "order_line/price_unit", "order_line/date_planned"],
            ["twobin.po_" + stableFingerprint("TB-1\u{1F}Nord\u{1F}main"), "Nord", "2024-10-04 00:00:00", "TB-1", "A", "12", "Units", "2.5", "2024-10-11 00:00:00"],
            ["", "", "", "", "B", "2", "Box", "30", "2024-10-11 00:00:00"],
        ])
        #expect(try odoo([order([line("A", unit: "Box", size: 12)])], version: "19").files[0].bytes.starts(with: Array("id,partner_id,date_order,origin,order_line/product_id,order_line/product_qty,order_line/product_uom_id".utf8)))
        #expect(try odoo([order([line("A")])]).files == odoo([order([line("A")])]).files)
    }

    @Test func anEmptyCellIsNoUnitAndNoPriceToOdoo() throws {
        var cheap = line("A"), boxed = line("B", units: 24, unit: "Box", size: 12)
        var options = ExportOptions()
        options.odooVersion = "18"
        options.stockUnit = "Stück"
        let named = try exportOrders([order([cheap, boxed])], dialect: .odoo, options: options)
        #expect(records(named.files[0].bytes).map { $0["order_line/product_uom"] } == ["Stück", "Box"])
        let unnamed = try odoo([order([cheap, boxed])])
        #expect(unnamed.notes.contains { $0.contains("\"Units\"") && $0.contains("--stock-unit") })
        #expect(rows(try odoo([order([cheap])]).files[0].bytes)[0].contains("order_line/product_uom") == false)
        // One line without a cost: no price of 0 on any.
        cheap.unitCost = nil
        boxed.unitCost = 3
        let pricelist = try odoo([order([cheap, boxed])])
        #expect(!rows(pricelist.files[0].bytes)[0].contains("order_line/price_unit") && pricelist.notes.contains { $0.contains("pricelists") })
        #expect(Set(rows(pricelist.files[0].bytes).map(\.count)).count == 1)
    }

    @Test func ordersOfSeveralLocationsSayWhereTheyGo() throws {
        let two = try odoo([order([line("A")]), order([line("B")], location: "north")])
        #expect(two.notes.contains { $0.contains("Deliver To") && $0.contains("main, north") })
        #expect(try !odoo([order([line("A")])]).notes.contains { $0.contains("Deliver To") })
    }

    @Test func placedOrdersAreLeftOutAndListed() throws {
        let other = PurchaseOrder(reference: "TB-2", supplier: "Süd", location: "main", orderedOn: day, lines: [line("B")])
        let open = try withoutPlaced([order([line("A")]), other], placed: ["TB-1": "2024-10-04"])
        #expect(open.orders == [other] && open.leftOut.map(\.key.item) == ["A"] && open.leftOut[0].reason.contains("TB-1 was placed on 2024-10-04: --again"))
        #expect { try withoutPlaced([other], placed: ["TB-2": "2024-10-04"]) } throws: { ($0 as? ExportProblem)?.description.contains("--again") == true }
    }

    @Test func erpnextRequestsWhatItsLevelsDoNot() throws {
        // A batch and a pack that is the whole step have a level; single units have none, and an item of which one warehouse has none has none at all.
        let items = [InventedItems.item("batch", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("pack", r: 5, S: 11, pack: 6), InventedItems.item("single", r: 5, S: 6),
                     InventedItems.item("two", location: "a", kind: .rQ, r: 5, S: 17, Q: 12), InventedItems.item("two", location: "b", r: 5, S: 6),
                     InventedItems.item("check", kind: .rQ, r: 5, S: 17, Q: 12, status: .check)]
        #expect(Set(itemsWithLevelInERPNext(items).map(\.item)) == ["batch", "pack"])
        // The same items as in the file of rules.
        let file = try #require(try exportRules(of: items.sorted { $0.key < $1.key }, dialect: .erpnext, options: ExportOptions()).files.first)
        #expect(Set(rows(file.bytes).dropFirst().map { $0[0] }) == ["batch", "pack"])
    }

    @Test func aMappingFileForOrdersHasReferenceDatesAndPurchaseUnits() throws {
        let mapping = ExportMapping(name: "erp", columns: [
            .init(name: "PO", content: .field(.reference)), .init(name: "Item", content: .field(.item)), .init(name: "Qty", content: .field(.purchaseQuantity)),
            .init(name: "Unit", content: .field(.purchaseUnit)), .init(name: "Date", content: .field(.orderDate)), .init(name: "Due", content: .field(.expectedOn)),
            .init(name: "Value", content: .field(.lineValue)),
        ])
        var options = ExportOptions()
        options.mapping = mapping
        let result = try exportOrders([order([line("A", units: 24, unit: "Box", size: 12), line("odd", units: 13, unit: "Box", size: 12), line("C")])], dialect: .generic, options: options)
        #expect(rows(result.files[0].bytes).dropFirst().map { $0 } == [
            ["TB-1", "A", "2", "Box", "2024-10-04", "2024-10-11", "60"], ["TB-1", "C", "12", "", "2024-10-04", "2024-10-11", "30"],
        ])
        #expect(result.leftOut.map(\.key.item) == ["odd"])
        #expect { try exportRules(of: [InventedItems.item("A", r: 3, S: 4)], dialect: .generic, options: options) } throws: {
            ($0 as? ExportProblem)?.description.contains("--content orders") == true
        }
    }

    @Test func aPurchaseUnitOfUnknownSizeIsRefusedAndAnOddQuantityLeftOut() throws {
        #expect { try odoo([order([line("A", unit: "Box")])]) } throws: { ($0 as? ExportProblem)?.description.contains("units_per_purchase_unit") == true }
        let odd = try odoo([order([line("A", units: 13, unit: "Box", size: 12), line("B")])])
        #expect(odd.leftOut.map(\.key.item) == ["A"] && rows(odd.files[0].bytes).count == 2)
        #expect(try odoo([order([line("A")], supplier: "")]).leftOut.first?.reason.contains("no supplier") == true)
    }

    @Test func shopifyHasAFilePerSupplierAndLocation() throws {
        let result = try exportOrders([order([line("A")]), order([line("B", units: 1.5), line("C")], supplier: "Süd & Co", location: "north")], dialect: .shopify, options: ExportOptions())
        #expect(result.files.map(\.name) == ["TB-1-nord-main.csv", "TB-1-süd-co-north.csv"])
        #expect(rows(result.files[0].bytes) == [["SKU", "Supplier SKU", "Quantity", "Cost", "Tax"], ["A", "N-A", "12", "2.5", ""]])
        #expect(result.leftOut.map(\.key.item) == ["B"])
    }

    @Test func erpnextLeavesOutWhatARuleRequests() throws {
        let result = try exportOrders([order([line("A"), line("B")])], dialect: .erpnext, options: ExportOptions(), fixedQuantityItems: [ItemLocation(item: "A")])
        #expect(rows(result.files[0].bytes) == [
            ["title", "material_request_type", "transaction_date", "schedule_date", "items.item_code", "items.qty", "items.schedule_date", "items.warehouse"],
            ["TB-1", "Purchase", "2024-10-04", "2024-10-11", "B", "12", "2024-10-11", "main"],
        ])
        #expect(result.leftOut.map(\.key.item) == ["A"])
    }

    @Test func amazonHasAShipmentPlanAndOthersSayThatTheyHaveNone() throws {
        #expect(rows(try exportOrders([order([line("A")])], dialect: .amazon, options: ExportOptions()).files[0].bytes) == [["MSKU", "Quantity"], ["A", "12"]])
        #expect(throws: ExportProblem.self) { try exportOrders([order([line("A")])], dialect: .sap, options: ExportOptions()) }
    }
}
