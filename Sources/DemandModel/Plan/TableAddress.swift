/// Where a table is: a path, or the address of a database.
///
/// What is shown, compared and encoded is `shown`, without anything that may be secret; what a database is opened with is kept beside it in
/// memory only. So an address with a password cannot be written to a store, a summary or a message.
///
///     let items = TableAddress("postgresql://buyer:secret@db.shop/erp")
///     print(items)                // postgresql://buyer@db.shop/erp
///     print(items.opening)        // postgresql://buyer:secret@db.shop/erp
public struct TableAddress: Sendable, Hashable, Codable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable,
    ExpressibleByStringLiteral
{
    /// Without anything that may be secret.
    public let shown: String
    private let secret: String?

    /// - Parameter text: as the user wrote it.
    public init(_ text: String) {
        shown = addressWithoutSecrets(text)
        secret = shown == text ? nil : text
    }

    public init(stringLiteral value: String) { self.init(value) }

    /// As the user wrote it: for opening it, never for showing it. An address that was read from a store has lost its secret.
    public var opening: String { secret ?? shown }

    public var isEmpty: Bool { shown.isEmpty }
    public var description: String { shown }
    public var debugDescription: String { shown }
    public var customMirror: Mirror { Mirror(self, children: ["shown": shown]) }

    public static func == (a: TableAddress, b: TableAddress) -> Bool { a.shown == b.shown }
    public func hash(into hasher: inout Hasher) { hasher.combine(shown) }

    public init(from decoder: any Decoder) throws { self.init(addressWithoutSecrets(try decoder.singleValueContainer().decode(String.self))) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(shown)
    }
}

/// A path or an address as it may be shown: of what stands before an `@` only the user's name stays, of the settings after it only those that are
/// known to hold no secret.
///
///     addressWithoutSecrets("mysql://root:pa/ss@db/erp?sslpassword=x")     // mysql://root@db/erp
///     addressWithoutSecrets("sales/2024.csv")                              // sales/2024.csv
public func addressWithoutSecrets(_ text: String) -> String {
    guard let mark = schemeEnd(text) else {
        let lower = text.lowercased()
        if lower.hasPrefix("jdbc:") { return "jdbc:..." }
        return withoutSettings(text, lower: lower)
    }
    let scheme = String(text[..<mark])
    // `?name=...@`: a setting that is not known, or a password with a question mark. Neither part can be told from a secret.
    let rest = text[mark...]
    if let at = rest.lastIndex(of: "@"), let question = rest[..<at].firstIndex(of: "?") {
        let name = rest[rest.index(after: question)...].prefix { $0 != "=" && $0 != "&" && $0 != "@" }
        let isSetting = !name.isEmpty && name.endIndex < at && name.allSatisfy { isPlain($0) }
        if isSetting, rest[name.endIndex] == "=", !AddressParts.isKnown(String(name)) { return scheme + "..." }
    }
    let parts = AddressParts(String(text[mark...]))
    var shown = scheme
    if let user = parts.user { shown += (user.allSatisfy(isPlain) ? user : "...") + "@" }
    shown += parts.hosts.map { host in
        // What follows a colon is a port, or a part of a password that lost its `@`.
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return host }
        return host[host.index(after: colon)...].allSatisfy(\.isNumber) ? host : String(host[..<colon])
    }.joined(separator: ",")
    if let path = parts.path { shown += "/" + path }
    let settings = parts.settings.filter { AddressParts.harmless.contains($0.name) }.map { "\($0.name)=\($0.value)" }
    return shown + (settings.isEmpty ? "" : "?" + settings.joined(separator: "&"))
}

/// The end of `scheme://`, if the text begins with one.
private func schemeEnd(_ text: String) -> String.Index? {
    var index = text.startIndex
    while index < text.endIndex {
        let rest = text[index...]
        if rest.hasPrefix("://") { return index == text.startIndex ? nil : text.index(index, offsetBy: 3) }
        let character = text[index]
        guard character.isASCII, character.isLetter || character.isNumber || "+-.:_".contains(character) else { return nil }
        index = text.index(after: index)
    }
    return nil
}

private func isPlain(_ character: Character) -> Bool { character.isLetter || character.isNumber || "._-%+".contains(character) }

/// `host=db password=secret` is no path that is read here; it is not shown as it stands.
private func withoutSettings(_ text: String, lower: String) -> String {
    for word in ["password", "passwd", "pwd", "token", "secret", "api_key", "apikey", "access_key"] {
        var from = lower.startIndex
        while let found = lower[from...].firstRange(of: word) {
            let rest = lower[found.upperBound...].drop { $0 == " " }
            if rest.first == "=" { return lower[..<found.lowerBound].isEmpty ? "..." : "\(text.prefix(lower.distance(from: lower.startIndex, to: found.lowerBound)))..." }
            from = found.upperBound
        }
    }
    return text
}

/// The parts of what follows `scheme://`, read so that a password may hold any character, encoded or not.
public struct AddressParts: Sendable, Equatable {
    /// As written; `nil` without `@`.
    public var user: String?
    public var password: String?
    /// `host:port`, as written.
    public var hosts: [String]
    /// Without its first slash; `nil`: none.
    public var path: String?
    /// What follows `?`, names decoded and in lower case, values as written.
    public var settings: [(name: String, value: String)]

    /// Settings that hold no secret: those of PostgreSQL's client library but for passwords and free text.
    public static let harmless: Set<String> = [
        "host", "hostaddr", "port", "dbname", "user", "sslmode", "sslnegotiation", "connect_timeout", "application_name", "sslrootcert", "sslcert", "sslkey",
        "target_session_attrs", "channel_binding", "gssencmode", "client_encoding", "passfile", "service", "keepalives", "keepalives_idle", "keepalives_interval",
        "keepalives_count", "tcp_user_timeout", "require_auth", "load_balance_hosts", "krbsrvname",
    ]

    private static let secret: Set<String> = [
        "password", "passwd", "pwd", "pass", "sslpassword", "passphrase", "secret", "token", "access_token", "apikey", "api_key", "options", "ssl", "key", "sig", "signature",
    ]

    /// True for the name of a setting, secret or not, encoded or not.
    static func isKnown(_ name: String) -> Bool {
        let plain = percentDecoded(name).lowercased()
        return harmless.contains(plain) || secret.contains(plain)
    }

    public init(_ rest: String) {
        var tail = Substring(rest)
        // The last `@` that does not stand in the value of a known setting ends the name and password.
        let marks = rest.indices.filter { rest[$0] == "@" }
        let firstSetting = rest.indices.first { index in
            guard rest[index] == "?" else { return false }
            return Self.isKnown(String(rest[rest.index(after: index)...].prefix { $0 != "=" && $0 != "&" }))
        }
        if let at = marks.last(where: { mark in firstSetting.map { mark < $0 } ?? true }) {
            let before = rest[..<at]
            let colon = before.firstIndex(of: ":")
            user = String(before[..<(colon ?? before.endIndex)])
            password = colon.map { String(before[before.index(after: $0)...]) }
            tail = rest[rest.index(after: at)...]
        }
        let question = tail.firstIndex(of: "?")
        let place = tail[..<(question ?? tail.endIndex)]
        let slash = place.firstIndex(of: "/")
        // Settings of other systems stand behind a semicolon.
        hosts = place[..<(slash ?? place.endIndex)].prefix { $0 != ";" }.split(separator: ",").map(String.init)
        path = slash.map { String(place[place.index(after: $0)...].prefix { $0 != ";" }) }
        settings = question.map { mark in
            tail[tail.index(after: mark)...].split(separator: "&").compactMap { part in
                guard let equals = part.firstIndex(of: "=") else { return nil }
                return (percentDecoded(String(part[..<equals])).lowercased(), String(part[part.index(after: equals)...]))
            }
        } ?? []
    }

    public static func == (a: AddressParts, b: AddressParts) -> Bool {
        a.user == b.user && a.password == b.password && a.hosts == b.hosts && a.path == b.path
            && a.settings.elementsEqual(b.settings) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// `%41` as `A`; a per cent sign that begins no code stays what it is.
public func percentDecoded(_ text: String) -> String {
    guard text.utf8.contains(0x25) else { return text }
    var bytes: [UInt8] = []
    let source = Array(text.utf8)
    var index = 0
    while index < source.count {
        if source[index] == 0x25, index + 2 < source.count, let code = UInt8(String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self), radix: 16) {
            bytes.append(code)
            index += 3
        } else {
            bytes.append(source[index])
            index += 1
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
