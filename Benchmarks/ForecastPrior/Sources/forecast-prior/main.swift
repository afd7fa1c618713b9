@testable import DemandForecasting
import DemandModel
import Foundation
@testable import NumericCore

// Usage: forecast-prior PANEL.txt SEASON HORIZON OUT
// PANEL.txt: one series per line, values separated by blanks. OUT: numbers as 64-bit floats; for each origin 1...4 horizons before the
// ends and each regular series: origin, index, then the gaps of the evidence, 1 or 0 per member (there or not), and each member's
// medians (NaN where it is not). Prints the members' names and how many of them have evidence.

let arguments = CommandLine.arguments
guard arguments.count == 5, let season = Int(arguments[2]), let horizon = Int(arguments[3]),
      let text = try? String(contentsOfFile: arguments[1], encoding: .utf8) else {
    print("usage: forecast-prior PANEL.txt SEASON HORIZON OUT")
    exit(64)
}
let panel = text.split(separator: "\n").enumerated().map { index, line in
    DemandSeries(
        key: ItemLocation(item: "S\(index)"), firstPeriod: 0, demand: line.split(separator: " ").compactMap { Double($0) })
}
do {
    try BlasGuard.prepare()
    let members = MemberSet(seasonLength: season, horizon: horizon, isIntermittent: false)
    var numbers: [Double] = []
    for origin in 1...4 {
        let prepared = panel.map { series -> PreparedSeries? in
            let end = series.count - origin * horizon
            guard end >= max(4, season + 2) else { return nil }
            var cut = series
            cut.demand = Array(series.demand.prefix(end))
            guard let one = try? PreparedSeries(cut), one.constant == nil, !one.demandClass.isIntermittent else { return nil }
            return one
        }
        let pooled = PooledMembers(sample: prepared.compactMap { $0 }, seasonLength: season, horizon: horizon, threads: 1)
        let candidates = members.candidates(prepared, pooled: pooled)
        for (index, one) in prepared.enumerated() {
            guard let one else { continue }
            numbers += [Double(origin), Double(index)]
            numbers += CombinationWeights.gaps(candidates[index], evidenceCount: members.evidenceCount, observed: one.observed)
            numbers += candidates[index].map { $0 == nil ? 0 : 1 }
            for candidate in candidates[index] {
                numbers += candidate?.points(floorAtZero: one.isNonNegative).map { $0 * one.scale }
                    ?? [Double](repeating: .nan, count: horizon)
            }
        }
    }
    try numbers.withUnsafeBufferPointer { Data(buffer: $0) }.write(to: URL(fileURLWithPath: arguments[4]))
    print(members.evidenceCount)
    for name in members.names { print(name) }
} catch {
    print("\(error)")
    exit(65)
}
