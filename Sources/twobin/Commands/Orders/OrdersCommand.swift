import ArgumentParser
import DemandModel
import PlanEngine
import PlanExport
import PlanStore
import PlanWorkbook
import TextForms

struct OrdersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "Today's purchase orders, one per supplier and location.",
        discussion: """
            Example: twobin orders latest --format html --out orders.html

            Every supplier with anything to order is listed. The page is for the browser's print dialogue.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, csv, json, html, xlsx
    }

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, latest or previous.", valueName: "run"))
    var runReference: String
    @Option(help: "text, csv (one row per line), json, html (a page to print) or xlsx (a workbook).")
    var format: Format = .text
    @Option(help: "Only orders to this supplier.")
    var supplier: String?
    @Option(help: "Only orders for this location.")
    var location: String?
    @Option(help: "A file to write; - or nothing: standard output.")
    var out: String?
    @OptionGroup var store: StoreOptions

    func run() throws {
        try runCommand {
            do {
                if format == .xlsx, out == nil || out == "-" { throw CommandFailure(.wrongUsage, "--format xlsx needs a file: --out orders.xlsx") }
                let runs = try store.open()
                let run = try runs.load(try runs.resolve(runReference).id, parts: .recommendations, threads: try workerThreads(nil))
                let approvals = try runs.approvals()
                let orders = try chosenOrders(of: run, approvals: approvals, suppliers: supplier.map { [$0] }, location: location)
                let placed = placedDays(approvals)
                let workbook = format == .xlsx ? try workbook(orders, run: run, placed: placed) : []
                try writeOutput(to: out) { sink throws(OutputError) in
                    switch format {
                    case .text: try sink(Array(displayText(OrderText.text(orders, run: run, approved: placed), keepsLineBreaks: true).utf8))
                    case .csv: try PurchaseOrderTable.write(orders, to: sink)
                    case .json: try sink(PurchaseOrderTable.json(orders, run: run).bytes())
                    case .html: try sink(OrderPage.html(orders, run: run, approved: placed))
                    case .xlsx: try sink(workbook)
                    }
                }
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            return .done
        }
    }

    private func workbook(_ orders: [PurchaseOrder], run: PlanRun, placed: [String: String]) throws -> [UInt8] {
        do throws(WorkbookError) {
            return try ordersWorkbookBytes(run, orders: orders, approved: placed)
        } catch {
            throw CommandFailure(error, workbook: out ?? "orders.xlsx")
        }
    }
}

/// The purchase orders of a run to some suppliers, all where none is named.
///
/// - Throws: a fault of usage where a supplier or the location is none of the run's.
func chosenOrders(of run: PlanRun, approvals: [ApprovedOrder] = [], suppliers: [String]?, location: String? = nil) throws -> [PurchaseOrder] {
    let orders = purchaseOrders(of: run, approvals: approvals)
    for supplier in suppliers ?? [] where !run.items.contains(where: { $0.supply.supplier == supplier }) {
        throw CommandFailure(.wrongUsage, unknownName(supplier, what: "supplier", among: Set(run.items.map(\.supply.supplier)), run: run.id))
    }
    if let location, !run.items.contains(where: { $0.key.location == location }) {
        throw CommandFailure(.wrongUsage, unknownName(location, what: "location", among: Set(run.items.map(\.key.location)), run: run.id))
    }
    return orders.filter { order in
        (suppliers?.contains(order.supplier) ?? true) && (location == nil || location == order.location)
    }
}
