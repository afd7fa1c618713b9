/// Order lines by order, item, place, day and quantity, so that an order that stands in two exports counts once.
///
/// Lines of one file are never compared with each other: a customer may buy the same thing twice in one order. Where a later file says of a line that
/// it is cancelled (or that a cancelled one goes ahead), the later file counts: `lastWord` has the files of such lines, and the files are read again.
struct OrderLineMemory {
    /// What a line was: demand, or set apart (cancelled, a draft, brought back as a whole).
    private static let demand: UInt64 = 0, apart: UInt64 = 1

    private var earlier = PairCounter()
    private var current = PairCounter()
    private(set) var repeatedLines = 0
    private(set) var repeatedUnits: Micro = 0
    private var hasEarlier = false
    /// The number of the file that is read, from 0.
    private var file = 0
    /// True while rows are read that were added to a file that is known: they are lines of their own.
    var isGrowth = false
    /// Per print of a line that files disagree about, the last file that has it: found by one reading, heeded by the next.
    private(set) var disagreements: [UInt64: Int] = [:]
    private var lastWord: [UInt64: Int]

    init(lastWord: [UInt64: Int] = [:]) { self.lastWord = lastWord }

    /// A print of an order's line; never 0, which stands for a row without an order.
    static func print(_ names: UInt64, day: Int32, quantity: Micro) -> UInt64 {
        let print = (names ^ UInt64(UInt32(bitPattern: day)) &* 0x9E37_79B9_7F4A_7C15) &+ UInt64(bitPattern: quantity) &* 0xFF51_AFD7_ED55_8CCD
        return print | 1
    }

    /// Notes a line; true where it does not count: an earlier file has it as often as this one so far, or a later one has the last word on it.
    mutating func isRepeated(_ print: UInt64, quantity: Micro, isSetApart: Bool) -> Bool {
        guard print != 0 else { return false }
        if let last = lastWord[print] { return file < last }
        let nature = isSetApart ? Self.apart : Self.demand
        let before = current.add(print, nature)
        guard hasEarlier, !isGrowth, earlier.count(print, nature) > before else { return false }
        repeatedLines += 1
        repeatedUnits &+= max(0, quantity)
        return true
    }

    /// The lines of the file that was read become those of an earlier one.
    mutating func endFile() {
        defer { file += 1 }
        guard current.distinct > 0 else { return }
        if hasEarlier, !isGrowth {
            current.forEach { print, nature, count in
                if disagreements[print] != nil { disagreements[print] = file }
                // More of this nature than before, and fewer of the other: the line has changed.
                if count > earlier.count(print, nature), earlier.count(print, nature ^ 1) > current.count(print, nature ^ 1) { disagreements[print] = file }
            }
        }
        current.forEach { print, nature, count in earlier.raise(print, nature, to: isGrowth ? earlier.count(print, nature) &+ count : count) }
        current = PairCounter()
        hasEarlier = true
    }
}

extension OrderLineMemory {
    func write(to state: inout StateWriter) {
        earlier.write(to: &state)
        state.array([repeatedLines, Int(repeatedUnits), file])
    }

    init?(from state: inout StateReader) {
        guard let earlier = PairCounter(from: &state), let counts = state.array(Int.self), counts.count == 3 else { return nil }
        self.init()
        self.earlier = earlier
        (repeatedLines, repeatedUnits, file) = (counts[0], Micro(counts[1]), counts[2])
        hasEarlier = earlier.distinct > 0
    }
}
