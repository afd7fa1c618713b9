import DemandModel
import Foundation
import Testing

@testable import DemandForecasting
import NumericCore

/// A made category: three items in eight locations whose offers draw customers from one another by a known rule.
private struct MadeCategory {
    static let items = 3, locations = 8, weeks = 100
    static let draw = -0.6

    static func cut(_ item: Int, _ week: Int) -> Double { (week * 7 + item * 5) % 9 < 2 ? log(0.7) : 0 }
    static func isPromoted(_ item: Int, _ week: Int) -> Bool { (week * 5 + item * 4) % 13 < 2 }
    static func own(_ item: Int, _ week: Int) -> Double { exp(-2 * cut(item, week) + (isPromoted(item, week) ? 0.5 : 0)) }
    static func size(_ item: Int, _ location: Int) -> Double { 30 * Double(1 + item) * (1 + 0.3 * Double(location)) }

    /// log of what the others' offers let them sell, over the mean of the history.
    static func offers(_ item: Int, _ location: Int, _ week: Int) -> Double {
        func sum(_ week: Int) -> Double {
            (0..<items).reduce(0) { $1 == item ? $0 : $0 + size($1, location) * own($1, week) / meanOwn($1) }
        }
        return log(sum(week) / (0..<items).reduce(0) { $1 == item ? $0 : $0 + size($1, location) })
    }

    static func meanOwn(_ item: Int) -> Double { (0..<weeks).reduce(0) { $0 + own(item, $1) } / Double(weeks) }

    static func demand(_ item: Int, _ location: Int, _ week: Int) -> Double {
        size(item, location) * own(item, week) / meanOwn(item) * exp(draw * offers(item, location, week))
            * (1 + 0.05 * sin(Double(7 * week + 3 * location + 5 * item)))
    }

    static func input(horizon: Int, categories: [String]? = nil) -> RegressionInput {
        var series: [DemandSeries] = [], planned: [PlannedTerms] = []
        let calendar = PeriodCalendar(period: .week)
        for item in 0..<items {
            for location in 0..<locations {
                series.append(
                    DemandSeries(
                        key: ItemLocation(item: "i\(item)", location: "l\(location)"), firstPeriod: 0,
                        demand: (0..<weeks).map { demand(item, location, $0) },
                        price: (0..<weeks).map { exp(cut(item, $0)) }, promotion: (0..<weeks).map { isPromoted(item, $0) }))
            }
            for week in weeks..<(weeks + horizon) {
                planned.append(
                    PlannedTerms(date: calendar.firstDay(of: week), item: "i\(item)", price: exp(cut(item, week)), promotion: isPromoted(item, week)))
            }
        }
        var input = RegressionInput(series: series, horizon: horizon, periodsPerYear: 52.18, calendar: calendar, planned: planned)
        input.options.crossPriceItems = 0
        input.categories = categories ?? series.map { _ in "juice" }
        return input
    }

    static func error(_ panel: RegressionPanelForecast, horizon: Int) -> Double {
        var sum = 0.0, total = 0.0
        for item in 0..<items {
            for location in 0..<locations {
                guard let forecast = panel.forecasts[item * locations + location] else { continue }
                for step in 0..<horizon {
                    let actual = demand(item, location, weeks + step)
                    sum += abs(forecast.mean[step] - actual)
                    total += actual
                }
            }
        }
        return sum / total
    }
}

@Suite("Offers of other items")
struct RegressionRivalTests {
    @Test func `customers drawn away by the offers of a category are found, and forecasts know of coming ones`() throws {
        let together = try forecastByRegression(MadeCategory.input(horizon: 12))
        let alone = try forecastByRegression(MadeCategory.input(horizon: 12, categories: []))
        let error = MadeCategory.error(together, horizon: 12), errorAlone = MadeCategory.error(alone, horizon: 12)
        #expect(error < 0.07)
        #expect(error < 0.5 * errorAlone)
        let effects = try #require(together.forecasts[0]).effects
        let drawn = try #require(effects.first { $0.kind == .otherOffers })
        #expect(drawn.name == "other items' offers, doubling their sales")
        // The rule takes exp(-0.6 log 2) = 0.66 of the customers where the others double.
        #expect(abs(drawn.coefficient - MadeCategory.draw) < 0.15)
        #expect(abs(drawn.factor - exp(drawn.coefficient * log(2))) < 1e-12)
        #expect(drawn.lowerFactor < drawn.factor && drawn.factor < drawn.upperFactor)
    }

    @Test func `offers are the log of the others' expected sales over their usual ones, computed apart`() throws {
        let input = MadeCategory.input(horizon: 4)
        let rivals = try #require(try RegressionRivals(input, options: PanelRegressionOptions()))
        var worst = 0.0
        for item in 0..<MadeCategory.items {
            for location in 0..<MadeCategory.locations {
                let found = rivals.offers[item * MadeCategory.locations + location]
                #expect(found.count == MadeCategory.weeks + 4)
                // Own effects are estimated without a view of the others, so they are near the rule, not on it.
                let truth = (0..<MadeCategory.weeks).map { MadeCategory.offers(item, location, $0) }
                let n = Double(truth.count), a = truth.reduce(0, +) / n, b = found[..<truth.count].reduce(0, +) / n
                var ab = 0.0, aa = 0.0, bb = 0.0
                for week in truth.indices {
                    ab += (truth[week] - a) * (found[week] - b)
                    aa += (truth[week] - a) * (truth[week] - a)
                    bb += (found[week] - b) * (found[week] - b)
                }
                worst = max(worst, 1 - ab / (aa * bb).squareRoot())
            }
        }
        #expect(worst < 0.1)
    }

    @Test func `without categories, or with one item each, nothing changes`() throws {
        let none = try forecastByRegression(MadeCategory.input(horizon: 4, categories: []))
        let input = MadeCategory.input(horizon: 4)
        var single = input, blank = input
        single.categories = input.series.map(\.key.item)
        blank.categories = input.series.map { _ in "" }
        for other in [try forecastByRegression(single), try forecastByRegression(blank)] {
            #expect(other.columns == none.columns)
            #expect(other.forecasts == none.forecasts)
        }
    }

    @Test func `series of other lengths, without demand or alone in their location are no obstacle, in any order`() throws {
        var input = MadeCategory.input(horizon: 4)
        input.series[0].demand = input.series[0].demand.map { _ in 0 }
        input.series[1].firstPeriod = 60
        input.series[1].demand.removeFirst(60)
        input.series[1].price.removeFirst(60)
        input.series[1].promotion.removeFirst(60)
        input.series[2].key = ItemLocation(item: "i0", location: "far")
        let panel = try forecastByRegression(input)
        #expect(panel.forecasts[0] == nil)
        #expect(panel.forecasts.dropFirst().allSatisfy { $0?.mean.allSatisfy { $0.isFinite && $0 >= 0 } == true })
        var turned = input
        turned.series.reverse()
        turned.categories.reverse()
        #expect(try forecastByRegression(turned).forecasts == panel.forecasts.reversed())
    }

    @Test func `as many categories as series, or none`() {
        #expect(throws: RegressionForecastError.groupCount(expected: 24, found: 1)) {
            try forecastByRegression(MadeCategory.input(horizon: 4, categories: ["juice"]))
        }
    }
}
