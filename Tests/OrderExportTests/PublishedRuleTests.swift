import DemandModel
import Foundation
import OrderExport
import Testing

/// For each system a simulator of its published rule: the exported rule places the order that Twobin's policy would, at every position
/// from far below to S.
@Suite struct PublishedRuleTests {
    private func exported(_ dialect: OrderDialect, odoo: String? = nil) throws -> [(item: PlannedItem, row: [String: String])] {
        var options = ExportOptions()
        options.odooVersion = odoo
        let items = InventedItems.policies.sorted { $0.key < $1.key }
        let result = try exportRules(of: items, dialect: dialect, options: options)
        let file = try #require(result.files.first)
        let out = Set(result.leftOut.map(\.key))
        return Array(zip(items.filter { !out.contains($0.key) }, records(file.bytes)))
    }

    private func positions(_ item: PlannedItem) -> [Double] {
        let top = item.recommendation.policy?.orderUpTo ?? 0
        return Array(stride(from: -2 * top - 30, through: top, by: 1))
    }

    /// Odoo: below the minimum (strictly) order up to max(min, max), rounded to the multiple: up to 17.0 and in 19 upwards, from 17.2 to 18 downwards.
    private func odoo(_ row: [String: String], forecast: Double, roundsUp: Bool, multipleColumn: String) -> Double {
        guard let least = Double(row["product_min_qty"] ?? ""), let most = Double(row["product_max_qty"] ?? "") else { return .nan }
        let cell = row[multipleColumn] ?? ""
        let multiple = Double(cell) ?? Double(cell.replacing("Pack of ", with: "")) ?? 0
        guard forecast < least else { return 0 }
        let gap = max(least, most) - forecast
        let rest = multiple > 0 ? gap.truncatingRemainder(dividingBy: multiple) : 0
        return rest == 0 ? gap : roundsUp ? gap + multiple - rest : gap - rest
    }

    @Test(arguments: [("14", true), ("16", true), ("17", true), ("17.2", false), ("18", false), ("19", true)])
    func odooOrdersAsTwobinDoes(version: String, roundsUp: Bool) throws {
        let all = try exported(.odoo, odoo: version)
        #expect(all.count == InventedItems.policies.count)
        for (item, row) in all {
            for position in positions(item) {
                let order = odoo(row, forecast: position, roundsUp: roundsUp, multipleColumn: version == "19" ? "replenishment_uom_id" : "qty_multiple")
                #expect(order == InventedItems.order(item, at: position), "\(item.key.item) at \(position), Odoo \(version): \(row)")
            }
            #expect(row["trigger"] == "manual")
        }
        #expect(Set(all.map { $0.row["id"] }).count == all.count)
    }

    /// Of an item that is ordered only for those who wait: no rule of 0 and 0, and the rule there is orders as Twobin does.
    @Test(arguments: [("14", true), ("17", true), ("18", false), ("19", true)])
    func odooHasNoRuleOfNothing(version: String, roundsUp: Bool) throws {
        var options = ExportOptions()
        options.odooVersion = version
        let items = [InventedItems.item("A", kind: .rQ, r: -1, S: 23, Q: 24), InventedItems.item("B", r: -1, S: 0), InventedItems.item("C", kind: .sS, r: -2, S: 4), InventedItems.item("D", r: 0, S: 1)]
        let result = try exportRules(of: items, dialect: .odoo, options: options)
        let left = Set(result.leftOut.map(\.key.item)), rows = records(try #require(result.files.first).bytes)
        #expect(left == (roundsUp ? ["A", "B"] : ["B"]) && result.leftOut.allSatisfy { $0.reason.contains("0 and 0") })
        for (item, row) in zip(items.filter { !left.contains($0.key.item) }, rows) {
            for position in positions(item) {
                #expect(odoo(row, forecast: position, roundsUp: roundsUp, multipleColumn: version == "19" ? "replenishment_uom_id" : "qty_multiple") == InventedItems.order(item, at: position))
            }
        }
    }

    @Test(arguments: [OrderDialect.businessCentral, .sap, .netsuite, .lightspeed, .woocommerce])
    func aLevelBelowZeroIsNoneToOthers(dialect: OrderDialect) throws {
        let result = try exportRules(of: [InventedItems.item("A", r: -1, S: 0), InventedItems.item("B", r: 0, S: 1)], dialect: dialect, options: ExportOptions())
        #expect(result.leftOut.map(\.key.item) == ["A"] && result.leftOut[0].reason.contains("no level below 0"))
        #expect(result.files[0].rows == 1)
    }

    @Test func theRulesOfOneVersionFailInAnother() throws {
        // What makes the version an option without a default: the file of 18 orders a batch too much under 16, that of 16 is dead under 18.
        let of18 = try exported(.odoo, odoo: "18"), of16 = try exported(.odoo, odoo: "16")
        let batch = try #require(of18.first { $0.item.key.item == "rQ 4.0 12.0" })
        #expect(odoo(batch.row, forecast: 3, roundsUp: true, multipleColumn: "qty_multiple") == 24)
        let dead = try #require(of16.first { $0.item.key.item == "rQ 4.0 12.0" })
        #expect(odoo(dead.row, forecast: 3, roundsUp: false, multipleColumn: "qty_multiple") == 0)
    }

    /// ERPNext: at or below the level request the larger of the quantity and what lacks to the level.
    @Test func erpnextRequestsAsTwobinOrdersAboveABatchBelow() throws {
        let all = try exported(.erpnext)
        #expect(!all.isEmpty && all.allSatisfy { $0.item.recommendation.policy?.kind == .rQ || $0.item.supply.orderMultiple != nil })
        for (item, row) in all {
            let level = try #require(Double(row["reorder_levels.warehouse_reorder_level"] ?? ""))
            let quantity = try #require(Double(row["reorder_levels.warehouse_reorder_qty"] ?? ""))
            func request(_ projected: Double) -> Double { projected <= level ? max(quantity, level - projected) : 0 }
            for position in positions(item) {
                if position > level - quantity {
                    #expect(request(position) == InventedItems.order(item, at: position), "\(item.key.item) at \(position)")
                } else {
                    // From further below it takes two nights, and ends within one batch of where Twobin does.
                    var projected = position
                    for _ in 0..<3 { projected += request(projected) }
                    let end = position + InventedItems.order(item, at: position)
                    #expect(projected > level && projected <= level + quantity && abs(projected - end) < quantity)
                }
            }
        }
    }

    /// Business Central: at or below the reorder point; Maximum Qty. fills up to the maximum, rounded up to the multiple; Fixed Reorder Qty. orders
    /// its quantity, again while the point is still reached.
    @Test func businessCentralOrdersAsTwobinDoes() throws {
        let all = try exported(.businessCentral)
        #expect(all.count == InventedItems.policies.count)
        for (item, row) in all {
            func value(_ name: String) -> Double { Double(row[name] ?? "") ?? 0 }
            // A projected inventory below zero is an emergency order of its own there.
            for position in positions(item) where position >= 0 {
                var order = 0.0
                if position <= value("Reorder Point") {
                    if row["Reordering Policy"] == "Fixed Reorder Qty." {
                        repeat { order += value("Reorder Quantity") } while position + order <= value("Reorder Point")
                    } else {
                        order = value("Maximum Inventory") - position
                        let multiple = value("Order Multiple")
                        if multiple > 0 { order = (order / multiple).rounded(.up) * multiple }
                    }
                }
                #expect(order == InventedItems.order(item, at: position), "\(item.key.item) at \(position): \(row)")
            }
        }
    }

    /// WooCommerce warns at or below the amount, Unleashed strictly below the minimum: exactly where Twobin would order.
    @Test func alertsComeWhereTwobinOrders() throws {
        for (item, row) in try exported(.woocommerce) {
            let amount = try #require(Double(row["Low stock amount"] ?? ""))
            for position in positions(item) { #expect((position <= amount) == (InventedItems.order(item, at: position) > 0)) }
        }
        let items = InventedItems.policies.sorted { $0.key < $1.key }
        let template = "*Product Code,Warehouse Code,Min Stock Level,Max Stock Level\n" + items.map { "\($0.key.item),,0,0\n" }.joined()
        let merged = try exportRules(of: items, dialect: .unleashed, options: ExportOptions(), merging: (Array(template.utf8), "unleashed.csv"))
        for (item, row) in zip(items, records(try #require(merged.files.first).bytes)) {
            let least = try #require(Double(row["Min Stock Level"] ?? ""))
            for position in positions(item) { #expect((position < least) == (InventedItems.order(item, at: position) > 0)) }
        }
    }

    /// Lightspeed: below the threshold suggest the amount, or what lacks to the target.
    @Test func theThresholdOfLightspeedIsOneAboveR() throws {
        let item = InventedItems.item("0012", kind: .rQ, r: 5, S: 17, Q: 12)
        let file = try #require(try exportRules(of: [item], dialect: .lightspeed, options: ExportOptions()).files.first)
        #expect(String(decoding: file.bytes, as: UTF8.self) == "[{\"method\": \"FIXED\", \"product_id\": \"0012\", \"outlet_id\": \"main\", "
            + "\"reorder_point\": 6, \"reorder_amount\": 12}]\n")
    }

    /// Below the threshold Lightspeed suggests a fixed amount, or what lacks to the target; the method is one for all outlets of a product.
    @Test func lightspeedSuggestsWhereTwobinOrders() throws {
        let items = (InventedItems.policies + [InventedItems.item("rQ 4.0 12.0", location: "north", r: 3, S: 9)]).sorted { $0.key < $1.key }
        let file = try #require(try exportRules(of: items, dialect: .lightspeed, options: ExportOptions()).files.first)
        let entries = try String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").flatMap { try JSONDecoder().decode([[String: JSONCell]].self, from: Data($0.utf8)) }
        #expect(entries.count == items.count)
        var methods: [String: Set<String>] = [:]
        for (item, entry) in zip(items, entries) {
            #expect(entry["product_id"]?.text == item.key.item && entry["outlet_id"]?.text == item.key.location)
            let method = try #require(entry["method"]?.text)
            methods[item.key.item, default: []].insert(method)
            let least = try #require(entry[method == "FIXED" ? "reorder_point" : "reorder_threshold"]?.number)
            for position in positions(item) {
                #expect((position < least) == (InventedItems.order(item, at: position) > 0))
                guard position < least, position == least - 1 else { continue }
                let amount = try #require(method == "FIXED" ? entry["reorder_amount"]?.number : entry["reorder_target"]?.number.map { $0 - position })
                #expect(amount == InventedItems.order(item, at: position), "\(item.key.uniqueID) at \(position)")
            }
        }
        #expect(methods.values.allSatisfy { $0.count == 1 } && methods["rQ 4.0 12.0"] == ["MIN_MAX"])
    }

    /// SAP (VB, its help): strictly below MINBE a fixed lot (FX), or up to MABST (HB), rounded up to BSTRF. HB with packs may exceed MABST, as the note says.
    @Test func sapOrdersAsTwobinDoesInSingleUnitsAndFixedLots() throws {
        for (item, row) in try exported(.sap) where row["DISLS"] == "FX" || (row["BSTRF"] ?? "").isEmpty {
            let least = try #require(Double(row["MINBE"] ?? ""))
            for position in positions(item) where position > (item.recommendation.policy?.reorderPoint ?? 0) - (Double(row["BSTFE"] ?? "") ?? .infinity) {
                let order = position < least ? Double(row["BSTFE"] ?? "") ?? (Double(row["MABST"] ?? "") ?? .nan) - position : 0
                #expect(order == InventedItems.order(item, at: position), "\(item.key.item) at \(position): \(row)")
            }
        }
    }

    @Test func stockThatIsNotCountedHasHundredthsAsItsStep() throws {
        let item = InventedItems.item("cloth", r: 4.5, S: 12.75, isCount: false)
        var options = ExportOptions()
        options.odooVersion = "18"
        let file = try #require(try exportRules(of: [item], dialect: .odoo, options: options).files.first)
        let row = try #require(records(file.bytes).first)
        #expect(row["product_min_qty"] == "4.51" && row["product_max_qty"] == "12.75")
    }
}
