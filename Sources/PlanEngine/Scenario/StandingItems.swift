import DemandModel
import NumericCore
import ParallelWork
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

        init(_ planned: [PlannedItem], _ index: Int, demand: LeadTimeDemand) {
            let supply = planned[index].supply, days = planned[index].supply.protectionDays
            order = OrderTerms(supply, meanPerDay: demand.meanPerDay)
            isCount = demand.overProtectionInterval.isCount
            line = SummaryLine(
                planned[index], demandPerYear: PlanEngine.demandPerYear(planned, index, protectionDays: days, demandMean: demand.wantedOverProtectionInterval.mean))
            ground = DoubtGround(planned[index], protectionDays: days, demandMean: demand.wantedOverProtectionInterval.mean)
            isContradicted = !termContradictions(supply, meanPerDay: demand.meanPerDay).isEmpty
        }
    }

    /// What an item's level makes of today.
    private struct Today {
        var status: Recommendation.Status
        /// Units.
        var order: Double
    }

    private let items: [Item]
    /// Problems whose items have changed since `items` were worked out, ascending.
    private var changed: [(problem: Int, item: Item)] = []
    /// The items that have no policy to choose, counted.
    private let others: SummarySums
    /// Suppliers with terms for their orders, in the order of their names, and their problems.
    let suppliers: [(record: SupplierRecord, problems: [Int])]
    /// Problems whose levels are set by hand.
    private(set) var fixed: [Int]
    /// True where every problem has a unit cost, a volume.
    private var hasUnitCosts: Bool
    private var hasVolumes: Bool

    /// - Parameter earlier: the same problems made ready before.
    init(_ planned: [PlannedItem], _ prepared: PolicyProblems, _ setting: PolicySetting, earlier: ReadyPolicies? = nil) {
        let indices = prepared.itemIndices, problems = prepared.problems
        items = parallelMap(chunks: indices.count, threads: setting.threads) { slot in
            if let earlier, planned[indices[slot]].sharesFacts(with: earlier.items[indices[slot]]) { return earlier.standing.item(slot) }
            return Item(planned, indices[slot], demand: problems[slot].demand)
        }
        var sums = SummarySums()
        var slot = 0
        var members: [String: [Int]] = [:]
        let terms = setting.suppliers.filter(\.hasOrderTerms)
        let named = Set(terms.map(\.supplier))
        let failed = Dictionary(prepared.failures.map { ($0.index, $0.recommendation.status) }, uniquingKeysWith: { first, _ in first })
        for index in planned.indices {
            if slot < indices.count, indices[slot] == index {
                if !named.isEmpty, named.contains(planned[index].supplier) { members[planned[index].supplier, default: []].append(slot) }
                slot += 1
            } else {
                sums.count(failed[index] ?? planned[index].recommendation.status)
            }
        }
        let counted = parallelMap(count: (planned.count + 2_047) / 2_048, threads: setting.threads) { part in
            var counts: [String: Int] = [:]
            for index in part * 2_048..<min(planned.count, (part + 1) * 2_048) {
                for column in planned[index].supply.defaultsUsed { counts[column, default: 0] += 1 }
            }
            return counts
        }
        for counts in counted { sums.summary.defaultsUsed.merge(counts) { $0 + $1 } }
        others = sums
        let records = Dictionary(terms.map { ($0.supplier, $0) }, uniquingKeysWith: { first, _ in first })
        suppliers = members.sorted { bytesPrecede($0.key, $1.key) }.compactMap { name, problems in records[name].map { ($0, problems) } }
        fixed = problems.indices.filter { problems[$0].limits.isFixed }
        hasUnitCosts = items.allSatisfy { $0.line.unitCost != nil }
        hasVolumes = indices.allSatisfy { planned[$0].supply.stock?.volumePerUnit != nil }
    }

    /// The same items where those of some problems have changed; what a change leaves as it is stays shared.
    ///
    /// - Parameter problems: ascending.
    init(_ earlier: StandingItems, problems changedProblems: [Int], planned: [PlannedItem], _ prepared: PolicyProblems) {
        self = earlier
        for problem in changedProblems {
            changed.removeAll { $0.problem == problem }
            changed.append((problem, Item(planned, prepared.itemIndices[problem], demand: prepared.problems[problem].demand)))
            fixed.removeAll { $0 == problem }
            if prepared.problems[problem].limits.isFixed { fixed.append(problem) }
            hasUnitCosts = hasUnitCosts && item(problem).line.unitCost != nil
            hasVolumes = hasVolumes && planned[prepared.itemIndices[problem]].supply.stock?.volumePerUnit != nil
        }
        fixed.sort()
        changed.sort { $0.problem < $1.problem }
    }

    func item(_ problem: Int) -> Item {
        for other in changed where other.problem == problem { return other.item }
        return items[problem]
    }

    /// True where the objective's money can be told of every item.
    func allows(_ objective: PlanObjective) -> Bool {
        if objective.weight == .value, !hasUnitCosts { return false }
        guard objective.kind.isAllocated else { return objective.kind != .cost }
        return objective.money == .storageVolume ? hasVolumes : !objective.money.isMoney || hasUnitCosts
    }

    /// What a level makes of a problem's item, the joint orders of suppliers left aside; `nil` where it admits no policy.
    private func today(_ problem: Int, _ choice: AssortmentChoice) -> Today? {
        guard let (policy, _, isCapped) = choice.outcome(problem: problem) else { return nil }
        func told(_ item: Item) -> Today {
            let order = orderQuantity(policy, item.order, isCount: item.isCount)
            let status = plannedStatus(
                isCapped ? .capped : .ok, isOrderCapped: order.isCapped,
                isDoubted: item.isContradicted || item.ground?.doubt(policy, orderNow: order.quantity) != nil)
            return Today(status: status, order: order.quantity)
        }
        for other in changed where other.problem == problem { return told(other.item) }
        return told(items[problem])
    }

    /// The totals of a choice of levels. What lists parts (suppliers, overrides, price quartiles, bulk) is left out.
    ///
    /// - Returns: the totals, and today's joint orders of the suppliers with terms, by name, with the problems of their lines.
    func totals(
        _ choice: AssortmentChoice, leftOver: LeftOverFactors?, objective: PlanObjective, planned: [PlannedItem], prepared: PolicyProblems, periodDays: Double,
        threads: Int
    ) -> (summary: PlanSummary, joint: [String: (order: SupplierOrder, problems: [Int])]) {
        var todays = parallelMap(chunks: items.count, threads: threads, size: 1_024) { today($0, choice) }
        var joint: [String: (order: SupplierOrder, problems: [Int])] = [:]
        for (record, all) in suppliers {
            let problems = all.filter { todays[$0] != nil }
            guard !problems.isEmpty else { continue }
            let ordering = problems.map { problem in
                let days = planned[prepared.itemIndices[problem]].supply.protectionDays
                let perDay = days > 0 ? max(0, prepared.problems[problem].demand.wantedOverProtectionInterval.mean) / days : 0
                return OrderingItem(
                    planned[prepared.itemIndices[problem]], perDay: perDay, policy: choice.outcome(problem: problem)?.policy,
                    orderNow: todays[problem]?.order ?? 0)
            }
            let order = jointOrder(ordering, record, periodDays: periodDays)
            for (position, problem) in problems.enumerated() {
                todays[problem]?.order = order.quantities[position]
                if order.cut[position] > 0, todays[problem]?.status != .check { todays[problem]?.status = .capped }
            }
            joint[record.supplier] = (order, problems)
        }
        var sums = others
        func add(_ line: SummaryLine, _ today: Today, _ problem: Int) {
            guard let outcome = choice.outcome(problem: problem) else { return }
            var performance = outcome.performance, value = line.unitCost.map { $0 * outcome.performance.averageOnHand }
            if let leftOver {
                performance.count(leftOver)
                value = value.map { $0 * leftOver.onHand }
            }
            sums.count(today.status)
            sums.add(line, outcome.policy, performance, value)
            sums.order(today.order, unitCost: line.unitCost)
        }
        var next = 0
        for (problem, today) in todays.enumerated() {
            let isChanged = next < changed.count && changed[next].problem == problem
            if isChanged { next += 1 }
            guard let today else {
                sums.count(.failed)
                continue
            }
            if isChanged { add(changed[next - 1].item.line, today, problem) } else { add(items[problem].line, today, problem) }
        }
        var summary = sums.finished
        var totals = choice.totals
        if let leftOver, leftOver.reviews > 0 { totals.count(leftOver, isLeastMoney: objective.kind.isLeastMoney) }
        summary.take(totals)
        summary.leftOver = leftOver
        return (summary, joint)
    }
}
