import DemandModel
import NumericCore
import ReorderPolicies

/// What the items of a plan are in numbers, whatever their levels: worked out once, so that the totals of an objective are sums over numbers.
struct StandingItems: Sendable {
    /// An item with a policy to choose; one per problem, in their order.
    struct Item: Sendable {
        var order: OrderTerms
        var isCount: Bool
        var line: SummaryLine
        var ground: DoubtGround?
        var isContradicted: Bool
    }

    /// What an item's level makes of it.
    struct Outcome {
        var status: Recommendation.Status
        var policy: ReplenishmentPolicy
        var performance: PolicyPerformance
        var averageInventoryValue: Double?
        var orderNow: Double
    }

    let items: [Item]
    /// The items that have no policy to choose, counted.
    private let others: SummarySums
    /// Suppliers with terms for their orders, in the order of their names, and their problems.
    let suppliers: [(record: SupplierRecord, problems: [Int])]
    /// Problems whose levels are set by hand.
    let fixed: [Int]
    /// True where every problem has a unit cost, a volume.
    private let hasUnitCosts: Bool
    private let hasVolumes: Bool

    /// - Parameter earlier: the same problems made ready before.
    init(_ planned: [PlannedItem], _ prepared: PolicyProblems, _ setting: PolicySetting, earlier: ReadyPolicies? = nil) {
        let indices = prepared.itemIndices, problems = prepared.problems
        items = parallelMap(chunks: indices.count, threads: setting.threads) { slot in
            if let earlier, planned[indices[slot]].sharesFacts(with: earlier.items[indices[slot]]) { return earlier.standing.items[slot] }
            let supply = planned[indices[slot]].supply, covered = problems[slot].demand.overProtectionInterval
            let days = supply.protectionDays
            return Item(
                order: OrderTerms(supply, meanPerDay: problems[slot].demand.meanPerDay), isCount: covered.isCount,
                line: SummaryLine(
                    planned[indices[slot]], demandPerYear: demandPerYear(planned, indices[slot], protectionDays: days, demandMean: problems[slot].demand.wantedOverProtectionInterval.mean)),
                ground: DoubtGround(planned[indices[slot]], protectionDays: days),
                isContradicted: !termContradictions(supply, meanPerDay: problems[slot].demand.meanPerDay).isEmpty)
        }
        var sums = SummarySums()
        var slot = 0
        var members: [String: [Int]] = [:]
        let terms = setting.suppliers.filter(\.hasOrderTerms)
        let named = Set(terms.map(\.supplier))
        let failed = Dictionary(prepared.failures.map { ($0.index, $0.recommendation.status) }, uniquingKeysWith: { first, _ in first })
        for index in planned.indices {
            for column in planned[index].supply.defaultsUsed { sums.summary.defaultsUsed[column, default: 0] += 1 }
            if slot < indices.count, indices[slot] == index {
                if !named.isEmpty, named.contains(planned[index].supplier) { members[planned[index].supplier, default: []].append(slot) }
                slot += 1
            } else {
                sums.count(failed[index] ?? planned[index].recommendation.status)
            }
        }
        others = sums
        let records = Dictionary(terms.map { ($0.supplier, $0) }, uniquingKeysWith: { first, _ in first })
        suppliers = members.sorted { bytesPrecede($0.key, $1.key) }.compactMap { name, problems in records[name].map { ($0, problems) } }
        fixed = problems.indices.filter { problems[$0].limits.isFixed }
        hasUnitCosts = items.allSatisfy { $0.line.unitCost != nil }
        hasVolumes = indices.allSatisfy { planned[$0].supply.stock?.volumePerUnit != nil }
    }

    /// True where the objective's money can be told of every item.
    func allows(_ objective: PlanObjective) -> Bool {
        if objective.weight == .value, !hasUnitCosts { return false }
        guard objective.kind.isAllocated else { return objective.kind != .cost }
        return objective.money == .storageVolume ? hasVolumes : !objective.money.isMoney || hasUnitCosts
    }

    /// What a level makes of a problem's item, the joint orders of suppliers left aside; `nil` where it admits no policy.
    func outcome(_ problem: Int, _ choice: AssortmentChoice) -> Outcome? {
        guard let (policy, performance, isCapped) = choice.outcome(problem: problem) else { return nil }
        let item = items[problem]
        let order = orderQuantity(policy, item.order, isCount: item.isCount)
        let status = plannedStatus(
            isCapped ? .capped : .ok, isOrderCapped: order.isCapped,
            isDoubted: item.isContradicted || item.ground?.doubt(policy, orderNow: order.quantity) != nil)
        return Outcome(
            status: status, policy: policy, performance: performance, averageInventoryValue: item.line.unitCost.map { $0 * performance.averageOnHand },
            orderNow: order.quantity)
    }

    /// The totals of a choice of levels. What lists parts (suppliers, overrides, price quartiles, bulk) is left out.
    ///
    /// - Returns: the totals, and today's joint orders of the suppliers with terms, by name, with the problems of their lines.
    func totals(
        _ choice: AssortmentChoice, planned: [PlannedItem], prepared: PolicyProblems, periodDays: Double
    ) -> (summary: PlanSummary, joint: [String: (order: SupplierOrder, problems: [Int])]) {
        var outcomes = items.indices.map { outcome($0, choice) }
        var joint: [String: (order: SupplierOrder, problems: [Int])] = [:]
        for (record, all) in suppliers {
            let problems = all.filter { outcomes[$0] != nil }
            guard !problems.isEmpty else { continue }
            let ordering = problems.map { problem in
                let days = planned[prepared.itemIndices[problem]].supply.protectionDays
                let perDay = days > 0 ? max(0, prepared.problems[problem].demand.wantedOverProtectionInterval.mean) / days : 0
                return OrderingItem(
                    planned[prepared.itemIndices[problem]], perDay: perDay, policy: outcomes[problem]?.policy, orderNow: outcomes[problem]?.orderNow ?? 0)
            }
            let order = jointOrder(ordering, record, periodDays: periodDays)
            for (position, problem) in problems.enumerated() {
                outcomes[problem]?.orderNow = order.quantities[position]
                if order.cut[position] > 0, outcomes[problem]?.status != .check { outcomes[problem]?.status = .capped }
            }
            joint[record.supplier] = (order, problems)
        }
        var sums = others
        for (problem, outcome) in outcomes.enumerated() {
            guard let outcome else {
                sums.count(.failed)
                continue
            }
            sums.count(outcome.status)
            sums.add(items[problem].line, outcome.policy, outcome.performance, outcome.averageInventoryValue)
            sums.order(outcome.orderNow, unitCost: items[problem].line.unitCost)
        }
        var summary = sums.finished
        summary.take(choice.totals)
        return (summary, joint)
    }
}
