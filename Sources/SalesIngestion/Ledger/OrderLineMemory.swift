/// Order lines by order, item, place, day and quantity, so that an order that stands in two exports counts once.
///
/// Lines of one file are never compared with each other: a customer may buy the same thing twice in one order.
struct OrderLineMemory {
    private var earlier = PairCounter()
    private var current = PairCounter()
    private(set) var repeatedLines = 0
    private(set) var repeatedUnits: Micro = 0
    private var hasEarlier = false
    /// True while rows are read that were added to a file that is known: they are lines of their own.
    var isGrowth = false

    /// A print of an order's line; never 0, which stands for a row without an order.
    static func print(_ names: UInt64, day: Int32, quantity: Micro) -> UInt64 {
        let print = (names ^ UInt64(UInt32(bitPattern: day)) &* 0x9E37_79B9_7F4A_7C15) &+ UInt64(bitPattern: quantity) &* 0xFF51_AFD7_ED55_8CCD
        return print | 1
    }

    /// Notes a line; true where an earlier file has it as often as this one so far.
    mutating func isRepeated(_ print: UInt64, quantity: Micro) -> Bool {
        guard print != 0 else { return false }
        let before = current.add(print, 0)
        guard hasEarlier, !isGrowth, earlier.count(print, 0) > before else { return false }
        repeatedLines += 1
        repeatedUnits &+= max(0, quantity)
        return true
    }

    /// The lines of the file that was read become those of an earlier one.
    mutating func endFile() {
        guard current.distinct > 0 else { return }
        current.forEach { print, _, count in earlier.raise(print, 0, to: isGrowth ? earlier.count(print, 0) &+ count : count) }
        current = PairCounter()
        hasEarlier = true
    }
}

extension OrderLineMemory {
    func write(to state: inout StateWriter) {
        earlier.write(to: &state)
        state.array([repeatedLines, Int(repeatedUnits)])
    }

    init?(from state: inout StateReader) {
        guard let earlier = PairCounter(from: &state), let counts = state.array(Int.self), counts.count == 2 else { return nil }
        self.init()
        self.earlier = earlier
        (repeatedLines, repeatedUnits) = (counts[0], Micro(counts[1]))
        hasEarlier = earlier.distinct > 0
    }
}
