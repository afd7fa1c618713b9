import DemandModel

extension RunStore {
    /// Notes what the last plan of an earlier day recommended, where the store has one.
    public func compareWithLastPlan(_ run: inout PlanRun) throws(StoreError) {
        guard let last = try lastPlan(before: run.asOf) else { return }
        let levels = try plannedLevels(of: last.id)
        for index in run.items.indices {
            guard let before = levels[run.items[index].key] else { continue }
            run.items[index].recommendation.previous = PreviousLevels(
                runID: last.id, reorderPoint: before.reorderPoint, orderUpTo: before.orderUpTo, orderNow: before.orderNow)
        }
    }
}
