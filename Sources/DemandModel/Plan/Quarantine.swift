/// A row of an input file that could not be used, with what was wrong and what to do about it.
public struct QuarantinedRow: Sendable, Codable, Equatable {
    /// Name of the file as the user gave it.
    public var file: String
    /// Line on which the row starts; the header is line 1.
    public var line: Int
    /// Column name as in the file; empty where the whole row is meant.
    public var column: String
    /// Short, stable word for machines: `bad_date`, `bad_quantity`, `missing_item`, ...
    public var code: String
    /// The text that could not be used, cut after 200 bytes.
    public var value: String
    /// What to do, for a person.
    public var hint: String

    public init(file: String, line: Int, column: String, code: String, value: String, hint: String) {
        self.file = file
        self.line = line
        self.column = column
        self.code = code
        self.value = value
        self.hint = hint
    }
}
