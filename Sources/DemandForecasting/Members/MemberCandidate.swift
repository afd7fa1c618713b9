import CMath
import NumericCore

/// What one model forecasts for one series, before it is known whether the model takes part.
struct MemberCandidate {
    var isLog: Bool
    /// -2 log marginal likelihood, comparable between the members that have one; `nil` for the others.
    var score: Double?
    /// Per period, in scaled units or their logarithm, before `factors`.
    var location: [Double]
    /// Of one step, in the square of the same.
    var errorVariance: Double
    var response: Response
    /// Multiplies period h; empty = none.
    var factors: [Double]

    /// How an error moves the forecasts after it.
    enum Response {
        case smoothing(SmoothingParameters, seasonLength: Int)
        case weights([Double])

        func errorWeights(count: Int) -> [Double] {
            switch self {
            case .smoothing(let parameters, let seasonLength): parameters.errorWeights(count: count, seasonLength: seasonLength)
            case .weights(let weights): weights
            }
        }
    }

    /// Logarithms of scaled values outside this range are cut: exp(6) is 400 times the mean of the history.
    static let logRange = -20.0...6.0

    /// The medians of all periods in scaled units, at `from`, `from` + `stride`, ...
    func writePoints(into target: UnsafeMutableBufferPointer<Double>, from: Int, stride: Int, floorAtZero: Bool) {
        location.withUnsafeBufferPointer { location in
            factors.withUnsafeBufferPointer { factors in
                var at = from
                for h in location.indices {
                    let factor = factors.isEmpty ? 1 : factors[h]
                    if isLog {
                        target[at] = exp(min(max(location[h], Self.logRange.lowerBound), Self.logRange.upperBound)) * factor
                    } else {
                        let value = location[h] * factor
                        target[at] = floorAtZero ? max(value, 0) : value
                    }
                    at += stride
                }
            }
        }
    }

    /// The medians of all periods in scaled units.
    func points(floorAtZero: Bool) -> [Double] {
        var points = [Double](repeating: 0, count: location.count)
        points.withUnsafeMutableBufferPointer { writePoints(into: $0, from: 0, stride: 1, floorAtZero: floorAtZero) }
        return points
    }

    /// The forecast distribution in units.
    /// - Parameter limits: of the same series and at least as long a horizon.
    func path(name: String, series: PreparedSeries, limits: ChangeLimits, wantCumulative: Bool) -> MemberPath {
        let weights = response.errorWeights(count: location.count)
        if isLog {
            let unit = log(series.scale)
            return MemberPath(
                name: name, isLog: true,
                location: location.map { min(max($0, Self.logRange.lowerBound), Self.logRange.upperBound) + unit },
                errorVariance: errorVariance, errorWeights: weights, factors: factors, floorAtZero: true,
                limits: (limits, series.scale), wantCumulative: wantCumulative)
        }
        return MemberPath(
            name: name, isLog: false, location: location.map { $0 * series.scale },
            errorVariance: errorVariance * series.scale * series.scale, errorWeights: weights, factors: factors,
            floorAtZero: series.isNonNegative, limits: (limits, series.scale), wantCumulative: wantCumulative)
    }
}
