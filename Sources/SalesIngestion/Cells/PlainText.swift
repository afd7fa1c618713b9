/// Texts as other countries and programs write them, in plain letters, digits and marks.
enum PlainText {
    /// Full-width letters, digits and marks (`２０２５／０１`) in their usual width.
    static func narrowed(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFF01 + 0x21)))
            case 0x3000, 0xA0, 0x2007, 0x2009, 0x202F: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// True for a cell with a digit (of any width) that is short enough for a date.
    static func mayBeDate(_ field: Field) -> Bool {
        guard field.count >= 6, field.count <= 80 else { return false }
        return field.bytes.contains { $0 &- 0x30 <= 9 } || field.bytes.contains(0xEF)
    }

    private static let weekdays: Set<String> = [
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
        "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
        "mie", "jue", "vie", "sab", "dom", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "gio", "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica",
        "ma", "wo", "vr", "za", "zo", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "pon", "wt", "sr", "czw", "pt", "pia", "niedz", "nd", "poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela",
        "man", "mandag", "tir", "tirsdag", "ons", "onsdag", "tor", "tors", "torsdag", "fre", "fredag", "lor", "lordag", "son", "sondag", "lordag",
        "seg", "ter", "qua", "qui", "sex", "segunda", "terca", "quarta", "quinta", "sexta",
    ]

    /// `05.01.2025 г.`, `5 stycznia 2025 r.`: the word for year behind a date.
    private static let yearWords: Set<String> = ["г", "год", "года", "р", "r", "roku"]

    /// 令和7年1月5日 is 2025年1月5日: years of an era of Japan, the first of which is 元年.
    private static func withoutEra(_ text: String) -> String {
        for (era, before) in [("令和", 2018), ("平成", 1988), ("昭和", 1925)] {
            guard let name = text.range(of: era), let mark = text[name.upperBound...].firstIndex(of: "年") else { continue }
            let years = String(text[name.upperBound..<mark]).trimmedOfSpaces
            guard let year = years == "元" ? 1 : Int(years), (1...99).contains(year) else { continue }
            return text[..<name.lowerBound] + String(before + year) + text[mark...]
        }
        return text
    }

    /// True for a text between two digits that has neither points nor letters of another script: nothing of it could be left out.
    private static func isPlainDate(_ text: String) -> Bool {
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- 0x30 <= 9 } ?? false }
        return isDigit(text.utf8.first) && isDigit(text.utf8.last) && text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x2E }
    }

    /// A date without what stands around it: a guard apostrophe, a weekday in front or behind, kanji and points behind year, month and day.
    static func date(_ text: String) -> String {
        guard !isPlainDate(text) else { return text }
        var plain = narrowed(text)
        if plain.unicodeScalars.contains(where: { $0.value >= 0x3000 }) {
            plain = withoutEra(plain)
            // 2025年1月5日(日) 10:15, 2025년 1월 5일.
            for (mark, plainMark) in [("年", "-"), ("月", "-"), ("日", " "), ("년", "-"), ("월", "-"), ("일", " "), ("時", ":"), ("分", " ")] where plain.contains(mark) {
                plain = plain.replacing(mark, with: plainMark, maxReplacements: 1)
            }
            plain = plain.replacing("- ", with: "-")
            plain = String(String.UnicodeScalarView(plain.unicodeScalars.filter { $0.value < 0x3000 }))
            plain = plain.replacing("()", with: "")
        }
        var body = Substring(plain.trimmedOfSpaces)
        if let first = body.first, first == "'" || first == "\u{2019}" { body = body.dropFirst() }
        // So, 05.01.2025; (Mon) 2025-01-06.
        let word = body.prefix { !$0.isNumber && $0 != "-" }
        let letters = word.filter { $0.isLetter }
        if !word.isEmpty, word.count < body.count, weekdays.contains(HeaderNames.normalise(String(letters))) { body = body.dropFirst(word.count) }
        // 2025. 01. 05. and 2025.01.05.
        var result = String(body).replacing(". ", with: ".")
        while let last = result.last, last == "." || last == " " || last == "," { result.removeLast() }
        if result.filter({ $0 == "." }).count >= 3, let dot = result.lastIndex(of: "."), result[result.index(after: dot)...].contains(":") {
            // 2025.01.05.10:15 was 2025. 01. 05. 10:15
            result.replaceSubrange(dot...dot, with: " ")
        }
        // 05.01.2025 So; 05.01.2025 (So).
        let tail = result.reversed().prefix { !$0.isNumber }
        let tailLetters = String(tail.filter { $0.isLetter }.reversed())
        if !tail.isEmpty, !result.contains(":"), weekdays.contains(HeaderNames.normalise(tailLetters)) || yearWords.contains(tailLetters.lowercased()) { result.removeLast(tail.count) }
        return result.replacing("a.m.", with: "AM").replacing("p.m.", with: "PM").replacing("a. m.", with: "AM").replacing("p. m.", with: "PM").trimmedOfSpaces
    }
}
