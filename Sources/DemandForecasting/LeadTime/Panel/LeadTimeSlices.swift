import NumericCore

/// Demand over a random lead time, cut into slices of the lead time.
///
/// Given the lead time lies in slice k (probability p_k), demand has mean E[M | k] and variance E[V | k] + Var[M | k], where M
/// and V are the curves of `LeadTimePath`. A mixture over the slices with those moments has exactly the mean
/// E[M] and the variance E[V] + Var[M] of demand over the random lead time, whatever the number of slices: more slices only
/// refine the shape. M and V are linear between whole periods, so all integrals are partial moments of the lead time, summed
/// over the pieces in closed form; nothing is truncated.
struct LeadTimeSlice: Equatable {
    var probability: Double
    var mean: Double
    var variance: Double
}

/// The edges between slices of a gamma distributed lead time, and its moments below them and below the ends of periods.
struct LeadTimeEdges {
    /// Normal scores of the edges: lead time quantiles of about 0.40, 0.77, 0.94 and 0.992, finer where the upper tail of demand is decided.
    private static let scores = [-0.25, 0.75, 1.6, 2.4]

    /// Beyond the reach of any probability that a double can hold, days.
    private let end: Double
    private let periodDays: Double
    /// Ascending, the last infinite.
    let days: [Double]
    /// At the edges, then at the ends of periods for each number of days that is added.
    private let moments: GammaPartialMoments
    /// Where the ends of periods begin, by the number of days that is added.
    private let starts: [Int]

    /// - Parameter extraDays: the numbers of days that are added to the lead time.
    /// - Returns: `nil` for other lead times, and for one that is practically fixed.
    init?(_ leadTime: LeadTime, periodDays: Double, extraDays: [Double]) {
        guard case .gamma(let meanDays, let sd) = leadTime, !leadTime.isNearlyFixed else { return nil }
        let gamma = GammaLeadTime(meanDays: meanDays, standardDeviationDays: sd)
        end = gamma.scaleDays * (gamma.shape + max(12 * gamma.shape.squareRoot(), 40))
        self.periodDays = periodDays
        let end = end
        days = Self.scores.map { gamma.approximateQuantile(score: $0) }.filter { $0 > 0 && $0 < end } + [.infinity]
        var points = days
        points.reserveCapacity(128)
        var starts: [Int] = []
        for extra in extraDays {
            let start = points.count
            var from = 0.0
            for edge in days {
                while from < edge {
                    let to = Self.piece(from: from, edge: edge, extraDays: extra, periodDays: periodDays, end: end).to
                    if to != edge { points.append(to) }
                    from = to
                }
            }
            // Days that differ by whole periods end at the same moments.
            var same = start
            for earlier in starts where same == start {
                let count = points.count - start
                if earlier + count <= start, points[earlier..<earlier + count].elementsEqual(points[start...]) { same = earlier }
            }
            if same != start { points.removeLast(points.count - start) }
            starts.append(same)
        }
        self.starts = starts
        moments = GammaPartialMoments(shape: gamma.shape, scale: gamma.scaleDays, below: points)
    }

    /// The piece of the curves that begins at a number of days, and where it ends: with its period or at the edge.
    private static func piece(from: Double, edge: Double, extraDays: Double, periodDays: Double, end: Double) -> (number: Int, to: Double) {
        let piece = Int(((from + extraDays) / periodDays + 1e-9).rounded(.down))
        // Beyond the reach of any probability that a double can hold the curves go on in a straight line.
        return (piece, from >= end ? edge : min(edge, Double(piece + 1) * periodDays - extraDays))
    }

    /// Every piece in turn: the slice it belongs to, its period, and what of the moments 0, 1 and 2 of the lead time lies in it.
    ///
    /// - Parameter place: of the number of days that is added.
    func forEachPiece(_ place: Int, extraDays: Double, _ body: (_ slice: Int, _ period: Int, _ q0: Double, _ q1: Double, _ q2: Double) -> Void) {
        var next = starts[place], before = (0.0, 0.0, 0.0), from = 0.0
        for (slice, edge) in days.enumerated() {
            while from < edge {
                let (piece, to) = Self.piece(from: from, edge: edge, extraDays: extraDays, periodDays: periodDays, end: end)
                let index = to == edge ? slice : next
                if to != edge { next += 1 }
                let after = (moments.zeroth[index], moments.first[index], moments.second[index])
                body(slice, piece, after.0 - before.0, after.1 - before.1, after.2 - before.2)
                before = after
                from = to
            }
        }
    }
}

extension LeadTime {
    /// A spread of less than a hundredth of the mean: two points stand for it.
    var isNearlyFixed: Bool { if case .gamma(let meanDays, let sd) = self { sd / meanDays < 0.01 } else { false } }
}

extension LeadTimePath {
    /// Where the random lead time adds less than this share of the variance, one slice (with exact moments) is enough.
    private static let negligibleShare = 0.02

    /// Slices of demand over the lead time plus `extraDays`.
    ///
    /// - Parameters:
    ///   - edges: those of the lead time, `nil` where it has none; and which of their numbers of days `extraDays` is.
    func slices(over leadTime: LeadTime, edges: LeadTimeEdges?, place: Int, extraDays: Double) -> [LeadTimeSlice] {
        switch leadTime {
        case .fixed(let days):
            let total = total(days: days + extraDays)
            return [LeadTimeSlice(probability: 1, mean: total.mean, variance: total.variance)]
        case .gamma(let meanDays, let sd):
            guard let edges else {
                // Practically a fixed lead time: two equal points with its mean and standard deviation.
                return slices(days: [max(0, meanDays - sd), meanDays + sd], weights: [0.5, 0.5], extraDays: extraDays)
            }
            return slices(edges: edges, place: place, extraDays: extraDays)
        case .empirical(let days, let weights):
            return slices(days: days, weights: weights, extraDays: extraDays)
        }
    }

    /// Slices of a lead time with finitely many values: neighbours are put together until at most five slices are left.
    private func slices(days: [Double], weights: [Double], extraDays: Double) -> [LeadTimeSlice] {
        let total = weights.reduce(0, +)
        let order = days.indices.sorted { (days[$0], $0) < (days[$1], $1) }
        let edges = [0.40, 0.77, 0.94, 0.992]
        var bins = [[(weight: Double, mean: Double, variance: Double)]](repeating: [], count: edges.count + 1)
        var below = 0.0
        for i in order where weights[i] > 0 {
            let middle = below + weights[i] / total / 2
            below += weights[i] / total
            let bin = edges.firstIndex { middle < $0 } ?? edges.count
            let point = self.total(days: days[i] + extraDays)
            bins[bin].append((weights[i] / total, point.mean, point.variance))
        }
        return merged(bins.compactMap { points in
            let p = points.reduce(0) { $0 + $1.weight }
            guard p > 0 else { return nil }
            let mean = points.reduce(0) { $0 + $1.weight * $1.mean } / p
            let spread = points.reduce(0) { $0 + $1.weight * ($1.variance + ($1.mean - mean) * ($1.mean - mean)) } / p
            return LeadTimeSlice(probability: p, mean: mean, variance: spread)
        })
    }

    private func slices(edges: LeadTimeEdges, place: Int, extraDays: Double) -> [LeadTimeSlice] {
        var result: [LeadTimeSlice] = []
        result.reserveCapacity(edges.days.count)
        // Sums of 1, M, M^2 and V over a slice, piece by piece; a piece ends where a period does.
        var p = 0.0, m1 = 0.0, m2 = 0.0, v1 = 0.0, current = 0
        func finish() {
            if p > 1e-12 {
                let mean = m1 / p
                result.append(LeadTimeSlice(probability: p, mean: mean, variance: max(0, v1 / p + m2 / p - mean * mean)))
            }
            (p, m1, m2, v1) = (0, 0, 0, 0)
        }
        edges.forEachPiece(place, extraDays: extraDays) { slice, piece, q0, q1, q2 in
            if slice != current {
                finish()
                current = slice
            }
            let a = total(periods: piece), b = total(periods: piece + 1)
            let slope = (b.mean - a.mean) / periodDays
            let start = a.mean + slope * (extraDays - Double(piece) * periodDays)
            let varianceSlope = (b.variance - a.variance) / periodDays
            let varianceStart = a.variance + varianceSlope * (extraDays - Double(piece) * periodDays)
            p += q0
            m1 += start * q0 + slope * q1
            m2 += start * start * q0 + 2 * start * slope * q1 + slope * slope * q2
            v1 += varianceStart * q0 + varianceSlope * q1
        }
        finish()
        return merged(result)
    }

    /// One slice with the same mean and variance where the lead time adds next to nothing; probabilities scaled to sum 1.
    private func merged(_ slices: [LeadTimeSlice]) -> [LeadTimeSlice] {
        let p = slices.reduce(0) { $0 + $1.probability }
        let mean = slices.reduce(0) { $0 + $1.probability * $1.mean } / p
        let within = slices.reduce(0) { $0 + $1.probability * $1.variance } / p
        let between = slices.reduce(0) { $0 + $1.probability * ($1.mean - mean) * ($1.mean - mean) } / p
        if between <= LeadTimePath.negligibleShare * (within + between) {
            return [LeadTimeSlice(probability: 1, mean: mean, variance: within + between)]
        }
        return slices.map { LeadTimeSlice(probability: $0.probability / p, mean: $0.mean, variance: $0.variance) }
    }
}
