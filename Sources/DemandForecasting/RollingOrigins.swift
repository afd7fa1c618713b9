import DemandModel
import Foundation

/// Learning cases of a panel: a sample of its series, cut at origins h, h / 2 and 2h periods before their ends.
struct RollingOrigins {
    let seasonLength: Int
    let horizon: Int
    let members: MemberSet
    /// More series than this teach little and cost time.
    static let largestSample = 600

    init(configuration: ForecastConfiguration) {
        seasonLength = configuration.seasonLength
        horizon = min(configuration.horizon, max(configuration.seasonLength, 30))
        members = MemberSet(seasonLength: seasonLength, horizon: horizon)
    }

    /// - Parameter panel: in any order; the sample is taken evenly over the keys in order.
    func cases(of panel: [DemandSeries], threads: Int) -> [LearningCase] {
        let sample = sampled(panel)
        let distances = [horizon, (horizon + 1) / 2, 2 * horizon]
        let jobs = distances.flatMap { distance in
            sample.filter { panel[$0].count - distance >= max(4, seasonLength + 2) }
                .map { (series: $0, end: panel[$0].count - distance) }
        }
        // Batches of similar length; results go back to the order of the jobs.
        let order = jobs.indices.sorted { jobs[$0].end != jobs[$1].end ? jobs[$0].end > jobs[$1].end : $0 < $1 }
        let size = max(32, min(512, (jobs.count + 4 * threads - 1) / (4 * threads)))
        let batches = stride(from: 0, to: order.count, by: size).map { Array(order[$0..<min($0 + size, order.count)]) }
        let results = parallelMap(count: batches.count, threads: threads) { batch in
            self.cases(batches[batch].map { (panel[jobs[$0].series], jobs[$0].end) })
        }
        var byJob = [LearningCase?](repeating: nil, count: jobs.count)
        for (batch, found) in zip(batches, results) {
            for (job, item) in zip(batch, found) { byJob[job] = item }
        }
        return byJob.compactMap { $0 }
    }

    /// Series whose demand is regular (the losses say nothing of intermittent ones) and long enough for one origin.
    private func sampled(_ panel: [DemandSeries]) -> [Int] {
        let shortest = max(4, seasonLength + 2) + (horizon + 1) / 2
        let eligible = panel.indices.filter { index in
            guard panel[index].count >= shortest, let first = panel[index].demand.first else { return false }
            guard panel[index].demand.contains(where: { $0 != first }) else { return false }
            let kind = DemandClass(of: panel[index].demand)
            return kind == .smooth || kind == .erratic
        }.sorted { panel[$0].key != panel[$1].key ? panel[$0].key < panel[$1].key : $0 < $1 }
        guard eligible.count > Self.largestSample else { return eligible }
        return (0..<Self.largestSample).map { eligible[$0 * eligible.count / Self.largestSample] }
    }

    private func cases(_ jobs: [(series: DemandSeries, end: Int)]) -> [LearningCase?] {
        let prepared = jobs.map { job -> PreparedSeries? in
            var prefix = job.series
            prefix.demand = Array(job.series.demand.prefix(job.end))
            prefix.missing = job.series.missing.filter { $0 < job.end }
            guard let series = try? PreparedSeries(prefix), series.constant == nil else { return nil }
            return series
        }
        let candidates = members.candidates(prepared)
        return jobs.indices.map { index in
            guard let series = prepared[index] else { return nil }
            return learningCase(jobs[index], series, candidates[index])
        }
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
        let adjustment = SeasonalAdjustment(values: filled, seasonLength: seasonLength)
        let n = filled.count, last = filled[n - 1] / adjustment.factor(n - 1)
        var forecasts = [Double](repeating: 0, count: members.count * horizon)
        for (j, candidate) in candidates.enumerated() {
            guard let candidate else { continue }
            for h in 0..<horizon { forecasts[j * horizon + h] = candidate.point(h, floorAtZero: series.isNonNegative) }
        }
        guard !forecasts.contains(where: { !$0.isFinite }) else { return nil }
        return LearningCase(
            forecasts: forecasts, gaps: CombinationWeights.gaps(candidates, evidenceCount: members.evidenceCount),
            available: candidates.map { $0 != nil }, actual: actual, scale: scale,
            benchmark: (0..<horizon).map { last * adjustment.factor(n + $0) })
    }
}
