import DemandModel
import TextForms

/// A word of a column of types or states, with what was done with its rows.
public struct SalesWord: Sendable, Codable, Equatable {
    /// Name of the column in the header.
    public var column: String
    public var word: String
    public var rows: Int
    /// As written in the file, before what was done with them.
    public var units: Double
    /// In a few words: `counted as sold`, `cancelled or undone, not demand`, ...
    public var treatment: String
    /// The word looks like one of returns, cancelled orders or movements of stock and is not known: its rows count as sold.
    public var isGuess: Bool
}

/// Words of one file, gathered from the workers.
struct WordReport {
    private struct Key: Hashable {
        var slot: Int
        var word: String
    }

    private var entries: [Key: WordTally.Entry] = [:]

    mutating func add(_ tally: WordTally) {
        for entry in tally.entries where entry.rows > 0 {
            let key = Key(slot: entry.slot, word: entry.word)
            if entries[key] == nil { entries[key] = entry } else {
                entries[key]?.rows += entry.rows
                entries[key]?.units &+= entry.units
            }
        }
    }

    /// In the order of the columns; the words of each with the most rows first.
    func words(_ columns: [WordColumn], header: HeaderNames) -> [SalesWord] {
        entries.values.sorted { ($0.slot, -$0.rows) != ($1.slot, -$1.rows) ? ($0.slot, -$0.rows) < ($1.slot, -$1.rows) : bytesPrecede($0.word, $1.word) }.compactMap { entry in
            guard columns.indices.contains(entry.slot) else { return nil }
            return SalesWord(
                column: header.names[columns[entry.slot].column].trimmedOfSpaces, word: entry.word, rows: entry.rows, units: Double(entry.units) / 1e6,
                treatment: entry.meaning.treatment, isGuess: entry.isGuess)
        }
    }
}

extension SalesWord {
    /// Rows and units of the same words added up.
    static func merged(_ ones: [SalesWord], _ others: [SalesWord]) -> [SalesWord] {
        var result = ones
        for word in others {
            if let index = result.firstIndex(where: { $0.column == word.column && $0.word == word.word }) {
                result[index].rows += word.rows
                result[index].units += word.units
            } else {
                result.append(word)
            }
        }
        return result
    }

    /// One sentence per column: every word with its rows, units and what was done with it.
    static func lines(_ words: [SalesWord]) -> [String] {
        var columns: [String] = []
        for word in words where !columns.contains(word.column) { columns.append(word.column) }
        return columns.flatMap { column -> [String] in
            let own = words.filter { $0.column == column }
            let shown = own.prefix(30).map { word in
                "\(word.word.isEmpty ? "(blank)" : displayText(word.word)) \(counted(word.rows, "row")), \(decimalText(word.units)) units"
                    + (word.isGuess ? ": not known, counted as sold" : ": " + word.treatment)
            }
            var lines = ["\(column): " + shown.joined(separator: "; ") + (own.count > 30 ? "; and \(own.count - 30) more" : "")]
            let guesses = own.filter(\.isGuess)
            if !guesses.isEmpty {
                lines.append("\(column) has words that look like returns, cancelled orders or movements of stock and are not known: "
                    + guesses.prefix(8).map { "\(displayText($0.word)) (\(counted($0.rows, "row")), \(decimalText($0.units)) units)" }.joined(separator: ", ")
                    + (guesses.count > 8 ? ", ..." : "") + ": they count as sold (--strict stops here)")
            }
            return lines
        }
    }
}
