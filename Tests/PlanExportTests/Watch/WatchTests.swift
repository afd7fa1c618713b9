import DemandModel
import Digests
import Foundation
import Testing

@testable import PlanExport

@Suite struct WatchTests {
    @Test func theSummaryNamesTheDigestsOfItsSiblings() throws {
        let directory = try TemporaryDirectory()
        try PlanOutput.write(ExampleRun.run(), to: directory.file("out"))
        func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: directory.file("out/\(name)")))) }
        let summary = try #require(try JSONSerialization.jsonObject(with: Data(bytes("summary.json"))) as? [String: Any])
        let files = try #require(summary["files"] as? [[String: Any]])
        #expect(files.compactMap { $0["name"] as? String } == PlanOutput.fileNames.filter { !["timings.json", "lineage.json", "summary.json"].contains($0) })
        for file in files {
            let content = try bytes(try #require(file["name"] as? String))
            #expect(file["sha256"] as? String == sha256(of: content))
            #expect(file["bytes"] as? Int == content.count)
        }
        // And the lineage those of all others, the summary among them.
        let lineage = try #require(try JSONSerialization.jsonObject(with: Data(bytes("lineage.json"))) as? [String: Any])
        let outputs = try #require(lineage["outputs"] as? [[String: Any]])
        #expect(outputs.compactMap { $0["name"] as? String } == PlanOutput.fileNames.filter { $0 != "lineage.json" })
        for output in outputs {
            let digest = (output["facets"] as? [String: [String: Any]])?["twobin_digest"]?["sha256"] as? String
            #expect(digest == sha256(of: try bytes(try #require(output["name"] as? String))))
        }
    }

    @Test func aRunHasOneIdentifierInTheFormOfAUUID() throws {
        let identifier = Lineage.runIdentifier("3f9a61c2")
        #expect(identifier.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(UUID(uuidString: identifier) != nil)
        #expect(Lineage.runIdentifier("3f9a61c2") == identifier)
        #expect(Lineage.runIdentifier("3f9a61c3") != identifier)
    }

    @Test func metricsAreWrittenAsPrometheusReadsThem() {
        var metrics = RunMetrics(output: "/srv/a \"b\"\\c", exitStatus: 2, finishedAt: 1_764_500_000, seconds: 1.5)
        metrics.run = ExampleRun.run()
        metrics.stages = [StageTiming(stage: "reading", seconds: 0.25)]
        metrics.limits.failedItems = 0
        metrics.limits.quarantineShare = 0.5
        metrics.alerts = [RunAlert(code: "items_failed", measured: 1, limit: 0, text: "1 item failed")]
        let lines = metrics.text().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        #expect(lines.contains("twobin_exit_status{output=\"/srv/a \\\"b\\\"\\\\c\"} 2"))
        #expect(lines.contains { $0.hasPrefix("twobin_stage_seconds{") && $0.hasSuffix("stage=\"reading\"} 0.25") })
        #expect(lines.contains { $0.hasSuffix("alert=\"items_failed\"} 1") } && lines.contains { $0.hasSuffix("alert=\"quarantine_share\"} 0") })
        #expect(lines.contains { $0.hasSuffix("status=\"failed\"} 1") })
        // Each family once: help, type, then its samples, and no line of any other form.
        var families: [Substring] = []
        for line in lines.dropLast() {
            if line.hasPrefix("# HELP ") { families.append(line.split(separator: " ")[2]) } else if line.hasPrefix("# TYPE ") {
                #expect(line.hasSuffix(" gauge") && line.split(separator: " ")[2] == families.last)
            } else {
                #expect(line.wholeMatch(of: /[a-z_]+\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\} -?[0-9.e+-]+/) != nil, "\(line)")
                #expect(line.hasPrefix((families.last ?? "") + "{"))
            }
        }
        #expect(Set(families).count == families.count && families.count > 15)
        // A night that failed has its status and nothing of a plan.
        let failed = RunMetrics(output: "out", exitStatus: 65, finishedAt: 1, seconds: 0.1).text()
        #expect(failed.contains("twobin_exit_status{output=\"out\"} 65") && !failed.contains("twobin_rows_read"))
    }
}

@Suite struct RuleTests {
    private func broken(_ change: (inout PlanRun) -> Void) -> [String] {
        var run = RuleTests.consistent()
        change(&run)
        return testRules(of: run).filter { !$0.holds }.map(\.rule)
    }

    /// The example with totals that are those of its items.
    private static func consistent() -> PlanRun {
        var run = ExampleRun.run()
        let performing = run.items.filter { $0.recommendation.performance != nil && $0.recommendation.policy != nil }
        run.summary.expectedBackorders = performing.reduce(0) { $0 + ($1.recommendation.performance?.expectedBackorders ?? 0) }
        run.summary.averageInventoryValue = performing.reduce(0) { $0 + ($1.recommendation.averageInventoryValue ?? 0) }
        run.summary.unitsToOrder = performing.reduce(0) { $0 + $1.recommendation.orderNow }
        run.summary.valueToOrder = performing.reduce(0) { $0 + $1.recommendation.orderNow * ($1.supply.unitCost ?? 0) }
        run.summary.plannedItems = run.items.count { [.ok, .capped, .check].contains($0.recommendation.status) }
        run.summary.cappedItems = run.items.count { $0.recommendation.status == .capped }
        run.summary.failedItems = run.items.count { $0.recommendation.status == .failed }
        run.summary.itemsWithoutHistory = run.items.count { $0.recommendation.status == .noHistory }
        run.configuration.objective.target = max(run.configuration.objective.target, run.summary.averageInventoryValue)
        run.summary.overrides = []
        return run
    }

    @Test func aRunThatIsRightKeepsEveryRule() {
        let outcomes = testRules(of: RuleTests.consistent())
        #expect(outcomes.filter { !$0.holds } == [])
        #expect(outcomes.map(\.rule) == [
            "items_in_order", "statuses_counted", "levels_hold", "orders_hold", "service_holds", "forecasts_hold", "totals_add_up", "budget_kept",
        ])
    }

    @Test func everyRuleFindsItsFault() {
        #expect(broken { $0.items.swapAt(0, 1) } == ["items_in_order"])
        #expect(broken { $0.summary.failedItems += 1 } == ["statuses_counted"])
        #expect(broken { $0.items[0].recommendation.policy?.reorderPoint = 1e9 } == ["levels_hold"])
        #expect(broken { $0.items[0].recommendation.orderNow = -.infinity }.contains("orders_hold"))
        #expect(broken { $0.items[0].recommendation.performance?.fillRate = 1.5 } == ["service_holds"])
        #expect(broken { $0.items[0].forecast?.mean[2] = -1 } == ["forecasts_hold"])
        #expect(broken { $0.items[0].forecast?.quantiles[0][1] = 1e9 } == ["forecasts_hold"])
        #expect(broken { $0.summary.expectedBackorders += 1 } == ["totals_add_up"])
        #expect(broken { $0.configuration.objective.target = 0.001 } == ["budget_kept"])
    }
}
