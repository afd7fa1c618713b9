import DemandModel

/// Events by period for every series: how much of its usual length an event takes up in a period.
struct RegressionEventTable: Sendable {
    /// Names that have a column, in byte order. Days around an event are names of their own in daily data.
    let names: [String]
    /// Those whose period before has a column, too: all but for months, and but for days around which the calendar says what it says.
    let leads: Set<String>
    private let firstPeriod: Int
    /// Events for everyone, by name, then by period from `firstPeriod`.
    private let common: [[Double]]
    /// Events for some items or locations: name index, period, share, whom.
    private let narrow: [(name: Int, period: Int, share: Double, event: CalendarEvent)]
    private let narrowByItem: [String: [Int]]
    private let narrowForAnyItem: [Int]
    let remarks: [String]

    /// - Parameters:
    ///   - span: period numbers of the panel, coming periods included.
    ///   - historyEnd: the first coming period.
    init(events: [CalendarEvent], calendar: PeriodCalendar?, span: Range<Int>, historyEnd: Int, limit: Int) {
        firstPeriod = span.lowerBound
        guard let calendar, !events.isEmpty else {
            names = []
            leads = []
            common = []
            narrow = []
            narrowByItem = [:]
            narrowForAnyItem = []
            remarks = []
            return
        }
        var remarks: [String] = []
        let isDaily = calendar.period == .day
        func named(_ event: CalendarEvent) -> String { isDaily ? event.nameWithOffset : event.name }
        var origin: [String: String] = [:]
        struct Slot: Hashable { var name: String, item: String?, location: String?, period: Int }
        var days: [Slot: Set<CalendarDay>] = [:]
        for event in events {
            let period = calendar.periodNumber(of: event.date)
            guard span.contains(period) else { continue }
            origin[named(event)] = event.name
            days[Slot(name: named(event), item: event.item, location: event.location, period: period), default: []].insert(event.date)
        }
        var longest: [String: Int] = [:], past: [String: Set<Int>] = [:], coming: Set<String> = []
        for (slot, dates) in days {
            longest[slot.name] = max(longest[slot.name] ?? 0, dates.count)
            if slot.period < historyEnd { past[slot.name, default: []].insert(slot.period) } else { coming.insert(slot.name) }
        }
        let unseen = coming.subtracting(past.keys).sorted(by: bytesPrecede)
        if !unseen.isEmpty {
            remarks.append("never seen before, so no effect is assumed: " + unseen.joined(separator: ", "))
        }
        // An event goes with all days around it.
        var weight: [String: Int] = [:]
        for (name, periods) in past { weight[origin[name] ?? name] = max(weight[origin[name] ?? name] ?? 0, periods.count) }
        let ranked = weight.keys.sorted { a, b in
            let m = weight[a] ?? 0, n = weight[b] ?? 0
            return m == n ? bytesPrecede(a, b) : m > n
        }
        if ranked.count > limit {
            remarks.append("\(ranked.count - limit) rare events have no effect of their own: " + ranked[limit...].joined(separator: ", "))
        }
        let used = Set(ranked.prefix(limit))
        let kept = past.keys.filter { used.contains(origin[$0] ?? $0) }.sorted(by: bytesPrecede)
        names = kept
        let surrounded = Set(events.lazy.filter { isDaily && $0.offset != 0 }.map(\.name))
        leads = calendar.period == .month ? [] : Set(kept.filter { origin[$0] == $0 && !surrounded.contains($0) })
        var index: [String: Int] = [:]
        for (position, name) in kept.enumerated() { index[name] = position }
        var common = kept.map { _ in Array(repeating: 0.0, count: span.count) }
        var narrow: [(name: Int, period: Int, share: Double, event: CalendarEvent)] = []
        for (slot, dates) in days {
            guard let name = index[slot.name], let most = longest[slot.name], let date = dates.min() else { continue }
            let share = Double(dates.count) / Double(most)
            if slot.item == nil, slot.location == nil {
                common[name][slot.period - span.lowerBound] = share
            } else {
                let event = CalendarEvent(date: date, name: slot.name, item: slot.item, location: slot.location)
                narrow.append((name, slot.period, share, event))
            }
        }
        self.common = common
        self.narrow = narrow
        var byItem: [String: [Int]] = [:], anyItem: [Int] = []
        for (position, entry) in narrow.enumerated() {
            if let item = entry.event.item { byItem[item, default: []].append(position) } else { anyItem.append(position) }
        }
        narrowByItem = byItem
        narrowForAnyItem = anyItem
        if let last = events.map(\.date).max(), calendar.periodNumber(of: last) < span.upperBound - 1 {
            let periods = span.upperBound - max(calendar.periodNumber(of: last) + 1, historyEnd)
            remarks.append("the calendar ends on \(last), \(periods) \(periods == 1 ? "period" : "periods") before the forecast does: no events are assumed after it")
        }
        self.remarks = remarks
    }

    /// Shares of the named events (the largest where several rows meet) for one series, name by name.
    func shares(of key: ItemLocation, periods: Range<Int>) -> [[Double]] {
        var result = common.map { Array($0[(periods.lowerBound - firstPeriod)..<(periods.upperBound - firstPeriod)]) }
        for position in (narrowByItem[key.item] ?? []) + narrowForAnyItem {
            let entry = narrow[position]
            guard periods.contains(entry.period), entry.event.applies(to: key) else { continue }
            let row = entry.period - periods.lowerBound
            result[entry.name][row] = max(result[entry.name][row], entry.share)
        }
        return result
    }
}
