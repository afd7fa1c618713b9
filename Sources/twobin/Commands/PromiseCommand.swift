import ArgumentParser
import CustomerBackorders
import DemandModel
import PlanExport
import PlanStore

struct PromiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promise", abstract: "Say by when a customer who orders an item today can have it.",
        discussion: """
            Example: twobin promise latest 85123A --quantity 3

            A quote reserves nothing: another order may come first.
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or latest.", valueName: "run"))
    var runReference: String
    @Argument(help: "An item, or ITEM@LOCATION.")
    var item: String
    @Option(help: "Units asked for.")
    var quantity = 1.0
    @Option(help: "Priority of the order, as in the table of waiting orders (default: after all who have one).")
    var priority: Double?
    @Flag(help: "One JSON document instead of text.")
    var json = false
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard quantity.isFinite, quantity > 0, quantity <= 1e9 else { throw ValidationError("--quantity is a number of units above 0, for example --quantity 3.") }
    }

    func run() throws {
        try runCommand {
            let answer: PromiseQuote
            let asOf: CalendarDay
            do {
                let runs = try store.open()
                let id = try runs.resolve(runReference).id
                var run = try runs.loadHeader(id)
                run.backorders = try runs.loadBackorders(id)
                run.items = [try runs.loadItem(item, of: id)]
                guard let quoted = quote(run.items[0].key, quantity: quantity, priority: priority, in: RestockInput(run)) else {
                    throw CommandFailure(.internalError, "the item \(item) is not in its own run")
                }
                answer = quoted
                asOf = run.asOf
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            if json { try Console.output(PromiseReport.json(answer, asOf: asOf).text() + "\n") } else { try Console.text(PromiseReport.text(answer, asOf: asOf)) }
            return .done
        }
    }
}
