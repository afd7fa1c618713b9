import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

@Suite("Events and seasons in the regression")
struct RegressionEventTests {
    private let calendar = PeriodCalendar(period: .week)

    private func series(weeks: Int, _ demand: (Int) -> Double) -> [DemandSeries] {
        (0..<3).map { item in
            DemandSeries(key: ItemLocation(item: "i\(item)"), firstPeriod: 0, demand: (0..<weeks).map { demand($0) * Double(item + 1) })
        }
    }

    private func event(_ week: Int, _ name: String, item: String? = nil) -> CalendarEvent {
        CalendarEvent(date: calendar.firstDay(of: week).advanced(by: 2), name: name, item: item)
    }

    @Test func `a yearly event and the week before it are learnt and expected again`() throws {
        let fairs = [10, 30, 50, 70, 84]
        let history = series(weeks: 80) { week in fairs.contains(week) ? 180 : fairs.contains(week + 1) ? 130 : 100 }
        let panel = try forecastByRegression(
            RegressionInput(
                series: history, horizon: 6, periodsPerYear: 52.18, calendar: calendar, events: fairs.map { event($0, "fair") }))
        let mean = try #require(panel.forecasts[0]).mean
        #expect(panel.columns.contains("fair") && panel.columns.contains("before fair"))
        #expect(abs(mean[4] - 180) < 15 && abs(mean[3] - 130) < 15 && abs(mean[1] - 100) < 5)
        #expect(panel.remarks.contains { $0.contains("the calendar ends on") && $0.contains("1 period before") })
    }

    @Test func `an event of one item leaves the others alone`() throws {
        let weeks = [10, 25, 40, 55, 70]
        var history = series(weeks: 80) { _ in 100 }
        for week in weeks { history[1].demand[week] = 400 }
        let panel = try forecastByRegression(
            RegressionInput(
                series: history, horizon: 2, periodsPerYear: 52.18, calendar: calendar,
                events: weeks.map { event($0, "tasting", item: "i1") } + [event(80, "tasting", item: "i1")]))
        #expect(abs(try #require(panel.forecasts[0]).mean[0] - 100) < 2)
        #expect(try #require(panel.forecasts[1]).mean[0] > 300)
    }

    @Test func `an event without a past has no effect and is named`() throws {
        let panel = try forecastByRegression(
            RegressionInput(
                series: series(weeks: 30) { _ in 50 }, horizon: 3, periodsPerYear: 52.18, calendar: calendar, events: [event(31, "opening")]))
        #expect(panel.columns.isEmpty)
        #expect(panel.remarks.contains("never seen before, so no effect is assumed: opening"))
        #expect(abs(try #require(panel.forecasts[2]).mean[1] - 150) < 1e-6)
    }

    @Test func `a season is learnt once a year and a half is known`() throws {
        let wave: (Int) -> Double = { 100 * exp(0.4 * cos(2 * Double.pi * Double($0) / 12)) }
        let short = try forecastByRegression(RegressionInput(series: series(weeks: 17, wave), horizon: 12, periodsPerYear: 12))
        let long = try forecastByRegression(RegressionInput(series: series(weeks: 48, wave), horizon: 12, periodsPerYear: 12))
        #expect(short.columns.isEmpty)
        #expect(long.columns.count == 4)
        for (step, mean) in try #require(long.forecasts[0]).mean.enumerated() {
            #expect(abs(mean / wave(48 + step) - 1) < 0.02)
        }
    }

    @Test func `weekdays are learnt in daily series`() throws {
        let busy: (Int) -> Double = { $0 % 7 == 5 ? 60 : $0 % 7 == 6 ? 20 : 40 }
        let panel = try forecastByRegression(RegressionInput(series: series(weeks: 140, busy), horizon: 7, periodsPerYear: 365.2425))
        for (step, mean) in try #require(panel.forecasts[0]).mean.enumerated() { #expect(abs(mean / busy(140 + step) - 1) < 0.03) }
    }

    @Test func `days around an event have effects of their own in daily series, and are days of the event in weekly ones`() throws {
        let days = PeriodCalendar(period: .day), offsets = -2...1
        func event(_ day: Int, _ offset: Int) -> CalendarEvent {
            CalendarEvent(date: days.firstDay(of: day + offset), name: "feast", offset: offset)
        }
        let feasts = [50, 120, 203, 280, 304], factor = [-2: 1.5, -1: 2.0, 0: 0.25, 1: 0.6]
        let history = series(weeks: 300) { day in
            feasts.compactMap { factor[day - $0] }.reduce(100, *)
        }
        let events = feasts.flatMap { feast in offsets.map { event(feast, $0) } }
        let panel = try forecastByRegression(
            RegressionInput(series: history, horizon: 6, periodsPerYear: 365.25, calendar: days, events: events))
        let columns = ["feast", "feast, 1 day after", "feast, 1 day before", "feast, 2 days before"]
        #expect(panel.columns.filter { $0.contains("feast") } == columns)
        for (step, mean) in try #require(panel.forecasts[0]).mean.enumerated() {
            #expect(abs(mean / ((factor[300 + step - 304] ?? 1) * 100) - 1) < 0.15, "\(step) \(mean)")
        }
        let weekly = RegressionEventTable(events: events, calendar: calendar, span: 0..<60, historyEnd: 43, limit: 1)
        #expect(weekly.names == ["feast"] && weekly.leads == ["feast"])
        #expect(weekly.shares(of: ItemLocation(item: "i0"), periods: 0..<60)[0].reduce(0, +) == 5)
        let few = RegressionEventTable(
            events: events + [CalendarEvent(date: days.firstDay(of: 7), name: "rare")], calendar: days, span: 0..<306, historyEnd: 300, limit: 1)
        #expect(few.names == columns && few.leads.isEmpty)
        #expect(few.remarks.contains("1 rare events have no effect of their own: rare"))
    }
}
