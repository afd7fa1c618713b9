/// Why output could not be made. `description` says what, where and what to do.
public enum OutputError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The directory for the output is not there and could not be made.
    case directory(path: String, reason: String)
    /// A file could not be written or put in its place; what was there before is still there.
    case file(path: String, reason: String)
    /// Standard output takes no more bytes.
    case standardOutput(reason: String)
    /// The run contradicts itself (for example a forecast with fewer quantiles than were asked for): an error of Twobin, not of the data.
    case inconsistentRun(String)

    public var description: String {
        switch self {
        case .directory(let path, let reason):
            "cannot write into the directory \(path): \(reason). Choose another one with --out, or make it writable."
        case .file(let path, let reason):
            "cannot write \(path): \(reason). Nothing was changed; make room or choose another place, then run again."
        case .standardOutput(let reason):
            "cannot write to standard output: \(reason). Name a file with --out, or check the program that reads."
        case .inconsistentRun(let what):
            "internal error while writing a run: \(what)"
        }
    }
}

/// Takes bytes of an output as they are made: a file being written, standard output, or an array in a test.
public typealias ByteSink = ([UInt8]) throws(OutputError) -> Void

/// Tables hand their bytes on whenever at least this many wait.
let bytesPerChunk = 1 << 16

/// The bytes a writer hands to its sink, in one array.
///
///     let text = try collectedBytes { sink throws(OutputError) in try sink(Array("abc".utf8)) }
public func collectedBytes(_ body: (ByteSink) throws(OutputError) -> Void) throws(OutputError) -> [UInt8] {
    var bytes: [UInt8] = []
    try body { (chunk) throws(OutputError) in bytes += chunk }
    return bytes
}
