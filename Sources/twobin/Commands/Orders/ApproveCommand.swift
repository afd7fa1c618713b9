import ArgumentParser
import DemandModel
import Foundation
import PlanEngine
import PlanExport
import PlanStore
import TextForms

struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Mark today's orders as placed, so that the next plan counts them as on order.",
        discussion: """
            Example: twobin approve latest --orders Nord

            The next plan counts placed orders with open_orders = "store" in its plan file. When the goods are there, or the order was taken \
            back: twobin approve --received REFERENCE, twobin approve --cancel REFERENCE.
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, latest or previous.", valueName: "run"))
    var runReference = "latest"
    @Option(help: ArgumentHelp("Orders to this supplier (may be repeated).", valueName: "supplier"))
    var orders: [String] = []
    @Flag(help: "All orders of the run.")
    var all = false
    @Option(help: ArgumentHelp("The order has arrived: it is no longer on order (may be repeated).", valueName: "reference"))
    var received: [String] = []
    @Option(help: ArgumentHelp("The order was taken back (may be repeated).", valueName: "reference"))
    var cancel: [String] = []
    @Option(help: "Who places them, for the record (default: the login name).")
    var author: String?
    @Flag(help: "List placed orders and write nothing.")
    var list = false
    @Flag(help: "One JSON document instead of text.")
    var json = false
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if all, !orders.isEmpty { throw ValidationError("Give --all or --orders SUPPLIER, not both.") }
        if !all, orders.isEmpty, received.isEmpty, cancel.isEmpty, !list {
            throw ValidationError("Say which orders: --orders SUPPLIER or --all (or --received REFERENCE, --cancel REFERENCE, --list).")
        }
    }

    func run() throws {
        try runCommand {
            do {
                let runs = try store.open(list ? .read : .write)
                if list {
                    try report(try runs.approvals())
                    return .done
                }
                let author = author ?? NSUserName(), moment = Date().formatted(Date.ISO8601FormatStyle())
                for (references, state) in [(received, ApprovedOrder.State.received), (cancel, .cancelled)] {
                    for reference in references { try runs.settleApproval(reference, as: state, author: author, at: moment) }
                }
                var placed: [ApprovedOrder] = []
                if all || !orders.isEmpty {
                    let run = try runs.load(try runs.resolve(runReference).id, parts: .recommendations, threads: try workerThreads(nil))
                    let chosen = try chosenOrders(of: run, suppliers: all ? nil : orders)
                    if chosen.isEmpty { throw CommandFailure(.unusableInput, "run \(run.id) orders nothing\(all ? "" : " from " + orders.joined(separator: ", "))") }
                    placed = try runs.approve(chosen, run: run.id, author: author, at: moment)
                }
                try report(placed + (try runs.approvals()).filter { (received + cancel).contains($0.reference) })
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            return .done
        }
    }

    private func report(_ approvals: [ApprovedOrder]) throws {
        if json {
            try Console.output(JSONValue.array(approvals.map { order in
                [
                    "reference": .text(order.reference), "run": .text(order.runID), "supplier": .text(order.supplier), "location": .text(order.location),
                    "approved_on": .text(order.approvedOn.description), "state": .text(order.state.rawValue), "placed_before": .bool(order.wasPlacedBefore),
                    "lines": .array(order.lines.map { line in
                        ["item": .text(line.key.item), "location": .text(line.key.location), "units": .number(line.units),
                         "expected_on": .text(line.expectedOn.description)]
                    }),
                ]
            }).text() + "\n")
            return
        }
        if approvals.isEmpty { return try Console.text("No orders are placed.\n") }
        var table = AlignedTable(columns: [.left("order"), .left("supplier"), .left("location"), .right("lines"), .right("units"), .left("as of"), .left("state")])
        for order in approvals {
            table.add([
                order.reference, order.supplier.isEmpty ? "no supplier named" : order.supplier, order.location, grouped(order.lines.count),
                fixed(order.lines.reduce(0) { $0 + $1.units }, 0), order.approvedOn.description,
                order.wasPlacedBefore ? "\(order.state.rawValue) before, nothing changed" : order.state.rawValue,
            ])
        }
        try Console.text(table.text)
    }
}
