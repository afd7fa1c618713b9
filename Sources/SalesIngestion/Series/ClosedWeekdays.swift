import DemandModel

extension SeriesFile {
    /// The weekdays (1 = Monday) on which no series of daily values has a row, although the file covers at least four weeks and the other weekdays
    /// have rows in nearly all of them: the shop is closed then, and sells nothing.
    static func closedWeekdays(_ series: [TimedSeries]) -> Set<Int> {
        let daily = series.filter { $0.period == .day && $0.form.date != .index }
        guard daily.count == series.count, let longest = daily.map(\.demand.count).max(), longest >= 28 else { return [] }
        var rows = [Int](repeating: 0, count: 8), days = rows
        for one in daily {
            let absent = Set(one.demand.missing)
            for index in 0..<one.demand.count {
                let weekday = one.isoWeekday(at: index)
                days[weekday] += 1
                if !absent.contains(index) { rows[weekday] += 1 }
            }
        }
        let closed = (1...7).filter { rows[$0] == 0 && days[$0] > 0 }
        let open = (1...7).filter { !closed.contains($0) }
        guard (1...5).contains(closed.count), open.allSatisfy({ 10 * rows[$0] >= 6 * days[$0] }) else { return [] }
        return Set(closed)
    }
}

extension TimedSeries {
    /// The weekday of a day of the series (0 = first) or behind it; 1 = Monday.
    public func isoWeekday(at index: Int) -> Int {
        let seconds = calendar.seconds(of: demand.firstPeriod + index)
        let day = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
        return CalendarDay(number: Int32(clamping: day)).isoWeekday
    }
}
