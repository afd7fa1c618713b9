import DemandModel
import TextForms

/// What columns that are not used say of the sign of a row: a sign of its own, the kind of document in its number, a word before the description.
///
/// None of them is sure (H is what left the shelf in one ledger and a credit in another): the rows count as they stand, and that is said.
extension TableInput {
    /// Documents that take goods back, by the letters before their number.
    private static let credits: Set<String> = ["CN", "CM", "CR", "CRN", "CRM", "SCN", "SCR", "RET", "RTN", "RMA", "RFD", "REF", "GS", "GU", "AV", "AVO", "NC", "NDC", "KN", "KRE", "STO", "ST", "FC"]
    private static let signs: [Set<String>] = [["+", "-"], ["s", "h"], ["dr", "cr"], ["d", "c"], ["debit", "credit"], ["soll", "haben"], ["in", "out"]]
    private static let signNames = ["+/-", "sign", "vorzeichen", "vz", "signe", "signo", "segno", "soll/haben", "s/h", "shkzg", "dr/cr", "d/c", "debit/credit", "dc", "sh", "in/out", "direction", "richtung", "sens"]

    func signRemarks(_ layout: LineLayout, _ map: ColumnMap) -> [String] {
        guard layout.dialect == .long, !layout.soldIsNegative else { return [] }
        let used = Set(map.indices.filter { $0.key != .order && $0.key != .description }.values).union(map.others)
        // Rows that take units away already need no second sign.
        let above = sample.filter { row in
            layout.quantity < row.count && (parseAmount(row[layout.quantity].trimmedOfSpaces, decimalComma: layout.decimalComma) ?? 0) > 0
        }
        guard above.count * 10 >= sample.count * 9 else { return [] }
        var remarks: [String] = []
        for index in header.names.indices.prefix(100) where !used.contains(index) && !header.names[index].trimmedOfSpaces.isEmpty {
            let cells = above.map { index < $0.count ? $0[index].trimmedOfSpaces : "" }.filter { !$0.isEmpty }
            if let remark = sign(cells, index) ?? document(cells, index) ?? description(cells, index) { remarks.append(remark) }
        }
        return remarks
    }

    private func said(_ rows: Int, _ what: String, _ index: Int) -> String {
        "\(counted(rows, "row"))\(sample.count >= 2_000 ? " of the first \(grouped(sample.count))" : "") \(what) in \(columnTitle(index)), with units above zero: they count as they stand; "
            + "if they take goods back, export their units below zero, or with a column that says what a row is (Type: Sale, Refund)"
    }

    private func sign(_ cells: [String], _ index: Int) -> String? {
        var counts: [String: Int] = [:]
        for cell in cells { counts[cell.lowercased(), default: 0] += 1 }
        guard counts.count == 2, TableInput.signs.contains(Set(counts.keys)), header.indices(ofAny: TableInput.signNames).contains(index) || Set(counts.keys) == ["+", "-"],
              let fewer = counts.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
        return said(fewer.value, "say\(fewer.value == 1 ? "s" : "") \(cells.first { $0.lowercased() == fewer.key } ?? fewer.key)", index)
    }

    private func document(_ cells: [String], _ index: Int) -> String? {
        func letters(_ cell: String) -> String? {
            let name = cell.prefix { $0.isASCII && $0.isLetter }
            let rest = cell.dropFirst(name.count).drop { "-_/. #".contains($0) }
            return !name.isEmpty && name.count <= 4 && rest.count >= 3 && rest.allSatisfy { $0.isASCII && ($0.isNumber || "-/".contains($0)) } ? name.uppercased() : nil
        }
        let names = cells.compactMap(letters)
        guard names.count == cells.count, names.count >= 2 else { return nil }
        let credits = names.filter(TableInput.credits.contains)
        guard !credits.isEmpty, 2 * credits.count < names.count, let first = credits.first else { return nil }
        return said(credits.count, "begin\(credits.count == 1 ? "s" : "") with \(first), as credit notes and returns do,", index)
    }

    private func description(_ cells: [String], _ index: Int) -> String? {
        let all = Set(cells)
        guard cells.count >= 2 else { return nil }
        let found = cells.filter { cell in
            guard let end = cell.firstIndex(where: { ": -–(".contains($0) }), end > cell.startIndex else { return false }
            let rest = cell[end...].drop { ": -–(".contains($0) }
            guard all.contains(String(rest).trimmedOfSpaces) else { return false }
            let meaning = RowWords.meaning(of: String(cell[..<end]), in: .type)
            return !meaning.isGuess && [.returned, .cancelled].contains(meaning.meaning)
        }
        guard let first = found.first, 2 * found.count < cells.count else { return nil }
        return said(found.count, "begin\(found.count == 1 ? "s" : "") with a word of returns (\(displayText(first)))", index)
    }
}
