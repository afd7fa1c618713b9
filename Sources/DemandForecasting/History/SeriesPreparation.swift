import CMath
import DemandModel
import NumericCore

/// One series made ready for fitting: leading unknown periods cut, scaled by its mean size, centred on its median.
///
/// Centring on a value of the series and dividing by its size change no additive model; they keep the numbers near 1, so that a
/// constant series becomes exactly zero and sums of squares lose no digits to the level.
struct PreparedSeries {
    var key: ItemLocation
    /// Observations divided by `scale`; 0 at missing periods.
    var scaled: [Double]
    /// Ascending indices into `scaled`.
    var missing: [Int]
    var observed: Int
    /// Mean absolute observation; 1 for a series of zeros.
    var scale: Double
    /// Median of the observations / scale, and of their logarithms.
    var centre: Double
    var logCentre: Double
    /// Logarithms of `scaled`, 0 at missing periods; empty unless `isPositive`.
    private(set) var logs: [Double]
    /// Sum of log(y / scale): what the likelihood of a log-scale model loses by the change of variable.
    var logJacobian: Double
    var isPositive: Bool
    var isNonNegative: Bool
    var isCount: Bool
    /// The common value where all observations are equal.
    var constant: Double?
    var demandClass: DemandClass

    static let magnitudes = 1e-150...1e150

    init(_ series: DemandSeries) throws(SeriesFailure) {
        key = series.key
        let hidden = Set(series.missing)
        let known = series.demand.indices.filter { !hidden.contains($0) }
        guard let first = known.first else {
            throw SeriesFailure(key: series.key, message: "no observation: give at least one period with a known quantity")
        }
        var low = Double.infinity, high = -Double.infinity, sum = 0.0
        for t in known {
            let value = series.demand[t]
            guard value.isFinite else {
                throw SeriesFailure(key: series.key, message: "period \(t + 1) is not a finite number: correct it or leave it blank")
            }
            let size = abs(value)
            guard size == 0 || Self.magnitudes.contains(size) else {
                throw SeriesFailure(
                    key: series.key,
                    message: "period \(t + 1) is \(value): quantities from 1e-150 to 1e150 can be forecast; change the unit")
            }
            low = min(low, value)
            high = max(high, value)
            sum += size
        }
        observed = known.count
        scale = sum > 0 ? sum / Double(known.count) : 1
        isNonNegative = low >= 0
        isPositive = low > 0
        isCount = isNonNegative && high < 0x1p53 && known.allSatisfy { series.demand[$0].rounded() == series.demand[$0] }
        constant = low == high ? low : nil
        demandClass = DemandClass(of: known.map { series.demand[$0] })
        let unit = scale
        scaled = series.demand[first...].map { $0 / unit }
        missing = series.missing.compactMap { $0 > first && $0 < series.demand.count ? $0 - first : nil }.sorted()
        for t in missing { scaled[t] = 0 }
        centre = Self.median(known.map { series.demand[$0] / unit })
        logCentre = 0
        logJacobian = 0
        logs = []
        if isPositive {
            logs = scaled.map { $0 > 0 ? log($0) : 0 }
            // Logarithms keep the order.
            logCentre = log(centre)
            logJacobian = logs.reduce(0, +)
        }
    }

    /// Observations for an additive model on the raw scale.
    var rawValues: [Double] { scaled.map { $0 - centre } }

    /// Observations for an additive model on the log scale; only where `isPositive`.
    var logValues: [Double] {
        var values = logs.map { $0 - logCentre }
        for t in missing { values[t] = 0 }
        return values
    }

    /// Scaled observations with gaps filled by the straight line between their neighbours: for members that need every period.
    var filled: [Double] {
        guard !missing.isEmpty else { return scaled }
        var values = scaled
        let hidden = Set(missing)
        var previous = 0
        for t in values.indices where !hidden.contains(t) {
            if t > previous + 1 {
                for gap in (previous + 1)..<t {
                    let share = Double(gap - previous) / Double(t - previous)
                    values[gap] = scaled[previous] + share * (scaled[t] - scaled[previous])
                }
            }
            previous = t
        }
        for t in (previous + 1)..<max(values.count, previous + 1) { values[t] = scaled[previous] }
        return values
    }

    /// The lower median: always one of the values.
    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        var some = values
        return orderStatistic((values.count - 1) / 2, of: &some)
    }
}

extension DemandClass {
    /// Syntetos, Boylan and Croston 2005: periods per demand against 1.32, squared coefficient of variation of the sizes of the
    /// demands against 0.49.
    ///
    ///     DemandClass(of: [0, 3, 0, 0, 3, 0])          // intermittent
    public init(of demand: [Double]) {
        let sizes = demand.filter { $0 != 0 }
        guard !sizes.isEmpty else {
            self = .none
            return
        }
        let mean = sizes.reduce(0, +) / Double(sizes.count)
        let variance = sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sizes.count)
        let rare = Double(demand.count) / Double(sizes.count) > 1.32
        let varied = mean != 0 && variance / (mean * mean) > 0.49
        self = rare ? (varied ? .lumpy : .intermittent) : (varied ? .erratic : .smooth)
    }

    /// Periods without demand are common enough that regular models and absolute errors say little.
    public var isIntermittent: Bool { self == .intermittent || self == .lumpy || self == .none }
}
