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
        a.item.utf8.elementsEqual(b.item.utf8) && a.location.utf8.elementsEqual(b.location.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for text in [item, location] {
            var copy = text
            copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(0xFF as UInt8)
        }
    }

    public static func < (a: ItemLocation, b: ItemLocation) -> Bool {
        if a.item.utf8.elementsEqual(b.item.utf8) { return bytesPrecede(a.location, b.location) }
        return bytesPrecede(a.item, b.item)
    }
}

/// Byte order of two texts: the order of every output of Twobin.
public func bytesPrecede(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
}
