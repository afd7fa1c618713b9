import DemandModel
import PlanCharts
import PlanEngine
import PlanExport

extension PlanPage {
    /// One item with its charts and its explanation. Charts are SVG documents whose style is that of `/charts.css`.
    func itemAnswer(_ request: PageRequest) throws -> PageResponse {
        guard let reference = request.parameter("item") else { throw RequestProblem(400, "name an item: item=CODE or item=CODE@LOCATION") }
        let run = try open(request.parameter("run"))
        let item = try store.loadItem(reference, of: run.listing.id)
        guard let position = run.position(of: item.key) else { throw RequestProblem(404, "the run has no item \(reference)") }
        let explanation = explain(item, in: try withCustomers(item, of: run))
        let neighbours = run.items.indices.filter { run.items[$0].key.item == item.key.item && $0 != position }.prefix(20)
        let causes = AttentionKind.allCases.filter { kind in run.attention[kind]?.contains { $0.index == position } == true }
        return .json([
            "run": .text(run.listing.id), "index": .integer(position), "item": .text(item.key.item), "location": .text(item.key.location),
            "unique_id": .text(item.key.uniqueID), "as_of": .text(run.header.asOf.description),
            "sentence": .text(ItemSentence.text(item, run: run.header)),
            "recommendation": RecommendationTable.json(item.recommendation),
            "attention": .array(causes.map { .text($0.rawValue) }),
            "changed": JSONValue(run.attention[.changed]?.first { $0.index == position }?.causes),
            "sections": .array(explanation.sections.map { section in
                ["title": .text(section.title), "facts": .array(section.facts.map { ["name": .text($0.name), "text": .text($0.text)] })]
            }),
            "effects": .array(item.effects.map { effect in
                [
                    "name": .text(effect.name), "factor": .number(effect.factor), "lower": .number(effect.lowerFactor),
                    "upper": .number(effect.upperFactor), "borrowed": .bool(effect.isBorrowed),
                ]
            }),
            "members": .array((item.outlook?.members ?? []).map { ["name": .text($0.name), "weight": .number($0.weight)] }),
            "elsewhere": .array(neighbours.map { .text(run.items[$0].key.uniqueID) }),
            "group": .array(groupNeighbours(position, in: run).map { index in
                let other = run.items[index]
                return [
                    "unique_id": .text(other.key.uniqueID), "order_up_to": JSONValue(other.orderUpTo),
                    "fill_rate": JSONValue(other.fillRate), "expected_backorders": JSONValue(other.expectedBackorders),
                    "average_inventory_value": JSONValue(other.averageInventoryValue),
                ]
            }),
            "has_fan": .bool(ItemCharts.hasFan(run.header)),
            "past": try past(item, of: run),
            "charts": ItemCharts.json(item, run: run.header),
        ])
    }

    /// The run with who waits for the item, and with what may be sent in its place.
    private func withCustomers(_ item: PlannedItem, of run: OpenRun) throws -> PlanRun {
        var known = run.header
        known.backorders = try run.backorders(store: store)
        let others = standIns(for: item, in: known)
        known.items = try store.loadItems(named: others.items, at: others.location, of: run.listing.id).filter { $0.key != item.key } + [item]
        known.items.sort { $0.key < $1.key }
        return known
    }

    /// What earlier plans said of the item, what was ordered and is on its way, and how its supplier has delivered it.
    private func past(_ item: PlannedItem, of run: OpenRun) throws -> JSONValue {
        let facts = try run.backorders(store: store)
        let placed = try store.approvals().filter { order in order.lines.contains { $0.key == item.key } }
        let delivered = facts?.histories.first { $0.item == item.key.item && $0.supplier == item.supply.supplier }
        return [
            "plans": .array(try store.pastLevels(of: item.key).map { past in
                [
                    "run": .text(past.runID), "as_of": .text(past.asOf), "status": .text(past.status), "reorder_point": JSONValue(past.levels.reorderPoint),
                    "order_up_to": JSONValue(past.levels.orderUpTo), "order_now": .number(past.levels.orderNow),
                ]
            }),
            "placed": .array(placed.prefix(24).map { order in
                let line = order.lines.first { $0.key == item.key }
                return [
                    "reference": .text(order.reference), "placed_on": .text(order.approvedOn.description), "state": .text(order.state.rawValue),
                    "units": JSONValue(line?.units), "expected_on": JSONValue(line?.expectedOn.description),
                ]
            }),
            "open": .array((facts?.openOrders ?? []).filter { $0.key == item.key }.prefix(24).map { order in
                [
                    "order": .text(order.orderID), "supplier": .text(order.supplier), "ordered_on": JSONValue(order.orderedOn?.description),
                    "promised_on": JSONValue(order.promisedOn?.description), "units": .number(order.quantity),
                ]
            }),
            "receipts": delivered.map { history in
                [
                    "lines": .number(history.leadTimes.total), "mean_days": JSONValue(history.leadTimes.mean),
                    "shortest_days": history.leadTimes.days.first.map { .integer($0) } ?? .null, "longest_days": history.leadTimes.days.last.map { .integer($0) } ?? .null,
                    "days": .array(zip(history.leadTimes.days, history.leadTimes.weights).map { [.integer($0), .number($1)] }),
                ]
            } ?? .null,
        ]
    }

    /// The items of the same group (else supplier) that sell nearest to this one, in money.
    private func groupNeighbours(_ position: Int, in run: OpenRun) -> [Int] {
        let own = run.items[position]
        func value(_ item: ItemStanding) -> Double { item.demandPerDay * (item.unitCost ?? 0) }
        let peers = run.items.indices.filter { index in
            guard index != position else { return false }
            let other = run.items[index]
            return own.group.isEmpty ? !own.supplier.isEmpty && other.supplier == own.supplier : other.group == own.group
        }
        return Array(peers.sorted { (value(run.items[$0]) - value(own)).magnitude < (value(run.items[$1]) - value(own)).magnitude }.prefix(8))
    }
}
