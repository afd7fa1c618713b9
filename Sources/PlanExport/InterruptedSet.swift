#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Settles what a process that was killed between two renames left: a directory in which the files are of two runs and the mark of the set is missing.
///
/// `AtomicFiles.place` keeps every file that it replaces under a second name until the set is whole and its database has committed. Where that name of
/// the last file is still there, either the old set is put back, or the new one is whole and stays. Only for the holder of the lock of the directory.
public enum InterruptedSet {
    public enum Outcome: Sendable, Equatable {
        /// No set was interrupted.
        case whole
        /// The files of the run before are in their places again.
        case putBack
        /// The new files were all in their places, and what they belong to is kept.
        case finished
    }

    /// - Parameters:
    ///   - names: of the set's files in the order in which they are placed; the last is the mark.
    ///   - isKept: whether what belongs to a new set was kept too, told from the bytes of its mark.
    public static func settle(in directory: String, names: [String], isKept: ([UInt8]) -> Bool) -> Outcome {
        var outcome = Outcome.whole
        for mark in TemporaryName.marksOfSets(of: names.count, in: directory) {
            func place(_ name: String) -> String { directory.hasSuffix("/") ? directory + name : directory + "/" + name }
            func previous(_ index: Int) -> String { place(TemporaryName.previous(mark, index, of: names.count)) }
            guard let last = names.last else { return .whole }
            let now = identity(place(last)), before = identity(previous(names.count - 1))
            if now != nil, now == before { continue }                       // killed before the first rename: the old set is in its place
            if now != nil, isKept(contents(place(last))) {
                outcome = .finished
                continue
            }
            if now != nil { unlink(place(last)) }                           // the mark goes first and comes last, here too
            for (index, name) in names.enumerated() {
                if identity(previous(index)) != nil { rename(previous(index), place(name)) } else { unlink(place(name)) }
            }
            _ = flushed(directory)
            outcome = .putBack
        }
        TemporaryName.sweep(directory)
        return outcome
    }

    private static func identity(_ path: String) -> [UInt64]? {
        var information = stat()
        guard lstat(path, &information) == 0 else { return nil }
        return [UInt64(information.st_dev), UInt64(information.st_ino)]
    }

    private static func contents(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: bytesPerChunk)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}
