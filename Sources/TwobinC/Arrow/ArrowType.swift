import CTwobin

/// The types of Arrow columns that can be read.
enum ArrowType: Equatable {
    enum Unit: Character { case seconds = "s", milliseconds = "m", microseconds = "u", nanoseconds = "n" }

    case null
    case bool
    /// Bytes per value, and whether below zero.
    case integer(bytes: Int, signed: Bool)
    case float32, float64
    /// Digits behind the point; 128 bits.
    case decimal(scale: Int)
    /// Offsets of 32 or 64 bits.
    case text(large: Bool)
    case textView
    /// Days since 1970-01-01, 32 bits; or milliseconds, 64 bits.
    case days, dayMilliseconds
    /// Since 1970-01-01 00:00; the zone is empty where the column has none.
    case timestamp(Unit, zone: String)

    /// - Throws: `CallFailure` that names the column and says what to make of it.
    init(format: String, column: String) throws {
        func refused(_ what: String) -> CallFailure { .input("column \(column): \(what) (Arrow format '\(format)')") }
        switch format {
        case "n": self = .null
        case "b": self = .bool
        case "c", "s", "i", "l": self = .integer(bytes: ["c": 1, "s": 2, "i": 4, "l": 8][format] ?? 8, signed: true)
        case "C", "S", "I", "L": self = .integer(bytes: ["C": 1, "S": 2, "I": 4, "L": 8][format] ?? 8, signed: false)
        case "f": self = .float32
        case "g": self = .float64
        case "u", "U": self = .text(large: format == "U")
        case "vu": self = .textView
        case "tdD": self = .days
        case "tdm": self = .dayMilliseconds
        case "e": throw refused("half floats cannot be read; make them float64")
        case "z", "Z", "vz": throw refused("bytes cannot be read; decode them to text")
        default:
            if format.hasPrefix("d:") {
                let parts = format.dropFirst(2).split(separator: ",").map { Int($0) }
                guard parts.count == 2 || parts.count == 3 && parts[2] == 128, let scale = parts[1], (0...38).contains(scale) else {
                    throw refused("of decimals, those of 128 bits can be read; make it float64")
                }
                self = .decimal(scale: scale)
            } else if format.hasPrefix("ts"), format.utf8.count >= 4, let unit = Unit(rawValue: Array(format)[2]), Array(format)[3] == ":" {
                self = .timestamp(unit, zone: String(format.dropFirst(4)))
            } else if format.hasPrefix("+") {
                throw refused("nested values cannot be read; make one column of each part")
            } else if format.hasPrefix("t") {
                throw refused("times and durations cannot be read; make it a date or a timestamp")
            } else {
                throw refused("values of this type cannot be read")
            }
        }
    }

    /// For messages.
    var name: String {
        switch self {
        case .null: "nothing but nulls"
        case .bool: "true and false"
        case .integer: "whole numbers"
        case .float32, .float64: "floating-point numbers"
        case .decimal: "decimal numbers"
        case .text, .textView: "text"
        case .days, .dayMilliseconds: "dates"
        case .timestamp: "timestamps"
        }
    }

    /// Buffers of an array of this type; views of text have as many more as they like.
    var bufferCount: Int {
        switch self {
        case .null: 0
        case .text: 3
        case .textView: 3
        default: 2
        }
    }
}
