import DemandModel
import TextForms

/// Today's purchase orders as a table, one row per line, and as a JSON document.
///
///     let bytes = try collectedBytes { sink throws(OutputError) in try PurchaseOrderTable.write(orders, to: sink) }
public enum PurchaseOrderTable {
    /// What each column means, in order.
    public static let columnMeanings: [(name: String, unit: String, meaning: String)] = [
        ("reference", "text", "the same for the same run, supplier and location; an order placed twice is recognised by it"),
        ("supplier", "text", "from the items table; empty where it names none"),
        ("location", "text", "where the goods go"),
        ("item", "text", "the item, exactly as in the sales file (an apostrophe in front of = + - @ only keeps a spreadsheet from running it)"),
        ("supplier_code", "text", "the supplier's own code of the item"),
        ("name", "text", "the item's name"),
        ("units", "stock units", "how many to order"),
        ("packs", "packs", "units / units_per_pack; empty where the item is bought in single units"),
        ("units_per_pack", "stock units", "order_multiple of the items table"),
        ("unit_cost", "money", "per stock unit"),
        ("line_value", "money", "units x unit_cost"),
        ("need_by", "date", "by then demand has used up what is there, with a probability of a half"),
        ("receipt_p50", "date", "the order has arrived by then with a probability of a half"),
        ("receipt_p90", "date", "and of nine tenths"),
        ("added_units", "stock units", "units that the item does not need today: for the supplier's minimum, or because another item's order takes it along"),
        ("reason", "text", "why, in a few words"),
    ]

    public static func write(_ orders: [PurchaseOrder], textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(columnMeanings.map(\.name))
        for order in orders {
            let reference = table.encoded(order.reference), supplier = table.encoded(order.supplier), location = table.encoded(order.location)
            for line in order.lines {
                table.cell(reference)
                table.cell(supplier)
                table.cell(location)
                table.text(line.key.item)
                table.text(line.supplierCode ?? "")
                table.text(line.name ?? "")
                table.number(line.units)
                table.number(line.packs)
                table.number(line.unitsPerPack)
                table.number(line.unitCost)
                table.number(line.value.map { shortDecimal($0, digits: 12) })
                table.text(line.needBy?.description ?? "")
                table.text(line.receiptP50.description)
                table.text(line.receiptP90.description)
                table.number(line.addedUnits)
                table.text(line.reason)
                table.endRow()
            }
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }

    /// All orders with their lines and totals.
    public static func json(_ orders: [PurchaseOrder], run: PlanRun) -> JSONValue {
        [
            "run": .text(run.id), "as_of": .text(run.asOf.description),
            "orders": .array(orders.map { order in
                [
                    "reference": .text(order.reference), "supplier": .text(order.supplier), "location": .text(order.location),
                    "ordered_on": .text(order.orderedOn.description), "units": .number(order.units), "value": .number(shortDecimal(order.value, digits: 12)),
                    "lines_without_cost": .integer(order.linesWithoutCost), "added_units": .number(order.addedUnits),
                    "supplier_minimum": JSONValue(order.supplierMinimum), "supplier_capacity": JSONValue(order.supplierCapacity),
                    "supplier_value": .number(shortDecimal(order.supplierValue, digits: 12)), "note": .text(order.note),
                    "lines": .array(order.lines.map(json)),
                ]
            }),
        ]
    }

    private static func json(_ line: PurchaseLine) -> JSONValue {
        [
            "item": .text(line.key.item), "supplier_code": JSONValue(line.supplierCode), "name": JSONValue(line.name),
            "units": .number(line.units), "packs": JSONValue(line.packs), "units_per_pack": JSONValue(line.unitsPerPack),
            "unit_cost": JSONValue(line.unitCost), "line_value": JSONValue(line.value.map { shortDecimal($0, digits: 12) }), "need_by": JSONValue(line.needBy?.description),
            "receipt_p50": .text(line.receiptP50.description), "receipt_p90": .text(line.receiptP90.description),
            "added_units": .number(line.addedUnits), "reason": .text(line.reason),
        ]
    }
}
