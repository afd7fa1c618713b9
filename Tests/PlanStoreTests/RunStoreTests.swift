import DemandModel
import Foundation
@testable import PlanStore
import Testing

private let noon = Date(timeIntervalSince1970: 1_291_204_800.125)

@Test func aRunComesBackAsItWasSaved() throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("deep/er/twobin.sqlite"), access: .create)
    let run = inventedRun(items: 40)
    try store.save(run, createdAt: noon)
    #expect(try store.load(run.id) == run)
    #expect(try RunStore(path: store.path, access: .read).load(run.id) == run)
}

@Test(arguments: [0, 1]) func smallRunsComeBack(count: Int) throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
    var run = inventedRun(items: count, weeks: 1)
    run.quarantine = []
    try store.save(run, createdAt: noon)
    #expect(try store.load(run.id) == run)
}

@Test func numbersThatAreNotFiniteComeBackToo() throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
    var run = inventedRun(items: 1)
    run.items[0].recommendation.performance?.expectedWaitDays = .infinity
    run.summary.expectedBackorders = -.infinity
    run.items[0].history.demand[3] = .infinity
    try store.save(run, createdAt: noon)
    #expect(try store.load(run.id) == run)
}

@Test func oldPlansGoWhereOnlySomeAreKept() throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
    for (index, id) in ["aaaa1", "bbbb1", "cccc1"].enumerated() {
        try store.save(inventedRun(id: id, items: 3), createdAt: noon + Double(index) * 60)
        try store.save(inventedRun(id: id + "s", parentID: id, items: 1), createdAt: noon + Double(index) * 60 + 30)
    }
    #expect(try store.runs().count == 6)
    try store.save(inventedRun(id: "dddd1", items: 2), createdAt: noon + 600, keepingPlans: 2)
    #expect(try store.runs().map(\.id) == ["dddd1", "cccc1s", "cccc1"])
    #expect(try store.load("cccc1").items.count == 3)
    // The same run again is not one more; a scenario that is saved deletes nothing.
    try store.save(inventedRun(id: "dddd1", items: 2), createdAt: noon + 660, keepingPlans: 2)
    #expect(try store.runs().map(\.id) == ["dddd1", "cccc1s", "cccc1"])
}

@Test func listingShowsTheNewestFirstAndSavingAgainReplaces() throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
    #expect(try store.runs().isEmpty)
    try store.save(inventedRun(id: "aaaa1", items: 30), createdAt: noon)
    try store.save(inventedRun(id: "bbbb1", items: 5), createdAt: noon + 30)
    try store.save(inventedRun(id: "aaaa2", parentID: "aaaa1", items: 3), createdAt: noon + 60)
    #expect(try store.runs().map(\.id) == ["aaaa2", "bbbb1", "aaaa1"])
    let scenario = try store.resolve("latest")
    #expect(scenario == RunListing(
        id: "aaaa2", kind: .scenario, parentID: "aaaa1", createdAt: noon + 60, asOf: CalendarDay(year: 2010, month: 12, day: 1)!,
        version: "0.1.0", items: 3, expectedBackorders: 12.25, fillRate: 0.953, averageInventoryValue: 10_000.5, stockValue: 12_000))

    let replacement = inventedRun(id: "aaaa1", items: 2, seed: 9)
    try store.save(replacement, createdAt: noon + 90)
    #expect(try store.runs().map(\.id) == ["aaaa1", "aaaa2", "bbbb1"])
    #expect(try store.load("aaaa1") == replacement)

    try store.delete("aaaa2")
    try store.delete("aaaa2")
    #expect(try store.runs().map(\.id) == ["aaaa1", "bbbb1"])
}

@Test func aReferenceIsAnIdAPrefixOrLatest() throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
    #expect(throws: StoreError.noSuchRun(reference: "latest", known: [], count: 0)) { try store.resolve("latest") }
    try store.save(inventedRun(id: "abc1", items: 1), createdAt: noon)
    try store.save(inventedRun(id: "abc12", items: 1), createdAt: noon + 1)
    try store.save(inventedRun(id: "b%_2", items: 1), createdAt: noon + 2)
    #expect(try store.resolve("abc12").id == "abc12")
    #expect(try store.resolve("abc1").id == "abc1")          // whole ids come before prefixes
    #expect(try store.resolve("b").id == "b%_2")
    #expect(throws: StoreError.ambiguousRun(reference: "ab", candidates: ["abc12", "abc1"])) { try store.resolve("ab") }
    let unknown = StoreError.noSuchRun(reference: "%", known: ["b%_2", "abc12", "abc1"], count: 3)
    #expect(throws: unknown) { try store.resolve("%") }
    #expect(unknown.description
        == "no run has the id %. There are 3, newest first: b%_2, abc12, abc1. `twobin runs` lists them all.")
    #expect(throws: StoreError.noSuchRun(reference: "", known: ["b%_2", "abc12", "abc1"], count: 3)) { try store.resolve("") }
    #expect(throws: StoreError.noSuchRun(reference: "abc", known: ["b%_2", "abc12", "abc1"], count: 3)) { try store.load("abc") }
}

@Test func oneItemIsFoundByItsNameAndLocation() throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
    var run = inventedRun(id: "r1", items: 12)
    for location in ["south", "west"] {
        var copy = run.items[0]
        let key = ItemLocation(item: "two-places", location: location)
        copy.key = key
        copy.recommendation.key = key
        copy.history.key = key
        copy.outlook?.key = key
        run.items.append(copy)
    }
    run.items.sort { $0.key < $1.key }
    try store.save(run, createdAt: noon)
    for item in run.items {
        #expect(try store.loadItem(item.key.item + "@" + item.key.location, of: "r1") == item)
        #expect(try item.key.item == "two-places" || store.loadItem(item.key.item, of: "r1") == item)
    }
    #expect(throws: StoreError.ambiguousItem(
        reference: "two-places", run: "r1", candidates: ["two-places@south", "two-places@west"])) {
        try store.loadItem("two-places", of: "r1")
    }
    #expect(throws: StoreError.noSuchItem(reference: "ITEM-000001", run: "r1", similar: ["item-000001"])) {
        try store.loadItem("ITEM-000001", of: "r1")
    }
    #expect(throws: StoreError.noSuchItem(
        reference: "item-00000", run: "r1", similar: ["item-000000", "item-000001", "item-000002", "item-000003", "item-000004@north"])) {
        try store.loadItem("item-00000", of: "r1")
    }
    #expect(throws: StoreError.noSuchItem(reference: "zzz", run: "r1", similar: ["two-places@south", "two-places@west", "mug@home-10"])) {
        try store.loadItem("zzz", of: "r1")
    }
    #expect(try store.loadHeader("r1").items.isEmpty)
    #expect(try store.loadHeader("r1").summary == run.summary)
}

@Test func theSameItemTwiceIsRefusedAndTheOldRunStays() throws {
    let directory = try TemporaryDirectory()
    let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
    let run = inventedRun(id: "r1", items: 4)
    try store.save(run, createdAt: noon)
    var broken = inventedRun(id: "r1", items: 4, seed: 5)
    broken.items.append(broken.items[3])
    #expect { try store.save(broken, createdAt: noon + 1) } throws: {
        if case StoreError.inconsistentRun(id: "r1", reason: _) = $0 { true } else { false }
    }
    #expect(try store.load("r1") == run)
    #expect(try store.resolve("latest").createdAt == noon)
}
