import DemandModel
import Synchronization
import Testing

@testable import PlanEngine

/// A plan that takes over an earlier plan's forecasts is the plan that forecasts everything, and takes none over that were made from anything else.
@Suite struct ForecastReuseTests {
    static let calendar = PeriodCalendar(period: .week, weekAnchor: CalendarDay(number: 4))
    static let asOf = CalendarDay(iso: "2024-01-02")!

    /// Six items that sell, one that is launched among too few to learn from, one that never sold.
    private func shop(asOf: CalendarDay = Self.asOf, launch: Bool = true) -> PlanInput {
        var input = SmallShop.input()
        input.asOf = asOf
        input.calendar = Self.calendar
        for index in input.series.indices { input.series[index].firstPeriod = Self.calendar.periodNumber(of: Self.asOf) - 60 }
        if launch {
            var record = ItemRecord(key: ItemLocation(item: "launched"))
            record.stock.isLaunch = true
            record.leadTimeDays = 14
            input.items.append(record)
        }
        return input
    }

    private var configuration: PlanConfiguration { SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.95)) }

    private struct Night {
        var run: PlanRun
        var taken: [String]
        var asked: ForecastSources
        var calibrated: Bool
    }

    /// Plans a night; `earlier` is what the store would hold.
    private func night(
        _ input: PlanInput, _ configuration: PlanConfiguration, program: String = "1", named: String = "plan file", after earlier: PlanRun? = nil
    ) throws -> Night {
        let asked = Mutex<[ForecastSources]>([]), taken = Mutex<[String]>([]), calibrated = Mutex(false)
        let kept = try earlier.map { run in
            EarlierForecasts(
                runID: run.id, record: try #require(run.forecastRecord), errorTables: run.errorTables,
                items: run.items.map { ItemForecast(key: $0.key, outlook: $0.outlook, pooled: $0.pooled, effects: $0.effects, forecast: $0.forecast) })
        }
        var options = PlanOptions(version: "test")
        options.reuse = ForecastReuse(program: program, configuration: named) { sources in
            asked.withLock { $0.append(sources) }
            return kept.flatMap { $0.record.sources == sources ? $0 : nil }
        }
        let run = try makePlan(input, configuration: configuration, id: "plan-1", options: options) { event in
            switch event {
            case .tookForecasts(let of): taken.withLock { $0.append(of) }
            case .began(.calibration, _): calibrated.withLock { $0 = true }
            default: break
            }
        }
        return Night(run: run, taken: taken.withLock { $0 }, asked: try #require(asked.withLock { $0 }.first), calibrated: calibrated.withLock { $0 })
    }

    @Test func aNightWithOtherStockTakesForecastsOver() throws {
        let first = try night(shop(), configuration)
        #expect(first.taken.isEmpty && first.calibrated)
        #expect(first.run.forecastRecord?.unforecast.map(\.key.item) == ["launched"])
        var input = shop(asOf: Self.asOf.advanced(by: 1))
        for index in input.items.indices {
            input.items[index].onHand = Double(7 * index)
            input.items[index].unitCost = Double(3 + index)
        }
        for key in input.facts.keys { input.facts[key]?.medianPrice = 12 }
        // Its first sale, in the week that is not over.
        input.series.append(DemandSeries(key: ItemLocation(item: "never-sold"), firstPeriod: Self.calendar.periodNumber(of: Self.asOf), demand: []))
        let full = try night(input, configuration), second = try night(input, configuration, after: first.run)
        #expect(second.taken == ["plan-1"] && !second.calibrated)
        #expect(second.run == full.run)
        #expect(second.run != first.run)
        #expect(second.run.items.first { $0.key.item == "launched" }?.recommendation.reason.hasPrefix("launch: fewer than ten") == true)
        // And the night after takes over what was taken over.
        let third = try night(input, configuration, after: second.run)
        #expect(third.taken == ["plan-1"] && third.run == full.run)
    }

    @Test func whatForecastsReadIsPartOfTheirSources() throws {
        let base = try night(shop(), configuration)
        func differs(_ expected: ForecastSources.Difference, program: String = "1", named: String = "plan file", _ change: (inout PlanInput) -> Void) throws {
            var input = shop()
            change(&input)
            let other = try night(input, configuration, program: program, named: named, after: base.run)
            #expect(other.taken.isEmpty, "\(expected)")
            #expect(other.asked.difference(from: base.asked) == expected)
        }
        try differs(.program, program: "2") { _ in }
        try differs(.configuration, named: "another plan file") { _ in }
        try differs(.calendar) { $0.calendar = PeriodCalendar(period: .week, weekAnchor: CalendarDay(number: 5)) }
        try differs(.period) { $0.asOf = $0.asOf.advanced(by: 7) }
        try differs(.histories) { $0.series[2].demand[11] += 1 }
        try differs(.histories) { $0.series[2].stockout = (0..<60).map { $0 == 30 } }
        try differs(.histories) { $0.series[0].price = [Double](repeating: 2, count: 60) }
        try differs(.histories) { $0.series[1].missing = [4] }
        try differs(.terms) { $0.items[1].leadTimeDays = 15 }
        try differs(.terms) { $0.items[1].leadTimeStandardDeviationDays = 1 }
        try differs(.terms) { $0.items[1].stock.group = "lamps" }
        try differs(.terms) { $0.items.append(ItemRecord(key: ItemLocation(item: "another"))) }
        try differs(.ahead) { $0.events = [CalendarEvent(date: Self.asOf, name: "fair")] }
        try differs(.ahead) { $0.planned = [PlannedTerms(date: Self.asOf.advanced(by: 9), item: "item-1", price: 4)] }
        try differs(.ahead) {
            var facts = BackorderFacts()
            facts.substitutes = [Substitute(item: "item-1", substitute: "item-2")]
            $0.backorders = facts
        }
    }

    @Test func aPartIsForecastAndKeepsNothing() throws {
        let base = try night(shop(), configuration)
        var options = PlanOptions(version: "test", part: .shard(1, of: 2))
        options.reuse = ForecastReuse(program: "1", configuration: "plan file") { _ in
            Issue.record("a part asks for no forecasts")
            return nil
        }
        let part = try makePlan(shop(), configuration: configuration, id: "plan-2", options: options)
        #expect(part.forecastRecord == nil && base.run.forecastRecord != nil)
    }

    /// A panel that is learnt from a sample: what the sample teaches is not learnt again.
    @Test func aPanelThatIsLearntFromASampleTakesOver() throws {
        var sampled = configuration
        sampled.learnFrom = 100
        let first = try night(shop(), sampled)
        let second = try night(shop(), sampled, after: first.run)
        #expect(second.taken == ["plan-1"] && second.run == first.run)
    }
}
