import DemandModel
import Foundation
import Testing

@testable import PlanStore

/// Oracle: Foundation's `JSONEncoder` with the settings that the store had for its items from its first version on.
private func reference<Value: Encodable>(_ value: Value) throws -> String {
    String(decoding: try ItemPayload.encoder().encode(value), as: UTF8.self)
}

private func text<Value: Encodable>(_ value: Value) throws -> String {
    var writer = JSONTextWriter()
    return String(decoding: try writer.text(value), as: UTF8.self)
}

@Test func textOfItemsIsThatOfJSONEncoder() throws {
    let run = inventedRun(items: 200, weeks: 30)
    var writer = JSONTextWriter()
    for item in run.items { #expect(String(decoding: try writer.text(item), as: UTF8.self) == (try reference(item))) }
    #expect(try text(run) == (try reference(run)))
}

@Test func textOfEveryOptionalPartIsThatOfJSONEncoder() throws {
    var item = try #require(inventedRun(items: 12).items.first { $0.outlook != nil })
    var card = ItemCard()
    card.name = "Mug, 0.3 l \"old\"\t/ blue\\white \u{1}\u{1F}\u{7F} \u{2028} é 漢 🫖"
    item.card = card
    item.pooled = PooledDemand(
        horizonPeriods: 5, mean: 1.5, dispersion: 0.1, outlookMean: 2, outlookVariance: .infinity, outlookFactor: .nan, varianceFactor: -.infinity,
        modelWeight: 1e-7, pooledWeight: .leastNonzeroMagnitude, errorWeight: 1.7976931348623157e308, driftWeights: [0, -0.0, 1e16, 123_456_789_012_345_680, 1 / 3],
        dispersionShare: 1, errorTable: -1, lookAlike: LookAlikeDemand(share: 0.5, mean: 1, dispersion: 2, isSeason: true))
    item.effects = [DemandEffect(name: "price", factor: 0.8, lowerFactor: 0.7, upperFactor: 1.1, isBorrowed: true, share: 0.5)]
    item.supply.closures = [SupplierClosure(supplier: nil, first: CalendarDay(number: 1), last: CalendarDay(number: 2))]
    item.outlook?.seasonFactors = [1, 0.5]
    item.outlook?.remarks = ["", "two\r\nlines\u{8}\u{C}"]
    #expect(try text(item) == (try reference(item)))
}

@Test func numbersAreThoseOfJSONEncoder() throws {
    var random = SplitMix64(state: 7)
    let numbers = (0..<20_000).map { index -> Double in
        switch index % 4 {
        case 0: Double(bitPattern: random.next())
        case 1: Double(Int64(truncatingIfNeeded: random.next() >> UInt64(index % 64)))
        case 2: Double(random.next() % 1_000_000) / 1000
        default: Double(random.next()) * 0x1p-80
        }
    }
    #expect(try text(numbers) == (try reference(numbers)))
    let narrow = numbers.map { Float($0) }
    #expect(try text(narrow) == (try reference(narrow)))
    #expect(try text([Int64.min, 0, Int64.max]) == (try reference([Int64.min, 0, Int64.max])))
    #expect(try text([UInt64.max]) == (try reference([UInt64.max])))
}

@Test func textOfEveryKindOfContainerIsThatOfJSONEncoder() throws {
    #expect(try text(["b": [1, 2], "a": [], "é": [3], "z/\"": [4]] as [String: [Int]]) == (try reference(["b": [1, 2], "a": [], "é": [3], "z/\"": [4]] as [String: [Int]])))
    #expect(try text([10: "ten", 9: "nine"]) == (try reference([10: "ten", 9: "nine"])))
    #expect(try text([1, nil, 3] as [Int?]) == (try reference([1, nil, 3] as [Int?])))
    #expect(try text([[Int]]()) == (try reference([[Int]]())))
    #expect(try text([Shape.circle(radius: 2), .none, .pair(1, "x")]) == (try reference([Shape.circle(radius: 2), .none, .pair(1, "x")])))
    #expect(try text(Interleaved()) == (try reference(Interleaved())))
    #expect(try text([Empty()]) == (try reference([Empty()])))
}

@Test func aWriterServesManyValuesAlsoAfterOneThatThrows() throws {
    var writer = JSONTextWriter()
    #expect(throws: EncodingError.self) { try writer.text(["a": [Refusing()]]) }
    #expect(String(decoding: try writer.text(["b": true, "a": false]), as: UTF8.self) == #"{"a":false,"b":true}"#)
}

/// What the reader reads by itself, with the oracle beside it: the same value, and the same text when it is written again.
private func expectRead<Value: Codable>(_ value: Value, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let bytes = Data(try reference(value).utf8)
    let read = try #require(JSONTextReader().quickly(Value.self, from: bytes), sourceLocation: sourceLocation)
    let known = try ItemPayload.decoder().decode(Value.self, from: bytes)
    #expect(try reference(read) == reference(known), sourceLocation: sourceLocation)
}

@Test func readsWhatIsWritten() throws {
    let run = inventedRun(items: 60, weeks: 20)
    for item in run.items { try expectRead(item) }
    try expectRead(run)
    try expectRead(["b": [1, 2], "a": [], "é": [3], "z/\"": [4]] as [String: [Int]])
    try expectRead([10: "ten", 9: "nine"])
    try expectRead([1, nil, 3] as [Int?])
    try expectRead([Shape.circle(radius: 2), .none, .pair(1, "x")])
    try expectRead(["Mug, 0.3 l \"old\"\t/ blue\\white \u{1}\u{1F}\u{7F} \u{2028} é 漢 🫖", "", "\r\n\u{8}\u{C}"])
    try expectRead([Double.infinity, -.infinity, .nan, 0, -0.0])
    #expect(JSONTextReader().quickly([String].self, from: Data(#"["\ud83e\uded6\u00e9\/"]"#.utf8)) == ["🫖é/"])
    #expect(JSONTextReader().quickly([String: Int].self, from: Data(" {\"a\" : 1 ,\n\"\\u0062\":2, \"a\":3 } ".utf8)) == ["a": 3, "b": 2])
}

@Test func numbersAreReadAsTheyWereWritten() throws {
    var random = SplitMix64(state: 11)
    let numbers = (0..<50_000).map { index -> Double in
        switch index % 5 {
        case 0: Double(bitPattern: random.next())
        case 1: Double(Int64(truncatingIfNeeded: random.next() >> UInt64(index % 64)))
        case 2: Double(random.next() % 1_000_000) / 1000
        case 3: Double(random.next() % 100_000_000) * 1e-19
        default: Double(random.next()) * 0x1p-80
        }
    }.filter(\.isFinite)
    let read = try #require(JSONTextReader().quickly([Double].self, from: Data(try reference(numbers).utf8)))
    #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
    for text in ["9007199254740993", "1e22", "1e23", "123456789012345678901234567890", "0.1e-5", "1E+2", "5e-324", "2.2250738585072011e-308", "9007199254740992.5e-22"] {
        #expect(JSONTextReader().quickly([Double].self, from: Data("[\(text)]".utf8)) == [Double(text)!])
    }
}

/// What is not JSON, or of another form, is refused with the words of Foundation's decoder.
@Test(arguments: [
    "", "{", "[1 2]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "[01]", "[+1]", "[1.]", "[.5]", "[1e]", "[--1]", "[\"\\x\"]", "[\"\\ud83e\"]", "[tru]", "[1]]", "[\"a", "[\"\u{1}\"]",
])
func whatIsNotJSONIsRefused(_ text: String) {
    #expect(JSONTextReader().quickly([Double].self, from: Data(text.utf8)) == nil)
    #expect(JSONTextReader().quickly([String].self, from: Data(text.utf8)) == nil)
    #expect(throws: DecodingError.self) { try JSONTextReader().value([Double].self, from: Data(text.utf8)) }
}

@Test func aTextOfAnotherFormIsLeftToFoundation() throws {
    // Foundation overlooks a comma at the end.
    #expect(JSONTextReader().quickly([Int].self, from: Data("[1,]".utf8)) == nil)
    #expect(JSONTextReader().quickly([Int].self, from: Data("[1.0]".utf8)) == nil)
    #expect(try JSONTextReader().value([Int].self, from: Data("[1.0]".utf8)) == [1])
    #expect(throws: DecodingError.self) { try JSONTextReader().value([Int].self, from: Data("[\"1\"]".utf8)) }
    #expect(throws: DecodingError.self) { try JSONTextReader().value([String: Int].self, from: Data("[1]".utf8)) }
    #expect(JSONTextReader().quickly([[Int]].self, from: Data((String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)).utf8)) == nil)
    #expect(JSONTextReader().quickly([String].self, from: Data([0x5B, 0x22, 0xFF, 0x22, 0x5D])) == nil)
}

private enum Shape: Codable {
    case none
    case circle(radius: Double)
    case pair(Int, String)
}

private struct Empty: Encodable {}

private struct Refusing: Encodable {
    func encode(to encoder: any Encoder) throws { throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "no")) }
}

/// Containers inside one object that are filled in turn.
private struct Interleaved: Encodable {
    private enum Keys: String, CodingKey { case list, object, plain, deeper }

    func encode(to encoder: any Encoder) throws {
        var all = encoder.container(keyedBy: Keys.self)
        var list = all.nestedUnkeyedContainer(forKey: .list)
        var object = all.nestedContainer(keyedBy: Keys.self, forKey: .object)
        try list.encode(1)
        try object.encode("x", forKey: .plain)
        try all.encode(0.5, forKey: .plain)
        var inner = list.nestedContainer(keyedBy: Keys.self)
        try list.encode("after")
        try inner.encode(true, forKey: .plain)
        try object.encodeNil(forKey: .deeper)
        var again = encoder.container(keyedBy: Keys.self)
        try again.encode([2, 1], forKey: .deeper)
    }
}
