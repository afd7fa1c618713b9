import Foundation
import Testing

@testable import NumericCore

@Suite struct PaddedRowsTests {
    private static func numbers(_ count: Int) -> [Double] {
        var state: UInt64 = 3
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53) - 0.5
        }
    }

    @Test func gramAndProductsEqualPlainSums() {
        let rows = Self.numbers(80), weights = Self.numbers(10), factors = Self.numbers(8)
        let gram = PaddedRows.gram(rows: rows, weights: weights)
        for j in 0..<8 {
            for k in 0..<8 {
                let plain = (0..<10).reduce(0) { $0 + weights[$1] * rows[8 * $1 + j] * rows[8 * $1 + k] }
                #expect(abs(gram[8 * j + k] - plain) < 1e-14)
            }
        }
        var product = [Double](repeating: 0, count: 10)
        PaddedRows.products(rows: rows, factors: factors, into: &product)
        for i in 0..<10 {
            #expect(abs(product[i] - (0..<8).reduce(0) { $0 + rows[8 * i + $1] * factors[$1] }) < 1e-14)
        }
    }

    @Test func tablesEqualPlainSums() {
        #expect(PaddedRows.width(18) == 24)
        let table = Self.numbers(3 * 16), x = Self.numbers(16), y = Self.numbers(3)
        var byRow = [Double](repeating: 0, count: 3), byColumn = [Double](repeating: 0, count: 16)
        PaddedRows.times(table: table, rows: 3, width: 16, x: x, into: &byRow)
        PaddedRows.transposedTimes(table: table, rows: 3, width: 16, y: y, into: &byColumn)
        for r in 0..<3 { #expect(abs(byRow[r] - (0..<16).reduce(0) { $0 + table[16 * r + $1] * x[$1] }) < 1e-14) }
        for c in 0..<16 { #expect(abs(byColumn[c] - (0..<3).reduce(0) { $0 + table[16 * $1 + c] * y[$1] }) < 1e-14) }
    }

    @Test func decayIsTheExponential() {
        let distances = [0, 1e-9, 0.3, 1, 7.7, 200, 900, 5_000, .infinity, 44.4, 3]
        var out = [Double](repeating: -1, count: distances.count)
        PaddedRows.decay(distances, rate: 0.75, count: distances.count, into: &out)
        for (distance, value) in zip(distances, out) {
            let exact = distance * 0.75 > 700 ? 0 : exp(-0.75 * distance)
            #expect(abs(value - exact) <= 4e-16 * exact)
        }
    }

    @Test func orderStatisticsEqualSorting() {
        var some = [3.0, 1, 2]
        #expect(orderStatistic(1, of: &some) == 2)
        for count in [1, 2, 17, 40, 333] {
            let plain = Self.numbers(count), repeated = plain.map { ($0 * 5).rounded() }
            for values in [plain, repeated] {
                let sorted = values.sorted()
                for rank in stride(from: 0, to: count, by: 7) {
                    var some = values
                    #expect(orderStatistic(rank, of: &some) == sorted[rank])
                }
            }
        }
    }
}
