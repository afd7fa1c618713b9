import DemandModel

/// An item-location as it is planned: one key of the ledger, or several that differ only in case where `fold_case` joins them.
struct KeyGroup {
    var key: ItemLocation
    var members: [UInt32]
}

extension SalesReading {
    /// The keys in the order of the output, joined by case where asked; notes case variants in the report.
    func keyGroups() -> [KeyGroup] {
        var groups: [KeyGroup] = []
        var folded: [ItemLocation: [UInt32]] = [:]
        for index in 0..<ledger.keys.count {
            guard ledger.totals[index].firstRow < Int32.max else { continue }
            let item = ledger.keys.item(index).text
            let location = ledger.keys.location(index)
            let key = ItemLocation(item: item, location: location.count > 0 ? location.text : ItemLocation.defaultLocation)
            groups.append(KeyGroup(key: key, members: [UInt32(index)]))
            folded[ItemLocation(item: upperCased(item), location: key.location), default: []].append(UInt32(groups.count - 1))
        }
        let variants = folded.filter { $0.value.count > 1 }
        report.caseVariants = variants.values
            .map { $0.map { groups[Int($0)].key.uniqueID }.sorted(by: bytesPrecede) }
            .sorted { bytesPrecede($0[0], $1[0]) }
        if options.foldCase {
            groups = folded.map { key, members in
                KeyGroup(key: key, members: members.flatMap { groups[Int($0)].members })
            }
        }
        return groups.sorted { $0.key < $1.key }
    }

    private func upperCased(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x61 && $0 <= 0x7A }) else { return text }
        return String(decoding: text.utf8.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 32 : $0 }, as: UTF8.self)
    }
}

/// The period of every day from the first to the last of a history: looked up for each cell of the ledger, and worked out once.
struct DayPeriods: Sendable {
    let firstDay: Int32
    /// Counted from the first period that is kept.
    let places: [Int]

    init(_ calendar: PeriodCalendar, days: ClosedRange<Int32>, firstPeriod: Int) {
        firstDay = days.lowerBound
        places = days.map { calendar.periodNumber(of: CalendarDay(number: $0)) - firstPeriod }
    }
}

/// Sums the days of the ledger into periods.
struct PeriodSums {
    private let ledger: SalesLedger
    private let days: DayPeriods
    private let first: Int
    private let last: Int
    private var sums: [Micro]
    private var revenue: [Micro]
    private var pricedUnits: [Micro]
    /// Sum and number of prices of rows without units.
    private var quoteSums: [Micro]
    private var quotes: [Micro]
    private var promotion: [Bool]
    private var stockout: [Bool]
    private(set) var clippedPeriods = 0
    private(set) var clippedUnits: Micro = 0
    private(set) var unitsBefore: Micro = 0
    private(set) var unitsAfter: Micro = 0
    /// Weeks that each total speaks of: it is shared out over them.
    private let weeksPerTotal: Int

    /// - Parameter days: of all rows of the ledger.
    init(ledger: SalesLedger, days: DayPeriods, first: Int, last: Int, weeksPerTotal: Int = 1) {
        self.ledger = ledger
        self.days = days
        self.weeksPerTotal = weeksPerTotal
        self.first = first
        self.last = last
        let count = max(0, last - first + 1)
        sums = [Micro](repeating: 0, count: count)
        revenue = sums
        pricedUnits = sums
        quoteSums = sums
        quotes = sums
        promotion = [Bool](repeating: false, count: count)
        stockout = promotion
    }

    /// The series of a group from a period (or the first complete one, if that is later) to the last complete one.
    mutating func series(_ group: KeyGroup, from period: Int) -> DemandSeries {
        for index in sums.indices {
            sums[index] = 0
            revenue[index] = 0
            pricedUnits[index] = 0
            quoteSums[index] = 0
            quotes[index] = 0
            promotion[index] = false
            stockout[index] = false
        }
        var hasPrice = false, hasPromotion = false, hasStockout = false
        let pages = ledger.pages, grid = pages.grid, periods = last - first + 1
        for member in group.members {
            var page = ledger.totals[Int(member)].firstPage
            while page >= 0 {
                let head = pages.header(page).pointee
                let start = Int(grid.day(number: head.number, cell: 0) - days.firstDay)
                var seen = head.seen
                while seen != 0 {
                    let day = seen.trailingZeroBitCount
                    seen &= seen - 1
                    let bit = UInt16(1) << UInt16(day)
                    let quantity = pages.quantity(page: page, day: day)
                    let index = days.places[start + day * Int(grid.step)]
                    guard index >= 0, index < periods else {
                        if index < 0 { unitsBefore &+= quantity } else { unitsAfter &+= quantity }
                        continue
                    }
                    sums[index] &+= quantity
                    if head.priced != PricedCells.none {
                        let priced = pages.priced(page: page, day: day)
                        if priced.units > 0 {
                            revenue[index] &+= priced.revenue
                            pricedUnits[index] &+= priced.units
                            hasPrice = true
                        } else if priced.units < 0 {
                            quoteSums[index] &+= priced.revenue
                            quotes[index] &-= priced.units
                            hasPrice = true
                        }
                    }
                    if head.promotion & bit != 0 {
                        promotion[index] = true
                        hasPromotion = true
                    }
                    if head.stockout & bit != 0 {
                        stockout[index] = true
                        hasStockout = true
                    }
                }
                page = head.next
            }
        }
        if weeksPerTotal > 1 { shareOut() }
        let start = min(max(period, first), last + 1) - first
        var demand = [Double](repeating: 0, count: sums.count - start)
        for index in sums.indices {
            // Before the first sale there can be nothing but returns.
            if sums[index] < 0 {
                clippedPeriods += 1
                clippedUnits &-= sums[index]
            } else if index >= start {
                demand[index - start] = Double(sums[index]) / 1e6
            }
        }
        var result = DemandSeries(key: group.key, firstPeriod: first + start, demand: demand)
        if hasPrice { result.price = prices(from: start) }
        if hasPromotion { result.promotion = Array(promotion[start...]) }
        if hasStockout { result.stockout = Array(stockout[start...]) }
        return result
    }

    /// Shares the total in the first of several weeks out over them: evenly, whole units staying whole. Prices and flags are those of all of them.
    private mutating func shareOut() {
        for index in sums.indices.reversed() where sums[index] != 0 || pricedUnits[index] != 0 || quotes[index] != 0 || promotion[index] || stockout[index] {
            let total = sums[index], unit: Micro = total % 1_000_000 == 0 ? 1_000_000 : 1
            let units = total.magnitude / unit.magnitude, weeks = UInt64(weeksPerTotal), rest = units % weeks
            sums[index] = 0
            for week in 0..<weeksPerTotal {
                let more = rest * UInt64(week + 1) / weeks - rest * UInt64(week) / weeks
                let share = Micro(units / weeks + more) * unit * total.signum()
                guard index + week < sums.count else {
                    unitsAfter &+= share
                    continue
                }
                sums[index + week] &+= share
                guard week > 0 else { continue }
                (revenue[index + week], pricedUnits[index + week]) = (revenue[index], pricedUnits[index])
                (quoteSums[index + week], quotes[index + week]) = (quoteSums[index], quotes[index])
                (promotion[index + week], stockout[index + week]) = (promotion[index], stockout[index])
            }
        }
    }

    /// Mean price per unit of each period: of what was sold, else of the rows without units, else 0, unknown. Nothing is carried over here:
    /// what an unknown price may have been is for the forecast to say, and to report.
    private func prices(from start: Int) -> [Double] {
        (start..<sums.count).map { index in
            if pricedUnits[index] > 0 { return Double(revenue[index]) / Double(pricedUnits[index]) }
            return quotes[index] > 0 ? Double(quoteSums[index]) / Double(quotes[index]) / 1e6 : 0
        }
    }
}
