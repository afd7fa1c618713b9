import CMath
import NumericCore

/// The models that are combined, in a fixed order: smoothing forms first (they have a marginal likelihood), then the others:
/// Theta and autoregressions for regular demand, flat count models for intermittent demand.
struct MemberSet {
    let seasonLength: Int
    let horizon: Int
    let isIntermittent: Bool
    /// Periods of a long season that was taken out of the series; `nil` without one.
    let longLag: Int?
    /// Non-seasonal forms, then seasonal ones; each on the raw and on the log scale.
    let forms: [SmoothingForm]
    let names: [String]

    /// Members 0..<evidenceCount are the smoothing forms: form f on the raw scale at f, on the log scale at forms.count + f.
    var evidenceCount: Int { 2 * forms.count }
    var count: Int { names.count }

    private enum Other: Int, CaseIterable {
        case theta, thetaLog, autoregression, autoregressionLog, pooled, pooledLog, direct, directLog, naive
        case seasonalAutoregression, seasonalAutoregressionLog, pooledAdjusted, pooledAdjustedLog, sums, sumsLog
        case pooledSeasonal, pooledSeasonalLog, pooledSums, pooledSumsLog, seasonalNaive

        /// The first nine need no season.
        static func members(seasonal: Bool) -> [Other] { Array(allCases.prefix(seasonal ? allCases.count : 9)) }

        var name: String {
            switch self {
            case .theta: "Theta"
            case .thetaLog: "Theta log"
            case .autoregression: "AR"
            case .autoregressionLog: "AR log"
            case .pooled: "pooled AR"
            case .pooledLog: "pooled AR log"
            case .pooledAdjusted: "pooled AR adjusted"
            case .pooledAdjustedLog: "pooled AR adjusted log"
            case .direct: "pooled regression"
            case .directLog: "pooled regression log"
            case .naive: "naive"
            case .seasonalNaive: "seasonal naive"
            case .sums: "season sums"
            case .sumsLog: "season sums log"
            case .pooledSeasonal: "pooled seasonal regression"
            case .pooledSeasonalLog: "pooled seasonal regression log"
            case .pooledSums: "pooled season sums"
            case .pooledSumsLog: "pooled season sums log"
            case .seasonalAutoregression: "seasonal AR"
            case .seasonalAutoregressionLog: "seasonal AR log"
            }
        }
    }

    /// Where factors of smoothing designs are kept.
    private let factors: SmoothingFactors?

    init(seasonLength: Int, horizon: Int, isIntermittent: Bool, longLag: Int? = nil, factors: SmoothingFactors? = nil) {
        self.factors = factors
        self.seasonLength = seasonLength
        self.horizon = horizon
        self.isIntermittent = isIntermittent
        self.longLag = longLag
        let all = SmoothingForm.family(panelSeason: seasonLength, seasonal: false)
            + (seasonLength > 1 ? SmoothingForm.family(panelSeason: seasonLength, seasonal: true) : [])
        // Nothing can be said of the trend of a series that is mostly zero.
        forms = isIntermittent ? all.filter { $0.name == "N" } : all
        let formNames = forms.map { form in
            let detail = ["D": " drift", "Dh": " held drift", "A": " slow", "B": " fast", "P": " phi 0.85", "Q": " phi 0.97"]
            return form.model.name + (detail[form.name] ?? "")
        }
        let others = isIntermittent
            ? IntermittentModel.allCases.map(\.name) : Other.members(seasonal: seasonLength > 1).map(\.name)
        names = formNames + formNames.map { $0 + " log" } + others + (longLag == nil ? [] : LongSeasonMember.allCases.map(\.rawValue))
    }

    /// Candidates of every series of a batch, `count` each; `nil` where a model cannot be fitted.
    func candidates(_ batch: [PreparedSeries?], pooled: PooledMembers) -> [[MemberCandidate?]] {
        var result = batch.map { _ in [MemberCandidate?](repeating: nil, count: count) }
        // Raw and log values of a series share their pattern, hence every design.
        var values: [[Double]] = [], missing: [[Int]] = []
        for series in batch {
            let usable = series.flatMap { $0.constant == nil && $0.observed >= 2 ? $0 : nil }
            values.append(usable?.rawValues ?? [])
            values.append(usable.flatMap { $0.isPositive && !isIntermittent ? $0.logValues : nil } ?? [])
            missing.append(usable?.missing ?? [])
            missing.append(usable?.missing ?? [])
        }
        let averager = SmoothingAverager(panel: SmoothingPanel(values: values, missing: missing), factors: factors)
        for (f, form) in forms.enumerated() {
            let averages = averager.average(form)
            if !isIntermittent && form.name == "N" && form.model.seasonLength > 0 {
                addSeasonSums(batch, averages, pooled, to: &result)
            }
            for (index, series) in batch.enumerated() {
                guard let series, form.model.seasonLength < series.observed else { continue }
                for isLog in [false, true] {
                    let row = 2 * index + (isLog ? 1 : 0)
                    guard averages.score[row].isFinite else { continue }
                    result[index][f + (isLog ? forms.count : 0)] = candidate(
                        averages, row, series, isLog: isLog, horizon: horizon)
                }
            }
        }
        for (index, series) in batch.enumerated() {
            guard let series, series.constant == nil, series.observed >= 2 else { continue }
            if isIntermittent { addIntermittent(series, to: &result[index]) } else { addOthers(series, pooled, to: &result[index]) }
            guard let longLag else { continue }
            for (k, member) in LongSeasonMember.allCases.enumerated() {
                result[index][count - LongSeasonMember.allCases.count + k] = member.candidate(series.filled, lag: longLag, horizon: horizon)
            }
        }
        return result
    }

    private func candidate(
        _ averages: SmoothingAverages, _ row: Int, _ series: PreparedSeries, isLog: Bool, horizon: Int
    ) -> MemberCandidate {
        let model = averages.form.model, p = averages.parameters[row], m = model.seasonLength, n = series.scaled.count
        let base = row * averages.stateSize
        var level = averages.states[base] + (isLog ? series.logCentre : series.centre), slope = averages.states[base + 1]
        var location = [Double](repeating: 0, count: horizon)
        for h in 0..<horizon {
            if model.hasTrend {
                slope *= p.phi
                level += slope
            }
            location[h] = level + (m > 0 ? averages.states[base + 2 + (n + h) % m] : 0)
        }
        return MemberCandidate(
            isLog: isLog, score: averages.score[row] + (isLog ? 2 * series.logJacobian : 0), location: location,
            errorVariance: averages.errorVariance[row], response: .smoothing(p, seasonLength: m), factors: [])
    }

    private func addSeasonSums(
        _ batch: [PreparedSeries?], _ averages: SmoothingAverages, _ pooled: PooledMembers,
        to result: inout [[MemberCandidate?]]
    ) {
        let sums = SeasonSums(seasonLength: seasonLength, horizon: horizon)
        let length = (horizon + seasonLength - 1) / seasonLength * seasonLength
        let bases = batch.enumerated().map { index, series -> MemberCandidate? in
            guard let series, series.isNonNegative, series.observed > seasonLength else { return nil }
            let row = 2 * index + (series.isPositive ? 1 : 0)
            guard averages.score[row].isFinite else { return nil }
            return candidate(averages, row, series, isLog: series.isPositive, horizon: length)
        }
        let factors = sums.factors(
            values: zip(batch, bases).map { $1 == nil ? nil : $0?.filled },
            base: bases.map { base in base.map { $0.points(floorAtZero: true) } },
            pooled: pooled)
        for (index, base) in bases.enumerated() {
            guard var base else { continue }
            base.score = nil
            base.location = Array(base.location.prefix(horizon))
            let found = factors[index]
            for (other, factors) in [
                (Other.sums, found.smoothed), (.sumsLog, found.smoothedLog), (.pooledSums, found.pooled),
                (.pooledSumsLog, found.pooledLog),
            ] {
                guard let factors else { continue }
                base.factors = factors
                result[index][evidenceCount + other.rawValue] = base
            }
        }
    }

    private func addOthers(_ series: PreparedSeries, _ pooled: PooledMembers, to candidates: inout [MemberCandidate?]) {
        let filled = series.filled, n = filled.count, d = seasonLength
        let adjustment = SeasonalAdjustment(values: filled, seasonLength: d)
        let factors = adjustment.factors.isEmpty ? [] : (0..<horizon).map { adjustment.factor(n + $0) }
        let adjusted = adjustment.factors.isEmpty ? filled : filled.indices.map { filled[$0] / adjustment.factor($0) }
        let order = d <= 4 ? 4 : 6
        func put(_ other: Other, _ candidate: MemberCandidate?) { candidates[evidenceCount + other.rawValue] = candidate }
        put(.theta, theta(adjusted, series, isLog: false, factors))
        put(.autoregression, autoregression(adjusted, difference: 1, order: order, isLog: false, factors))
        put(.pooled, shared(pooled.autoregression(.plain)?.forecast(filled, horizon: horizon), isLog: false, []))
        if d > 1 {
            put(.seasonalNaive, seasonalNaive(filled))
            put(.seasonalAutoregression, autoregression(filled, difference: d, order: 3, isLog: false, []))
            put(.pooledSeasonal, shared(pooled.seasonal(isLog: false)?.forecast(filled, horizon: horizon), isLog: false, []))
            put(.pooledAdjusted, shared(pooled.autoregression(.adjusted)?.forecast(adjusted, horizon: horizon), isLog: false, factors))
        }
        put(.direct, shared(pooled.direct(isLog: false).forecast(adjusted, horizon: horizon), isLog: false, factors))
        put(.naive, naive(adjusted, factors))
        guard series.isPositive else { return }
        let plainLogs = series.missing.isEmpty ? series.logs : filled.map { log($0) }
        let logs = adjustment.removedLogs(plainLogs)
        put(.thetaLog, theta(logs, series, isLog: true, factors))
        put(.autoregressionLog, autoregression(logs, difference: 1, order: order, isLog: true, factors))
        put(.directLog, shared(pooled.direct(isLog: true).forecast(logs, horizon: horizon), isLog: true, factors))
        put(.pooledLog, shared(pooled.autoregression(.plainLog)?.forecast(plainLogs, horizon: horizon), isLog: true, []))
        if d > 1 {
            put(.seasonalAutoregressionLog, autoregression(plainLogs, difference: d, order: 3, isLog: true, []))
            put(.pooledSeasonalLog, shared(pooled.seasonal(isLog: true)?.forecast(plainLogs, horizon: horizon), isLog: true, []))
            put(.pooledAdjustedLog, shared(pooled.autoregression(.adjustedLog)?.forecast(logs, horizon: horizon), isLog: true, factors))
        }
    }

    private func addIntermittent(_ series: PreparedSeries, to candidates: inout [MemberCandidate?]) {
        guard series.isNonNegative else { return }
        var known = [Bool](repeating: true, count: series.scaled.count)
        for t in series.missing { known[t] = false }
        for model in IntermittentModel.allCases {
            guard let fit = IntermittentFit(model, values: series.scaled, known: known, unit: 1 / series.scale) else { continue }
            candidates[evidenceCount + model.rawValue] = MemberCandidate(
                isLog: false, score: nil, location: .init(repeating: fit.level, count: horizon), errorVariance: fit.errorVariance,
                response: .smoothing(SmoothingParameters(alpha: fit.alpha), seasonLength: 0), factors: [])
        }
    }

    private func theta(_ values: [Double], _ series: PreparedSeries, isLog: Bool, _ factors: [Double]) -> MemberCandidate? {
        var mask: [Double] = []
        if !series.missing.isEmpty {
            mask = [Double](repeating: 1, count: values.count)
            for t in series.missing { mask[t] = 0 }
        }
        guard let forecast = ThetaForecast(values: values, mask: mask, horizon: horizon) else { return nil }
        return MemberCandidate(
            isLog: isLog, score: nil, location: forecast.mean, errorVariance: forecast.errorVariance,
            response: .smoothing(SmoothingParameters(alpha: forecast.alpha), seasonLength: 0), factors: factors)
    }

    private func autoregression(
        _ values: [Double], difference: Int, order: Int, isLog: Bool, _ factors: [Double]
    ) -> MemberCandidate? {
        guard let fit = Autoregression(values, difference: difference, order: order, horizon: horizon) else { return nil }
        return MemberCandidate(
            isLog: isLog, score: nil, location: fit.mean, errorVariance: fit.errorVariance, response: .weights(fit.errorWeights),
            factors: factors)
    }

    private func shared(
        _ fit: (mean: [Double], errorVariance: Double, errorWeights: [Double])?, isLog: Bool, _ factors: [Double]
    ) -> MemberCandidate? {
        guard let fit else { return nil }
        return MemberCandidate(
            isLog: isLog, score: nil, location: fit.mean, errorVariance: fit.errorVariance, response: .weights(fit.errorWeights),
            factors: factors)
    }

    /// The same period of the last season.
    private func seasonalNaive(_ values: [Double]) -> MemberCandidate? {
        let m = seasonLength, n = values.count
        guard n > m else { return nil }
        var sum = 0.0
        for t in m..<n { sum += (values[t] - values[t - m]) * (values[t] - values[t - m]) }
        return MemberCandidate(
            isLog: false, score: nil, location: (0..<horizon).map { values[n - m + $0 % m] }, errorVariance: sum / Double(n - m),
            response: .smoothing(SmoothingParameters(alpha: 0, gamma: 1), seasonLength: m), factors: [])
    }

    /// The last value behind the season.
    private func naive(_ values: [Double], _ factors: [Double]) -> MemberCandidate? {
        guard let last = values.last, values.count > 1 else { return nil }
        var sum = 0.0
        for t in 1..<values.count { sum += (values[t] - values[t - 1]) * (values[t] - values[t - 1]) }
        return MemberCandidate(
            isLog: false, score: nil, location: .init(repeating: last, count: horizon),
            errorVariance: sum / Double(values.count - 1), response: .smoothing(SmoothingParameters(alpha: 1), seasonLength: 0),
            factors: factors)
    }
}
