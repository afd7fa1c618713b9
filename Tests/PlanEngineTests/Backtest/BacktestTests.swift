import DemandModel
import Testing

@testable import PlanEngine

@Suite struct BacktestTests {
    let reference: BacktestReference
    let configuration: BacktestConfiguration

    init() throws {
        reference = try BacktestReference.load()
        var configuration = BacktestConfiguration(horizon: reference.horizon, origins: reference.origins)
        configuration.step = reference.step
        configuration.leadTimePeriods = reference.periods
        self.configuration = configuration
    }

    /// The report of the reference panel, computed once.
    private static let shared = Result {
        let reference = try BacktestReference.load()
        var configuration = BacktestConfiguration(horizon: reference.horizon, origins: reference.origins)
        configuration.step = reference.step
        configuration.leadTimePeriods = reference.periods
        return try runBacktest([BacktestPanel(seasonLength: reference.season, series: reference.series)], configuration: configuration)
    }

    private func run(_ configuration: BacktestConfiguration) throws -> BacktestReport {
        try runBacktest([BacktestPanel(seasonLength: reference.season, series: reference.series)], configuration: configuration)
    }

    private func close(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-9) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) <= tolerance * max(1, abs(b))
    }

    @Test func flaggedStockOutsBeforeAnOriginAreCorrectedAndThoseAfterItCounted() throws {
        let weeks = 60
        func report(flagged: Bool) throws -> BacktestReport {
            let series = (0..<20).map { item in
                let sold = (0..<weeks).map { min(Double(3 + ($0 * 5 + item) % 7), 6) }
                return DemandSeries(
                    key: ItemLocation(item: "i\(item)"), firstPeriod: 0, demand: sold, stockout: flagged ? sold.map { $0 >= 6 } : [])
            }
            return try runBacktest([BacktestPanel(seasonLength: 1, series: series)], configuration: BacktestConfiguration(horizon: 4, origins: 1))
        }
        let plain = try report(flagged: false), flagged = try report(flagged: true)
        #expect(plain.stockoutPeriods == 0 && flagged.stockoutPeriods > 20)
        let before = try #require(plain.row("combination")?.measures.bias), after = try #require(flagged.row("combination")?.measures.bias)
        #expect(abs(before) < 0.05 && after > before + 0.05, "\(before) \(after)")
    }

    @Test func naive2FollowsTheDefinition() {
        for one in reference.naive2 {
            let forecast = Naive2(history: one.history, seasonLength: one.season).forecast(horizon: one.forecast.count)
            #expect(zip(forecast, one.forecast).allSatisfy { close($0, $1) }, "season \(one.season), \(one.history.count) values")
        }
        #expect(Naive2(history: [5], seasonLength: 12).forecast(horizon: 2) == [5, 5])
        #expect(Naive2(history: [Double](repeating: 3, count: 40), seasonLength: 4).forecast(horizon: 2) == [3, 3])
    }

    @Test func floorsMatchTheReference() throws {
        let report = try Self.shared.get()
        #expect(report.cases == reference.cases)
        #expect(report.tooShort == reference.too_short)
        #expect(report.inactive == reference.inactive)
        #expect(report.failures.isEmpty)
        for (name, expected) in reference.rows {
            let found = try #require(report.row(name, .floor)).measures
            let points: [(String, Double?, Double)] = [
                ("MASE", found.mase, expected.mase), ("RMSSE", found.rmsse, expected.rmsse), ("sMAPE", found.smape, expected.smape),
                ("OWA", found.owa, expected.owa), ("WAPE", found.wape, expected.wape), ("bias", found.bias, expected.bias),
            ]
            for (measure, value, wanted) in points { #expect(close(value, wanted), "\(name) \(measure): \(value ?? .nan), not \(wanted)") }
            #expect(found.periods.outcomes == expected.outcomes ?? 0)
            #expect(found.total.outcomes == expected.total_outcomes ?? 0)
            for (value, wanted) in zip(found.periods.pinball, expected.pinball ?? []) { #expect(close(value, wanted, 1e-8), "\(name)") }
            for (value, wanted) in zip(found.total.pinball, expected.total_pinball ?? []) { #expect(close(value, wanted, 1e-8), "\(name)") }
            #expect(zip(found.periods.plainCoverage, expected.plain_coverage ?? []).allSatisfy { close($0, $1) })
            #expect(zip(found.total.plainCoverage, expected.total_plain_coverage ?? []).allSatisfy { close($0, $1) })
            #expect(close(found.totalBias, expected.total_bias))
        }
    }

    @Test func classesAddUpAndMembersHaveShares() throws {
        let report = try Self.shared.get()
        let all = try #require(report.row("combination"))
        let classes = report.rows.filter { $0.model.kind == .combination && $0.demandClass != nil }
        #expect(classes.reduce(0) { $0 + $1.measures.cases } == all.measures.cases)
        #expect(all.measures.periods.coverage.count == BacktestConfiguration.levels.count)
        #expect(all.measures.total.meanPinball ?? .nan > 0)
        let members = report.rows.filter { $0.model.kind == .member && $0.demandClass == nil }
        #expect(!members.isEmpty)
        let weight = members.reduce(0) { $0 + ($1.measures.share ?? 0) * Double($1.measures.cases) }
        #expect(weight > 0 && weight <= Double(all.measures.cases) * (1 + 1e-9))
        // A quantile at a higher level covers no less.
        for row in report.rows where !row.measures.periods.plainCoverage.isEmpty {
            for measures in [row.measures.periods.plainCoverage, row.measures.total.plainCoverage] {
                #expect(zip(measures, measures.dropFirst()).allSatisfy { $0 <= $1 })
            }
        }
    }

    @Test func threadsAndOrderOfTheSeriesChangeNothing() throws {
        var other = configuration
        other.threads = 3
        let one = try Self.shared.get()
        let reversed = Array(reference.series.sorted { $0.key < $1.key }.reversed())
        let two = try runBacktest([BacktestPanel(seasonLength: reference.season, series: reversed)], configuration: other)
        #expect(one.rows.map(\.model) == two.rows.map(\.model))
        #expect(one.rows.map(\.measures) == two.rows.map(\.measures))
    }

    @Test func withoutMembersTheRestIsTheSame() throws {
        var plain = configuration
        plain.comparesMembers = false
        let report = try run(plain)
        #expect(!report.rows.contains { $0.model.kind == .member })
        #expect(try report.row("combination")?.measures == Self.shared.get().row("combination")?.measures)
    }

    @Test func badQuestionsAreRefused() {
        for (horizon, origins) in [(0, 1), (10_001, 1), (3, 0)] {
            #expect(throws: BacktestError.self) { try run(BacktestConfiguration(horizon: horizon, origins: origins)) }
        }
        #expect(throws: BacktestError.self) { try run(BacktestConfiguration(horizon: 500, origins: 1)) }
        #expect(throws: BacktestError.self) { try runBacktest([], configuration: configuration) }
    }
}
