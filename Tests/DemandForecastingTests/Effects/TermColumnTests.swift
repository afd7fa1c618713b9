import Testing

@testable import DemandForecasting

@Suite struct TermColumnTests {
    @Test func aColumnReadsAsTheArrayItWasMadeOf() {
        for values in [[], [0.5], [0.5, 0.5, 0.5], [0, 1, 0], [-0.0, 0]] as [[Double]] {
            let column = TermColumn(values)
            #expect(column.map(\.bitPattern) == values.map(\.bitPattern) && column.count == values.count && column.indices == values.indices)
            #expect(Array(column.dropFirst(1)) == Array(values.dropFirst(1)))
        }
    }

    @Test func whatNeverMovesIsKeptOnce() {
        #expect(TermColumn([0.5, 0.5, 0.5]).onlyValue == 0.5 && TermColumn([0.5, 0.5, 0.5])[2] == 0.5)
        #expect(TermColumn([0, 1]).onlyValue == nil && TermColumn([]).onlyValue == nil)
    }
}
