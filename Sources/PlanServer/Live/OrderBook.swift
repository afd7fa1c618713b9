import DemandModel
import PlanEngine
import PlanStore

/// Today's orders of a run as they stand: what the plan proposes, what a reader set by hand, what was placed.
struct OrderBook: Sendable {
    /// With the items that order today, and those that were edited.
    let run: PlanRun
    /// As the plan says.
    let proposed: [PurchaseOrder]
    /// With edits, and placed orders as they were approved.
    let orders: [PurchaseOrder]
    /// Units set by hand, of orders that are not placed.
    let edits: [ItemLocation: Double]
    /// All placed orders of the store.
    let approvals: [ApprovedOrder]

    /// References of orders that are placed, with the day.
    var placedDays: [String: String] {
        Dictionary(approvals.filter { $0.state != .cancelled }.map { ($0.reference, $0.approvedOn.description) }, uniquingKeysWith: { first, _ in first })
    }

    func approval(_ reference: String) -> ApprovedOrder? { approvals.first { $0.reference == reference } }

    func item(_ key: ItemLocation) -> PlannedItem? { run.items.first { $0.key == key } }

    /// - Parameter edits: texts `ITEM=UNITS` or `ITEM@LOCATION=UNITS`.
    init(_ opened: OpenRun, edits texts: [String], store: RunStore, threads: Int) throws {
        let wanted = try OrderBook.edits(texts)
        approvals = try store.approvals()
        let own = approvals.filter { $0.runID == opened.listing.id && $0.state != .cancelled }
        let keys = Array(wanted.keys) + own.flatMap(\.lines).map(\.key)
        for key in wanted.keys where opened.position(of: key) == nil { throw RequestProblem(422, "the run has no item \(key.uniqueID)") }
        run = try opened.ordering(with: keys, store: store, threads: threads)
        proposed = purchaseOrders(of: run)
        for (key, units) in wanted where units != units.rounded() {
            guard let item = run.items.first(where: { $0.key == key }), item.outlook?.isCount ?? true else { continue }
            throw RequestProblem(422, "\(key.uniqueID) is counted in whole units; found \(units)")
        }
        let placed = Set(own.map { ItemLocation(item: $0.supplier, location: $0.location) })
        let supplier = Dictionary(run.items.map { ($0.key, $0.supply.supplier) }, uniquingKeysWith: { first, _ in first })
        edits = wanted.filter { key, _ in !placed.contains(ItemLocation(item: supplier[key] ?? "", location: key.location)) }
        orders = purchaseOrders(of: run, units: edits, approvals: approvals)
    }

    /// The last `=` ends the item's name.
    private static func edits(_ texts: [String]) throws -> [ItemLocation: Double] {
        guard texts.count <= 500 else { throw RequestProblem(422, "at most 500 quantities are set by hand at once") }
        var edits: [ItemLocation: Double] = [:]
        for text in texts {
            guard let equals = text.lastIndex(of: "="), equals != text.startIndex, let units = Double(text[text.index(after: equals)...]),
                  units.isFinite, units >= 0, units <= 1e9 else {
                throw RequestProblem(422, "edit=\(text): write ITEM=UNITS or ITEM@LOCATION=UNITS, with 0 or more units")
            }
            edits[ItemLocation(reference: String(text[..<equals]))] = units
        }
        return edits
    }
}
