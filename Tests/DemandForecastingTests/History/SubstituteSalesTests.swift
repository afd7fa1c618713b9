@testable import DemandForecasting
import DemandModel
import Testing

/// Sales of a substitute while an item is out belong to the item.
struct SubstituteSalesTests {
    private let calendar = PeriodCalendar(period: .week)

    private func series(_ name: String, _ demand: [Double], out: Set<Int> = []) -> DemandSeries {
        DemandSeries(
            key: ItemLocation(item: name), firstPeriod: 0, demand: demand, stockout: out.isEmpty ? [] : demand.indices.map { out.contains($0) })
    }

    /// BLUE sells 10 and is out in three of thirty weeks; RED sells 10, and 15 in those: half of BLUE's customers took it.
    @Test func theSurplusMovesToTheItemThatWasWanted() {
        let out: Set<Int> = [10, 18, 25]
        var panel = [
            series("BLUE", (0..<30).map { out.contains($0) ? 0 : 9 + Double($0 % 3) }, out: out),
            series("RED", (0..<30).map { (out.contains($0) ? 15 : 9) + Double($0 % 2) }),
        ]
        let before = panel.flatMap(\.demand).reduce(0, +)
        let remarks = creditSubstituteSales(&panel, rows: [Substitute(item: "BLUE", substitute: "RED")], most: 1, calendar: calendar)
        #expect(panel.flatMap(\.demand).reduce(0, +) == before)
        for week in out {
            #expect((4...7).contains(panel[0].demand[week]), "\(panel[0].demand[week])")
            #expect((8...11).contains(panel[1].demand[week]), "\(panel[1].demand[week])")
        }
        #expect(panel.allSatisfy { $0.demand.allSatisfy { $0 == $0.rounded() } })
        #expect(remarks[panel[1].key]?.first?.contains("while BLUE was out") == true)
        #expect(remarks[panel[0].key]?.count == 1)
    }

    @Test func noMoreThanTheShareThatTakes() {
        let out: Set<Int> = [10, 18, 25]
        var panel = [
            series("BLUE", (0..<30).map { out.contains($0) ? 0 : 10 }, out: out), series("RED", (0..<30).map { out.contains($0) ? 19 : 10 }),
        ]
        _ = creditSubstituteSales(&panel, rows: [Substitute(item: "BLUE", substitute: "RED")], most: 0.5, calendar: calendar)
        for week in out { #expect(panel[0].demand[week] == 5 && panel[1].demand[week] == 14) }
    }

    @Test func withoutASurplusNothingMoves() {
        let out: Set<Int> = [10, 18, 25]
        let before = [series("BLUE", (0..<30).map { out.contains($0) ? 0 : 10 }, out: out), series("RED", (0..<30).map { 9 + Double($0 % 3) })]
        var panel = before
        #expect(creditSubstituteSales(&panel, rows: [Substitute(item: "BLUE", substitute: "RED")], most: 1, calendar: calendar).isEmpty)
        #expect(panel == before)
        // Nor where nothing says that the item was out, nor backwards through a one-way row.
        panel[0].stockout = []
        panel[1].demand[10] = 40
        let known = panel
        #expect(creditSubstituteSales(&panel, rows: [Substitute(item: "BLUE", substitute: "RED")], most: 1, calendar: calendar).isEmpty && panel == known)
    }
}
