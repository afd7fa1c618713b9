import DemandModel

/// What a part of a shop's sales cannot tell of all of them: read on its own, it would be cut into other periods.
public struct PanelSpan: Sendable, Codable, Equatable {
    /// The first day of all sales.
    public var firstDay: CalendarDay
    /// Whether rows are sales of a day, or totals of weeks or months; `nil`: told from the rows at hand.
    public var granularity: Period?
    /// Weeks that each total speaks of.
    public var weeksPerTotal: Int

    public init(firstDay: CalendarDay, granularity: Period? = nil, weeksPerTotal: Int = 1) {
        self.firstDay = firstDay
        self.granularity = granularity
        self.weeksPerTotal = weeksPerTotal
    }

    /// The planning day where sales end on a day: the first that no row speaks of.
    public func dayAfter(_ lastDay: CalendarDay) -> CalendarDay { Granularity.dayAfter(lastDay, granularity ?? .day, weeks: weeksPerTotal) }
}

extension IngestedSales {
    /// A part of a shop's sales that has no row.
    ///
    /// - Parameter asOf: the planning day.
    static func none(_ options: SalesReadingOptions, span: PanelSpan, asOf: CalendarDay) -> IngestedSales {
        let period = options.period ?? span.granularity ?? .week
        let calendar = options.calendar(period, granularity: span.granularity ?? .day, firstDay: span.firstDay, asOf: asOf, usesIndices: false)
        return IngestedSales(
            asOf: asOf, calendar: calendar, firstPeriod: calendar.periodNumber(of: span.firstDay), series: [], items: [], quarantine: [], report: SalesReport(), inputs: [])
    }
}

extension SalesReadingOptions {
    /// The periods that sales are put into.
    ///
    /// - Parameters:
    ///   - granularity: what a row speaks of.
    ///   - usesIndices: periods are numbered and not dated.
    func calendar(_ period: Period, granularity: Period, firstDay: CalendarDay, asOf: CalendarDay, usesIndices: Bool) -> PeriodCalendar {
        switch weekStart {
        case .asOf where !usesIndices:
            return PeriodCalendar(period: period, weekAnchor: granularity == .week ? firstDay : asOf, retailPattern: retailPattern)
        case .asOf:
            return PeriodCalendar(period: period)
        default:
            let start = weekStart.isoWeekday
            return PeriodCalendar(period: period, weekAnchor: CalendarDay(number: 4 + Int32(start - 1)), retailPattern: retailPattern)
        }
    }
}

/// Reads the sales of a part of a panel; the planning day is that of the options.
///
/// - Throws: as `readSales`, but for a file without a usable row: such a part has no sales.
public func readPartialSales(paths: [String], options: SalesReadingOptions) throws(IngestionError) -> IngestedSales {
    do throws(IngestionError) {
        return try readSales(paths: paths, options: options)
    } catch {
        guard let span = options.span, let asOf = options.asOf else { throw error }
        switch error {
        case .noRows: return .none(options, span: span, asOf: asOf)
        case .nothingUsable:
            var sales = IngestedSales.none(options, span: span, asOf: asOf)
            sales.quarantine = [QuarantinedRow(file: "sales", line: 0, column: "", code: "nothing_usable", value: "", hint: error.description)]
            return sales
        default: throw error
        }
    }
}
