import Foundation

/// Keeps two runs from writing into one directory at the same time.
///
/// The lock is an advisory lock of the operating system (flock(2)) on the file `.twobin.lock` in the directory: it goes away
/// with the process that holds it, however that ends. The file itself stays; it names the holder only for people to read.
///
///     let lock = try RunLock(directory: "out")
///     defer { lock.release() }
public final class RunLock {
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// Another process holds the lock; `holder` is what it wrote of itself.
        case held(directory: String, holder: String)
        /// The lock file cannot be made.
        case unwritable(directory: String, reason: String)

        public var description: String {
            switch self {
            case .held(let directory, let holder):
                "another run is writing into \(directory)\(holder.isEmpty ? "" : " (\(holder))"). Wait for it, or choose another directory with --out."
            case .unwritable(let directory, let reason):
                "cannot lock the output directory \(directory): \(reason). Choose another one with --out, or make it writable."
            }
        }
    }

    public static let fileName = ".twobin.lock"
    private var descriptor: Int32

    /// Takes the lock at once or fails; makes the directory where it is missing.
    public init(directory: String) throws(Failure) {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(directory: directory, reason: "the directory cannot be made")
        }
        let path = directory.hasSuffix("/") ? directory + RunLock.fileName : directory + "/" + RunLock.fileName
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            let reason = errno == ELOOP ? "\(RunLock.fileName) is a link; remove it" : String(cString: strerror(errno))
            throw .unwritable(directory: directory, reason: reason)
        }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG, information.st_nlink == 1 else {
            close(descriptor)
            throw .unwritable(directory: directory, reason: "\(RunLock.fileName) is no file of its own (a device, or a second name of another file); remove it")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = RunLock.text(descriptor)
            close(descriptor)
            if reason == EWOULDBLOCK { throw .held(directory: directory, holder: holder) }
            throw .unwritable(directory: directory, reason: String(cString: strerror(reason)))
        }
        let words = Array("process \(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, words, words.count, 0) }
    }

    /// Gives the lock back; also done when the object goes away.
    public func release() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }

    deinit { release() }

    private static func text(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 80)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
