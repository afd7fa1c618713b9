/// Where the rows of one table come from: files or databases, and for databases the table or the query.
///
/// Encoded as a plain path where it is no more than one.
public struct TableSource: Sendable, Equatable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// In the order in which they are read; of several, the first that knows a value wins.
    public var addresses: [TableAddress]
    /// Databases: a table or view, or a query that reads; the query wins.
    public var table: String?
    public var query: String?

    public init(_ addresses: [TableAddress] = [], table: String? = nil, query: String? = nil) {
        self.addresses = addresses
        self.table = table
        self.query = query
    }

    public init(stringLiteral value: String) { self.init([TableAddress(value)]) }

    /// True where nothing is named.
    public var isEmpty: Bool { addresses.allSatisfy(\.isEmpty) }
    public var description: String { addresses.map(\.shown).joined(separator: ", ") }

    private enum CodingKeys: String, CodingKey { case addresses, table, query }

    public init(from decoder: any Decoder) throws {
        if let address = try? decoder.singleValueContainer().decode(TableAddress.self) {
            self.init(address.isEmpty ? [] : [address])
            return
        }
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try fields.decode([TableAddress].self, forKey: .addresses), table: try fields.decodeIfPresent(String.self, forKey: .table),
            query: try fields.decodeIfPresent(String.self, forKey: .query))
    }

    public func encode(to encoder: any Encoder) throws {
        if table == nil, query == nil, addresses.count <= 1 {
            var container = encoder.singleValueContainer()
            try container.encode(addresses.first ?? "")
            return
        }
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(addresses, forKey: .addresses)
        try fields.encodeIfPresent(table, forKey: .table)
        try fields.encodeIfPresent(query, forKey: .query)
    }
}
