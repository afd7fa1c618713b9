import Foundation
import NumericCore

/// What the system must give a command before it starts.
enum ProcessConditions {
    /// Files a command may have open at once: inputs, outputs, the store with its journal, the lock, threads' events.
    private static let neededDescriptors = 32

    /// Opens `/dev/null` for standard descriptors that are closed, so that no output file takes their number and swallows a report; turns
    /// signals of a full pipe or a file beyond its limit into errors of the write that met them, and keeps a terminal's quit key from
    /// ending a run between two files.
    static func prepare() throws(CommandFailure) {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            let opened = open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
            if opened >= 0, opened != descriptor {
                dup2(opened, descriptor)
                close(opened)
            }
        }
        for name in [SIGPIPE, SIGXFSZ, SIGQUIT] { signal(name, SIG_IGN) }
        try refuseFewDescriptors()
    }

    private static func refuseFewDescriptors() throws(CommandFailure) {
        var limit = rlimit()
        #if canImport(Glibc)
        let read = getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
        #else
        let read = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        guard read == 0, limit.rlim_cur < rlim_t(neededDescriptors) else { return }
        throw CommandFailure(
            .outputCannotBeWritten,
            "this shell allows \(limit.rlim_cur) open files at once, and \(neededDescriptors) are needed: raise the limit (ulimit -n 256) and start again")
    }
}

/// Fails before the work where linear algebra cannot be used by so many threads.
func prepareLinearAlgebra(threads: Int) throws(CommandFailure) {
    do throws(BlasError) {
        try BlasGuard.prepare(threads: threads)
    } catch {
        // OpenBLAS's own threads ask for memory for ever where there is none, and its clean-up waits for them.
        var failure = CommandFailure(.unusableInput, error.description)
        failure.leavesAtOnce = true
        throw failure
    }
}

/// Stops a command that would write over one of the files it reads (status 64).
///
///     try refuseOverwriting(["sales.csv"], with: out, flag: "--out")
///
/// - Parameter inputs: paths as they are opened; `-` and addresses of databases are passed over.
func refuseOverwriting(_ inputs: [String], with output: String?, flag: String) throws(CommandFailure) {
    guard let output, output != "-", let place = FileIdentity(output) else { return }
    for input in inputs where input != "-" {
        guard FileIdentity(input) == place else { continue }
        throw CommandFailure(.wrongUsage, "\(flag) \(output): this is the file that is read (\(input)); name another file to write")
    }
}

/// Which file a path names, whatever way it is written: links followed.
private struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// `nil` where there is no regular file.
    init?(_ path: String) {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        device = UInt64(information.st_dev)
        number = UInt64(information.st_ino)
    }
}
