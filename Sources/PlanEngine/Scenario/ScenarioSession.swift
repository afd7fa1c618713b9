import DemandModel

/// One run made ready for many scenarios.
public final class ScenarioSession: Sendable {
    /// The run that every scenario starts from.
    public let base: PlanRun

    /// - Parameter threads: worker threads, 1 or more; no effect on results.
    public init(_ base: PlanRun, threads: Int = 1) {
        self.base = base
    }

    /// Plans the run under changed numbers: the same run, to the byte, as `planScenario`.
    public func plan(_ changes: [ScenarioChange], id: String) throws -> PlanRun {
        try planScenario(base, changes: changes, id: id)
    }
}
