import DemandModel
import ParallelWork

/// The series and the sales of some groups of keys, in their order.
struct GroupSeries: Sendable {
    var series: [DemandSeries] = []
    var items: [ItemSales] = []
    /// Keys with nothing but returns, and the units that came back.
    var keysWithoutSale = 0
    var unitsWithoutSale: Micro = 0
    var clippedPeriods = 0
    var clippedUnits: Micro = 0
    var unitsBefore: Micro = 0
    var unitsAfter: Micro = 0

    /// What came of the groups behind.
    mutating func append(_ other: GroupSeries) {
        series += other.series
        items += other.items
        keysWithoutSale += other.keysWithoutSale
        unitsWithoutSale &+= other.unitsWithoutSale
        clippedPeriods += other.clippedPeriods
        clippedUnits &+= other.clippedUnits
        unitsBefore &+= other.unitsBefore
        unitsAfter &+= other.unitsAfter
    }
}

extension SalesReading {
    /// Buckets all groups of keys, several at a time: every one is made from its own pages of the ledger, and all sums are of whole numbers, so nothing
    /// depends on how they are shared out.
    func groupSeries(calendar: PeriodCalendar, first: Int, last: Int) -> GroupSeries {
        let groups = keyGroups(), ledger = UncheckedSendable(self.ledger)
        let prices = self.ledger.pricesByKey(), lineSizes = self.ledger.orderLines.sizesByKey()
        let days = DayPeriods(calendar, days: (report.firstDay?.number ?? 0)...(report.lastDay?.number ?? 0), firstPeriod: first)
        let weeksPerTotal = calendar.period == .week ? report.weeksPerTotal : 1
        let size = max(1, min(256, groups.count / (4 * max(1, options.threads))))
        let parts = parallelMap(count: (groups.count + size - 1) / size, threads: options.threads) { part in
            var sums = PeriodSums(ledger: ledger.value, days: days, first: first, last: last, weeksPerTotal: weeksPerTotal)
            var made = GroupSeries()
            for group in groups[part * size..<min(groups.count, (part + 1) * size)] {
                made.add(group, ledger: ledger.value, sums: &sums, calendar: calendar, prices: prices, lineSizes: lineSizes)
            }
            (made.clippedPeriods, made.clippedUnits) = (sums.clippedPeriods, sums.clippedUnits)
            (made.unitsBefore, made.unitsAfter) = (sums.unitsBefore, sums.unitsAfter)
            return made
        }
        var all = GroupSeries()
        all.series.reserveCapacity(groups.count)
        all.items.reserveCapacity(groups.count)
        for part in parts { all.append(part) }
        return all
    }
}

extension GroupSeries {
    fileprivate mutating func add(
        _ group: KeyGroup, ledger: SalesLedger, sums: inout PeriodSums, calendar: PeriodCalendar,
        prices: [UInt32: [(price: Micro, count: Int)]], lineSizes: [UInt32: [(units: Micro, count: Int)]]
    ) {
        let totals = group.members.map { ledger.totals[Int($0)] }
        let firstSale = totals.reduce(Int32.max) { min($0, $1.firstSale) }
        let lastSale = totals.reduce(Int32.min) { max($0, $1.lastSale) }
        let firstRow = totals.reduce(Int32.max) { min($0, $1.firstRow) }
        guard firstRow < Int32.max else { return }
        let returned = totals.reduce(Micro(0)) { $0 &+ $1.unitsReturned }
        if firstSale == Int32.max, returned > 0 {
            keysWithoutSale += 1
            unitsWithoutSale &+= returned
            return
        }
        let start = CalendarDay(number: firstSale < Int32.max ? firstSale : firstRow)
        series.append(sums.series(group, from: calendar.periodNumber(of: start)))
        let lines = totals.reduce(0) { $0 + $1.saleLines }
        let sold = Double(totals.reduce(Micro(0)) { $0 &+ $1.unitsSold }) / 1e6
        items.append(
            ItemSales(
                key: group.key, firstSale: start, lastSale: CalendarDay(number: lastSale > Int32.min ? lastSale : firstRow),
                saleLines: lines, unitsSold: sold, unitsReturned: Double(returned) / 1e6,
                unitsPerOrderLine: lines > 0 ? sold / Double(lines) : 0,
                medianPrice: SalesLedger.lowerMedian(group.members.flatMap { prices[$0] ?? [] }).map { Double($0) / 1e6 },
                isCount: !totals.contains { $0.hasFraction },
                orderLines: ledger.orderLines.lines(of: group.members, sizes: lineSizes)))
    }
}
