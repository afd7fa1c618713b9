/// Text with fields in braces, such as `{order_id}`; `{{` is a brace.
public struct NoticeTemplate: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case text(String), field(String)
    }

    private let parts: [Part]

    /// Why a template cannot be used.
    public struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        public var description: String

        public init(description: String) { self.description = description }
    }

    /// Names of the fields there are.
    public static let fields = [
        "order_id", "ordered_on", "items", "kind", "old_date", "date", "likely_date", "reason", "choices", "greeting", "headline", "body", "closing",
    ]

    /// - Parameter name: what messages call the template.
    public init(_ text: String, name: String) throws(Fault) {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            plain += rest[..<brace]
            rest = rest[rest.index(after: brace)...]
            if rest.first == "{" {
                plain += "{"
                rest = rest.dropFirst()
                continue
            }
            guard let close = rest.firstIndex(of: "}") else { throw Fault(description: "\(name): a brace opens and never closes; write {{ for a brace") }
            let field = String(rest[..<close])
            guard NoticeTemplate.fields.contains(field) else {
                throw Fault(description: "\(name): there is no field {\(field)}; there are " + NoticeTemplate.fields.joined(separator: ", "))
            }
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = ""
            parts.append(.field(field))
            rest = rest[rest.index(after: close)...]
        }
        plain += rest
        if !plain.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
    }

    /// - Parameter escaped: applied to what the fields hold (HTML).
    public func filled(_ values: [String: String], escaped: (String) -> String = { $0 }) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .field(let name): escaped(values[name] ?? "")
            }
        }.joined()
    }
}
