import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// Damaged files: every reader answers with rows, with rows set aside or with an error of its own, and never crashes; threads and chunks decide nothing.
///
/// A few inputs a reader in every run of the tests. `TWOBIN_FUZZ_SECONDS=30 swift test --filter ReaderFuzzTests` goes on for half a minute a reader, with
/// the same inputs in the same order (`TWOBIN_FUZZ_SEED` starts elsewhere).
@Suite struct ReaderFuzzTests {
    private static let seconds = ProcessInfo.processInfo.environment["TWOBIN_FUZZ_SECONDS"].flatMap { Double($0) }
    private static let seed = ProcessInfo.processInfo.environment["TWOBIN_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_251
    private static let inputsInTests = 60

    /// Fixtures of layouts and misread files.
    private static let corpus: [[UInt8]] = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.lastPathComponent != "SalesIngestionTests" { folder.deleteLastPathComponent() }
        let root = folder.appendingPathComponent("Fixtures")
        let names = (FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []).filter { name in
            (name.hasPrefix("dialects/") || name.hasPrefix("cases/")) && (name.hasSuffix(".csv") || name.hasSuffix(".txt"))
        }
        return names.sorted().compactMap { try? Data(contentsOf: root.appendingPathComponent($0)) }.map { [UInt8]($0.prefix(4_096)) }
    }()

    /// A linear congruential generator: the same inputs on every machine.
    private struct Chance {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(max(1, bound)))
        }
    }

    private static let pieces: [[UInt8]] = [
        "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", "0", "-", "1e308", "nan", "9999999999999999999", "2024-02-30", "31/12/99", "d_2000000000", "Total", "=\"0012\"", "1.234.567,89",
        "Return", "Storno", "[{", "2× A, 1× B", "+-----+", "令和7年1月5日",
    ].map { Array($0.utf8) } + [[0], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xC3], [0xE2, 0x80], [0x1B, 0x5B, 0x31, 0x6D]]

    private static func damaged(_ chance: inout Chance) -> [UInt8] {
        var bytes = corpus[chance.next(corpus.count)]
        for _ in 0...chance.next(6) {
            let place = chance.next(bytes.count + 1)
            switch chance.next(6) {
            case 0: bytes.insert(contentsOf: pieces[chance.next(pieces.count)], at: place)
            case 1: if place < bytes.count { bytes[place] = UInt8(chance.next(256)) }
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + chance.next(40)))
            case 3: bytes = Array(bytes.prefix(place))
            case 4:
                let other = corpus[chance.next(corpus.count)], start = chance.next(other.count)
                bytes.insert(contentsOf: other[start..<min(other.count, start + chance.next(200))], at: place)
            default: if place < bytes.count { bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + chance.next(80))], at: place) }
            }
            if bytes.isEmpty { bytes = corpus[0] }
        }
        return bytes
    }

    /// Hands damaged inputs to a reader until the count or the time is up.
    private static func run(_ salt: UInt64, _ body: ([UInt8], Int) throws -> Void) rethrows {
        var chance = Chance(state: seed &+ salt)
        let end = seconds.map { ContinuousClock.now + .seconds($0) }
        var count = 0
        while end.map({ ContinuousClock.now < $0 }) ?? (count < inputsInTests) {
            try body(damaged(&chance), count)
            count += 1
        }
    }

    private static let limits: ReadingLimits = {
        var limits = ReadingLimits()
        limits.periods = 20_000
        limits.seriesPeriods = 2_000_000
        return limits
    }()

    @Test func salesOfDamagedFiles() throws {
        #expect(Self.corpus.count > 40)
        var understood = 0
        Self.run(1) { bytes, count in
            var options = SalesReadingOptions()
            options.threads = 1
            options.limits = Self.limits
            options.period = [Period.day, .week, .month][count % 3]
            options.today = 20_300
            let first = Result { try readSales(bytes: bytes, name: "x", options: options) }
            guard count % 4 == 0 else { return }
            options.threads = 3
            options.chunkBytes = 128
            let second = Result { try readSales(bytes: bytes, name: "x", options: options) }
            switch (first, second) {
            case (.success(let a), .success(let b)):
                understood += 1
                #expect(a.series == b.series && a.report == b.report && a.quarantine == b.quarantine, "input \(count)")
            case (.failure(let a), .failure(let b)): #expect("\(a)" == "\(b)", "input \(count)")
            default: Issue.record("input \(count): one reading fails and the other does not")
            }
        }
        #expect(understood > 2)
    }

    @Test(arguments: TableKind.allCases.filter { $0 != .sales }) func tablesOfDamagedFiles(_ kind: TableKind) throws {
        let files = try TemporaryFiles()
        var options = TableReadingOptions()
        options.limits = Self.limits
        try Self.run(UInt64(kind.rawValue.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xFFFF)) { bytes, count in
            let path = try files.write(bytes: bytes, name: "damaged.csv")
            // Typed throws: anything but an answer or an error of ingestion would not compile.
            do throws(IngestionError) {
                let inspection = try inspectTable(path: path, kind: kind, options: options)
                #expect(inspection.understood >= 0 && inspection.rows >= 0, "input \(count)")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test func seriesOfDamagedFiles() {
        Self.run(3) { bytes, count in
            do throws(IngestionError) { _ = try readSeriesFile(bytes: bytes, name: "x") } catch { #expect(!error.description.isEmpty, "input \(count)") }
        }
    }
}
