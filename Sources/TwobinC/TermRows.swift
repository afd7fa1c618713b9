import DemandModel
import PlanReading
import SalesIngestion

/// What the rows of a frame say besides values, one entry per row: prices, promotions and events.
struct TermRows {
    var names: [String]
    /// Index into `names`; -1 where a row has no id.
    var codes: [Int32]
    /// As `PanelReading` reads them; empty where moments are text.
    var stamps: [Int]
    var texts: [String]
    var time: PanelForm.Time
    /// Empty: no such column.
    var prices: [Double]
    var promotions: [Bool]
    var events: [(name: String, flags: [Bool])]
}

/// Brings what a caller knows of the coming periods into the terms of a plan.
struct KnownTerms {
    private let series: [TimedSeries]
    /// Periods of each series that are seen, those behind them come; `nil` for a series that is not forecast.
    private let seen: [Int?]
    /// True where `seen` is less than the series hold: texts of all their periods have a meaning then.
    private let isPast: Bool
    private let horizon: Int
    private let places: [[UInt8]: Int]
    private let idColumn: String, timeColumn: String

    /// - Parameters:
    ///   - seen: of a past origin, one per series; `nil`: all periods of all series are seen.
    ///   - form: of the panel.
    init(_ series: [TimedSeries], seen: [Int?]? = nil, horizon: Int, form: PanelForm) throws {
        self.series = series
        self.seen = seen ?? series.map(\.demand.count)
        isPast = seen != nil
        self.horizon = horizon
        (idColumn, timeColumn) = (form.idColumn, form.timeColumn)
        places = Dictionary(series.indices.map { (Array(series[$0].uniqueID.utf8), $0) }, uniquingKeysWith: { first, _ in first })
        for one in series where one.periodCalendar == nil {
            throw CallFailure.input("X_df: prices, promotions and events are used with days, weeks and months; the periods of \(one.uniqueID) are of another kind (\(one.period.rawValue))")
        }
    }

    /// - Parameters:
    ///   - ahead: one row per series and coming period; rows of other periods and other series are passed by.
    ///   - past: the rows of the panel, for its events.
    func known(ahead: TermRows, past: TermRows) throws -> KnownAhead {
        var known = KnownAhead()
        var found = Array(repeating: false, count: series.count * horizon)
        var days = EventDays()
        var texts = PeriodTexts()
        for row in ahead.codes.indices {
            let place = try place(ahead, row, frame: "X_df", &texts) { isPast ? 0..<$0.demand.count : $0.demand.count..<($0.demand.count + horizon) }
            guard let (index, period) = place, let seen = seen[index] else { continue }
            let step = period - seen
            guard step >= 0, step < horizon else { continue }
            guard !found[index * horizon + step] else { throw bad(row, "a second row for \(series[index].uniqueID) at \(series[index].dsText(at: period))") }
            found[index * horizon + step] = true
            let day = series[index].firstDay(at: period)
            let price = ahead.prices.isEmpty || ahead.prices[row].isNaN ? nil : ahead.prices[row]
            if let price, !(price.isFinite && price > 0) { throw bad(row, "a price of \(price) cannot be used; leave it empty where it is not known") }
            let promotion = ahead.promotions.isEmpty ? nil : ahead.promotions[row]
            if price != nil || promotion != nil {
                known.planned.append(PlannedTerms(date: day, item: series[index].uniqueID, price: price, promotion: promotion))
            }
            for event in ahead.events where event.flags[row] { days.add(event.name, day, index) }
        }
        for index in series.indices {
            guard let seen = seen[index], let step = (0..<horizon).first(where: { !found[index * horizon + $0] }) else { continue }
            throw CallFailure.input("X_df has no row for \(series[index].uniqueID) at \(series[index].dsText(at: seen + step)): give one row per series and \(isPast ? "forecast" : "coming") period")
        }
        if past.events.contains(where: { $0.flags.contains(true) }) {
            for row in past.codes.indices where past.events.contains(where: { $0.flags[row] }) {
                guard let (index, period) = try place(past, row, frame: "df", &texts, span: { 0..<$0.demand.count }), let seen = seen[index], period < seen else { continue }
                for event in past.events where event.flags[row] { days.add(event.name, series[index].firstDay(at: period), index) }
            }
        }
        known.events = days.events(of: series, seen: seen, horizon: horizon)
        return known
    }

    private func bad(_ row: Int, _ words: String) -> CallFailure { .input("X_df, line \(row + 1): \(words)") }

    /// The series and the period that a row is of; `nil` for a series that the panel does not hold.
    private func place(
        _ rows: TermRows, _ row: Int, frame: String, _ texts: inout PeriodTexts, span: (TimedSeries) -> Range<Int>
    ) throws -> (series: Int, period: Int)? {
        guard rows.codes[row] >= 0 else { throw CallFailure.input("\(frame), line \(row + 1), column \(idColumn): the id is missing") }
        guard let index = places[Array(rows.names[Int(rows.codes[row])].utf8)] else { return nil }
        let one = series[index]
        if rows.time == .texts {
            // Texts are compared as the panel writes them.
            guard let period = texts.period(rows.texts[row], of: index, one, among: span(one)) else {
                throw CallFailure.input("\(frame), line \(row + 1), column \(timeColumn): \(one.uniqueID) has no period at '\(rows.texts[row])'; write it like \(one.dsText(at: one.demand.count))")
            }
            return (index, period)
        }
        guard rows.time != .indices, rows.stamps[row] != SeriesColumns.Moments.unknown, let period = one.index(ofPeriodAt: rows.stamps[row]) else {
            throw CallFailure.input("\(frame), line \(row + 1), column \(timeColumn): no period of \(one.uniqueID) starts there; its first coming one starts at \(one.dsText(at: one.demand.count))")
        }
        return (index, period)
    }
}

/// Periods by their texts, of the series that were asked for.
private struct PeriodTexts {
    private struct Span: Hashable {
        var series: Int
        var lower: Int
    }

    private var periods: [Span: [String: Int]] = [:]

    mutating func period(_ text: String, of index: Int, _ series: TimedSeries, among span: Range<Int>) -> Int? {
        let key = Span(series: index, lower: span.lowerBound)
        if periods[key] == nil { periods[key] = Dictionary(span.map { (series.dsText(at: $0), $0) }, uniquingKeysWith: { first, _ in first }) }
        return periods[key]?[text]
    }
}

/// The series that have an event, by its name and day.
private struct EventDays {
    private struct Slot: Hashable {
        var name: String
        var day: Int32
    }

    private var series: [Slot: Set<Int>] = [:]

    mutating func add(_ name: String, _ day: CalendarDay, _ index: Int) { series[Slot(name: name, day: day.number), default: []].insert(index) }

    /// In order of day, name and id. What all series have that live in the period is an event for all.
    func events(of panel: [TimedSeries], seen: [Int?], horizon: Int) -> [CalendarEvent] {
        var living: [Int32: Int] = [:]
        var events: [CalendarEvent] = []
        for (slot, members) in series.sorted(by: { ($0.key.day, $0.key.name) < ($1.key.day, $1.key.name) }) {
            let day = CalendarDay(number: slot.day)
            let all = living[slot.day] ?? panel.indices.count { place in
                guard let calendar = panel[place].periodCalendar, let seen = seen[place] else { return false }
                let index = calendar.periodNumber(of: day) - panel[place].demand.firstPeriod
                return index >= 0 && index < seen + horizon
            }
            living[slot.day] = all
            if members.count >= all {
                events.append(CalendarEvent(date: day, name: slot.name))
            } else {
                events += members.sorted().map { CalendarEvent(date: day, name: slot.name, item: panel[$0].uniqueID) }
            }
        }
        return events
    }
}
