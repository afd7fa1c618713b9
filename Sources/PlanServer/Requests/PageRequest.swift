/// A request as the routes see it: plain values, whatever server brought them.
public struct PageRequest: Sendable {
    public var method: String
    /// Decoded path, without the query.
    public var path: String
    public var query: [(name: String, value: String)]
    /// Names in lower case.
    public var headers: [String: String]
    public var body: [UInt8]
    /// The peer's address, without its port; `nil` where the server knows none.
    public var peer: String?

    public init(
        method: String = "GET", path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
        body: [UInt8] = [], peer: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The first value of a query parameter.
    public func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// All values of a query parameter, in order.
    public func parameters(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }
}
