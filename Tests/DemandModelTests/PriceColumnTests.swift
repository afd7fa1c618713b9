import DemandModel
import Testing

/// Prices come out as they went in, to the bit, whatever they are kept as.
@Suite struct PriceColumnTests {
    @Test func pricesComeBack() {
        var random = SplitMix64(state: 17)
        for different in [1, 2, 3, 4, 5, 16, 17, 60] {
            let prices = (0..<different).map { _ in Double(bitPattern: random.next()) }
            for count in [1, 2, 7, 8, 9, 104] {
                let column = (0..<count).map { _ in prices[Int.random(in: 0..<different, using: &random)] }
                let kept = PriceColumn(column)
                #expect(kept.numbers.map(\.bitPattern) == column.map(\.bitPattern))
                #expect(kept.count == count && !kept.isEmpty && column.indices.allSatisfy { kept[$0].bitPattern == column[$0].bitPattern })
            }
        }
        #expect(PriceColumn().isEmpty && PriceColumn([]).numbers.isEmpty && PriceColumn().count == 0)
    }

    @Test func theyAreComparedAsNumbers() {
        #expect(PriceColumn([0, 2.5]) == PriceColumn([-0.0, 2.5]) && PriceColumn([.nan]) != PriceColumn([.nan]))
        var series = DemandSeries(key: ItemLocation(item: "mug"), firstPeriod: 0, demand: [1, 2], price: [2.5, 2.5])
        series.price[1] = 3
        #expect(series.price == [2.5, 3] && series.prices[1] == 3)
    }

    @Test func exampleOfTheDocumentation() { #expect(PriceColumn([2.5, 0, 2.5])[1] == 0) }
}
