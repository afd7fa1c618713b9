/// The least weighted E[B] reachable for each amount of inventory money, from much stock to little.
///
/// Every point minimises the Lagrangian at its multiplier, so no allocation with its money does better.
public struct ExchangeCurve: Sendable, Codable, Equatable {
    /// What one amount of inventory money reaches.
    public struct Point: Sendable, Codable, Equatable {
        /// Money, of the kind of the curve.
        public var money: Double
        /// Sum of weight x E[B].
        public var weightedBackorders: Double
        /// Weighted E[B] removed by the last unit of money; `nil` where the point is not on the curve.
        public var multiplier: Double?

        public init(money: Double, weightedBackorders: Double, multiplier: Double? = nil) {
            self.money = money
            self.weightedBackorders = weightedBackorders
            self.multiplier = multiplier
        }
    }

    /// A named point beside the curve: today's stock, the textbook rule, the recommendation.
    public struct Mark: Sendable, Codable, Equatable {
        public var name: String
        public var point: Point

        public init(name: String, point: Point) {
            self.name = name
            self.point = point
        }
    }

    public var moneyKind: PlanObjective.Money
    /// Money falls and weighted E[B] rises from point to point.
    public var points: [Point]
    public var marks: [Mark]

    public init(moneyKind: PlanObjective.Money, points: [Point], marks: [Mark]) {
        self.moneyKind = moneyKind
        self.points = points
        self.marks = marks
    }

    /// Weighted E[B] of the curve at an amount of money: linear between points (a convex curve's chord, so never too low);
    /// `nil` outside of the points.
    public func weightedBackorders(money: Double) -> Double? {
        guard let first = points.first, let last = points.last, money <= first.money, money >= last.money else { return nil }
        for (more, less) in zip(points, points.dropFirst()) where money >= less.money {
            let width = more.money - less.money
            if width <= 0 { return more.weightedBackorders }
            let share = (money - less.money) / width
            return less.weightedBackorders + share * (more.weightedBackorders - less.weightedBackorders)
        }
        return last.weightedBackorders
    }
}
