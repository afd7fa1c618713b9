import DemandModel

/// Which form the dates of a column are written in, from a sample of its cells.
enum DateDetection {
    enum Outcome: Equatable {
        case form(DateForm)
        /// Day/month or month/day; an example.
        case ambiguous(String)
        /// No cell of the sample is a date in any form.
        case none
    }

    /// The form that reads most of the sample. Among day/month and month/day both of which read everything, the one that leaves
    /// the rows in better order of time; if both leave them alike, `ambiguous`.
    ///
    /// - Parameter allowSerial: large whole numbers are spreadsheet dates (never in a series file, where they are indices).
    static func detect(_ sample: [String], allowSerial: Bool = true) -> Outcome {
        let cells = sample.filter { !$0.isEmpty }
        guard !cells.isEmpty else { return .none }
        var best: (form: DateForm, count: Int)?
        var readings: [DateForm: [Int32?]] = [:]
        for form in DateForm.allCases {
            if form == .spreadsheetSerial && !allowSerial { continue }
            if form == .epoch && !allowSerial && !cells.allSatisfy({ $0.utf8.count >= 10 }) { continue }
            var reader = DateReader(form: form)
            let days = cells.map { cell in withField(cell) { reader.day($0.trimmed) } }
            readings[form] = days
            let count = days.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
            if count > (best?.count ?? 0) { best = (form, count) }
        }
        guard var form = best?.form else { return .none }
        let indices = (readings[.index] ?? []).compactMap { $0 }
        if form == .index || form == .spreadsheetSerial, indices.count == (readings[.spreadsheetSerial]?.compactMap { $0 }.count ?? indices.count) {
            // Whole numbers: 20000...80000 only (1954 to 2119) are spreadsheet dates.
            form = allowSerial && !indices.isEmpty && indices.allSatisfy { (20_000...80_000).contains($0) } ? .spreadsheetSerial : .index
        }
        // Six digits: years and months unless that leaves cells over. No index has such numbers.
        if form == .index || form == .spreadsheetSerial || form == .yearMonth || form == .isoWeek {
            let months = (readings[.yearMonth] ?? []).compactMap { $0 }.count, weeks = (readings[.isoWeek] ?? []).compactMap { $0 }.count
            if max(months, weeks) == cells.count { return .form(weeks > months ? .isoWeek : .yearMonth) }
        }
        guard form == .dayMonthYear || form == .monthDayYear else { return .form(form) }
        let dmy = readings[.dayMonthYear] ?? [], mdy = readings[.monthDayYear] ?? []
        let dmyCount = dmy.compactMap { $0 }.count, mdyCount = mdy.compactMap { $0 }.count
        if isYearFirst(cells, readings[.yearMonthDay] ?? [], others: [dmy, mdy]) { return .form(.yearMonthDay) }
        if dmyCount != mdyCount { return .form(dmyCount > mdyCount ? .dayMonthYear : .monthDayYear) }
        if cells.allSatisfy({ $0.split(separator: " ").contains { $0.filter { $0 == "." }.count >= 2 } }) { return .form(.dayMonthYear) }
        let dmyBreaks = breaks(dmy), mdyBreaks = breaks(mdy)
        // A list that is in order of time either way, or neither, decides nothing.
        if 2 * min(dmyBreaks, mdyBreaks) > max(dmyBreaks, mdyBreaks) || dmyBreaks == mdyBreaks { return .ambiguous(cells[0]) }
        return .form(dmyBreaks < mdyBreaks ? .dayMonthYear : .monthDayYear)
    }

    /// What is said where only the order of the rows tells day/month from month/day.
    static func orderRemark(_ sample: [String], form: DateForm) -> String? {
        guard form == .dayMonthYear || form == .monthDayYear else { return nil }
        let cells = sample.filter { !$0.isEmpty }
        var dayFirst = DateReader(form: .dayMonthYear), monthFirst = DateReader(form: .monthDayYear)
        var differ = false
        for cell in cells {
            let days = withField(cell) { (dayFirst.day($0.trimmed), monthFirst.day($0.trimmed)) }
            guard days.0 != nil, days.1 != nil else { return nil }
            if days.0 != days.1 { differ = true }
        }
        guard differ, let first = cells.first, !cells.allSatisfy({ $0.split(separator: " ").contains { $0.filter { $0 == "." }.count >= 2 } }) else { return nil }
        let other = form == .dayMonthYear ? "mdy" : "dmy"
        return "dates such as \(first) could begin with the day or the month: they are read as \(form == .dayMonthYear ? "day/month" : "month/day"), which puts the rows in order of time; "
            + "date_form = \"\(other)\" under [sales] (--date-form \(other)) reads them the other way"
    }

    /// 25/01/05, 25/01/06, 25/01/17: the first number stays and the last one runs, as days do and years do not, and the rows are in better order of time.
    private static func isYearFirst(_ cells: [String], _ days: [Int32?], others: [[Int32?]]) -> Bool {
        guard days.count == cells.count, !days.contains(nil) else { return false }
        let parts = cells.map { $0.split(maxSplits: 2, whereSeparator: { "/-.".contains($0) }) }
        let years = Set(parts.map { $0.first.map(String.init) ?? "" }), last = Set(parts.map { String(($0.last ?? "").prefix(2)) })
        guard last.count > years.count else { return false }
        return last.count > 12 || others.allSatisfy { $0.contains(nil) || breaks(days) <= breaks($0) && last.count > 2 }
    }

    /// How often a row is earlier than the one before it.
    private static func breaks(_ days: [Int32?]) -> Int {
        let known = days.compactMap { $0 }
        return zip(known, known.dropFirst()).reduce(0) { $0 + ($1.1 < $1.0 ? 1 : 0) }
    }
}

/// Hands the bytes of a text to a field reader.
func withField<Result>(_ text: String, _ body: (Field) -> Result) -> Result {
    var copy = text
    return copy.withUTF8 { buffer in
        guard let base = buffer.baseAddress else {
            var empty: UInt8 = 0
            return withUnsafePointer(to: &empty) { body(Field(start: $0, count: 0)) }
        }
        return body(Field(start: base, count: buffer.count))
    }
}
