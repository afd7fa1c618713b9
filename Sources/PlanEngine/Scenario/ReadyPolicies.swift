import DemandModel
import ReorderPolicies
import TextForms

/// What a plan of given items worked out before any level was chosen: their distributions, and the start of the search.
struct ReadyPolicies: Sendable {
    /// The items as they are planned, their weights filled in.
    let items: [PlannedItem]
    let prepared: PolicyProblems
    let assortment: PreparedAssortment
    let standing: StandingItems

    /// - Parameter earlier: the same problems made ready before, of whose items some may be unchanged.
    init(_ items: [PlannedItem], prepared: PolicyProblems, assortment: PreparedAssortment, _ setting: PolicySetting, earlier: ReadyPolicies? = nil) {
        self.items = items
        self.prepared = prepared
        self.assortment = assortment
        standing = StandingItems(items, prepared, setting, earlier: earlier)
    }

    /// The same plan where few items have changed; `nil` where more than their problems' numbers is another: it is then made ready as a whole.
    ///
    /// - Parameters:
    ///   - items: changed, weights not yet filled in.
    ///   - touched: positions of the changed items, ascending.
    init?(_ earlier: ReadyPolicies, items changed: [PlannedItem], touched: [Int], original: [PlannedItem], _ setting: PolicySetting) {
        guard earlier.standing.allows(setting.configuration.objective) else { return nil }
        var few = touched.map { changed[$0] }
        let known = touched.map { position -> LeadTimeDemand? in
            guard let problem = sortedPosition(of: position, in: earlier.prepared.itemIndices) else { return nil }
            return hasSameDemand(changed[position], original[position], setting) ? earlier.prepared.problems[problem].demand : nil
        }
        guard let made = try? policyProblems(&few, setting, known: known), made.failures.isEmpty else { return nil }
        let before = touched.filter { sortedPosition(of: $0, in: earlier.prepared.itemIndices) != nil }
        guard made.itemIndices.map({ touched[$0] }) == before, !earlier.prepared.failures.contains(where: { touched.contains($0.index) }) else { return nil }
        var items = earlier.items
        for (position, item) in zip(touched, few) { items[position] = item }
        var prepared = earlier.prepared
        var replaced: [(index: Int, problem: ReplenishmentProblem)] = []
        for (position, problem) in zip(before, made.problems) {
            guard let index = sortedPosition(of: position, in: prepared.itemIndices) else { return nil }
            prepared.problems[index] = problem
            replaced.append((index, problem))
        }
        guard let assortment = PreparedAssortment(earlier.assortment, changed: replaced) else { return nil }
        self.items = items
        self.prepared = prepared
        self.assortment = assortment
        standing = StandingItems(earlier.standing, problems: replaced.map(\.index), planned: items, prepared)
    }

    /// Lead-time demand by position of the item; `nil` where there is none, and where it does not stay.
    func demands(_ stays: [Bool]) -> [LeadTimeDemand?] {
        var demands: [LeadTimeDemand?] = Array(repeating: nil, count: stays.count)
        for (slot, index) in prepared.itemIndices.enumerated() where stays[index] { demands[index] = prepared.uncounted[slot] ?? prepared.problems[slot].demand }
        return demands
    }
}

/// True where a change left what lead-time demand is worked out from: where orders are counted short, the size of an order, too.
func hasSameDemand(_ a: PlannedItem, _ b: PlannedItem, _ setting: PolicySetting) -> Bool {
    (setting.losses.isEmpty || a.supply == b.supply) && a.supply.leadTimeDays == b.supply.leadTimeDays && a.supply.leadTimeStandardDeviationDays == b.supply.leadTimeStandardDeviationDays
        && a.supply.reviewPeriodDays == b.supply.reviewPeriodDays && a.pooled == b.pooled && a.outlook?.mean == b.outlook?.mean
        && a.outlook?.cumulativeVariance == b.outlook?.cumulativeVariance
}

/// Where an ascending list holds a number; `nil` where it does not. O(log n).
func sortedPosition(of number: Int, in list: [Int]) -> Int? {
    let place = list.partitioningIndex { $0 >= number }
    return place < list.count && list[place] == number ? place : nil
}
