#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Names of files that are not yet, or no longer, in their place: `.twobin-` + 16 random hexadecimal digits + `-3.partial` or
/// `-3.previous`.
enum TemporaryName {
    private static let prefix = ".twobin-"

    /// 16 hexadecimal digits from the system's random numbers: no other process can tell them beforehand.
    static func random() -> String {
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func partial(_ mark: String, _ index: Int) -> String { "\(prefix)\(mark)-\(index).partial" }
    static func previous(_ mark: String, _ index: Int) -> String { "\(prefix)\(mark)-\(index).previous" }

    /// True for the names above and for nothing a person would write.
    static func isOurs(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let words = name.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard words.count == 2, words[1] == "partial" || words[1] == "previous" else { return false }
        let halves = words[0].split(separator: "-", omittingEmptySubsequences: false)
        return halves.count == 2 && halves[0].utf8.count == 16 && halves[0].allSatisfy(\.isHexDigit) && Int(halves[1]) != nil
    }

    /// Removes what killed processes left in a directory. A file that a living process holds locked stays.
    static func sweep(_ directory: String) {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        var leftovers: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isOurs(name) { leftovers.append(directory.hasSuffix("/") ? directory + name : directory + "/" + name) }
        }
        for path in leftovers {
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }
}
