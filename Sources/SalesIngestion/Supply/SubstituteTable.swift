import DemandModel

/// Reads `substitutes`: item, substitute, and optionally ratio (units of the substitute for one of the item; 1 where blank), two_way (0 where blank),
/// priority (the smaller number first), valid_from, valid_to, needs_consent (1 where blank).
///
/// Rows are directed but for two-way ones. A row that closes a loop of directed rows is set aside with the loop's names: of three items that stand
/// in for each other in a circle one row is a mistake, and two items that stand in for each other are one two-way row.
///
///     let substitutes = try readSubstitutes(path: "substitutes.csv")
///     print(substitutes.rows[0].substitute)
public func readSubstitutes(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<Substitute> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "substitutes"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("item", ["item_code", "sku", "product", "product_code", "material", "original", "original_item", "wanted", "artikel", "article", "articulo", "articolo"]),
            ("substitute", substituteAliases),
            ("ratio", ["factor", "units", "quantity", "qty", "units_per_unit"]),
            ("two_way", ["twoway", "both_ways", "bidirectional", "reversible", "interchangeable", "beidseitig"]),
            ("priority", ["rank", "preference", "sequence", "order", "prioritaet", "priorität"]),
            ("valid_from", ["from", "start", "starting_date", "since", "gueltig_von", "gültig_von"]),
            ("valid_to", ["to", "until", "valid_until", "end", "ending_date", "gueltig_bis", "gültig_bis"]),
            ("needs_consent", ["consent", "ask", "ask_customer", "customer_consent", "requires_consent", "zustimmung"]),
        ],
        required: ["item", "substitute"], dateColumns: ["valid_from", "valid_to"], options: options)
    var rows: [Substitute] = []
    var links = SubstituteLinks()
    var seen: Set<[String]> = []
    for row in table.rows.indices {
        guard let item = columns.text("item", row), let substitute = columns.text("substitute", row) else {
            columns.reject(row, columns.text("item", row) == nil ? "item" : "substitute", .missingItem)
            continue
        }
        guard !item.utf8.elementsEqual(substitute.utf8) else {
            columns.reject(row, "substitute", .substituteLoop, value: substitute, hint: "an item cannot stand in for itself")
            continue
        }
        guard let ratio = columns.positive("ratio", row, needs: "units of the substitute for one of the item, above 0"),
              let twoWay = columns.flag("two_way", row, otherwise: false), let asks = columns.flag("needs_consent", row, otherwise: true),
              let from = columns.optionalDay("valid_from", row), let until = columns.optionalDay("valid_to", row) else { continue }
        var priority: Double?
        switch columns.number("priority", row) {
        case .bad: continue
        case .blank: break
        case .value(let value): priority = value
        }
        if let from, let until, until < from {
            columns.reject(row, "valid_to", .badDate, value: until.description, hint: "a row is valid until \(from), the day it begins, or later")
            continue
        }
        guard !seen.contains([item, substitute]), !(twoWay && seen.contains([substitute, item])) else {
            columns.reject(row, "substitute", .duplicateKey, value: "\(item): \(substitute)")
            continue
        }
        if !twoWay, let loop = links.loop(from: item, to: substitute) {
            let words = loop.joined(separator: " -> ")
            columns.reject(row, "substitute", .substituteLoop, value: "\(item): \(substitute)", hint: loop.count == 3
                ? "the table has it the other way round already: write one row with two_way = 1 where both stand in for each other"
                : "it closes a loop: \(words); take one of these rows out")
            continue
        }
        seen.insert([item, substitute])
        if twoWay { seen.insert([substitute, item]) } else { links.add(from: item, to: substitute) }
        rows.append(Substitute(
            item: item, substitute: substitute, ratio: ratio, isTwoWay: twoWay, priority: priority, validFrom: from, validTo: until, needsConsent: asks))
    }
    return columns.result(rows, role: "substitutes", path: path)
}

/// What the column of substitutes is called.
let substituteAliases = [
    "alternative", "alternative_item", "alternative_item_code", "alternative_sku", "substitute_item", "substitute_sku", "substitute_no", "alternate", "alternate_item",
    "replacement", "ersatz", "ersatzartikel", "alternativartikel", "remplacement", "sustituto", "sostituto", "zamiennik",
]

/// The directed rows so far.
private struct SubstituteLinks {
    private var next: [String: [String]] = [:]

    mutating func add(from item: String, to substitute: String) { next[item, default: []].append(substitute) }

    /// The items of the loop that a further link would close, its first item at both ends; `nil` where it closes none.
    func loop(from item: String, to substitute: String) -> [String]? {
        var seen: Set<String> = [substitute]
        var before: [String: String] = [:]
        var open = [substitute]
        while let one = open.popLast() {
            for other in next[one] ?? [] where seen.insert(other).inserted {
                before[other] = one
                open.append(other)
                guard other == item else { continue }
                var path = [other], place = other
                while let earlier = before[place] {
                    path.append(earlier)
                    place = earlier
                }
                return [item] + path.reversed()
            }
        }
        return nil
    }
}

extension TableColumns {
    /// Yes or no, `otherwise` where blank; `nil`: quarantined.
    fileprivate mutating func flag(_ name: String, _ row: Int, otherwise: Bool) -> Bool? {
        switch flag(name, row) {
        case .blank: otherwise
        case .bad: nil
        case .value(let value): value
        }
    }
}
