import Foundation
import SwiftCSV
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
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/csv_differential.jsonl").path
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

    /// Well-formed files, for SwiftCSV reads no others by rule: all rows of one width, quotes wherever they are needed and elsewhere by chance.
    /// A field that begins with white space is quoted too: SwiftCSV drops it, though it is part of the field (RFC 4180, section 2, 4).
    @Test func everyFieldIsThatOfSwiftCSV() throws {
        let pieces = ["a", "bc", "7", "0012", " ", ",", ";", "\"", "\"\"", "\n", "\r\n", "\t", "é", "€", "😀", "l\nm", "=1", "'", "", ""]
        var random = SeededGenerator(state: 20_261_124)
        for number in 1...2_000 {
            let delimiter = [",", ";", "\t", "|"].randomElement(using: &random)!
            let lineEnd = ["\n", "\r\n"].randomElement(using: &random)!
            let columns = Int.random(in: 2...10, using: &random)
            let expected = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                (0..<columns).map { _ in (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined() }
            }
            let text = expected.map { row in
                row.map { field in
                    let mustQuote = field.first?.isWhitespace == true || field.unicodeScalars.contains { "\"\r\n\(delimiter)".unicodeScalars.contains($0) }
                    return mustQuote || Bool.random(using: &random) ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
                }.joined(separator: delimiter) + lineEnd
            }.joined()
            let header = (1...columns).map { "h\($0)" }.joined(separator: delimiter) + lineEnd
            let other = try CSV<Enumerated>(string: header + text, delimiter: .character(Character(delimiter)), loadColumns: false).rows
            let ours = try records(text, delimiter: delimiter, chunk: 16)
            #expect(ours == other, "file \(number): \(text.debugDescription)")
            #expect(ours == expected, "file \(number): \(text.debugDescription)")
            if ours != expected || ours != other { return }
        }
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
