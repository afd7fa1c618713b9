/// Units per item-location and day, in pages of 16 days, so that memory follows the days that have rows and not the span of dates.
///
/// The days of a page are steps of a grid (`DayGrid`): where all rows so far fall on one weekday, as in totals of weeks, a page holds 16 weeks.
///
/// A cell is a count of whole units; fractions and large numbers go to a page of millionths beside it. All sums are of whole
/// numbers and therefore exact and free of order. A page costs about 10 bytes per day.
final class DemandPages {
    static let days = 16

    /// Which days have a cell; the ledger makes finer pages where a row falls between them.
    let grid: DayGrid

    struct Header {
        var series: UInt32 = 0
        var number: Int32 = 0
        /// The next page of the same item-location, or -1.
        var next: Int32 = -1
        /// Index of the page of millionths, or -1.
        var wide: Int32 = -1
        var priced = PricedCells.none
        /// One bit a day: has rows; promotion; stockout.
        var seen: UInt16 = 0
        var promotion: UInt16 = 0
        var stockout: UInt16 = 0
    }

    private struct Block {
        static let pages = 4096
        let headers: UnsafeMutablePointer<Header>
        let units: UnsafeMutablePointer<Int32>
        let fingerprints: UnsafeMutablePointer<UInt32>

        init() {
            headers = .allocate(capacity: Block.pages)
            units = .allocate(capacity: Block.pages * DemandPages.days)
            fingerprints = .allocate(capacity: Block.pages * DemandPages.days)
        }

        func free() {
            headers.deallocate()
            units.deallocate()
            fingerprints.deallocate()
        }
    }

    /// Blocks never move; the list of them has room for all 2^31 pages (address space only, until used).
    private let blocks: UnsafeMutablePointer<Block>
    private static let maxBlocks = Int(Int32.max) / Block.pages
    private var blockCount = 0
    private var used = 0
    /// Millionths of units per cell.
    private var wide: [Micro] = []
    private let pricedCells = PricedCells()
    /// Finds pages of rows that are not in order of time. Empty until many such rows came: sorted files never pay for it.
    private var directory: [UInt64] = []
    private var directoryPages: [Int32] = []
    private var mask = 0
    private var walked = 0
    /// Set when a sum left the range of the accumulator, or there are too many pages.
    private(set) var overflowed = false

    var isEmpty: Bool { used == 0 }

    init(grid: DayGrid = .daily) {
        self.grid = grid
        blocks = .allocate(capacity: DemandPages.maxBlocks)
    }

    deinit {
        for index in 0..<blockCount { blocks[index].free() }
        blocks.deallocate()
    }

    /// The page of an item-location that holds a page number; made if it is not there, and linked in front of `head`.
    ///
    /// - Parameter highest: the highest page number of the item-location so far: a page above it cannot exist yet.
    func page(series: UInt32, number: Int32, head: inout Int32, highest: inout Int32) -> Int32 {
        if number <= highest {
            if directory.isEmpty {
                // Now and then (a chunk that overtook its neighbour) the list of the item-location is walked; often, an index pays.
                var page = head
                while page >= 0 {
                    let known = header(page).pointee
                    if known.number == number { return page }
                    page = known.next
                    walked += 1
                }
                if walked > 4 * used + 100_000 { indexAll() }
            } else {
                let key = DemandPages.key(series, number)
                var bucket = DemandPages.start(key) & mask
                while directory[bucket] != UInt64.max {
                    if directory[bucket] == key { return directoryPages[bucket] }
                    bucket = (bucket + 1) & mask
                }
            }
        } else {
            highest = number
        }
        if used == blockCount * Block.pages {
            guard blockCount < DemandPages.maxBlocks else {
                overflowed = true
                return head
            }
            (blocks + blockCount).initialize(to: Block())
            blockCount += 1
        }
        let index = Int32(used)
        used += 1
        // Memory of a block is set page by page, as it comes into use.
        header(index).initialize(to: Header(series: series, number: number, next: head))
        cells(index).units.initialize(repeating: 0, count: DemandPages.days)
        cells(index).fingerprints.initialize(repeating: 0, count: DemandPages.days)
        head = index
        if !directory.isEmpty { addToDirectory(index) }
        return index
    }

    /// How many cells there are of each page number and place in the page, of those that have any; ascending.
    func cellsByPlace() -> [(number: Int32, cell: Int, count: Int)] {
        guard used > 0 else { return [] }
        var lowest = Int32.max, highest = Int32.min
        for page in 0..<used {
            let number = header(Int32(page)).pointee.number
            lowest = min(lowest, number)
            highest = max(highest, number)
        }
        let days = DemandPages.days
        // Most pages of a dense history are full: they are counted once and not cell by cell.
        var full = [Int](repeating: 0, count: Int(highest - lowest) + 1), counts = [Int](repeating: 0, count: full.count * days)
        for page in 0..<used {
            let head = header(Int32(page)).pointee, place = Int(head.number - lowest)
            if head.seen == .max {
                full[place] += 1
                continue
            }
            var seen = head.seen
            while seen != 0 {
                counts[place * days + seen.trailingZeroBitCount] += 1
                seen &= seen - 1
            }
        }
        return full.indices.flatMap { place in
            (0..<days).map { (number: lowest + Int32(place), cell: $0, count: counts[place * days + $0] + full[place]) }.filter { $0.count > 0 }
        }
    }

    private static func key(_ series: UInt32, _ number: Int32) -> UInt64 { UInt64(series) << 32 | UInt64(UInt32(bitPattern: number)) }

    private static func start(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) }

    @inline(never)
    private func indexAll() {
        var size = 1 << 12
        while size < used * 4 { size *= 2 }
        mask = size - 1
        directory = [UInt64](repeating: UInt64.max, count: size)
        directoryPages = [Int32](repeating: -1, count: size)
        for page in 0..<used { place(Int32(page)) }
    }

    private func addToDirectory(_ page: Int32) {
        if used * 2 > mask { indexAll() } else { place(page) }
    }

    private func place(_ page: Int32) {
        let key = DemandPages.key(header(page).pointee.series, header(page).pointee.number)
        var bucket = DemandPages.start(key) & mask
        while directory[bucket] != UInt64.max { bucket = (bucket + 1) & mask }
        directory[bucket] = key
        directoryPages[bucket] = page
    }

    @inline(__always)
    func header(_ page: Int32) -> UnsafeMutablePointer<Header> {
        blocks[Int(page) >> 12].headers + (Int(page) & 4095)
    }

    @inline(__always)
    func cells(_ page: Int32) -> (units: UnsafeMutablePointer<Int32>, fingerprints: UnsafeMutablePointer<UInt32>) {
        let block = blocks[Int(page) >> 12]
        let offset = (Int(page) & 4095) << 4
        return (block.units + offset, block.fingerprints + offset)
    }

    @inline(__always)
    func add(_ quantity: Micro, page: Int32, day: Int) {
        let whole = quantity / microUnit
        let units = cells(page).units + day
        if whole &* microUnit == quantity, let small = Int32(exactly: whole) {
            let (sum, overflow) = units.pointee.addingReportingOverflow(small)
            if !overflow {
                units.pointee = sum
                return
            }
        }
        addWide(quantity, page: page, day: day)
    }

    @inline(never)
    private func addWide(_ quantity: Micro, page: Int32, day: Int) {
        let head = header(page)
        if head.pointee.wide < 0 {
            head.pointee.wide = Int32(wide.count / DemandPages.days)
            wide.append(contentsOf: repeatElement(0, count: DemandPages.days))
        }
        addChecked(quantity, to: &wide[Int(head.pointee.wide) * DemandPages.days + day])
    }

    /// Adds one priced sale: revenue is rounded to millionths row by row.
    func addPrice(_ price: Micro, quantity: Micro, page: Int32, day: Int) {
        let head = header(page)
        var known = pricedCells.value(head.pointee.priced, day)
        if known.units < 0 { known = (0, 0) }
        let money = (Double(price) * Double(quantity) / 1e6).rounded()
        guard abs(money) < 9e18 else {
            overflowed = true
            return
        }
        addChecked(Micro(money), to: &known.revenue)
        addChecked(quantity, to: &known.units)
        pricedCells.set(&head.pointee.priced, day, revenue: known.revenue, units: known.units)
    }

    /// A price of a row without units: what the shop asked on a day on which nobody bought. It counts only where no sale of the day names
    /// one, whatever the order of the rows.
    ///
    /// Such a cell holds minus the number of these rows in place of units, and the sum of their prices in place of revenue.
    func addQuote(_ price: Micro, page: Int32, day: Int) {
        let head = header(page)
        var known = pricedCells.value(head.pointee.priced, day)
        guard known.units <= 0 else { return }
        addChecked(price, to: &known.revenue)
        pricedCells.set(&head.pointee.priced, day, revenue: known.revenue, units: known.units - 1)
    }

    private func addChecked(_ value: Micro, to sum: inout Micro) {
        let (result, overflow) = sum.addingReportingOverflow(value)
        if overflow { overflowed = true } else { sum = result }
    }

    /// Units of a cell in millionths.
    @inline(__always)
    func quantity(page: Int32, day: Int) -> Micro {
        let whole = Micro(cells(page).units[day]) &* microUnit
        let wideIndex = header(page).pointee.wide
        guard wideIndex >= 0 else { return whole }
        let (sum, overflow) = whole.addingReportingOverflow(wide[Int(wideIndex) * DemandPages.days + day])
        if overflow { overflowed = true }
        return overflow ? whole : sum
    }

    /// Revenue and priced units of a cell; where only rows without units name a price, the sum of these prices and minus their number.
    func priced(page: Int32, day: Int) -> (revenue: Micro, units: Micro) {
        pricedCells.value(header(page).pointee.priced, day)
    }
}

extension DemandPages {
    /// Takes a page of other pages, whose grid this one's days are on, over into its own pages.
    ///
    /// - Parameter moved: told of every cell: its number in the other page, the page and the number that it has here.
    func take(
        _ page: Int32, of other: DemandPages, series: UInt32, head: inout Int32, highest: inout Int32, moved: (Int, Int32, Int) -> Void
    ) {
        let old = other.header(page).pointee
        for cell in 0..<DemandPages.days where old.seen & (1 << UInt16(cell)) != 0 {
            let place = grid.place(other.grid.day(number: old.number, cell: cell))
            let new = self.page(series: series, number: place.number, head: &head, highest: &highest)
            let oldBit = UInt16(1) << UInt16(cell), bit = UInt16(1) << UInt16(place.cell)
            header(new).pointee.seen |= bit
            if old.promotion & oldBit != 0 { header(new).pointee.promotion |= bit }
            if old.stockout & oldBit != 0 { header(new).pointee.stockout |= bit }
            cells(new).units[place.cell] = other.cells(page).units[cell]
            cells(new).fingerprints[place.cell] = other.cells(page).fingerprints[cell]
            if old.wide >= 0 { addWide(other.wide[Int(old.wide) * DemandPages.days + cell], page: new, day: place.cell) }
            if old.priced != PricedCells.none {
                let priced = other.pricedCells.value(old.priced, cell)
                pricedCells.set(&header(new).pointee.priced, place.cell, revenue: priced.revenue, units: priced.units)
            }
            moved(cell, new, place.cell)
        }
        if other.overflowed { overflowed = true }
    }

    /// Bytes that the pages take when they are written, at most.
    var writtenBytes: Int {
        used * (MemoryLayout<Header>.stride + 2 * DemandPages.days * 4) + wide.count * 8 + pricedCells.writtenBytes
    }

    func write(to state: inout StateWriter) {
        state.value(used)
        for index in 0..<blockCount {
            let pages = min(Block.pages, used - index * Block.pages)
            state.append(UnsafeRawBufferPointer(start: blocks[index].headers, count: pages * MemoryLayout<Header>.stride))
            state.sparse(UnsafeRawBufferPointer(start: blocks[index].units, count: pages * DemandPages.days * 4))
            state.sparse(UnsafeRawBufferPointer(start: blocks[index].fingerprints, count: pages * DemandPages.days * 4))
        }
        state.sparse(wide)
        pricedCells.write(to: &state)
        state.value(overflowed)
    }

    /// Fills empty pages with what was written.
    func read(from state: inout StateReader) -> Bool {
        guard let count = state.value(Int.self), (0...Int(Int32.max)).contains(count) else { return false }
        used = count
        while blockCount * Block.pages < used {
            let pages = min(Block.pages, used - blockCount * Block.pages)
            (blocks + blockCount).initialize(to: Block())
            blockCount += 1
            let block = blocks[blockCount - 1]
            guard state.copy(into: UnsafeMutableRawBufferPointer(start: block.headers, count: pages * MemoryLayout<Header>.stride)),
                  state.sparse(into: UnsafeMutableRawBufferPointer(start: block.units, count: pages * DemandPages.days * 4)),
                  state.sparse(into: UnsafeMutableRawBufferPointer(start: block.fingerprints, count: pages * DemandPages.days * 4)) else { return false }
        }
        let most = used * DemandPages.days
        guard let wide = state.sparse(Micro(0), most: most), pricedCells.read(from: &state, mostPages: used), let overflowed = state.value(Bool.self)
        else { return false }
        (self.wide, self.overflowed) = (wide, overflowed)
        return true
    }
}
