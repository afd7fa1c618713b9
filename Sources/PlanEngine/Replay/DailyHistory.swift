import DemandModel

/// Daily demand of one item-location from its first sale on, cut into the periods that a plan made on some day would have seen.
struct DailyHistory {
    var key: ItemLocation
    /// Day of `demand[0]`.
    var firstDay: Int
    var demand: [Double]
    /// Days with an empty shelf, as `demand`; empty where the sales say nothing of it.
    private var stockout: [Bool]

    init(_ series: DemandSeries) {
        key = series.key
        firstDay = series.firstPeriod
        demand = series.demand
        stockout = series.stockout
    }

    /// Total per period up to (not including) a day; `nil` before the first sale.
    ///
    /// Periods are those of the calendar; the item's series starts with the period of its first sale, and days after the last sale
    /// are days without demand.
    func series(before day: CalendarDay, calendar: PeriodCalendar) -> DemandSeries? {
        let end = Int(day.number)
        guard firstDay < end, let firstSale = demand.firstIndex(where: { $0 != 0 }), firstDay + firstSale < end else { return nil }
        let first = calendar.periodNumber(of: CalendarDay(number: Int32(firstDay + firstSale)))
        let last = calendar.periodNumber(of: day.advanced(by: -1))
        var totals = [Double](repeating: 0, count: last - first + 1)
        for (offset, quantity) in demand.prefix(max(0, end - firstDay)).enumerated() where quantity != 0 {
            totals[calendar.periodNumber(of: CalendarDay(number: Int32(firstDay + offset))) - first] += quantity
        }
        // A calendar period that is not over is left out.
        if calendar.firstDay(of: last + 1) > day { totals.removeLast() }
        return totals.isEmpty ? nil : DemandSeries(key: key, firstPeriod: first, demand: totals.map { max(0, $0) })
    }

    /// Days with an empty shelf among `count` days from `day` on.
    func stockoutDays(from day: CalendarDay, count: Int) -> Int {
        let start = Int(day.number) - firstDay
        return (start..<start + count).count { $0 >= 0 && $0 < stockout.count && stockout[$0] }
    }

    /// Demand on `count` days from `day` on.
    func days(from day: CalendarDay, count: Int) -> [Double] {
        let start = Int(day.number) - firstDay
        return (start..<start + count).map { $0 >= 0 && $0 < demand.count ? demand[$0] : 0 }
    }
}
