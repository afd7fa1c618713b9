import CustomerBackorders
import DemandModel
import Foundation

// Calibration: 20,000 lines on 10,000 items of 25 suppliers of each class, many seeds; then the time of 200,000 lines on 30,000 items.
//
// swift run -c release promise-dates [SEEDS]      12 seeds unless said; results/promise-dates.txt is of 24

struct Held {
    var lines = 0.0, byHalf = 0.0, byMost = 0.0

    mutating func count(_ dates: DatePromise, filled: CalendarDay) {
        lines += 1
        if let day = dates.p50, filled <= day { byHalf += 1 }
        if let day = dates.p90, filled <= day { byMost += 1 }
    }
}

/// Percent over the seeds: mean, standard error of the mean, least and most.
func spread(_ shares: [Double]) -> String {
    let count = Double(shares.count)
    let mean = shares.reduce(0, +) / count
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    func percent(_ share: Double) -> String { String(format: "%.2f", 100 * share) }
    return "\(percent(mean)) (standard error \(percent((variance / count).squareRoot())), \(percent(shares.min() ?? 0)) to \(percent(shares.max() ?? 0)))"
}

func facts(_ shop: SimulatedShop) -> BackorderFacts {
    backorderFacts(receipts: shop.receipts, openOrders: shop.openOrders, waiting: shop.waiting, supplierOf: [:], asOf: shop.asOf)
}

func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

let seeds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 12
/// Gaps between the probability that a line is filled by a day and the share that is: 0 where the distribution is right at every day.
var gaps: [String: [Double]] = [:]
var half: [String: [Double]] = [:], most: [String: [Double]] = [:]
let names = ["all"] + SupplierKind.allCases.map(\.rawValue)
for seed in 1...max(2, seeds) {
    var shop = SimulatedShop(itemCount: 10_000, lines: 20_000, seed: UInt64(seed), suppliersPerKind: 25)
    // Any day may stand as promised: 0 to 49 days ahead in turn.
    for index in shop.waiting.indices { shop.waiting[index].promisedOn = shop.asOf.advanced(by: index * 7 % 50) }
    let dates = restockDates(RestockInput(asOf: shop.asOf, items: shop.items, facts: facts(shop)))
    var sums: [String: (gap: Double, lines: Double)] = [:]
    for line in dates.lines {
        guard let kept = line.promiseKept else { continue }
        let gap = kept - (shop.filledAfter[line.line] <= line.line * 7 % 50 ? 1 : 0)
        for name in ["all", shop.kinds[line.line].rawValue] {
            sums[name, default: (0, 0)].gap += gap
            sums[name, default: (0, 0)].lines += 1
        }
    }
    for (name, sum) in sums { gaps[name, default: []].append(sum.gap / sum.lines) }
    var held: [String: Held] = [:]
    for line in dates.lines {
        let filled = shop.asOf.advanced(by: shop.filledAfter[line.line])
        for name in ["all", shop.kinds[line.line].rawValue] { held[name, default: Held()].count(line.dates, filled: filled) }
    }
    for name in names {
        let one = held[name, default: Held()]
        half[name, default: []].append(one.byHalf / one.lines)
        most[name, default: []].append(one.byMost / one.lines)
    }
}
print("\(max(2, seeds)) seeds, 20,000 lines each, 5,000 of each class; percent of lines filled by the day told")
for name in names { print("\(name): P50 held \(spread(half[name] ?? [])), P90 held \(spread(most[name] ?? [])), probability less share \(spread(gaps[name] ?? []))") }

let large = SimulatedShop(itemCount: 30_000, lines: 210_000, seed: 4)
for threads in [1, 2] {
    let start = cpuSeconds()
    let known = facts(large)
    let read = cpuSeconds()
    let dates = restockDates(RestockInput(asOf: large.asOf, items: large.items, facts: known), threads: threads)
    let dated = cpuSeconds()
    print("\(dates.lines.count) lines on \(large.items.count) items, \(threads) threads, CPU seconds: facts \(read - start), dates \(dated - read)")
}
