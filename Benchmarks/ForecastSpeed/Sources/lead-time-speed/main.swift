import DemandForecasting
import DemandModel
import Foundation

// Usage: lead-time-speed PANEL.txt SEASON PERIODS [REPEATS]
// PANEL.txt: one series per line, values separated by blanks. Prints one JSON line per run, all on one thread: CPU seconds of the
// forecast with its quantiles, and what the distributions of total demand over PERIODS periods add to it: learning from the panel
// (past origins forecast anew) and the distribution of every series, and apart from that five quantiles of each.

func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

let arguments = CommandLine.arguments
guard arguments.count >= 4, let season = Int(arguments[2]), let periods = Int(arguments[3]),
      let text = try? String(contentsOfFile: arguments[1], encoding: .utf8) else {
    print("usage: lead-time-speed PANEL.txt SEASON PERIODS [REPEATS]")
    exit(64)
}
let repeats = arguments.count > 4 ? Int(arguments[4]) ?? 1 : 1
var panel: [DemandSeries] = []
for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
    let demand = line.split(separator: UInt8(ascii: " ")).compactMap { Double(String(decoding: $0, as: UTF8.self)) }
    panel.append(DemandSeries(key: ItemLocation(item: "S\(index)"), firstPeriod: 0, demand: demand))
}
do {
    let forecaster = try PanelForecaster(ForecastConfiguration(horizon: periods, seasonLength: season))
    for _ in 0..<repeats {
        let start = cpuSeconds()
        var paths: [PathForecast] = [], series: [DemandSeries] = []
        for (one, result) in zip(panel, forecaster.forecast(panel)) {
            guard case .success(let path) = result else { continue }
            paths.append(path)
            series.append(one)
        }
        let forecast = cpuSeconds()
        let totals = LeadTimeTotals(periods: periods, seasonLength: season, forecaster: forecaster)
            .distributions(of: paths, training: series).distributions
        let learnt = cpuSeconds()
        var sum = 0.0
        for case .some(let demand) in totals { sum += demand.quantiles([0.5, 0.8, 0.9, 0.95, 0.99]).reduce(0, +) }
        let read = cpuSeconds()
        print("{\"series\": \(paths.count), \"forecast_cpu_seconds\": \(forecast - start), \"lead_time_cpu_seconds\": \(learnt - forecast), "
            + "\"lead_time_ms_per_series\": \((learnt - forecast) / Double(max(1, paths.count)) * 1000), "
            + "\"quantiles_cpu_seconds\": \(read - learnt), \"sum_of_quantiles\": \(sum)}")
    }
} catch {
    print("\(error)")
    exit(65)
}
