import CMath
import DemandModel
import NumericCore
import ParallelWork

/// Learning cases of a panel: a sample of its series, cut at origins h, 2h, 3h and 4h periods before their ends: the actuals
/// do not overlap, since the series of a panel share their times. Whatever is
/// pooled over the panel is pooled again from the cut series, so that a case knows nothing of what comes after its origin.
struct RollingOrigins {
    let seasonLength: Int
    let horizon: Int
    let members: MemberSet
    /// More series than this teach little and cost time.
    static let largestSample = 600

    init(configuration: ForecastConfiguration, isIntermittent: Bool) {
        seasonLength = configuration.seasonLength
        horizon = min(configuration.horizon, max(configuration.seasonLength, 30))
        members = MemberSet(
            seasonLength: seasonLength, horizon: horizon, isIntermittent: isIntermittent, longLag: configuration.longLag,
            factors: configuration.factors)
    }

    /// - Parameter sample: of `sampled`, in key order.
    func cases(of sample: [DemandSeries], threads: Int) -> [LearningCase] {
        let distances = [horizon, 2 * horizon, 3 * horizon, 4 * horizon]
        let origins = parallelMap(count: distances.count, threads: threads) { self.origin(sample, distance: distances[$0]) }
        // Batches of similar length, of all origins: no thread waits between two origins.
        let batches = origins.indices.flatMap { index in
            let count = origins[index].jobs.count, size = max(32, min(512, (count + 2 * threads - 1) / (2 * threads)))
            return stride(from: 0, to: count, by: size).map { (origin: index, jobs: $0..<min($0 + size, count)) }
        }
        let found = parallelMap(count: batches.count, threads: threads) { index in
            let origin = origins[batches[index].origin], range = batches[index].jobs
            let candidates = self.members.candidates(Array(origin.prepared[range]), pooled: origin.pooled)
            return zip(range, candidates).map { job, candidates in
                origin.prepared[job].flatMap {
                    self.learningCase((origin.jobs[job], origin.jobs[job].count - origin.distance), $0, candidates)
                }
            }
        }
        var ofOrigin = origins.map { _ in [LearningCase?]() }
        for (batch, cases) in zip(batches, found) { ofOrigin[batch.origin] += cases }
        return zip(origins, ofOrigin).flatMap { origin, cases in origin.inKeyOrder.compactMap { cases[$0] } }
    }

    /// What is known at one origin, `distance` periods before each series' end.
    private struct Origin {
        var distance: Int
        /// Longest first.
        var jobs: [DemandSeries]
        var prepared: [PreparedSeries?]
        var inKeyOrder: [Int]
        var pooled: PooledMembers
    }

    private func origin(_ sample: [DemandSeries], distance: Int) -> Origin {
        let jobs = sample.filter { $0.count - distance >= shortestPrefix }.sorted { $0.count > $1.count }
        let prepared = jobs.map { cut($0, at: $0.count - distance) }
        let inKeyOrder = jobs.indices.sorted { jobs[$0].key < jobs[$1].key }
        let pooled = PooledMembers(
            sample: members.isIntermittent ? [] : inKeyOrder.compactMap { prepared[$0] }, seasonLength: seasonLength,
            horizon: horizon, threads: 1)
        return Origin(distance: distance, jobs: jobs, prepared: prepared, inKeyOrder: inKeyOrder, pooled: pooled)
    }

    private var shortestPrefix: Int { max(4, seasonLength + 2) }

    private func cut(_ series: DemandSeries, at end: Int) -> PreparedSeries? {
        var prefix = series
        prefix.demand = Array(series.demand.prefix(end))
        prefix.missing = series.missing.filter { $0 < end }
        guard let prepared = try? PreparedSeries(prefix), prepared.constant == nil else { return nil }
        return prepared
    }

    /// Indices, in key order, of the series that are regular (or intermittent, as the members are) and long
    /// enough for one origin; an even selection where there are many.
    func sampled(_ panel: [DemandSeries]) -> [Int] {
        let shortest = shortestPrefix + horizon
        let eligible = panel.indices.filter { index in
            guard panel[index].count >= shortest, let first = panel[index].demand.first else { return false }
            guard panel[index].demand.contains(where: { $0 != first }) else { return false }
            return DemandClass(of: panel[index].demand).isIntermittent == members.isIntermittent
        }.sorted { panel[$0].key != panel[$1].key ? panel[$0].key < panel[$1].key : $0 < $1 }
        guard eligible.count > Self.largestSample else { return eligible }
        return (0..<Self.largestSample).map { eligible[$0 * eligible.count / Self.largestSample] }
    }

    private func learningCase(
        _ job: (series: DemandSeries, end: Int), _ series: PreparedSeries, _ candidates: [MemberCandidate?]
    ) -> LearningCase? {
        let hidden = Set(job.series.missing)
        var actual = [Double](repeating: .nan, count: horizon)
        for h in 0..<horizon where job.end + h < job.series.count && !hidden.contains(job.end + h) {
            actual[h] = job.series.demand[job.end + h] / series.scale
        }
        guard actual.contains(where: { !$0.isNaN && $0.isFinite }) else { return nil }
        let filled = series.filled, lag = filled.count > seasonLength ? seasonLength : 1
        guard filled.count > lag else { return nil }
        let scale = (lag..<filled.count).reduce(0) { $0 + abs(filled[$1] - filled[$1 - lag]) } / Double(filled.count - lag)
        guard scale > 0 else { return nil }
        if members.isIntermittent {
            let mean = filled.reduce(0, +) / Double(filled.count)
            return LearningCase(
                forecasts: flattened(candidates, series), gaps: CombinationWeights.gaps(candidates, evidenceCount: members.evidenceCount, observed: series.observed),
                available: candidates.map { $0 != nil }, actual: actual, scale: scale,
                benchmark: .init(repeating: mean, count: horizon))
        }
        let adjustment = SeasonalAdjustment(values: filled, seasonLength: seasonLength)
        let n = filled.count, last = filled[n - 1] / adjustment.factor(n - 1)
        let forecasts = flattened(candidates, series)
        guard !forecasts.contains(where: { !$0.isFinite }) else { return nil }
        return LearningCase(
            forecasts: forecasts, gaps: CombinationWeights.gaps(candidates, evidenceCount: members.evidenceCount, observed: series.observed),
            available: candidates.map { $0 != nil }, actual: actual, scale: scale,
            benchmark: (0..<horizon).map { last * adjustment.factor(n + $0) })
    }

    /// Points as `LearningCase.forecasts` wants them.
    private func flattened(_ candidates: [MemberCandidate?], _ series: PreparedSeries) -> [Double] {
        let width = PaddedRows.width(members.count)
        var forecasts = [Double](repeating: 0, count: width * horizon)
        forecasts.withUnsafeMutableBufferPointer { target in
            for (j, candidate) in candidates.enumerated() {
                candidate?.writePoints(into: target, from: j, stride: width, floorAtZero: series.isNonNegative)
            }
        }
        return forecasts
    }
}
