import DemandModel
import Foundation
import PlanEngine
import PlanExport
import PlanStore

extension PlanPage {
    /// Today's orders by supplier and location. Parameters: `run`; `edit` (ITEM[@LOCATION]=UNITS set by hand; may be given several times).
    func ordersAnswer(_ request: PageRequest) throws -> PageResponse {
        let (opened, book) = try orderBook(request)
        let newest = try store.runs().first { $0.kind == .plan }
        return .json(OrdersView.json(book, listing: RunListingView(
            isNewest: newest == nil || newest?.id == opened.listing.id, kind: opened.listing.kind.rawValue)))
    }

    func orderBook(_ request: PageRequest) throws -> (opened: OpenRun, book: OrderBook) {
        let opened = try open(request.parameter("run"))
        return (opened, try OrderBook(opened, edits: request.parameters("edit"), store: store, threads: threads))
    }

    /// Marks orders as placed, as they stand with the quantities set by hand: `run`, `references` (or `all`), `edits`, `author`.
    func approveOrders(_ body: JSONBody, _ request: PageRequest) throws -> PageResponse {
        let author = try author(body, request)
        let opened = try open(body.text("run"))
        let book = try OrderBook(opened, edits: body.texts("edits") ?? [], store: store, threads: threads)
        let wanted = body.isTrue("all") ? Set(book.orders.map(\.reference)) : Set(body.texts("references") ?? [])
        guard !wanted.isEmpty else { throw RequestProblem(422, "name the orders to approve by their references") }
        let chosen = book.orders.filter { wanted.contains($0.reference) }
        let unknown = wanted.subtracting(chosen.map(\.reference)).sorted()
        if let first = unknown.first { throw RequestProblem(422, "the run has no order \(first) with anything in it") }
        let placed = try RunStore(path: storePath, access: .write).approve(chosen, run: opened.listing.id, author: author, at: PlanPage.moment())
        return .json(["run": .text(opened.listing.id), "approved": .array(placed.map(OrdersView.approval))])
    }

    /// Says that a placed order has arrived or was taken back: `reference`, `state` (received, cancelled), `author`.
    func settleOrder(_ body: JSONBody, _ request: PageRequest) throws -> PageResponse {
        guard let reference = body.text("reference") else { throw RequestProblem(422, "name an order by its reference") }
        guard let state = body.text("state").flatMap(ApprovedOrder.State.init), state != .placed else {
            throw RequestProblem(422, "the state of an order is received or cancelled")
        }
        try RunStore(path: storePath, access: .write).settleApproval(reference, as: state, author: try author(body, request), at: PlanPage.moment())
        return .json(["reference": .text(reference), "state": .text(state.rawValue)])
    }

    /// Orders as a file: `orders.csv`, or `orders.html` to print. Of one order with `reference`, of one supplier with `supplier`.
    func ordersDownload(_ request: PageRequest) throws -> PageResponse {
        let (opened, book) = try orderBook(request)
        let orders = try PlanPage.chosen(book.orders, request)
        let name = "orders-\(opened.listing.id)" + ((request.parameter("reference") ?? request.parameter("supplier")).map { "-" + $0 } ?? "")
        if request.path == "/orders.html" {
            return .download(name + ".html", contentType: "text/html; charset=utf-8", body: OrderPage.html(orders, run: book.run, approved: book.placedDays))
        }
        var bytes: [UInt8] = []
        try PurchaseOrderTable.write(orders) { (part) throws(OutputError) in bytes += part }
        return .download(name + ".csv", contentType: "text/csv; charset=utf-8", body: bytes)
    }

    static func chosen(_ orders: [PurchaseOrder], _ request: PageRequest) throws -> [PurchaseOrder] {
        let reference = request.parameter("reference"), supplier = request.parameter("supplier")
        let chosen = orders.filter { (reference == nil || $0.reference == reference) && (supplier == nil || $0.supplier == supplier) }
        if chosen.isEmpty, let name = reference ?? supplier { throw RequestProblem(404, "the run has no order for \(name)") }
        return chosen
    }
}
