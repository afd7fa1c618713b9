import DemandModel
import Foundation
import Testing

@testable import SalesIngestion

/// Sales of some items, read as part of a panel, are cut into the periods of the panel.
@Suite struct PanelSpanTests {
    /// Rows of three items: one sells from the first day, one from the middle of a week, one on Mondays only.
    private static let rows: [(day: String, item: String, units: Int)] = {
        var rows: [(String, String, Int)] = []
        let first = CalendarDay(iso: "2024-01-03") ?? CalendarDay(number: 0)
        for day in 0..<120 {
            let date = first.advanced(by: day).description
            if day % 3 == 0 { rows.append((date, "a", 1 + day % 4)) }
            if day > 30, day % 5 == 1 { rows.append((date, "b", 2)) }
            if first.advanced(by: day).isoWeekday == 1 { rows.append((date, "c", 7)) }
        }
        return rows
    }()

    private static func read(_ items: Set<String>, span: PanelSpan?, period: Period) throws -> IngestedSales {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("sales.csv")
        let text = "date,item,quantity\n" + rows.filter { items.contains($0.item) }.map { "\($0.day),\($0.item),\($0.units)\n" }.joined()
        try Data(text.utf8).write(to: file)
        var options = SalesReadingOptions()
        options.period = period
        options.asOf = CalendarDay(iso: "2024-05-02")
        options.span = span
        return span == nil ? try readSales(paths: [file.path], options: options) : try readPartialSales(paths: [file.path], options: options)
    }

    @Test(arguments: [Period.day, .week, .month]) func partsAreCutAsTheWhole(period: Period) throws {
        let whole = try Self.read(["a", "b", "c"], span: nil, period: period)
        let span = PanelSpan(firstDay: CalendarDay(iso: "2024-01-03") ?? CalendarDay(number: 0), granularity: whole.report.granularity)
        for items in [Set(["a"]), ["b"], ["c"], ["b", "c"], []] {
            let part = try Self.read(items, span: span, period: period)
            #expect(part.series == whole.series.filter { items.contains($0.key.item) })
            #expect(part.calendar == whole.calendar)
            #expect(part.asOf == whole.asOf)
            if !items.isEmpty { #expect(part.firstPeriod == whole.firstPeriod) }
        }
        // By itself the one that sells on Mondays is taken for totals of weeks.
        if period == .week { #expect(try Self.read(["c"], span: nil, period: period).series != whole.series.filter { $0.key.item == "c" }) }
    }

    @Test func theDayAfterTheLastIsOfWhatARowSpeaksOf() {
        let day = CalendarDay(iso: "2024-03-04") ?? CalendarDay(number: 0)
        #expect(PanelSpan(firstDay: day).dayAfter(day).description == "2024-03-05")
        #expect(PanelSpan(firstDay: day, granularity: .week, weeksPerTotal: 2).dayAfter(day).description == "2024-03-18")
        #expect(PanelSpan(firstDay: day, granularity: .month).dayAfter(day).description == "2024-04-01")
    }
}
