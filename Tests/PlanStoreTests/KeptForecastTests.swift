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
            let items = found.items.map { ItemForecast(key: $0.key, outlook: $0.outlook, pooled: $0.pooled, effects: $0.effects, forecast: $0.forecast) }
            #expect(items == kept.items.map { ItemForecast(key: $0.key, outlook: $0.outlook, pooled: $0.pooled, effects: $0.effects, forecast: $0.forecast) })
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

    /// The next night writes the bytes of what it takes over as they stand: a store says the same as if all had been written anew.
    @Test func whatIsTakenOverIsWrittenAsItStands() throws {
        let directory = try TemporaryDirectory()
        let paths = ["first", "anew", "carried"].map { directory.file($0 + ".sqlite") }
        try RunStore(path: paths[0], access: .create).save(run("aa"), createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        let found = try #require(try RunStore(path: paths[0], access: .read).forecasts(madeFrom: Self.sources("h")))
        var next = run("bb")
        for index in next.items.indices {
            next.items[index].supply.onHand += 3
            next.items[index].recommendation.orderNow = Double(index)
            next.items[index].card = index % 3 == 0 ? { var card = ItemCard(); card.name = "Mug"; return card }() : nil
            next.items[index].notes = index % 4 == 0 ? [ItemNote(.stock, "counted again")] : nil
        }
        var carried = next
        for index in carried.items.indices { carried.items[index].carriedForecast = found.items[index].carried }
        #expect(carried.items.allSatisfy { $0.carriedForecast != nil } && carried == next)
        carried.items[1].effects = carried.items[1].effects
        #expect(carried.items[1].carriedForecast == nil, "what is set is written anew")
        for (path, run) in zip(paths.dropFirst(), [next, carried]) {
            try RunStore(path: path, access: .create).save(run, createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        }
        let rows = try paths.dropFirst().map { path in
            try DatabaseQueue(path: path).read { try Row.fetchAll($0, sql: "SELECT item, location, details, numbers, period_starts FROM item ORDER BY item, location") }
        }
        #expect(rows[0] == rows[1] && rows[0].count == 30)
        #expect(try RunStore(path: paths[2], access: .read).load("bb").items == next.items)
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
