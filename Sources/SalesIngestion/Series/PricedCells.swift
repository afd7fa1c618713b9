/// Revenue and priced units of the cells of `DemandPages`, in pages of their own for the item-locations and days that have a price.
///
/// A cell takes 8 bytes: revenue in hundredths of money and whole units. A page with a cell that is neither moves to pages of millionths of twice the size;
/// its place is given to the next page. A cell whose units are negative holds prices of rows without units: minus their number, and the sum of these prices.
final class PricedCells {
    /// A page of hundredths, from 0 on; `none`; below it a page of millionths.
    typealias Page = Int32
    static let none: Page = -1

    private struct Block {
        static let pages = 4096
        let revenue: UnsafeMutablePointer<Int32>
        let units: UnsafeMutablePointer<Int32>

        init() {
            revenue = .allocate(capacity: Block.pages * DemandPages.days)
            units = .allocate(capacity: Block.pages * DemandPages.days)
        }

        func free() {
            revenue.deallocate()
            units.deallocate()
        }
    }

    private static let hundredth: Micro = 10_000

    /// Blocks never move: no page is copied when others come.
    private var blocks: [Block] = []
    private var used = 0
    /// Pages of hundredths that have moved to millionths.
    private var left: [Page] = []
    private var wideRevenue: [Micro] = []
    private var wideUnits: [Micro] = []

    deinit { for block in blocks { block.free() } }

    private func cell(_ page: Page, _ day: Int) -> (revenue: UnsafeMutablePointer<Int32>, units: UnsafeMutablePointer<Int32>) {
        let block = blocks[Int(page) >> 12], offset = (Int(page) & 4095) << 4 + day
        return (block.revenue + offset, block.units + offset)
    }

    private func wideCell(_ page: Page, _ day: Int) -> Int { (-2 - Int(page)) * DemandPages.days + day }

    /// What a cell holds; nothing without a page.
    func value(_ page: Page, _ day: Int) -> (revenue: Micro, units: Micro) {
        if page >= 0 {
            let cell = cell(page, day), units = Micro(cell.units.pointee)
            return (Micro(cell.revenue.pointee) * Self.hundredth, units >= 0 ? units * microUnit : units)
        }
        guard page < Self.none else { return (0, 0) }
        let cell = wideCell(page, day)
        return (wideRevenue[cell], wideUnits[cell])
    }

    /// Sets a cell; the page is made, or moved, where that is needed.
    func set(_ page: inout Page, _ day: Int, revenue: Micro, units: Micro) {
        if page == Self.none { page = newPage() }
        if page >= 0 {
            if let narrow = Self.narrow(revenue, units) {
                let cell = cell(page, day)
                (cell.revenue.pointee, cell.units.pointee) = narrow
                return
            }
            widen(&page)
        }
        let cell = wideCell(page, day)
        (wideRevenue[cell], wideUnits[cell]) = (revenue, units)
    }

    private static func narrow(_ revenue: Micro, _ units: Micro) -> (Int32, Int32)? {
        let money = revenue / hundredth, whole = units / microUnit
        guard money * hundredth == revenue, units < 0 || whole * microUnit == units, let revenue = Int32(exactly: money),
              let count = Int32(exactly: units < 0 ? units : whole) else { return nil }
        return (revenue, count)
    }

    private func newPage() -> Page {
        let page: Page
        if let free = left.popLast() {
            page = free
        } else {
            if used == blocks.count * Block.pages { blocks.append(Block()) }
            page = Page(used)
            used += 1
        }
        let first = cell(page, 0)
        first.revenue.initialize(repeating: 0, count: DemandPages.days)
        first.units.initialize(repeating: 0, count: DemandPages.days)
        return page
    }

    private func widen(_ page: inout Page) {
        let narrow = page
        page = Page(-2 - wideUnits.count / DemandPages.days)
        for day in 0..<DemandPages.days {
            let known = value(narrow, day)
            wideRevenue.append(known.revenue)
            wideUnits.append(known.units)
        }
        left.append(narrow)
    }
}

extension PricedCells {
    /// Bytes that the pages take when they are written, at most.
    var writtenBytes: Int { used * DemandPages.days * 8 + wideUnits.count * 16 }

    func write(to state: inout StateWriter) {
        state.value(used)
        for index in blocks.indices {
            let bytes = min(Block.pages, used - index * Block.pages) * DemandPages.days * MemoryLayout<Int32>.stride
            state.sparse(UnsafeRawBufferPointer(start: blocks[index].revenue, count: bytes))
            state.sparse(UnsafeRawBufferPointer(start: blocks[index].units, count: bytes))
        }
        state.array(left)
        state.sparse(wideRevenue)
        state.sparse(wideUnits)
    }

    /// Fills empty pages with what was written; false where the bytes are not whole.
    ///
    /// - Parameter mostPages: as many as there are pages of units.
    func read(from state: inout StateReader, mostPages: Int) -> Bool {
        guard let count = state.value(Int.self), (0...mostPages).contains(count) else { return false }
        used = count
        while blocks.count * Block.pages < used {
            let bytes = min(Block.pages, used - blocks.count * Block.pages) * DemandPages.days * MemoryLayout<Int32>.stride
            let block = Block()
            blocks.append(block)
            guard state.sparse(into: UnsafeMutableRawBufferPointer(start: block.revenue, count: bytes)),
                  state.sparse(into: UnsafeMutableRawBufferPointer(start: block.units, count: bytes)) else { return false }
        }
        let most = mostPages * DemandPages.days
        guard let left = state.array(Page.self), left.allSatisfy({ (0..<Page(used)).contains($0) }), let revenue = state.sparse(Micro(0), most: most),
              let units = state.sparse(Micro(0), most: most), units.count == revenue.count else { return false }
        (self.left, wideRevenue, wideUnits) = (left, revenue, units)
        return true
    }
}
