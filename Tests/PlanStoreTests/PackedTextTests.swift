import DemandModel
import Foundation
import GRDB
import Testing
@testable import PlanStore

/// The text of an item packed by deflate.
@Suite struct PackedTextTests {
    @Test func textsComeBackAndTakeFewBytes() throws {
        let packer = try #require(TextPacker())
        let texts = [
            "", "{}", #"{"key":{"item":"mug","location":"main"}}"#, String(repeating: "äöü \u{0}", count: 5_000),
        ]
        for text in texts {
            let bytes = Array(text.utf8)
            let packed = try #require(packer.pack(bytes))
            #expect(unpackText(packed, count: bytes.count) == bytes)
            #expect(packed.count < bytes.count + 64)
        }
        let item = try ItemPayload.encoder().encode(inventedRun(id: "r", items: 1).items[0])
        #expect(try #require(packer.pack([UInt8](item))).count < item.count / 2)
    }

    @Test func damageIsNoticed() throws {
        let bytes = Array(#"{"key":{"item":"mug","location":"main"},"weight":1}"#.utf8)
        let packed = try #require(TextPacker()?.pack(bytes))
        #expect(unpackText(packed, count: bytes.count - 1) == nil)
        #expect(unpackText(packed, count: bytes.count + 1) == nil)
        #expect(unpackText(Array(packed.dropLast()), count: bytes.count) == nil)
        #expect(unpackText(packed + [0], count: bytes.count) == nil)
        #expect(unpackText([], count: 3) == nil)
        #expect(unpackText(packed, count: -1) == nil && unpackText(packed, count: Int.max) == nil)
        for position in packed.indices {
            var damaged = packed
            damaged[position] ^= 0x55
            // Another text or none, but no more bytes than were promised.
            #expect(unpackText(damaged, count: bytes.count)?.count ?? bytes.count == bytes.count)
        }
    }

    @Test func runsOfTheEarlierFormatAreRead() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        let store = try RunStore(path: path, access: .create)
        let run = inventedRun(id: "r1", items: 5)
        try store.save(run, createdAt: Date(timeIntervalSince1970: 0))
        try DatabaseQueue(path: path).write { database in
            for row in try Row.fetchAll(database, sql: "SELECT rowid, details, numbers FROM item") {
                #expect((row["details"] as String).isEmpty)
                let payload = try #require(ItemPayload(details: row["details"], numbers: [UInt8](row["numbers"] as Data), periodStarts: nil))
                try database.execute(
                    sql: "UPDATE item SET details = ?, numbers = ? WHERE rowid = ?",
                    arguments: [String(decoding: payload.details, as: UTF8.self), Data(payload.numbers), row["rowid"] as Int64])
            }
            try database.execute(sql: "UPDATE run SET payload_format = 1")
        }
        #expect(try RunStore(path: path, access: .read).load("r1") == run)
    }

    @Test(arguments: [2, 5])
    func threadsChangeNoByteOfTheStore(threads: Int) throws {
        let directory = try TemporaryDirectory()
        let run = inventedRun(id: "r1", items: 700)
        var rows: [[Row]] = []
        for count in [1, threads] {
            let path = directory.file("\(count).sqlite")
            try RunStore(path: path, access: .create).save(run, createdAt: Date(timeIntervalSince1970: 0), threads: count)
            rows.append(try DatabaseQueue(path: path).read { try Row.fetchAll($0, sql: "SELECT * FROM item ORDER BY rowid") })
        }
        #expect(rows[0] == rows[1] && rows[0].count == 700)
    }
}
