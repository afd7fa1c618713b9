import DemandForecasting
import DemandModel
import Foundation

// Usage: forecast-speed PANEL.txt SEASON HORIZON THREADS [REPEATS]
// PANEL.txt: one series per line, values separated by blanks. Prints one JSON line per run: CPU and wall seconds of the forecast
// alone (reading excluded), number of series, peak memory of the process in MB, and a digest of all forecasts.

func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func peakMegabytes() -> Double {
    var usage = rusage()
    #if os(Linux)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
    #else
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss) / 1_048_576
    #endif
}

let arguments = CommandLine.arguments
guard arguments.count >= 5, let season = Int(arguments[2]), let horizon = Int(arguments[3]), let threads = Int(arguments[4]),
      let text = try? String(contentsOfFile: arguments[1], encoding: .utf8) else {
    print("usage: forecast-speed PANEL.txt SEASON HORIZON THREADS [REPEATS]")
    exit(64)
}
let repeats = arguments.count > 5 ? Int(arguments[5]) ?? 1 : 1
var panel: [DemandSeries] = []
for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
    let demand = line.split(separator: UInt8(ascii: " ")).compactMap { Double(String(decoding: $0, as: UTF8.self)) }
    panel.append(DemandSeries(key: ItemLocation(item: "S\(index)"), firstPeriod: 0, demand: demand))
}
do {
    let forecaster = try PanelForecaster(
        ForecastConfiguration(horizon: horizon, seasonLength: season, threads: threads, cumulativeVariance: false))
    for _ in 0..<repeats {
        let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC)
        let results = forecaster.forecast(panel)
        let usedCPU = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, usedWall = seconds(CLOCK_MONOTONIC) - wall
        // FNV-1a over the bits of every median: equal for any number of threads.
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for case .success(let path) in results {
            for value in path.median { digest = (digest ^ value.bitPattern) &* 0x100_0000_01b3 }
        }
        print("{\"series\": \(panel.count), \"cpu_seconds\": \(usedCPU), \"wall_seconds\": \(usedWall), "
            + "\"peak_megabytes\": \(peakMegabytes()), \"digest\": \"\(String(digest, radix: 16))\"}")
    }
} catch {
    print("\(error)")
    exit(65)
}
