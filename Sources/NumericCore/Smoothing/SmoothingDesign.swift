import CMath

/// Cholesky factors of X'X + Lambda, the normal matrix of the initial state, for some grid points and every pattern that groups of a panel share.
///
/// Row t of X is the derivative of the one-step forecast of period t with respect to the initial state. X depends on the smoothing parameters and
/// the pattern only, so one factor serves every series of the pattern. Those of complete lengths come from `CompleteFactors`, the others from
/// `LaneDesign`, eight patterns at a time: a factor has the same bits whatever other patterns are in the panel, and as that of a lane with a pattern
/// of its own.
final class SmoothingDesign {
    private let order: Int
    private let patternCount: Int
    /// Patterns whose factors are there: complete ones.
    private let known: [(pattern: Int, table: SmoothingFactors.Table)]
    /// All others, eight at a time.
    private let bundles: [(bundle: SmoothingPanel.Bundle, patterns: [Int])]
    private let lanes: LaneDesign
    private let factors: AlignedBuffer
    /// Per slot and pattern: log det of X'X + Lambda less log det of Lambda (without the level, whose prior is flat); NaN where not usable.
    private var logDeterminants: [Double]
    /// Grid points whose factors are held at a time.
    let slots: Int
    /// Numbers of factors that stay in the second-level cache beside a block of long series.
    private static let heldFactors = 16_384

    /// - Parameters:
    ///   - form: its model, prior and grid; `slots` may be fewer than its points.
    ///   - complete: factors of complete lengths.
    init(form: SmoothingForm, panel: SmoothingPanel, complete: CompleteFactors) {
        let patterns = panel.patterns, width = SmoothingPanel.groupLanes, order = form.model.order
        self.order = order
        patternCount = patterns.count
        lanes = LaneDesign(form)
        let tables = patterns.map { $0.completeLength.flatMap { complete.tables[$0] } }
        known = tables.enumerated().compactMap { pattern, table in table.map { (pattern, $0) } }
        let others = patterns.indices.filter { tables[$0] == nil }
        bundles = stride(from: 0, to: others.count, by: width).map { start in
            let members = Array(others[start..<min(start + width, others.count)])
            return (SmoothingPanel.Bundle(members.map { patterns[$0] }), members)
        }
        slots = max(1, min(form.points.count, Self.heldFactors / max(patterns.count * order * order, 1)))
        factors = AlignedBuffer(count: slots * patterns.count * order * order)
        logDeterminants = [Double](repeating: .nan, count: slots * patterns.count)
    }

    /// The factor of a pattern as the solve kernel wants it (reciprocal diagonal), row-major; `nil` where the initial state is not determined.
    func factor(slot: Int, pattern: Int) -> UnsafePointer<Double>? {
        guard pattern >= 0, !logDeterminants[place(slot, pattern)].isNaN else { return nil }
        return UnsafePointer(factors.pointer + place(slot, pattern) * order * order)
    }

    func logDeterminant(slot: Int, pattern: Int) -> Double { logDeterminants[place(slot, pattern)] }

    private func place(_ slot: Int, _ pattern: Int) -> Int { slot * patternCount + pattern }

    /// Computes the factors of all patterns at one grid point, or takes them from where they are kept.
    ///
    /// - Parameter index: the point's position in the form's grid.
    func prepare(_ point: SmoothingParameters, at index: Int, slot: Int) {
        for (pattern, table) in known {
            let place = place(slot, pattern), target = factors.pointer + place * order * order
            var source = table.triangle(index)
            logDeterminants[place] = table.logDeterminants[index]
            for i in 0..<order {
                (target + i * order).update(from: source, count: i + 1)
                source += i + 1
            }
        }
        for (bundle, members) in bundles {
            lanes.prepare(point, bundle: bundle)
            for (lane, pattern) in members.enumerated() {
                let at = place(slot, pattern)
                logDeterminants[at] = lanes.logDeterminants[lane]
                lanes.copy(lane: lane, to: factors.pointer + at * order * order)
            }
        }
    }
}

/// Lambda: the precision of the initial slope and of the m seasons, in units of 1 / error variance.
struct SmoothingPrior {
    let slopePrecision: Double
    let seasonPrecision: Double
    /// Whether everything but the level is held.
    let isProper: Bool
    /// log det Lambda of the free entries, 0 where the prior is flat. With s_m = -(s_1 + ... + s_{m-1}) the seasons' precision lambda |s|^2 is
    /// lambda (I + 1 1') in the m - 1 free ones, and det(I + 1 1') = m.
    let logDeterminant: Double

    init(_ form: SmoothingForm) {
        let m = form.model.seasonLength
        slopePrecision = form.slopePrecision
        seasonPrecision = form.seasonPrecision
        isProper = (!form.model.hasTrend || slopePrecision > 0) && (m == 0 || seasonPrecision > 0)
        let slope = form.model.hasTrend ? log(slopePrecision) : 0
        let seasons = m > 0 ? Double(m - 1) * log(seasonPrecision) + log(Double(m)) : 0
        logDeterminant = isProper ? slope + seasons : 0
    }
}
