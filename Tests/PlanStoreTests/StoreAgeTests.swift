import DemandModel
import Foundation
import GRDB
import Testing

@testable import PlanStore

/// Stores of every earlier schema, pruning, many readers beside a writer.
@Suite struct StoreAgeTests {
    static let names = StoreSchema.migrator().migrations

    /// A store whose tables are those of an earlier version, with a run in it.
    private func olderStore(_ directory: TemporaryDirectory, upTo migration: String, run: PlanRun) throws -> String {
        let modern = directory.file("modern.sqlite"), path = directory.file("twobin.sqlite")
        try RunStore(path: modern, access: .create).save(run, createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        let old = try DatabaseQueue(path: path)
        try StoreSchema.migrator().migrate(old, upTo: migration)
        try old.writeWithoutTransaction { database in
            try database.execute(sql: "ATTACH ? AS modern", arguments: [modern])
            for table in ["run", "item", "quarantine"] {
                let columns = try database.columns(in: table).map { "\"\($0.name)\"" }.joined(separator: ", ")
                try database.execute(sql: "INSERT INTO \(table) (\(columns)) SELECT \(columns) FROM modern.\(table)")
            }
            try database.execute(sql: "DETACH modern")
        }
        return path
    }

    @Test(arguments: StoreAgeTests.names) func everyEarlierSchemaIsReadAndBroughtUpToDate(migration: String) throws {
        let directory = try TemporaryDirectory()
        let run = inventedRun(items: 3)
        let path = try olderStore(directory, upTo: migration, run: run)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(try RunStore(path: path, access: .read).load(run.id) == run)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
        let store = try RunStore(path: path, access: .create)
        #expect(try store.load(run.id) == run)
        let next = inventedRun(id: "beef", items: 2, seed: 5)
        try store.save(next, createdAt: Date(timeIntervalSince1970: 1_700_000_100))
        #expect(try store.runs().map(\.id) == ["beef", run.id])
        #expect(try store.overrides().isEmpty && store.approvals().isEmpty)
        let tables = try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_master ORDER BY name") }
        let whole = try DatabaseQueue(path: directory.file("modern.sqlite")).read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_master ORDER BY name") }
        #expect(tables == whole)
    }

    @Test func pruningKeepsTheNewestAndGivesRoomBack() throws {
        let directory = try TemporaryDirectory()
        let store = try RunStore(path: directory.file("twobin.sqlite"), access: .create)
        func save(_ id: String, parent: String? = nil, day: Double) throws {
            try store.save(inventedRun(id: id, parentID: parent, items: 20), createdAt: Date(timeIntervalSince1970: 86_400 * day))
        }
        try save("a1", day: 1)
        try save("a2", parent: "a1", day: 1)
        try save("b1", day: 2)
        try save("c1", day: 3)
        try save("c2", parent: "a1", day: 3)
        try save("d1", day: 4)
        // Of age: nothing was saved before the first day.
        #expect(try store.prune(keepingPlans: 1, savedBefore: Date(timeIntervalSince1970: 0)).plans == 0)
        let first = try store.prune(keepingPlans: 2)
        #expect(first.plans == 2 && first.scenarios == 1)
        #expect(first.bytesAfter < first.bytesBefore)
        #expect(try store.runs().map(\.id) == ["d1", "c2", "c1"])
        // However old, the newest plan stays.
        let second = try store.prune(keepingPlans: nil, savedBefore: Date(timeIntervalSince1970: 86_400 * 100))
        #expect(second.plans == 1 && second.scenarios == 1)
        #expect(try store.runs().map(\.id) == ["d1"])
        #expect(try store.load("d1").items.count == 20)
        let empty = try RunStore(path: directory.file("empty.sqlite"), access: .create)
        #expect(try empty.prune(keepingPlans: 1).plans == 0)
    }

    @Test func eightReadersBesideAWriterMeetNoError() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        let first = inventedRun(id: "0000", items: 40)
        try RunStore(path: path, access: .create).save(first, createdAt: Date(timeIntervalSince1970: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 1...12 {
                    // A connection of its own each time, as every night has.
                    try RunStore(path: path, access: .write).save(
                        inventedRun(id: "000\(String(number, radix: 16))", items: 40, seed: UInt64(number)), createdAt: Date(timeIntervalSince1970: Double(number)), keepingPlans: 3)
                }
            }
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<12 {
                        let store = try RunStore(path: path, access: .read)
                        let listed = try store.runs()
                        #expect((1...3).contains(listed.count))
                        #expect(listed == listed.sorted { $0.id > $1.id })
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try RunStore(path: path, access: .read).runs().map(\.id) == ["000c", "000b", "000a"])
    }

    /// A folder that nobody may write, as on a read-only mount: reading needs no journal and no lock file.
    @Test func readersNeedNoRightToWrite() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        let run = inventedRun(items: 2)
        try RunStore(path: path, access: .create).save(run, createdAt: Date(timeIntervalSince1970: 0))
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path) }
        #expect(try RunStore(path: path, access: .read).load(run.id) == run)
    }

    @Test func networkFileSystemsAreKnownByTheTableOfMounts() {
        let mounts = """
            22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
            30 22 0:26 / /mnt/share rw,relatime shared:2 - nfs4 server:/export rw,vers=4.2
            31 30 254:2 / /mnt/share/local rw - xfs /dev/vdb rw
            32 22 0:27 / /mnt/two\\040words rw - fuse.sshfs user@host: rw
            33 22 0:28 / /srv rw - fuse.overlayfs overlay rw

            """
        #expect(NetworkFileSystem.name(of: "/var/lib/shop/out", mounts: mounts) == nil)
        #expect(NetworkFileSystem.name(of: "/mnt/share/out/twobin.sqlite", mounts: mounts) == "nfs4")
        #expect(NetworkFileSystem.name(of: "/mnt/sharepoint/out", mounts: mounts) == nil)
        #expect(NetworkFileSystem.name(of: "/mnt/share/local/out", mounts: mounts) == nil)
        #expect(NetworkFileSystem.name(of: "/mnt/two words/out", mounts: mounts) == "fuse.sshfs")
        #expect(NetworkFileSystem.name(of: "/srv/out", mounts: mounts) == nil)
        #expect(NetworkFileSystem.name(of: "/srv/out", mounts: "") == nil)
        let advice = NetworkFileSystem.advice("/mnt/out/twobin.sqlite", "nfs4")
        #expect(advice.contains("/mnt/out/twobin.sqlite") && advice.contains("nfs4") && advice.contains("--store"))
    }
}
