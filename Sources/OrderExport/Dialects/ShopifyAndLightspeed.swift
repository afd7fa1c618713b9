import DemandModel
import TextForms

/// Variant metafields for a bulk editor: one row per variant, a pair of columns per location.
func shopifyMetafields(_ rows: [RuleRow], leftOut: inout [LeftOut]) -> ExportedFile {
    let usable = rows.filter { row in
        if row.rule.isCount { return true }
        leftOut.append(LeftOut(key: row.item.key, reason: "the metafield keeps whole numbers of units"))
        return false
    }
    var places: [String] = []
    for row in usable where !places.contains(row.location) { places.append(row.location) }
    places.sort(by: bytesPrecede)
    let keys = distinctSlugs(places)
    var byItem: [String: [String: RuleRow]] = [:]
    for row in usable { byItem[row.item.key.item, default: [:]][row.location] = row }
    var table = CommaSeparatedWriter(textEscaping: .exact)
    func column(_ name: String, _ place: String) -> String {
        "Variant Metafield: custom.\(name)\(places.count > 1 ? "_" + (keys[place] ?? slug(place)) : "") [number_integer]"
    }
    table.header(["Variant SKU"] + places.flatMap { [column("reorder_point", $0), column("order_up_to", $0)] })
    for (item, rules) in byItem.sorted(by: { bytesPrecede($0.key, $1.key) }) {
        table.text(item)
        for place in places {
            table.number(rules[place]?.minimum)
            table.number(rules[place]?.rule.maximum)
        }
        table.endRow()
    }
    return ExportedFile(name: "shopify-metafields.csv", bytes: table.drain(), rows: byItem.count)
}

/// Letters and digits of ASCII, everything else an underscore: a part of a metafield's key.
func slug(_ text: String) -> String {
    let plain = String(text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return plain.isEmpty ? "none" : plain
}

/// A slug for each text, told apart by a fingerprint where two texts have the same.
func distinctSlugs(_ texts: [String]) -> [String: String] {
    let alike = Dictionary(grouping: texts, by: slug)
    return Dictionary(texts.map { ($0, (alike[slug($0)]?.count ?? 0) > 1 ? slug($0) + "_" + stableFingerprint($0).prefix(4) : slug($0)) }, uniquingKeysWith: { first, _ in first })
}

/// A part of a file's name: letters and digits of any language, a hyphen for all between them.
func fileNamePart(_ text: String) -> String {
    let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
    return words.isEmpty ? "none" : words.joined(separator: "-")
}

/// Request bodies of the reorder points interface, one per line, each an array of at most 1,000 entries: FIXED for (r,Q), MIN_MAX for order-up-to levels.
///
/// The method has to be the same at all outlets of a product: where they differ, all are MIN_MAX. The names of FIXED are those of the interface's description;
/// for MIN_MAX, of which it was not seen, those of its answers are taken.
func lightspeedFile(_ rows: [RuleRow]) -> ExportedFile {
    let levels = Set(rows.lazy.filter { !$0.rule.isFixedQuantity }.map(\.item.key.item))
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: rows.count, by: 1_000) {
        let entries = rows[start..<min(start + 1_000, rows.count)].map { row in
            let isFixed = !levels.contains(row.item.key.item)
            let members = [
                "\"method\": \"\(isFixed ? "FIXED" : "MIN_MAX")\"", "\"product_id\": " + jsonText(row.item.key.item), "\"outlet_id\": " + jsonText(row.location),
                (isFixed ? "\"reorder_point\": " : "\"reorder_threshold\": ") + decimalText(row.minimum),
                isFixed ? "\"reorder_amount\": " + decimalText(row.quantity) : "\"reorder_target\": " + decimalText(row.rule.maximum),
            ]
            return "{" + members.joined(separator: ", ") + "}"
        }
        bytes += Array(("[" + entries.joined(separator: ", ") + "]\n").utf8)
    }
    return ExportedFile(name: "lightspeed-reorder-points.jsonl", bytes: bytes, rows: rows.count)
}

/// A JSON string (RFC 8259, section 7).
func jsonText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
