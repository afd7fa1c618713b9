/// A value that most items do not have, kept apart from the others of an item: where it is missing it takes no room.
///
/// It is written and read as the value itself.
final class Apart<Value: Sendable & Codable & Equatable>: Sendable, Codable, Equatable {
    let value: Value

    init(_ value: Value) { self.value = value }

    init(from decoder: any Decoder) throws { value = try Value(from: decoder) }

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

    static func == (a: Apart, b: Apart) -> Bool { a === b || a.value == b.value }
}
