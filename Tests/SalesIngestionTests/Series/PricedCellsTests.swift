import Testing

@testable import SalesIngestion

/// Cells of hundredths and whole units hold what cells of millionths do, and so does what is written of them.
@Suite struct PricedCellsTests {
    private struct Cell: Hashable {
        var page: Int
        var day: Int
    }

    private static func fill(_ cells: PricedCells, pages: Int) -> (pages: [PricedCells.Page], expected: [Cell: [Micro]]) {
        var random = SeededGenerator(state: 5), heads = [PricedCells.Page](repeating: PricedCells.none, count: pages), expected: [Cell: [Micro]] = [:]
        for _ in 0..<(20 * pages) {
            let cell = Cell(page: Int.random(in: 0..<pages, using: &random), day: Int.random(in: 0..<16, using: &random))
            let value: [Micro]
            switch Int.random(in: 0..<12, using: &random) {
            case 0: value = [3_333_333, 1_000_000]                                     // thirds of a hundredth
            case 1: value = [10_000, 500_000]                                          // half a unit
            case 2: value = [9_000_000_000_000_000, 2_000_000]                         // beyond 32 bits of hundredths
            case 3: value = [2_990_000, -2]                                            // two prices of rows without units
            default: value = [Micro.random(in: 0...100_000, using: &random) * 10_000, Micro.random(in: 0...5_000, using: &random) * 1_000_000]
            }
            cells.set(&heads[cell.page], cell.day, revenue: value[0], units: value[1])
            expected[cell] = value
        }
        return (heads, expected)
    }

    private static func holds(_ cells: PricedCells, _ pages: [PricedCells.Page], _ expected: [Cell: [Micro]]) -> Bool {
        pages.indices.allSatisfy { page in
            (0..<16).allSatisfy { day in
                let found = cells.value(pages[page], day)
                return [found.revenue, found.units] == expected[Cell(page: page, day: day)] ?? [0, 0]
            }
        }
    }

    @Test(arguments: [1, 50, 5_000]) func everyCellKeepsItsNumbers(pages: Int) {
        let cells = PricedCells()
        let filled = Self.fill(cells, pages: pages)
        #expect(Self.holds(cells, filled.pages, filled.expected))
        var state = StateWriter()
        cells.write(to: &state)
        let again = PricedCells()
        var reader = StateReader(state.bytes)
        #expect(again.read(from: &reader, mostPages: pages) && Self.holds(again, filled.pages, filled.expected))
        var short = StateReader(Array(state.bytes.dropLast(9)))
        #expect(!PricedCells().read(from: &short, mostPages: pages))
    }
}
