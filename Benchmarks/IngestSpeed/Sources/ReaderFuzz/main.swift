import Dispatch
import Foundation
import SalesIngestion

// Mutation fuzzing of the readers: inputs are made from a corpus of small files by a seeded generator, read from memory, and every
// sixteenth one is read again in small chunks and with two threads: the result must be the same.
//
//     swift run -c release ReaderFuzz --inputs 10000000 --seed 1 --corpus ../../Tests/SalesIngestionTests/Fixtures
//
// A crash ends the program; the seed and the number of the input on the last progress line reproduce it (--start N).

/// SplitMix64 (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}

let tokens: [[UInt8]] = [
    ",", ";", "\t", "|", "\n", "\r", "\r\n", "\"", "\"\"", "\u{FEFF}", "-", "+", ".", "e9", "E-300", "nan", "inf", "0x1p9", "1e400", "99999999999999999999",
    "-0", "2024-02-30", "2024-02-29T23:59:60Z", "9999-12-31", "0001-01-01", "1900-01-01", "2200-12-31", "13/13/2024", "1/2/24", "d_1", "d_99999999",
    "w_2", "=1+1", "@x", "C1", "A1", "POST", "\u{0}", "ä", "\u{202E}", "date", "item", "quantity", "ds", "unique_id", "y", "price", "location", "main",
    "-9223372036854775808", "1000000000", "1000000001", "0.0000001", "45000", "20000", "1,234.5", "£3", "(7)", "1.234,50 €",
    "2024-W07", "KW 53/2020", "Jan-24", "202402", "1er août 2024", "sep=;", "# note\n", "Report\n\n", "=\"0012\"", "Total", "\tGMT+2",
].map { Array($0.utf8) } + [[0xFF], [0xC3], [0x1F, 0x8B, 8, 0], [0xFF, 0xFE], [0x50, 0x4B, 3, 4], [0xE9, 0x74, 0xE9], [0xFC]]

func mutate(_ seed: [UInt8], corpus: [[UInt8]], _ random: inout SplitMix) -> [UInt8] {
    var bytes = seed
    for _ in 0..<(1 + random.below(6)) {
        let at = random.below(bytes.count + 1)
        switch random.below(8) {
        case 0: bytes.insert(contentsOf: tokens[random.below(tokens.count)], at: at)
        case 1: if !bytes.isEmpty { bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
        case 2: if !bytes.isEmpty { bytes.removeSubrange(min(at, bytes.count - 1)..<min(bytes.count, at + 1 + random.below(20))) }
        case 3:
            let from = random.below(bytes.count + 1)
            bytes.insert(contentsOf: Array(bytes[min(from, at)..<max(from, at)].prefix(200)), at: at)
        case 4:
            let other = corpus[random.below(corpus.count)]
            let from = random.below(other.count + 1)
            bytes.insert(contentsOf: other[from..<min(other.count, from + random.below(120))], at: at)
        case 5: if !bytes.isEmpty { bytes.swapAt(random.below(bytes.count), random.below(bytes.count)) }
        case 6: bytes = Array(bytes.prefix(at))
        case 7 where random.below(8) == 0:
            // The same in UTF-16, with a byte-order mark or without.
            bytes = (random.below(2) == 0 ? [0xFF, 0xFE] : []) + bytes.flatMap { [$0, 0] }
        default:
            // A cell becomes a token.
            if let start = bytes[min(at, bytes.count)...].firstIndex(of: 0x2C) {
                let end = bytes[(start + 1)...].firstIndex { $0 == 0x2C || $0 == 0x0A } ?? bytes.count
                bytes.replaceSubrange((start + 1)..<end, with: tokens[random.below(tokens.count)])
            }
        }
        if bytes.count > 2_000 { bytes = Array(bytes.prefix(2_000)) }
    }
    return bytes
}

/// What a reading gave, as text.
func outcome(_ bytes: [UInt8], kind: Int, chunk: Int, threads: Int, inFull: Bool, scratchFile path: String) -> String {
    var options = SalesReadingOptions()
    options.period = [nil, .day, .week, .month][kind & 3]
    options.chunkBytes = chunk
    options.threads = threads
    options.hashing = false
    options.limits.columns = 200
    options.limits.recordBytes = 4_096
    do throws(IngestionError) {
        switch kind >> 2 {
        case 0, 1, 2:
            if kind == 11 {
                // Every table that is held as text, by what its header looks like.
                try? Data(bytes).write(to: URL(fileURLWithPath: path))
                let kind = try tableKind(path: path)
                if kind != .sales {
                    let inspection = try inspectTable(path: path, kind: kind)
                    return inFull ? "[\(inspection.lines)" : "["
                }
            }
            let sales = try readSales(bytes: bytes, name: "fuzz.csv", options: options)
            guard inFull else { return "[" }
            return "\(sales.series.map { "\($0.key.uniqueID) \($0.firstPeriod) \($0.demand) \($0.price)" }) \(sales.quarantine) \(sales.report.lines)"
        default:
            let file = try readSeriesFile(bytes: bytes, name: "fuzz.csv")
            guard inFull else { return "[" }
            return "\(file.series.map { "\($0.uniqueID) \($0.demand.firstPeriod) \($0.demand.count) \($0.nextTexts(2))" })"
        }
    } catch {
        return error.description
    }
}

var inputs = 100_000, seed: UInt64 = 1, start = 0, corpusPath = "Tests/SalesIngestionTests/Fixtures"
var arguments = Array(CommandLine.arguments.dropFirst())
while arguments.count >= 2 {
    let (name, value) = (arguments[0], arguments[1])
    switch name {
    case "--inputs": inputs = Int(value) ?? inputs
    case "--seed": seed = UInt64(value) ?? seed
    case "--start": start = Int(value) ?? start
    case "--corpus": corpusPath = value
    default: print("unknown option \(name)")
    }
    arguments.removeFirst(2)
}
var corpus: [[UInt8]] = []
if let walker = FileManager.default.enumerator(atPath: corpusPath) {
    for name in walker.allObjects.compactMap({ $0 as? String }).sorted() where name.hasSuffix(".csv") || name.hasSuffix(".txt") {
        if let data = FileManager.default.contents(atPath: corpusPath + "/" + name) { corpus.append(Array(data.prefix(1_500))) }
    }
}
guard !corpus.isEmpty else {
    print("no corpus under \(corpusPath)")
    exit(65)
}
// Tables that are told from their header are opened by name.
let scratchFile = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-fuzz-\(seed).csv").path
let began = DispatchTime.now().uptimeNanoseconds
var readable = 0, unequal = 0, slowest = 0.0
for number in start..<(start + inputs) {
    var random = SplitMix(state: seed &* 0x1_0000_0001 &+ UInt64(number))
    let bytes = mutate(corpus[random.below(corpus.count)], corpus: corpus, &random)
    let kind = random.below(16)
    let before = DispatchTime.now().uptimeNanoseconds
    let first = outcome(bytes, kind: kind, chunk: 1 << 16, threads: 1, inFull: number % 16 == 0, scratchFile: scratchFile)
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - before) / 1e9
    if seconds > 1 { print("input \(number) (seed \(seed)): \(seconds) s") }
    slowest = max(slowest, seconds)
    if first.hasPrefix("[") { readable += 1 }
    if number % 16 == 0 {
        let second = outcome(bytes, kind: kind, chunk: 16 + random.below(100), threads: 2, inFull: true, scratchFile: scratchFile)
        if first != second {
            unequal += 1
            print("input \(number) (seed \(seed)): chunk size or threads change the result\n  \(first)\n  \(second)")
            try? Data(bytes).write(to: URL(fileURLWithPath: "fuzz-\(seed)-\(number).csv"))
        }
    }
    if (number + 1) % 100_000 == 0 {
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
        print("\(number + 1 - start) inputs, \(readable) understood, \(unequal) unequal, \(Int(Double(number + 1 - start) / seconds)) per second, slowest \(slowest) s")
    }
}
print("done: \(inputs) inputs, \(readable) understood, \(unequal) unequal, slowest \(slowest) s")
exit(unequal == 0 ? 0 : 1)
