import CTwobin
import DemandModel
import PlanReading
import SalesIngestion

/// Why a call of the library ends without its result: the status and the message its caller gets.
struct CallFailure: Error {
    var status: Int32
    var message: String

    static func usage(_ message: String) -> CallFailure { CallFailure(status: CallStatus.wrongUsage, message: message) }
    static func input(_ message: String) -> CallFailure { CallFailure(status: CallStatus.unusableInput, message: message) }
}

/// The statuses of twobin.h.
enum CallStatus {
    static let done: Int32 = 0
    static let someFailed: Int32 = 1
    static let wrongUsage: Int32 = 64
    static let unusableInput: Int32 = 65
    static let internalError: Int32 = 70
    static let cancelled: Int32 = 130
}

/// Keeps what `tb_message` returns in this thread.
func keepMessage(_ message: String) {
    var text = message
    text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
            guard let start = characters.baseAddress else { return twobin_keep_message("", 0) }
            twobin_keep_message(start, characters.count)
        }
    }
}

/// Runs the body of a call: no error leaves it but as a status with a message.
func answer(_ body: () throws -> Int32) -> Int32 {
    do {
        return try body()
    } catch let failure as CallFailure {
        keepMessage(failure.message)
        return failure.status
    } catch let error as IngestionError {
        keepMessage(error.description)
        return CallStatus.unusableInput
    } catch let error as PlanReadingError {
        keepMessage(error.description)
        return error.cause == .wrongUsage ? CallStatus.wrongUsage : CallStatus.unusableInput
    } catch is CancellationError {
        keepMessage("stopped by the caller")
        return CallStatus.cancelled
    } catch {
        keepMessage("internal error: \(error)")
        return CallStatus.internalError
    }
}

/// A text argument; `nil` where the caller gave none.
func text(_ pointer: UnsafePointer<CChar>?, of argument: String) throws -> String? {
    guard let pointer else { return nil }
    guard let text = String(validatingCString: pointer) else { throw CallFailure.usage("\(argument) is not UTF-8 text") }
    return text
}

@_cdecl("tb_abi_version")
public func abiVersion() -> Int32 { TB_ABI_VERSION }

@_cdecl("tb_version")
public func programVersion() -> UnsafePointer<CChar> { VersionText.pointer }

private enum VersionText {
    /// Lives as long as the process.
    nonisolated(unsafe) static let pointer: UnsafePointer<CChar> = {
        let bytes = Array(twobinVersion.utf8CString)
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        memory.initialize(from: bytes, count: bytes.count)
        return UnsafePointer(memory)
    }()
}
