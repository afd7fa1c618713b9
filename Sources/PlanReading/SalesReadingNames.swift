import DemandModel
import SalesIngestion
import TextForms

/// How dates are written, by its name in the plan file; `nil` for `auto`.
public func salesDateForm(_ name: String) throws(IngestionError) -> DateForm? {
    if name == "auto" { return nil }
    if let form = DateForm(rawValue: name) { return form }
    let forms = DateForm.allCases.map { "\($0.rawValue) (\($0.example))" }
    throw .unsuitable(reason: "date_form: there is no form \"\(name)\"; there are auto, " + forms.joined(separator: ", "))
}

/// Encoding of text files by its name in the plan file; `nil` for `auto`.
public func textEncoding(_ name: String?) throws(IngestionError) -> TextEncoding? {
    guard let name, name != "auto" else { return nil }
    if let encoding = TextEncoding(named: name) { return encoding }
    throw .unsuitable(reason: "sales.encoding: there is no encoding \"\(name)\"; there are auto, " + TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))
}

/// Sales dialect by its name in the plan file; `nil` for `auto`.
public func salesDialect(_ name: String) throws(IngestionError) -> SalesDialect? {
    if name == "auto" { return nil }
    if let dialect = SalesDialect(rawValue: name) { return dialect }
    let names = SalesDialect.allCases.map(\.rawValue)
    let near = nearestName(to: name, among: names).map { "did you mean \($0)?" } ?? "there are auto, " + names.joined(separator: ", ")
    throw .unsuitable(reason: "sales.dialect: there is no dialect \"\(name)\"; \(near)")
}

/// Columns of the sales by their names in the plan file.
public func salesColumns(_ named: [String: String]) throws(IngestionError) -> [SalesColumn: String] {
    var columns: [SalesColumn: String] = [:]
    for (name, header) in named {
        guard let column = SalesColumn(rawValue: name) else {
            let names = SalesColumn.allCases.map(\.rawValue)
            let near = nearestName(to: name, among: names).map { "did you mean \($0)?" } ?? "there are " + names.joined(separator: ", ")
            throw .unsuitable(reason: "sales.columns.\(name): Twobin knows no such column; \(near)")
        }
        columns[column] = header
    }
    return columns
}

/// The zone of a shop and the start of its day (`HH:MM`); `nil` where neither is named.
public func shopZone(timeZone: String?, dayStart: String?) throws(IngestionError) -> ZoneOffset? {
    if timeZone == nil, dayStart == nil { return nil }
    var minute = 0
    if let dayStart {
        let parts = dayStart.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let hours = parts[0], let minutes = parts[1], (0...23).contains(hours), (0...59).contains(minutes) else {
            throw .unsuitable(reason: "day_start: \"\(dayStart)\" is no time of day; write HH:MM, such as 04:00")
        }
        minute = hours * 60 + minutes
    }
    return try ZoneOffset(timeZone: timeZone, dayStartsAtMinute: minute)
}
