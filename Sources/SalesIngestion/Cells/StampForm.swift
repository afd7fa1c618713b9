import DemandModel

/// How the `ds` of a series is written, so that what continues it is written alike.
public struct StampForm: Sendable, Equatable {
    /// `index`, or a date form.
    var date: DateForm
    /// Between year, month and day.
    var separator: String = "-"
    /// Months and days below ten have a zero in front.
    var padded = true
    /// What stands between date and time (` ` or `T`); `nil`: no time.
    var timeMark: String?
    var hasSeconds = false
    /// `Z`, `+01:00`, `.000`, ...
    var suffix = ""

    /// A moment: whole seconds since 1970-01-01 00:00 as written (no time zone is applied), or the index.
    struct Stamp {
        var seconds: Int
        var form: StampForm
    }

    /// Reads one cell with a reader of its date form.
    static func read(_ cell: Field, _ reader: inout DateReader) -> (seconds: Int, timeStart: Int?)? {
        guard let day = reader.day(cell) else { return nil }
        if reader.form == .index { return (Int(day), nil) }
        // The time starts at the first blank or T behind a digit.
        guard let start = timeStart(cell) else { return (Int(day) * 86_400, nil) }
        guard let time = timeOfDay(cell, from: start) else { return nil }
        return (Int(day) * 86_400 + time.seconds, start)
    }

    /// The form of a cell.
    init(of cell: Field, date: DateForm) {
        self.date = date
        guard date != .index else { return }
        let text = Array(cell.bytes)
        if let mark = text.first(where: { !($0 >= 0x30 && $0 <= 0x39) }) { separator = String(decoding: [mark], as: UTF8.self) }
        let dateEnd = StampForm.timeStart(cell) ?? text.count
        padded = date == .compact || text[..<dateEnd].split(separator: text.first { !($0 >= 0x30 && $0 <= 0x39) } ?? 0).allSatisfy { $0.count >= 2 }
        if let start = StampForm.timeStart(cell), let time = StampForm.timeOfDay(cell, from: start) {
            timeMark = String(decoding: [text[start]], as: UTF8.self)
            hasSeconds = time.hasSeconds
            suffix = String(decoding: text[time.end...], as: UTF8.self)
        }
    }

    private static func timeStart(_ cell: Field) -> Int? {
        var i = 6
        while i < cell.count {
            let byte = cell.start[i]
            if byte == 0x20 || byte == 0x54 || byte == 0x74 { return i }
            i += 1
        }
        return nil
    }

    private static func timeOfDay(_ cell: Field, from start: Int) -> (seconds: Int, hasSeconds: Bool, end: Int)? {
        var parts: [Int] = []
        var i = start + 1
        while parts.count < 3, i < cell.count {
            var value = 0, digits = 0
            while i < cell.count, cell.start[i] &- 0x30 <= 9, digits < 2 {
                value = value * 10 + Int(cell.start[i] &- 0x30)
                digits += 1
                i += 1
            }
            guard digits > 0 else { return nil }
            parts.append(value)
            guard parts.count < 3, i < cell.count, cell.start[i] == 0x3A else { break }
            i += 1
        }
        guard parts.count >= 2, parts[0] < 24, parts[1] < 60, parts.count < 3 || parts[2] < 60 else { return nil }
        return (parts[0] * 3600 + parts[1] * 60 + (parts.count > 2 ? parts[2] : 0), parts.count > 2, i)
    }

    /// A moment in this form.
    func text(seconds: Int) -> String {
        if date == .index { return String(seconds) }
        let days = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
        let time = seconds - days * 86_400
        let (year, month, day) = CalendarDay(number: Int32(clamping: days)).civil
        func two(_ value: Int) -> String { value < 10 && padded ? "0\(value)" : "\(value)" }
        let fullYear = String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
        var text: String
        switch date {
        case .yearMonth: return fullYear + "-" + (month < 10 ? "0\(month)" : "\(month)")
        case .isoWeek:
            // The week's Thursday names its year.
            let thursday = CalendarDay(number: Int32(clamping: days)).isoThursday
            let week = (Int(thursday.number) - Int(CalendarDay.dayNumber(year: thursday.civil.year, month: 1, day: 1))) / 7 + 1
            return "\(thursday.civil.year)-W" + (week < 10 ? "0\(week)" : "\(week)")
        case .compact: text = fullYear + two(month) + two(day)
        case .dayMonthYear: text = two(day) + separator + two(month) + separator + fullYear
        case .monthDayYear: text = two(month) + separator + two(day) + separator + fullYear
        default: text = fullYear + separator + two(month) + separator + two(day)
        }
        if let timeMark {
            func clock(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            text += timeMark + clock(time / 3600) + ":" + clock(time / 60 % 60)
            if hasSeconds { text += ":" + clock(time % 60) }
            text += suffix
        }
        return text
    }
}

extension CalendarDay {
    /// The Thursday of the day's week (Monday to Sunday).
    fileprivate var isoThursday: CalendarDay {
        advanced(by: 4 - isoWeekday)
    }
}
