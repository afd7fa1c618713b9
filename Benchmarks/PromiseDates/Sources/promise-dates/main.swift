import CustomerBackorders
import DemandModel

// Calibration: 20,000 lines on 10,000 items of 25 suppliers of each class, three seeds; then the time of 200,000 lines on 30,000 items on one thread.

struct Held {
    var lines = 0.0, byHalf = 0.0, byMost = 0.0

    mutating func count(_ dates: DatePromise, filled: CalendarDay) {
        lines += 1
        if let day = dates.p50, filled <= day { byHalf += 1 }
        if let day = dates.p90, filled <= day { byMost += 1 }
    }

    var text: String { "\(Int(lines)) lines, P50 held \(byHalf / lines), P90 held \(byMost / lines)" }
}

func facts(_ shop: SimulatedShop) -> BackorderFacts {
    backorderFacts(receipts: shop.receipts, openOrders: shop.openOrders, waiting: shop.waiting, supplierOf: [:], asOf: shop.asOf)
}

for seed in [1, 2, 3] as [UInt64] {
    let shop = SimulatedShop(itemCount: 10_000, lines: 20_000, seed: seed, suppliersPerKind: 25)
    let dates = restockDates(RestockInput(asOf: shop.asOf, items: shop.items, facts: facts(shop)))
    var all = Held(), kinds: [SupplierKind: Held] = [:]
    for line in dates.lines {
        let filled = shop.asOf.advanced(by: shop.filledAfter[line.line])
        all.count(line.dates, filled: filled)
        kinds[shop.kinds[line.line], default: Held()].count(line.dates, filled: filled)
    }
    print("seed \(seed) all: \(all.text)")
    for kind in SupplierKind.allCases { print("seed \(seed) \(kind.rawValue): \(kinds[kind, default: Held()].text)") }
}

let large = SimulatedShop(itemCount: 30_000, lines: 210_000, seed: 4)
let known = facts(large)
for threads in [1, 2] {
    let clock = ContinuousClock()
    let start = clock.now
    let dates = restockDates(RestockInput(asOf: large.asOf, items: large.items, facts: known), threads: threads)
    print("\(dates.lines.count) lines on \(large.items.count) items, \(threads) threads: \(clock.now - start)")
}
