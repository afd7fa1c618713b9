import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// A reading with the state of an earlier one gives what a reading from the start gives, and says which rows it did not parse again.
@Suite struct SalesMemoryTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func rows(_ days: ClosedRange<Int>) -> String {
        days.map { day in
            let date = CalendarDay(number: 19_000 + Int32(day)).description
            return "\(date),0012,\(day % 5),\(day % 3 + 1).5\n\(date),mug,\(day % 7 == 0 ? -2 : 1),2\n" + (day % 11 == 0 ? "\(date),mug,x,2\n" : "")
        }.joined()
    }

    private let header = "date,item,quantity,price\n"

    private func options(_ change: (inout SalesReadingOptions) -> Void = { _ in }) -> SalesReadingOptions {
        var options = dailyOptions()
        options.memoryPath = files.directory.path + "/state/sales.memory"
        change(&options)
        return options
    }

    /// Reads with the state and without it: everything but the counts of what was remembered has to be the same.
    private func remembered(_ paths: [String], _ options: SalesReadingOptions) throws -> Int {
        try FileManager.default.createDirectory(atPath: files.directory.path + "/state", withIntermediateDirectories: true)
        let again = try readSales(paths: paths, options: options)
        var plain = options
        plain.memoryPath = nil
        let whole = try readSales(paths: paths, options: plain)
        #expect(again.series == whole.series)
        #expect(again.items == whole.items)
        #expect(again.quarantine == whole.quarantine)
        #expect(again.inputs == whole.inputs)
        #expect(again.report.files == whole.report.files)
        #expect(again.report.lines.filter { !$0.contains("known from the last run") } == whole.report.lines)
        return again.report.rowsRemembered
    }

    @Test func theSameFilesAreNotParsedAgain() throws {
        let path = try files.write(header + rows(1...40))
        #expect(try remembered([path], options()) == 0)
        #expect(try remembered([path], options()) == 83)
        #expect(try remembered([path], options { $0.period = .day; $0.threads = 2; $0.chunkBytes = 100 }) == 83)
        #expect(try readSales(paths: [path], options: options()).report.lines.contains(
            "83 of them are known from the last run (1 file has the same content, by SHA-256): 0 new rows were parsed"))
    }

    @Test func rowsAtTheEndOfAFileAreParsedAlone() throws {
        let path = try files.write(header + rows(1...40))
        #expect(try remembered([path], options()) == 0)
        _ = try files.write(header + rows(1...60))
        #expect(try remembered([path], options()) == 83)
        #expect(try remembered([path], options()) == 125)
        // Bad rows behind the known ones keep their lines.
        _ = try files.write(header + rows(1...77) + "2024-13-01,a,1,1\n\"open,1,1,1\n")
        #expect(messageOf { try readSales(paths: [path], options: options()) }.contains("line 164"))
    }

    @Test func newFilesOfAFolderAreParsedAlone() throws {
        let folder = files.directory.path + "/months"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try files.write(header + rows(1...30), name: "months/01.csv")
        _ = try files.write(header + rows(31...60), name: "months/02.csv")
        #expect(try remembered([folder], options()) == 0)
        _ = try files.write(header + rows(61...90), name: "months/03.csv")
        #expect(try remembered([folder], options()) == 125)
        #expect(try remembered([folder], options()) == 188)
    }

    @Test func anythingElseIsReadFromTheStart() throws {
        let path = try files.write(header + rows(1...40))
        #expect(try remembered([path], options()) == 0)
        // Other options; a row changed; a row taken away; a header changed; an as-of day within the history.
        #expect(try remembered([path], options { $0.dropDuplicates = true }) == 0)
        #expect(try remembered([path], options()) == 0)
        _ = try files.write(header + rows(1...40).replacing("0012,3", with: "0012,4") + rows(41...50))
        #expect(try remembered([path], options()) == 0)
        _ = try files.write(header + rows(1...39))
        #expect(try remembered([path], options()) == 0)
        _ = try files.write("date,item,quantity,cost\n" + rows(1...39))
        #expect(try remembered([path], options()) == 0)
        #expect(try remembered([path], options { $0.asOf = CalendarDay(number: 19_020) }) == 0)
        // Such a reading leaves no state: rows it left out are in no sum.
        #expect(try remembered([path], options()) == 0)
        #expect(try remembered([path], options { $0.asOf = CalendarDay(number: 19_300) }) == 81)
    }

    @Test func aDamagedStateIsIgnored() throws {
        let path = try files.write(header + rows(1...40))
        #expect(try remembered([path], options()) == 0)
        let memory = files.directory.path + "/state/sales.memory"
        let whole = [UInt8](try #require(FileManager.default.contents(atPath: memory)))
        for place in stride(from: 0, to: whole.count, by: max(1, whole.count / 40)) {
            var bytes = whole
            bytes[place] ^= 0x11
            try Data(bytes).write(to: URL(fileURLWithPath: memory))
            #expect(try readSales(paths: [path], options: options()).report.rowsRemembered == 0)
        }
        for count in [0, 10, 72, whole.count / 2, whole.count - 1] {
            try Data(whole.prefix(count)).write(to: URL(fileURLWithPath: memory))
            #expect(try remembered([path], options()) == 0)
        }
    }

    @Test func orderLinesKeepTheirCustomersAndDuplicates() throws {
        let lines = OnlineRetailTests.header + """
            536365,21000,MUG,6,2010-01-01 09:00:00,2.5,17,UK
            536366,21000,MUG,6,2010-01-02 09:00:00,2.5,18,UK
            536366,21000,MUG,6,2010-01-02 09:00:00,2.5,18,UK
            536367,POST,POSTAGE,1,2010-01-02 09:00:00,18,18,UK

            """
        let path = try files.write(lines)
        #expect(try remembered([path], options()) == 0)
        _ = try files.write(lines + "C536370,21000,MUG,-4,2010-01-09 09:00:00,2.5,18,UK\n536366,21000,MUG,6,2010-01-02 09:00:00,2.5,18,UK\n")
        #expect(try remembered([path], options()) == 4)
        let sales = try readSales(paths: [path], options: options())
        #expect(sales.report.duplicateRows == 2 && sales.report.unitsMatchedToSales == 4 && sales.report.rowsRemembered == 6)
    }
}
