/// How values are met in a `JSONTextTape`: Swift's `Decoder` and its three kinds of containers.
struct JSONTextDecoder: Decoder {
    let tape: JSONTextTape
    /// Where the value stands.
    let place: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard tape.kind(place) == .object else { throw UnreadableText() }
        return KeyedDecodingContainer(JSONTextMembers<Key>(tape: tape, place: place))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard tape.kind(place) == .array else { throw UnreadableText() }
        return JSONTextElements(tape: tape, array: place)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { JSONTextSingle(tape: tape, place: place) }
}

extension JSONTextTape {
    func value<Value: Decodable>(_ type: Value.Type, _ place: Int) throws -> Value {
        // Quicker than by way of a container.
        if type == Double.self, let number = try number(place) as? Value { return number }
        if type == String.self, let text = try text(place) as? Value { return text }
        return try Value(from: JSONTextDecoder(tape: self, place: place))
    }
}

private struct JSONTextMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let tape: JSONTextTape
    let place: Int
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        var keys: [Key] = [], at = place + 1
        for _ in 0..<tape.entries[place].count {
            if let name = try? tape.text(at), let key = Key(stringValue: name) { keys.append(key) }
            at = Int(tape.entries[at + 1].next)
        }
        return keys
    }

    func contains(_ key: Key) -> Bool { tape.member(key.stringValue, of: place) != nil }

    private func at(_ key: Key) throws -> Int {
        guard let found = tape.member(key.stringValue, of: place) else { throw UnreadableText() }
        return found
    }

    private func known(_ key: Key) -> Int? { tape.member(key.stringValue, of: place).flatMap { tape.isNull($0) ? nil : $0 } }

    func decodeNil(forKey key: Key) throws -> Bool { tape.isNull(try at(key)) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try tape.flag(at(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try tape.text(at(key)) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try tape.number(at(key)) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { Float(try tape.number(at(key))) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try tape.integer(at(key)) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try tape.integer(at(key)) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try tape.integer(at(key)) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try tape.integer(at(key)) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try tape.integer(at(key)) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try tape.integer(at(key)) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try tape.integer(at(key)) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try tape.integer(at(key)) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try tape.integer(at(key)) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try tape.integer(at(key)) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try tape.value(type, at(key)) }

    // One look at the members in place of three.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try known(key).map(tape.flag) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try known(key).map(tape.text) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try known(key).map(tape.number) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try known(key).map { try tape.integer($0) } }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? { try known(key).map { try tape.value(type, $0) } }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try JSONTextDecoder(tape: tape, place: at(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONTextDecoder(tape: tape, place: at(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let found = tape.member("super", of: place) else { throw UnreadableText() }
        return JSONTextDecoder(tape: tape, place: found)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { JSONTextDecoder(tape: tape, place: try at(key)) }
}

private struct JSONTextElements: UnkeyedDecodingContainer {
    let tape: JSONTextTape
    private var place: Int
    private let total: Int
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { total }
    var isAtEnd: Bool { currentIndex >= total }

    init(tape: JSONTextTape, array: Int) {
        self.tape = tape
        place = array + 1
        total = Int(tape.entries[array].count)
    }

    /// Reads the next element, and goes on behind it where it can be read.
    private mutating func next<Value>(_ read: (Int) throws -> Value) throws -> Value {
        guard !isAtEnd else { throw UnreadableText() }
        let value = try read(place)
        place = Int(tape.entries[place].next)
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd else { throw UnreadableText() }
        return tape.isNull(place) ? try next { _ in true } : false
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try next(tape.flag) }
    mutating func decode(_ type: String.Type) throws -> String { try next(tape.text) }
    mutating func decode(_ type: Double.Type) throws -> Double { try next(tape.number) }
    mutating func decode(_ type: Float.Type) throws -> Float { try next { [tape] in Float(try tape.number($0)) } }
    mutating func decode(_ type: Int.Type) throws -> Int { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next { [tape] in try tape.integer($0) } }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next { [tape] in try tape.integer($0) } }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next { [tape] in try tape.value(type, $0) } }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try superDecoder().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next { [tape] in JSONTextDecoder(tape: tape, place: $0) } }
}

private struct JSONTextSingle: SingleValueDecodingContainer {
    let tape: JSONTextTape
    let place: Int
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { tape.isNull(place) }
    func decode(_ type: Bool.Type) throws -> Bool { try tape.flag(place) }
    func decode(_ type: String.Type) throws -> String { try tape.text(place) }
    func decode(_ type: Double.Type) throws -> Double { try tape.number(place) }
    func decode(_ type: Float.Type) throws -> Float { Float(try tape.number(place)) }
    func decode(_ type: Int.Type) throws -> Int { try tape.integer(place) }
    func decode(_ type: Int8.Type) throws -> Int8 { try tape.integer(place) }
    func decode(_ type: Int16.Type) throws -> Int16 { try tape.integer(place) }
    func decode(_ type: Int32.Type) throws -> Int32 { try tape.integer(place) }
    func decode(_ type: Int64.Type) throws -> Int64 { try tape.integer(place) }
    func decode(_ type: UInt.Type) throws -> UInt { try tape.integer(place) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try tape.integer(place) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try tape.integer(place) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try tape.integer(place) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try tape.integer(place) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try tape.value(type, place) }
}
