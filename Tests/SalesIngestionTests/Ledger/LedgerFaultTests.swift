import DemandModel
import Testing
@testable import SalesIngestion

/// Faults of the ledger that depended on the order of rows, on the time of day, or on sizes.
@Suite struct LedgerFaultTests {
    @Test func theMedianPriceOfSpellingsIsThatOfAllTheirLines() throws {
        var options = dailyOptions()
        options.foldCase = true
        let rows = ["2025-01-01,mug,1,4", "2025-01-01,MUG,1,9", "2025-01-02,MUG,1,9", "2025-01-03,Mug,1,9"]
        for order in [rows, rows.reversed()] {
            let text = "date,item,quantity,price\n" + order.joined(separator: "\n") + "\n"
            #expect(try readSales(bytes: Array(text.utf8), name: "x", options: options).items.map(\.medianPrice) == [9])
        }
    }

    @Test func monthNamesWithATimeGoToTheShopsDay() throws {
        var options = dailyOptions()
        options.zone = try ZoneOffset(timeZone: nil, dayStartsAtMinute: 4 * 60)
        let text = "date,item,quantity\n\"May 1, 2024 12:05 AM\",A,1\n\"May 2, 2024 9:00 AM\",A,2\n"
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: options)
        #expect(sales.report.firstDay?.description == "2024-04-30")
        #expect(sales.series[0].demand == [1, 0, 2])
    }

    @Test func aPriceOverATinyQuantityIsNoCrash() throws {
        let text = "amazon-order-id\tpurchase-date\tsku\tquantity\titem-price\n1\t2024-01-01T00:00:00+00:00\tA\t0.000001\t900000000\n2\t2024-01-02T00:00:00+00:00\tA\t2\t10\n"
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.items.map(\.medianPrice) == [5])
    }

    /// Matching by walking through all sales of the customer, as it is defined.
    private func slowly(_ lines: [(day: Int32, quantity: Micro, price: Micro)]) -> [String] {
        var sales = lines.filter { $0.quantity > 0 }.sorted { ($0.day, $0.price, $0.quantity) < ($1.day, $1.price, $1.quantity) }
        var moves: [String] = []
        for back in lines.filter({ $0.quantity < 0 }).sorted(by: { ($0.day, $0.price, $0.quantity) < ($1.day, $1.price, $1.quantity) }) {
            var left = -back.quantity
            for samePrice in [true, false] {
                for index in sales.indices.reversed() where left > 0 && sales[index].day <= back.day && sales[index].quantity > 0 && (sales[index].price == back.price) == samePrice {
                    let units = min(left, sales[index].quantity)
                    sales[index].quantity -= units
                    left -= units
                    if sales[index].day != back.day { moves.append("\(back.day) \(sales[index].day) \(units)") }
                }
            }
        }
        return moves
    }

    @Test func returnsAreMatchedAsByWalkingThroughAllSales() {
        var state: UInt64 = 7
        func random(_ bound: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        for _ in 0..<50 {
            var matcher = ReturnMatcher()
            var lines: [(day: Int32, quantity: Micro, price: Micro)] = []
            for _ in 0..<60 {
                let line = (day: Int32(random(20)), quantity: random(3) == 0 ? -(random(4) + 1) : random(5) + 1, price: random(3))
                lines.append(line)
                matcher.add(series: 0, customer: 9, day: line.day, quantity: line.quantity, price: line.price)
            }
            #expect(matcher.match().moves.map { "\($0.from) \($0.to) \(-$0.quantity)" } == slowly(lines))
        }
    }

    @Test func whatAnotherVersionKeptIsNotUsed() throws {
        let files = try TemporaryFiles()
        let path = try files.write("date,item,quantity\n2025-01-01,A,1\n2025-01-02,A,2\n")
        var options = dailyOptions()
        options.memoryPath = files.directory.appendingPathComponent("memory").path
        options.buildIdentity = "1.0"
        #expect(try readSales(paths: [path], options: options).report.rowsRemembered == 0)
        #expect(try readSales(paths: [path], options: options).report.rowsRemembered == 2)
        options.buildIdentity = "1.1"
        #expect(try readSales(paths: [path], options: options).report.rowsRemembered == 0)
    }

    @Test func aKeyTableThatGrowsWhileARowIsRefusedKeepsNoOldPlace() throws {
        var bytes = Array("date,item,quantity\n".utf8)
        for number in 0..<3_000 {
            bytes += Array("2025-01-01,item-number-\(number),1\n2025-01-01,bad-\(number)-".utf8) + [0xFF, 0xFE] + Array(",1\n2025-01-01,item-number-\(number),1\n".utf8)
        }
        var options = dailyOptions()
        options.encoding = .utf8
        let sales = try readSales(bytes: bytes, name: "x", options: options)
        #expect(sales.series.count == 3_000)
        #expect(sales.quarantine.count == 3_000)
        #expect(sales.items.allSatisfy { $0.unitsSold == 2 })
    }
}
