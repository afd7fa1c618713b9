import DemandModel
import ReorderPolicies

/// What a plan of given items worked out before any level was chosen: their distributions, and the start of the search.
struct ReadyPolicies: Sendable {
    var prepared: PolicyProblems
    var assortment: PreparedAssortment

    /// Lead-time demand by position of the item; `nil` where there is none.
    func demands(count: Int) -> [LeadTimeDemand?] {
        var demands: [LeadTimeDemand?] = Array(repeating: nil, count: count)
        for (slot, index) in prepared.itemIndices.enumerated() { demands[index] = prepared.problems[slot].demand }
        return demands
    }
}
