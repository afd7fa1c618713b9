/// What is wrong with a plan file (or with an environment variable that overrides one of its keys), where, and what to do.
public struct PlanFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The plan file, or the environment variable.
    public var source: String
    /// 1-based; `nil` where the fault has no single line.
    public var line: Int?
    /// Dotted key, for example `objective.fill_rate`; empty where the file as a whole is meant.
    public var key: String
    public var problem: String
    public var hint: String
    /// Further faults of the same file, told with this one.
    public var more: [PlanFileError] = []

    public init(source: String, line: Int? = nil, key: String = "", problem: String, hint: String) {
        self.source = source
        self.line = line
        self.key = key
        self.problem = problem
        self.hint = hint
    }

    public var description: String {
        let own = source + (line.map { ":\($0)" } ?? "") + ": " + (key.isEmpty ? "" : "\(key): ") + problem + (hint.isEmpty ? "" : "; " + hint)
        return ([own] + more.map(\.description)).joined(separator: "\n")
    }
}
