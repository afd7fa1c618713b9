import DemandModel

/// What is wrong with a cell that is no day in the form of its file, for a person.
///
///     dateHint("2024-02-30", form: .iso)      // there is no such day: month 2 of 2024 has 29 days
///     dateHint("31.12.2010", form: .iso)      // not a day written like 2010-12-31, as dates in this file are
func dateHint(_ text: String, form: DateForm) -> String {
    let otherwise = "not a day written like \(form.example), as dates in this file are"
    guard let (year, month, day) = calendarParts(text, form: form) else { return otherwise }
    guard DateReader.years.contains(year) else {
        return "the year \(year) is outside \(DateReader.years.lowerBound) to \(DateReader.years.upperBound)"
    }
    guard (1...12).contains(month) else { return "there is no month \(month); dates in this file are written like \(form.example)" }
    let days = CalendarDay.daysInMonth(year: year, month: month)
    guard (1...days).contains(day) else { return "there is no such day: month \(month) of \(year) has \(days) days" }
    return otherwise
}

/// For a column that no known form fits.
let unknownDateHint = "no known form of dates fits this column; known are " + DateForm.allCases.filter { $0 != .index }.map(\.example).joined(separator: ", ")
    + "; write the dates in one of them, or name another column (--column date=NAME)"

/// Year, month and day as written, real or not; `nil` where the text has not the shape of the form.
private func calendarParts(_ text: String, form: DateForm) -> (year: Int, month: Int, day: Int)? {
    let date = text.trimmedOfSpaces.prefix { $0 != " " && $0 != "T" }
    if form == .compact {
        guard date.utf8.count == 8, let number = Int(date), number >= 0 else { return nil }
        return (number / 10_000, number / 100 % 100, number % 100)
    }
    let marks: Set<Character> = ["-", "/", "."]
    let parts = date.split(omittingEmptySubsequences: false, whereSeparator: marks.contains).map { $0.utf8.count <= 4 ? Int($0) : nil }
    guard parts.count == 3, let first = parts[0], let second = parts[1], let third = parts[2] else { return nil }
    let widths = date.split(whereSeparator: marks.contains).map(\.utf8.count)
    switch form {
    case .iso: return widths[0] == 4 && widths[1] <= 2 && widths[2] <= 2 ? (first, second, third) : nil
    case .dayMonthYear: return widths[2] == 4 && widths[0] <= 2 ? (third, second, first) : nil
    case .monthDayYear: return widths[2] == 4 && widths[0] <= 2 ? (third, first, second) : nil
    default: return nil
    }
}
