import CustomerBackorders
import DemandModel
import Testing

/// Dates against a shop whose future is known: 20,000 lines that wait, suppliers that are late, cross and deliver in part.
struct DateCalibrationTests {
    @Test func promisesHoldAsOftenAsTheySay() throws {
        let shop = SimulatedShop(itemCount: 2_000, lines: 20_000, seed: 7)
        let facts = backorderFacts(
            receipts: shop.receipts, openOrders: shop.openOrders, waiting: shop.waiting, supplierOf: [:], asOf: shop.asOf)
        #expect(facts.waiting.count == 20_000)
        let dates = restockDates(RestockInput(asOf: shop.asOf, items: shop.items, facts: facts), threads: 2)
        var overall = Held()
        var perKind: [SupplierKind: Held] = [:]
        for line in dates.lines {
            let filled = shop.asOf.advanced(by: shop.filledAfter[line.line])
            overall.count(line.dates, filled: filled)
            perKind[shop.kinds[line.line], default: Held()].count(line.dates, filled: filled)
        }
        print("all \(overall)")
        for kind in SupplierKind.allCases { print("\(kind) \(perKind[kind] ?? Held())") }
        #expect((0.47...0.53).contains(overall.half), "\(overall)")
        #expect((0.88...0.92).contains(overall.most), "\(overall)")
        for (kind, held) in perKind {
            #expect((0.47...0.53).contains(held.half), "\(kind) \(held)")
            #expect((0.88...0.92).contains(held.most), "\(kind) \(held)")
        }
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
