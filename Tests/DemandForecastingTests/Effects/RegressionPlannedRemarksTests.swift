import DemandModel
import Testing

@testable import DemandForecasting

@Suite("Odd rows of the planned table")
struct RegressionPlannedRemarksTests {
    private let shop = MadeShop(items: 2, locations: 2)

    private func row(_ item: String, _ location: String? = nil, week: Int = 80, price: Double? = nil, promotion: Bool? = nil) -> PlannedTerms {
        PlannedTerms(date: MadeShop.calendar.firstDay(of: week), item: item, location: location, price: price, promotion: promotion)
    }

    @Test func `rows for what has no history are named and change nothing`() throws {
        let usual = shop.input(), plain = try forecastByRegression(usual)
        var odd = usual
        odd.planned += [row("zzz", price: 1, promotion: true), row("i0", "elsewhere", price: 1)]
        let panel = try forecastByRegression(odd)
        #expect(panel.forecasts == plain.forecasts)
        #expect(
            panel.remarks.contains("planned prices and promotions for what has no history change nothing: i0@elsewhere, zzz"),
            "\(panel.remarks)")
        #expect(plain.remarks.allSatisfy { !$0.contains("change nothing") })
    }

    @Test func `exact repeats are nothing, contradictions are named, a promotion goes before none`() throws {
        let usual = shop.input()
        var repeated = usual, contradicted = usual
        repeated.planned += usual.planned
        #expect(try forecastByRegression(repeated).forecasts == forecastByRegression(usual).forecasts)
        #expect(plannedRemarks(repeated.planned, series: repeated.series).isEmpty)
        contradicted.planned = [row("i0", price: 1, promotion: true), row("i0", price: 1.9, promotion: false)]
        let expected = "planned more than once with different terms, of which a promotion goes before none, else the last row holds: "
            + "i0 on \(MadeShop.calendar.firstDay(of: 80))"
        #expect(plannedRemarks(contradicted.planned, series: contradicted.series) == [expected])
        var first = contradicted
        first.planned.removeLast()
        #expect(try forecastByRegression(contradicted).forecasts == forecastByRegression(first).forecasts)
    }

    @Test func `a planned price of zero, below zero or that is no number is unknown and displaces no other`() throws {
        var input = shop.input()
        input.planned = [row("i0", price: 1.6, promotion: false)]
        let usual = try forecastByRegression(input).forecasts
        for price in [0, -2, Double.nan] {
            var odd = input
            odd.planned.append(row("i0", price: price, promotion: false))
            #expect(try forecastByRegression(odd).forecasts == usual)
            #expect(plannedRemarks(odd.planned, series: odd.series).last == "1 planned price is not above zero and is read as unknown")
        }
    }

    @Test func `where nothing can be learnt, what is planned is said to have no effect`() {
        func remarks(_ rows: [PlannedTerms], price: [Double] = []) -> [String] {
            let series = DemandSeries(key: ItemLocation(item: "i0"), firstPeriod: 0, demand: Array(repeating: 5, count: 80), price: price)
            return remarksWithoutRegression(
                RegressionInput(series: [series], horizon: 4, periodsPerYear: 52.18, calendar: MadeShop.calendar, planned: rows))
        }
        let two = Array(repeating: 2.0, count: 80)
        #expect(remarks([], price: two).isEmpty)
        #expect(remarks([row("i0", price: 2)], price: two).isEmpty)
        #expect(remarks([row("i0", price: 1.5)], price: two).first?.hasPrefix("prices are planned, but past prices never changed") == true)
        #expect(remarks([row("i0", price: 1.5)]).count == 1)
        #expect(remarks([row("i0", promotion: true)]) == ["promotions are planned but none was ever seen: no effect can be learnt and none is assumed"])
        #expect(remarks([row("i1", promotion: false)]) == ["planned prices and promotions for what has no history change nothing: i1"])
    }

    @Test func `events of what has no history are named`() {
        let day = MadeShop.calendar.firstDay(of: 7)
        let series = [("a", "north"), ("b", "south")].map { DemandSeries(key: ItemLocation(item: $0.0, location: $0.1), firstPeriod: 0, demand: [1]) }
        func remarks(_ item: String?, _ location: String?) -> [String] {
            eventRemarks([CalendarEvent(date: day, name: "fair", item: item, location: location)], series: series)
        }
        #expect(remarks(nil, nil).isEmpty && remarks("a", nil).isEmpty && remarks(nil, "south").isEmpty && remarks("a", "north").isEmpty)
        #expect(remarks("a", "south") == ["events of what has no history change nothing: fair for a@south"])
        #expect(remarks(nil, "east") == ["events of what has no history change nothing: fair for @east"])
        #expect(remarks("c", nil) == ["events of what has no history change nothing: fair for c"])
    }

    @Test func pastPlannedPricesHoldWhereSalesNameNone() throws {
        let calendar = MadeShop.calendar, first = calendar.periodNumber(of: CalendarDay(iso: "2024-01-01")!)
        let rows = [1, 3].map { PlannedTerms(date: calendar.firstDay(of: first + $0), item: "a", price: Double($0)) }
        var sold = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: first, demand: [3, 4, 0, 2])
        func prices() -> [Double] {
            [sold].withPastTerms(rows, calendar: calendar)[0].price
        }
        #expect(prices() == [0, 1, 0, 3])
        sold.price = [5, 0, 0, 5]
        #expect(prices() == [5, 1, 0, 5])
    }

    @Test func promotionsThatOnlySalesTellOfAreSaid() throws {
        let shop = MadeShop()
        func said(_ change: (inout DemandSeries, Int) -> Void) throws -> Bool {
            var input = shop.input()
            input.series = shop.series { one, _, _ in
                for week in 0..<one.count { change(&one, week) }
            }
            return try forecastByRegression(input).remarks.contains { $0.contains("known from sales alone") }
        }
        let quiet = { (week: Int) in week % 3 == 1 }
        #expect(try said { one, week in
            if quiet(week) { (one.demand[week], one.promotion[week], one.price[week]) = (0, false, 0) }
        })
        // Rows for every week (they name prices), a calendar that knows promotions of quiet weeks, and items that sell every week.
        #expect(try !said { one, week in if quiet(week) { (one.demand[week], one.promotion[week]) = (0, false) } })
        #expect(try !said { one, week in if quiet(week) { (one.demand[week], one.price[week]) = (0, 0) } })
        #expect(try !said { _, _ in })
    }

    @Test func `an item that is always on promotion tells nothing of promotions`() throws {
        var random = SeededGenerator(seed: 11)
        let demand = (0..<104).map { week in week == 0 ? 30 : random.poisson(12) }
        let series = DemandSeries(
            key: ItemLocation(item: "i0"), firstPeriod: 0, demand: demand, promotion: Array(repeating: true, count: 104))
        let panel = try forecastByRegression(
            RegressionInput(series: [series], horizon: 6, periodsPerYear: 1, calendar: MadeShop.calendar, planned: [row("i0", week: 104, promotion: false)]))
        let mean = try #require(panel.forecasts[0]).mean
        #expect(mean.allSatisfy { abs($0 / mean[0] - 1) < 0.02 && abs($0 - 12) < 1.5 }, "\(mean)")
    }
}
