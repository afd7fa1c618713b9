import DemandModel
import TextForms

/// Reads `price_breaks`: item, quantity (least units of one order), unit_cost (money per unit of the whole order from there on), and optionally location.
///
/// A row is set aside whose quantity is there twice, and one that asks more for a larger order than another row does for a smaller one.
///
///     let breaks = try readPriceBreaks(path: "price_breaks.csv")
///     print(breaks.rows[0].price.quantity)
public func readPriceBreaks(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<ItemPriceBreak> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "price_breaks"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("item", ["item_code", "sku", "product", "product_code", "material", "artikel", "article", "articulo", "articolo"]),
            ("quantity", ["from_quantity", "minimum_quantity", "min_quantity", "min_qty", "break_quantity", "qty", "from", "ab_menge", "menge"]),
            ("unit_cost", ["unit_price", "price", "cost", "purchase_price", "preis", "prix", "precio", "prezzo"]),
            ("location", ["warehouse", "store", "site", "lager"]),
        ],
        required: ["item", "quantity", "unit_cost"], dateColumns: [], options: options)
    var rows: [ItemPriceBreak] = []
    var known: [String: [PriceBreak]] = [:]
    for row in table.rows.indices {
        guard let item = columns.text("item", row) else {
            columns.reject(row, "item", .missingItem)
            continue
        }
        guard let quantity = columns.positive("quantity", row, needs: "least units of an order, above 0"),
              let cost = columns.price(row) else { continue }
        let location = columns.text("location", row)
        let name = item + "\u{1F}" + (location ?? "")
        if known[name, default: []].contains(where: { $0.quantity == quantity }) {
            columns.reject(row, "quantity", .duplicateKey, value: item)
            continue
        }
        if let other = known[name, default: []].first(where: { $0.quantity < quantity ? $0.unitCost < cost : $0.unitCost > cost }) {
            columns.reject(
                row, "unit_cost", .badNumber, value: item,
                hint: "the larger order costs more per unit than the smaller: \(decimalText(other.unitCost)) from \(decimalText(other.quantity)) on; correct one of the two rows")
            continue
        }
        let price = PriceBreak(quantity: quantity, unitCost: cost)
        known[name, default: []].append(price)
        rows.append(ItemPriceBreak(item: item, location: location, price: price))
    }
    return columns.result(rows, role: "price_breaks", path: path)
}

extension TableColumns {
    /// Money above 0; `nil`: quarantined.
    fileprivate mutating func price(_ row: Int) -> Double? {
        switch number("unit_cost", row, range: 0...1e12) {
        case .bad: return nil
        case .value(let value) where value > 0: return value
        case .value, .blank:
            reject(row, "unit_cost", .badNumber, value: "", hint: "money per unit, above 0")
            return nil
        }
    }
}
