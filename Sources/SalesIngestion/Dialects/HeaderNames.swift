import TextForms

/// The column names of a table, matched without regard to case, spaces, `_`, `-` and accents.
struct HeaderNames: Sendable, Equatable {
    /// As in the file.
    let names: [String]
    private let normalised: [String]
    /// `Order Lines/Product`, `Auftragszeilen/Produkt`: the lines of an order stand below its own fields, which are blank from the second line on.
    let isNested: Bool
    /// Where each normalised name stands.
    private let places: [String: [Int]]

    init(names: [String]) {
        self.names = names
        normalised = names.map(HeaderNames.normalise)
        var places = Dictionary(grouping: normalised.indices, by: { [normalised] in normalised[$0] })
        // A part in front of a slash that several columns share is the name of the lines; what follows it is the name of the column.
        var parts: [Substring: [Int]] = [:]
        for (index, name) in names.prefix(500).enumerated() {
            guard name.utf8.count <= 100, let slash = name.firstIndex(of: "/"), slash > name.startIndex, name.index(after: slash) < name.endIndex else { continue }
            parts[name[..<slash], default: []].append(index)
        }
        func last(_ index: Int) -> String { HeaderNames.normalise(String(names[index].split(separator: "/", maxSplits: 1)[1])) }
        let goods = HeaderNames.ranks[.item, default: [:]].merging(HeaderNames.ranks[.quantity, default: [:]]) { first, _ in first }
        let lines = parts.values.filter { columns in columns.count >= 2 && columns.contains { goods[last($0)] != nil } }.flatMap { $0 }.sorted()
        isNested = !lines.isEmpty
        for index in lines where places[last(index)] == nil { places[last(index)] = [index] }
        self.places = places
    }

    /// `Order_Date`, `order date` and `ORDERDATE` are one name, so are `Order #` and `order number`.
    static func normalise(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": result.unicodeScalars.append(scalar)
            case " ", "_", "-", "\u{FEFF}", "\u{A0}", "\t", "\n", "\r", "?", ".", ":", "'", "\u{2019}", "*": continue
            // Marks that were taken off their letter.
            case "\u{300}"..."\u{36F}": continue
            // `Order #` is the number of an order.
            case "#": result += "number"
            case "ä", "à", "á", "â", "ã", "å", "ą", "ă", "Ä", "Å", "Á", "À", "Â", "Ã", "Ą", "Ă": result += "a"
            case "æ", "Æ": result += "ae"
            case "é", "è", "ê", "ë", "ę", "ě", "É", "È", "Ê", "Ë", "Ę", "Ě": result += "e"
            case "í", "ì", "î", "ï", "ı", "Í", "Î", "İ", "Ì": result += "i"
            case "ğ", "Ğ": result += "g"
            case "ó", "ò", "ô", "õ", "ö", "ø", "ő", "Ó", "Ö", "Ø", "Ô", "Õ", "Ő", "Ò": result += "o"
            case "ú", "ù", "û", "ü", "ů", "ű", "Ú", "Ü", "Ů", "Ű": result += "u"
            case "ñ", "ń", "ň", "Ñ", "Ń", "Ň": result += "n"
            case "ç", "ć", "č", "Ç", "Č", "Ć": result += "c"
            case "š", "ś", "ş", "ș", "Š", "Ś", "Ş", "Ș": result += "s"
            case "ž", "ź", "ż", "Ž", "Ź", "Ż": result += "z"
            case "ł", "Ł": result += "l"
            case "ř", "Ř": result += "r"
            case "ť", "ț", "ţ", "Ť", "Ț", "Ţ": result += "t"
            case "ď", "đ", "ð", "Ď", "Đ": result += "d"
            case "ё", "Ё": result += "е"
            case "ý", "Ý": result += "y"
            case "ß": result += "ss"
            default: result += scalar.properties.lowercaseMapping
            }
        }
        return result
    }

    /// The columns with one of the names, in the order of the aliases: where several aliases occur, the first alias wins.
    func columns(named aliases: [String]) -> [Int] {
        for alias in aliases {
            if let hits = places[KnownHeaders.normalised[alias] ?? HeaderNames.normalise(alias)] { return hits }
        }
        return []
    }

    /// The columns with the first of a meaning's names that the header has.
    func columns(of meaning: SalesColumn) -> [Int] {
        guard let ranks = HeaderNames.ranks[meaning] else { return [] }
        var best = Int.max, hits: [Int] = []
        for index in normalised.indices {
            guard let rank = ranks[normalised[index]], rank <= best else { continue }
            if rank < best { hits = [] }
            best = rank
            hits.append(index)
        }
        return hits
    }

    /// Per meaning the place of each of its names among them.
    private static let ranks: [SalesColumn: [String: Int]] = Dictionary(
        uniqueKeysWithValues: SalesColumn.allCases.map { column in
            (column, Dictionary(column.aliases.enumerated().map { (normalise($0.element), $0.offset) }, uniquingKeysWith: { first, _ in first }))
        })

    /// All columns with any of the names, in the order of the header.
    func indices(ofAny aliases: [String]) -> [Int] {
        let wanted = Set(aliases.map(HeaderNames.normalise))
        return normalised.indices.filter { wanted.contains(normalised[$0]) }
    }

    func column(named aliases: [String]) -> Int? { columns(named: aliases).first }

    /// The column of the header whose name is closest to one of the aliases, if it is close at all: one contains the other, or a
    /// third of the letters differ at most.
    func nearest(to aliases: [String]) -> String? {
        var best: (distance: Int, name: String)?
        let columns = normalised.prefix(1_000).map { (bytes: Array($0.utf8), letters: lettersOf($0)) }
        for alias in aliases {
            let plain = KnownHeaders.normalised[alias] ?? HeaderNames.normalise(alias)
            let wanted = Array(plain.utf8), letters = lettersOf(plain)
            for (index, column) in columns.enumerated() where !column.bytes.isEmpty && column.bytes.count <= 100 {
                let name = column.bytes
                let shorter = min(name.count, wanted.count)
                let distance: Int
                if shorter >= 4, contains(name, wanted) || contains(wanted, name) {
                    distance = 1
                } else {
                    let most = max(1, shorter / 3)
                    // A letter that only one of them has costs a step.
                    guard abs(name.count - wanted.count) <= most, (letters & ~column.letters).nonzeroBitCount <= most,
                          (column.letters & ~letters).nonzeroBitCount <= most else { continue }
                    distance = editDistance(name, wanted)
                    guard distance <= most else { continue }
                }
                if distance < (best?.distance ?? Int.max) { best = (distance, names[index]) }
            }
        }
        return best?.name
    }
}

extension HeaderNames {
    /// How much of a header's one name is that of an alias: the length of what one of them holds of the other, 3 where only few letters differ, else 0.
    func likeness(to aliases: [String]) -> Int {
        guard let name = normalised.first, !name.isEmpty else { return 0 }
        let bytes = Array(name.utf8)
        let held = aliases.map { alias -> Int in
            let other = Array((KnownHeaders.normalised[alias] ?? HeaderNames.normalise(alias)).utf8)
            let shorter = min(bytes.count, other.count)
            return shorter >= 4 && (SalesIngestion.contains(bytes, other) || SalesIngestion.contains(other, bytes)) ? shorter : 0
        }.max() ?? 0
        return held > 0 ? held : nearest(to: aliases) == nil ? 0 : 3
    }
}

/// Which bytes occur in a text, by their low five bits.
private func lettersOf(_ text: String) -> UInt32 { text.utf8.reduce(0) { $0 | 1 << UInt32($1 & 31) } }

private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { start in part.indices.allSatisfy { text[start + $0] == part[$0] } }
}
