import DemandModel
import Foundation

/// Items as bytes and back, as runs keep them: for parts of a plan that are put aside between two stages.
///
///     let bytes = try PackedItems.pack(items)
///     let same = try PackedItems.unpack(bytes)
public enum PackedItems {
    private static let format = 3

    public static func pack(_ items: [PlannedItem]) throws -> [UInt8] {
        var writer = ItemPayload.writer()
        var bytes: [UInt8] = []
        var lists: [[String]] = [], places: [[String]: Int] = [:]
        func add(_ part: some Collection<UInt8>) {
            add(part.count)
            bytes += part
        }
        func add(_ number: Int) { withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian) { bytes += $0 } }
        add(format)
        add(items.count)
        for item in items {
            let payload = try ItemPayload(item, writer: &writer)
            var place = -1
            if let starts = payload.starts {
                if let known = places[starts] {
                    place = known
                } else {
                    place = lists.count
                    places[starts] = place
                    lists.append(starts)
                }
            }
            add(place)
            add(payload.details)
            add(payload.numbers)
        }
        add(try ItemPayload.encoder().encode(lists))
        return bytes
    }

    /// - Throws: `DecodingError` for bytes that `pack` of this version did not make.
    public static func unpack(_ bytes: [UInt8]) throws -> [PlannedItem] {
        var place = 0
        func misfit() -> DecodingError { .dataCorrupted(.init(codingPath: [], debugDescription: "the packed items are damaged, or of another version")) }
        func number() throws -> Int {
            guard bytes.count - place >= 8 else { throw misfit() }
            var value: UInt64 = 0
            for offset in 0..<8 { value |= UInt64(bytes[place + offset]) << UInt64(8 * offset) }
            place += 8
            return Int(Int64(bitPattern: value))
        }
        func part() throws -> ArraySlice<UInt8> {
            let count = try number()
            guard count >= 0, count <= bytes.count - place else { throw misfit() }
            defer { place += count }
            return bytes[place..<(place + count)]
        }
        guard try number() == format else { throw misfit() }
        let count = try number()
        guard count >= 0, count <= bytes.count else { throw misfit() }
        var payloads: [ItemPayload] = []
        payloads.reserveCapacity(count)
        for _ in 0..<count {
            let list = try number()
            payloads.append(ItemPayload(format: ItemPayload.format, details: Data(try part()), numbers: Array(try part()), periodStarts: list < 0 ? nil : list))
        }
        let reader = JSONTextReader()
        let lists = try reader.value([[String]].self, from: Data(try part()))
        guard place == bytes.count else { throw misfit() }
        return try payloads.map { try $0.item(reader: reader, periodStarts: lists) }
    }
}
