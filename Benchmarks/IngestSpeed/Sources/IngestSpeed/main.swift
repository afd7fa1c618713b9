import Foundation
import SalesIngestion

// Reads sales files into weekly series and prints one JSON object: wall and CPU seconds, bytes, rows, peak memory, and a digest of all
// series (equal digests: the same result).
//
//     swift run -c release IngestSpeed --threads 2 [--no-hash] [--chunk BYTES] FILE...

var options = SalesReadingOptions()
var paths: [String] = []
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--threads": options.threads = arguments.popFirst().flatMap { Int($0) } ?? options.threads
    case "--chunk": options.chunkBytes = arguments.popFirst().flatMap { Int($0) } ?? options.chunkBytes
    case "--no-hash": options.hashing = false
    default: paths.append(argument)
    }
}

/// Seconds of CPU and peak memory of this process.
func usage() -> (cpu: Double, peakBytes: Int) {
    var usage = rusage()
    #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
    let unit = 1
    #else
    getrusage(__rusage_who_t(0), &usage)
    let unit = 1024
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Int(usage.ru_maxrss) * unit)
}

/// FNV-1a with 64 bits: enough to tell two results apart that should be one.
struct Digest {
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}

do {
    let start = DispatchTime.now().uptimeNanoseconds
    let sales = try readSales(paths: paths, options: options)
    let wall = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let used = usage()
    let bytes = sales.report.files.reduce(0) { $0 + $1.bytes }
    var digest = Digest()
    for series in sales.series {
        digest.update(series.key.uniqueID.utf8)
        series.demand.withUnsafeBytes { digest.update($0) }
    }
    // All of them: with those of the periods at the ends that are not complete and so in no series.
    let units = sales.series.reduce(0) { $0 + $1.demand.reduce(0, +) } + sales.report.partialFirstUnits + sales.report.partialLastUnits
    print("""
        {"wall": \(wall), "cpu": \(used.cpu), "bytes": \(bytes), "rows": \(sales.report.rowsRead), "series": \(sales.series.count), \
        "units": \(units), "peak_mb": \(used.peakBytes / 1_000_000), "digest": "\(String(digest.state, radix: 16))"}
        """)
} catch {
    print(error)
    exit(65)
}
