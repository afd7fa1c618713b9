import DemandModel
import PlanExport
import TextForms

extension PlanPage {
    /// Today's orders by supplier: lines, totals, and the supplier's terms beside them.
    func ordersAnswer(_ request: PageRequest) throws -> PageResponse {
        let run = try open(request.parameter("run"))
        let terms = Dictionary(run.header.suppliers.map { ($0.supplier, $0) }, uniquingKeysWith: { first, _ in first })
        let reasons = Dictionary(run.header.summary.supplierOrders.map { ($0.supplier, $0.reason) }, uniquingKeysWith: { first, _ in first })
        return .json([
            "run": .text(run.listing.id), "as_of": .text(run.header.asOf.description),
            "suppliers": .array(PlanPage.supplierLines(run).map { supplier, lines in
                [
                    "supplier": .text(supplier), "items": .integer(lines.count), "units": .number(lines.reduce(0) { $0 + $1.orderNow }),
                    "value": .number(lines.reduce(0) { $0 + ($1.orderValue ?? 0) }),
                    "minimum_order_value": JSONValue(terms[supplier]?.minimumOrderValue),
                    "capacity_per_period": JSONValue(terms[supplier]?.capacityPerPeriod), "reason": .text(reasons[supplier] ?? ""),
                    "lines": .array(lines.map { line in
                        [
                            "item": .text(line.key.item), "location": .text(line.key.location), "quantity": .number(line.orderNow),
                            "unit_cost": JSONValue(line.unitCost), "value": JSONValue(line.orderValue), "position": .number(line.inventoryPosition),
                            "order_up_to": JSONValue(line.orderUpTo), "waiting": .number(line.backordered), "reason": .text(line.reason),
                        ]
                    }),
                ]
            }),
        ])
    }

    /// One supplier's order (or all) as CSV.
    func ordersDownload(_ request: PageRequest) throws -> PageResponse {
        let run = try open(request.parameter("run"))
        let wanted = request.parameter("supplier")
        var writer = CommaSeparatedWriter(textEscaping: .spreadsheet)
        writer.header(["supplier", "item", "location", "quantity", "unit_cost", "value"])
        for (supplier, lines) in PlanPage.supplierLines(run) where wanted == nil || wanted == supplier {
            for line in lines {
                writer.text(supplier)
                writer.text(line.key.item)
                writer.text(line.key.location)
                writer.number(line.orderNow)
                writer.number(line.unitCost)
                writer.number(line.orderValue)
                writer.endRow()
            }
        }
        return .download("orders-\(run.listing.id)\(wanted.map { "-" + $0 } ?? "").csv", contentType: "text/csv; charset=utf-8", body: writer.drain())
    }

    /// Lines to order by supplier, suppliers in byte order, lines in key order.
    static func supplierLines(_ run: OpenRun) -> [(supplier: String, lines: [ItemStanding])] {
        let lines = Dictionary(grouping: run.items.filter { $0.orderNow > 0 }, by: \.supplier)
        return lines.sorted { bytesPrecede($0.key, $1.key) }.map { ($0.key, $0.value) }
    }
}
