import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

/// The data of a plan, read, with what the reader has to say of it.
public struct PlanReading: Sendable {
    public var input: PlanInput
    /// What was understood of the files, in plain sentences.
    public var reportLines: [String]
}

/// Reads every table that a plan file names.
///
/// - Parameter remembers: with `incremental` in the plan file: what was read of the sales is taken from the last run and kept for the next.
public func readPlanInput(
    _ setup: PlanSetup, threads: Int, period: Period?? = nil, remembers: Bool = false
) throws(PlanReadingError) -> PlanReading {
    let configuration = setup.configuration
    do throws(IngestionError) {
        var options = SalesReadingOptions()
        options.dialect = try salesDialect(configuration.salesDialect)
        options.dateForm = try salesDateForm(configuration.salesDateForm ?? "auto")
        options.columns = try salesColumns(configuration.salesColumns)
        options.period = period ?? configuration.period
        options.weekStart = configuration.weekStart
        options.asOf = configuration.asOf
        options.decimalComma = configuration.salesDecimalComma
        options.zone = try shopZone(timeZone: configuration.salesTimeZone, dayStart: configuration.salesDayStart)
        options.table = configuration.salesTable
        options.query = configuration.salesQuery
        options.retailPattern = configuration.retailPattern
        options.foldCase = configuration.foldCase
        options.dropDuplicates = configuration.dropDuplicates
        options.maximumQuarantinedShare = configuration.strict == true ? 0 : configuration.maximumQuarantinedShare
        options.threads = threads
        if remembers, configuration.incremental == true { options.memoryPath = RunPaths.salesMemory(in: setup.outputDirectory) }
        let sales = try readSales(paths: [setup.address(configuration.salesPath)], options: options)
        var input = PlanInput(
            asOf: sales.asOf, calendar: sales.calendar, series: sales.series, inputs: sales.inputs, quarantine: sales.quarantine,
            rowsRead: sales.report.rowsRead)
        for item in sales.items {
            input.facts[item.key] = SalesFacts(medianPrice: item.medianPrice, unitsPerOrderLine: item.unitsPerOrderLine, orderLines: item.orderLines)
        }
        if let path = configuration.itemsPath {
            var itemOptions = TableReadingOptions()
            itemOptions.columns = configuration.itemsColumns ?? [:]
            let items = try readItems(path: setup.address(path), options: itemOptions)
            input.items = items.items
            // A stock export per location beside sales that name no location: the shop's stock is that of all locations.
            let soldAtMain = sales.items.allSatisfy { $0.key.location == ItemLocation.defaultLocation }
            let locations = Set(items.items.map(\.key.location))
            if items.dialect.isStockExport, soldAtMain, !locations.contains(ItemLocation.defaultLocation), !locations.isEmpty {
                input.items = pooledAtMain(items.items)
                input.warnings.append(
                    "the sales name no location: the stock of \(counted(locations.count, "location")) (\(locations.sorted(by: bytesPrecede).prefix(5).joined(separator: ", "))) is added up")
            }
            input.inputs.append(items.input)
            input.quarantine += items.quarantine
            input.warnings += itemWarnings(input.items, sold: sales.items.map(\.key)) + unusedCells(items.quarantine)
        }
        if let path = configuration.calendarPath {
            let calendar = try readCalendar(path: setup.address(path))
            input.events = calendar.rows
            input.inputs.append(calendar.input)
            input.quarantine += calendar.quarantine
            input.warnings += unusedColumns(calendar.ignoredColumns, of: "calendar")
        }
        if let country = configuration.holidayCountry { addHolidays(of: country, to: &input) }
        if let path = configuration.plannedPath {
            let planned = try readPlanned(path: setup.address(path))
            input.planned = planned.rows
            input.inputs.append(planned.input)
            input.quarantine += planned.quarantine
            input.warnings += unusedColumns(planned.ignoredColumns, of: "planned")
        }
        try readSupplyTables(setup, into: &input)
        if let path = configuration.suppliersPath {
            let suppliers = try readSuppliers(path: setup.address(path))
            input.suppliers = suppliers.rows
            input.inputs.append(suppliers.input)
            input.quarantine += suppliers.quarantine
            input.warnings += supplierWarnings(suppliers.rows, items: input.items)
        }
        if configuration.strict == true, !input.quarantine.isEmpty {
            throw IngestionError.tooManyQuarantined(
                quarantined: input.quarantine.count, rows: nil, allowed: nil, examples: Array(input.quarantine.prefix(5)))
        }
        return PlanReading(input: input, reportLines: sales.report.lines)
    } catch {
        throw PlanReadingError(error.description)
    }
}

/// Public holidays from the first sale to two years ahead, but for days that the calendar table has something of its own to say of.
private func addHolidays(of country: HolidayCountry, to input: inout PlanInput) {
    guard let first = input.series.map(\.firstPeriod).min() else { return }
    let taken = Set(input.events.lazy.filter { $0.item == nil && $0.location == nil }.map(\.date))
    input.events += country.events(from: input.calendar.firstDay(of: first), to: input.asOf.advanced(by: 730)).filter { !taken.contains($0.date) }
}

/// Suppliers with terms that no item names are probably spelt otherwise there; that is said.
private func supplierWarnings(_ suppliers: [SupplierRecord], items: [ItemRecord]) -> [String] {
    let named = Set(items.compactMap(\.supplier))
    let unused = suppliers.map(\.supplier).filter { !named.contains($0) }.sorted(by: bytesPrecede)
    guard !unused.isEmpty else { return [] }
    return ["\(counted(unused.count, "supplier")) with terms that no row of the items table names: "
        + unused.prefix(5).joined(separator: ", ") + (unused.count > 5 ? ", ..." : "")]
}

/// Cells of the items table that hold no usable value: the item is planned with a default in their place, and that is said.
private func unusedCells(_ cells: [QuarantinedRow]) -> [String] {
    let shown = 5
    var lines = cells.prefix(shown).map { cell in
        "\(cell.file), line \(cell.line), column \(cell.column): \"\(cell.value)\" is not used, a default or nothing stands in its place; \(cell.hint)"
    }
    if cells.count > shown {
        lines.append("\(counted(cells.count - shown, "further value")) of the items table not used: see quarantine.csv (--strict stops at the first)")
    }
    return lines
}

/// Columns that Twobin does not know may be misspelt ones; that is said.
private func unusedColumns(_ names: [String], of table: String) -> [String] {
    names.isEmpty ? [] : ["the \(table) table has columns that are not used: " + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", ..." : "")]
}

/// Item-locations sold but absent from the items table are planned with defaults; that is said.
private func itemWarnings(_ records: [ItemRecord], sold: [ItemLocation]) -> [String] {
    let known = Set(records.map(\.key))
    let absent = sold.filter { !known.contains($0) }.map(\.uniqueID).sorted(by: bytesPrecede)
    guard !absent.isEmpty else { return [] }
    return ["\(counted(absent.count, "item")) sold but absent from the items table, planned with defaults: "
        + absent.prefix(5).joined(separator: ", ") + (absent.count > 5 ? ", ..." : "")]
}
