import CustomerBackorders
import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

/// The data of a plan, read, with what the reader has to say of it.
public struct PlanReading: Sendable {
    public var input: PlanInput
    /// What was understood of the files, in plain sentences.
    public var reportLines: [String]
    /// The day after the last row of the sales (after its week or month, for totals); `nil` where rows have no dates.
    public var salesEnd: CalendarDay?
    /// Item-locations that are sold, and of these the ones without a stock on hand in any table.
    public var itemsSold = 0
    public var itemsWithoutStock = 0
    /// What a row of the sales speaks of, and of how many weeks.
    public var granularity = Period.day
    public var weeksPerTotal = 1
}

/// Reads every table that a plan file names and brings them together: the one place where the input of a plan is made.
///
/// - Parameters:
///   - threads: worker threads of the sales reader.
///   - period: in place of the plan file's; `nil` in it: chosen from the data.
///   - remembers: with `incremental` in the plan file: what was read of the sales is taken from the last run and kept for the next.
///   - placedOrders: of the run store, for `open_orders = "store"`.
///   - version: of the program: what another version has kept of the sales is not used.
///   - span: what is known of all sales where the tables are those of some items; `nil`: they are whole.
public func readPlanInput(
    _ setup: PlanSetup, threads: Int, period: Period?? = nil, remembers: Bool = false, version: String = "",
    placedOrders: [ApprovedOrder] = [], span: PanelSpan? = nil
) throws(PlanReadingError) -> PlanReading {
    let configuration = setup.configuration
    do throws(IngestionError) {
        let (sales, stale) = try readShopSales(setup, threads: threads, period: period, remembers: remembers, version: version, span: span)
        var shop = ShopData(sales, tables: try TableRows(setup, asOf: sales.asOf))
        if let alarm = sales.report.alarm { shop.firstWords.append(alarm) }
        if let stale { shop.firstWords.append(stale) }
        if configuration.openOrdersFromStore == true { shop.useOrders(placedOrders) }
        shop.warnings += shop.tables.notes
        try shop.bringLocationsTogether(configuration)
        try shop.matchCodes(configuration.codeMatch ?? .exact)
        try shop.applyOverrides(setup)
        if !shop.tables.items.isEmpty { shop.sayWhatIsNotListed() }
        try shop.joinSuccessors(configuration)
        try shop.takeKitsApart()
        try shop.joinNetwork(configuration)
        try shop.checkStockIsSeen(configuration)
        shop.sayWhichLocationsAreSilent()
        let observed = shop.observedSupply(configuration)
        let backorders = shop.backorderFacts()
        try shop.checkSpreads(configuration)

        var series = shop.series.values.sorted { $0.key < $1.key }
        // An empty shelf of a warehouse says nothing of what locations sell.
        let counts = shop.pooled.isEmpty ? shop.tables.snapshots : shop.tables.snapshots.filter { !shop.pooled.contains($0.key) }
        if let remark = EmptyShelves(marking: &series, snapshots: counts, calendar: shop.calendar, asOf: shop.asOf).remark {
            shop.warnings.append(remark)
        }
        if span != nil { (shop.warnings, shop.firstWords) = ([], []) }
        var input = PlanInput(
            asOf: shop.asOf, calendar: shop.calendar, series: series, facts: shop.facts, items: shop.tables.items, observedSupply: observed,
            inputs: sales.inputs + shop.tables.inputs, quarantine: sales.quarantine + shop.tables.quarantine, rowsRead: sales.report.rowsRead,
            warnings: sales.report.warnings + shop.warnings)
        input.firstPeriod = sales.firstPeriod
        input.backorders = backorders
        input.events = shop.tables.events
        if let country = configuration.holidayCountry { addHolidays(of: country, to: &input) }
        input.planned = shop.tables.planned
        input.suppliers = shop.tables.suppliers
        input.closures = shop.tables.closures
        input.notes = shop.notes
        input.unplanned = shop.unplanned
        input.firstWords = shop.firstWords
        if configuration.strict == true, !input.quarantine.isEmpty {
            throw IngestionError.tooManyQuarantined(
                quarantined: input.quarantine.count, rows: nil, allowed: nil, examples: Array(input.quarantine.prefix(5)))
        }
        return PlanReading(
            input: input, reportLines: sales.report.lines, salesEnd: sales.report.salesEnd, itemsSold: shop.series.count - shop.pooled.subtracting(shop.ownSales).count,
            itemsWithoutStock: shop.itemsWithoutStock, granularity: sales.report.granularity, weeksPerTotal: sales.report.weeksPerTotal)
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

/// Reads the sales. Where they end long before the planning day, the plan is made as of the day on which they end, or the run stops.
private func readShopSales(
    _ setup: PlanSetup, threads: Int, period: Period??, remembers: Bool, version: String, span: PanelSpan?
) throws(IngestionError) -> (sales: IngestedSales, stale: String?) {
    let configuration = setup.configuration
    var options = SalesReadingOptions()
    options.dialect = try salesDialect(configuration.salesDialect)
    options.dateForm = try salesDateForm(configuration.salesDateForm ?? "auto")
    options.columns = try salesColumns(configuration.salesColumns)
    options.period = period ?? configuration.period
    options.weekStart = configuration.weekStart
    options.asOf = configuration.asOf
    options.decimalComma = configuration.salesDecimalComma
    options.zone = try shopZone(timeZone: configuration.salesTimeZone, dayStart: configuration.salesDayStart)
    options.encoding = try textEncoding(configuration.salesEncoding)
    options.soldIsNegative = configuration.soldIsNegative
    options.buildIdentity = version
    options.table = configuration.salesTable
    options.query = configuration.salesQuery
    options.passwordFile = setup.tableOptions(nil).passwordFile
    options.retailPattern = configuration.retailPattern
    options.foldCase = configuration.foldCase
    options.dropDuplicates = configuration.dropDuplicates
    options.maximumQuarantinedShare = configuration.strict == true ? 0 : configuration.maximumQuarantinedShare
    options.threads = threads
    if remembers, configuration.incremental == true { options.memoryPath = RunPaths.salesMemory(in: setup.outputDirectory) }
    let paths = configuration.salesPath.addresses.map(setup.path)
    if let span {
        options.span = span
        return (try readPartialSales(paths: paths, options: options), nil)
    }
    let sales = try readSales(paths: paths, options: options)
    guard let asOf = configuration.asOf, let silence = sales.report.silence(before: asOf) else { return (sales, nil) }
    let fact = "the sales end \(counted(silence.days, "day")) before \(asOf): nothing from \(silence.ended) on, and the longest usual stretch without sales is "
        + counted(silence.usualDays, "day")
    if configuration.staleSales == .fail { throw .unsuitable(reason: fact + ". Bring the sales up to date (or plan with stale = \"warn\" under [sales])") }
    options.asOf = nil
    let fresh = try readSales(paths: paths, options: options)
    return (fresh, fact + ". The plan is made as of \(fresh.asOf), the day on which they end")
}

extension ShopData {
    /// Who waits, what is on its way and how suppliers have delivered; `nil` where no table says any of it. Waiting lines of item-locations that neither the
    /// sales nor the items table have are named and left out.
    fileprivate mutating func backorderFacts() -> BackorderFacts? {
        let known = Set(series.keys).union(tables.items.map(\.key)).union(unplanned.keys)
        let unknown = tables.backorders.filter { !known.contains($0.key) }
        if !unknown.isEmpty {
            warnings.append("\(counted(unknown.count, "waiting order line")) of items that neither the sales nor the items table have, left out: "
                + unknown.prefix(5).map { "\($0.key.uniqueID)\($0.orderID.isEmpty ? "" : " (order \($0.orderID))")" }.joined(separator: ", ")
                + (unknown.count > 5 ? ", ..." : ""))
        }
        let later = tables.backorders.count { $0.orderedOn.map { $0 >= asOf } ?? false }
        if later > 0 {
            warnings.append("\(counted(later, "waiting order line")) ordered on the planning day \(asOf) or later: not known yet, left out")
        }
        let twice = repeatedLines(tables.backorders)
        if let first = twice.first {
            warnings.append("\(counted(twice.count, "waiting order line")) \(twice.count == 1 ? "stands" : "stand") in the table more than once with the same order, item, days and units, and \(twice.count == 1 ? "counts" : "count") each time "
                + "(order \(first.orderID), \(first.key.uniqueID)): take out what is one line")
        }
        var suppliers: [ItemLocation: String] = [:]
        for record in tables.items { suppliers[record.key] = record.supplier }
        var facts = CustomerBackorders.backorderFacts(
            receipts: tables.receipts, openOrders: tables.openOrders, waiting: tables.backorders.filter { known.contains($0.key) },
            supplierOf: suppliers, asOf: asOf)
        let items = Set(known.map { ExactText($0.item) })
        // Items that nobody has are named with the codes of the table; their rows are left out.
        let usable = tables.substitutes.filter { items.contains(ExactText($0.item)) && items.contains(ExactText($0.substitute)) }
        if !usable.isEmpty { facts.substitutes = usable }
        return facts.isEmpty ? nil : facts
    }

    /// A lead time of 28 days with a deviation of 300 is a mistake of units, and no distribution to plan from.
    ///
    /// - Throws: `unsuitable` for a deviation above 90 days that is more than three lead times.
    fileprivate func checkSpreads(_ configuration: PlanConfiguration) throws(IngestionError) {
        let defaults = configuration.defaults
        func isSane(_ days: Double, _ mean: Double) -> Bool { days <= 90 || days <= 3 * mean }
        guard isSane(defaults.leadTimeStandardDeviationDays, defaults.leadTimeDays) else {
            throw .unsuitable(reason: "defaults.lead_time_sd_days: a deviation of \(decimalText(defaults.leadTimeStandardDeviationDays)) days around a lead time of "
                + "\(decimalText(defaults.leadTimeDays)) days; give days, at most three lead times")
        }
        for record in tables.items {
            let mean = record.leadTimeDays ?? defaults.leadTimeDays
            guard let days = record.leadTimeStandardDeviationDays, !isSane(days, mean) else { continue }
            throw .unsuitable(reason: "[items] \(record.key.uniqueID): lead_time_sd_days of \(decimalText(days)) around a lead time of \(decimalText(mean)) days; "
                + "give days, at most three lead times")
        }
    }

    /// Item-locations sold but absent from the items table are planned with defaults; that is said.
    fileprivate mutating func sayWhatIsNotListed() {
        let known = Set(tables.items.map(\.key))
        let absent = sold.filter { !known.contains($0) }.map(\.uniqueID).sorted(by: bytesPrecede)
        guard !absent.isEmpty else { return }
        warnings.append("\(counted(absent.count, "item")) sold but absent from the items table, planned with defaults: "
            + absent.prefix(5).joined(separator: ", ") + (absent.count > 5 ? ", ..." : ""))
    }

    /// One shop of several whose export stopped lowers its forecasts like an old file.
    fileprivate mutating func sayWhichLocationsAreSilent() {
        let last = Dictionary(lastSale.map { ($0.key.location, $0.value) }, uniquingKeysWith: max)
        guard last.count > 1, let newest = last.values.max() else { return }
        let silent = last.filter { $0.value.days(until: newest) >= 21 }
            .filter { place in series.values.filter { $0.key.location == place.key }.reduce(0) { $0 + $1.demand.count { $0 > 0 } } >= 8 }
            .sorted { bytesPrecede($0.key, $1.key) }
        guard !silent.isEmpty else { return }
        warnings.append("no sales for three weeks or more at " + silent.prefix(5).map { "\($0.key) (the last on \($0.value))" }.joined(separator: ", ")
            + (silent.count > 5 ? ", ..." : "") + ": closed, or an export that stopped?")
    }
}

/// The lines of orders with a number that are the same as an earlier one: two lines of one order may be, but mostly a table was joined twice.
private func repeatedLines(_ lines: [CustomerBackorder]) -> [CustomerBackorder] {
    struct Line: Hashable {
        var order: String, item: String, location: String
        var orderedOn: Int32?, promisedOn: Int32?
        var quantity: Double
    }
    var seen: Set<Line> = []
    return lines.filter {
        !$0.orderID.isEmpty && !seen.insert(Line(
            order: $0.orderID, item: $0.key.item, location: $0.key.location, orderedOn: $0.orderedOn?.number, promisedOn: $0.promisedOn?.number, quantity: $0.quantity)).inserted
    }
}
