import ArgumentParser
import DemandModel
import Digests
import Foundation
import PlanExport
import PlanReading
import PlanStore
import TextForms

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Test a stored run again: its files, its rules, and its limits.",
        discussion: """
            Example: twobin check latest --store out

            Ends with status 2 where a rule is broken or the run is beyond a limit of [alerts].
            """)

    @Argument(help: "The run: an id, the beginning of one, latest or previous.")
    var reference = "latest"
    @OptionGroup var store: StoreOptions
    @Option(help: ArgumentHelp("Take the limits of this plan file's [alerts] (default: those the run was made with).", valueName: "file"))
    var plan: String?
    @Flag(help: "One JSON document instead of a table.")
    var json = false

    func run() throws {
        try runCommand {
            let runs = try store.open()
            let run: PlanRun, listing: RunListing, last: PlanSummary?
            do throws(StoreError) {
                listing = try runs.resolve(reference)
                run = try runs.load(listing.id)
                last = try runs.newestPlan(besides: run.id, before: run.id).map { (listing) throws(StoreError) in try runs.loadHeader(listing.id).summary }
            } catch {
                throw CommandFailure(error)
            }
            var limits = run.configuration.alerts ?? AlertLimits()
            if let plan {
                limits = try PlanSetup(planFile: plan, environment: ProcessInfo.processInfo.environment).configuration.alerts ?? AlertLimits()
            }
            let rules = testRules(of: run) + [filesAreWhole(run)]
            let alerts = testAlerts(
                run.summary, limits: limits, last: last, planningDay: run.configuration.asOf ?? CalendarDay(clock: listing.createdAt))
            try Console.output(json ? document(run, rules, alerts, limits).text() + "\n" : text(run, rules, alerts, limits))
            return rules.contains { !$0.holds } || !alerts.raised.isEmpty ? .alert : .done
        }
    }

    /// Whether the files beside the store are those that this run wrote, byte for byte.
    private func filesAreWhole(_ run: PlanRun) -> RuleOutcome {
        let directory = (store.path as NSString).deletingLastPathComponent
        func read(_ name: String) -> Data? { FileManager.default.contents(atPath: (directory as NSString).appendingPathComponent(name)) }
        guard let bytes = read("summary.json") else {
            return RuleOutcome(rule: "files_whole", holds: true, text: "no summary.json beside the store: there are no files to test")
        }
        guard let summary = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any], let id = summary["id"] as? String else {
            return RuleOutcome(rule: "files_whole", holds: false, text: "summary.json beside the store is no summary")
        }
        guard id == run.id else {
            return RuleOutcome(rule: "files_whole", holds: true, text: "the files beside the store are those of the run \(id): not tested")
        }
        let files = (summary["files"] as? [[String: Any]]) ?? []
        let broken = files.compactMap { file -> String? in
            guard let name = file["name"] as? String, let expected = file["sha256"] as? String else { return "a file without a name" }
            guard let content = read(name) else { return "\(name) is missing" }
            return sha256(of: Array(content)) == expected ? nil : "\(name) is not as it was written"
        }
        return RuleOutcome(
            rule: "files_whole", holds: broken.isEmpty,
            text: broken.isEmpty ? "\(counted(files.count, "file")) as \(files.count == 1 ? "it was" : "they were") written" : broken.joined(separator: "; "))
    }

    private func text(_ run: PlanRun, _ rules: [RuleOutcome], _ alerts: AlertOutcome, _ limits: AlertLimits) -> String {
        var table = AlignedTable(columns: [.left(""), .left("rule"), .left("found")])
        for rule in rules { table.add([rule.holds ? "ok" : "BROKEN", rule.rule, rule.text]) }
        for code in limits.codes {
            if let alert = alerts.raised.first(where: { $0.code == code }) {
                table.add(["ALERT", code, "\(alert.text) (limit \(decimalText(alert.limit)))"])
            } else if let unmeasured = alerts.unmeasured.first(where: { $0.code == code }) {
                table.add(["?", code, "not measured: \(unmeasured.reason)"])
            } else {
                table.add(["ok", code, "within its limit"])
            }
        }
        let broken = rules.count { !$0.holds }
        let verdict = broken == 0 && alerts.raised.isEmpty ? "OK: every rule holds"
            : "LOOK: " + [broken > 0 ? "\(counted(broken, "rule")) broken" : nil, alerts.raised.isEmpty ? nil : counted(alerts.raised.count, "alert")]
                .compactMap { $0 }.joined(separator: ", ")
        return displayText("\(verdict), run \(run.id) as of \(run.asOf)\n", keepsLineBreaks: true) + table.text
            + (limits.isEmpty ? "No limits: the plan file has no [alerts].\n" : "")
    }

    private func document(_ run: PlanRun, _ rules: [RuleOutcome], _ alerts: AlertOutcome, _ limits: AlertLimits) -> JSONValue {
        [
            "run": .text(run.id), "as_of": .text(run.asOf.description),
            "rules": .array(rules.map { ["rule": .text($0.rule), "holds": .bool($0.holds), "found": .text($0.text)] }),
            "limits": .array(limits.codes.map { .text($0) }),
            "alerts": .array(alerts.raised.map {
                ["alert": .text($0.code), "measured": .number($0.measured), "limit": .number($0.limit), "text": .text($0.text)]
            }),
            "not_measured": .array(alerts.unmeasured.map { ["alert": .text($0.code), "reason": .text($0.reason)] }),
        ]
    }
}
