/// The levels of a plan's items as the optimisation found them, for a later plan whose items ask for the same: stock may be another, demand, costs and terms not.
///
/// What is kept is not of one day: orders, dates and reasons follow from the levels and today's stock, and are made anew.
public struct KeptPolicies: Sendable, Codable, Equatable {
    /// A digest of all that the levels were worked out from.
    public var madeFrom: String
    /// Sums over all items, in an order that only the engine knows; a value that there is not is `nil`.
    public var totals: [Double?]
    /// What is left over in a year; `nil` where nothing left over is counted.
    public var leftOver: LeftOverFactors?
    /// Its mark of today's stock is that of the day; `nil` where it was not worked out.
    public var curve: ExchangeCurve?
    /// Reasons by the place of the item among those that were planned, ascending; items without are left out.
    public var reasonPlaces: [Int]
    public var reasons: [[String]]
    /// Numbers of all items (`PackedNumbers`).
    public var numbers: [UInt8]

    public init(
        madeFrom: String, totals: [Double?], leftOver: LeftOverFactors?, curve: ExchangeCurve?, reasonPlaces: [Int], reasons: [[String]], numbers: [UInt8]
    ) {
        self.madeFrom = madeFrom
        self.totals = totals
        self.leftOver = leftOver
        self.curve = curve
        self.reasonPlaces = reasonPlaces
        self.reasons = reasons
        self.numbers = numbers
    }
}
