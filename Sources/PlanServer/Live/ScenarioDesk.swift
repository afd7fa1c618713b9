import DemandModel
import Dispatch
import PlanEngine
import PlanStore
import PlanWorkbook
import Synchronization

/// Runs scenarios, one at a time: a reader's later request replaces the one that still waits, so that a dragged slider never queues.
final class ScenarioDesk: Sendable {
    private let store: RunStore
    private let threads: Int
    /// The id that a scenario of a run gets, as `twobin whatif --save` gives it.
    let scenarioID: @Sendable (_ runID: String, _ changes: [String]) -> String
    private let queue = DispatchQueue(label: "twobin.scenarios", qos: .userInitiated)
    private let state = Mutex(DeskState())

    private struct DeskState {
        /// One run is kept ready; its histories are in memory.
        var session: (runID: String, session: ScenarioSession)?
        /// The newest request of each reader.
        var newest: [String: Int] = [:]
        var serial = 0
        /// The last scenarios, for the rows that follow their totals.
        var recent: [(key: String, figures: ScenarioFigures)] = []
        var curves: [(key: String, curve: ScenarioCurve)] = []
        var waiting: (runID: String, customers: [WaitingCustomer])?
        /// A whole run that was asked for beside the one that is kept ready.
        var viewed: PlanRun?
    }

    init(store: RunStore, threads: Int, scenarioID: @escaping @Sendable (String, [String]) -> String) {
        self.store = store
        self.threads = threads
        self.scenarioID = scenarioID
    }

    func prepare(_ runID: String) async {
        _ = try? await onQueue { [self] in try session(runID) }
    }

    /// Works ahead for a session in short steps, between which requests have their turn, until nothing is left or another session takes its place.
    private func workAhead(_ session: ScenarioSession, step: Int = 0) {
        queue.async { [self] in
            guard state.withLock({ $0.session?.session === session }), session.workAhead(step: step) else { return }
            workAhead(session, step: step + 1)
        }
    }

    /// True once the run's scenarios need no loading.
    func isReady(_ runID: String) -> Bool { state.withLock { $0.session?.runID == runID } }

    /// What a scenario of a run comes to. Without changes: the run itself.
    ///
    /// - Parameter reader: whose later request supersedes this one; `nil`: nobody's.
    /// - Throws: `CancellationError` where a later request of the same reader came first.
    func figures(_ runID: String, changes: [String], reader: String?) async throws -> (base: PlanRun, scenario: ScenarioFigures) {
        let key = ([runID] + changes).joined(separator: "\n")
        let turn = state.withLock { state in
            state.serial += 1
            if let reader {
                if state.newest.count > 1_000 { state.newest.removeAll() }
                state.newest[reader] = state.serial
            }
            return state.serial
        }
        return try await onQueue { [self] in
            if let reader, state.withLock({ $0.newest[reader] }) != turn { throw CancellationError() }
            let session = try session(runID)
            if let known = state.withLock({ state in state.recent.first { $0.key == key }?.figures }) { return (session.base, known) }
            let parsed = try changes.map { try ScenarioChange($0) }
            // Figures hold what they were worked out from: before items change again, those of the last change are let go.
            if !parsed.allSatisfy(\.isOfObjective) { state.withLock { $0.recent.removeAll() } }
            let figures = parsed.isEmpty ? ScenarioFigures(session.base) : try session.figures(parsed, id: scenarioID(runID, changes))
            state.withLock { state in
                state.recent.append((key, figures))
                if state.recent.count > 4 { state.recent.removeFirst() }
            }
            return (session.base, figures)
        }
    }

    /// A scenario of a run as a whole, with its dates, as it is kept.
    func scenario(_ runID: String, changes: [String]) async throws -> PlanRun {
        try await onQueue { [self] in
            try session(runID).plan(try changes.map { try ScenarioChange($0) }, id: scenarioID(runID, changes), withDates: true)
        }
    }

    /// The exchange curve of a run under changes that are not of its objective.
    func curve(_ runID: String, changes: [String]) async throws -> ScenarioCurve {
        let key = ([runID] + changes).joined(separator: "\n")
        return try await onQueue { [self] in
            if let known = state.withLock({ state in state.curves.first { $0.key == key }?.curve }) { return known }
            let session = try session(runID)
            let parsed = try changes.map { try ScenarioChange($0) }
            let curve = try session.curve(parsed)
            state.withLock { state in
                state.curves.append((key, curve))
                if state.curves.count > 8 { state.curves.removeFirst() }
            }
            return curve
        }
    }

    /// Everyone who waits in a run.
    func waiting(_ runID: String) async throws -> [WaitingCustomer] {
        try await onQueue { [self] in
            if let known = state.withLock({ $0.waiting }), known.runID == runID { return known.customers }
            let customers = waitingCustomers(of: try session(runID).base, threads: threads)
            state.withLock { $0.waiting = (runID, customers) }
            return customers
        }
    }

    /// A whole run with its items, without making it ready for scenarios.
    func run(_ runID: String) async throws -> PlanRun {
        try await onQueue { [self] in try loaded(runID) }
    }

    /// A run as the bytes of a workbook.
    func workbook(_ runID: String, approvals: [ApprovedOrder]) async throws -> [UInt8] {
        try await onQueue { [self] in
            let run = try loaded(runID)
            let known = state.withLock { state in state.curves.first { $0.key == runID }?.curve }
            let curve = known ?? (try? scenarioCurve(of: run, threads: threads))
            let placed = approvals.filter { $0.state != .cancelled }.map { ($0.reference, $0.approvedOn.description) }
            return try planWorkbookBytes(
                run, orders: purchaseOrders(of: run, approvals: approvals),
                curve: (curve?.points ?? []).map { WorkbookCurvePoint(money: $0.money, expectedBackorders: $0.waiting) },
                moneyName: run.configuration.objective.money.name, approved: Dictionary(placed, uniquingKeysWith: { first, _ in first }))
        }
    }

    private func loaded(_ runID: String) throws -> PlanRun {
        if let known = state.withLock({ $0.session }), known.runID == runID { return known.session.base }
        if let known = state.withLock({ $0.viewed }), known.id == runID { return known }
        let run = try store.load(runID, threads: threads)
        state.withLock { $0.viewed = run }
        return run
    }

    private func session(_ runID: String) throws -> ScenarioSession {
        if let known = state.withLock({ $0.session }), known.runID == runID { return known.session }
        let session = ScenarioSession(try store.load(runID, threads: threads), threads: threads)
        session.prepare()
        state.withLock { state in
            state.session = (runID, session)
            state.recent = []
        }
        workAhead(session)
        return session
    }

    /// Work that takes long stays off the threads that serve readers.
    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
