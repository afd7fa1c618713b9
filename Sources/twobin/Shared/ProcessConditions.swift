import Foundation
import NumericCore

/// What the system must give a command before it starts.
enum ProcessConditions {
    /// Files a command may have open at once: inputs, outputs, the store with its journal, the lock, threads' events.
    private static let neededDescriptors = 32

    /// Opens `/dev/null` for standard descriptors that are closed, so that no output file takes their number and swallows a report; turns
    /// signals of a full pipe or a file beyond its limit into errors of the write that met them, and keeps a terminal's quit key from
    /// ending a run between two files. Ends the threads that OpenBLAS keeps waiting.
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
        BlasGuard.endIdleThreads()
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

/// Gives memory that is free back to the system: what one stage of a plan let go of is not there while the next one works.
///
/// Only the GNU library keeps freed memory for long, and its `malloc_trim` is in no module: it is looked up, and where it is not, nothing happens.
func returnFreeMemory() {
    typealias Trim = @convention(c) (Int) -> Int32
    guard let found = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(found, to: Trim.self)(0)
}

/// Lets all threads take memory from one heap: what one of them has freed the others can use again. With a heap for each thread a plan takes a tenth more.
///
/// Only where the GNU library's `mallopt` is found; the number is its M_ARENA_MAX.
func useOneHeap() {
    typealias Option = @convention(c) (Int32, Int32) -> Int32
    guard dlsym(nil, "malloc_trim") != nil, let found = dlsym(nil, "mallopt") else { return }
    _ = unsafeBitCast(found, to: Option.self)(-8, 1)
}

/// Keeps memory that is free for the next request: a page that works out every item anew at each change would otherwise hand some hundred megabytes to the
/// system and ask for them again, and clearing pages takes a fifth of the time.
///
/// Only where the GNU library's `mallopt` is found; the numbers are its M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD.
func keepFreeMemory() {
    typealias Option = @convention(c) (Int32, Int32) -> Int32
    guard dlsym(nil, "malloc_trim") != nil, let found = dlsym(nil, "mallopt") else { return }
    let set = unsafeBitCast(found, to: Option.self)
    _ = set(-1, 1 << 30)
    _ = set(-2, 16 << 20)
    _ = set(-3, 32 << 20)
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
