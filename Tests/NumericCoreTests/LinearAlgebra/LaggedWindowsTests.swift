import Testing

@testable import NumericCore

@Suite struct LaggedWindowsTests {
    /// Level 1,000 with a slope and a wave, of lengths around the kernels' eight lanes.
    private static let series: [[Double]] = [2, 3, 9, 27, 40].map { count in
        (0..<count).map { (t: Int) -> Double in
            let wave = Double((t * 7919 + count) % 13)
            return 1_000 + 0.7 * Double(t) + 3 * wave
        }
    }

    /// Rows as the documentation writes them: differences to the window's last value, one, target.
    private static func plainRows(_ z: [Double], window: Int) -> [[Double]] {
        (0..<LaggedWindows.count(values: z.count, window: window)).map { (i: Int) -> [Double] in
            let t = window - 1 + i, last = z[t]
            let lags: [Double] = z[i..<t].map { $0 - last }
            return lags + [1, z[t + 1] - last]
        }
    }

    @Test(arguments: [1, 2, 4, 13, 25]) func rowsResidualsAndProductsEqualPlainOnes(window: Int) {
        let columns = window + 1
        var gram = [Double](repeating: 0, count: columns * columns)
        for z in Self.series {
            let plain = Self.plainRows(z, window: window), roots = plain.indices.map { 0.5 + 0.01 * Double($0) }
            var rows = [Double](repeating: .nan, count: max(plain.count, 1) * columns)
            LaggedWindows.fill(z, window: window, first: 0, count: plain.count, roots: roots, into: &rows)
            let coefficients = (0..<window).map { 0.3 - 0.1 * Double($0 % 5) }
            var residuals = [Double](repeating: .nan, count: max(plain.count, 1))
            LaggedWindows.residuals(z, values: z.count, coefficients: coefficients, into: &residuals)
            for (i, row) in plain.enumerated() {
                for j in 0..<columns {
                    #expect(rows[i * columns + j] == roots[i] * row[j])
                    for k in 0...j { gram[j * columns + k] += row[j] * row[k] }
                }
                let fitted = (0..<window).reduce(0) { $0 + coefficients[$1] * row[$1] }
                #expect(abs(residuals[i] - (row[window] - fitted)) < 1e-10)
            }
        }
        let found = LaggedWindows.gram(of: Self.series, window: window)
        for j in 0..<columns {
            let tolerance = 1e-9 * (1 + abs(gram[j * columns + j]))
            for k in 0...j {
                let difference = found[j * columns + k] - gram[j * columns + k]
                #expect(abs(difference) < tolerance)
            }
        }
    }
}
