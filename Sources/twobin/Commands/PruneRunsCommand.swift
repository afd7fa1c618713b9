import ArgumentParser
import Foundation
import PlanExport
import PlanStore
import TextForms

struct PruneRunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old runs from a store and give the room back to the disk.",
        discussion: """
            Example: twobin runs prune --keep 60 --store out

            Scenarios saved before the oldest plan that stays go too. Levels set by hand and placed orders stay. The newest plan always stays.
            """)

    @OptionGroup var store: StoreOptions
    @Option(help: "How many of the newest plans stay.")
    var keep: Int?
    @Option(help: ArgumentHelp("Only plans saved more than so many days ago go.", valueName: "days"))
    var olderThan: Int?
    @Flag(help: "One JSON document instead of a sentence.")
    var json = false

    func run() throws {
        try runCommand {
            guard keep != nil || olderThan != nil else {
                throw CommandFailure(.wrongUsage, "say which runs stay: --keep 60 (plans), --older-than 90 (days), or both")
            }
            guard keep ?? 1 >= 1 else { throw CommandFailure(.wrongUsage, "--keep: needs a whole number of plans from 1, found \(keep ?? 0)") }
            guard (0...100_000).contains(olderThan ?? 0) else {
                throw CommandFailure(.wrongUsage, "--older-than: needs a whole number of days from 0 to 100000, found \(olderThan ?? 0)")
            }
            let runs = try store.open(.write)
            let lock = try RunLock.held(in: (store.path as NSString).deletingLastPathComponent)
            defer { lock.release() }
            let outcome: PruningOutcome
            do throws(StoreError) {
                outcome = try runs.prune(
                    keepingPlans: keep, savedBefore: olderThan.map { Date(timeIntervalSinceNow: -86_400 * Double($0)) })
            } catch {
                throw CommandFailure(error)
            }
            if json {
                let document: JSONValue = [
                    "plans_removed": .integer(outcome.plans), "scenarios_removed": .integer(outcome.scenarios),
                    "bytes_before": .integer(outcome.bytesBefore), "bytes_after": .integer(outcome.bytesAfter),
                ]
                try Console.output(document.text() + "\n")
            } else {
                try Console.output("\(counted(outcome.plans, "plan")) and \(counted(outcome.scenarios, "scenario")) removed; the store has "
                    + "\(grouped(outcome.bytesAfter)) bytes, it had \(grouped(outcome.bytesBefore))\n")
            }
            return .done
        }
    }
}

extension RunLock {
    /// The lock of an output directory, or the failure a command ends with.
    static func held(in directory: String) throws(CommandFailure) -> RunLock {
        do throws(RunLock.Failure) {
            return try RunLock(directory: directory.isEmpty ? "." : directory)
        } catch {
            if case .held = error { throw CommandFailure(.locked, error.description) }
            throw CommandFailure(.outputCannotBeWritten, error.description)
        }
    }
}
