import DemandModel

/// What an assortment that is made ready will be planned for first: where points of its curves are laid at once, and where the first search begins. A guess
/// that changes no result.
public enum SearchAim: Sendable {
    /// Not known.
    case anything
    /// Levels near those of a multiplier (weighted backorders removed by the last unit of money).
    case multiplier(Double, PlanObjective.Money)
    /// A service target: no multiplier is searched for.
    case nothing

    /// How far off the multiplier may be for points to be at hand: a factor.
    static let width = 2.0
}
