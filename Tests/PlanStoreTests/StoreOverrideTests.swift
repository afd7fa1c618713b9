import DemandModel
import Foundation
import GRDB
import Testing
@testable import PlanStore

@Suite struct StoreOverrideTests {
    private func path() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("twobin-override-\(UUID().uuidString).sqlite").path
    }

    @Test func overridesComeBackAsTheyWereKept() throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let store = try RunStore(path: path, access: .create)
        let first = LevelOverride(
            key: ItemLocation(item: "0012", location: "north"), reorderPoint: 3.5, orderUpTo: 40, reason: "trade fair; it's \"big\"", author: "ada",
            madeAt: "2026-01-02T08:00:00Z", expiresOn: CalendarDay(iso: "2026-03-01"))
        let saved = try store.save(first)
        #expect(saved.number == 1)
        var kept = first
        kept.number = 1
        #expect(try store.overrides() == [kept])
        try store.endOverride(1, author: "bob", at: "2026-01-03T08:00:00Z")
        try store.endOverride(1, author: "eve", at: "2026-01-04T08:00:00Z")
        #expect(try store.overrides().map(\.endedBy) == ["bob"])
        #expect(try store.auditRows().map(\.author) == ["bob", "ada"])
        try store.name("r1", "spring")
        #expect(try store.names() == ["r1": "spring"])
    }

    /// A store from before there were overrides is read as it is, and brought up to date when it is written to.
    @Test func anOlderStoreIsStillRead() throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try RunStore(path: path, access: .create)
        try DatabaseQueue(path: path).write { database in
            try database.execute(sql: """
                DROP TABLE override; DROP TABLE audit; DROP TABLE run_name;
                DELETE FROM grdb_migrations WHERE identifier = 'overrides and audit';
                """)
        }
        let old = try RunStore(path: path, access: .read)
        #expect(try old.runs().isEmpty)
        #expect(try old.overrides().isEmpty)
        #expect(try old.auditRows().isEmpty)
        #expect(try old.names().isEmpty)
        let new = try RunStore(path: path, access: .write)
        _ = try new.save(LevelOverride(key: ItemLocation(item: "a"), orderUpTo: 1, reason: "x", author: "y", madeAt: "2026-01-02T08:00:00Z"))
        #expect(try RunStore(path: path, access: .read).overrides().count == 1)
        #expect(try old.overrides().count == 1, "a reader that was open before sees it, too")
    }

    @Test func anOverrideHoldsThroughItsLastDay() throws {
        var override = LevelOverride(key: ItemLocation(item: "a"), orderUpTo: 1, reason: "x", author: "y", madeAt: "", expiresOn: CalendarDay(iso: "2026-03-01"))
        let last = try #require(CalendarDay(iso: "2026-03-01"))
        #expect(override.holds(on: last))
        #expect(!override.holds(on: last.advanced(by: 1)))
        override.endedAt = "2026-01-01T00:00:00Z"
        #expect(!override.holds(on: last))
    }
}
