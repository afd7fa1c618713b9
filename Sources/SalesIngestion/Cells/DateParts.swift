/// How a date is spread over columns: the year in one of its own, the month, the week or the day in others.
enum DateParts: Sendable, Equatable {
    /// One column has all of it.
    case whole
    case yearAndWeek, yearAndMonth, yearMonthAndDay

    /// The parts as one date: `2024-W07`, `2024-07` (or `July 2024`), `2024-07-03`.
    func join(year: Field, month: Field, own: Field, into text: HeldText) {
        func digits(_ field: Field) -> Field {
            var start = 0, end = field.count
            while start < end, !(0x30...0x39).contains(field.start[start]) { start += 1 }
            while end > start, !(0x30...0x39).contains(field.start[end - 1]) { end -= 1 }
            return Field(start: field.start + start, count: end - start)
        }
        func two(_ field: Field) {
            let number = digits(field)
            if number.count == 1 { text.append("0") }
            text.append(number)
        }
        switch self {
        case .whole: text.set(own)
        case .yearAndWeek:
            text.set(digits(year))
            text.append("-W")
            two(own)
        case .yearAndMonth where digits(month).count == 0:
            text.set(month)
            text.append(" ")
            text.append(digits(year))
        case .yearAndMonth:
            text.set(digits(year))
            text.append("-")
            two(month)
        case .yearMonthAndDay where digits(month).count == 0:
            two(own)
            text.append("-")
            text.append(month)
            text.append("-")
            text.append(digits(year))
        case .yearMonthAndDay:
            text.set(digits(year))
            text.append("-")
            two(month)
            text.append("-")
            two(own)
        }
    }
}

/// Names of columns with a part of a date.
enum DatePartNames {
    static let year = ["year", "jahr", "annee", "ano", "anno", "jaar", "ar", "rok", "ev", "yil", "vuosi", "год", "年", "calendar_year", "kalenderjahr", "yr"] + fiscal
    static let fiscal = ["fiscal_year", "financial_year", "geschaftsjahr", "gj", "exercice", "ejercicio", "esercizio", "boekjaar", "rakenskapsar", "rok_obrotowy", "fy"]
    static let period = ["period", "periode", "posting_period", "fiscal_period", "buchungsperiode", "periodo", "okres", "period_no"]
    static let month = ["month", "monat", "mois", "mes", "mese", "maand", "manad", "maned", "miesiac", "mesic", "ay", "kuukausi", "honap", "месяц", "月", "calendar_month", "kalendermonat", "month_number", "month_no"]
    static let week = ["week", "woche", "kalenderwoche", "kw", "semaine", "semana", "settimana", "vecka", "uge", "uke", "tydzien", "tyden", "hafta", "viikko", "het", "неделя", "週", "calendar_week", "iso_week", "week_number", "week_no", "wk"]
    static let day = ["day", "tag", "jour", "dia", "giorno", "dag", "dzien", "den", "gun", "paiva", "nap", "день", "日", "day_of_month"]
}

extension TableInput {
    /// Where a date stands in several columns: a week or a month without its year, and the year beside it.
    ///
    /// - Parameter column: what was taken for the date.
    /// - Throws: `unsuitable` where the year is there and the rest is neither weeks nor months.
    func dateParts(_ column: Int) throws(IngestionError) -> (parts: DateParts, date: Int, year: Int, month: Int) {
        let none = (DateParts.whole, column, -1, -1)
        let cells = sampleColumn(column).filter { !$0.isEmpty }
        func numbers(_ index: Int) -> [Int]? {
            let own = sampleColumn(index).filter { !$0.isEmpty }
            let found = own.compactMap { cell -> Int? in
                let digits = cell.drop { !$0.isNumber }
                return cell.utf8.count <= 12 && !digits.isEmpty && digits.utf8.count <= 4 && digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
            }
            return !own.isEmpty && found.count == own.count ? found : nil
        }
        func isMonth(_ index: Int) -> Bool {
            if let found = numbers(index) { return found.allSatisfy((1...12).contains) }
            let own = sampleColumn(index).filter { !$0.isEmpty }
            return !own.isEmpty && own.allSatisfy { MonthNames.month(Substring($0)) != nil }
        }
        guard let year = header.indices(ofAny: DatePartNames.year).first(where: { $0 != column }),
              let years = numbers(year), years.allSatisfy((1_950...2_150).contains), !cells.isEmpty else { return none }
        let months = header.indices(ofAny: DatePartNames.month).first { $0 != year && isMonth($0) }
        let own = numbers(column)
        func isNamed(_ names: [String]) -> Bool { header.indices(ofAny: names).contains(column) }
        // A whole date beside its own year and month is a whole date.
        guard own != nil || isMonth(column), isNamed(DatePartNames.day + DatePartNames.week + DatePartNames.month + DatePartNames.period) else { return none }
        if header.indices(ofAny: DatePartNames.fiscal).contains(year) {
            throw .unsuitable(
                reason: "\(file): \(header.names[column]) of \(header.names[year]) is a period of a fiscal year, whose first day the file does not say: export the days, or a column of "
                    + "calendar months (2024-07) or weeks (2024-W07)")
        }
        if own.map({ $0.allSatisfy((1...31).contains) }) == true, isNamed(DatePartNames.day), let months { return (.yearMonthAndDay, column, year, months) }
        if isNamed(DatePartNames.week), own.map({ $0.allSatisfy((1...53).contains) }) == true { return (.yearAndWeek, column, year, -1) }
        if isMonth(column), !isNamed(DatePartNames.day) { return (.yearAndMonth, column, year, -1) }
        // The day of the week or of the year beside the month.
        if let months, months != column { return (.yearAndMonth, months, year, -1) }
        throw .unsuitable(
            reason: "\(file): \(header.names[column]) (\(cutValue(cells[0]))) is no whole date, and \(header.names[year]) has its year: join them into one column of days (2024-07-03), weeks (2024-W07) "
                + "or months (2024-07)")
    }
}
