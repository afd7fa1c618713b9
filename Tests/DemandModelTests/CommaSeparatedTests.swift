import DemandModel
import Testing
import TextForms

private func written(_ escaping: TextEscaping = .exact, _ body: (inout CommaSeparatedWriter) -> Void) -> String {
    var table = CommaSeparatedWriter(textEscaping: escaping)
    body(&table)
    return String(decoding: table.drain(), as: UTF8.self)
}

@Test func commaSeparatedExampleOfTheDocumentation() {
    let text = written(.spreadsheet) {
        $0.header(["item", "order_now"])
        $0.text("=mug, \"big\""); $0.number(12.0); $0.endRow()
    }
    #expect(text == "item,order_now\n\"'=mug, \"\"big\"\"\",12\n")
}

@Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""),
    (" a", "\" a\""), ("a ", "\"a \""), (" ", "\" \""), ("0012", "0012"), ("Größe", "Größe"), ("=1+1", "=1+1"), ("a;b", "a;b"),
])
func cellsAreQuotedOnlyWhereTheyMustBe(text: String, cell: String) {
    #expect(written { $0.text(text); $0.endRow() } == cell + "\n")
}

@Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-5", "'-5"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("'=1", "''=1"), ("''-x", "'''-x"),
    ("'tis", "'tis"), ("'", "'"), ("mug-5", "mug-5"), ("\rx", "\"'\rx\""),
])
func spreadsheetTextIsNotAFormulaAndTheEscapeCanBeUndone(text: String, cell: String) {
    #expect(written(.spreadsheet) { $0.text(text); $0.endRow() } == cell + "\n")
}

@Test func numbersAreNeverEscapedAndAbsentOnesAreEmpty() {
    let text = written(.spreadsheet) {
        $0.number(-3); $0.number(nil); $0.number(.nan); $0.number(.infinity); $0.integer(-7); $0.empty(); $0.endRow()
    }
    #expect(text == "-3,,,,-7,\n")
}

@Test func drainingInPiecesGivesTheSameBytes() {
    var pieces = CommaSeparatedWriter()
    var collected: [UInt8] = []
    for row in 0..<5 {
        pieces.integer(row)
        collected += pieces.drain()
        pieces.text("x"); pieces.endRow()
    }
    collected += pieces.drain()
    #expect(pieces.count == 0)
    #expect(String(decoding: collected, as: UTF8.self) == written { for row in 0..<5 { $0.integer(row); $0.text("x"); $0.endRow() } })
}

@Test(arguments: [
    (3.0, "3"), (0.1, "0.1"), (-2.5, "-2.5"), (0.00001, "0.00001"), (1.25e-7, "0.000000125"), (1e-9, "0.000000001"), (9.5e-10, "9.5e-10"),
    (1e-12, "1e-12"), (-0.0, "0"), (1e16, "10000000000000000"), (1.8014398509481984e16, "18014398509481984"), (1e20, "100000000000000000000"),
    (1e21, "1e+21"), (0.1 + 0.2, "0.30000000000000004"), (1.0 / 3, "0.3333333333333333"), (123456.75, "123456.75"),
])
func decimalTextIsShortAndPlain(value: Double, text: String) {
    #expect(decimalText(value) == text)
}

@Test func decimalTextReadsBackAsTheSameNumber() {
    var random = SplitMix64(state: 7)
    for _ in 0..<20_000 {
        let value = Double(bitPattern: random.next())
        if value.isFinite { #expect(Double(decimalText(value)) == value) } else { #expect(decimalText(value).isEmpty) }
        let ordinary = Double(Int64(bitPattern: random.next()) >> 20) / 1000
        #expect(Double(decimalText(ordinary)) == ordinary)
        #expect(!decimalText(ordinary).contains("e"))
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): a seeded generator for tests.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
