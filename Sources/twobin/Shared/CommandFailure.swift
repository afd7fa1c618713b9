import ArgumentParser
import PlanReading

/// How a command ends, as scripts read it (see the README).
enum ExitStatus: Int32 {
    case done = 0
    /// Done, but some series failed; they are listed on stderr.
    case someFailed = 1
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

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

/// Runs the body of a command and turns its failure into a message on stderr and an exit status.
func runCommand(_ body: () throws -> ExitStatus) throws {
    let status: ExitStatus
    do {
        status = try body()
    } catch let failure as CommandFailure {
        Console.error(failure.message)
        status = failure.status
    } catch let error as PlanReadingError {
        Console.error(error.description)
        status = error.cause == .wrongUsage ? .wrongUsage : .unusableInput
    } catch let error as ExitCode {
        throw error
    } catch {
        Console.error("internal error: \(error)")
        status = .internalError
    }
    if status != .done { throw ExitCode(status.rawValue) }
}
