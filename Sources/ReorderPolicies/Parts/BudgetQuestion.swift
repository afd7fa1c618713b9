import DemandModel

/// What the search for one budget asks of every part of an assortment.
public enum BudgetQuestion: Sendable, Codable, Equatable {
    /// What the floors hold, and where multipliers of these items lie.
    case floors
    /// Money, weighted backorders and units at each of some multipliers, highest first.
    case grid([Double])
    /// The unit steps of the items in whole units between the levels of two multipliers.
    case steps(rich: Double, poor: Double)
    /// Further unit steps that cost no more than what is left, the most worthwhile first.
    case fill(BudgetLevels, left: Double, most: Int)
    /// Money and weighted backorders of the levels, from exact values.
    case reached(BudgetLevels)
}

/// Levels of a whole assortment in few words: those of a multiplier, but for some items.
public struct BudgetLevels: Sendable, Codable, Equatable {
    /// Infinite where every item stays at its floor.
    public var multiplier: Double
    /// Units above the level of the multiplier, by key; items that have any.
    public var above: [KeyedUnits]

    public struct KeyedUnits: Sendable, Codable, Equatable {
        public var key: ItemLocation
        public var units: Double
    }

    public init(multiplier: Double, above: [KeyedUnits] = []) {
        self.multiplier = multiplier
        self.above = above
    }
}

/// What a part answers; only what was asked for is set.
public struct BudgetAnswer: Sendable, Codable {
    /// At the floors: money and weighted backorders; and the items that hold most of it.
    public var floors: BudgetTotals?
    public var dearestFloors: [KeyedMoney] = []
    /// Sum of the logarithms of weight over price of the items that a multiplier can move, and how many there are.
    public var logRatios: ExactTotal?
    public var movable = 0
    /// Items that are no counts and can be moved.
    public var continuous = 0
    public var isAllCounts = true
    /// The smallest unit of money that all prices are multiples of; `nil`: there is none.
    public var moneyUnit: Double?

    public var grid: [BudgetTotals] = []
    public var steps: [BudgetStep] = []
    /// The last step named where there are more than were asked for; `nil`: all are named.
    public var lastNamed: BudgetStep?
    public var reached: BudgetTotals?

    public struct KeyedMoney: Sendable, Codable {
        public var key: ItemLocation
        public var money: Double
    }
}

/// Sums over items.
public struct BudgetTotals: Sendable, Codable {
    public var money = ExactTotal()
    public var weighted = ExactTotal()
    /// Units of the levels of items in whole units.
    public var units = ExactTotal()

    public mutating func add(_ other: BudgetTotals) {
        money.add(other.money)
        weighted.add(other.weighted)
        units.add(other.units)
    }
}

/// One more unit of one item, and those that may follow it.
public struct BudgetStep: Sendable, Codable {
    public var key: ItemLocation
    /// S before the step.
    public var level: Double
    public var gain: Double
    public var cost: Double
    public var ratio: Double
    /// Gain, cost and ratio of the next units of the same item (`fill` only).
    public var next: [Next] = []
    /// True where still more may follow than `next` names.
    public var isCut = false

    public struct Next: Sendable, Codable {
        public var gain: Double
        public var cost: Double
        public var ratio: Double
    }

    /// The order in which steps are taken: by worth, then by key, then by level.
    public static func precedes(_ a: BudgetStep, _ b: BudgetStep) -> Bool {
        a.ratio != b.ratio ? a.ratio > b.ratio : (a.key != b.key ? a.key < b.key : a.level < b.level)
    }
}
