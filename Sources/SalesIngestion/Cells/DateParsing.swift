import DemandModel

/// How dates are written in a column.
public enum DateForm: String, Sendable, Codable, CaseIterable {
    /// `2010-12-01`, also with a time behind it (`2010-12-01 08:26:00`, `2010-12-01T08:26:00Z`) and with `/` or `.` between.
    case iso
    /// `20101201`, also with a time behind it (`20101201082600`).
    case compact
    /// Day, month, year: `1/12/2010`, `01.12.2010`, `1-12-10`.
    case dayMonthYear = "dmy"
    /// Month, day, year: `12/1/2010 8:26`.
    case monthDayYear = "mdy"
    /// `01-Dec-2010`, `1 December 2010`, `Dec 1, 2010`, `1 décembre 2010`.
    case monthName = "month_name"
    /// A month: `2010-12`, `12/2010`, `Dec-10`, `December 2010`, `201012`; its first day stands for it.
    case yearMonth = "year_month"
    /// A week by its ISO number: `2010-W52`, `KW 52/2010`; its Monday stands for it.
    case isoWeek = "iso_week"
    /// Whole number: the index of a period.
    case index
    /// Whole number (or with a fraction for the time): days since 1899-12-30, as spreadsheets count.
    case spreadsheetSerial = "serial"
    /// Whole number of ten digits (13, 16): seconds (thousandths, millionths) since 1970-01-01 00:00 UTC.
    case epoch
    /// Year (two digits), month, day: `10/12/31`.
    case yearMonthDay = "ymd"

    /// An example for messages.
    public var example: String {
        switch self {
        case .iso: "2010-12-31"
        case .compact: "20101231"
        case .dayMonthYear: "31/12/2010"
        case .monthDayYear: "12/31/2010"
        case .monthName: "31-Dec-2010"
        case .yearMonth: "2010-12 or Dec-10"
        case .isoWeek: "2010-W52"
        case .index: "1, 2, 3, ..."
        case .spreadsheetSerial: "40543"
        case .epoch: "1293753600"
        case .yearMonthDay: "10/12/31"
        }
    }
}

/// Reads the days of one column, all written in one form. Remembers the last month, because neighbouring rows share it.
struct DateReader {
    let form: DateForm
    /// Moves stamps with a time to the shop's days.
    var zone: ZoneOffset?
    private var lastYearMonth = -1
    private var firstOfMonth: Int32 = 0
    private var daysInMonth = 0
    /// The eight bytes `2010-12-` of the last plain day, with its month.
    private var lastPrefix: UInt64 = 0
    private var firstOfPrefix: Int32 = 0
    private var daysOfPrefix = 0

    /// Dates outside these years are taken for typing errors.
    static let years = 1900...2200

    init(form: DateForm, zone: ZoneOffset? = nil) {
        self.form = form
        self.zone = zone
    }

    /// The day of `2010-12-31` alone, the way most rows have it; `nil` for anything else, which `day` may still read.
    @inline(__always)
    mutating func plainDay(_ field: Field) -> Int32? {
        guard form == .iso, field.count == 10 else { return nil }
        let prefix = UnsafeRawPointer(field.start).loadUnaligned(as: UInt64.self)
        if prefix == lastPrefix {
            let tens = field.start[8] &- 0x30, ones = field.start[9] &- 0x30, day = Int(tens) &* 10 &+ Int(ones)
            guard tens <= 9, ones <= 9, day >= 1, day <= daysOfPrefix else { return nil }
            return firstOfPrefix &+ Int32(truncatingIfNeeded: day &- 1)
        }
        guard let day = isoDay(field.start) else { return nil }
        (lastPrefix, firstOfPrefix, daysOfPrefix) = (prefix, firstOfMonth, daysInMonth)
        return day
    }

    /// The day number (`CalendarDay.number`), or the index where the form is `index`; `nil` for anything not in the form.
    mutating func day(_ field: Field) -> Int32? {
        if form == .iso, field.count == 10 || (field.count > 10 && DateReader.startsTime(field.start[10])) {
            if field.count > 10, !DateReader.isTime(Field(start: field.start + 10, count: field.count - 10)) { return nil }
            let day = isoDay(field.start)
            if zone != nil, field.count > 10, let day { return shifted(day, Field(start: field.start + 10, count: field.count - 10)) }
            return day
        }
        if let day = otherForms(field) { return zone == nil || form == .epoch ? day : withTime(day, field) }
        guard form != .index, PlainText.mayBeDate(field) else { return nil }
        // As people and programs of other countries write it: full-width digits, kanji, weekdays in front, points behind, narrow spaces.
        return withField(PlainText.date(field.text)) { plain in
            guard let day = otherForms(plain) else { return nil }
            return zone == nil ? day : withTime(day, plain)
        }
    }

    /// The day of ten bytes `2010-12-31`, with one mark of `-`, `/` and `.` twice.
    @inline(__always)
    private mutating func isoDay(_ p: UnsafePointer<UInt8>) -> Int32? {
        let separator = p[4]
        guard separator == p[7], separator == 0x2D || separator == 0x2F || separator == 0x2E else { return nil }
        let y1 = p[0] &- 0x30, y2 = p[1] &- 0x30, y3 = p[2] &- 0x30, y4 = p[3] &- 0x30
        let m1 = p[5] &- 0x30, m2 = p[6] &- 0x30, d1 = p[8] &- 0x30, d2 = p[9] &- 0x30
        guard y1 <= 9, y2 <= 9, y3 <= 9, y4 <= 9, m1 <= 9, m2 <= 9, d1 <= 9, d2 <= 9 else { return nil }
        let year = Int(y1) &* 1000 &+ Int(y2) &* 100 &+ Int(y3) &* 10 &+ Int(y4)
        return civil(year, Int(m1) &* 10 &+ Int(m2), Int(d1) &* 10 &+ Int(d2))
    }

    /// The shop's day of a moment: the time is what follows the date, the last part with a colon.
    @inline(never)
    private mutating func withTime(_ day: Int32, _ field: Field) -> Int32 {
        if form == .compact, let time = DateReader.compactTime(field) { return withField(time) { shifted(day, $0) } }
        guard let colon = (0..<field.count).first(where: { field.start[$0] == 0x3A }), colon >= 2,
              let start = (0..<colon).last(where: { DateReader.startsTime(field.start[$0]) || field.start[$0] == 0x2C }) else { return day }
        return shifted(day, Field(start: field.start + start, count: field.count - start))
    }

    /// ` 10:15:00` of `20250105101500`.
    private static func compactTime(_ field: Field) -> String? {
        guard field.count == 12 || field.count == 14 else { return nil }
        let digits = field.text
        func part(_ from: Int) -> String { String(digits.dropFirst(from).prefix(2)) }
        return " " + part(8) + ":" + part(10) + (field.count == 14 ? ":" + part(12) : "")
    }

    @inline(never)
    private func epoch(_ field: Field) -> Int32? {
        guard let seconds = DateReader.epochSeconds(field) else { return nil }
        let day = Int32(seconds / 86_400)
        guard zone != nil else { return day }
        let time = seconds % 86_400
        return withField(" \(time / 3600):\(time / 60 % 60):\(time % 60) Z") { shifted(day, $0) }
    }

    /// Seconds of a number of 10, 13 or 16 digits (with decimals), from 2001 to 2199.
    static func epochSeconds(_ field: Field) -> Int? {
        let digits = (0..<field.count).first { field.start[$0] &- 0x30 > 9 } ?? field.count
        guard digits == 10 || digits == 13 || digits == 16 else { return nil }
        if digits < field.count {
            guard field.start[digits] == 0x2E, (digits + 1..<field.count).allSatisfy({ field.start[$0] &- 0x30 <= 9 }) else { return nil }
        }
        guard var value = Int(String(field.text.prefix(digits))) else { return nil }
        if digits == 13 { value /= 1_000 } else if digits == 16 { value /= 1_000_000 }
        return (1_000_000_000..<7_258_118_400).contains(value) ? value : nil
    }

    @inline(never)
    private func shifted(_ day: Int32, _ time: Field) -> Int32 { zone?.day(day, time: time) ?? day }

    @inline(__always)
    private mutating func civil(_ year: Int, _ month: Int, _ day: Int) -> Int32? {
        let yearMonth = year &* 16 &+ month
        if yearMonth != lastYearMonth {
            guard DateReader.years.contains(year), (1...12).contains(month) else { return nil }
            firstOfMonth = CalendarDay.dayNumber(year: year, month: month, day: 1)
            daysInMonth = CalendarDay.daysInMonth(year: year, month: month)
            lastYearMonth = yearMonth
        }
        guard day >= 1, day <= daysInMonth else { return nil }
        return firstOfMonth &+ Int32(truncatingIfNeeded: day &- 1)
    }

    @inline(never)
    private mutating func otherForms(_ field: Field) -> Int32? {
        switch form {
        case .iso:
            // 2010-1-5: year first, short month or day.
            guard let parts = DateReader.numbers(field), parts.lengths.0 == 4 else { return nil }
            return civil(parts.values.0, parts.values.1, parts.values.2)
        case .compact:
            guard field.count >= 8, let value = DateReader.wholeNumber(Field(start: field.start, count: 8)) else { return nil }
            if field.count > 8 {
                let rest = Field(start: field.start + 8, count: field.count - 8)
                let isClock = (rest.count == 4 || rest.count == 6) && rest.bytes.allSatisfy { $0 &- 0x30 <= 9 } && rest.start[0] <= 0x32 && rest.start[2] <= 0x35
                let isTimed = DateReader.startsTime(rest.start[0]) && (DateReader.isTime(rest) || rest.bytes.dropFirst().allSatisfy { $0 &- 0x30 <= 9 || $0 == 0x5A || $0 == 0x7A })
                guard isClock || isTimed else { return nil }
            }
            return civil(value / 10_000, value / 100 % 100, value % 100)
        case .dayMonthYear, .monthDayYear:
            guard let parts = DateReader.numbers(field), parts.lengths.0 <= 2 else { return nil }
            let year: Int
            switch parts.lengths.2 {
            case 4: year = parts.values.2
            case 2: year = parts.values.2 + (parts.values.2 < 70 ? 2000 : 1900)
            default: return nil
            }
            return form == .dayMonthYear
                ? civil(year, parts.values.1, parts.values.0) : civil(year, parts.values.0, parts.values.1)
        case .monthName:
            guard let (year, month, day) = WrittenDates.namedDay(field) else { return nil }
            return civil(year, month, day)
        case .yearMonth:
            guard let (year, month) = WrittenDates.yearMonth(field) else { return nil }
            return civil(year, month, 1)
        case .isoWeek:
            guard let (year, week, weekday) = WrittenDates.isoWeek(field), DateReader.years.contains(year) else { return nil }
            // Week 1 holds the fourth of January; week 53 is a week of its year only if its Thursday is.
            let fourth = CalendarDay(number: CalendarDay.dayNumber(year: year, month: 1, day: 4))
            let start = fourth.advanced(by: 1 - fourth.isoWeekday + 7 * (week - 1))
            guard start.advanced(by: 3).civil.year == year else { return nil }
            return start.advanced(by: weekday - 1).number
        case .index:
            guard let value = DateReader.wholeNumber(field), abs(value) <= 10_000_000 else { return nil }
            return Int32(value)
        case .spreadsheetSerial:
            guard let value = (try? NumberParsing.double(field)) ?? (try? NumberParsing.double(field, decimalComma: true)), value >= 1, value < 110_000 else { return nil }
            return Int32(value.rounded(.down)) - 25_569
        case .epoch: return epoch(field)
        case .yearMonthDay:
            guard let parts = DateReader.numbers(field), parts.lengths.0 == 2, parts.lengths.2 <= 2 else { return nil }
            return civil(parts.values.0 + (parts.values.0 < 70 ? 2000 : 1900), parts.values.1, parts.values.2)
        }
    }

    @inline(__always)
    private static func startsTime(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x54 || byte == 0x74 }

    /// ` 08:26:00`, `T08:26`, `T08:26:00.123+02:00`, ` 8:26 PM`: digits and the marks of a time, an hour below 25.
    static func isTime(_ field: Field) -> Bool {
        let p = field.start
        guard field.count >= 4 else { return false }
        // The common ` hh:mm:ss`.
        if field.count == 9, p[3] == 0x3A, p[6] == 0x3A {
            return p[1] <= 0x32 && p[1] >= 0x30 && p[2] &- 0x30 <= 9 && p[4] &- 0x30 <= 5 && p[5] &- 0x30 <= 9
                && p[7] &- 0x30 <= 6 && p[8] &- 0x30 <= 9
        }
        var colons = 0, letters = 0
        for i in 1..<field.count {
            switch p[i] {
            case 0x30...0x39, 0x2E, 0x2C, 0x2B, 0x2D, 0x20: break
            case 0x3A: colons += 1
            case 0x41...0x5A, 0x61...0x7A: letters += 1   // Z, AM, PM, UTC, PDT, GMT+2
            default: return false
            }
        }
        return colons >= 1 && letters <= 8
    }

    /// A whole number with an optional sign, at most nine digits.
    static func wholeNumber(_ field: Field) -> Int? {
        var i = 0, value = 0
        let negative = field.count > 0 && field.start[0] == 0x2D
        if negative { i = 1 }
        guard field.count > i, field.count - i <= 9 else { return nil }
        while i < field.count {
            let digit = field.start[i] &- 0x30
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
            i += 1
        }
        return negative ? -value : value
    }

    /// Three numbers with `/`, `-` or `.` between (the same twice), then nothing or a time.
    static func numbers(_ field: Field) -> (values: (Int, Int, Int), lengths: (Int, Int, Int))? {
        var values = (0, 0, 0), lengths = (0, 0, 0)
        var part = 0, i = 0
        var separator: UInt8 = 0
        while i < field.count {
            let byte = field.start[i]
            let digit = byte &- 0x30
            if digit <= 9 {
                switch part {
                case 0: values.0 = values.0 * 10 + Int(digit); lengths.0 += 1
                case 1: values.1 = values.1 * 10 + Int(digit); lengths.1 += 1
                default: values.2 = values.2 * 10 + Int(digit); lengths.2 += 1
                }
                if lengths.0 > 4 || lengths.1 > 4 || lengths.2 > 4 { return nil }
            } else if part < 2, byte == 0x2F || byte == 0x2D || byte == 0x2E, separator == 0 || separator == byte {
                separator = byte
                part += 1
            } else if part == 2, startsTime(byte) || byte == 0x2C {
                guard isTime(Field(start: field.start + i, count: field.count - i)) else { return nil }
                break
            } else {
                return nil
            }
            i += 1
        }
        guard part == 2, lengths.0 > 0, lengths.1 > 0, lengths.1 <= 2, lengths.2 > 0 else { return nil }
        return (values, lengths)
    }
}
