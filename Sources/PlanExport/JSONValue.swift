import DemandModel
import TextForms

/// A JSON document whose objects keep the order in which their members were written: same value, same bytes.
///
///     let document: JSONValue = ["id": "a1", "items": 2, "gap": nil, "fill_rate": 0.95]
///     print(document.text(indent: nil))      // {"id": "a1", "items": 2, "gap": null, "fill_rate": 0.95}
public enum JSONValue: Sendable, Equatable {
    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case bool(Bool)
    case integer(Int)
    /// `null` in the text where the value is not finite.
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([Member])

    public init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
    public init(_ value: String?) { self = value.map { .text($0) } ?? .null }

    /// A dictionary as an object with its names in byte order.
    public init(_ counts: [String: Int]) {
        self = .object(counts.sorted { bytesPrecede($0.key, $1.key) }.map { Member($0.key, .integer($0.value)) })
    }

    /// The document as text, without a line feed at its end.
    /// - Parameter indent: spaces per level; `nil` writes one line.
    public func text(indent: Int? = 2) -> String {
        var bytes: [UInt8] = []
        write(into: &bytes, indent: indent, level: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same as UTF-8, with a line feed at its end.
    public func bytes(indent: Int? = 2) -> [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes, indent: indent, level: 0)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private func write(into bytes: inout [UInt8], indent: Int?, level: Int) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .number(let value): bytes += (value.isFinite ? decimalText(value) : "null").utf8
        case .text(let value): JSONValue.writeText(value, into: &bytes)
        case .array(let values):
            JSONValue.writeList("[", "]", count: values.count, into: &bytes, indent: indent, level: level) { index, bytes in
                values[index].write(into: &bytes, indent: indent, level: level + 1)
            }
        case .object(let members):
            JSONValue.writeList("{", "}", count: members.count, into: &bytes, indent: indent, level: level) { index, bytes in
                JSONValue.writeText(members[index].name, into: &bytes)
                bytes += ": ".utf8
                members[index].value.write(into: &bytes, indent: indent, level: level + 1)
            }
        }
    }

    private static func writeList(
        _ opening: String, _ closing: String, count: Int, into bytes: inout [UInt8], indent: Int?, level: Int,
        _ element: (Int, inout [UInt8]) -> Void
    ) {
        bytes += opening.utf8
        for index in 0..<count {
            if let indent {
                bytes += (index > 0 ? ",\n" : "\n").utf8
                bytes += repeatElement(UInt8(ascii: " "), count: indent * (level + 1))
            } else if index > 0 {
                bytes += ", ".utf8
            }
            element(index, &bytes)
        }
        if let indent, count > 0 {
            bytes.append(UInt8(ascii: "\n"))
            bytes += repeatElement(UInt8(ascii: " "), count: indent * level)
        }
        bytes += closing.utf8
    }

    /// RFC 8259, section 7: quotation mark, backslash and control characters are escaped, everything else is written as it is.
    private static func writeText(_ text: String, into bytes: inout [UInt8]) {
        let hexadecimal = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0..<0x20: bytes += "\\u00".utf8; bytes += [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
}
