import DemandForecasting
import DemandModel
import NumericCore
import ParallelWork
import ReorderPolicies

/// Which items of a plan are warehouses of which others: `SupplyTerms.source` of a location names its warehouse.
struct NetworkFamilies: Sendable {
    struct Family: Sendable {
        /// Positions of items.
        var warehouse: Int
        var locations: [Int]
        /// Share of the demand of the last year that customers bought at the warehouse itself.
        var ownShare: Double
        var timing: WarehouseTiming
    }

    private(set) var families: [Family] = []
    /// By position of the warehouse's item.
    private(set) var placeOfWarehouse: [Int: Int] = [:]

    var isEmpty: Bool { families.isEmpty }

    /// - Parameter items: sorted by key.
    /// - Returns: `nil` where the plan file has no `[network]`.
    init?(_ items: [PlannedItem], _ configuration: PlanConfiguration) {
        guard configuration.hasNetwork else { return nil }
        var locations: [Int: [Int]] = [:]
        // By index: a copy of an item counts the references it holds.
        for index in items.indices {
            guard items[index].hasOutlook, let source = items[index].supply.source,
                  let warehouse = place(of: ItemLocation(item: items[index].key.item, location: source), in: items), items[warehouse].hasOutlook else { continue }
            locations[warehouse, default: []].append(index)
        }
        for warehouse in locations.keys.sorted() {
            let fed = locations[warehouse] ?? []
            let sold = fed.map { recentUnits(items[$0]) }
            let all = recentUnits(items[warehouse]), theirs = sold.reduce(0, +)
            let supply = items[warehouse].supply
            let timing = WarehouseTiming(
                leadTimeDays: supply.leadTimeDays, reviewDays: supply.reviewPeriodDays,
                locations: zip(fed, sold).map { (items[$0].supply.reviewPeriodDays, max($1, 1e-6)) })
            placeOfWarehouse[warehouse] = families.count
            families.append(Family(warehouse: warehouse, locations: fed, ownShare: all > theirs * (1 + 1e-9) ? (all - theirs) / all : 0, timing: timing))
        }
    }

    /// Days that the level of a warehouse covers; `nil` for every other item.
    func protectionDays(of index: Int) -> Double? { placeOfWarehouse[index].map { families[$0].timing.leadTimeDays + families[$0].timing.reviewDays } }

    /// The terms whose demand an item's level covers: those of a warehouse count from the latest order of its supplier that has arrived.
    func terms(of index: Int, _ supply: SupplyTerms) -> SupplyTerms {
        guard let place = placeOfWarehouse[index] else { return supply }
        var moved = supply
        moved.leadTimeDays = families[place].timing.leadTimeDays
        moved.reviewPeriodDays = families[place].timing.reviewDays
        return moved
    }
}

/// Units of the last 365 days of an item's history, of all where it is shorter.
private func recentUnits(_ item: PlannedItem) -> Double {
    item.history.demand.suffix(item.outlook.map { max(1, Int(365 / max($0.periodDays, 0.1))) } ?? 52).reduce(0) { $0 + max(0, $1) }
}

extension PolicyProblems {
    /// The families as problems, with each location's part of what its warehouse owes.
    func families(_ network: NetworkFamilies, _ items: [PlannedItem], _ setting: PolicySetting) -> [WarehouseFamily] {
        var slots: [Int: Int] = [:]
        for (slot, index) in itemIndices.enumerated() { slots[index] = slot }
        let known = slots
        let all = network.families
        return parallelMap(chunks: all.count, threads: setting.threads, size: 16) { place -> WarehouseFamily? in
            let family = all[place]
            guard let warehouse = known[family.warehouse] else { return nil }
            let fed = family.locations.compactMap { index in known[index].map { (index: index, slot: $0) } }
            let rates = fed.map { max(0, problems[$0.slot].demand.meanPerDay) }
            let total = rates.reduce(0, +)
            let covered = middle(problems[warehouse].demand)
            let days = family.timing.leadTimeDays + 0.5 * family.timing.reviewDays
            let locations = zip(fed, rates).map { one, rate -> WarehouseFamily.Location in
                let share = total > 0 ? (1 - family.ownShare) * rate / total : 0
                let item = items[one.index], supply = item.supply
                let after = problems[one.slot].demand.overProtectionInterval.variance
                func variance(_ days: Double) -> Double? {
                    guard let outlook = item.outlook else { return nil }
                    return try? LeadTimeDemand(
                        outlook: outlook, pooled: item.pooled, errorTables: setting.errorTables, leadTime: .fixed(days: days), reviewPeriodDays: 0,
                        seasonLength: setting.seasonLength
                    ).overLeadTime.variance
                }
                // Without forecasts that far: independent units.
                let own = variance(days) ?? share * covered.mean
                let both = variance(days + supply.leadTimeDays + supply.reviewPeriodDays) ?? own + after
                let interval = variance(supply.leadTimeDays + supply.reviewPeriodDays) ?? after
                var part = OwedPart(share: share, covered: covered, own: own, after: interval, both: both)
                let lumps = max(1, after / max(problems[one.slot].demand.overProtectionInterval.mean, 1e-9))
                part.looseUnits = max(0, 0.5 * lumps / max(rate, 1e-9) - supply.reviewPeriodDays) * problems[warehouse].demand.meanPerDay
                return .init(problem: one.slot, part: part)
            }
            return WarehouseFamily(warehouse: warehouse, locations: locations, ownShare: family.ownShare)
        }.compactMap { $0 }
    }

    /// Mean and variance averaged over the nodes.
    private func middle(_ demand: LeadTimeDemand) -> (mean: Double, variance: Double) {
        var sum = (mean: 0.0, variance: 0.0)
        for (distribution, node) in zip(demand.distributions, LeadTimeDemand.nodes(reviewPeriodDays: demand.reviewPeriodDays)) {
            sum.mean += node.weight * distribution.mean
            sum.variance += node.weight * distribution.variance
        }
        return sum
    }
}
