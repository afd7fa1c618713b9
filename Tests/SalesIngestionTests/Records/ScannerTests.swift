import Testing
@testable import Digests
@testable import SalesIngestion

/// Records and fields by the rules of Python's csv module.
@Suite struct ScannerTests {
    /// All records of a text, cut into chunks of a size.
    private func records(_ text: String, chunk: Int = 1 << 16) throws -> [[String]] {
        let files = try TemporaryFiles()
        let path = try files.write("h\n" + text)
        let input = try TableInput(path: path, limits: ReadingLimits(), chunkBytes: chunk, allowNoRows: true)
        input.chunker.delimiter = 0x2C
        let special = SpecialBytes(delimiter: 0x2C)
        let fields = UnsafeMutablePointer<Field>.allocate(capacity: 16)
        defer { fields.deallocate() }
        let scratch = ScratchBytes()
        let piece = RecordChunk(capacity: 16)
        var result: [[String]] = []
        while try input.chunker.next(into: piece) {
            scratch.reserve(piece.count)
            var scanner = RowScanner(
                bytes: piece.bytes, count: piece.count, table: special, fields: fields, maxFields: 16, scratch: scratch)
            while scanner.next() { result.append((0..<scanner.fieldCount).map { fields[$0].text }) }
        }
        return result
    }

    // Expected values: list(csv.reader(io.StringIO(text, newline=''))) of Python 3, blank lists left out.
    @Test(arguments: [
        ("a,b\n", [["a", "b"]]), ("a,\n,b", [["a", ""], ["", "b"]]), ("\"a,b\",c\r\nd", [["a,b", "c"], ["d"]]),
        ("\"a\"\"b\"\n", [["a\"b"]]), ("\"\"\n", [[""]]), ("\"a\"b,c\n", [["ab", "c"]]), ("a\"b\"c,d\n", [["a\"b\"c", "d"]]),
        ("\"x\ny\",z\n", [["x\ny", "z"]]), (" \"a\",b\n", [[" \"a\"", "b"]]), ("a\rb\r\nc\n", [["a"], ["b"], ["c"]]),
        ("\"a\"\"\",b\n", [["a\"", "b"]]), ("\"a\"x\"y\",b\n", [["ax\"y\"", "b"]]), (",\n", [["", ""]]), ("\u{0}a,b\u{0}\n", [["\u{0}a", "b\u{0}"]]),
    ])
    func fieldsAreThoseOfPython(_ text: String, _ expected: [[String]]) throws {
        for chunk in [16, 17, 23, 1 << 16] { #expect(try records(text, chunk: chunk) == expected) }
    }

    @Test func chunkSizesDoNotMatter() throws {
        var text = ""
        for row in 0..<300 {
            text += "\(row),\"quoted, \(row)\n\"\"twice\"\"\",plain \(row % 7)\"x\",\(String(repeating: "y", count: row % 40))\r\n"
        }
        let whole = try records(text)
        #expect(whole.count == 300)
        for chunk in [16, 61, 200, 999] { #expect(try records(text, chunk: chunk) == whole) }
    }

    @Test func numbersAreReadExactly() throws {
        func micro(_ text: String) -> Micro? { withField(text) { try? NumberParsing.micro($0) } }
        #expect(micro("12") == 12_000_000)
        #expect(micro("-0.000001") == -1)
        #expect(micro("0.0000005") == 1)
        #expect(micro("1e-7") == 0)
        #expect(micro("999999999") == 999_999_999_000_000)
        #expect(micro("1000000000.0") == 1_000_000_000_000_000)
        for bad in ["", "-", "1-", "1.2.3", "1e", "0x10", "nan", "inf", "--1", "1 2", "1,5", "9999999999", "1e30"] { #expect(micro(bad) == nil) }
        func double(_ text: String) -> Double? { withField(text) { try? NumberParsing.double($0) } }
        for text in ["0.1", "1e22", "123456789012345678901234567890", "2.2250738585072014e-308", "0.30000000000000004", "-7.25", "1e-400"] {
            #expect(double(text) == Double(text))
        }
        #expect(double("1e400") == nil)
        #expect(NumberParsing.plainDigits("£1,234.50", decimalComma: false) == "1234.50")
        #expect(NumberParsing.plainDigits("1.234,50 €", decimalComma: true) == "1234,50")
        #expect(NumberParsing.plainDigits("12,34", decimalComma: false) == nil)
        #expect(NumberParsing.plainDigits("(3.5)", decimalComma: false) == "-3.5")
    }

    // Values: FIPS 180-4 examples, and a million times "a".
    @Test func digests() {
        #expect(sha256(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(sha256(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(sha256(of: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
            == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        for accelerated in [true, false] {
            var digest = SHA256(accelerated: accelerated)
            for size in [1, 63, 64, 65, 127, 99_680] { digest.update([UInt8](repeating: 0x61, count: size)) }
            for _ in 0..<9 { digest.update([UInt8](repeating: 0x61, count: 100_000)) }
            #expect(digest.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        }
    }
}
