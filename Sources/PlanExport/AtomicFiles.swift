#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A set of files in one directory that appear together, whole, or not at all.
///
/// Each file is written under a temporary name in the same directory and flushed to the disk; `commit` then renames all of
/// them. If a rename fails, what was there before is put back. The file that was written last is the mark of the set: it is
/// taken away before the first rename and comes last, so that even a process killed between two renames leaves no directory
/// in which the mark is present and the set is mixed. Without `commit` the temporary files are removed.
///
///     let files = try AtomicFiles(directory: "out")
///     try files.write("a.csv") { sink throws(OutputError) in try sink(Array("item\n".utf8)) }
///     try files.write("summary.json") { sink throws(OutputError) in try sink(Array("{}\n".utf8)) }
///     try files.commit()
public final class AtomicFiles {
    private struct Part {
        var name: String
        var temporaryPath: String
    }

    public let directory: String
    private var parts: [Part] = []

    /// Makes the directory where it is missing.
    /// - Parameter sweepsLeftovers: removes temporary files of killed runs; only for a caller that holds the lock of the directory.
    public init(directory: String, sweepsLeftovers: Bool = false) throws(OutputError) {
        self.directory = directory
        try makeDirectory(directory)
        if sweepsLeftovers { removeLeftovers() }
    }

    deinit {
        for part in parts { unlink(part.temporaryPath) }
    }

    /// Writes one file of the set under a temporary name. `name` has no directory part.
    public func write(_ name: String, _ body: (ByteSink) throws(OutputError) -> Void) throws(OutputError) {
        let target = path(name)
        switch fileKind(target) {
        case .absent, .regular: break
        case .directory: throw .file(path: target, reason: "there is a directory of that name")
        case .other: throw .file(path: target, reason: "there is something of that name that is not a file")
        }
        let temporary = path(".\(name).\(getpid()).partial")
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .file(path: target, reason: systemReason()) }
        parts.append(Part(name: name, temporaryPath: temporary))
        do throws(OutputError) {
            try body { (chunk) throws(OutputError) in
                let code = writeAll(chunk, to: descriptor)
                guard code == 0 else { throw .file(path: target, reason: systemReason(code)) }
            }
            guard fsync(descriptor) == 0 else { throw .file(path: target, reason: systemReason()) }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw .file(path: target, reason: systemReason()) }
    }

    /// Puts all files in their places.
    public func commit() throws(OutputError) {
        var replaced: [String] = []
        var placed: [String] = []
        defer {
            for name in replaced { unlink(backupPath(name)) }
            parts = []
        }
        for part in parts where link(path(part.name), backupPath(part.name)) == 0 { replaced.append(part.name) }
        if parts.count > 1, let mark = parts.last, replaced.contains(mark.name) { unlink(path(mark.name)) }
        for (index, part) in parts.enumerated() {
            guard rename(part.temporaryPath, path(part.name)) == 0 else {
                let reason = systemReason()
                for name in placed where !replaced.contains(name) { unlink(path(name)) }
                for name in replaced { rename(backupPath(name), path(name)) }
                for left in parts[index...] { unlink(left.temporaryPath) }
                throw .file(path: path(part.name), reason: reason)
            }
            placed.append(part.name)
        }
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }

    private func path(_ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    private func backupPath(_ name: String) -> String { path(".\(name).\(getpid()).previous") }

    private func removeLeftovers() {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        var leftovers: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            let words = name.split(separator: ".", omittingEmptySubsequences: false)
            if name.hasPrefix("."), words.count >= 4, words.last == "partial" || words.last == "previous",
               Int32(words[words.count - 2]) != nil {
                leftovers.append(name)
            }
        }
        for name in leftovers { unlink(path(name)) }
    }
}
