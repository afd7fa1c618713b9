import Digests

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
/// Where something else has to happen between the renames and the end (a database that must commit too), `place` renames and keeps what was
/// there, then `keep` lets it go or `putBack` restores it. A file that is replaced keeps its permissions.
///
/// Temporary names are random and made anew (`O_EXCL`, `O_NOFOLLOW`), so that no other process, and no link planted by one, can be
/// written into; they are locked while they are in use, so that a sweep removes only what a killed run left.
///
///     let files = try AtomicFiles(directory: "out")
///     try files.write("a.csv") { sink throws(OutputError) in try sink(Array("item\n".utf8)) }
///     try files.write("summary.json") { sink throws(OutputError) in try sink(Array("{}\n".utf8)) }
///     try files.commit()
public final class AtomicFiles {
    private struct Part {
        var name: String
        var temporaryPath: String
        /// Holds the lock of the temporary file.
        var descriptor: Int32
    }

    /// What stood in a place before, under a second name.
    private struct Predecessor {
        var name: String
        var path: String
        var descriptor: Int32
    }

    public let directory: String
    private var parts: [Part] = []
    private var placed: [String] = []
    private var predecessors: [Predecessor] = []
    private let mark = TemporaryName.random()

    /// Makes the directory where it is missing, and removes what killed processes left there of single files.
    /// - Parameter sweepsLeftovers: removes all that killed runs left; only for a caller that holds the lock of the directory.
    public init(directory: String, sweepsLeftovers: Bool = false) throws(OutputError) {
        self.directory = directory
        try makeDirectory(directory)
        TemporaryName.sweep(directory, keepsSets: !sweepsLeftovers)
    }

    deinit {
        putBack()
        dropParts()
    }

    /// Writes one file of the set under a temporary name. `name` has no directory part.
    /// - Returns: what names the bytes that were written.
    @discardableResult
    public func write(_ name: String, _ body: (ByteSink) throws(OutputError) -> Void) throws(OutputError) -> FileDigest {
        let running = RunningDigest()
        try write(name, body, adding: running)
        return FileDigest(name: name, sha256: running.digest.finish(), bytes: running.bytes)
    }

    /// As `write`, for bytes that nobody will ask the digest of.
    public func writeUnnamed(_ name: String, _ body: (ByteSink) throws(OutputError) -> Void) throws(OutputError) {
        try write(name, body, adding: nil)
    }

    private func write(_ name: String, _ body: (ByteSink) throws(OutputError) -> Void, adding running: RunningDigest?) throws(OutputError) {
        let target = path(name)
        switch fileKind(target) {
        case .absent, .regular: break
        case .directory: throw .file(path: target, reason: "there is a directory of that name")
        case .other: throw .file(path: target, reason: "there is something of that name that is not a file")
        }
        let temporary = path(TemporaryName.partial(mark, parts.count))
        var descriptor: Int32 = -1
        for attempt in 1...TemporaryName.mostAttempts {
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw .file(path: target, reason: systemReason()) }
            if TemporaryName.isHeld(temporary, descriptor: descriptor, LOCK_EX) || attempt == TemporaryName.mostAttempts { break }
            // Another process swept it away before it was locked.
            unlink(temporary)
            close(descriptor)
        }
        parts.append(Part(name: name, temporaryPath: temporary, descriptor: descriptor))
        copyPermissions(of: target, to: descriptor)
        try body { (chunk) throws(OutputError) in
            let code = writeAll(chunk, to: descriptor)
            guard code == 0 else { throw .file(path: target, reason: systemReason(code)) }
            running?.add(chunk)
        }
        guard fsync(descriptor) == 0 else { throw .file(path: target, reason: systemReason()) }
    }

    /// Puts all files in their places.
    public func commit() throws(OutputError) {
        try place()
        keep()
    }

    /// Puts all files in their places and keeps what was there, until `keep` or `putBack`.
    public func place() throws(OutputError) {
        for (index, part) in parts.enumerated() {
            do throws(OutputError) {
                if let predecessor = try kept(part.name, as: path(TemporaryName.previous(mark, index, of: parts.count))) { predecessors.append(predecessor) }
            } catch {
                putBack()
                throw error
            }
        }
        if parts.count > 1, let last = parts.last, predecessors.contains(where: { $0.name == last.name }) { unlink(path(last.name)) }
        for part in parts {
            guard rename(part.temporaryPath, path(part.name)) == 0 else {
                let reason = systemReason()
                putBack()
                throw .file(path: path(part.name), reason: reason)
            }
            placed.append(part.name)
            // In its place no sweep wants it; who replaces it next may lock it beside this one.
            _ = flock(part.descriptor, LOCK_SH | LOCK_NB)
        }
        let code = flushDirectory()
        guard code == 0 else {
            putBack()
            throw .directory(path: directory, reason: systemReason(code))
        }
    }

    /// Keeps what stands in a place under a second name, locked against sweeps; `nil` where nothing stands there.
    private func kept(_ name: String, as second: String) throws(OutputError) -> Predecessor? {
        for attempt in 1...TemporaryName.mostAttempts {
            guard try keepSecondName(of: path(name), as: second) else { return nil }
            let descriptor = open(second, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            let isHeld = descriptor < 0 ? access(second, F_OK) == 0 : TemporaryName.isHeld(second, descriptor: descriptor, LOCK_SH)
            if isHeld || attempt == TemporaryName.mostAttempts { return Predecessor(name: name, path: second, descriptor: descriptor) }
            unlink(second)
            if descriptor >= 0 { close(descriptor) }
        }
        return nil
    }

    /// Lets go of what was there before `place`.
    public func keep() {
        for predecessor in predecessors {
            unlink(predecessor.path)
            if predecessor.descriptor >= 0 { close(predecessor.descriptor) }
        }
        predecessors = []
        placed = []
        dropParts()
    }

    /// Undoes `place`: what was there before is there again. Nothing happens before `place` and after `keep`.
    public func putBack() {
        guard !placed.isEmpty || !predecessors.isEmpty else { return }
        for name in placed where !predecessors.contains(where: { $0.name == name }) { unlink(path(name)) }
        for predecessor in predecessors {
            rename(predecessor.path, path(predecessor.name))
            // Two names of one file are not renamed: nothing had come in the place of this one.
            unlink(predecessor.path)
            if predecessor.descriptor >= 0 { close(predecessor.descriptor) }
        }
        predecessors = []
        placed = []
        flushDirectory()
        dropParts()
    }

    private func dropParts() {
        for part in parts {
            unlink(part.temporaryPath)
            close(part.descriptor)
        }
        parts = []
    }

    /// Makes the renames last; the error number where the disk refuses, else 0.
    @discardableResult
    private func flushDirectory() -> Int32 { flushed(directory) }

    private func path(_ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }
}

/// Flushes the names of a directory to the disk; the error number where that fails, else 0. File systems that cannot flush a directory say so with
/// errors that mean nothing else.
func flushed(_ directory: String) -> Int32 {
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == EACCES ? 0 : errno }
    defer { close(descriptor) }
    guard fsync(descriptor) != 0 else { return 0 }
    return [EINVAL, EBADF, ENOTSUP, EACCES].contains(errno) ? 0 : errno
}

/// Gives a file a second name, or a copy where the file system knows no second names; false where there is no file.
private func keepSecondName(of path: String, as second: String) throws(OutputError) -> Bool {
    if link(path, second) == 0 { return true }
    let code = errno
    if code == ENOENT { return false }
    guard [EPERM, ENOTSUP, EMLINK, ENOSYS, EXDEV].contains(code) else { throw .file(path: path, reason: systemReason(code)) }
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw .file(path: path, reason: systemReason()) }
    defer { close(source) }
    let target = open(second, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw .file(path: path, reason: systemReason()) }
    defer { close(target) }
    copyPermissions(of: path, to: target)
    var buffer = [UInt8](repeating: 0, count: bytesPerChunk)
    while true {
        let count = read(source, &buffer, buffer.count)
        if count == 0 { break }
        let failure = count < 0 ? errno : writeAll(Array(buffer.prefix(count)), to: target)
        guard failure == 0 else {
            unlink(second)
            throw .file(path: path, reason: systemReason(failure))
        }
    }
    return true
}

/// Gives a new file the permissions, and where that is allowed the owner, of the file it is to replace.
private func copyPermissions(of path: String, to descriptor: Int32) {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return }
    _ = fchown(descriptor, information.st_uid, information.st_gid)
    _ = fchmod(descriptor, information.st_mode & 0o777)
}

/// The digest of what has been written so far.
private final class RunningDigest {
    var digest = SHA256()
    private(set) var bytes = 0

    func add(_ chunk: [UInt8]) {
        digest.update(chunk)
        bytes += chunk.count
    }
}
