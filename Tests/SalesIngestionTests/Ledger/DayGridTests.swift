import Foundation
import Testing
import DemandModel
@testable import SalesIngestion

/// Cells of one weekday, and what becomes of them when a row falls on another.
@Suite struct DayGridTests {
    @Test func daysOfAWeekdayHaveConsecutiveCells() {
        let grid = DayGrid(step: 7, first: 100)
        #expect(grid.holds(100) && grid.holds(93) && !grid.holds(101))
        for day in stride(from: Int32(100 - 7 * 40), through: 100 + 7 * 40, by: 7) {
            let place = grid.place(day)
            #expect((0..<16).contains(place.cell))
            #expect(grid.day(number: place.number, cell: place.cell) == day)
        }
        #expect(DayGrid.daily.place(-1).number == -1 && DayGrid.daily.place(-1).cell == 15)
    }

    /// Rows of 60 weeks on Mondays, with prices, promotions, fractions, repeated rows and a large number; `extra` rows come first or last.
    private static func sales(extra: [String], first: Bool) throws -> IngestedSales {
        var rows: [String] = []
        for week in 0..<60 {
            let date = CalendarDay(number: 19_000 + 7 * Int32(week) - (19_000 - 4) % 7).description
            for item in 0..<7 where (week * 3 + item) % 5 != 0 {
                rows.append("\(date),i\(item),\(item == 3 ? "1.5" : item == 4 && week == 9 ? "3000000000" : "\(week % 4 + item)"),\(week % 9 == 0 ? "8" : "10"),\(week % 9 == 0 ? 1 : 0)")
                if week % 11 == 0 { rows.append(rows[rows.count - 1]) }
            }
        }
        rows = first ? extra + rows : rows + extra
        var options = SalesReadingOptions()
        options.period = .week
        options.asOf = CalendarDay(number: 19_500)
        options.weekStart = .monday
        return try readSales(bytes: Array(("date,item,quantity,price,promotion\n" + rows.joined(separator: "\n") + "\n").utf8), name: "weeks", options: options)
    }

    @Test(arguments: [["2023-02-14,i1,4,10,0"], ["2023-02-14,i1,4,10,0", "2023-02-14,i1,4,10,0", "2023-02-15,i9,2.25,3,1"]])
    func aRowOnAnotherDayChangesNothingOfTheOthers(extra: [String]) throws {
        // With the odd rows first all cells are daily from the start; with them last they are moved.
        let early = try Self.sales(extra: extra, first: true), late = try Self.sales(extra: extra, first: false)
        #expect(early.series == late.series)
        #expect(early.items == late.items)
        #expect(early.report.duplicateRows == late.report.duplicateRows)
        let without = try Self.sales(extra: [], first: false)
        for one in without.series where one.key.item != "i1" {
            #expect(late.series.first { $0.key == one.key } == one)
        }
        #expect(without.report.duplicateRows > 0)
        #expect(late.report.duplicateRows == without.report.duplicateRows + extra.count - Set(extra).count)
    }
}
