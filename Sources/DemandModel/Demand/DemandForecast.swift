/// What is expected of one item-location's demand, period by period, from which the demand of any interval is computed.
///
/// All arrays run over the coming periods 1...horizon. `cumulativeVariance[h - 1]` is the exact variance of the error of the
/// total of the first h periods (never h times the one-period variance).
public struct DemandOutlook: Sendable, Codable, Equatable {
    public var key: ItemLocation
    /// Expected units in each coming period.
    public var mean: [Double]
    /// Variance of the total of the first h periods, units squared.
    public var cumulativeVariance: [Double]
    /// True where the history holds whole, non-negative units only.
    public var isCount: Bool
    /// Further members of the distribution of totals, with weights (empty: only the members that mean and variance give).
    public var demandClass: DemandClass
    /// Days per period.
    public var periodDays: Double
    /// The models that were combined, with their weights, largest first.
    public var members: [ForecastMember]
    /// What a planner should know of this series ("level fell to a quarter", ...); empty where there is nothing.
    public var remarks: [String]
    /// What last year's season multiplies each coming period by (part of `mean`); `nil` where it is not used.
    public var seasonFactors: [Double]?

    /// What last year's season multiplies the total of the first `count` periods by, 1 without one.
    public func seasonRatio(periods count: Int) -> Double {
        guard let seasonFactors else { return 1 }
        var with = 0.0, without = 0.0
        for (mean, factor) in zip(mean, seasonFactors).prefix(max(0, count)) where factor > 0 {
            with += mean
            without += mean / factor
        }
        return with > 0 && without > 0 ? with / without : 1
    }

    public init(
        key: ItemLocation, mean: [Double], cumulativeVariance: [Double], isCount: Bool, demandClass: DemandClass,
        periodDays: Double, members: [ForecastMember], remarks: [String] = []
    ) {
        self.key = key
        self.mean = mean
        self.cumulativeVariance = cumulativeVariance
        self.isCount = isCount
        self.demandClass = demandClass
        self.periodDays = periodDays
        self.members = members
        self.remarks = remarks
    }
}

/// One model of a combined forecast.
public struct ForecastMember: Sendable, Codable, Equatable {
    /// For example `ETS(A,Ad,A) log`, `Theta`, `AR`.
    public var name: String
    /// Share in the combination; the shares of a series sum to 1.
    public var weight: Double

    public init(name: String, weight: Double) {
        self.name = name
        self.weight = weight
    }
}

/// Demand pattern after Syntetos, Boylan and Croston (2005): average inter-demand interval against 1.32, squared coefficient
/// of variation of the demand sizes against 0.49.
public enum DemandClass: String, Sendable, Codable, CaseIterable {
    case smooth, erratic, intermittent, lumpy
    /// No demand at all in the history.
    case none
}
