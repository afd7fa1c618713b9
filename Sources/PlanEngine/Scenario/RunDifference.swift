import DemandModel

/// What two runs recommend differently, item by item: last night's plan against tonight's, or a plan against a scenario.
///
///     let difference = RunDifference(from: yesterday, to: today)
///     print(difference.changed.count, difference.added.count, difference.removed.count)
public struct RunDifference: Sendable {
    /// One item-location that is in both runs and is told something else.
    public struct Change: Sendable, Equatable {
        public var before: PlannedItem
        public var after: PlannedItem
        /// Inputs of the recommendation that differ; empty where only the objective or the rest of the assortment moved it.
        public var causes: [Cause]

        public var key: ItemLocation { after.key }
    }

    /// An input of a recommendation whose value differs between two runs.
    public struct Cause: Sendable, Equatable {
        /// For a person, with its unit: `demand mean`, `lead time days`, ...
        public var name: String
        /// `nil` where a run knows no value.
        public var before: Double?
        public var after: Double?
    }

    /// Items whose policy, order or status differs, in key order.
    public var changed: [Change] = []
    /// Items of the later run only, in key order.
    public var added: [PlannedItem] = []
    /// Items of the earlier run only, in key order.
    public var removed: [PlannedItem] = []
    /// Items that both runs tell the same.
    public var unchangedCount = 0

    /// - Complexity: O(n) in the number of item-locations of both runs, which are in key order.
    public init(from before: PlanRun, to after: PlanRun) {
        var (left, right) = (before.items[...], after.items[...])
        while let old = left.first, let new = right.first {
            if old.key == new.key {
                compare(old, new)
                left.removeFirst()
                right.removeFirst()
            } else if old.key < new.key {
                removed.append(old)
                left.removeFirst()
            } else {
                added.append(new)
                right.removeFirst()
            }
        }
        removed += left
        added += right
    }

    public var isEmpty: Bool { changed.isEmpty && added.isEmpty && removed.isEmpty }

    private mutating func compare(_ old: PlannedItem, _ new: PlannedItem) {
        let (before, after) = (old.recommendation, new.recommendation)
        if before.policy == after.policy, before.orderNow == after.orderNow, before.status == after.status {
            unchangedCount += 1
        } else {
            changed.append(Change(before: old, after: new, causes: RunDifference.causes(from: old, to: new)))
        }
    }

    private static func causes(from old: PlannedItem, to new: PlannedItem) -> [Cause] {
        let values: [(String, (PlannedItem) -> Double?)] = [
            ("demand mean", { $0.recommendation.demandMean }),
            ("demand sd", { $0.recommendation.demandStandardDeviation }),
            ("lead time days", { $0.supply.leadTimeDays }),
            ("lead time sd days", { $0.supply.leadTimeStandardDeviationDays }),
            ("review period days", { $0.supply.reviewPeriodDays }),
            ("unit cost", { $0.supply.unitCost }),
            ("order cost", { $0.supply.orderCost }),
            ("weight", { $0.weight }),
            ("minimum order quantity", { $0.supply.minimumOrderQuantity }),
            ("order multiple", { $0.supply.orderMultiple }),
            ("maximum order quantity", { $0.supply.maximumOrderQuantity }),
            ("on hand", { $0.supply.onHand }),
            ("on order", { $0.supply.onOrder }),
            ("backordered", { $0.supply.backordered }),
        ]
        return values.compactMap { name, value in
            let (before, after) = (value(old), value(new))
            return before == after ? nil : Cause(name: name, before: before, after: after)
        }
    }
}
