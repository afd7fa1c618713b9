import DemandModel
import Digests
import Foundation
import GRDB
import Testing

@testable import PlanStore

/// What the compact form gives back, beside the JSON text of the same value: the same text when it is written again.
private func expectSame<Value: Codable>(_ value: Value, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var compact = JSONTextWriter(form: .compact), text = JSONTextWriter()
    let read = try JSONTextReader().compactValue(Value.self, from: Data(try compact.text(value)))
    #expect(try text.text(read) == text.text(value), sourceLocation: sourceLocation)
}

@Suite struct CompactFormTests {
    @Test func givesBackWhatWasWritten() throws {
        let run = inventedRun(items: 60, weeks: 20)
        for item in run.items { try expectSame(item) }
        try expectSame(run)
        try expectSame(["b": [1, 2], "a": [], "é": [3], "z/\"": [4], "item": [5]] as [String: [Int]])
        try expectSame([10: "ten", 9: "nine"])
        try expectSame([1, nil, 3] as [Int?])
        try expectSame(["Mug, 0.3 l \"old\"\t/ blue\\white \u{1}\u{1F}\u{7F} \u{2028} é 漢 🫖", "", "main", String(repeating: "x", count: 300)])
        try expectSame(CompactForm.vocabulary)
        try expectSame([Int64.min, -1, 0, 127, 128, Int64.max])
        try expectSame([UInt64.max, 1 << 63, 0])
        try expectSame([true, false])
        try expectSame([Float(0.1), 1e-40, -0.0, .infinity])
        try expectSame([[Int]]())
    }

    /// The bytes as the table of the form has them, written by hand.
    @Test func theBytesAreThoseOfTheTable() throws {
        var writer = JSONTextWriter(form: .compact)
        #expect(try writer.text([1, 127, 128, -1]) == [8, 4, 129, 255, 5, 0x80, 0x02, 5, 1])
        #expect(try writer.text([0.5, 1.001, -2.0]) == [8, 3, 4, 0, 0, 0, 0x3F, 6, 0xD2, 0x0F, 5, 3])
        #expect(try writer.text([0.1 + 0.2]) == [8, 1, 3, 0x34, 0x33, 0x33, 0x33, 0x33, 0x33, 0xD3, 0x3F])
        #expect(try writer.text(["main": "éx"]) == [9, 1, 1, 7, 3, 0xC3, 0xA9, 0x78])
        #expect(try writer.text(["zz": [true, false]]) == [9, 1, 0, 2, 0x7A, 0x7A, 8, 2, 2, 1])
        #expect(try writer.text(["b": "main", "a": nil]) == [9, 2, 0, 1, 0x61, 0, 0, 1, 0x62, 16])
    }

    @Test func numbersComeBackBitForBit() throws {
        var random = SplitMix64(state: 5), writer = JSONTextWriter(form: .compact)
        let numbers = [0, -0.0, .infinity, -.infinity, 0x1p53, -0x1p53, 0x1p53 + 2, 0x1p63, 5e-324, 1.7976931348623157e308] + (0..<50_000).map { index -> Double in
            switch index % 5 {
            case 0: Double(bitPattern: random.next())
            case 1: Double(Int64(truncatingIfNeeded: random.next() >> UInt64(index % 64)))
            case 2: Double(random.next() % 10_000_000_000_000) / 1000
            case 3: Double(Float(bitPattern: UInt32(truncatingIfNeeded: random.next())))
            default: Double(random.next()) * 0x1p-80
            }
        }.filter { !$0.isNaN }
        let read = try JSONTextReader().compactValue([Double].self, from: Data(try writer.text(numbers)))
        #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
        #expect(try JSONTextReader().compactValue([Double].self, from: Data(try writer.text([Double.nan])))[0].isNaN)
    }

    /// A store is read by the places of words: these may not move. A word that is added comes behind them.
    @Test func wordsKeepTheirPlaces() {
        #expect(CompactForm.vocabulary.prefix(3) == ["main", "Regression", "last year"])
        // printf '%s\\n' of the first 213 words, without the last line end, through sha256sum.
        var digest = SHA256()
        digest.update(Array(CompactForm.vocabulary.prefix(213).joined(separator: "\n").utf8))
        #expect(digest.finish() == "c66be4fc8bff9eb260e667598b86e79a4042712438e67ec6d6a479920c348447")
        #expect(Set(CompactForm.vocabulary).count == CompactForm.vocabulary.count)
    }

    /// Every beginning of an item's bytes, and every byte changed: refused or another value, never a crash.
    @Test func damagedBytesAreRefused() throws {
        let item = try #require(inventedRun(items: 12, weeks: 8).items.first { $0.outlook != nil })
        var writer = JSONTextWriter(form: .compact), random = SplitMix64(state: 9)
        let bytes = try writer.text(item), reader = JSONTextReader()
        for count in 0..<bytes.count {
            #expect(throws: DecodingError.self) { try reader.compactValue(PlannedItem.self, from: Data(bytes[..<count])) }
        }
        for place in bytes.indices {
            var spoilt = bytes
            spoilt[place] ^= UInt8(truncatingIfNeeded: random.next() % 255 + 1)
            _ = try? reader.compactValue(PlannedItem.self, from: Data(spoilt))
        }
        for damage in [[], [8], [8, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [9, 1, 0xFF, 0x7F, 0], [7, 5, 0x61], [12], [5, 0x80], [3, 0, 0], [0, 0], [7, 1, 0xFF],
                       Array(repeating: [8, 1], count: 5_000).flatMap { $0 } + [0]] as [[UInt8]] {
            #expect(throws: DecodingError.self) { try reader.compactValue([String].self, from: Data(damage)) }
        }
    }

    /// Runs that an earlier version kept as text are read, listed and served as forecasts like those of today.
    @Test func runsKeptAsTextAreReadAsBefore() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("twobin.sqlite")
        let run = inventedRun(id: "old", items: 40), store = try RunStore(path: path, access: .create)
        try store.save(run, createdAt: Date(timeIntervalSince1970: 1_700_000_000))
        let standings = try store.standings(of: "old")
        try DatabaseQueue(path: path).write { database in
            var text = JSONTextWriter()
            for row in try Row.fetchAll(database, sql: "SELECT rowid, details, numbers FROM item") {
                let payload = try ItemPayload(text: row[1], bytes: row[2], periodStarts: nil)
                let item = try JSONTextReader().compactValue(PlannedItem.self, from: payload.details)
                try database.execute(
                    sql: "UPDATE item SET details = ?, numbers = ? WHERE rowid = ?",
                    arguments: [String(decoding: try text.text(item), as: UTF8.self), Data(payload.numbers), row[0] as Int64])
            }
            try database.execute(sql: "UPDATE run SET payload_format = 1")
        }
        #expect(try store.load("old") == run)
        #expect(try store.standings(of: "old") == standings)
        #expect(try store.load("old", parts: .recommendations).items.map(\.recommendation) == run.items.map(\.recommendation))
        #expect(try store.loadItem(run.items[7].key.uniqueID, of: "old") == run.items[7])
    }
}
