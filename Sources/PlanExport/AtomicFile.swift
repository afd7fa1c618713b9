#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One output file that appears whole or not at all.
public enum AtomicFile {
    /// Writes a file through a temporary name beside it. A device or a pipe is written to directly; a symbolic link is kept
    /// and the file it points to is replaced.
    ///
    ///     try AtomicFile.write("forecasts.csv") { sink throws(OutputError) in try sink(Array("unique_id\n".utf8)) }
    public static func write(_ path: String, _ body: (ByteSink) throws(OutputError) -> Void) throws(OutputError) {
        switch fileKind(path) {
        case .directory:
            throw .file(path: path, reason: "there is a directory of that name")
        case .other:
            try writeDirectly(path, body)
        case .absent, .regular:
            let target = resolvedPath(path)
            let name = lastPathComponent(target)
            guard !name.isEmpty else { throw .file(path: path, reason: "this names no file") }
            let files = try AtomicFiles(directory: parentDirectory(target))
            try files.writeUnnamed(name, body)
            try files.commit()
        }
    }

    private static func writeDirectly(_ path: String, _ body: (ByteSink) throws(OutputError) -> Void) throws(OutputError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, reason: systemReason()) }
        defer { close(descriptor) }
        try body { (chunk) throws(OutputError) in
            let code = writeAll(chunk, to: descriptor)
            guard code == 0 else { throw .file(path: path, reason: systemReason(code)) }
        }
    }
}

/// Hands bytes to standard output (descriptor 1).
public func writeToStandardOutput(_ bytes: [UInt8]) throws(OutputError) {
    let code = writeAll(bytes, to: 1)
    guard code == 0 else { throw .standardOutput(reason: systemReason(code)) }
}
