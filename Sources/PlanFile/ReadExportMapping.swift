import DemandModel
import TOMLKit
import TextForms

/// Reads how a system of one's own takes its files: section `[export.NAME]` of a mapping file (or of the plan file).
///
///     [export.myerp]
///     columns = ["Artikel = item", "Lager = location", "Meldebestand = reorder_point", "Art = 'VB'"]
///     delimiter = ";"
///     decimal = ","
///     bom = true
///     line_end = "crlf"
///     trigger = "below"
///
/// - Parameter section: which of several; not needed where there is one.
/// - Throws: `PlanFileError` for a fault of syntax, an unknown key or field, or a section that is not there.
public func readExportMapping(text: String, name: String, section: String? = nil) throws(PlanFileError) -> ExportMapping {
    let table: TOMLTable
    do {
        table = try TOMLTable(string: text)
    } catch {
        throw PlanFileError(source: name, problem: "not valid TOML: \(error)", hint: "see docs/guide/other-systems.md for an example")
    }
    guard let sections = table["export"]?.table, !sections.keys.isEmpty else {
        throw PlanFileError(source: name, key: "export", problem: "there is no section [export.NAME]", hint: "add one, such as [export.myerp]")
    }
    let names = sections.keys.sorted(by: bytesPrecede)
    guard let chosen = section ?? (names.count == 1 ? names[0] : nil) else {
        throw PlanFileError(source: name, key: "export", problem: "there are several sections: " + names.joined(separator: ", "), hint: "choose one with --mapping-name")
    }
    guard let keys = sections[chosen]?.table else {
        throw PlanFileError(source: name, key: "export.\(chosen)", problem: "there is no such section", hint: "there are " + names.joined(separator: ", "))
    }
    return try mapping(keys, name: chosen, source: name)
}

private func mapping(_ keys: TOMLTable, name: String, source: String) throws(PlanFileError) -> ExportMapping {
    func fault(_ key: String, _ problem: String, _ hint: String) -> PlanFileError {
        PlanFileError(source: source, key: "export.\(name).\(key)", problem: problem, hint: hint)
    }
    guard let list = keys["columns"]?.array else { throw fault("columns", "there are no columns", "columns = [\"Item = item\", \"Minimum = reorder_point\"]") }
    var result = ExportMapping(name: name, columns: [])
    for entry in list {
        guard let text = entry.string, let mark = text.lastIndex(of: "=") else {
            throw fault("columns", "an entry is not of the form \"Header = field\"", "such as \"Minimum = reorder_point\"")
        }
        let header = trimmed(text[..<mark]), field = trimmed(text[text.index(after: mark)...])
        guard !header.isEmpty else { throw fault("columns", "an entry has no header", "such as \"Minimum = reorder_point\"") }
        if field.count >= 2, field.hasPrefix("'"), field.hasSuffix("'") {
            result.columns.append(.init(name: header, content: .constant(String(field.dropFirst().dropLast()))))
        } else if let known = ExportMapping.Field(rawValue: field) {
            result.columns.append(.init(name: header, content: .field(known)))
        } else {
            let all = ExportMapping.Field.allCases.map(\.rawValue)
            throw fault("columns", "\(header): there is no field \"\(field)\"",
                        nearestName(to: field, among: all).map { "did you mean \($0)?" } ?? "there are " + all.joined(separator: ", ") + ", and texts in '...'")
        }
    }
    guard result.columns.contains(where: { $0.content == .field(.item) }) else { throw fault("columns", "no column holds the item", "add \"Item = item\"") }
    for key in keys.keys where key != "columns" {
        let text = keys[key]?.string, flag = keys[key]?.bool
        switch key {
        case "delimiter":
            guard let byte = text.flatMap({ ["," : UInt8(0x2C), ";": 0x3B, "\t": 0x09, "tab": 0x09, "|": 0x7C][$0] }) else {
                throw fault(key, "needs one of \",\", \";\", \"tab\", \"|\"", "found something else")
            }
            result.delimiter = byte
        case "decimal":
            guard let text, [",", "."].contains(text) else { throw fault(key, "needs \",\" or \".\"", "found something else") }
            result.decimalComma = text == ","
        case "bom":
            guard let flag else { throw fault(key, "needs true or false", "found something else") }
            result.byteOrderMark = flag
        case "line_end":
            guard let text, ["lf", "crlf"].contains(text) else { throw fault(key, "needs \"lf\" or \"crlf\"", "found something else") }
            result.carriageReturns = text == "crlf"
        case "trigger":
            guard let trigger = text.flatMap(RuleTrigger.init) else { throw fault(key, "needs \"below\" or \"at_or_below\"", "found something else") }
            result.trigger = trigger
        default:
            let known = ["columns", "delimiter", "decimal", "bom", "line_end", "trigger"]
            throw fault(key, "there is no such key", nearestName(to: key, among: known).map { "did you mean \($0)?" } ?? "there are " + known.joined(separator: ", "))
        }
    }
    return result
}

private func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
}
