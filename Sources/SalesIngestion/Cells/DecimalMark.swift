/// Which mark the numbers of a column have before their decimals, told from a sample of its cells.
///
/// A number with both marks proves it (`1.250,000`: the last of two different marks is the decimal one), then numbers whose mark does not stand
/// before three digits. Where every mark stands before three digits, form of the column and of the file decide, and `remark` says so.
struct DecimalMark: Equatable {
    var isComma: Bool
    /// What a person should check, where nothing in the column proves the reading.
    var remark: String?

    /// - Parameters:
    ///   - column: its name, for the remark.
    ///   - delimiter: of the file: texts with semicolons or tabs often come from languages that write decimal commas.
    ///   - datesHavePoints: dates are written like `31.12.2024`.
    static func decide(_ cells: [String], column: String, delimiter: UInt8, datesHavePoints: Bool) -> DecimalMark {
        if let proven = proof(cells) { return DecimalMark(isComma: proven) }
        let shapes = cells.compactMap(Shape.init)
        let marked = shapes.filter { $0.mark != nil }
        guard let first = marked.first else { return DecimalMark(isComma: false) }
        let commas = marked.filter { $0.mark == "," }.count
        // All marks stand before three digits.
        if commas == marked.count {
            if marked.contains(where: \.startsWithZero) { return DecimalMark(isComma: true) }
            let most = 2 * marked.count >= shapes.count
            let likely = delimiter == 0x3B || datesHavePoints
            let isComma = likely && most
            guard likely || most else { return DecimalMark(isComma: false) }
            return DecimalMark(isComma: isComma, remark: remark(column, first.text, read: isComma ? "decimals" : "thousands", other: isComma ? "point" : "comma"))
        }
        guard commas == 0, !marked.contains(where: \.startsWithZero) else { return DecimalMark(isComma: false) }
        let whole = shapes.count - marked.count
        if delimiter == 0x3B || datesHavePoints, whole > marked.count { return DecimalMark(isComma: true) }
        return DecimalMark(isComma: false, remark: datesHavePoints ? remark(column, first.text, read: "decimals", other: "comma") : nil)
    }

    private static func remark(_ column: String, _ example: String, read: String, other: String) -> String {
        "numbers of \(column) such as \(example) could be decimals or thousands, and no number proves it: they are read as \(read); "
            + "decimal_mark = \"\(other)\" under [sales] (--decimal-mark \(other)) reads them the other way"
    }

    /// What the numbers prove: `true` a decimal comma, `false` a decimal point, `nil` nothing.
    static func proof(_ cells: [String]) -> Bool? {
        var commas = 0, points = 0, bothCommas = 0, bothPoints = 0
        for shape in cells.lazy.compactMap(Shape.init) {
            if shape.hasBothMarks {
                if shape.mark == "," { bothCommas += 1 } else { bothPoints += 1 }
            } else if shape.marks > 1 {
                // The same mark twice stands before groups of three.
                if shape.mark == "," { points += 1 } else { commas += 1 }
            } else if let mark = shape.mark, shape.decimals != 3, shape.decimals > 0 {
                if mark == "," { commas += 1 } else { points += 1 }
            }
        }
        if bothCommas != bothPoints { return bothCommas > bothPoints }
        return commas == points ? nil : commas > points
    }

    /// True for a number that can only be read with the other mark: `1.250,000` where decimals have a point.
    static func contradicts(_ text: String, isComma: Bool) -> Bool {
        guard let shape = Shape(text), shape.hasBothMarks else { return false }
        return (shape.mark == ",") != isComma && shape.isWellFormed
    }

    /// Digits and marks of a cell; `nil` for a text.
    private struct Shape {
        let text: String
        /// The last mark.
        var mark: Character?
        var marks = 0
        var hasBothMarks = false
        /// Digits behind the last mark.
        var decimals = 0
        var startsWithZero = false
        private let groups: [Substring]

        init?(_ cell: String) {
            guard !cell.isEmpty, cell.utf8.count <= 40, cell.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            var body = Substring(cell)
            while let first = body.first, !first.isASCII || !first.isNumber, first != ".", first != "," { body.removeFirst() }
            while let last = body.last, !last.isASCII || !last.isNumber { body.removeLast() }
            guard body.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." || $0 == "," || $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" || $0 == "'" }) else { return nil }
            text = cell
            groups = body.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == "," })
            let found = body.filter { $0 == "." || $0 == "," }
            marks = found.count
            mark = found.last
            hasBothMarks = Set(found).count == 2
            decimals = mark == nil ? 0 : groups[groups.count - 1].count
            startsWithZero = mark != nil && groups[0] == "0"
        }

        /// Groups of three between a first and the decimals, and the last mark only once.
        var isWellFormed: Bool {
            groups.count >= 2 && (1...3).contains(groups[0].count) && groups.dropFirst().dropLast().allSatisfy { $0.count == 3 }
                && text.filter { $0 == mark }.count == 1
        }
    }
}

/// True where numbers have a comma before their decimals, as far as they prove it.
func usesDecimalComma(_ cells: [String]) -> Bool { DecimalMark.proof(cells) ?? false }
