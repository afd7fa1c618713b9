/// Why no plan could be made at all. A fault of a single item never throws: it becomes the item's status and reason.
public enum PlanError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The objective counts money and these item-locations have no unit cost.
    case unitCostMissing(itemLocations: [String])
    /// The objective is least cost and these item-locations have no backorder cost.
    case backorderCostMissing(itemLocations: [String])
    /// The weight is a price or customers and these item-locations lack what it is computed from.
    case weightMissing(weight: String, itemLocations: [String])
    /// The budget is a storage volume and these item-locations have none.
    case volumeMissing(itemLocations: [String])
    case nothingToPlan
    /// None of the item-locations is in the part that was asked for.
    case nothingInPart(String)
    /// The objective cannot be met; the text says by how much.
    case infeasible(String)
    /// The numeric core cannot run here (a BLAS that is not safe with threads, ...).
    case numericCore(String)
    case cancelled

    public var description: String {
        switch self {
        case .unitCostMissing(let names):
            "the objective counts money, but \(PlanError.listed(names)) no unit cost; add unit_cost to the items table, or "
                + "unit_cost or unit_cost_share_of_price under [defaults]"
        case .backorderCostMissing(let names):
            "the objective \"cost\" weighs backorders in money, but \(PlanError.listed(names)) no backorder cost; add "
                + "backorder_cost_per_unit_day to the items table or under [defaults]"
        case .weightMissing(let weight, let names):
            "the weight \"\(weight)\" cannot be computed: \(PlanError.listed(names)) what it needs; use weight = \"units\" or complete the input"
        case .volumeMissing(let names):
            "the budget is a storage volume, but \(PlanError.listed(names)) no volume_per_unit; add the column to the items table"
        case .nothingToPlan:
            "there is nothing to plan: no item-location has sales before the planning day and none is in the items table"
        case .nothingInPart(let part): "there is nothing to plan in \(part): no item-location of the sales or the items table is in it"
        case .infeasible(let text), .numericCore(let text): text
        case .cancelled: "the run was cancelled"
        }
    }

    static func listed(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
        return names.count == 1 ? shown + " has" : shown + rest + " have"
    }
}
