import PlanExport

/// An answer of the page: status, type, bytes and what a cache may do with them.
public struct PageResponse: Sendable {
    public var status: Int
    public var contentType: String
    public var body: [UInt8]
    /// Beyond those that every answer carries.
    public var headers: [(name: String, value: String)] = []

    public init(status: Int = 200, contentType: String, body: [UInt8], headers: [(name: String, value: String)] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// A JSON document.
    public static func json(_ value: JSONValue, status: Int = 200) -> PageResponse {
        PageResponse(status: status, contentType: "application/json; charset=utf-8", body: value.bytes(indent: nil))
    }

    /// JSON that is written already.
    static func jsonBytes(_ bytes: [UInt8]) -> PageResponse {
        PageResponse(contentType: "application/json; charset=utf-8", body: bytes)
    }

    /// What went wrong and what to do, as JSON.
    static func problem(_ status: Int, _ message: String) -> PageResponse { json(["error": .text(message)], status: status) }

    /// A file to keep: the browser saves it under a name that holds no character with a meaning in a header.
    static func download(_ name: String, contentType: String, body: [UInt8]) -> PageResponse {
        let safe = String(name.unicodeScalars.map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar))
            return isPlain ? Character(scalar) : "_"
        })
        return PageResponse(
            contentType: contentType, body: body, headers: [("Content-Disposition", "attachment; filename=\"\(safe)\"")])
    }

    /// Headers that keep the page to itself: no outside or inline script, style, image or frame; nothing sniffed, nothing referred.
    static let security: [(name: String, value: String)] = [
        ("Content-Security-Policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
                + "form-action 'self'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
}

/// A request that cannot be answered as it stands.
struct RequestProblem: Error {
    var status: Int
    var message: String

    init(_ status: Int = 400, _ message: String) {
        self.status = status
        self.message = message
    }
}
