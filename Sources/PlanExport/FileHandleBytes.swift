#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The system's words for the last error ("No space left on device").
func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

enum FileKind { case absent, regular, directory, other }

/// What stands at a path, symbolic links followed.
func fileKind(_ path: String) -> FileKind {
    var information = stat()
    guard stat(path, &information) == 0 else { return .absent }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return .regular
    case S_IFDIR: return .directory
    default: return .other
    }
}

/// Writes all bytes to a descriptor; the error number where that fails, else 0.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
        var offset = 0
        while offset < buffer.count {
            let written = write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            if written < 0 {
                if errno == EINTR { continue }
                return errno
            }
            offset += written
        }
        return 0
    }
}

/// Makes a directory and those above it.
func makeDirectory(_ path: String) throws(OutputError) {
    switch fileKind(path) {
    case .directory: return
    case .regular, .other: throw .directory(path: path, reason: "there is a file of that name")
    case .absent: break
    }
    let parent = parentDirectory(path)
    if parent != path, fileKind(parent) != .directory { try makeDirectory(parent) }
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .directory(path: path, reason: systemReason()) }
}

/// `a/b` of `a/b/c`, `.` of `c`, `/` of `/c`.
func parentDirectory(_ path: String) -> String {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
}

/// `c` of `a/b/c`.
func lastPathComponent(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
}

/// The path with symbolic links followed, so that replacing a file through a link keeps the link.
func resolvedPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
}
