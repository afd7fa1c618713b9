import COpenBLAS

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why the linear algebra library cannot be used.
public struct BlasError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
}

/// Makes OpenBLAS safe to call from several threads: refuses a build that is not, and turns its own threads off.
///
/// Twobin runs batches of series in parallel and calls BLAS once per batch and thread. OpenBLAS' own threads made many small
/// solves 5-10 times slower; and a build without threading (Debian's `libopenblas0-serial`) shares work buffers between callers
/// without a lock, which gives wrong numbers.
public enum BlasGuard {
    /// Call once before the first BLAS or LAPACK call; calling it again does no harm.
    ///
    ///     try BlasGuard.prepare()
    ///
    /// - Parameter threads: how many threads will call BLAS at once: each takes a work buffer of its own.
    public static func prepare(threads: Int = 1) throws(BlasError) {
        try refuseUnsafe(parallelKind: Int(openblas_get_parallel()))
        try refuseTooLittleMemory(bytes: max(1, threads) * workBufferBytes)
        if openblas_get_num_threads() != 1 { openblas_set_num_threads(1) }
    }

    /// Ends the threads that OpenBLAS started when it was loaded: they wait for work by spinning, a tenth of a second long, on processors that others need.
    ///
    /// For a process of our own, before its work: others in a process may be using those threads. OpenBLAS starts them again if anyone asks for several.
    ///
    ///     BlasGuard.endIdleThreads()
    public static func endIdleThreads() {
        _ = idleThreadsEnded
    }

    /// `blas_thread_shutdown_` is in no header of OpenBLAS: it is looked up, and where it is not, nothing happens. It waits for threads that may be asking
    /// for memory for ever where there is none, and is left alone then.
    private static let idleThreadsEnded: Bool = {
        typealias Shutdown = @convention(c) () -> Int32
        guard openblas_get_parallel() == 1, (try? refuseTooLittleMemory(bytes: workBufferBytes)) != nil, let found = dlsym(nil, "blas_thread_shutdown_") else { return false }
        openblas_set_num_threads(1)
        return unsafeBitCast(found, to: Shutdown.self)() == 0
    }()

    /// The library, its version and the kernels that it has chosen for this processor: sums of another may differ in their last digits.
    public static var build: String {
        String(cString: openblas_get_config()) + " " + String(cString: openblas_get_corename())
    }

    /// Address space that one thread takes: a work buffer of OpenBLAS (`BUFFER_SIZE` is at most 32 << 22 bytes on x86-64 and arm64), its stack, and the heap
    /// that the C library reserves for it.
    private static let workBufferBytes = 224 << 20

    /// OpenBLAS asks for its buffers again and again where the system has none to give, for ever. Asking once before tells.
    static func refuseTooLittleMemory(bytes: Int) throws(BlasError) {
        guard let start = mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED else {
            throw BlasError(description: """
                too little memory: \(bytes >> 20) MB of address space are needed for linear algebra and cannot be had. Raise the limit \
                (ulimit -v), or use fewer threads (--threads 1).
                """)
        }
        munmap(start, bytes)
    }

    /// `openblas_get_parallel` gives 0 for a sequential build, 1 for POSIX threads, 2 for OpenMP. Homebrew's sequential build
    /// does not exist, so the check is made on Linux only.
    static func refuseUnsafe(parallelKind: Int) throws(BlasError) {
        #if os(Linux)
        guard parallelKind == 0 else { return }
        throw BlasError(description: """
            OpenBLAS: the installed build is the sequential one, which is not safe to call from several threads and would give \
            wrong numbers. Install the threaded build (Debian, Ubuntu: apt-get install libopenblas0-pthread libopenblas-dev; \
            then check `update-alternatives --display libopenblas.so.0-x86_64-linux-gnu`) and start again.
            """)
        #endif
    }
}
