/// What an assortment's averages over a year are, as multiples of those that its levels alone have: a level that falls by more than demand leaves stock over.
public struct LeftOverFactors: Sendable, Equatable, Codable {
    /// Of money on hand: 1 or more.
    public var onHand = 1.0
    /// Of units waiting: 1 or less.
    public var waiting = 1.0
    /// Of the share of units that are not served at once: 1 or less.
    public var unserved = 1.0
    /// Past reviews that were counted, over all items; 0: nothing was learnt, all are 1.
    public var reviews = 0

    public init() {}
}
