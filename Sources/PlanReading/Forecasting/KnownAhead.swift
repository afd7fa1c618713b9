import DemandForecasting
import DemandModel
import SalesIngestion

/// What is known of the coming periods of a panel, and the events of its past: what plans take from their tables `planned` and `calendar`.
///
/// Days are the first days of periods; items are the ids of series.
package struct KnownAhead: Sendable {
    package var events: [CalendarEvent] = []
    package var planned: [PlannedTerms] = []

    package init() {}

    /// What concerns some of the series.
    fileprivate func concerning(_ series: [DemandSeries]) -> KnownAhead {
        let ids = Set(series.map(\.key.item))
        var part = self
        part.events.removeAll { $0.item.map { !ids.contains($0) } ?? false }
        part.planned.removeAll { !ids.contains($0.item) }
        return part
    }
}

extension TimedSeries {
    /// The calendar by which days lie in the periods of the series; `nil` for hours, quarters, years, several weeks and whole numbers, for which
    /// prices, promotions and events are not used.
    package var periodCalendar: PeriodCalendar? {
        switch period {
        case .day, .month: PeriodCalendar(period: period)
        case .week where seasonLength == Period.week.defaultSeasonLength:
            // Both count weeks from the one that starts in the week of 1970-01-01.
            PeriodCalendar(period: .week, weekAnchor: firstDay(at: -demand.firstPeriod))
        default: nil
        }
    }

    /// The day on which a period starts; 0 is the first of the series.
    package func firstDay(at index: Int) -> CalendarDay {
        let seconds = stamp(at: index)
        return CalendarDay(number: Int32(clamping: seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)))
    }
}

/// Forecasts series of one calendar by smoothing and by regression, as plans do (`forecastBlended`).
///
/// - Returns: the forecasts in the order of the series, and what is to be said of the panel.
func forecastKnowing(
    _ known: KnownAhead, demand: [DemandSeries], calendar: PeriodCalendar, configuration: ForecastConfiguration, progress: @escaping @Sendable (Int) -> Void
) throws(PlanReadingError) -> (forecasts: [Result<PathForecast, SeriesFailure>], remarks: [String]) {
    let part = known.concerning(demand)
    var input = RegressionInput(
        series: demand.withPastTerms(part.planned, calendar: calendar), horizon: configuration.horizon, periodsPerYear: 365.25 / (calendar.period.meanDays ?? 1), calendar: calendar,
        events: part.events, planned: part.planned)
    input.threads = configuration.threads
    // Flagged periods have been corrected by the caller.
    input.stockoutsAreCorrected = true
    do throws(RegressionForecastError) {
        let blend = try forecastBlended(input, configuration: configuration, progress: progress)
        return (blend.forecasts, blend.regression?.remarks ?? [])
    } catch {
        throw PlanReadingError(error.description)
    }
}
