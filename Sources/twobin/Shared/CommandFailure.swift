import ArgumentParser
import Foundation
import PlanReading

/// How a command ends, as scripts read it (see the README).
enum ExitStatus: Int32 {
    case done = 0
    /// Done, but some series failed; they are listed on stderr.
    case someFailed = 1
    /// Done and written, but the run is beyond a limit of `[alerts]`, or a rule that `check` tests is broken.
    case alert = 2
    case wrongUsage = 64
    /// Missing or unreadable file, misspelt key, infeasible budget, ...
    case unusableInput = 65
    case internalError = 70
    case outputCannotBeWritten = 73
    /// Another run holds the lock of the output directory.
    case locked = 75
}

/// A failure that is the end of a command: its message goes to stderr, its status to the shell.
struct CommandFailure: Error {
    var status: ExitStatus
    var message: String
    /// The process ends without the clean-up of its libraries: one of them has a thread that never ends.
    var leavesAtOnce = false

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

/// Runs the body of a command and turns its failure into a message on stderr and an exit status.
///
/// - Parameters:
///   - log: where messages go; `nil`: as text to stderr.
///   - ending: told how the command ends; the status it returns is the one that the shell sees.
func runCommand(log: NightLog? = nil, _ body: () throws -> ExitStatus, ending: (ExitStatus) -> ExitStatus = { $0 }) throws {
    var status: ExitStatus
    var leavesAtOnce = false
    func fail(_ message: String, _ kind: ExitStatus) -> ExitStatus {
        if let log { log.error(message, status: kind) } else { Console.error(message) }
        return kind
    }
    do {
        status = try body()
    } catch let failure as CommandFailure {
        status = fail(failure.message, failure.status)
        leavesAtOnce = failure.leavesAtOnce
    } catch let error as PlanReadingError {
        status = fail(error.description, error.cause == .wrongUsage ? .wrongUsage : .unusableInput)
    } catch let error as ExitCode {
        throw error
    } catch {
        status = fail("internal error: \(error)", .internalError)
    }
    status = ending(status)
    if leavesAtOnce { _exit(status.rawValue) }
    if status != .done { throw ExitCode(status.rawValue) }
}
