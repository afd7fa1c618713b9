import DemandModel

/// Everything the rows of a sales history add up to, before a period is chosen. Every figure in it is a sum, a count, a least or a
/// greatest value of whole numbers, so it is the same for any order of rows.
final class SalesLedger {
    struct Totals {
        /// First and last day with a positive quantity, and with any row that is not set apart (Int32.max/min: none).
        var firstSale = Int32.max
        var lastSale = Int32.min
        var firstRow = Int32.max
        var saleLines = 0
        var unitsSold: Micro = 0
        var unitsReturned: Micro = 0
        var lastPageNumber = Int32.min
        var lastPage: Int32 = -1
        var highestPageNumber = Int32.min
        var firstPage: Int32 = -1
        var hasFraction = false
    }

    let keys = KeyTable()
    var totals: [Totals] = []
    /// Of one weekday as long as no row falls on another.
    private(set) var pages = DemandPages()
    private(set) var duplicateRows = 0
    private(set) var rowsUsed = 0
    private(set) var rowsAfterAsOf = 0
    private(set) var returnRows = 0
    private(set) var cancellationRows = 0
    private(set) var setApartRows: [RowKind: Int] = [:]
    private(set) var setApartUnits: [RowKind: Micro] = [:]
    private(set) var notMerchandise: [UInt32: Int] = [:]
    private(set) var lastDay = Int32.min
    private(set) var lastSaleDay = Int32.min
    /// First and last day with rows that are demand, of the file that is read.
    private(set) var fileDays: (first: Int32, last: Int32) = (Int32.max, Int32.min)
    private(set) var overflowed = false
    var matcher = ReturnMatcher()
    var orderLines = OrderLineCounts()
    /// Lines of orders, where several files may hold the same order.
    var orderMemory = OrderLineMemory()
    /// Rows with units below zero, and above, of those that are demand.
    private(set) var negativeRows = 0
    private(set) var positiveRows = 0

    private var prices = PairCounter()
    private var repeated = PairCounter()
    private let asOf: Int32
    private let dropDuplicates: Bool
    private let matchesReturns: Bool

    /// - Parameter asOf: rows of this day and later are counted and not used.
    init(asOf: CalendarDay?, dropDuplicates: Bool, matchesReturns: Bool) {
        self.asOf = asOf?.number ?? Int32.max
        self.dropDuplicates = dropDuplicates
        self.matchesReturns = matchesReturns
    }

    /// The ledger's number of a key.
    func series(_ item: Field, _ location: Field) -> UInt32 {
        let (index, isNew) = keys.intern(item, location)
        if isNew { totals.append(Totals()) }
        return index
    }

    /// Adds rows; `numbers` maps their key numbers to the ledger's.
    ///
    /// - Parameter prints: of their order lines, one a row; empty where orders stand in one file only.
    func apply(_ rows: UnsafeBufferPointer<SalesRow>, numbers: UnsafeBufferPointer<UInt32>, prints: [UInt64] = []) {
        if !prints.isEmpty {
            let kept = zip(rows, prints).filter { row, print in !(row.day < self.asOf && self.orderMemory.isRepeated(print, quantity: row.quantity, isSetApart: row.kind.isSetApart)) }.map(\.0)
            if kept.count < rows.count {
                return kept.withUnsafeBufferPointer { apply($0, numbers: numbers) }
            }
        }
        refine(for: rows)
        // Counters and constants in locals: the loop below runs once per row.
        var used = 0, after = 0, cancelled = 0, returned = 0, below = 0, above = 0, latest = Int32.min, latestSale = Int32.min, earliest = Int32.max
        let asOf = self.asOf, pages = self.pages, grid = pages.grid, matchesReturns = self.matchesReturns
        totals.withUnsafeMutableBufferPointer { totals in
            guard let entries = totals.baseAddress, let start = rows.baseAddress else { return }
            for place in 0..<rows.count {
                // Read in its place, field by field: a copy of a whole row would wait for the writes of each of its fields.
                var row: SalesRow { @inline(__always) get { (start + place).pointee } }
                guard row.day < asOf else {
                    after &+= 1
                    continue
                }
                let series = numbers[Int(row.series)]
                let entry = entries + Int(series)
                let (number, day) = grid.place(row.day)
                if number != entry.pointee.lastPageNumber {
                    entry.pointee.lastPage = pages.page(series: series, number: number, head: &entry.pointee.firstPage, highest: &entry.pointee.highestPageNumber)
                    entry.pointee.lastPageNumber = number
                }
                let page = entry.pointee.lastPage
                let bit = UInt16(1) << UInt16(day)
                let head = pages.header(page)
                let print = pages.cells(page).fingerprints + day
                if head.pointee.seen & bit == 0 {
                    head.pointee.seen |= bit
                    print.pointee = UInt32(truncatingIfNeeded: row.fingerprint)
                } else {
                    // Not the first row of this cell: is it the same as one before?
                    let isRepeat = print.pointee == UInt32(truncatingIfNeeded: row.fingerprint)
                        || repeated.add(SalesLedger.place(page, day), row.fingerprint) > 0
                    if isRepeat {
                        duplicateRows += 1
                        if dropDuplicates { continue }
                    }
                }
                if row.kind.isSetApart {
                    setApart(row, series: series)
                    continue
                }
                used &+= 1
                if row.promotion { head.pointee.promotion |= bit }
                if row.stockout {
                    head.pointee.stockout |= bit
                    // Nothing sold because nothing was there: the file speaks of this day, too.
                    if row.day > latestSale { latestSale = row.day }
                }
                if row.day > latest { latest = row.day }
                if row.day < earliest { earliest = row.day }
                if row.day < entry.pointee.firstRow { entry.pointee.firstRow = row.day }
                if row.kind == .cancellation { cancelled &+= 1 }
                if row.quantity % microUnit != 0 { entry.pointee.hasFraction = true }
                if row.quantity > 0 {
                    above &+= 1
                    if row.day < entry.pointee.firstSale { entry.pointee.firstSale = row.day }
                    if row.day > entry.pointee.lastSale { entry.pointee.lastSale = row.day }
                    if row.day > latestSale { latestSale = row.day }
                    entry.pointee.saleLines &+= 1
                    addChecked(row.quantity, to: &entry.pointee.unitsSold)
                    if row.price > 0 {
                        pages.addPrice(row.price, quantity: row.quantity, page: page, day: day)
                        _ = prices.add(UInt64(series), UInt64(bitPattern: row.price))
                    }
                } else if row.quantity < 0 {
                    below &+= 1
                    if row.kind == .sale { returned &+= 1 }
                    addChecked(-row.quantity, to: &entry.pointee.unitsReturned)
                } else if row.price > 0 {
                    pages.addQuote(row.price, page: page, day: day)
                }
                if matchesReturns, row.customer != 0, row.quantity != 0 {
                    matcher.add(series: series, customer: row.customer, day: row.day, quantity: row.quantity, price: row.price)
                }
                pages.add(row.quantity, page: page, day: day)
            }
        }
        if orderLines.isOn { orderLines.add(rows, numbers: numbers, asOf: asOf) }
        rowsUsed += used
        negativeRows += below
        positiveRows += above
        rowsAfterAsOf += after
        cancellationRows += cancelled
        returnRows += returned
        lastDay = max(lastDay, latest)
        fileDays = (min(fileDays.first, earliest), max(fileDays.last, latest))
        lastSaleDay = max(lastSaleDay, latestSale)
    }

    /// Another file begins.
    func beginFile() { fileDays = (Int32.max, Int32.min) }

    /// Moves units between days of one item-location (a return goes back to the day of its sale).
    func move(_ quantity: Micro, series: UInt32, from: Int32, to: Int32) {
        add(-quantity, series: series, day: from)
        add(quantity, series: series, day: to)
    }

    private func add(_ quantity: Micro, series: UInt32, day: Int32) {
        if !pages.grid.holds(day) { refine() }
        let (number, cell) = pages.grid.place(day)
        var entry = totals[Int(series)]
        let page = pages.page(series: series, number: number, head: &entry.firstPage, highest: &entry.highestPageNumber)
        totals[Int(series)] = entry
        pages.add(quantity, page: page, day: cell)
    }

    /// Makes the cells daily where rows fall between those of one weekday.
    private func refine(for rows: UnsafeBufferPointer<SalesRow>) {
        guard let first = rows.first else { return }
        if pages.isEmpty { pages = DemandPages(grid: DayGrid(step: 7, first: first.day)) }
        let grid = pages.grid
        if grid.step > 1, rows.contains(where: { $0.day < asOf && !grid.holds($0.day) }) { refine() }
    }

    /// Moves all cells to daily ones. O(cells); happens once.
    private func refine() {
        let old = pages, new = DemandPages()
        var places: [UInt64: UInt64] = [:]
        var isRepeated: Set<UInt64> = []
        repeated.forEach { place, _, _ in isRepeated.insert(place) }
        for series in totals.indices {
            var own: [Int32] = [], page = totals[series].firstPage
            while page >= 0 {
                own.append(page)
                page = old.header(page).pointee.next
            }
            var head: Int32 = -1, highest = Int32.min
            for page in own.sorted(by: { old.header($0).pointee.number < old.header($1).pointee.number }) {
                new.take(page, of: old, series: UInt32(series), head: &head, highest: &highest) { cell, newPage, newCell in
                    let place = SalesLedger.place(page, cell)
                    if isRepeated.contains(place) { places[place] = SalesLedger.place(newPage, newCell) }
                }
            }
            (totals[series].firstPage, totals[series].highestPageNumber) = (head, highest)
            (totals[series].lastPage, totals[series].lastPageNumber) = (-1, Int32.min)
        }
        pages = new
        var moved = PairCounter()
        repeated.forEach { place, fingerprint, count in moved.raise(places[place] ?? place, fingerprint, to: count) }
        repeated = moved
    }

    /// What repeated rows of a cell are counted under.
    private static func place(_ page: Int32, _ cell: Int) -> UInt64 { UInt64(UInt32(bitPattern: page)) << 8 | UInt64(cell) }

    private func setApart(_ row: SalesRow, series: UInt32) {
        setApartRows[row.kind, default: 0] += 1
        setApartUnits[row.kind, default: 0] &+= row.quantity
        if row.kind == .notMerchandise { notMerchandise[series, default: 0] += 1 }
    }

    /// The days that have rows, ascending.
    func days() -> [Int32] { cellsByDay().map(\.day) }

    /// Item-location-days that have rows, and the first and last of all days.
    func cells() -> Int {
        var count = 0
        for entry in totals {
            var page = entry.firstPage
            while page >= 0 {
                let head = pages.header(page).pointee
                count += head.seen.nonzeroBitCount
                page = head.next
            }
        }
        return count
    }

    /// Item-location-days with rows, by day, ascending.
    func cellsByDay() -> [(day: Int32, cells: Int)] {
        let grid = pages.grid
        return pages.cellsByPlace().map { (day: grid.day(number: $0.number, cell: $0.cell), cells: $0.count) }
    }

    private func addChecked(_ value: Micro, to sum: inout Micro) {
        let (result, overflow) = sum.addingReportingOverflow(value)
        if overflow { overflowed = true } else { sum = result }
    }

    /// The prices of the sale lines of every item-location with their number of lines, in no order; millionths of money.
    func pricesByKey() -> [UInt32: [(price: Micro, count: Int)]] {
        var bySeries: [UInt32: [(price: Micro, count: Int)]] = [:]
        prices.forEach { series, price, count in
            bySeries[UInt32(truncatingIfNeeded: series), default: []].append((Micro(bitPattern: price), Int(count)))
        }
        return bySeries
    }

    /// The lower median over lines; `nil` without any.
    static func lowerMedian(_ prices: [(price: Micro, count: Int)]) -> Micro? {
        let sorted = prices.sorted { $0.price < $1.price }
        let half = (sorted.reduce(0) { $0 + $1.count } + 1) / 2
        var seen = 0
        for (price, count) in sorted {
            seen += count
            if seen >= half { return price }
        }
        return nil
    }
}

extension SalesLedger {
    /// Everything the rows so far add up to.
    func write(to state: inout StateWriter) {
        keys.write(to: &state)
        state.array(totals)
        state.array([pages.grid.step, pages.grid.first])
        pages.write(to: &state)
        prices.write(to: &state)
        repeated.write(to: &state)
        matcher.write(to: &state)
        orderLines.write(to: &state)
        orderMemory.write(to: &state)
        state.array([duplicateRows, rowsUsed, rowsAfterAsOf, returnRows, cancellationRows, negativeRows, positiveRows])
        state.array([lastDay, lastSaleDay])
        state.value(overflowed)
        let apart: [Int64] = setApartRows.flatMap { [Int64($0.key.rawValue), Int64($0.value), setApartUnits[$0.key] ?? 0] as [Int64] }
        state.array(apart)
        let codes: [Int] = notMerchandise.flatMap { [Int($0.key), $0.value] as [Int] }
        state.array(codes)
    }

    /// Takes up what was written; the ledger must be empty. False where the bytes are not whole.
    func read(from state: inout StateReader) -> Bool {
        guard keys.read(from: &state), let totals = state.array(Totals.self), totals.count == keys.count,
              let grid = state.array(Int32.self), grid.count == 2, grid[0] == 1 || grid[0] == 7 else { return false }
        pages = DemandPages(grid: DayGrid(step: grid[0], first: grid[1]))
        guard pages.read(from: &state),
              let prices = PairCounter(from: &state), let repeated = PairCounter(from: &state), let matcher = ReturnMatcher(from: &state),
              let orderLines = OrderLineCounts(from: &state), let orderMemory = OrderLineMemory(from: &state),
              let counts = state.array(Int.self), counts.count == 7, let days = state.array(Int32.self), days.count == 2,
              let overflowed = state.value(Bool.self), let apart = state.array(Int64.self), apart.count % 3 == 0,
              let codes = state.array(Int.self), codes.count % 2 == 0 else { return false }
        (self.totals, self.prices, self.repeated, self.matcher, self.overflowed) = (totals, prices, repeated, matcher, overflowed)
        (self.orderLines, self.orderMemory) = (orderLines, orderMemory)
        (negativeRows, positiveRows) = (counts[5], counts[6])
        (duplicateRows, rowsUsed, rowsAfterAsOf, returnRows, cancellationRows) = (counts[0], counts[1], counts[2], counts[3], counts[4])
        (lastDay, lastSaleDay) = (days[0], days[1])
        for index in stride(from: 0, to: apart.count, by: 3) {
            guard let kind = RowKind(rawValue: UInt8(truncatingIfNeeded: apart[index])) else { return false }
            setApartRows[kind] = Int(apart[index + 1])
            setApartUnits[kind] = apart[index + 2]
        }
        for index in stride(from: 0, to: codes.count, by: 2) { notMerchandise[UInt32(truncatingIfNeeded: codes[index])] = codes[index + 1] }
        return true
    }
}
