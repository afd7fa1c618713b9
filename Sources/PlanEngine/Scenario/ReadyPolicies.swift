import DemandModel
import ReorderPolicies

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

    /// Lead-time demand by position of the item; `nil` where there is none.
    func demands(count: Int) -> [LeadTimeDemand?] {
        var demands: [LeadTimeDemand?] = Array(repeating: nil, count: count)
        for (slot, index) in prepared.itemIndices.enumerated() { demands[index] = prepared.problems[slot].demand }
        return demands
    }
}
