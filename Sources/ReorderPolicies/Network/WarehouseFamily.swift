import DemandModel

/// A warehouse and the locations that it feeds with one item, by their places in a list of problems.
public struct WarehouseFamily: Sendable, Equatable {
    /// A location and its part of what the warehouse owes.
    public struct Location: Sendable, Equatable {
        public var problem: Int
        public var part: OwedPart

        public init(problem: Int, part: OwedPart) {
            self.problem = problem
            self.part = part
        }
    }

    /// The warehouse's problem. Its demand is what all locations ask for, over the time that orders under way do not cover (`WarehouseTiming`).
    public var warehouse: Int
    public var locations: [Location]
    /// Share of the demand that customers buy at the warehouse itself, 0...1: this share of the units owed is theirs.
    public var ownShare: Double

    public init(warehouse: Int, locations: [Location], ownShare: Double = 0) {
        self.warehouse = warehouse
        self.locations = locations
        self.ownShare = ownShare
    }
}

/// Which demand a warehouse's supply orders under way have not brought, as an interval of days that begins at the latest order which has.
///
/// On a common day locations ask first, then the warehouse orders, and what it has is sent. Where locations ask every R days and the warehouse orders every R0 = m R
/// days, at a transfer the latest order that has arrived is c = R ceil(L0 / R) + j R days old, j = 0 ... m - 1, each as likely. The interval from c to c with
/// the mean and the variance of these, spread evenly, is `leadTimeDays` to `leadTimeDays + reviewDays`: one point for m = 1. Where the reviews do not fit into each
/// other c is even on L0 to L0 + R0.
public struct WarehouseTiming: Sendable, Equatable {
    public var leadTimeDays: Double
    public var reviewDays: Double

    /// - Parameters:
    ///   - leadTimeDays: L0 of the warehouse.
    ///   - reviewDays: R0 of the warehouse.
    ///   - locations: reviews R of the locations, days, and what each counts.
    ///
    ///     let timing = WarehouseTiming(leadTimeDays: 28, reviewDays: 7, locations: [(reviewDays: 7, weight: 1)])
    ///     (timing.leadTimeDays, timing.reviewDays)      // 28, 0
    public init(leadTimeDays: Double, reviewDays: Double, locations: [(reviewDays: Double, weight: Double)]) {
        var sum = (weight: 0.0, middle: 0.0, square: 0.0)
        for (review, weight) in locations where weight > 0 {
            var middle = leadTimeDays + 0.5 * reviewDays, width = reviewDays
            if review > 0 {
                let m = reviewDays / review
                let first = review * (leadTimeDays / review - 1e-9).rounded(.up)
                if reviewDays <= review {
                    // The warehouse orders at every request, or more often: only whole reviews of demand come between.
                    (middle, width) = (first, 0)
                } else if abs(m - m.rounded()) < 1e-6 {
                    (middle, width) = (first + 0.5 * (m - 1) * review, review * (m * m - 1).squareRoot())
                }
            }
            sum.weight += weight
            sum.middle += weight * middle
            sum.square += weight * width * width
        }
        guard sum.weight > 0 else {
            (self.leadTimeDays, self.reviewDays) = (leadTimeDays, reviewDays)
            return
        }
        let middle = sum.middle / sum.weight
        let width = min((sum.square / sum.weight).squareRoot(), 2 * middle)
        self.leadTimeDays = middle - 0.5 * width
        self.reviewDays = width
    }
}
