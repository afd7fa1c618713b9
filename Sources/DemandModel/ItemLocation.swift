/// What is planned: an item (SKU) at a location.
///
/// Both parts are text and kept exactly as they arrive (`0012` stays `0012`). Equality and order are by UTF-8 bytes, so
/// two spellings that differ in a single byte are two keys, and output sorts the same on every machine.
///
///     let mug = ItemLocation(item: "0012")
///     print(mug.uniqueID)          // 0012
///     print(ItemLocation(item: "0012", location: "north").uniqueID)   // 0012@north
public struct ItemLocation: Hashable, Comparable, Sendable, Codable {
    /// The location that is assumed where a file names none.
    public static let defaultLocation = "main"

    public let item: String
    public let location: String

    public init(item: String, location: String = ItemLocation.defaultLocation) {
        self.item = item
        self.location = location
    }

    /// `item`, or `item@location` where the location is not `main`.
    public var uniqueID: String {
        location == ItemLocation.defaultLocation ? item : item + "@" + location
    }

    public static func == (a: ItemLocation, b: ItemLocation) -> Bool {
        bytesAreEqual(a.item, b.item) && bytesAreEqual(a.location, b.location)
    }

    public func hash(into hasher: inout Hasher) {
        withBytes(of: item) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
        withBytes(of: location) { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }

    public static func < (a: ItemLocation, b: ItemLocation) -> Bool {
        let order = byteOrder(a.item, b.item)
        return order != 0 ? order < 0 : bytesPrecede(a.location, b.location)
    }
}

/// Byte order of two texts: the order of every output of Twobin.
public func bytesPrecede(_ a: String, _ b: String) -> Bool { byteOrder(a, b) < 0 }

/// Below 0 where the bytes of the first text come before those of the second, 0 where they are the same.
private func byteOrder(_ a: String, _ b: String) -> Int {
    withBytes(of: a) { a in
        withBytes(of: b) { b in
            for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
            return a.count - b.count
        }
    }
}

/// Whether two texts are the same bytes. A million keys are compared and looked up many times: byte by byte through a sequence takes several times as long.
private func bytesAreEqual(_ a: String, _ b: String) -> Bool { a.utf8.count == b.utf8.count && byteOrder(a, b) == 0 }

/// The bytes of a text, which is not copied where it stands in memory as bytes.
private func withBytes<Value>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    if let value = text.utf8.withContiguousStorageIfAvailable(body) { return value }
    var copy = text
    return copy.withUTF8(body)
}
