import ArgumentParser
import CustomerBackorders
import DemandModel
import Foundation
import PlanEngine
import PlanStore

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why an item's numbers are what they are.",
        discussion: "Example: twobin explain latest 85123A@north")

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or latest.", valueName: "run"))
    var runReference: String
    @Argument(help: "An item, or ITEM@LOCATION.")
    var item: String
    @OptionGroup var store: StoreOptions
    @Flag(help: "One JSON document instead of text.")
    var json = false

    func run() throws {
        try runCommand {
            let explanation: Explanation
            do {
                let runs = try store.open()
                let id = try runs.resolve(runReference).id
                var run = try runs.loadHeader(id)
                run.backorders = try runs.loadBackorders(id)
                let wanted = try runs.loadItem(item, of: id)
                // What may stand in for it, so that its waiting customers can be offered it.
                let others = standIns(for: wanted, in: run)
                run.items = try runs.loadItems(named: others.items, at: others.location, of: id).filter { $0.key != wanted.key } + [wanted]
                run.items.sort { $0.key < $1.key }
                explanation = explain(wanted, in: run)
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                try Console.output(String(decoding: try encoder.encode(explanation), as: UTF8.self) + "\n")
            } else {
                try Console.text(explanation.text)
            }
            return .done
        }
    }
}
