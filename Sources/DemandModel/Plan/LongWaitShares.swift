/// Of all units wanted, the shares that wait longer than some days before they are there.
public struct LongWaitShares: Sendable, Codable, Equatable {
    /// The days that plans tell.
    public static let days = [7.0, 14, 30]

    /// 0...1, each at most the one before.
    public var over7Days: Double
    public var over14Days: Double
    public var over30Days: Double

    public init(over7Days: Double, over14Days: Double, over30Days: Double) {
        self.over7Days = over7Days
        self.over14Days = over14Days
        self.over30Days = over30Days
    }

    /// The same with each share times a factor, at most 1.
    public func scaled(by factor: Double) -> LongWaitShares {
        LongWaitShares(over7Days: min(1, over7Days * factor), over14Days: min(1, over14Days * factor), over30Days: min(1, over30Days * factor))
    }
}
