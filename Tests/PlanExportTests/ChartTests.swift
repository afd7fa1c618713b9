import DemandModel
import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif
import PlanCharts
import Testing

private let curve = (1...20).map { step in
    ExchangePoint(money: Double(step) * 750, expectedBackorders: 900 / (Double(step) + 2))
}

private func svg(_ chart: Chart) -> [UInt8] { Array(chart.svg().utf8) }

@Test func chartsAreAsRecorded() throws {
    let run = ExampleRun.run()
    var seasonal = run.items[0]
    seasonal.history.missing = [20, 21]
    seasonal.history.stockout = seasonal.history.demand.indices.map { $0 == 33 || $0 == 34 }
    try expectGolden(svg(DemandChart.chart(seasonal, calendar: run.calendar, quantiles: [0.1, 0.5, 0.9])), "demand.svg")
    try expectGolden(svg(DemandChart.chart(run.items[3], calendar: run.calendar, quantiles: [0.1, 0.5, 0.9])), "demand-slow.svg")
    try expectGolden(
        svg(ExchangeCurveChart.chart(curve, marks: [
            ("this plan", ExchangePoint(money: 6000, expectedBackorders: 90)), ("95% for every item", ExchangePoint(money: 13_500, expectedBackorders: 70)),
        ])), "exchange-curve.svg")
    try expectGolden(
        svg(ReliabilityChart.chart([
            ("pooled", [0.5, 0.8, 0.9, 0.95, 0.99].map { ReliabilityPoint(nominal: $0, observed: $0 - 0.01) }),
            ("normal", [0.5, 0.8, 0.9, 0.95, 0.99].map { ReliabilityPoint(nominal: $0, observed: $0 * $0) }),
        ])), "reliability.svg")
    let items = (0..<40).map { index in
        var item = run.items[0]
        item.supply.unitCost = Double(index + 1) * 0.75
        item.recommendation.performance?.fillRate = 0.99 - Double(index) * 0.004
        return item
    }
    let quarters = FillRateByPriceChart.quarters(items)
    #expect(quarters.map(\.items) == [10, 10, 10, 10])
    try expectGolden(svg(FillRateByPriceChart.chart(quarters, target: 0.95)), "fill-rate-by-price.svg")
}

@Test func labelsOfNeighboursDoNotLieOnEachOther() throws {
    let here = ExchangePoint(money: 6000, expectedBackorders: 90), above = ExchangePoint(money: 6010, expectedBackorders: 91)
    let picture = ExchangeCurveChart.chart(curve, marks: [("upper", above), ("lower", here), ("equal", here)]).svg()
    let rows = try ["upper: 91", "lower: 90", "equal: 90"].map { words in
        let label = try #require(picture.firstMatch(of: try Regex("y=\"([0-9.]+)\"[^>]*>\(words)<")))
        return try #require(Double(label[1].substring ?? ""))
    }
    #expect(abs(rows[1] - rows[2]) >= 14)
    #expect(rows[0] <= min(rows[1], rows[2]) - 14)
}

@Test func everyChartIsWellFormedXMLWithTitleAndDescription() throws {
    let run = ExampleRun.run()
    let nasty = "\u{0}\u{1b}<script>alert('&')</script>\"\u{FFFF}\n" + String(repeating: "long ", count: 60)
    var item = run.items[0]
    item = PlannedItem(
        key: ItemLocation(item: nasty), supply: item.supply, history: item.history, outlook: nil, forecast: item.forecast,
        recommendation: item.recommendation)
    let charts = [
        DemandChart.chart(item, calendar: run.calendar, quantiles: [0.1, 0.5, 0.9]),
        DemandChart.chart(item, calendar: run.calendar, quantiles: [0.9]),
        DemandChart.chart(run.items[4], calendar: run.calendar, quantiles: []),
        ExchangeCurveChart.chart([]), ExchangeCurveChart.chart(curve), ReliabilityChart.chart([]),
        FillRateByPriceChart.chart(FillRateByPriceChart.quarters(run.items)), FillRateByPriceChart.chart([]),
    ]
    for chart in charts {
        let text = chart.svg()
        let checker = ElementNames()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = checker
        #expect(parser.parse(), "\(chart.title): \(String(describing: parser.parserError))")
        #expect(checker.names.first == "svg")
        #expect(checker.names.contains("title") && checker.names.contains("desc"))
        #expect(!checker.names.contains("script"))
        #expect(!text.contains("nan") && !text.contains("inf\""))
        #expect(chart.svg() == text)
    }
}

@Test(arguments: [
    [], [.nan], [.infinity, -.infinity], [0], [5], [-5], [1e300, -1e300], [1e-300], [.nan, 1, .nan, 2, .nan], [.leastNonzeroMagnitude], [1e16, 1e16 + 2],
] as [[Double]])
func anyNumbersCanBeDrawn(values: [Double]) {
    let points = values.enumerated().map { ChartPoint(Double($0), $1) }
    let flipped = values.enumerated().map { ChartPoint($1, Double($0)) }
    for scale in [ChartAxis.Scale.numbers(.plain), .numbers(.percent), .days, .names(["a"]), .names([])] {
        for data in [points, flipped] {
            let chart = Chart(
                title: "t", description: "d", x: ChartAxis(title: "x", scale: scale), y: ChartAxis(title: "y"),
                layers: [
                    .line(data, .history), .points(data, .forecast), .bars(data, width: 1, .highlight),
                    .area(x: data.map(\.x), lower: data.map(\.y), upper: data.map(\.y), .forecast),
                ])
            let text = chart.svg()
            #expect(XMLParser(data: Data(text.utf8)).parse())
            #expect(!text.contains("=\"\""), "a coordinate without a value")
        }
    }
}

@Test func ticksOfTheDocumentationAndOthers() {
    #expect(AxisTicks.numbers(0, 47, about: 5).labels == ["0", "10", "20", "30", "40"])
    #expect(AxisTicks.numbers(0, 1, about: 5, as: .percent).labels == ["0%", "20%", "40%", "60%", "80%", "100%"])
    #expect(AxisTicks.numbers(-0.35, 0.31, about: 6).labels == ["-0.3", "-0.2", "-0.1", "0", "0.1", "0.2", "0.3"])
    #expect(AxisTicks.numbers(0, 120_000, about: 4).labels == ["0", "20k", "40k", "60k", "80k", "100k", "120k"])
    #expect(AxisTicks.numbers(9980, 10_020, about: 4).labels == ["9.98k", "9.99k", "10k", "10.01k", "10.02k"])
    #expect(AxisTicks.numbers(3, 3, about: 4).labels == ["3"])
    func day(_ year: Int, _ month: Int, _ day: Int) -> Double {
        Double(CalendarDay.dayNumber(year: year, month: month, day: day))
    }
    #expect(AxisTicks.days(day(2010, 1, 5), day(2010, 12, 20), about: 6).labels == ["2010-03", "2010-05", "2010-07", "2010-09", "2010-11"])
    #expect(AxisTicks.days(day(2009, 11, 5), day(2012, 2, 20), about: 8).labels.first == "2010-01")
    #expect(AxisTicks.days(day(2001, 3, 1), day(2019, 3, 1), about: 6).labels == ["2005", "2010", "2015"])
    #expect(AxisTicks.days(day(2010, 1, 29), day(2010, 2, 3), about: 9).labels.first == "2010-01-29")
    #expect(AxisTicks.days(.nan, 3, about: 9).values.isEmpty)
}

@Test func ticksLieInsideTheirRangeInEqualSteps() {
    var state: UInt64 = 42
    for _ in 0..<2000 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let lower = Double(Int64(bitPattern: state) >> 40) / 1000
        let range = Double(state >> 20 & 0xFFFFF) / 100 + 0.001
        let ticks = AxisTicks.numbers(lower, lower + range, about: 6)
        #expect((2...13).contains(ticks.values.count))
        #expect(ticks.values.allSatisfy { $0 >= lower - range * 1e-6 && $0 <= lower + range * (1 + 1e-6) })
        #expect(Set(ticks.labels).count == ticks.labels.count || range / lower.magnitude < 0.01)
    }
}

private final class ElementNames: NSObject, XMLParserDelegate {
    var names: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) { names.append(name) }
}
