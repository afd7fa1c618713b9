import CMath
import CSmoothing

/// Cholesky factors of X'X, the normal matrix of the initial state, for some grid points and every pattern that groups of a panel share.
///
/// Row t of X is the derivative of the one-step forecast of period t with respect to the initial state. X depends on the
/// smoothing parameters and the pattern only, so one factor serves every series of the pattern; a complete shorter series uses
/// the first rows of the longest one's X. The rows are added in chunks of 64 counted from the first period, so that a factor
/// has the same bits whatever other lengths are in the panel. Patterns with gaps are left to `MaskedDesign`.
final class SmoothingDesign {
    let model: SmoothingModel
    let order: Int
    private let panel: SmoothingPanel
    private let prior: Prior
    /// Patterns with gaps, eight at a time.
    private let masked: [(bundle: SmoothingPanel.Bundle, patterns: [Int])]
    private let maskedDesign: MaskedDesign
    private let zeros: AlignedBuffer
    private let errors: AlignedBuffer
    private let state: AlignedBuffer
    private let sums: AlignedBuffer
    private let parameters: AlignedBuffer
    private let rows: AlignedBuffer
    private let columns: Int
    private let running: AlignedBuffer
    private let factors: AlignedBuffer
    /// Per slot and pattern: whether the factor is usable.
    private var usable: [Bool]
    /// Per slot and pattern: log det of X'X + Lambda less log det of Lambda (without the level, whose prior is flat).
    private var logDeterminants: [Double]
    /// Grid points whose factors are held at a time.
    let slots: Int
    private static let chunk = 64
    /// Numbers of factors that stay in the second-level cache beside a block of long series.
    private static let heldFactors = 16_384

    /// - Parameters:
    ///   - form: its model and prior.
    ///   - points: of its grid; `slots` may be fewer.
    init(form: SmoothingForm, panel: SmoothingPanel, points: Int) {
        let model = form.model
        self.model = model
        self.panel = panel
        prior = Prior(model: model, slopePrecision: form.slopePrecision, seasonPrecision: form.seasonPrecision)
        maskedDesign = MaskedDesign(model: model, slopePrecision: form.slopePrecision, seasonPrecision: form.seasonPrecision)
        let withGaps = panel.patterns.indices.filter { panel.patterns[$0].mask != nil }, lanesOfGroup = SmoothingPanel.groupLanes
        masked = stride(from: 0, to: withGaps.count, by: lanesOfGroup).map { start in
            let members = Array(withGaps[start..<min(start + lanesOfGroup, withGaps.count)])
            return (SmoothingPanel.Bundle(members.map { panel.patterns[$0] }), members)
        }
        order = model.order
        slots = max(1, min(points, Self.heldFactors / max(panel.patterns.count * order * order, 1)))
        let longest = max(panel.longest, 1)
        zeros = AlignedBuffer(count: longest * SmoothingPanel.lanes)
        errors = AlignedBuffer(count: longest * SmoothingPanel.lanes)
        state = AlignedBuffer(count: (2 + model.seasonLength) * SmoothingPanel.lanes)
        sums = AlignedBuffer(count: SmoothingPanel.lanes)
        parameters = AlignedBuffer(count: 4 * SmoothingPanel.lanes)
        columns = (order + SmoothingPanel.lanes - 1) / SmoothingPanel.lanes * SmoothingPanel.lanes
        rows = AlignedBuffer(count: columns > SmoothingPanel.lanes ? longest * columns : 0)
        running = AlignedBuffer(count: order * order)
        factors = AlignedBuffer(count: slots * panel.patterns.count * order * order)
        usable = [Bool](repeating: false, count: slots * panel.patterns.count)
        logDeterminants = [Double](repeating: 0, count: slots * panel.patterns.count)
    }

    /// The factor of a pattern as the solve kernel wants it (reciprocal diagonal); `nil` where the initial state is not determined.
    func factor(slot: Int, pattern: Int) -> UnsafePointer<Double>? {
        guard pattern >= 0, usable[place(slot, pattern)] else { return nil }
        return UnsafePointer(factors.pointer + place(slot, pattern) * order * order)
    }

    func logDeterminant(slot: Int, pattern: Int) -> Double { logDeterminants[place(slot, pattern)] }

    private func place(_ slot: Int, _ pattern: Int) -> Int { slot * panel.patterns.count + pattern }

    /// Computes the factors of all patterns at one grid point.
    func prepare(_ point: SmoothingParameters, slot: Int) {
        var ready = -1
        // Complete patterns share X: shortest first, the running sum grows.
        for pattern in panel.patterns.indices.reversed() where panel.patterns[pattern].mask == nil {
            let length = panel.patterns[pattern].length
            if ready < 0 {
                fillRows(point, length: panel.longest)
                running.fill(0)
                ready = 0
            }
            while ready + SmoothingDesign.chunk <= length {
                addRows(from: ready, count: SmoothingDesign.chunk, to: running.pointer)
                ready += SmoothingDesign.chunk
            }
            let target = factors.pointer + place(slot, pattern) * order * order
            target.update(from: running.pointer, count: order * order)
            addRows(from: ready, count: length - ready, to: target)
            finish(target, slot: slot, pattern: pattern)
        }
        for (bundle, members) in masked {
            maskedDesign.prepare(point, bundle: bundle)
            for (lane, pattern) in members.enumerated() {
                let at = place(slot, pattern)
                usable[at] = !maskedDesign.logDeterminants[lane].isNaN
                logDeterminants[at] = maskedDesign.logDeterminants[lane]
                maskedDesign.copy(lane: lane, to: factors.pointer + at * order * order)
            }
        }
    }

    private func addRows(from: Int, count: Int, to target: UnsafeMutablePointer<Double>) {
        let source = columns > SmoothingPanel.lanes ? rows : errors
        Cholesky.addGram(rows: count, order: order, a: source.pointer + from * columns, stride: columns, gram: target)
    }

    /// Adds the prior and factors in place; a factor in which a pivot has lost all of its digits is not usable.
    private func finish(_ target: UnsafeMutablePointer<Double>, slot: Int, pattern: Int) {
        usable[place(slot, pattern)] = false
        guard panel.patterns[pattern].observed > (prior.isProper ? 1 : order) else { return }
        prior.add(to: target, order: order)
        var smallest = Double.infinity, logSum = 0.0
        var diagonal = [Double](repeating: 0, count: order)
        for i in 0..<order { diagonal[i] = target[i * order + i] }
        guard Cholesky.factor(order: order, matrix: target) else { return }
        for i in 0..<order {
            let pivot = target[i * order + i]
            smallest = min(smallest, pivot * pivot / diagonal[i])
            logSum += log(pivot)
            target[i * order + i] = 1 / pivot
        }
        usable[place(slot, pattern)] = smallest > 1e-11
        logDeterminants[place(slot, pattern)] = 2 * logSum - prior.logDeterminant
    }

    /// X of complete series, by running the recursion without observations from unit states: 32 columns at a time.
    private func fillRows(_ point: SmoothingParameters, length: Int) {
        let lanes = SmoothingPanel.lanes
        for lane in 0..<lanes {
            parameters[lane] = point.alpha
            parameters[lanes + lane] = point.beta
            parameters[2 * lanes + lane] = point.gamma
            parameters[3 * lanes + lane] = point.phi
        }
        var first = 0
        while first < order {
            let count = min(lanes, order - first)
            state.fill(0)
            for lane in 0..<count { setUnitState(column: first + lane, lane: lane) }
            // Groups without a column are left out.
            let used = (count + SmoothingPanel.groupLanes - 1) / SmoothingPanel.groupLanes
            let n = Int32(length)
            var block = twobin_block(
                y: UnsafePointer(zeros.pointer), mask: nil,
                length: (n, used > 1 ? n : 0, used > 2 ? n : 0, used > 3 ? n : 0), lane_length: nil)
            var smoothing = twobin_smoothing(
                values: UnsafePointer(parameters.pointer), trend: model.hasTrend ? 1 : 0, season: Int32(model.seasonLength))
            twobin_errors(&block, &smoothing, state.pointer, errors.pointer, sums.pointer)
            if columns > lanes {
                for t in 0..<length {
                    (rows.pointer + t * columns + first).update(from: errors.pointer + t * lanes, count: count)
                }
            }
            first += lanes
        }
    }

    private func setUnitState(column: Int, lane: Int) {
        let lanes = SmoothingPanel.lanes, trend = model.hasTrend ? 1 : 0
        if column == 0 {
            state[lane] = 1
        } else if trend == 1 && column == 1 {
            state[lanes + lane] = 1
        } else {
            state[(2 + column - 1 - trend) * lanes + lane] = 1
            state[(2 + model.seasonLength - 1) * lanes + lane] = -1
        }
    }
}

extension SmoothingDesign {
    /// Lambda: the precision of the initial slope and of the m seasons, in units of 1 / error variance.
    struct Prior {
        let trend: Int
        let season: Int
        let slopePrecision: Double
        let seasonPrecision: Double

        init(model: SmoothingModel, slopePrecision: Double, seasonPrecision: Double) {
            trend = model.hasTrend ? 1 : 0
            season = model.seasonLength
            self.slopePrecision = slopePrecision
            self.seasonPrecision = seasonPrecision
        }

        /// Whether everything but the level is held.
        var isProper: Bool { (trend == 0 || slopePrecision > 0) && (season == 0 || seasonPrecision > 0) }

        /// With s_m = -(s_1 + ... + s_{m-1}) the seasons' precision lambda |s|^2 is lambda (I + 1 1') in the m - 1 free ones.
        func add(to matrix: UnsafeMutablePointer<Double>, order: Int) {
            if trend == 1 { matrix[order + 1] += slopePrecision }
            guard season > 0 else { return }
            for i in (1 + trend)..<order {
                for j in (1 + trend)...i { matrix[i * order + j] += seasonPrecision * (i == j ? 2 : 1) }
            }
        }

        /// log det Lambda; det(I + 1 1') = m. 0 where the prior is flat.
        var logDeterminant: Double {
            guard isProper else { return 0 }
            let slope = trend == 1 ? log(slopePrecision) : 0
            let seasons = season > 0 ? Double(season - 1) * log(seasonPrecision) + log(Double(season)) : 0
            return slope + seasons
        }
    }
}
