import ArgumentParser
import DemandModel
import PlanReading
import SalesIngestion

/// Flags of the commands that read sales files (`inspect`, `series`): the keys of `[sales]` and `[series]` of a plan file.
struct SalesReadingFlags: ParsableArguments {
    @Option(help: "How to read the files (default: detected from the header).")
    var dialect = "auto"
    @Option(help: "How dates are written: auto, iso, dmy, mdy, compact, month_name, year_month, iso_week, serial, epoch, ymd or index.")
    var dateForm = "auto"
    @Option(help: ArgumentHelp("A column that goes by another name, such as quantity=\"Stk verkauft\" (may be repeated); several make a key: location=\"warehouse + channel\".", valueName: "meaning=name"))
    var column: [String] = []
    @Option(help: "The shop's time zone, for dates with a zone: Europe/London or +02:00 (default: dates as written).")
    var timeZone: String?
    @Option(help: "When a day starts; sales before it belong to the day before (HH:MM).")
    var dayStart: String?
    @Option(help: "What decimals are marked with: comma or point (default: told from the numbers).")
    var decimalMark: String?
    @Option(help: "Encoding of the text, such as shift_jis, windows-1250 or iso-8859-2 (default: told from the bytes).")
    var encoding: String?
    @Flag(help: "Sold rows have quantities below zero, as in a list of goods issues: their sign is turned.")
    var soldIsNegative = false
    @Option(help: "SQLite file or postgresql:// address: the table to read.")
    var table: String?
    @Option(help: "SQLite file or postgresql:// address: a query that reads.")
    var query: String?
    @Option(help: "as_of (weeks are 7-day blocks ending the day before as_of) or a weekday (calendar weeks).")
    var weekStart = "as_of"
    @Option(help: "Months of a retail calendar: 4-4-5, 4-5-4 or 5-4-4 weeks (period month).")
    var retailCalendar: String?
    @Flag(help: "Upper and lower case spellings of an item are one item.")
    var foldCase = false
    @Flag(help: "Of rows that are equal, one is used.")
    var dropDuplicates = false
    @Option(help: "Stop if more than this share of the rows cannot be used, such as 1%.")
    var maxQuarantined: String?
    @Flag(help: "Stop if any row cannot be used.")
    var strict = false

    /// What the flags say, with a fault of usage for one that says nothing.
    func options() throws -> SalesReadingOptions {
        var options = SalesReadingOptions()
        guard let start = PlanConfiguration.WeekStart(rawValue: weekStart) else {
            throw CommandFailure(.wrongUsage, "--week-start: \"\(weekStart)\" is none of " + PlanConfiguration.WeekStart.allCases.map(\.rawValue).joined(separator: ", "))
        }
        options.weekStart = start
        if let retailCalendar {
            guard let pattern = RetailPattern(rawValue: retailCalendar) else {
                throw CommandFailure(.wrongUsage, "--retail-calendar: \"\(retailCalendar)\" is none of " + RetailPattern.allCases.map(\.rawValue).joined(separator: ", "))
            }
            options.retailPattern = pattern
        }
        if let decimalMark {
            guard ["comma", "point"].contains(decimalMark) else {
                throw CommandFailure(.wrongUsage, "--decimal-mark: \"\(decimalMark)\" is none of comma, point")
            }
            options.decimalComma = decimalMark == "comma"
        }
        if let maxQuarantined {
            guard let share = shareOfRows(maxQuarantined) else {
                throw CommandFailure(.wrongUsage, "--max-quarantined: \"\(maxQuarantined)\" is no share; write 1% or 0.01")
            }
            options.maximumQuarantinedShare = share
        }
        if soldIsNegative { options.soldIsNegative = true }
        if strict { options.maximumQuarantinedShare = 0 }
        options.foldCase = foldCase
        options.dropDuplicates = dropDuplicates
        options.table = table
        options.query = query
        var named: [String: String] = [:]
        for text in column {
            guard let mark = text.firstIndex(of: "="), mark != text.startIndex, text.index(after: mark) != text.endIndex else {
                throw CommandFailure(.wrongUsage, "--column: \"\(text)\" is not written meaning=name, such as quantity=Pieces")
            }
            named[String(text[..<mark])] = String(text[text.index(after: mark)...])
        }
        do throws(IngestionError) {
            options.dialect = try salesDialect(dialect)
            options.dateForm = try salesDateForm(dateForm)
            options.columns = try salesColumns(named)
            options.encoding = try textEncoding(encoding)
            options.zone = try shopZone(timeZone: timeZone, dayStart: dayStart)
        } catch {
            throw CommandFailure(.unusableInput, error.description)
        }
        return options
    }
}

/// `1%` or `0.01` as a share from 0 to 1.
private func shareOfRows(_ text: String) -> Double? {
    let share = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
    return share.flatMap { (0...1).contains($0) ? $0 : nil }
}
