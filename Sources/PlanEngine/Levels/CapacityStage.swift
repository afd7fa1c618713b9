import DemandModel
import ReorderPolicies

/// Lets levels cover how far orders fall behind under a capacity: an item's largest order at each review, and what a supplier delivers of all its items in a period.
///
/// A capacity that is not above mean demand lets orders fall behind for ever: that is said, and levels are set as if there were none.
///
/// - Parameter items: of the problems, by position.
func countCapacities(_ prepared: inout PolicyProblems, items: [PlannedItem], suppliers: [SupplierRecord], periodDays: Double) {
    for slot in prepared.problems.indices { prepared.countLargestOrder(slot) }
    for record in suppliers {
        guard let capacity = record.capacityPerPeriod, capacity > 0 else { continue }
        let slots = prepared.problems.indices.filter { slot in
            let index = prepared.itemIndices[slot]
            return items[index].supplier == record.supplier && items[index].source == nil && prepared.problems[slot].isPeriodic
        }
        prepared.share(capacity: capacity, of: record.supplier, among: slots, periodDays: periodDays)
    }
}

extension ReplenishmentProblem {
    /// True where orders go out at reviews and fill up to a level.
    fileprivate var isPeriodic: Bool { demand.reviewPeriodDays > 0 && [nil, .RS, .RsS].contains(kind) }
}

extension PolicyProblems {
    /// An item's largest order, in whole packs.
    fileprivate mutating func countLargestOrder(_ slot: Int) {
        guard let most = problems[slot].terms.maximumOrderQuantity, most > 0, problems[slot].isPeriodic else { return }
        let pack = problems[slot].terms.orderMultiple ?? 0
        let capacity = pack > 1 ? (most / pack).rounded(.down) * pack : most
        guard capacity > 0 else { return }
        guard let behind = problems[slot].demand.behindCapacity(capacity) else {
            problems[slot].limits.capacityNote = "a largest order of \(plain(capacity)) is not above the \(plain(tenths(problems[slot].demand.meanPerDay * problems[slot].demand.reviewPeriodDays))) "
                + "wanted between two orders: customers wait ever longer, which levels do not count"
            return
        }
        replace(slot, behind)
    }

    /// A supplier's capacity, shared by its items.
    fileprivate mutating func share(capacity perPeriod: Double, of supplier: String, among slots: [Int], periodDays: Double) {
        guard !slots.isEmpty else { return }
        let review = slots.map { problems[$0].demand.reviewPeriodDays }.max() ?? periodDays
        let days = max(review, periodDays), capacity = perPeriod * days / periodDays
        let each = slots.map { problems[$0].demand.demandOfReview(days: days) }
        let total = each.reduce(into: (mean: 0.0, variance: 0.0)) { sum, one in
            sum.mean += one.mean
            sum.variance += one.variance
        }
        guard total.mean > 0 else { return }
        let isCount = slots.allSatisfy { problems[$0].demand.overProtectionInterval.isCount }
        guard let shortfall = capacityShortfall(mean: total.mean, variance: total.variance, capacity: capacity, isCount: isCount) else {
            for slot in slots {
                problems[slot].limits.capacityNote = "\(supplier) delivers \(plain(perPeriod)) units a period, not above the \(plain(tenths(total.mean / days * periodDays))) wanted of all its items: "
                    + "customers wait ever longer, which levels do not count"
            }
            return
        }
        for (slot, one) in zip(slots, each) where one.mean > 0 {
            let share = one.mean / total.mean, perDay = one.mean / days
            var part = OwedPart(share: share, ownVariance: share * (one.variance / one.mean - share * total.variance / total.mean))
            part.looseUnits = max(0, 0.5 * one.variance / one.mean / perDay - problems[slot].demand.reviewPeriodDays) * total.mean / days
            replace(slot, problems[slot].demand.behind(shortfall, part))
        }
    }

    private mutating func replace(_ slot: Int, _ demand: LeadTimeDemand) {
        if uncounted[slot] == nil { uncounted[slot] = problems[slot].demand }
        problems[slot].demand = demand
    }
}

private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
