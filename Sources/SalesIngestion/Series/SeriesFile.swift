import DemandModel

/// How `readSeriesFile` understands a file.
public struct SeriesReadingOptions: Sendable {
    /// `nil`: detected for each series from its dates. Whole-number `ds` are indices (`none`) whatever is asked.
    public var period: Period?
    public var dateForm: DateForm?
    public var hashing = true
    public var limits = ReadingLimits()

    public init() {}
}

/// One series of a series file.
public struct TimedSeries: Sendable, Equatable {
    public var uniqueID: String
    /// Demand by period; negatives are kept, blank and absent periods are `missing`. The key's item is the unique id.
    public var demand: DemandSeries
    /// `none` for whole-number ds.
    public var period: Period
    let calendar: StampCalendar
    let form: StampForm

    /// The usual periods per season: those of the period, fewer where one is of several weeks (26 of 14 days).
    public var seasonLength: Int { calendar.weeksPerPeriod > 1 ? max(1, period.defaultSeasonLength / calendar.weeksPerPeriod) : period.defaultSeasonLength }

    /// The `ds` of a period of the series (0 = first) or behind it, as the file writes them.
    public func dsText(at index: Int) -> String { form.text(seconds: calendar.seconds(of: demand.firstPeriod + index)) }

    /// The `ds` of the coming periods.
    public func nextTexts(_ horizon: Int) -> [String] { (0..<max(0, horizon)).map { dsText(at: demand.count + $0) } }
}

/// A series file: one row per series and period.
public struct SeriesFile: Sendable {
    /// Sorted by unique id (byte order).
    public var series: [TimedSeries]
    /// With role `series`.
    public var input: InputFile
    public var rows: Int
    /// Weekdays (1 = Monday) on which no series has a row, in a file of daily values that covers at least four weeks.
    public var closedWeekdays: Set<Int> = []
}

/// Reads a series file: columns `unique_id`, `ds`, `y`, optionally `price`, `promotion`, `stockout`.
///
///     let file = try readSeriesFile(path: "monthly.csv")
///     for series in file.series { print(series.uniqueID, series.demand.count, series.nextTexts(2)) }
///
/// A row is a period, not a sale: nothing is added up, nothing is left out, and a cell that cannot be used stops the reading.
///
/// - Throws: `duplicateKey`, `badCell`, and what `readSales` throws for unreadable files.
/// - Complexity: O(n log n) for n rows.
public func readSeriesFile(path: String, options: SeriesReadingOptions = SeriesReadingOptions()) throws(IngestionError) -> SeriesFile {
    try readSeries(TableInput(path: path, limits: options.limits, chunkBytes: 1 << 19, hashing: options.hashing), path: path, options: options)
}

/// Reads a series file from memory.
public func readSeriesFile(bytes: [UInt8], name: String, options: SeriesReadingOptions = SeriesReadingOptions()) throws(IngestionError) -> SeriesFile {
    try readSeries(TableInput(memorySource(bytes, name: name), limits: options.limits, chunkBytes: 1 << 19), path: name, options: options)
}

private func readSeries(_ input: TableInput, path: String, options: SeriesReadingOptions) throws(IngestionError) -> SeriesFile {
    try assembleSeries(SeriesRows(input, options: options), file: input.file, path: path, options: options) { input.source.finishDigest() }
}

/// Lays rows out as series: sorts them, tells the period of each and refuses what no series can hold.
func assembleSeries(
    _ rows: SeriesRows, file: String, path: String, options: SeriesReadingOptions, digest: () -> String
) throws(IngestionError) -> SeriesFile {
    var drafts: [(id: String, rows: [SeriesRows.Row], calendar: StampCalendar?)] = []
    for (index, unsorted) in rows.bySeries.enumerated() {
        let sorted = unsorted.sorted { $0.stamp < $1.stamp }
        let id = rows.keys.item(index).text
        for (a, b) in zip(sorted, sorted.dropFirst()) where a.stamp == b.stamp {
            throw .duplicateKey(file: file, line: max(a.line, b.line), key: "\(id) at \(rows.form.text(seconds: a.stamp))")
        }
        let stamps = sorted.map(\.stamp)
        let period: Period? = rows.form.date == .index ? Period.none : options.period ?? StampCalendar.detect(stamps)
        if period == Period.none, rows.form.date != .index {
            throw .unsuitable(reason: "\(file): --period none needs whole numbers in ds; these are dates")
        }
        if period == nil, stamps.count >= 2 {
            throw .unsuitable(reason: "\(file): the periods of \(id) are shorter than an hour; add them up to hours first")
        }
        drafts.append((id, sorted, period.map { StampCalendar(period: $0, stamps: stamps, keepsSpacing: options.period == nil) }))
    }
    // A single observation tells no period: it has that of most others, or a day.
    var votes: [Period: Int] = [:]
    for draft in drafts { if let period = draft.calendar?.period { votes[period, default: 0] += 1 } }
    let usual = Period.allCases.filter { votes[$0] != nil }.max { (votes[$0] ?? 0) < (votes[$1] ?? 0) } ?? .day
    var series: [TimedSeries] = []
    var cells = 0
    for draft in drafts.sorted(by: { bytesPrecede($0.id, $1.id) }) {
        let calendar = draft.calendar ?? StampCalendar(period: usual, stamps: draft.rows.map(\.stamp))
        let one = try rows.series(id: draft.id, rows: draft.rows, calendar: calendar, file: file)
        cells += one.demand.count
        guard cells <= 100_000_000 else {
            throw .limit(file: file, line: 1, reason: "the series span more than 100,000,000 periods together; are the dates right?")
        }
        series.append(one)
    }
    return SeriesFile(
        series: series, input: InputFile(role: "series", path: path, sha256: digest(), rows: rows.count), rows: rows.count,
        closedWeekdays: SeriesFile.closedWeekdays(series))
}
