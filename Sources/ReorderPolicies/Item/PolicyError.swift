import DemandModel
import TextForms

/// Why policies cannot be computed. Every message says what is wrong, where, and what to change.
public enum PolicyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A number that no formula accepts: where it is, what it is, what would be accepted.
    case invalidValue(name: String, value: Double, accepted: String)
    /// A money objective with items that have no unit cost.
    case missingUnitCost([ItemLocation])
    /// The floors alone cost more than the budget.
    case budgetBelowFloors(budget: Double, floors: Double, items: [ItemLocation])
    /// A total of expected backorders that no amount of stock within the ceilings reaches.
    case targetOutOfReach(target: Double, least: Double)
    /// The same for one group's own total.
    case groupTargetOutOfReach(name: String, target: Double, least: Double)
    /// A share of all units that maximum stocks and fixed levels keep out of reach.
    case fillRateOutOfReach(target: Double, most: Double)
    /// A limit for a group that no item belongs to.
    case unknownGroup(subject: String, name: String, nearest: String?)
    /// A warehouse and the locations it feeds that a limit would tear apart.
    case familyInSeveralGroups(ItemLocation, groups: [String])
    /// A least amount of money for a group that has no use for it.
    case floorWithoutUse(name: String, floor: Double, useful: Double)
    /// Two limits that exclude each other.
    case contradictoryLimits(name: String, floor: Double, ceiling: Double)

    public var description: String {
        switch self {
        case .invalidValue(let name, let value, let accepted):
            return "\(name) is \(value); it must be \(accepted)"
        case .missingUnitCost(let items):
            return "no unit cost for \(listed(items)): add unit_cost to the items table, or unit_cost or "
                + "unit_cost_share_of_price to [defaults]"
        case .budgetBelowFloors(let budget, let floors, let items):
            return "the budget of \(number(budget)) is \(number(floors - budget)) below what the minimum stocks alone hold (\(number(floors))): "
                + "raise it, or lower minimum_stock, target_fill_rate or the frozen levels of \(listed(items))"
        case .targetOutOfReach(let target, let least):
            return "total expected backorders of \(target) cannot be reached: the maximum stocks leave \(least); raise the target "
                + "or the maximum stocks"
        case .groupTargetOutOfReach(let name, let target, let least):
            return "\(name): total expected backorders of \(target) cannot be reached: the maximum stocks leave \(least); raise the target "
                + "or the maximum stocks"
        case .fillRateOutOfReach(let target, let most):
            return "a system fill rate of \(percent(target)) cannot be reached: maximum stocks and fixed levels leave \(percent(most)); "
                + "lower the target or raise the maximum stocks"
        case .unknownGroup(let subject, let name, let nearest):
            return "limits are given for the \(subject) \"\(name)\", which no planned item belongs to; "
                + (nearest.map { "did you mean \"\($0)\"?" } ?? "give the items that \(subject), or remove the limits")
        case .familyInSeveralGroups(let item, let groups):
            return "\(item.uniqueID) and the locations that it feeds are in the groups \(groups.joined(separator: ", ")): a limit counts a warehouse and its locations together; "
                + "give the item one group"
        case .floorWithoutUse(let name, let floor, let useful):
            return "\(name) must hold \(number(floor)), and all that its items can usefully hold is \(number(useful)): lower the minimum"
        case .contradictoryLimits(let name, let floor, let ceiling):
            return "\(name): the minimum \(number(floor)) is above the maximum \(number(ceiling)); correct one of them "
                + "(minimum stocks, own targets and frozen levels count towards the minimum)"
        }
    }

    private func listed(_ items: [ItemLocation]) -> String {
        let shown = items.prefix(5).map(\.uniqueID).joined(separator: ", ")
        return items.count > 5 ? "\(shown) and \(items.count - 5) more" : shown
    }
}
