import DemandModel
import NumericCore

/// Demand at one of the coming reviews, as far as it can be said today.
public struct ComingReview: Sendable {
    /// Days from today to the review.
    public var days: Double
    /// Demand over L and L + R from that review on.
    public var demand: LeadTimeDemand
    /// Mean demand between the review before it in the path and this one, units; for the first one: between today and it.
    public var meanSinceLast: Double

    public init(days: Double, demand: LeadTimeDemand, meanSinceLast: Double) {
        self.days = days
        self.demand = demand
        self.meanSinceLast = meanSinceLast
    }
}

/// One item-location whose levels follow what is expected at each of its coming reviews.
public struct PathProblem: Sendable {
    /// Terms, weight, kind and limits; its demand is that of the first coming review.
    public var problem: ReplenishmentProblem
    /// Coming reviews in equal steps over the horizon, today's first; each stands for the reviews up to the next.
    public var reviews: [ComingReview]
    /// On hand plus on order less waiting, today; `nil` where it is not known: then nothing is left over at first.
    public var position: Double?

    public init(problem: ReplenishmentProblem, reviews: [ComingReview], position: Double?) {
        self.problem = problem
        self.reviews = reviews
        self.position = position
    }
}

/// The levels of all items at their coming reviews for one objective.
public struct PathPlan: Sendable {
    /// Today's decision of each item, in the order of the problems: figures of the first review, nothing left over.
    public var decisions: [ReplenishmentDecision]
    /// By item; empty where it has no policy.
    public var paths: [[PathLevel]]
    /// Averages over the horizon, what is left over included; multiplier and bound are those of the levels.
    public var totals: AssortmentTotals
    /// Money of the horizon's average that is left over at the coming reviews, whatever is ordered.
    public var leftOverValue = 0.0
    /// What the search for levels was given, so that with what is left over the average is the budget; `nil` for other objectives.
    public var budgetForLevels: Double?
    /// What is left over takes so much of the budget that the rest would be starved: the average will be above the budget.
    public var isAboveBudget = false
}
