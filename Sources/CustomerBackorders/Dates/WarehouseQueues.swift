import DemandModel

/// What warehouses owe the locations that they feed, of what was asked for today, and what they wait for themselves.
struct WarehouseQueues: Sendable {
    /// A warehouse's own queue, by its key.
    private(set) var queues: [ItemLocation: ItemQueue] = [:]
    /// Units that its own customers wait for, and that its locations without free stock were not sent: whoever needs it most comes first.
    private var first: [ItemLocation: Double] = [:]

    init(_ input: RestockInput) {
        for (index, item) in input.items.enumerated() where item.recommendation.warehouse.map({ $0.shortToday > 0 }) ?? false {
            queues[item.key] = ItemQueue(item: index, lines: [], orders: [], unnamed: 0)
            first[item.key] = max(0, item.supply.backordered - item.supply.onHand)
        }
        guard !queues.isEmpty else { return }
        for (index, order) in input.facts.openOrders.enumerated() { queues[order.key]?.orders.append(index) }
        for item in input.items {
            guard let source = item.source, let short = item.recommendation.heldBack, Self.isEmpty(item) else { continue }
            first[ItemLocation(item: item.key.item, location: source), default: 0] += short
        }
    }

    private static func isEmpty(_ item: PlannedItem) -> Bool { item.supply.onHand - item.supply.backordered < 1 }

    /// What a location was not sent today, and how many units its warehouse has to receive before all of it is sent; `nil` where nothing is owed.
    func owed(to item: PlannedItem) -> (source: ItemLocation, units: Double, unitsAhead: Double)? {
        guard let location = item.source, let short = item.recommendation.heldBack, short > 0 else { return nil }
        let source = ItemLocation(item: item.key.item, location: location)
        guard let needed = first[source], queues[source] != nil else { return nil }
        return (source, short, Self.isEmpty(item) ? needed : needed + short)
    }
}
