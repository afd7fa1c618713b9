import DemandModel
import Foundation
import GRDB
import PlanStore
import Testing

private let noon = Date(timeIntervalSince1970: 1_291_204_800)

@Test func aMissingStoreIsSaidToBeMissing() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("twobin.sqlite")
    for access in [RunStore.Access.read, .write] {
        #expect(throws: StoreError.noStore(path: path)) { try RunStore(path: path, access: access) }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
}

@Test func aFileThatIsNoDatabaseIsRefusedAndKept() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("twobin.sqlite")
    let text = String(repeating: "unique_id,ds,y\n", count: 1000)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect { try RunStore(path: path, access: .create) } throws: {
        if case StoreError.damaged(path: path, reason: _) = $0 { true } else { false }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
}

@Test func aDatabaseOfAnotherProgramIsRefusedAndKept() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("other.sqlite")
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE run (id TEXT)") }
    #expect(throws: StoreError.foreign(path: path)) { try RunStore(path: path, access: .create) }
}

@Test func aStoreOfALaterVersionIsRefused() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("twobin.sqlite")
    _ = try RunStore(path: path, access: .create)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 of the future')") }
    for access in [RunStore.Access.read, .create] {
        #expect(throws: StoreError.newerSchema(path: path)) { try RunStore(path: path, access: access) }
    }
}

@Test func anEmptyFileBecomesAStoreOnlyWhenWriting() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("twobin.sqlite")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(throws: StoreError.empty(path: path)) { try RunStore(path: path, access: .read) }
    #expect(try RunStore(path: path, access: .create).runs().isEmpty)
}

@Test func placesThatCannotBeWrittenAreSaidSo() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: StoreError.unwritable(path: directory.path, reason: "it is a directory")) {
        try RunStore(path: directory.path, access: .create)
    }
    let file = directory.file("plain")
    #expect(FileManager.default.createFile(atPath: file, contents: nil))
    #expect { try RunStore(path: file + "/twobin.sqlite", access: .create) } throws: {
        if case StoreError.unwritable = $0 { true } else { false }
    }
}

@Test func savingIntoAStoreOpenedForReadingIsAnError() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("twobin.sqlite")
    _ = try RunStore(path: path, access: .create)
    #expect { try RunStore(path: path, access: .read).save(inventedRun(items: 1), createdAt: noon) } throws: {
        if case StoreError.unwritable = $0 { true } else { false }
    }
}

/// What a killed run leaves: the file as SQLite had it in the middle of a transaction, with its journal. Opening it undoes the half.
@Test(arguments: [RunStore.Access.read, .write])
func aRunKilledWhileSavingLeavesTheOldState(access: RunStore.Access) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("twobin.sqlite")
    let run = inventedRun(id: "old", items: 60)
    let store = try RunStore(path: path, access: .create)
    try store.save(run, createdAt: noon)

    let copy = directory.file("killed.sqlite")
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = 2") }       // writes through before the commit
    let half = try DatabaseQueue(path: path, configuration: configuration)
    try half.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA cache_spill = 1")
        try database.beginTransaction(.immediate)
        try database.execute(sql: "DELETE FROM run")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        try FileManager.default.copyItem(atPath: path + "-journal", toPath: copy + "-journal")
        try database.rollback()
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) != Data(contentsOf: URL(fileURLWithPath: path)))
    let reopened = try RunStore(path: copy, access: access)
    #expect(try reopened.runs().map(\.id) == ["old"])
    #expect(try reopened.load("old") == run)
}

@Test func itemsThatCannotBeReadBackNameTheRun() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("twobin.sqlite")
    let store = try RunStore(path: path, access: .create)
    try store.save(inventedRun(id: "r1", items: 3), createdAt: noon)
    let raw = try DatabaseQueue(path: path)
    func spoil(_ sql: String) throws -> StoreError? {
        try store.save(inventedRun(id: "r1", items: 3), createdAt: noon)
        try raw.write { try $0.execute(sql: sql) }
        do { _ = try store.load("r1") } catch { return error }
        return nil
    }
    for sql in [
        "UPDATE item SET details = '{}'", "UPDATE item SET numbers = x'07'", "UPDATE item SET numbers = x''", "UPDATE run SET payload_format = 99",
        "DELETE FROM item WHERE rowid = (SELECT min(rowid) FROM item)", "UPDATE run SET period_starts = '[]'", "UPDATE run SET header = 'x'",
    ] {
        guard case .unreadableRun(id: "r1", reason: _)? = try spoil(sql) else {
            Issue.record("\(sql) was not noticed")
            continue
        }
    }
}

@Test func theLockIsHeldByOneAndGoesAwayWithItsHolder() throws {
    let directory = try TemporaryDirectory()
    let place = directory.file("out")
    var first: RunLock? = try RunLock(directory: place)
    #expect(throws: RunLock.Failure.held(directory: place, holder: "process \(getpid())")) { try RunLock(directory: place) }
    first?.release()
    var second: RunLock? = try RunLock(directory: place)
    #expect(second != nil)
    second = nil
    first = try RunLock(directory: place)
    #expect(first != nil)
    let file = directory.file("plain")
    #expect(FileManager.default.createFile(atPath: file, contents: nil))
    #expect(throws: RunLock.Failure.unwritable(directory: file, reason: "the directory cannot be made")) { try RunLock(directory: file) }
}

@Test func everyErrorSaysWhatWhereAndWhatToDo() {
    let errors: [StoreError] = [
        .noStore(path: "P"), .unwritable(path: "P", reason: "R"), .unreadable(path: "P", reason: "R"), .damaged(path: "P", reason: "R"),
        .foreign(path: "P"), .newerSchema(path: "P"), .olderSchema(path: "P"), .busy(path: "P"), .unreadableRun(id: "P", reason: "R"),
        .noSuchRun(reference: "P", known: [], count: 0), .ambiguousRun(reference: "P", candidates: ["a", "b"]),
        .noSuchItem(reference: "P", run: "R", similar: ["a", "b", "c", "d", "e", "f"]),
        .ambiguousItem(reference: "P", run: "R", candidates: ["a"]), .inconsistentRun(id: "P", reason: "R"),
    ]
    for error in errors {
        #expect(error.description.contains("P"))
        #expect(error.description.count > 30)
    }
    #expect(errors[11].description == "the run R has no item P. It has a, b, c, d, e, ... (6 in all).")
}
