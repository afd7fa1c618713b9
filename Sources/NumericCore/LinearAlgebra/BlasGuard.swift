import COpenBLAS

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
    public static func prepare() throws(BlasError) {
        try refuseUnsafe(parallelKind: Int(openblas_get_parallel()))
        if openblas_get_num_threads() != 1 { openblas_set_num_threads(1) }
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
