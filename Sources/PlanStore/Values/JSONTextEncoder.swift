/// How values meet a `JSONTextBuffer`: Swift's `Encoder` and its three kinds of containers.
struct JSONTextEncoder: Encoder {
    let buffer: JSONTextBuffer
    /// The frame of the value that this is the encoder of.
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// An encoder whose text may grow while its neighbours are written.
    init(apart buffer: JSONTextBuffer) { (self.buffer, depth) = (buffer, 0) }

    init(buffer: JSONTextBuffer, depth: Int) { (self.buffer, self.depth) = (buffer, depth) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        buffer.begin(.object, depth: depth)
        return KeyedEncodingContainer(JSONTextObject<Key>(buffer: buffer))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        buffer.begin(.array, depth: depth)
        return JSONTextArray(buffer: buffer)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONTextScalar(buffer: buffer, depth: depth)
    }
}

private struct JSONTextObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let buffer: JSONTextBuffer
    var codingPath: [any CodingKey] { [] }

    private func member(_ key: Key, _ write: () throws -> Void) rethrows {
        let start = buffer.place
        try write()
        buffer.append(member: key.stringValue, from: start)
    }

    mutating func encodeNil(forKey key: Key) { member(key) { buffer.appendNull() } }
    mutating func encode(_ value: Bool, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: String, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: Double, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: Float, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: Int, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: Int8, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: Int16, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: Int32, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: Int64, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: UInt, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: UInt8, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: UInt16, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: UInt32, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode(_ value: UInt64, forKey key: Key) { member(key) { buffer.append(value) } }
    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try member(key) { try buffer.write(value) } }

    private func apart(_ key: String) -> JSONTextEncoder {
        let own = buffer.apart()
        buffer.append(member: key, from: buffer.place, apart: own)
        return JSONTextEncoder(apart: own)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        apart(key.stringValue).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { apart(key.stringValue).unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { apart("super") }
    mutating func superEncoder(forKey key: Key) -> any Encoder { apart(key.stringValue) }
}

private struct JSONTextArray: UnkeyedEncodingContainer {
    let buffer: JSONTextBuffer
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(buffer: JSONTextBuffer) { self.buffer = buffer }

    private mutating func element(_ write: () throws -> Void) rethrows {
        let start = buffer.place
        try write()
        buffer.append(member: "", from: start)
        count += 1
    }

    mutating func encodeNil() { element { [buffer] in buffer.appendNull() } }
    mutating func encode(_ value: Bool) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: String) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: Double) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: Float) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: Int) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: Int8) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: Int16) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: Int32) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: Int64) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: UInt) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: UInt8) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: UInt16) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: UInt32) { element { [buffer] in buffer.append(value) } }
    mutating func encode(_ value: UInt64) { element { [buffer] in buffer.append(value) } }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try element { [buffer] in try buffer.write(value) } }

    private mutating func apart() -> JSONTextEncoder {
        let own = buffer.apart()
        buffer.append(member: "", from: buffer.place, apart: own)
        count += 1
        return JSONTextEncoder(apart: own)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> { apart().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { apart().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { apart() }
}

private struct JSONTextScalar: SingleValueEncodingContainer {
    let buffer: JSONTextBuffer
    let depth: Int
    var codingPath: [any CodingKey] { [] }

    private func scalar(_ write: () throws -> Void) rethrows {
        try write()
        buffer.begin(.scalar, depth: depth)
    }

    mutating func encodeNil() { scalar { buffer.appendNull() } }
    mutating func encode(_ value: Bool) { scalar { buffer.append(value) } }
    mutating func encode(_ value: String) { scalar { buffer.append(value) } }
    mutating func encode(_ value: Double) { scalar { buffer.append(value) } }
    mutating func encode(_ value: Float) { scalar { buffer.append(value) } }
    mutating func encode(_ value: Int) { scalar { buffer.append(value) } }
    mutating func encode(_ value: Int8) { scalar { buffer.append(value) } }
    mutating func encode(_ value: Int16) { scalar { buffer.append(value) } }
    mutating func encode(_ value: Int32) { scalar { buffer.append(value) } }
    mutating func encode(_ value: Int64) { scalar { buffer.append(value) } }
    mutating func encode(_ value: UInt) { scalar { buffer.append(value) } }
    mutating func encode(_ value: UInt8) { scalar { buffer.append(value) } }
    mutating func encode(_ value: UInt16) { scalar { buffer.append(value) } }
    mutating func encode(_ value: UInt32) { scalar { buffer.append(value) } }
    mutating func encode(_ value: UInt64) { scalar { buffer.append(value) } }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try scalar { try buffer.write(value) } }
}
