import Foundation

/// Values from JSON text (RFC 8259) as `JSONTextWriter` writes it: what Foundation's `JSONDecoder` makes of the same text, with `"inf"`, `"-inf"` and
/// `"nan"` for numbers that are not finite, in a fraction of its time.
///
/// For values of the vocabulary, like the writer. What cannot be read here is handed to `JSONDecoder`, which reads it or says what is wrong.
///
///     let reader = JSONTextReader()
///     try reader.value([String: Double].self, from: Data(#"{"a":2.5,"b":1}"#.utf8))["a"]      // 2.5
///
/// The compact form of the same values (`CompactForm`) is read by `compactValue`.
///
/// One reader serves many texts, one at a time.
struct JSONTextReader {
    private let tape = JSONTextTape()
    private let thorough = ItemPayload.decoder()

    func value<Value: Decodable>(_ type: Value.Type, from text: Data) throws -> Value { try quickly(type, from: text) ?? thorough.decode(type, from: text) }

    /// A value from its compact form. Throws a `DecodingError` for bytes that are none, or of another form than the value has.
    func compactValue<Value: Decodable>(_ type: Value.Type, from bytes: Data) throws -> Value {
        try bytes.withUnsafeBytes { bytes in
            guard tape.scan(compact: bytes.bindMemory(to: UInt8.self)) else { throw misfit("the bytes of the item are damaged") }
            do {
                return try tape.value(type, 0)
            } catch is UnreadableText {
                throw misfit("the item has other fields than this version knows")
            }
        }
    }

    /// The same, with the bytes of some of its members that are objects or arrays; empty for those that it has not.
    func compactValue<Value: Decodable>(_ type: Value.Type, from bytes: Data, withBytesOf names: [String]) throws -> (value: Value, bytes: [[UInt8]]) {
        try bytes.withUnsafeBytes { bytes in
            guard tape.scan(compact: bytes.bindMemory(to: UInt8.self)) else { throw misfit("the bytes of the item are damaged") }
            do {
                return (try tape.value(type, 0), names.map { tape.bytes(ofContainer: $0) })
            } catch is UnreadableText {
                throw misfit("the item has other fields than this version knows")
            }
        }
    }

    private func misfit(_ text: String) -> DecodingError { .dataCorrupted(.init(codingPath: [], debugDescription: text)) }

    /// `nil` for what is left to `JSONDecoder`.
    func quickly<Value: Decodable>(_ type: Value.Type, from text: Data) -> Value? {
        text.withUnsafeBytes { bytes in
            guard tape.scan(bytes.bindMemory(to: UInt8.self)) else { return nil }
            return try? tape.value(type, 0)
        }
    }
}

/// A text that cannot be read here.
struct UnreadableText: Error {}

/// The values of a text or of its compact form, in the order in which they begin: a member of an object is two of them, its key and its value.
final class JSONTextTape {
    /// `word`, `double`, `whole` and `unsigned` are of the compact form: a place in the vocabulary, and numbers as they are.
    enum Kind: UInt8 { case null, no, yes, number, plainText, escapedText, array, object, word, double, whole, unsigned }

    struct Entry {
        var kind: Kind
        /// Bytes of a number, or of a text between its quote marks; the place of a word; the two halves of a number's 64 bits, the low one first.
        var start: Int32
        var end: Int32
        /// The place behind the value and all that is in it.
        var next: Int32
        /// Values of an array, members of an object.
        var count: Int32

        /// The 64 bits of a number of the compact form.
        var bits: UInt64 { UInt64(UInt32(bitPattern: start)) | UInt64(UInt32(bitPattern: end)) << 32 }
    }

    // One reader at a time: whether another one is at work need not be asked at every byte.
    @exclusivity(unchecked) private(set) var entries: [Entry] = []
    @exclusivity(unchecked) private var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    @exclusivity(unchecked) private var open: [Int] = []

    static let mostDepth = 500
    private let vocabulary = CompactForm.vocabulary

    /// Takes in a text, which must stay where it is while its values are read. False where it is not JSON.
    func scan(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        begin(text)
        guard text.count < Int(Int32.max) else { return false }
        var at = 0
        skipBlanks(&at)
        guard value(&at) else { return false }
        while let container = open.last {
            skipBlanks(&at)
            guard at < text.count else { return false }
            let isObject = entries[container].kind == .object, closing: UInt8 = isObject ? 0x7D : 0x5D
            if text[at] == closing {
                at += 1
                close(container)
                open.removeLast()
                continue
            }
            if entries[container].count > 0 {
                guard text[at] == 0x2C else { return false }
                at += 1
                skipBlanks(&at)
            }
            if isObject {
                guard at < text.count, text[at] == 0x22, string(&at) else { return false }
                skipBlanks(&at)
                guard at < text.count, text[at] == 0x3A else { return false }
                at += 1
                skipBlanks(&at)
            }
            entries[container].count += 1
            guard value(&at) else { return false }
        }
        skipBlanks(&at)
        return at == text.count
    }

    /// Forgets the last text.
    func begin(_ text: UnsafeBufferPointer<UInt8>) {
        entries.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        bytes = text
    }

    private func skipBlanks(_ at: inout Int) {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
    }

    /// A value, or the beginning of one that holds others.
    private func value(_ at: inout Int) -> Bool {
        guard at < bytes.count else { return false }
        switch bytes[at] {
        case 0x22: return string(&at)
        case 0x7B: return begin(.object, &at)
        case 0x5B: return begin(.array, &at)
        case 0x74: return word("true", .yes, &at)
        case 0x66: return word("false", .no, &at)
        case 0x6E: return word("null", .null, &at)
        default:
            let start = at
            while at < bytes.count, bytes[at] &- 0x30 <= 9 || bytes[at] == 0x2D || bytes[at] == 0x2B || bytes[at] == 0x2E || bytes[at] | 0x20 == 0x65 { at += 1 }
            guard at > start else { return false }
            add(.number, start: Int32(start), end: Int32(at))
            return true
        }
    }

    private func begin(_ kind: Kind, _ at: inout Int) -> Bool {
        guard open.count < Self.mostDepth else { return false }
        open.append(entries.count)
        add(kind, start: Int32(at), end: Int32(at))
        at += 1
        return true
    }

    private func word(_ word: StaticString, _ kind: Kind, _ at: inout Int) -> Bool {
        guard at + word.utf8CodeUnitCount <= bytes.count else { return false }
        for i in 0..<word.utf8CodeUnitCount where bytes[at + i] != word.utf8Start[i] { return false }
        add(kind, start: Int32(at), end: Int32(at))
        at += word.utf8CodeUnitCount
        return true
    }

    private func string(_ at: inout Int) -> Bool {
        let start = at + 1, bytes = bytes
        var end = start, isEscaped = false
        while end < bytes.count, bytes[end] != 0x22 {
            guard bytes[end] >= 0x20 else { return false }
            if bytes[end] == 0x5C {
                isEscaped = true
                end += 1
            }
            end += 1
        }
        guard end < bytes.count else { return false }
        add(isEscaped ? .escapedText : .plainText, start: Int32(start), end: Int32(end))
        at = end + 1
        return true
    }

    func add(_ kind: Kind, start: Int32, end: Int32, count: Int32 = 0) {
        entries.append(Entry(kind: kind, start: start, end: end, next: Int32(entries.count + 1), count: count))
    }

    /// The container at a place ends with what was added last.
    func close(_ container: Int) { entries[container].next = Int32(entries.count) }

    /// The same of the compact form, whose containers say where their bytes are.
    func close(_ container: Int, at end: Int) {
        entries[container].end = Int32(end)
        close(container)
    }

    /// The bytes of a member of the outermost object that is an object or an array in the compact form; empty where there is none.
    func bytes(ofContainer name: String) -> [UInt8] {
        guard !entries.isEmpty, entries[0].kind == .object, let place = member(name, of: 0) else { return [] }
        let entry = entries[place]
        guard entry.kind == .object || entry.kind == .array, entry.start < entry.end else { return [] }
        return Array(bytes[Int(entry.start)..<Int(entry.end)])
    }

    // MARK: What stands at a place

    func kind(_ place: Int) -> Kind { entries[place].kind }
    func isNull(_ place: Int) -> Bool { entries[place].kind == .null }

    /// The value of a member; `nil` where the object has none of that name. Of a name that is given twice the last stands.
    func member(_ name: String, of object: Int) -> Int? {
        let word = CompactForm.places[name]
        var name = name
        return name.withUTF8 { wanted in
            var place = object + 1, found: Int?
            for _ in 0..<entries[object].count {
                let key = entries[place]
                if Int(key.end - key.start) == wanted.count, key.kind == .plainText {
                    var i = 0
                    while i < wanted.count, bytes[Int(key.start) + i] == wanted[i] { i += 1 }
                    if i == wanted.count { found = place + 1 }
                } else if key.kind == .word {
                    if Int(key.start) == word { found = place + 1 }
                } else if key.kind == .escapedText, (try? text(place).utf8.elementsEqual(wanted)) == true {
                    found = place + 1
                }
                place = Int(entries[place + 1].next)
            }
            return found
        }
    }

    func flag(_ place: Int) throws -> Bool {
        switch entries[place].kind {
        case .yes: true
        case .no: false
        default: throw UnreadableText()
        }
    }

    func text(_ place: Int) throws -> String {
        let entry = entries[place]
        switch entry.kind {
        case .plainText: return try valid(bytes[Int(entry.start)..<Int(entry.end)])
        case .escapedText: return try unescaped(bytes[Int(entry.start)..<Int(entry.end)])
        case .word: return vocabulary[Int(entry.start)]
        default: throw UnreadableText()
        }
    }

    func integer<Number: FixedWidthInteger>(_ place: Int) throws -> Number {
        let entry = entries[place]
        switch entry.kind {
        case .whole:
            guard let number = Number(exactly: Int64(bitPattern: entry.bits)) else { throw UnreadableText() }
            return number
        case .unsigned:
            guard let number = Number(exactly: entry.bits) else { throw UnreadableText() }
            return number
        default: break
        }
        guard entry.kind == .number, let number = Number(String(decoding: bytes[Int(entry.start)..<Int(entry.end)], as: UTF8.self)),
              bytes[Int(entry.start)] != 0x2B else { throw UnreadableText() }
        return number
    }

    func number(_ place: Int) throws -> Double {
        let entry = entries[place]
        switch entry.kind {
        case .double: return Double(bitPattern: entry.bits)
        case .whole: return Double(Int64(bitPattern: entry.bits))
        case .unsigned: return Double(entry.bits)
        case .number: break
        default:
            switch try text(place) {
            case "inf": return .infinity
            case "-inf": return -.infinity
            case "nan": return .nan
            default: throw UnreadableText()
            }
        }
        return try decimal(Int(entry.start), Int(entry.end))
    }

    /// Powers of ten that a double holds exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// A decimal number, rounded right. Digits of at most 2^53 with a power of ten of at most 10^22 are one exact division or product (Clinger 1990,
    /// "How to read floating point numbers accurately", section 4); the rest is left to the standard library.
    private func decimal(_ start: Int, _ end: Int) throws -> Double {
        var at = start, digits: UInt64 = 0, count = 0, exponent = 0, isNegative = false
        if bytes[at] == 0x2D {
            isNegative = true
            at += 1
        }
        guard at < end, bytes[at] &- 0x30 <= 9, !(bytes[at] == 0x30 && at + 1 < end && bytes[at + 1] &- 0x30 <= 9) else { throw UnreadableText() }
        func take() {
            while at < end, bytes[at] &- 0x30 <= 9 {
                if count < 19 { digits = digits &* 10 &+ UInt64(bytes[at] &- 0x30) }
                if digits > 0 { count += 1 }
                at += 1
            }
        }
        take()
        if at < end, bytes[at] == 0x2E {
            at += 1
            let first = at
            take()
            guard at > first else { throw UnreadableText() }
            exponent = first - at
        }
        if at < end, bytes[at] | 0x20 == 0x65 {
            at += 1
            let isLess = at < end && bytes[at] == 0x2D
            if isLess || at < end && bytes[at] == 0x2B { at += 1 }
            let first = at
            var power = 0
            while at < end, bytes[at] &- 0x30 <= 9 {
                power = min(100_000, power * 10 + Int(bytes[at] &- 0x30))
                at += 1
            }
            guard at > first else { throw UnreadableText() }
            exponent += isLess ? -power : power
        }
        guard at == end else { throw UnreadableText() }
        if count <= 19, digits <= 1 << 53, abs(exponent) <= 22 {
            let whole = Double(digits), value = exponent < 0 ? whole / Self.powers[-exponent] : whole * Self.powers[exponent]
            return isNegative ? -value : value
        }
        guard let value = Double(String(decoding: bytes[start..<end], as: UTF8.self)), value.isFinite else { throw UnreadableText() }
        return value
    }

    private func unescaped(_ part: Slice<UnsafeBufferPointer<UInt8>>) throws -> String {
        var plain: [UInt8] = [], at = part.startIndex
        plain.reserveCapacity(part.count)
        func unit() throws -> UInt16 {
            guard at + 4 < part.endIndex, let value = UInt16(String(decoding: part[at + 1...at + 4], as: UTF8.self), radix: 16),
                  part[at + 1] != 0x2B, part[at + 1] != 0x2D else { throw UnreadableText() }
            at += 4
            return value
        }
        while at < part.endIndex {
            guard part[at] == 0x5C else {
                plain.append(part[at])
                at += 1
                continue
            }
            at += 1
            guard at < part.endIndex else { throw UnreadableText() }
            switch part[at] {
            case 0x22, 0x5C, 0x2F: plain.append(part[at])
            case 0x62: plain.append(0x08)
            case 0x66: plain.append(0x0C)
            case 0x6E: plain.append(0x0A)
            case 0x72: plain.append(0x0D)
            case 0x74: plain.append(0x09)
            case 0x75:
                var units = [try unit()]
                if UTF16.isLeadSurrogate(units[0]) {
                    guard at + 2 < part.endIndex, part[at + 1] == 0x5C, part[at + 2] == 0x75 else { throw UnreadableText() }
                    at += 2
                    units.append(try unit())
                }
                let text = String(decoding: units, as: UTF16.self)
                guard !text.unicodeScalars.contains("\u{FFFD}") || units == [0xFFFD] else { throw UnreadableText() }
                plain.append(contentsOf: text.utf8)
            default: throw UnreadableText()
            }
            at += 1
        }
        return try valid(plain)
    }

    /// Bytes as text where they are UTF-8.
    private func valid(_ bytes: some Collection<UInt8>) throws -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.elementsEqual(bytes) else { throw UnreadableText() }
        return text
    }
}
