import DemandModel
import Foundation
import GRDB
import Testing

@testable import PlanStore

/// Forecasts come back from the store to the last bit, or not at all.
@Suite struct KeptForecastTests {
    private static func sources(_ histories: String) -> ForecastSources {
        ForecastSources(program: "1", configuration: "c", calendar: "week", comingPeriod: 9, histories: histories, terms: "t", ahead: "a")
    }

    private func run(_ id: String, seed: UInt64 = 1, histories: String = "h") -> PlanRun {
        var run = inventedRun(id: id, items: 30, seed: seed)
        run.forecastRecord = ForecastRecord(
            sources: Self.sources(histories), remarks: ["a remark"], unforecast: [.init(key: ItemLocation(item: "gone"), status: .failed, reason: "forecast: none")])
        return run
    }

    @Test func whatWasKeptComesBack() throws {
        let directory = try TemporaryDirectory()
        let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
        #expect(try store.forecasts(madeFrom: Self.sources("h")) == nil)
        #expect(try store.newestForecastSources() == nil)
        let kept = run("aa"), other = run("bb", seed: 2, histories: "other"), without = inventedRun(id: "cc", items: 2, seed: 3)
        for one in [kept, other, without] { try store.save(one, createdAt: Date(timeIntervalSince1970: 1_700_000_000)) }
        for threads in [1, 3] {
            let found = try #require(try store.forecasts(madeFrom: Self.sources("h"), threads: threads))
            #expect(found.runID == "aa" && found.record == kept.forecastRecord && found.errorTables == kept.errorTables)
            #expect(found.items == kept.items.map { ItemForecast(key: $0.key, outlook: $0.outlook, pooled: $0.pooled, effects: $0.effects, forecast: $0.forecast) })
        }
        #expect(try store.forecasts(madeFrom: Self.sources("other"))?.runID == "bb")
        #expect(try store.forecasts(madeFrom: Self.sources("a third")) == nil)
        // The newest plan does not say; the newest run of the same sources counts.
        #expect(try store.newestForecastSources() == nil)
        try store.save(run("dd"), createdAt: Date(timeIntervalSince1970: 1_700_000_100))
        #expect(try store.forecasts(madeFrom: Self.sources("h"))?.runID == "dd")
        #expect(try store.newestForecastSources()?.sources == Self.sources("h"))
        #expect(try store.load("dd").forecastRecord == kept.forecastRecord)
        // A run that goes takes them with it.
        try store.delete("dd")
        try store.delete("aa")
        #expect(try store.forecasts(madeFrom: Self.sources("h")) == nil)
    }

    @Test(arguments: [
        "UPDATE item SET numbers = zeroblob(length(numbers)) WHERE rowid = (SELECT max(rowid) FROM item)",
        "UPDATE item SET numbers = (SELECT numbers FROM item WHERE rowid = 2) WHERE rowid = 3",
        "UPDATE item SET location = location || 'x' WHERE rowid = 3",
        "UPDATE item SET details = '{}' WHERE rowid = 4",
        "DELETE FROM item WHERE rowid = 5",
        "UPDATE run SET header = replace(header, 'a remark', 'no remark')",
        "UPDATE run SET period_starts = replace(period_starts, '2010-12-01', '2010-12-02')",
        "UPDATE kept_forecasts SET digest = 'f00d'",
    ]) func aRunThatIsNotWhatWasWrittenGivesNothing(damage: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        try RunStore(path: path, access: .create).save(run("aa"), createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        try DatabaseQueue(path: path).write { database in
            try database.execute(sql: damage)
            #expect(database.changesCount > 0)
        }
        #expect(throws: StoreError.self) { try RunStore(path: path, access: .read).forecasts(madeFrom: Self.sources("h")) }
    }
}
