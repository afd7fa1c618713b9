import ArgumentParser
import DemandModel
import Foundation
import PlanExport
import PlanStore
import TextForms

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs in a store, or remove old ones.",
        discussion: """
            Example: twobin runs --store out

            Without a subcommand the runs are listed; `twobin runs list --help` and `twobin runs prune --help` name the options.
            """,
        subcommands: [ListRunsCommand.self, PruneRunsCommand.self], defaultSubcommand: ListRunsCommand.self)
}

struct ListRunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the runs in a store, newest first.",
        discussion: "Example: twobin runs list --store out")

    @OptionGroup var store: StoreOptions
    @Flag(help: "One JSON document instead of a table.")
    var json = false

    func run() throws {
        try runCommand {
            let runs: [RunListing]
            do {
                runs = try store.open().runs()
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            if json {
                try Console.output(JSONValue.array(runs.map(ListRunsCommand.json)).text() + "\n")
            } else {
                try Console.output(ListRunsCommand.table(runs))
            }
            return .done
        }
    }

    private static func json(_ run: RunListing) -> JSONValue {
        [
            "id": .text(run.id), "kind": .text(run.kind.rawValue), "parent": JSONValue(run.parentID),
            "created_at": .text(run.createdAt.ISO8601Format()), "as_of": .text(run.asOf.description),
            "items": .number(Double(run.items)), "expected_backorders": .number(run.expectedBackorders),
            "fill_rate": .number(run.fillRate), "average_inventory_value": .number(run.averageInventoryValue),
            "stock_value": .number(run.stockValue),
        ]
    }

    private static func table(_ runs: [RunListing]) -> String {
        var table = AlignedTable(columns: [
            .left("run"), .left("kind"), .left("created"), .left("as of"), .right("items"), .right("waiting"), .right("fill"),
            .right("inventory value"), .left("from"),
        ])
        for run in runs {
            table.add([
                run.id, run.kind.rawValue, run.createdAt.ISO8601Format(), run.asOf.description, grouped(run.items),
                fixed(run.expectedBackorders, 1), percent(run.fillRate), fixed(run.averageInventoryValue, 0), run.parentID ?? "",
            ])
        }
        return runs.isEmpty ? "No runs yet. Make one with `twobin plan`.\n" : table.text
    }
}
