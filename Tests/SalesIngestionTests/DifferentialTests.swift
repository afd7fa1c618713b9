import Foundation
import Testing
@testable import SalesIngestion

/// Every field of random texts is the one Python's csv module reads. The committed cases are few; TWOBIN_CSV_CASES names a larger
/// file made by Fixtures/csv_differential.py.
@Suite struct DifferentialTests {
    struct Case: Decodable {
        var delimiter: String
        var text: String
        /// `nil`: a quoted field is never closed.
        var rows: [[String]]?
    }

    @Test func everyFieldIsThatOfPython() throws {
        let path = ProcessInfo.processInfo.environment["TWOBIN_CSV_CASES"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/csv_differential.jsonl").path
        let decoder = JSONDecoder()
        var cases = 0
        for line in try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A) {
            let one = try decoder.decode(Case.self, from: line)
            for chunk in [16, 1 << 12] {
                let rows = try records(one.text, delimiter: one.delimiter, chunk: chunk)
                #expect(rows == one.rows, "case \(cases + 1), chunk \(chunk): \(one.text.debugDescription)")
                if rows != one.rows { return }
            }
            cases += 1
        }
        #expect(cases >= 400)
    }

    /// All records of a text, `nil` where a quote is never closed.
    private func records(_ text: String, delimiter: String, chunk: Int) throws -> [[String]]? {
        let header = "h" + String(repeating: delimiter + "h", count: 9) + "\n"
        let input = try TableInput(memorySource(Array((header + text).utf8), name: "case"), limits: ReadingLimits(), chunkBytes: chunk, allowNoRows: true)
        #expect(String(decoding: [input.delimiter], as: UTF8.self) == delimiter)
        let fields = UnsafeMutablePointer<Field>.allocate(capacity: 64)
        defer { fields.deallocate() }
        let scratch = ScratchBytes()
        let piece = RecordChunk(capacity: 16)
        var result: [[String]] = []
        do throws(IngestionError) {
            while try input.chunker.next(into: piece) {
                scratch.reserve(piece.count)
                var scanner = RowScanner(
                    bytes: piece.bytes, count: piece.count, table: input.special, fields: fields, maxFields: 64, scratch: scratch)
                while scanner.next() { result.append((0..<min(64, scanner.fieldCount)).map { fields[$0].text }) }
            }
        } catch {
            if case .unclosedQuote = error { return nil }
            throw error
        }
        return result
    }
}
