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
        let explanation = explain(item, in: run.header)
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
            "charts": ItemCharts.json(item, run: run.header),
        ])
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
