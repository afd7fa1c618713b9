import DemandModel
import Foundation
import PlanEngine
import PlanExport
import PlanStore

extension PlanPage {
    /// A scenario: its totals beside the run's, the same changes as a command line, and the asked rows.
    ///
    /// Parameters: `run`, `set` (a change as `--set` takes it; may be given several times), `rows` (positions of items, separated by
    /// commas), `reader` (a name that the reader's own later requests supersede).
    func whatIfAnswer(_ request: PageRequest) async throws -> PageResponse {
        let listing = try self.listing(request.parameter("run"))
        let changes = request.parameters("set")
        guard changes.count <= 200 else { throw RequestProblem(422, "a scenario has at most 200 changes") }
        let started = ContinuousClock.now
        let (base, scenario) = try await scenarios.figures(listing.id, changes: changes, reader: request.parameter("reader"))
        let spent = ContinuousClock.now - started
        var answer: [JSONValue.Member] = [
            .init("run", .text(base.id)), .init("scenario", .text(scenario.id)), .init("saved", false),
            .init("changes", .array(changes.map(JSONValue.text))),
            .init("command", .text(PlanPage.command(base.id, changes, store: storePath))),
            .init("totals", RunTotals.json(base.summary, scenario.summary)),
            .init("bound", ["lower": JSONValue(scenario.summary.lowerBound), "gap": JSONValue(scenario.summary.gap)]),
            .init("objective", PlanPage.objective(scenario.objective)),
            .init("failed_items", .integer(scenario.summary.failedItems)),
            .init("milliseconds", .number((Double(spent.components.attoseconds) / 1e15 + Double(spent.components.seconds) * 1000).rounded())),
        ]
        if let rows = request.parameter("rows") {
            let positions = rows.split(separator: ",").compactMap { Int($0) }.filter { base.items.indices.contains($0) }.prefix(2_000)
            answer.append(.init("rows", .array(positions.map { PlanPage.row($0, base.items[$0].recommendation, scenario) })))
        }
        return .json(.object(answer))
    }

    static func objective(_ objective: PlanObjective) -> JSONValue {
        [
            "kind": .text(objective.kind.rawValue), "money": .text(objective.money.rawValue), "target": .number(objective.target),
            "weight": .text(objective.weight.rawValue),
        ]
    }

    private static func row(_ index: Int, _ before: Recommendation, _ after: ScenarioFigures) -> JSONValue {
        let recommendation = after.recommendation(at: index)
        return [
            "index": .integer(index), "status": .text(recommendation.status.rawValue),
            "reorder_point": JSONValue(recommendation.policy?.reorderPoint), "order_up_to": JSONValue(recommendation.policy?.orderUpTo),
            "order_now": .number(recommendation.orderNow), "order_value": JSONValue(after.unitCost(at: index).map { $0 * recommendation.orderNow }),
            "expected_backorders": JSONValue(recommendation.performance?.expectedBackorders),
            "fill_rate": JSONValue(recommendation.performance?.fillRate),
            "average_inventory_value": JSONValue(recommendation.averageInventoryValue),
            "safety_stock": JSONValue(recommendation.performance?.safetyStock),
            "changed": .bool(recommendation.policy != before.policy || recommendation.orderNow != before.orderNow || recommendation.status != before.status),
            "reason": .text(recommendation.reason),
        ]
    }

    /// The same changes as a command line, quoted for a POSIX shell.
    static func command(_ runID: String, _ changes: [String], store: String) -> String {
        let parts = ["twobin", "whatif", runID] + changes.flatMap { ["--set", $0] } + ["--store", store]
        return parts.map(shellQuoted).joined(separator: " ")
    }

    static func shellQuoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "=+-_./:@,%".utf8.contains(byte)
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    /// The exchange curve of a run, under changes that are not of the objective.
    func curveAnswer(_ request: PageRequest) async throws -> PageResponse {
        let listing = try self.listing(request.parameter("run"))
        let curve = try await scenarios.curve(listing.id, changes: request.parameters("set"))
        return .json([
            "run": .text(listing.id), "money": .text(curve.money.rawValue), "money_title": .text(curve.money.name),
            "points": .array(curve.points.map { [.number($0.money), .number($0.waiting)] }),
            "marks": .array(curve.marks.map { ["name": .text($0.name), "money": .number($0.point.money), "waiting": .number($0.point.waiting)] }),
        ])
    }

    /// Keeps a scenario as a run of its own, with a name.
    func saveScenario(_ body: JSONBody, _ request: PageRequest) async throws -> PageResponse {
        guard let changes = body.texts("changes"), !changes.isEmpty else { throw RequestProblem(422, "a scenario has at least one change") }
        let listing = try self.listing(body.text("run"))
        let scenario = try await scenarios.scenario(listing.id, changes: changes)
        let writer = try RunStore(path: storePath, access: .write)
        try writer.save(scenario, createdAt: Date())
        let name = String((body.text("name") ?? "").trimmingCharacters(in: .whitespacesAndNewlines).prefix(80))
        if !name.isEmpty { try writer.name(scenario.id, name) }
        try writer.note(AuditRow(
            at: PlanPage.moment(), author: (try? author(body, request)) ?? "", action: "save", subject: scenario.id,
            details: (name.isEmpty ? "" : name + ": ") + changes.joined(separator: ", ")))
        return .json(["run": .text(scenario.id), "saved": true])
    }

    /// All runs, newest first.
    func runsAnswer() throws -> PageResponse {
        let names = try store.names()
        return .json(["runs": .array(try store.runs().map { run in RunView.json(run, name: names[run.id]) })])
    }

    /// Two runs side by side: totals, and the items whose level, order or status differs, the largest change of money first.
    func compareAnswer(_ request: PageRequest) throws -> PageResponse {
        let after = try open(request.parameter("run"))
        guard let reference = request.parameter("with") ?? after.listing.parentID ?? after.previous?.id else {
            return .json([
                "before": .null, "after": RunView.json(after.listing, changes: after.header.changes), "totals": .null, "changed": 0, "rows": .array([]),
                "message": "The store has no other run to compare with: plan again, or save a scenario.",
            ])
        }
        let before = try open(reference)
        let rows = RunComparison.rows(from: before.items, to: after.items)
        return .json([
            "before": RunView.json(before.listing, changes: before.header.changes),
            "after": RunView.json(after.listing, changes: after.header.changes),
            "totals": RunTotals.json(before.header.summary, after.header.summary),
            "changed": .integer(rows.count),
            "rows": .array(rows.prefix(5_000).map(\.json)),
        ])
    }
}
