/// A purchase order that somebody has placed.
public struct ApprovedOrder: Sendable, Codable, Equatable {
    public enum State: String, Sendable, Codable {
        /// On its way: the next plan counts it as on order.
        case placed
        case received
        case cancelled
    }

    public struct Line: Sendable, Codable, Equatable {
        public var key: ItemLocation
        /// Stock units.
        public var units: Double
        /// The day by which it is there with a probability of nine tenths.
        public var expectedOn: CalendarDay

        public init(key: ItemLocation, units: Double, expectedOn: CalendarDay) {
            self.key = key
            self.units = units
            self.expectedOn = expectedOn
        }
    }

    /// The same for the same run, supplier and location.
    public var reference: String
    public var runID: String
    public var supplier: String
    public var location: String
    /// The planning day of the run.
    public var approvedOn: CalendarDay
    public var state: State
    public var lines: [Line]
    /// True where the order had been placed before it was approved again.
    public var wasPlacedBefore = false

    public init(
        reference: String, runID: String, supplier: String, location: String, approvedOn: CalendarDay, state: State = .placed, lines: [Line]
    ) {
        self.reference = reference
        self.runID = runID
        self.supplier = supplier
        self.location = location
        self.approvedOn = approvedOn
        self.state = state
        self.lines = lines
    }
}
