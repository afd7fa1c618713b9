#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Names of files that are not yet, or no longer, in their place: `.twobin-` + 16 random hexadecimal digits + `-3.partial`, or
/// `-3-of-9.previous` for what the fourth of nine files replaces.
enum TemporaryName {
    private static let prefix = ".twobin-"

    /// 16 hexadecimal digits from the system's random numbers: no other process can tell them beforehand.
    static func random() -> String {
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func partial(_ mark: String, _ index: Int) -> String { "\(prefix)\(mark)-\(index).partial" }
    static func previous(_ mark: String, _ index: Int, of count: Int) -> String { "\(prefix)\(mark)-\(index)-of-\(count).previous" }

    /// True for the names above (and those without `-of-`, of earlier versions) and for nothing a person would write.
    static func isOurs(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let words = name.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard words.count == 2, words[1] == "partial" || words[1] == "previous" else { return false }
        let parts = words[0].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 4, parts[0].utf8.count == 16, parts[0].allSatisfy(\.isHexDigit), Int(parts[1]) != nil else { return false }
        return parts.count == 2 || (words[1] == "previous" && parts[2] == "of" && Int(parts[3]) != nil)
    }

    /// The marks of the sets of `count` files in a directory whose last file has a predecessor there.
    static func marksOfSets(of count: Int, in directory: String) -> [String] {
        let ending = "-\(count - 1)-of-\(count).previous"
        return ours(in: directory).filter { $0.hasSuffix(ending) }.map { String($0.dropFirst(prefix.count).prefix(16)) }.sorted()
    }

    private static func ours(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isOurs(name) { names.append(name) }
        }
        return names
    }

    /// Removes what killed processes left in a directory. A file that a living process holds locked stays.
    /// - Parameter keepsSets: leaves what files of a set replaced, without which a set that was interrupted is not put back: for a caller that does not
    ///   hold the lock of the directory.
    static func sweep(_ directory: String, keepsSets: Bool = false) {
        for name in ours(in: directory) where !keepsSets || name.hasSuffix(".partial") || name.hasSuffix("-0-of-1.previous") {
            let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }

    /// Locks an open file that stands at `path` against sweeps; false where a sweep has taken it away, or is about to: make it anew.
    ///
    /// Where the file system knows no locks no sweep removes anything, and the answer is true.
    static func isHeld(_ path: String, descriptor: Int32, _ kind: Int32) -> Bool {
        if flock(descriptor, kind | LOCK_NB) != 0, errno == EWOULDBLOCK { return false }
        var own = stat(), found = stat()
        return fstat(descriptor, &own) == 0 && lstat(path, &found) == 0 && own.st_ino == found.st_ino && own.st_dev == found.st_dev
    }

    /// How often a file is made anew before it is used without a lock.
    static let mostAttempts = 50
}
