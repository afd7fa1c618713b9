import CustomerBackorders
import DemandModel
import Testing

/// Dates against a shop whose future is known: lines that wait, suppliers that are late, cross and deliver in part.
///
/// `Benchmarks/PromiseDates` does the same with 20,000 lines and narrow bounds.
struct DateCalibrationTests {
    @Test func promisesHoldAsOftenAsTheySay() throws {
        let shop = SimulatedShop(itemCount: 600, lines: 1_200, seed: 7, suppliersPerKind: 12)
        let facts = backorderFacts(
            receipts: shop.receipts, openOrders: shop.openOrders, waiting: shop.waiting, supplierOf: [:], asOf: shop.asOf)
        #expect(facts.waiting.count == 1_200)
        let dates = restockDates(RestockInput(asOf: shop.asOf, items: shop.items, facts: facts), threads: 2)
        var overall = Held()
        var perKind: [SupplierKind: Held] = [:]
        for line in dates.lines {
            let filled = shop.asOf.advanced(by: shop.filledAfter[line.line])
            overall.count(line.dates, filled: filled)
            perKind[shop.kinds[line.line], default: Held()].count(line.dates, filled: filled)
        }
        #expect((0.46...0.54).contains(overall.half), "\(overall)")
        #expect((0.87...0.93).contains(overall.most), "\(overall)")
        for (kind, held) in perKind {
            #expect((0.42...0.58).contains(held.half), "\(kind) \(held)")
            #expect((0.85...0.95).contains(held.most), "\(kind) \(held)")
        }
    }

    @Test func threadsDoNotChangeADate() {
        let shop = SimulatedShop(itemCount: 40, lines: 80, seed: 3)
        let facts = backorderFacts(receipts: shop.receipts, openOrders: shop.openOrders, waiting: shop.waiting, supplierOf: [:], asOf: shop.asOf)
        let input = RestockInput(asOf: shop.asOf, items: shop.items, facts: facts)
        #expect(restockDates(input, threads: 1) == restockDates(input, threads: 3))
    }

    private struct Held: CustomStringConvertible {
        var lines = 0.0, byHalf = 0.0, byMost = 0.0
        var half: Double { byHalf / lines }
        var most: Double { byMost / lines }

        mutating func count(_ dates: DatePromise, filled: CalendarDay) {
            lines += 1
            if let day = dates.p50, filled <= day { byHalf += 1 }
            if let day = dates.p90, filled <= day { byMost += 1 }
        }

        var description: String { "\(Int(lines)) lines: P50 held \(half), P90 held \(most)" }
    }
}
