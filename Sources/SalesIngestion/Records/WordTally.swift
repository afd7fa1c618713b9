/// The distinct words of a file's columns of types and states, with the rows and units they stand on.
final class WordTally {
    struct Entry {
        var slot: Int
        var word: String
        var meaning: RowMeaning
        var isGuess: Bool
        var rows = 0
        var units: Micro = 0
    }

    private let keys = KeyTable()
    private(set) var entries: [Entry] = []
    /// Columns with more words than this are texts: what comes later is not looked at.
    private static let mostWords = 5_000
    private let slots: UnsafeMutablePointer<UInt8>
    /// The last word of each slot, for rows that repeat it.
    private var last: [Int] = []

    init() {
        slots = .allocate(capacity: 64)
        for slot in 0..<64 { slots[slot] = UInt8(slot) }
    }

    deinit { slots.deallocate() }

    /// The number of a word in a column; -1 where the column has too many.
    func index(of field: Field, in column: WordColumn, slot: Int) -> Int {
        while last.count <= slot { last.append(-1) }
        if last[slot] >= 0, same(keys.item(last[slot]), field) { return last[slot] }
        if entries.count >= WordTally.mostWords { return -1 }
        let (number, isNew) = keys.intern(field, Field(start: UnsafePointer(slots + min(slot, 63)), count: 1))
        if isNew {
            let (meaning, isGuess) = WordTally.meaning(of: field, in: column)
            entries.append(Entry(slot: slot, word: field.text, meaning: meaning, isGuess: isGuess))
        }
        last[slot] = Int(number)
        return Int(number)
    }

    func count(_ index: Int, units: Micro) {
        entries[index].rows += 1
        entries[index].units &+= units
    }

    private func same(_ a: Field, _ b: Field) -> Bool {
        guard a.count == b.count else { return false }
        for i in 0..<a.count where a.start[i] != b.start[i] { return false }
        return true
    }

    static func meaning(of field: Field, in column: WordColumn) -> (meaning: RowMeaning, isGuess: Bool) {
        let text = field.text.trimmedOfSpaces
        if let known = column.extra[RowWords.plain(text)] { return (known, false) }
        switch column.role {
        case .type: return RowWords.meaning(of: text, in: .type, besideSales: column.besideSales, isLedger: column.isLedger)
        case .status: return RowWords.meaning(of: text, in: .status, besideSales: column.besideSales)
        case .cancelledFlag: return (FlagWords.says(text) ? .cancelled : .sold, false)
        case .returnedFlag: return (FlagWords.says(text) ? .returned : .sold, false)
        case .test(let word): return (text.lowercased().split(whereSeparator: { ",;() ".contains($0) }).contains { $0 == word } ? .test : .sold, false)
        case .only(let wanted): return (RowWords.plain(text) == wanted ? .sold : .noLine, false)
        }
    }
}

/// Cells of columns such as `Cancelled`, `Is return`, `Cancelled at`.
enum FlagWords {
    private static let no: Set<String> = ["", "0", "00", "no", "n", "false", "f", "nein", "non", "nee", "nej", "nie", "none", "null", "nan", "na", "n a", "normal", "not", "0 0", "falsch", "faux", "falso", "falsk", "fałsz", "falsz", "-"]

    /// True for a yes, a day, an amount or a reason; false for a blank or a no.
    static func says(_ text: String) -> Bool {
        let word = RowWords.plain(text)
        return !no.contains(word) && !(word.utf8.allSatisfy { $0 == 0x30 || $0 == 0x20 })
    }
}
