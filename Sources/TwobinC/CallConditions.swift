import CTwobin
import NumericCore
import PlanReading
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a call is to be run: its workers, and whom to ask whether to stop.
final class CallConditions: Sendable {
    let threads: Int
    private let cancel: UInt
    private let progress: tb_progress?
    private let context: UInt
    /// Set once the progress function said stop.
    private let stopped = Atomic<Bool>(false)
    /// True while one thread is in the progress function: the others pass by.
    private let telling = Atomic<Bool>(false)

    init(_ call: UnsafePointer<tb_call>?) throws {
        guard let call else {
            threads = CallConditions.processors
            (cancel, progress, context) = (0, nil, 0)
            return
        }
        guard call.pointee.size >= MemoryLayout<tb_call>.size else { throw CallFailure.usage("tb_call: its size is not set") }
        let asked = Int(call.pointee.threads)
        guard (0...1024).contains(asked) else { throw CallFailure.usage("threads: needs a whole number from 1 to 1024, found \(asked)") }
        threads = asked == 0 ? CallConditions.processors : asked
        cancel = UInt(bitPattern: call.pointee.cancel)
        progress = call.pointee.progress
        context = UInt(bitPattern: call.pointee.context)
    }

    private static var processors: Int { max(1, min(1024, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

    /// True once the caller wants the call to end.
    var shouldStop: Bool {
        if stopped.load(ordering: .relaxed) { return true }
        guard let flag = UnsafePointer<Int32>(bitPattern: cancel) else { return false }
        return twobin_read_flag(flag) != 0
    }

    func throwIfStopped() throws {
        if shouldStop { throw CancellationError() }
    }

    /// Tells the caller how far the call is.
    func tell(_ stage: StaticString, done: Int, total: Int) {
        guard let progress, !shouldStop, !telling.exchange(true, ordering: .acquiring) else { return }
        let answer = stage.withUTF8Buffer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { progress(UnsafeMutableRawPointer(bitPattern: context), $0.baseAddress, Int64(done), Int64(total)) }
        }
        if answer != 0 { stopped.store(true, ordering: .relaxed) }
        telling.store(false, ordering: .releasing)
    }

    /// Makes linear algebra ready for the workers.
    func prepare() throws {
        do throws(BlasError) {
            try BlasGuard.prepare(threads: threads)
        } catch {
            throw CallFailure.input(error.description)
        }
    }
}
