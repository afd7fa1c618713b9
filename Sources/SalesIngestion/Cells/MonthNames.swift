/// Names of months, full or shortened, in the languages of the column names; told from their first three or four letters without accents.
enum MonthNames {
    private static let starts: [String: Int] = {
        let lists: [[String]] = [
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
            // German, Scandinavian, Dutch.
            ["jan", "feb", "mrz", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"],
            ["jaen", "feb", "maer", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
            ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
            ["jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "des"],
            // French, Spanish, Italian, Portuguese, Polish.
            ["jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec"],
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"],
            ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
            ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
            ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paz", "lis", "gru"],
        ]
        var months: [String: Int] = [:]
        for list in lists { for (index, name) in list.enumerated() { months[name] = index + 1 } }
        return months
    }()

    /// 1...12, or `nil` for a word that is no month.
    ///
    ///     MonthNames.month("août")        // 8
    ///     MonthNames.month("Mrz")         // 3
    static func month(_ word: Substring) -> Int? {
        guard word.utf8.count >= 3, word.utf8.count <= 16, !word.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        let plain = HeaderNames.normalise(String(word))
        return starts[String(plain.prefix(4))] ?? starts[String(plain.prefix(3))]
    }
}

/// Dates with the name of a month, and periods that are written as such.
enum WrittenDates {
    private static func words(_ field: Field, _ marks: String = " -/,.") -> [Substring] {
        field.text.split(maxSplits: 12, whereSeparator: { marks.contains($0) || $0 == "\u{A0}" })
    }

    private static func hasLetter(_ field: Field) -> Bool { field.bytes.contains { $0 >= 0x41 } }

    private static func year(_ word: Substring) -> Int? {
        guard let value = Int(word), value >= 0 else { return nil }
        switch word.utf8.count {
        case 4: return value
        case 2: return value + (value < 70 ? 2000 : 1900)
        default: return nil
        }
    }

    /// `1`, `01`, `1er`, `3rd`.
    private static func day(_ word: Substring) -> Int? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        guard (1...2).contains(digits.count), ["", "st", "nd", "rd", "th", "er", "º", "°"].contains(word.dropFirst(digits.count).lowercased()) else { return nil }
        return Int(digits)
    }

    /// Day, month name and year: `31-Dec-2010`, `Fri Dec 31, 2010`, `31 de diciembre de 2010`, `2010-Dec-31`.
    static func namedDay(_ field: Field) -> (year: Int, month: Int, day: Int)? {
        guard field.count >= 6, field.count <= 64, hasLetter(field) else { return nil }
        var parts = words(field).filter { !["de", "del", "of"].contains($0.lowercased()) }
        // A weekday in front.
        if let first = parts.first, parts.count > 3, !first.contains(where: \.isNumber), MonthNames.month(first) == nil || MonthNames.month(parts[1]) != nil {
            parts.removeFirst()
        }
        guard parts.count >= 3 else { return nil }
        if let month = MonthNames.month(parts[1]) {
            if parts[0].utf8.count == 4, let y = year(parts[0]), let d = day(parts[2]) { return (y, month, d) }
            guard let d = day(parts[0]), let y = year(parts[2]) else { return nil }
            return (y, month, d)
        }
        guard let month = MonthNames.month(parts[0]), let d = day(parts[1]), let y = year(parts[2]) else { return nil }
        return (y, month, d)
    }

    /// A month: `2024-01`, `01/2024`, `202401`, `Jan-24`, `January 2024`, `2024 Jan`.
    static func yearMonth(_ field: Field) -> (year: Int, month: Int)? {
        if field.count == 6, let number = DateReader.wholeNumber(field), number >= 0 {
            return (1...12).contains(number % 100) ? (number / 100, number % 100) : nil
        }
        guard field.count >= 6, field.count <= 24, field.count <= 7 || hasLetter(field) else { return nil }
        let parts = words(field, " -/._'")
        guard parts.count == 2 else { return nil }
        if let month = MonthNames.month(parts[0]) { return year(parts[1]).map { ($0, month) } }
        if let month = MonthNames.month(parts[1]) { return parts[0].utf8.count == 4 ? year(parts[0]).map { ($0, month) } : nil }
        let (long, short) = parts[0].utf8.count == 4 ? (parts[0], parts[1]) : (parts[1], parts[0])
        guard long.utf8.count == 4, short.utf8.count <= 2, let y = year(long), let month = Int(short), (1...12).contains(month) else { return nil }
        return (y, month)
    }

    /// A week by its ISO number: `2024-W07`, `2024W07`, `2024-W07-1`, `KW 07/2024`, `W7 2024`, `202453`; the weekday, or Monday.
    static func isoWeek(_ field: Field) -> (year: Int, week: Int, weekday: Int)? {
        if field.count == 6, let number = DateReader.wholeNumber(field), number >= 0 {
            return (1...53).contains(number % 100) ? (number / 100, number % 100, 1) : nil
        }
        guard field.count >= 6, field.count <= 24, hasLetter(field) else { return nil }
        var text = field.text.lowercased()
        var named = false
        for name in ["week", "woche", "semaine", "semana", "settimana", "kw", "wk", "cw", "w", "s"] where text.contains(name) {
            text = text.replacing(name, with: " ", maxReplacements: 1)
            named = true
            break
        }
        guard named else { return nil }
        let parts = text.split(whereSeparator: { " -/._".contains($0) })
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }) else { return nil }
        let yearFirst = parts[0].utf8.count == 4
        let (long, short) = yearFirst ? (parts[0], parts[1]) : (parts[1], parts[0])
        guard long.utf8.count == 4, short.utf8.count <= 2, let y = Int(long), let week = Int(short), (1...53).contains(week) else { return nil }
        guard parts.count == 3 else { return (y, week, 1) }
        guard yearFirst, let weekday = Int(parts[2]), (1...7).contains(weekday) else { return nil }
        return (y, week, weekday)
    }
}
