import DemandModel
import PlanEngine
import PlanExport

/// Today's orders as the page shows them: lines with what was set by hand and its price, totals beside the supplier's terms, and the state.
enum OrdersView {
    static func json(_ book: OrderBook, listing: RunListingView) -> JSONValue {
        let standing = book.orders.map { order(standing: $0, book: book) }
        // Orders of which every line was taken out by hand are still shown, so that this can be taken back.
        let shown = Set(book.orders.map(\.reference))
        let emptyOrders = book.proposed.filter { !shown.contains($0.reference) }.map { emptied($0, book: book) }
        let edited = book.edits.compactMap { key, units in book.item(key).map { orderEditPrice(of: $0, in: book.run, units: units) } }
        return [
            "run": .text(book.run.id), "as_of": .text(book.run.asOf.description), "is_newest": .bool(listing.isNewest), "kind": .text(listing.kind),
            "orders": .array(standing + emptyOrders),
            "units": .number(book.orders.reduce(0) { $0 + $1.units }), "value": .number(book.orders.reduce(0) { $0 + $1.value }),
            "lines": .integer(book.orders.reduce(0) { $0 + $1.lines.count }),
            "edits": .integer(book.edits.count),
            "edit_price": edited.isEmpty ? .null : price(edited),
            "purchase_cap": cap(book.run.summary.purchaseCap),
            "placed": .array(book.approvals.filter { $0.state == .placed && !shown.contains($0.reference) }.map(approval)),
        ]
    }

    /// Money and waiting of quantities set by hand, together.
    private static func price(_ prices: [OrderEditPrice]) -> JSONValue {
        [
            "money": .number(prices.reduce(0) { $0 + ($1.money ?? 0) }), "waiting": .number(prices.reduce(0) { $0 + ($1.waiting ?? 0) }),
            "lines_without_cost": .integer(prices.count { $0.money == nil }),
        ]
    }

    private static func cap(_ outcome: PurchaseCapOutcome?) -> JSONValue {
        guard let outcome else { return .null }
        return [
            "budget": JSONValue(outcome.budget), "wanted": .number(outcome.wanted), "spent": .number(outcome.spent),
            "waiting": .number(outcome.waiting), "waiting_if_all": .number(outcome.waitingIfAll), "items_held_back": .integer(outcome.itemsHeldBack),
        ]
    }

    private static func order(standing order: PurchaseOrder, book: OrderBook) -> JSONValue {
        let approval = book.approval(order.reference)
        let proposed = book.proposed.first { $0.reference == order.reference }
        let kept = Set(order.lines.map(\.key))
        let dropped = (proposed?.lines ?? []).filter { !kept.contains($0.key) }.map { line -> PurchaseLine in
            var line = line
            line.proposedUnits = line.units
            line.units = 0
            return line
        }
        return json(order, lines: order.lines + dropped, state: approval?.state.rawValue ?? "proposed", placedOn: approval?.approvedOn, book: book)
    }

    private static func emptied(_ order: PurchaseOrder, book: OrderBook) -> JSONValue {
        var empty = order
        empty.lines = []
        let lines = order.lines.map { line -> PurchaseLine in
            var line = line
            line.proposedUnits = line.units
            line.units = 0
            return line
        }
        return json(empty, lines: lines, state: "left out", placedOn: nil, book: book)
    }

    private static func json(_ order: PurchaseOrder, lines: [PurchaseLine], state: String, placedOn: CalendarDay?, book: OrderBook) -> JSONValue {
        // What is compared with the supplier's minimum: all of its orders, as they stand.
        let all = book.orders.filter { $0.supplier == order.supplier }.reduce(0) { $0 + $1.value }
        return [
            "reference": .text(order.reference), "supplier": .text(order.supplier), "location": .text(order.location),
            "ordered_on": .text(order.orderedOn.description), "state": .text(state), "placed_on": JSONValue(placedOn?.description),
            "units": .number(order.units), "value": .number(order.value), "lines_without_cost": .integer(order.linesWithoutCost),
            "added_units": .number(order.addedUnits), "supplier_minimum": JSONValue(order.supplierMinimum),
            "supplier_capacity": JSONValue(order.supplierCapacity), "supplier_value": .number(all), "note": .text(order.note),
            "lines": .array(lines.sorted { $0.key < $1.key }.map { line($0, book: book) }),
        ]
    }

    private static func line(_ line: PurchaseLine, book: OrderBook) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("unique_id", .text(line.key.uniqueID)), .init("item", .text(line.key.item)), .init("location", .text(line.key.location)),
            .init("supplier_code", JSONValue(line.supplierCode)), .init("name", JSONValue(line.name)), .init("units", .number(line.units)),
            .init("proposed_units", JSONValue(line.proposedUnits)), .init("packs", JSONValue(line.packs)), .init("units_per_pack", JSONValue(line.unitsPerPack)),
            .init("unit_cost", JSONValue(line.unitCost)), .init("line_value", JSONValue(line.value)), .init("need_by", JSONValue(line.needBy?.description)),
            .init("receipt_p50", .text(line.receiptP50.description)), .init("receipt_p90", .text(line.receiptP90.description)),
            .init("added_units", .number(line.addedUnits)), .init("reason", .text(line.reason)),
        ]
        if line.proposedUnits != nil, let item = book.item(line.key) {
            let price = orderEditPrice(of: item, in: book.run, units: line.units)
            members.append(.init("price", [
                "money": JSONValue(price.money), "waiting": JSONValue(price.waiting), "remarks": .array(price.remarks.map { .text($0) }),
            ]))
        }
        return .object(members)
    }

    static func approval(_ order: ApprovedOrder) -> JSONValue {
        [
            "reference": .text(order.reference), "run": .text(order.runID), "supplier": .text(order.supplier), "location": .text(order.location),
            "approved_on": .text(order.approvedOn.description), "state": .text(order.state.rawValue), "placed_before": .bool(order.wasPlacedBefore),
            "units": .number(order.lines.reduce(0) { $0 + $1.units }),
            "lines": .array(order.lines.map { line in
                ["unique_id": .text(line.key.uniqueID), "units": .number(line.units), "expected_on": .text(line.expectedOn.description)]
            }),
        ]
    }
}

/// What an order list says of its run.
struct RunListingView {
    /// False where a later plan is in the store.
    var isNewest: Bool
    var kind: String
}
