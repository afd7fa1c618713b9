import Foundation
import GRDB
import PlanStore
import Testing

/// Clocks set back, first runs that did not end, readers beside a writer: what a store meets at night.
@Suite struct StoreSurvivalTests {
    private func store(_ directory: TemporaryDirectory) throws -> RunStore { try RunStore(path: directory.file("twobin.sqlite"), access: .create) }

    private struct Refused: Error {}

    @Test func aFirstRunThatDidNotEndLeavesAFileForTheNext() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        // What a process leaves that is killed between the migrator's own list and the tables.
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)") }
        #expect(throws: StoreError.empty(path: path)) { try RunStore(path: path, access: .read) }
        let run = inventedRun(items: 2)
        try store(directory).save(run, createdAt: Date(timeIntervalSince1970: 0))
        #expect(try RunStore(path: path, access: .read).load(run.id) == run)
    }

    @Test func aClockSetBackChangesNeitherTheLatestRunNorWhatIsKept() throws {
        let directory = try TemporaryDirectory()
        let runs = try store(directory)
        var run = inventedRun(items: 1)
        for (id, seconds) in [("aaa", 2_000_000.0), ("bbb", 1_000_000.0)] {
            run.id = id
            try runs.save(run, createdAt: Date(timeIntervalSince1970: seconds), keepingPlans: 1)
        }
        #expect(try runs.runs().map(\.id) == ["bbb"])
        #expect(try runs.resolve("latest").id == "bbb")
    }

    @Test func whatGoesWithASaveIsThereWithItOrNotAtAll() throws {
        let directory = try TemporaryDirectory()
        let runs = try store(directory)
        let run = inventedRun(items: 1)
        #expect(throws: Refused.self) { try runs.save(run, createdAt: Date(timeIntervalSince1970: 0)) { throw Refused() } }
        #expect(try runs.runs().isEmpty)
        var isDone = false
        try runs.save(run, createdAt: Date(timeIntervalSince1970: 0)) { isDone = true }
        #expect(isDone)
        #expect(try runs.runs().map(\.id) == [run.id])
    }

    @Test func aReadOnlyStoreIsSeenBeforeTheWork() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        try store(directory).checkWritable()
        // SQLite itself refuses to write to a database that says it is of a later format.
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[18] = 9
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect { try RunStore(path: path, access: .write).checkWritable() } throws: {
            if case StoreError.unwritable = $0 { true } else { false }
        }
    }

    @Test func readersWaitForAWriterThatHasAJournal() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        let run = inventedRun(items: 1)
        try store(directory).save(run, createdAt: Date(timeIntervalSince1970: 0))
        let writer = try DatabaseQueue(path: path)
        // An exclusive lock with a journal, as a save of a large run has when it spills; the readers come while it is held.
        let isHeld = DispatchSemaphore(value: 0), mayEnd = DispatchSemaphore(value: 0)
        let writing = Task.detached {
            try writer.writeWithoutTransaction { database in
                try database.inTransaction(.exclusive) {
                    try database.execute(sql: "UPDATE run SET version = version")
                    isHeld.signal()
                    mayEnd.wait()
                    return .commit
                }
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                isHeld.wait()
                continuation.resume()
            }
        }
        let readers = (0..<4).map { _ in
            Task.detached { try RunStore(path: path, access: .read).runs().map(\.id) }
        }
        mayEnd.signal()
        try await writing.value
        for reader in readers { #expect(try await reader.value == [run.id]) }
    }
}
