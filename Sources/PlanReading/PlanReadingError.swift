/// Why a plan file or one of its tables cannot be used: what is wrong, where, and what to do, in one message.
public struct PlanReadingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Who can mend it.
    public enum Cause: Sendable, Equatable {
        /// The files or the plan file (exit status 65).
        case unusableInput
        /// The arguments of the call (exit status 64).
        case wrongUsage
    }

    public var cause: Cause
    public var description: String

    public init(_ description: String, cause: Cause = .unusableInput) {
        self.description = description
        self.cause = cause
    }
}
