/// The days that cells of the ledger stand for: every day, or one weekday.
///
/// Totals of weeks leave six of seven days empty. As long as all rows fall on the weekday of the first, only that day has cells, and a page holds 16
/// weeks in place of 16 days: a seventh of the memory. The first row on another day makes the grid daily (`SalesLedger.refine`).
///
///     let grid = DayGrid(step: 7, first: 3)
///     print(grid.holds(10), grid.holds(11), grid.place(17).cell)     // true false 2
struct DayGrid: Equatable {
    /// Days from one cell to the next.
    let step: Int32
    /// A day that has a cell.
    let first: Int32

    static let daily = DayGrid(step: 1, first: 0)

    @inline(__always)
    func holds(_ day: Int32) -> Bool { step == 1 || (day &- first) % step == 0 }

    /// Page number and cell of a day that has one.
    @inline(__always)
    func place(_ day: Int32) -> (number: Int32, cell: Int) {
        // Days of the grid divide without a rest, so dividing towards zero is exact below the first day, too.
        let position = step == 1 ? day : (day &- first) / step
        return (position >> 4, Int(position & 15))
    }

    @inline(__always)
    func day(number: Int32, cell: Int) -> Int32 { first &+ (number &* Int32(DemandPages.days) &+ Int32(cell)) &* step }
}
