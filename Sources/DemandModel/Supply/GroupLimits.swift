/// Least and most amounts of a budget that lie in the stock of groups of items, or of suppliers' items; or the most units that may
/// wait for them.
///
///     GroupLimits(subject: .supplier, ceilings: ["Nord": 20_000])      // at most 20,000 of the money in what Nord delivers
public struct GroupLimits: Sendable, Codable, Equatable {
    public enum Subject: String, Sendable, Codable {
        /// The items column `group`.
        case group
        /// The items column `supplier`.
        case supplier
    }

    public var subject: Subject
    /// By name, as the budget counts (money, units or volume).
    public var floors: [String: Double]
    public var ceilings: [String: Double]
    /// By name, most weighted units waiting (objective `expectedBackorders`); `nil`: none.
    public var backorderCeilings: [String: Double]?

    public var isEmpty: Bool { floors.isEmpty && ceilings.isEmpty && !limitsBackorders }
    public var limitsBackorders: Bool { !(backorderCeilings ?? [:]).isEmpty }

    public init(subject: Subject, floors: [String: Double] = [:], ceilings: [String: Double] = [:]) {
        self.subject = subject
        self.floors = floors
        self.ceilings = ceilings
    }
}
