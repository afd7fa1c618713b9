/// Values as JSON text (RFC 8259) with keys in order: the bytes of Foundation's `JSONEncoder` with `.sortedKeys`, `.withoutEscapingSlashes` and numbers
/// that are not finite as `"inf"`, `"-inf"` and `"nan"`, in a fraction of its time.
///
/// For values of the vocabulary (`DemandModel`): `Date`, `Data`, `URL` and `Decimal`, for which `JSONEncoder` has rules of its own, are not in it and are
/// written as their own `encode(to:)` says. Of a key that is given twice the last value stands.
///
///     var writer = JSONTextWriter()
///     print(String(decoding: try writer.text(["b": 1, "a": 2.5]), as: UTF8.self))     // {"a":2.5,"b":1}
///
/// The same values in the compact form (`CompactForm`) come from `JSONTextWriter(form: .compact)`: object for object and key for key the same JSON.
///
/// One writer serves many values, one at a time.
struct JSONTextWriter {
    private let buffer: JSONTextBuffer

    init(form: ValueForm = .text) { buffer = JSONTextBuffer(form: form) }

    /// The text, or the compact bytes, of a value. Throws what its `encode(to:)` throws.
    mutating func text<Value: Encodable>(_ value: Value) throws -> [UInt8] {
        buffer.reset()
        try buffer.write(value)
        return buffer.bytes
    }
}

/// A value that is in the compact form already: it is written as it is.
struct WrittenBytes: Encodable {
    var bytes: [UInt8]

    func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(self, .init(codingPath: encoder.codingPath, debugDescription: "bytes of the compact form are no part of another form"))
    }
}

/// How values are written down.
enum ValueForm {
    /// JSON text.
    case text
    /// The same in the bytes of `CompactForm`.
    case compact
}

/// Text in the making. A value is written where it is met; an object's members are put in order once the object is complete.
///
/// `frames` are the values that are being written, the innermost last; `members` are those of all objects among them.
final class JSONTextBuffer {
    /// A member of an object, or a part of an array that came through a container of its own.
    struct Member {
        var key: String
        /// Its place in the vocabulary; `nil` where it is none of its words.
        var word: Int?
        /// Where its text stands in `bytes`.
        var range: Range<Int>
        /// Text that may still grow while its neighbours are written: it has a buffer of its own and stands at the start of `range`.
        var apart: JSONTextBuffer?
    }

    enum Kind { case nothing, scalar, array, object }

    struct Frame {
        var kind = Kind.nothing
        var start: Int
        var firstMember: Int
    }

    // One writer at a time: whether another one is at work need not be asked at every byte.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    private let form: ValueForm
    @exclusivity(unchecked) private var frames: [Frame] = []
    @exclusivity(unchecked) private var members: [Member] = []
    @exclusivity(unchecked) private var sorted: [UInt8] = []

    init(form: ValueForm) { self.form = form }

    func reset() {
        bytes.removeAll(keepingCapacity: true)
        frames.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
    }

    /// Writes a value with all that is in it.
    func write<Value: Encodable>(_ value: Value) throws {
        if Value.self == WrittenBytes.self, form == .compact, let written = value as? WrittenBytes {
            bytes += written.bytes
            return
        }
        open()
        try value.encode(to: JSONTextEncoder(buffer: self, depth: frames.count - 1))
        close()
    }

    /// A buffer for text that is written later than what follows it.
    func apart() -> JSONTextBuffer {
        let buffer = JSONTextBuffer(form: form)
        buffer.open()
        return buffer
    }

    var place: Int { bytes.count }

    func begin(_ kind: Kind, depth: Int) {
        if frames.indices.contains(depth), frames[depth].kind == .nothing { frames[depth].kind = kind }
    }

    func append(member key: String, from start: Int, apart: JSONTextBuffer? = nil) {
        members.append(Member(key: key, word: key.isEmpty ? nil : CompactForm.places[key], range: start..<bytes.count, apart: apart))
    }

    private func open() { frames.append(Frame(start: bytes.count, firstMember: members.count)) }

    private func close() {
        guard let frame = frames.popLast() else { return }
        switch frame.kind {
        case .scalar: return
        case .nothing: bytes += form == .text ? [UInt8(ascii: "{"), UInt8(ascii: "}")] : [CompactForm.object, 0]
        case .array, .object:
            sorted.removeAll(keepingCapacity: true)
            if frame.kind == .object { joinObject(from: frame) } else { joinArray(from: frame) }
            bytes.removeLast(bytes.count - frame.start)
            bytes += sorted
            members.removeLast(members.count - frame.firstMember)
        }
    }

    private func joinObject(from frame: Frame) {
        members.withUnsafeMutableBufferPointer { all in
            let own = UnsafeMutableBufferPointer(rebasing: all[frame.firstMember...])
            if !own.isEmpty {
                // As many as there are fields: moving a few is quicker than sorting.
                for next in own.indices.dropFirst() {
                    var place = next
                    while place > 0, precedes(own[place], own[place - 1]) {
                        own.swapAt(place, place - 1)
                        place -= 1
                    }
                }
            }
            // Of a key that is given twice the last value stands.
            let stands = { (index: Int) in index + 1 == own.count || !self.isSame(own[index + 1], own[index]) }
            begin(CompactForm.object, UInt8(ascii: "{"), count: { own.indices.count(where: stands) })
            for index in own.indices where stands(index) {
                switch form {
                case .text:
                    if sorted.count > 1 { sorted.append(UInt8(ascii: ",")) }
                    appendJSONString(own[index].key, to: &sorted)
                    sorted.append(UInt8(ascii: ":"))
                case .compact:
                    if let word = own[index].word { CompactForm.append(UInt64(word + 1), to: &sorted) } else { CompactForm.append(key: own[index].key, to: &sorted) }
                }
                sorted += bytes[own[index].range]
                if let apart = own[index].apart { sorted += apart.finished() }
            }
            if form == .text { sorted.append(UInt8(ascii: "}")) }
        }
    }

    /// Whether a key comes before another: words of the vocabulary by their ranks, as their texts do.
    private func precedes(_ a: Member, _ b: Member) -> Bool {
        if let a = a.word, let b = b.word { return CompactForm.ranks[a] < CompactForm.ranks[b] }
        return a.key < b.key
    }

    private func isSame(_ a: Member, _ b: Member) -> Bool {
        if let a = a.word, let b = b.word { return a == b }
        return a.key == b.key
    }

    private func joinArray(from frame: Frame) {
        begin(CompactForm.array, UInt8(ascii: "["), count: { members.count - frame.firstMember })
        for member in members[frame.firstMember...] {
            if form == .text, sorted.count > 1 { sorted.append(UInt8(ascii: ",")) }
            sorted += bytes[member.range]
            if let apart = member.apart { sorted += apart.finished() }
        }
        if form == .text { sorted.append(UInt8(ascii: "]")) }
    }

    /// The beginning of an object or an array.
    private func begin(_ tag: UInt8, _ mark: UInt8, count: () -> Int) {
        guard form == .compact else { return sorted.append(mark) }
        sorted.append(tag)
        CompactForm.append(UInt64(count()), to: &sorted)
    }

    /// The text of a buffer that stands apart.
    private func finished() -> [UInt8] {
        close()
        return bytes
    }

    // MARK: Single values

    func appendNull() {
        if form == .text { bytes += Array("null".utf8) } else { bytes.append(CompactForm.null) }
    }

    func append(_ value: Bool) {
        if form == .text { bytes += Array((value ? "true" : "false").utf8) } else { bytes.append(value ? CompactForm.yes : CompactForm.no) }
    }

    func append(_ value: String) {
        if form == .text { appendJSONString(value, to: &bytes) } else { CompactForm.append(text: value, to: &bytes) }
    }

    func append(_ value: some BinaryInteger) {
        guard form == .compact else { return append(digits: String(value)) }
        if let number = Int64(exactly: value) {
            CompactForm.append(number, to: &bytes)
        } else {
            bytes.append(CompactForm.unsigned)
            withUnsafeBytes(of: UInt64(truncatingIfNeeded: value).littleEndian) { bytes += $0 }
        }
    }

    /// As text the shortest digits that read back to the same number.
    func append(_ value: some BinaryFloatingPoint & LosslessStringConvertible) {
        guard form == .text else { return CompactForm.append(Double(value), to: &bytes) }
        guard value.isFinite else {
            return append(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf")
        }
        append(digits: value.description)
        // Whole numbers stand without a fraction.
        if bytes.count > 2, bytes[bytes.count - 1] == UInt8(ascii: "0"), bytes[bytes.count - 2] == UInt8(ascii: ".") { bytes.removeLast(2) }
    }

    private func append(digits: String) { bytes += digits.utf8 }
}

/// Appends text between quotation marks, with escapes where JSON wants them.
private func appendJSONString(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "b")]
        case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case 0x0C: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "f")]
        case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes += Array("\\u00".utf8)
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
    bytes.append(UInt8(ascii: "\""))
}
