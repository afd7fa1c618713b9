import CExpat

/// Reads XML with expat: tells of elements and texts as they come.
///
/// Names are handed on without their prefix, since some programs write `x:row` for `row`. expat loads nothing from elsewhere and stops
/// at entities that expand without measure.
final class XMLEvents {
    private let parser: XML_Parser
    private let begin: (String, XMLAttributes) -> Void
    private let end: (String) -> Void
    private let characters: (UnsafeBufferPointer<UInt8>) -> Void

    /// - Returns: `nil` where expat has no memory.
    init?(
        begin: @escaping (String, XMLAttributes) -> Void, end: @escaping (String) -> Void,
        characters: @escaping (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard let parser = XML_ParserCreate(nil) else { return nil }
        self.parser = parser
        self.begin = begin
        self.end = end
        self.characters = characters
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { user, name, attributes in
                guard let user, let name, let attributes else { return }
                let events = Unmanaged<XMLEvents>.fromOpaque(user).takeUnretainedValue()
                events.begin(localName(name), XMLAttributes(attributes))
            },
            { user, name in
                guard let user, let name else { return }
                Unmanaged<XMLEvents>.fromOpaque(user).takeUnretainedValue().end(localName(name))
            })
        XML_SetCharacterDataHandler(parser) { user, text, count in
            guard let user, let text, count > 0 else { return }
            text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { bytes in
                Unmanaged<XMLEvents>.fromOpaque(user).takeUnretainedValue().characters(UnsafeBufferPointer(start: bytes, count: Int(count)))
            }
        }
    }

    deinit { XML_ParserFree(parser) }

    /// Takes the next bytes.
    /// - Returns: what is wrong with them; `nil` where nothing is.
    func parse(_ bytes: [UInt8], isLast: Bool) -> String? {
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), isLast ? 1 : 0)
        }
        guard status == XML_STATUS_ERROR else { return nil }
        return XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "no XML"
    }
}

/// The attributes of an element, without the prefixes of their names.
struct XMLAttributes {
    private let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>

    init(_ pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>) { self.pairs = pairs }

    subscript(_ name: String) -> String? {
        var index = 0
        while let found = pairs[index], let value = pairs[index + 1] {
            if localName(found) == name { return String(cString: value) }
            index += 2
        }
        return nil
    }
}

private func localName(_ name: UnsafePointer<CChar>) -> String {
    var start = name, place = name
    while place.pointee != 0 {
        if place.pointee == 0x3A { start = place + 1 }
        place += 1
    }
    return String(cString: start)
}
