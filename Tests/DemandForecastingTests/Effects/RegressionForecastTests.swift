import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

/// A made shop: items by locations, weekly prices with cuts, promotions with a known uplift, counts without noise or with a
/// small fixed pattern of noise. Everything follows from the indices.
struct MadeShop {
    var items = 4
    var locations = 6
    var weeks = 80
    var elasticity = -2.0
    var uplift = 1.5

    static let calendar = PeriodCalendar(period: .week)

    func price(_ item: Int, _ week: Int) -> Double {
        let regular = 2 + 0.5 * Double(item)
        return (week * 7 + item * 3) % 11 < 3 ? 0.8 * regular : (week + item) % 17 < 6 ? 1.05 * regular : regular
    }

    func isPromoted(_ item: Int, _ week: Int) -> Bool { (week * 5 + item * 7) % 13 == 0 }

    func demand(_ item: Int, _ location: Int, _ week: Int) -> Double {
        let regular = 2 + 0.5 * Double(item), level = 40.0 * Double(1 + location)
        let wobble = 1 + 0.1 * sin(Double(7 * week + 3 * location + 5 * item))
        return level * pow(price(item, week) / regular, elasticity) * (isPromoted(item, week) ? uplift : 1) * wobble
    }

    func series(edit: (inout DemandSeries, Int, Int) -> Void = { _, _, _ in }) -> [DemandSeries] {
        (0..<items).flatMap { item in
            (0..<locations).map { location in
                var one = DemandSeries(
                    key: ItemLocation(item: "i\(item)", location: "l\(location)"), firstPeriod: 0,
                    demand: (0..<weeks).map { demand(item, location, $0) },
                    price: (0..<weeks).map { price(item, $0) }, promotion: (0..<weeks).map { isPromoted(item, $0) })
                edit(&one, item, location)
                return one
            }
        }
    }

    func planned(weeks coming: Int) -> [PlannedTerms] {
        (0..<items).flatMap { item in
            (0..<coming).map { step in
                PlannedTerms(
                    date: MadeShop.calendar.firstDay(of: weeks + step), item: "i\(item)", price: price(item, weeks + step),
                    promotion: isPromoted(item, weeks + step))
            }
        }
    }

    func input(horizon: Int = 8) -> RegressionInput {
        RegressionInput(
            series: series(), horizon: horizon, periodsPerYear: 52.18, calendar: MadeShop.calendar, planned: planned(weeks: horizon))
    }
}

@Suite("Regression forecasts")
struct RegressionForecastTests {
    @Test func pastRowsOfThePlannedTableFillWhatSalesDoNotShow() throws {
        let calendar = MadeShop.calendar, first = calendar.periodNumber(of: CalendarDay(iso: "2024-01-01")!)
        func day(_ period: Int) -> CalendarDay { calendar.firstDay(of: first + period) }
        let sold = DemandSeries(
            key: ItemLocation(item: "a", location: "x"), firstPeriod: first, demand: [3, 0, 0, 2], price: [2, 2, 2, 1.5],
            promotion: [false, false, false, true])
        let rows = [
            PlannedTerms(date: day(1), item: "a", price: 1.6, promotion: true),
            PlannedTerms(date: day(1).advanced(by: 3), item: "a", price: 2, promotion: false),
            PlannedTerms(date: day(1), item: "a", location: "y", price: 1.1, promotion: true),
            PlannedTerms(date: day(2), item: "a", location: "x", price: 1.7),
            PlannedTerms(date: day(3), item: "a", price: 1.4, promotion: false),
            PlannedTerms(date: day(4), item: "a", price: 1.2, promotion: true),
            PlannedTerms(date: day(0), item: "b", price: 9, promotion: true),
        ]
        let found = [sold].withPastTerms(rows, calendar: calendar)[0]
        #expect(found.price == [2, 1.6, 1.7, 1.5])
        #expect(found.promotion == [false, true, false, true])
        #expect(found.demand == sold.demand)
    }

    @Test func promotionsWithoutASaleAreNotTakenForOrdinaryWeeks() throws {
        // Slow items: half of the promoted weeks show no sale, hence no flag. The calendar knows them.
        var shop = MadeShop()
        shop.elasticity = 0
        func sparse(hides: Bool) -> [DemandSeries] {
            shop.series { one, item, location in
                for week in 0..<shop.weeks {
                    let promoted = shop.isPromoted(item, week)
                    one.demand[week] = (week + location + item) % (promoted ? 2 : 3) == 0 ? 1 : 0
                    if hides && one.demand[week] == 0 { one.promotion[week] = false }
                }
            }
        }
        func effect(_ series: [DemandSeries], _ planned: [PlannedTerms]) throws -> Double {
            let filled = series.withPastTerms(planned, calendar: MadeShop.calendar)
            let panel = RegressionInput(series: filled, horizon: 4, periodsPerYear: 52.18, calendar: MadeShop.calendar, planned: planned)
            let found = try forecastByRegression(panel)
            let effects = try #require(found.forecasts.first ?? nil).effects
            return try #require(effects.first { $0.kind == .promotion }).coefficient
        }
        let past = (0..<shop.items).flatMap { item in
            (0..<shop.weeks).filter { shop.isPromoted(item, $0) }.map {
                PlannedTerms(date: MadeShop.calendar.firstDay(of: $0), item: "i\(item)", promotion: true)
            }
        }
        let known = try effect(sparse(hides: false), []), blind = try effect(sparse(hides: true), []), told = try effect(sparse(hides: true), past)
        #expect(abs(told - known) < 1e-9)
        #expect(blind > known + 0.3)
    }

    @Test func `known price and promotion effects are found and used`() throws {
        let shop = MadeShop()
        let panel = try forecastByRegression(shop.input())
        var absolute = 0.0, total = 0.0, error = 0.0
        for item in 0..<shop.items {
            for location in 0..<shop.locations {
                let forecast = try #require(panel.forecasts[item * shop.locations + location])
                #expect(forecast.key == ItemLocation(item: "i\(item)", location: "l\(location)"))
                for step in 0..<8 {
                    let actual = shop.demand(item, location, shop.weeks + step)
                    absolute += abs(forecast.mean[step] - actual)
                    error += forecast.mean[step] - actual
                    total += actual
                }
                let price = try #require(forecast.effects.first { $0.kind == .price })
                let promotion = try #require(forecast.effects.first { $0.kind == .promotion })
                #expect(abs(price.coefficient - shop.elasticity) < 0.3)
                #expect(abs(promotion.factor - shop.uplift) < 0.2)
                #expect(promotion.lowerFactor < promotion.factor && promotion.factor < promotion.upperFactor)
            }
        }
        #expect(absolute / total < 0.1)
        #expect(abs(error) / total < 0.03)
    }

    @Test func `the order of the series does not matter, nor that of the planned rows`() throws {
        let shop = MadeShop()
        var input = shop.input()
        let forward = try forecastByRegression(input)
        input.series.reverse()
        input.planned.reverse()
        let backward = try forecastByRegression(input)
        #expect(forward.forecasts == backward.forecasts.reversed())
    }

    @Test func `an item never on promotion borrows its uplift and says so`() throws {
        let shop = MadeShop()
        var input = shop.input()
        input.series = shop.series { series, item, location in
            guard item == 2 else { return }
            for week in 0..<shop.weeks where shop.isPromoted(item, week) { series.demand[week] /= shop.uplift }
            series.promotion = Array(repeating: false, count: shop.weeks)
        }
        let panel = try forecastByRegression(input)
        let forecast = try #require(panel.forecasts[2 * shop.locations])
        let promotion = try #require(forecast.effects.first { $0.kind == .promotion })
        #expect(promotion.isBorrowed)
        #expect(abs(promotion.factor - shop.uplift) < 0.25)
        #expect(forecast.remarks.contains { $0.contains("never seen for this item") })
        // What is borrowed is less certain than what was seen.
        let other = try #require(panel.forecasts[0])
        let seen = try #require(other.effects.first { $0.kind == .promotion })
        #expect(promotion.standardError > 2 * seen.standardError)
    }

    @Test func `promotions that nobody ever saw have no effect, and the panel says so`() throws {
        let shop = MadeShop(uplift: 1)
        var input = shop.input()
        input.series = shop.series { series, _, _ in series.promotion = [] }
        let panel = try forecastByRegression(input)
        let first = try #require(panel.forecasts[0])
        let promotion = try #require(first.effects.first { $0.kind == .promotion })
        #expect(promotion.coefficient == 0 && promotion.isBorrowed)
        #expect(panel.remarks.contains { $0.contains("none was ever seen") })
    }

    @Test func `gaps in prices are filled and counted`() throws {
        let shop = MadeShop()
        var input = shop.input()
        input.series = shop.series { series, item, location in
            guard item == 0, location == 0 else { return }
            series.price[0] = .nan
            series.price[20] = 0
            series.price[21] = -1
        }
        let panel = try forecastByRegression(input)
        let forecast = try #require(panel.forecasts[0])
        #expect(
            forecast.remarks.contains("price unknown in 3 of 80 periods, 3 of them with sales: the last price off promotion is carried"),
            "\(forecast.remarks)")
        #expect(
            panel.remarks.contains { $0.hasPrefix("prices are unknown in 3 of 1920 periods (3 of them with sales), of 1 item-location:") },
            "\(panel.remarks)")
        #expect(forecast.mean.allSatisfy { $0.isFinite && $0 > 0 })

        input.series = shop.series { series, item, _ in if item == 0 { series.price = series.price.map { _ in .nan } } }
        let without = try #require(try forecastByRegression(input).forecasts[0])
        #expect(without.remarks.contains("no usable price in the history: price effects are left out"))
        #expect(without.mean.allSatisfy { $0.isFinite && $0 > 0 })
    }

    @Test func `without planned rows the last price is carried, and the panel says for how many`() throws {
        let shop = MadeShop()
        var input = shop.input()
        input.planned = []
        let panel = try forecastByRegression(input)
        #expect(panel.remarks.contains("24 item-locations have coming periods without a planned price: the last price off promotion is carried"))
        let forecast = try #require(panel.forecasts[0])
        // Lagged effects of the last weeks apart, the path is flat.
        #expect(abs(forecast.mean[7] / forecast.mean[4] - 1) < 0.05)
    }

    @Test func `the price of a promotion is not carried into the periods after it`() throws {
        let shop = MadeShop(uplift: 1.5)
        var input = shop.input(horizon: 2)
        // A last promotion at 1.5 in week 78; week 79 and what comes name no price.
        input.series = shop.series { series, item, _ in
            guard item == 0 else { return }
            series.promotion[78] = true
            series.price[78] = 1.5
            series.price[79] = .nan
            series.promotion[79] = false
        }
        input.planned = [PlannedTerms(date: MadeShop.calendar.firstDay(of: 80), item: "i0", price: 1.4, promotion: true)]
        let terms = RegressionTerms(series: input.series[0], horizon: 2, planned: [0: (price: 1.4, promotion: true)])
        let regular = input.series[0].price[77]
        // What comes after has the last price off promotion, or the usual one where that was a sale.
        #expect(terms.price[79] == terms.price[77] && terms.price[81] >= terms.price[77])
        #expect(abs(terms.price[80] - terms.price[77] - log(1.4 / regular)) < 1e-12)
        #expect(!input.series[0].promotion[77])
        let mean = try #require(try forecastByRegression(input).forecasts[0]).mean
        #expect(mean[0] > 1.3 * mean[1])
    }

    @Test func `columns that cannot be told apart are named and held`() throws {
        let shop = MadeShop()
        var input = shop.input()
        input.series = shop.series { series, _, _ in series.price = series.promotion.map { $0 ? 1.5 : 2 } }
        input.planned = input.planned.map { row in
            var row = row
            row.price = row.promotion == true ? 1.5 : 2
            return row
        }
        let panel = try forecastByRegression(input)
        #expect(panel.remarks.contains { $0.hasPrefix("promotion (with price)") && $0.contains("only their joint effect is known") })
        for forecast in panel.forecasts { #expect(try #require(forecast).mean.allSatisfy { $0.isFinite && $0 > 0 }) }
    }

    @Test func `missing periods, empty shelves, zeros and negative demand are no obstacle`() throws {
        let shop = MadeShop()
        var input = shop.input()
        input.series = shop.series { series, item, location in
            switch (item, location) {
            case (0, 0): series.demand = series.demand.map { _ in 0 }
            case (0, 1):
                series.missing = [3, 4, 5]
                series.demand[3] = 9999
            case (0, 2):
                series.stockout = series.demand.indices.map { $0 < 5 }
                series.demand[0] = 0
            case (0, 3): series.demand[7] = -5
            case (0, 4): series = DemandSeries(key: series.key, firstPeriod: 79, demand: [12])
            default: break
            }
        }
        let panel = try forecastByRegression(input)
        #expect(panel.forecasts[0] == nil)
        for index in 1..<24 {
            let forecast = try #require(panel.forecasts[index])
            #expect(forecast.mean.allSatisfy { $0.isFinite && $0 > 0 })
            #expect(forecast.cumulativeVariance.allSatisfy { $0.isFinite && $0 > 0 })
        }
        #expect(try #require(panel.forecasts[2]).remarks.contains { $0.contains("5 periods with an empty shelf") })
    }

    @Test func `corrected stock-outs count, and leaving out busy periods would lower the forecast`() throws {
        // The shelf runs empty in the busiest fifth of all weeks; their demand has been restored.
        let series = (0..<4).map { item in
            var one = DemandSeries(
                key: ItemLocation(item: "i\(item)"), firstPeriod: 0,
                demand: (0..<100).map { Double(20 + ($0 * 37 + item * 11) % 50) }, promotion: (0..<100).map { $0 % 10 == item })
            one.stockout = one.demand.map { $0 >= 60 }
            return one
        }
        var input = RegressionInput(series: series, horizon: 4, periodsPerYear: 1)
        input.options.levelRates = [0]
        let without = try forecastByRegression(input).forecasts
        input.stockoutsAreCorrected = true
        let with = try forecastByRegression(input).forecasts
        for index in series.indices {
            let all = try #require(with[index]), part = try #require(without[index])
            #expect(abs(all.mean[0] / 44.5 - 1) < 0.1)
            #expect(part.mean[0] < 0.9 * all.mean[0])
            #expect(all.remarks.isEmpty && part.remarks.contains { $0.contains("empty shelf are left out") })
        }
    }

    @Test func `a forecast beyond anything seen needs the evidence of its group`() throws {
        let shop = MadeShop()
        var input = shop.input()
        // Nobody ever sold at a fifth of the price: the elasticity alone would ask for twenty-five times the usual.
        input.planned = input.planned.map { row in
            var row = row
            row.price = row.item == "i0" ? 0.4 : row.price
            return row
        }
        let panel = try forecastByRegression(input)
        let forecast = try #require(panel.forecasts[0])
        let highest = try #require(input.series[0].demand.max())
        #expect(forecast.mean.allSatisfy { $0 <= 3 * highest * 1.2 })
        #expect(forecast.remarks.contains { $0.contains("outside of all prices seen") })

        // One location promotes for the first time; the others have seen what that does.
        let bolder = MadeShop(uplift: 3)
        input = bolder.input()
        input.series = bolder.series { series, item, location in
            guard item == 1, location == 0 else { return }
            series.promotion = series.promotion.map { _ in false }
            series.price = series.price.map { _ in 2.5 }
            series.demand = series.demand.map { _ in 40 }
        }
        input.planned = [PlannedTerms(date: MadeShop.calendar.firstDay(of: 80), item: "i1", price: 2, promotion: true)]
        let bold = try #require(try forecastByRegression(input).forecasts[6])
        #expect(bold.mean[0] > 120 && bold.mean[0] < 240)
        #expect(bold.remarks.contains { $0.contains("more than ever seen (40): its group has seen as much") })
    }

    @Test func `totals scatter more where shocks last`() throws {
        var state = 7.0
        func noise() -> Double {
            state = (state * 16807).truncatingRemainder(dividingBy: 2_147_483_647)
            return state / 2_147_483_647 - 0.5
        }
        let series = (0..<20).map { item in
            var shock = 0.0
            return DemandSeries(key: ItemLocation(item: "i\(item)"), firstPeriod: 0, demand: (0..<120).map { _ in
                shock = 0.9 * shock + noise()
                return 1000 * exp(0.4 * shock)
            })
        }
        var input = RegressionInput(series: series, horizon: 8, periodsPerYear: 1)
        input.options.levelRates = [0]
        for forecast in try forecastByRegression(input).forecasts {
            let forecast = try #require(forecast)
            #expect(forecast.cumulativeVariance[7] > 16 * forecast.oneStepVariance)
        }
    }

    @Test func `variance of totals grows with the horizon and starts with one step`() throws {
        for forecast in try forecastByRegression(MadeShop().input()).forecasts {
            let forecast = try #require(forecast)
            #expect(forecast.oneStepVariance == forecast.cumulativeVariance[0])
            for step in 1..<8 { #expect(forecast.cumulativeVariance[step] > forecast.cumulativeVariance[step - 1]) }
        }
    }

    @Test func `wrong input is refused with what to do`() {
        let shop = MadeShop(items: 1, locations: 1)
        var input = shop.input(horizon: 0)
        #expect(throws: RegressionForecastError.horizonNotPositive(0)) { try forecastByRegression(input) }
        input = shop.input()
        input.groups = ["a", "b"]
        #expect(throws: RegressionForecastError.groupCount(expected: 1, found: 2)) { try forecastByRegression(input) }
        input = shop.input()
        input.calendar = nil
        #expect(throws: RegressionForecastError.noCalendar) { try forecastByRegression(input) }
        input = shop.input()
        input.series[0].price = [1, 2]
        #expect(throws: RegressionForecastError.columnLength(uniqueID: "i0@l0", column: "price", expected: 80, found: 2)) {
            try forecastByRegression(input)
        }
    }

    @Test func `no series give no forecasts`() throws {
        let panel = try forecastByRegression(RegressionInput(series: [], horizon: 3, periodsPerYear: 12))
        #expect(panel.forecasts.isEmpty)
    }
}
