/// Headers of two rows: years above months or weeks, as pivot tables are saved.
enum TwoRowHeader {
    /// The names of both rows together (`2024 Oct`), or `nil` where the second row is no header.
    ///
    /// The first row has years (and totals) with blanks between, the second one months, quarters or weeks below them.
    static func joined(_ upper: [String], _ lower: [String]) -> [String]? {
        guard upper.count >= 3, lower.count >= 3, lower.count <= upper.count + 1 else { return nil }
        let above = upper.map(\.trimmedOfSpaces), below = lower.map(\.trimmedOfSpaces)
        guard above.contains(where: isYear), above.allSatisfy({ isYear($0) || $0.isEmpty || !$0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } || TotalRows.startsWithTotal($0) || $0.lowercased().hasSuffix("total") }) else { return nil }
        // Numbers below years may be months or data: months stand below years that span several columns, and below no name.
        let hasWords = zip(above.indices, below).contains { _, cell in MonthNames.month(Substring(cell)) != nil || cell.utf8.contains { $0 >= 0x61 && $0 <= 0x7A } && part(cell, year: "2000") != nil }
        guard hasWords || below[0].isEmpty && above.dropFirst().contains("") else { return nil }
        var names: [String] = []
        var year = "", parts = 0
        for index in 0..<max(above.count, below.count) {
            let top = index < above.count ? above[index] : "", bottom = index < below.count ? below[index] : ""
            if isYear(top) { year = top } else if !top.isEmpty { year = "" }
            if !year.isEmpty, let part = part(bottom, year: year) {
                names.append(part)
                parts += 1
            } else if year.isEmpty || bottom.isEmpty || !bottom.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2E || $0 == 0x2C }) {
                names.append(top.isEmpty ? bottom : top)
            } else {
                // Numbers below a year: the second row holds data.
                return nil
            }
        }
        return parts >= 2 ? names : nil
    }

    private static func isYear(_ text: String) -> Bool { text.utf8.count == 4 && Int(text).map { (1950...2150).contains($0) } == true }

    /// `Oct` below 2024 is `2024 Oct`, `Q3` the first month of the quarter, `KW 7` its week.
    private static func part(_ text: String, year: String) -> String? {
        if MonthNames.month(Substring(text)) != nil { return year + " " + text }
        if let number = Int(text), (1...12).contains(number) { return year + (number < 10 ? "-0" : "-") + String(number) }
        let word = RowWords.plain(text)
        for name in ["kw ", "week ", "w", "kw", "sem ", "semaine "] where word.hasPrefix(name) {
            if let week = Int(word.dropFirst(name.count)), (1...53).contains(week) { return year + "-W" + (week < 10 ? "0" : "") + String(week) }
        }
        if text.hasSuffix("月"), let month = Int(text.dropLast()) , (1...12).contains(month) { return year + (month < 10 ? "-0" : "-") + String(month) }
        return nil
    }
}
