import DemandModel

extension PlanInput {
    /// Sets the levels that planners have set by hand, in place of those of the items table; an override that has ended or expired
    /// before the planning day does nothing. Of several for one item the last counts.
    ///
    /// - Returns: those that hold, in the order given.
    @discardableResult
    public mutating func apply(_ overrides: [LevelOverride]) -> [LevelOverride] {
        let holding = overrides.filter { $0.holds(on: asOf) }
        guard !holding.isEmpty else { return [] }
        var positions: [ItemLocation: Int] = [:]
        for (index, record) in items.enumerated() { positions[record.key] = index }
        for override in holding {
            let index: Int
            if let known = positions[override.key] {
                index = known
            } else {
                index = items.count
                positions[override.key] = index
                items.append(ItemRecord(key: override.key))
            }
            items[index].stock.overrideReorderPoint = override.reorderPoint
            items[index].stock.overrideOrderUpTo = override.orderUpTo
            items[index].stock.overrideReason = override.fullReason
        }
        return holding
    }
}
