import DemandModel
import Foundation
import GRDB
import Testing

@testable import PlanStore

/// Levels come back from the store to the last bit, or not at all.
@Suite struct KeptLevelsTests {
    private static let kept = KeptPolicies(
        madeFrom: "a1", totals: [1.5, nil, 0.1 + 0.2], leftOver: LeftOverFactors(),
        curve: ExchangeCurve(
            moneyKind: .stockValue, points: [.init(money: 1 / 3, weightedBackorders: 2, multiplier: 0.7)],
            marks: [.init(name: "today", point: .init(money: 5, weightedBackorders: 0.25))]),
        reasonPlaces: [0, 7], reasons: [["maximum stock 5 reached"], ["a", "b"]], numbers: [0, 1, 255, 7])

    private func run(_ id: String, _ kept: KeptPolicies?) -> PlanRun {
        var run = inventedRun(id: id, items: 3, seed: 1)
        run.keptPolicies = kept
        return run
    }

    @Test func whatWasKeptComesBack() throws {
        let directory = try TemporaryDirectory()
        let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
        #expect(try store.policies(madeFrom: "a1") == nil)
        try store.save(run("aa", Self.kept), createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        try store.save(run("bb", nil), createdAt: Date(timeIntervalSince1970: 1_700_000_100))
        #expect(try store.policies(madeFrom: "a1") == Self.kept)
        #expect(try store.policies(madeFrom: "a2") == nil)
        // They are no part of the run as it is read.
        #expect(try store.load("aa").keptPolicies == nil)
        try store.delete("aa")
        #expect(try store.policies(madeFrom: "a1") == nil)
    }

    @Test(arguments: [
        "UPDATE kept_levels SET numbers = x'00'", "UPDATE kept_levels SET details = replace(details, 'reached', 'kept')", "UPDATE kept_levels SET digest = 'f00d'",
    ]) func levelsThatAreNotWhatWasWrittenGiveNothing(damage: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        try RunStore(path: path, access: .create).save(run("aa", Self.kept), createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        try DatabaseQueue(path: path).write { try $0.execute(sql: damage) }
        #expect(throws: StoreError.self) { try RunStore(path: path, access: .read).policies(madeFrom: "a1") }
    }

    @Test func aStoreWithoutTheTableHasNone() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        try RunStore(path: path, access: .create).save(run("aa", Self.kept), createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "DROP TABLE kept_levels; DELETE FROM grdb_migrations WHERE identifier = 'kept levels'")
        }
        #expect(try RunStore(path: path, access: .read).policies(madeFrom: "a1") == nil)
        #expect(try RunStore(path: path, access: .read).load("aa").items.count == 3)
        try RunStore(path: path, access: .write).save(run("bb", Self.kept), createdAt: Date(timeIntervalSince1970: 1_700_000_100))
        #expect(try RunStore(path: path, access: .read).policies(madeFrom: "a1") == Self.kept)
    }
}
