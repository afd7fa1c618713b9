import DemandModel

/// How `readSales` understands its files.
///
///     var options = SalesReadingOptions()
///     options.period = .week
///     options.asOf = CalendarDay(iso: "2010-12-01")
public struct SalesReadingOptions: Sendable {
    /// `nil`: told from the header.
    public var dialect: SalesDialect?
    /// Header names of columns that go by other names than the aliases (section `[sales.columns]`).
    public var columns: [SalesColumn: String] = [:]
    /// `.day`, `.week` or `.month`; `nil` ("auto"): weekly or monthly totals stay what they are, daily data become weeks once
    /// they cover eight of them.
    public var period: Period? = .week
    public var weekStart = PlanConfiguration.WeekStart.asOf
    /// Period month: the months of a retail calendar (4-4-5 weeks, ...); `nil`: calendar months.
    public var retailPattern: RetailPattern?
    /// Sales strictly before this day are used; `nil`: the day after the last sale (after the last period, for period totals).
    public var asOf: CalendarDay?
    /// Upper and lower case spellings (ASCII) of an item are one item, written in upper case.
    public var foldCase = false
    /// Of rows that are equal byte for byte, one is used.
    public var dropDuplicates = false
    /// `nil`: told from the column.
    public var dateForm: DateForm?
    /// `nil`: told from the quantities and prices (only where the delimiter is not a comma).
    public var decimalComma: Bool?
    /// Sold rows have quantities below zero (a list of goods issues); `nil`: told from the types of the rows.
    public var soldIsNegative: Bool?
    /// The encoding of text files (`shift_jis`, `windows-1250`, ...); `nil`: told from the bytes.
    public var encoding: TextEncoding?
    /// The shop's time zone and the hour its day starts; `nil`: dates are taken as written.
    public var zone: ZoneOffset?
    /// Returns and cancellations go back to the day of the sale they undo where customer and item tell which it was.
    public var matchesReturns = true
    /// The number of today's day (`CalendarDay.number`), for the remark on dates that lie behind it; `nil`: the clock's.
    public var today: Int32?
    /// Worker threads, at least 1. The result is the same for any number.
    public var threads = 2
    /// Bytes parsed at a time. The result is the same for any size.
    public var chunkBytes = 1 << 19
    /// SHA-256 of every input is computed (about 5 ms per MB stored).
    public var hashing = true
    /// Databases (SQLite files, `postgresql://` addresses): the table, or a query that reads.
    public var table: String?
    public var query: String?
    /// A file with the password of the database on its first line; `nil`: the environment or the client library's own file.
    public var passwordFile: String?
    /// Where a reading leaves its state, so that the next one over grown files reads only what is new; `nil`: nowhere.
    public var memoryPath: String?
    /// What is known of all sales where these are those of some items only; `nil`: these are all.
    public var span: PanelSpan?
    /// Program version and whatever else decides how rows are read: a state of another one is not used.
    public var buildIdentity = ""
    public var limits = ReadingLimits()
    /// Stop where more rows than this share of those read are quarantined, 0...1; `nil`: never.
    public var maximumQuarantinedShare: Double?

    public init() {}
}
