/// The shape of an additive exponential smoothing model in single-source-of-error form (Hyndman, Koehler, Ord and Snyder 2008,
/// ch. 3): trend N, A or Ad, season N or A.
///
/// With level l, slope b, season s, errors e:
///
///     y_t = l_{t-1} + phi b_{t-1} + s_{t-m} + e_t
///     l_t = l_{t-1} + phi b_{t-1} + alpha e_t,   b_t = phi b_{t-1} + beta e_t,   s_t = s_{t-m} + gamma e_t
///
/// (phi = 1 for A; no b for N; no s without a season).
public struct SmoothingModel: Hashable, Sendable {
    public enum Trend: Int, Sendable, CaseIterable { case none, additive, damped }

    public var trend: Trend
    /// Periods per season; 0 = no season.
    public var seasonLength: Int

    public init(trend: Trend, seasonLength: Int = 0) {
        self.trend = trend
        self.seasonLength = seasonLength > 1 ? seasonLength : 0
    }

    public var hasTrend: Bool { trend != .none }

    /// Free entries of the initial state: level, slope, and m - 1 seasons (the m seasons sum to zero).
    public var order: Int { 1 + (hasTrend ? 1 : 0) + (seasonLength > 0 ? seasonLength - 1 : 0) }

    /// Initial states and smoothing parameters; the variance is not counted.
    public var parameterCount: Int {
        order + 1 + (hasTrend ? 1 : 0) + (trend == .damped ? 1 : 0) + (seasonLength > 0 ? 1 : 0)
    }

    /// `ETS(A,Ad,A)`, `ETS(A,N,N)`.
    public var name: String {
        let middle = switch trend { case .none: "N"; case .additive: "A"; case .damped: "Ad" }
        return "ETS(A,\(middle),\(seasonLength > 0 ? "A" : "N"))"
    }
}

/// Smoothing parameters of one series or one grid point.
public struct SmoothingParameters: Hashable, Sendable {
    public var alpha: Double
    /// 0 without a trend.
    public var beta: Double
    /// 0 without a season.
    public var gamma: Double
    /// 1 unless the trend is damped.
    public var phi: Double

    public init(alpha: Double, beta: Double = 0, gamma: Double = 0, phi: Double = 1) {
        self.alpha = alpha
        self.beta = beta
        self.gamma = gamma
        self.phi = phi
    }

    /// c_j = w'F^{j-1} g: how a one-step error moves the forecast j periods after it (Hyndman et al. 2008, table 6.1):
    /// alpha + beta (phi + ... + phi^j) + gamma [j is a multiple of m].
    ///
    ///     SmoothingParameters(alpha: 0.3).errorWeights(count: 2, seasonLength: 0)      // [0.3, 0.3]
    public func errorWeights(count: Int, seasonLength: Int) -> [Double] {
        var weights = [Double](repeating: 0, count: max(count, 0))
        var power = 1.0, sum = 0.0
        for j in 0..<max(count, 0) {
            power *= phi
            sum += power
            weights[j] = alpha + beta * sum + (seasonLength > 0 && (j + 1) % seasonLength == 0 ? gamma : 0)
        }
        return weights
    }
}
