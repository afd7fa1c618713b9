import TextForms

/// The parts of a workbook besides its sheets: which sheets there are, the shared texts, and which styles show dates.
struct WorkbookParts {
    struct Sheet {
        var name: String
        /// Path in the archive.
        var path: String
        var isHidden: Bool
    }

    /// How a style shows a number.
    enum NumberForm {
        case general
        case date
        case dateAndTime
        /// Whole numbers with leading zeros, to so many digits: `0000` shows 12 as 0012.
        case padded(Int)
    }

    var sheets: [Sheet] = []
    /// Days are counted from 1904 instead of 1900.
    var startsIn1904 = false
    var texts: [[UInt8]] = []
    var forms: [NumberForm] = []

    init(_ archive: ZipArchive, limits: ReadingLimits) throws(IngestionError) {
        guard archive.has("xl/workbook.xml") else {
            throw .wrongFormat(file: archive.file, reason: "this is a zip archive and no workbook (.xlsx); unpack it and name the file in it")
        }
        var targets: [String: String] = [:]
        try WorkbookParts.read("xl/_rels/workbook.xml.rels", archive, limits) { name, attributes in
            guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else { return }
            targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        }
        var sheets: [Sheet] = []
        var startsIn1904 = false
        try WorkbookParts.read("xl/workbook.xml", archive, limits) { name, attributes in
            if name == "workbookPr", let flag = attributes["date1904"] { startsIn1904 = flag == "1" || flag == "true" }
            guard name == "sheet", let title = attributes["name"], let path = attributes["id"].flatMap({ targets[$0] }) else { return }
            sheets.append(Sheet(name: title, path: path, isHidden: attributes["state"].map { $0 != "visible" } ?? false))
        }
        self.sheets = sheets
        self.startsIn1904 = startsIn1904
        try readTexts(archive, limits)
        try readStyles(archive, limits)
    }

    private static func read(
        _ name: String, _ archive: ZipArchive, _ limits: ReadingLimits, end: @escaping (String) -> Void = { _ in },
        characters: @escaping (UnsafeBufferPointer<UInt8>) -> Void = { _ in }, begin: @escaping (String, XMLAttributes) -> Void
    ) throws(IngestionError) {
        guard let reader = try archive.reader(name, limits: limits) else { return }
        guard let events = XMLEvents(begin: begin, end: end, characters: characters) else { return }
        while let piece = try reader.next() {
            if let reason = events.parse(piece, isLast: false) { throw .wrongFormat(file: archive.file, reason: "\(name) of the workbook: \(reason); save it again") }
        }
        if let reason = events.parse([], isLast: true) { throw .wrongFormat(file: archive.file, reason: "\(name) of the workbook: \(reason); save it again") }
    }

    /// A text may be of several runs with fonts of their own; phonetic readings (`rPh`) do not belong to it.
    private mutating func readTexts(_ archive: ZipArchive, _ limits: ReadingLimits) throws(IngestionError) {
        var texts: [[UInt8]] = []
        var current: [UInt8] = []
        var isText = false, isReading = false
        try WorkbookParts.read(
            "xl/sharedStrings.xml", archive, limits,
            end: { name in
                if name == "si" { texts.append(current) }
                if name == "t" { isText = false }
                if name == "rPh" { isReading = false }
            },
            characters: { if isText, !isReading { current.append(contentsOf: $0) } },
            begin: { name, _ in
                if name == "si" { current.removeAll(keepingCapacity: true) }
                if name == "t" { isText = true }
                if name == "rPh" { isReading = true }
            })
        self.texts = texts
    }

    private mutating func readStyles(_ archive: ZipArchive, _ limits: ReadingLimits) throws(IngestionError) {
        var codes: [Int: String] = [:]
        var forms: [NumberForm] = []
        var isCellFormat = false
        try WorkbookParts.read("xl/styles.xml", archive, limits, end: { if $0 == "cellXfs" { isCellFormat = false } }) { name, attributes in
            if name == "numFmt", let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] { codes[id] = code }
            if name == "cellXfs" { isCellFormat = true }
            if name == "xf", isCellFormat {
                let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
                forms.append(WorkbookParts.form(id, code: codes[id]))
            }
        }
        self.forms = forms
    }

    /// The built-in formats 14 to 22, 27 to 36, 45 to 47 and 50 to 58 show dates or times (ECMA-376, part 1, 18.8.30); others by their letters.
    private static func form(_ id: Int, code: String?) -> NumberForm {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: return .date
        case 18...22, 32...35, 45...47, 55, 56: return .dateAndTime
        default: break
        }
        guard let code else { return .general }
        if code.count >= 2, code.allSatisfy({ $0 == "0" }) { return .padded(code.count) }
        // Letters count outside of quoted texts, of colours and conditions in brackets, and after no backslash.
        var isQuoted = false, inBrackets = false, isEscaped = false
        var hasDay = false, hasTime = false
        for character in code.lowercased() {
            if isEscaped { isEscaped = false; continue }
            switch character {
            case "\\", "_", "*": isEscaped = !isQuoted
            case "\"": isQuoted.toggle()
            case "[" where !isQuoted: inBrackets = true
            case "]" where !isQuoted: inBrackets = false
            case "y", "d": if !isQuoted, !inBrackets { hasDay = true }
            case "h", "s": if !isQuoted, !inBrackets { hasTime = true }
            case ";": if !isQuoted { return hasDay ? (hasTime ? .dateAndTime : .date) : hasTime ? .dateAndTime : .general }
            default: break
            }
        }
        return hasDay ? (hasTime ? .dateAndTime : .date) : hasTime ? .dateAndTime : .general
    }
}
