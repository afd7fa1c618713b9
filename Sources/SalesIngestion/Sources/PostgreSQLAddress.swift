import DemandModel
import TextForms

/// A PostgreSQL address taken apart, so that a password may hold any character and none of it is ever shown.
///
/// `postgresql://`, `postgres://`, `postgresql+driver://` and `jdbc:postgresql://` are understood, in upper and lower case.
struct PostgreSQLAddress {
    /// As it may be shown.
    let name: String
    private let parts: AddressParts

    /// - Returns: `nil` for any other path or address.
    init?(_ text: String) {
        let lower = text.lowercased()
        guard let mark = lower.firstRange(of: "://") else { return nil }
        var scheme = lower[..<mark.lowerBound]
        if scheme.hasPrefix("jdbc:") { scheme = scheme.dropFirst(5) }
        guard ["postgres", "postgresql"].contains(scheme.prefix { $0 != "+" }) else { return nil }
        name = addressWithoutSecrets(text)
        parts = AddressParts(String(text.dropFirst(text.distance(from: text.startIndex, to: text.firstRange(of: "://")?.upperBound ?? text.startIndex))))
    }

    /// Seconds within which a connection is made, where the address does not say.
    static let connectSeconds = 15

    /// The settings of a connection, with limits on how long a silent host is waited for.
    func settings(passwordFile: String?) throws(IngestionError) -> [(name: String, value: String)] {
        var result: [String: String] = ["connect_timeout": String(Self.connectSeconds), "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
                                        "application_name": "twobin"]
        var ports: [String] = [], hosts: [String] = []
        for host in parts.hosts {
            let colon = host.lastIndex(of: ":").flatMap { host[$0...].contains("]") ? nil : $0 }
            hosts.append(percentDecoded(String(host[..<(colon ?? host.endIndex)])).trimmingBrackets)
            ports.append(colon.map { String(host[host.index(after: $0)...]) } ?? "")
        }
        // A password without the `@` that ends it stands where a port does; the client library would repeat it.
        guard ports.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
            throw .unsuitable(reason: "\(name): what stands behind the colon of the host is no port; write postgresql://user@host:port/database "
                + "(a password ends with @ before the host)")
        }
        if !hosts.isEmpty { result["host"] = hosts.joined(separator: ",") }
        if ports.contains(where: { !$0.isEmpty }) { result["port"] = ports.joined(separator: ",") }
        if let path = parts.path, !path.isEmpty { result["dbname"] = percentDecoded(path) }
        if let user = parts.user, !user.isEmpty { result["user"] = percentDecoded(user) }
        if let passwordFile { result["password"] = try password(in: passwordFile) }
        if let password = parts.password, !password.isEmpty { result["password"] = percentDecoded(password) }
        for (name, value) in parts.settings {
            if name == "ssl" { result["sslmode"] = value == "true" ? "require" : "prefer" } else { result[name] = percentDecoded(value) }
        }
        return result.sorted { bytesPrecede($0.key, $1.key) }.map { ($0.key, $0.value) }
    }

    /// A message of the client library or the server without anything of this address that is secret.
    func scrubbed(_ message: String) -> String {
        var text = message
        var secrets = [parts.password].compactMap { $0 }
        secrets += parts.settings.filter { !AddressParts.harmless.contains($0.name) }.map(\.value)
        secrets += secrets.map(percentDecoded)
        for secret in Set(secrets).sorted(by: { $0.utf8.count > $1.utf8.count }) where secret.utf8.count >= 3 { text = text.replacing(secret, with: "***") }
        return text
    }

    /// The first line of a file.
    private func password(in path: String) throws(IngestionError) -> String {
        let source = try FileSource(path: path, limits: ReadingLimits(), hashing: false)
        var bytes = [UInt8](repeating: 0, count: 4096)
        var count = 0, failure: IngestionError?
        bytes.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            do throws(IngestionError) { count = try source.read(into: base, count: 4096) } catch { failure = error }
        }
        if let failure { throw failure }
        return String(decoding: bytes[..<count].prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }
}

extension String {
    fileprivate var trimmingBrackets: String { hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self }
}
