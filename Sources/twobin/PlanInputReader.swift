import DemandModel
import PlanEngine
import SalesIngestion

/// The data of a plan, read, with what the reader has to say of it.
struct PlanReading {
    var input: PlanInput
    /// What was understood of the files, in plain sentences.
    var reportLines: [String]
}

/// Reads every table that a plan file names.
func readPlanInput(_ setup: PlanSetup, threads: Int, period: Period?? = nil) throws -> PlanReading {
    let configuration = setup.configuration
    do throws(IngestionError) {
        var options = SalesReadingOptions()
        options.dialect = try salesDialect(configuration.salesDialect)
        options.dateForm = try salesDateForm(configuration.salesDateForm ?? "auto")
        options.columns = try salesColumns(configuration.salesColumns)
        options.period = period ?? configuration.period
        options.weekStart = configuration.weekStart
        options.asOf = configuration.asOf
        options.foldCase = configuration.foldCase
        options.dropDuplicates = configuration.dropDuplicates
        options.maximumQuarantinedShare = configuration.maximumQuarantinedShare
        options.threads = threads
        let sales = try readSales(paths: [setup.paths.resolved(configuration.salesPath)], options: options)
        var input = PlanInput(
            asOf: sales.asOf, calendar: sales.calendar, series: sales.series, inputs: sales.inputs, quarantine: sales.quarantine,
            rowsRead: sales.report.rowsRead)
        for item in sales.items {
            input.facts[item.key] = SalesFacts(medianPrice: item.medianPrice, unitsPerOrderLine: item.unitsPerOrderLine)
        }
        if let path = configuration.itemsPath {
            let items = try readItems(path: setup.paths.resolved(path))
            input.items = items.items
            input.inputs.append(items.input)
            input.quarantine += items.quarantine
            input.warnings += itemWarnings(items.items, sold: sales.items.map(\.key))
        }
        if let path = configuration.calendarPath {
            let calendar = try readCalendar(path: setup.paths.resolved(path))
            input.events = calendar.rows
            input.inputs.append(calendar.input)
            input.quarantine += calendar.quarantine
        }
        if let path = configuration.plannedPath {
            let planned = try readPlanned(path: setup.paths.resolved(path))
            input.planned = planned.rows
            input.inputs.append(planned.input)
            input.quarantine += planned.quarantine
        }
        try readSupplyTables(setup, into: &input)
        if configuration.suppliersPath != nil { input.warnings.append("the table [suppliers] is not used by this version") }
        return PlanReading(input: input, reportLines: sales.report.lines)
    } catch {
        throw CommandFailure(.unusableInput, error.description)
    }
}

/// How dates are written, by its name in the plan file; `nil` for `auto`.
func salesDateForm(_ name: String) throws(IngestionError) -> DateForm? {
    if name == "auto" { return nil }
    if let form = DateForm(rawValue: name) { return form }
    let forms = DateForm.allCases.map { "\($0.rawValue) (\($0.example))" }
    throw .unsuitable(reason: "date_form: there is no form \"\(name)\"; there are auto, " + forms.joined(separator: ", "))
}

/// Sales dialect by its name in the plan file; `nil` for `auto`.
func salesDialect(_ name: String) throws(IngestionError) -> SalesDialect? {
    if name == "auto" { return nil }
    if let dialect = SalesDialect(rawValue: name) { return dialect }
    let names = SalesDialect.allCases.map(\.rawValue)
    let near = nearestName(to: name, among: names).map { "did you mean \($0)?" } ?? "there are auto, " + names.joined(separator: ", ")
    throw .unsuitable(reason: "sales.dialect: there is no dialect \"\(name)\"; \(near)")
}

private func salesColumns(_ named: [String: String]) throws(IngestionError) -> [SalesColumn: String] {
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

/// Item-locations sold but absent from the items table are planned with defaults; that is said.
private func itemWarnings(_ records: [ItemRecord], sold: [ItemLocation]) -> [String] {
    let known = Set(records.map(\.key))
    let absent = sold.filter { !known.contains($0) }.map(\.uniqueID).sorted(by: bytesPrecede)
    guard !absent.isEmpty else { return [] }
    return ["\(counted(absent.count, "item")) sold but absent from the items table, planned with defaults: "
        + absent.prefix(5).joined(separator: ", ") + (absent.count > 5 ? ", ..." : "")]
}
