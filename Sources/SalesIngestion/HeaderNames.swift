/// The column names of a table, matched without regard to case, spaces, `_`, `-` and accents.
struct HeaderNames: Sendable, Equatable {
    /// As in the file.
    let names: [String]
    private let normalised: [String]

    init(names: [String]) {
        self.names = names
        normalised = names.map(HeaderNames.normalise)
    }

    /// `Order_Date`, `order date` and `ORDERDATE` are one name.
    static func normalise(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case " ", "_", "-", "\u{FEFF}", "\u{A0}", "\t", "?", ".", ":", "'", "#": continue
            case "ä", "à", "á", "â", "ã", "å", "Ä", "Å", "Á", "À": result += "a"
            case "é", "è", "ê", "ë", "É", "È": result += "e"
            case "í", "ì", "î", "ï", "Í": result += "i"
            case "ó", "ò", "ô", "õ", "ö", "ø", "Ó", "Ö", "Ø": result += "o"
            case "ú", "ù", "û", "ü", "Ú", "Ü": result += "u"
            case "ñ", "Ñ": result += "n"
            case "ç", "Ç": result += "c"
            case "ß": result += "ss"
            default: result += scalar.properties.lowercaseMapping
            }
        }
        return result
    }

    /// The columns with one of the names, in the order of the aliases: where several aliases occur, the first alias wins.
    func columns(named aliases: [String]) -> [Int] {
        for alias in aliases {
            let wanted = HeaderNames.normalise(alias)
            let hits = normalised.indices.filter { normalised[$0] == wanted }
            if !hits.isEmpty { return hits }
        }
        return []
    }

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
        let columns = normalised.prefix(1_000).map { Array($0.utf8) }
        for alias in aliases {
            let wanted = Array(HeaderNames.normalise(alias).utf8)
            for (index, name) in columns.enumerated() where !name.isEmpty && name.count <= 100 {
                let shorter = min(name.count, wanted.count)
                let distance: Int
                if shorter >= 4, contains(name, wanted) || contains(wanted, name) {
                    distance = 1
                } else {
                    let most = max(1, shorter / 3)
                    guard abs(name.count - wanted.count) <= most else { continue }
                    distance = editDistance(name, wanted)
                    guard distance <= most else { continue }
                }
                if distance < (best?.distance ?? Int.max) { best = (distance, names[index]) }
            }
        }
        return best?.name
    }
}

private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { start in part.indices.allSatisfy { text[start + $0] == part[$0] } }
}

/// Least number of inserted, deleted, replaced or swapped neighbouring bytes between two words (optimal string alignment).
func editDistance(_ x: [UInt8], _ y: [UInt8]) -> Int {
    if x.isEmpty || y.isEmpty { return max(x.count, y.count) }
    var before = [Int](repeating: 0, count: y.count + 1)
    var last = Array(0...y.count)
    for i in 1...x.count {
        var row = [i] + [Int](repeating: 0, count: y.count)
        for j in 1...y.count {
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x[i - 1] == y[j - 1] ? 0 : 1))
            if i > 1, j > 1, x[i - 1] == y[j - 2], x[i - 2] == y[j - 1] { row[j] = min(row[j], before[j - 2] + 1) }
        }
        before = last
        last = row
    }
    return last[y.count]
}
