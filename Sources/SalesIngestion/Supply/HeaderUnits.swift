import TextForms

/// Units that stand in the names of columns: `Lead time (weeks)`, `Delivery time in days`, `Fill rate [%]`.
struct HeaderUnits {
    private let bases: HeaderNames
    private let units: [String]

    init(_ header: HeaderNames) {
        let parts = header.names.map(HeaderUnits.split)
        bases = HeaderNames(names: parts.map(\.base))
        units = parts.map(\.unit)
    }

    /// The column with one of the names once its unit is left out, and what its cells are multiplied by; `nil`: none, or one whose unit does not
    /// fit the meaning.
    func column(for name: String, aliases: [String], taken: Set<Int>) -> (column: Int, factor: Double)? {
        let plain = aliases + aliases.filter { $0.hasSuffix("_days") }.map { String($0.dropLast(5)) }
        for index in bases.columns(named: plain) where !units[index].isEmpty && !taken.contains(index) {
            if let factor = HeaderUnits.factor(units[index], for: name) { return (index, factor) }
        }
        return nil
    }

    /// Days per unit of time.
    private static let days: [String: Double] = [
        "day": 1, "days": 1, "d": 1, "calendar days": 1, "tage": 1, "tagen": 1, "jours": 1, "dias": 1, "giorni": 1, "dagen": 1, "hours": 1.0 / 24, "h": 1.0 / 24,
        "tag(e)": 1, "tg": 1, "jrs": 1, "j": 1, "gg": 1, "woche": 7, "semaine": 7, "semana": 7, "settimana": 7, "sem": 7, "sett": 7, "uke": 7, "uker": 7, "vecka": 7, "uge": 7, "tydzien": 7, "tygodni": 7, "viikkoa": 7,
        "monat": 30.4375, "monaten": 30.4375, "mes": 30.4375, "mese": 30.4375, "maand": 30.4375, "månader": 30.4375, "måneder": 30.4375, "miesiące": 30.4375, "jahre": 365.25, "jahr": 365.25, "ans": 365.25, "an": 365.25, "años": 365.25,
        "jours ouvrés": 1.4, "jours ouvrables": 1.4, "días laborables": 1.4, "días hábiles": 1.4, "dias úteis": 1.4, "giorni lavorativi": 1.4, "werkdagen": 1.4, "arbetsdagar": 1.4, "bd": 1.4, "wd": 1.4,
        "tag": 1, "jour": 1, "días": 1, "día": 1, "dag": 1, "dagar": 1, "dager": 1, "dage": 1, "dni": 1, "päivää": 1, "pv": 1, "dnů": 1, "dny": 1, "дней": 1, "дн": 1, "日": 1, "天": 1, "일": 1, "周": 7, "週": 7, "주": 7, "недель": 7, "veckor": 7, "uger": 7, "tygodnie": 7, "週間": 7,
        "week": 7, "weeks": 7, "wk": 7, "wks": 7, "w": 7, "wochen": 7, "semaines": 7, "semanas": 7, "settimane": 7, "weken": 7,
        "month": 30.4375, "months": 30.4375, "mo": 30.4375, "monate": 30.4375, "mois": 30.4375, "meses": 30.4375, "mesi": 30.4375, "maanden": 30.4375,
        "working days": 1.4, "business days": 1.4, "werktage": 1.4, "arbeitstage": 1.4, "years": 365.25, "year": 365.25,
    ]
    /// Days of a unit of time as it stands behind a number: `Wochen`, `weeks`; `nil` for a word that is none.
    static func daysPer(_ unit: String) -> Double? { days[unit.lowercased().trimmedOfSpaces] }

    /// Units of goods and money, which are those of the table whatever they are called.
    private static let plain: Set<String> = [
        "units", "unit", "pcs", "pc", "pieces", "each", "ea", "stk", "stück", "qty", "no", "number", "eur", "usd", "gbp", "chf", "aud", "cad", "€", "$", "£", "net", "excl. vat",
        "ex vat", "m3", "m³", "l", "litres", "liters", "cbm", "dm3", "cm3",
    ]

    private static func factor(_ unit: String, for name: String) -> Double? {
        if name.hasSuffix("_days") || name.hasPrefix("days_") { return days[unit] }
        if ["%", "percent", "pct"].contains(unit) { return ["target_fill_rate", "holding_rate_per_year", "lost_sale_share"].contains(name) ? 0.01 : nil }
        return plain.contains(unit) ? 1 : nil
    }

    /// `Lead time (days)` as `Lead time` and `days`; the unit is empty where there is none that is known.
    static func split(_ name: String) -> (base: String, unit: String) {
        let text = name.trimmedOfSpaces
        let known: (String) -> Bool = { days[$0] != nil || plain.contains($0) || ["%", "percent", "pct"].contains($0) }
        for (open, close) in [("(", ")"), ("[", "]")] where text.hasSuffix(close) {
            guard let start = text.lastIndex(of: Character(open)) else { continue }
            let unit = String(text[text.index(after: start)...].dropLast()).lowercased().trimmedOfSpaces
            let base = String(text[..<start]).trimmedOfSpaces
            if known(unit), !base.isEmpty { return (base, unit) }
        }
        // `lead_time_weeks`, `Delivery time in days`, `Lead time, weeks`.
        var words = text.split(whereSeparator: { " _-,".contains($0) }).map(String.init)
        guard words.count > 1, let last = words.last?.lowercased(), last.count > 2 || last == "%", days[last] != nil || last == "%" else { return (text, "") }
        words.removeLast()
        var unit = last
        if words.count > 1, let before = words.last?.lowercased(), ["working", "business", "calendar"].contains(before) {
            unit = before + " " + last
            words.removeLast()
        }
        if words.count > 1, ["in", "as"].contains(words.last?.lowercased() ?? "") { words.removeLast() }
        return (words.joined(separator: " "), unit)
    }
}
