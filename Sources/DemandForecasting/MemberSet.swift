import Foundation
import NumericCore

/// The models that are combined, in a fixed order: smoothing forms first (they have a marginal likelihood), then the others:
/// Theta and autoregressions for regular demand, flat count models for intermittent demand.
struct MemberSet {
    let seasonLength: Int
    let horizon: Int
    let isIntermittent: Bool
    /// Non-seasonal forms, then seasonal ones; each on the raw and on the log scale.
    let forms: [SmoothingForm]
    let names: [String]

    /// Members 0..<evidenceCount are the smoothing forms: form f on the raw scale at f, on the log scale at forms.count + f.
    var evidenceCount: Int { 2 * forms.count }
    var count: Int { names.count }

    private enum Other: Int, CaseIterable {
        case theta, thetaLog, autoregression, autoregressionLog
        case pooled, pooledLog
        case seasonalAutoregression, seasonalAutoregressionLog, pooledAdjusted, pooledAdjustedLog

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
            case .seasonalAutoregression: "seasonal AR"
            case .seasonalAutoregressionLog: "seasonal AR log"
            }
        }
    }

    init(seasonLength: Int, horizon: Int, isIntermittent: Bool) {
        self.seasonLength = seasonLength
        self.horizon = horizon
        self.isIntermittent = isIntermittent
        let all = SmoothingForm.family(panelSeason: seasonLength, seasonal: false)
            + (seasonLength > 1 ? SmoothingForm.family(panelSeason: seasonLength, seasonal: true) : [])
        // Nothing can be said of the trend of a series that is mostly zero.
        forms = isIntermittent ? all.filter { $0.name == "N" } : all
        let formNames = forms.map { form in
            let detail = ["D": " drift", "Dh": " held drift", "A": " slow", "B": " fast", "P": " phi 0.85", "Q": " phi 0.97"]
            return form.model.name + (detail[form.name] ?? "")
        }
        let others = isIntermittent
            ? IntermittentModel.allCases.map(\.name) : Other.allCases.prefix(seasonLength > 1 ? 10 : 6).map(\.name)
        names = formNames + formNames.map { $0 + " log" } + others
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
        let averager = SmoothingAverager(panel: SmoothingPanel(values: values, missing: missing))
        for (f, form) in forms.enumerated() {
            let averages = averager.average(form)
            for (index, series) in batch.enumerated() {
                guard let series, form.model.seasonLength < series.observed else { continue }
                for isLog in [false, true] {
                    let row = 2 * index + (isLog ? 1 : 0)
                    guard averages.score[row].isFinite else { continue }
                    result[index][f + (isLog ? forms.count : 0)] = candidate(averages, row, series, isLog: isLog)
                }
            }
        }
        for (index, series) in batch.enumerated() {
            guard let series, series.constant == nil, series.observed >= 2 else { continue }
            if isIntermittent { addIntermittent(series, to: &result[index]) } else { addOthers(series, pooled, to: &result[index]) }
        }
        return result
    }

    private func candidate(
        _ averages: SmoothingAverages, _ row: Int, _ series: PreparedSeries, isLog: Bool
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

    private func addOthers(_ series: PreparedSeries, _ pooled: PooledMembers, to candidates: inout [MemberCandidate?]) {
        let filled = series.filled, n = filled.count, d = seasonLength
        let adjustment = SeasonalAdjustment(values: filled, seasonLength: d)
        let factors = adjustment.factors.isEmpty ? [] : (0..<horizon).map { adjustment.factor(n + $0) }
        let adjusted = adjustment.factors.isEmpty ? filled : filled.indices.map { filled[$0] / adjustment.factor($0) }
        let order = d <= 4 ? 4 : 6
        func put(_ other: Other, _ candidate: MemberCandidate?) { candidates[evidenceCount + other.rawValue] = candidate }
        put(.theta, theta(adjusted, series, isLog: false, factors))
        put(.autoregression, autoregression(adjusted, difference: 1, order: order, isLog: false, factors))
        put(.pooled, shared(pooled[.plain], filled, isLog: false, []))
        if d > 1 {
            put(.seasonalAutoregression, autoregression(filled, difference: d, order: 3, isLog: false, []))
            put(.pooledAdjusted, shared(pooled[.adjusted], adjusted, isLog: false, factors))
        }
        guard series.isPositive else { return }
        let logs = adjusted.map { log($0) }
        put(.thetaLog, theta(logs, series, isLog: true, factors))
        put(.autoregressionLog, autoregression(logs, difference: 1, order: order, isLog: true, factors))
        let plainLogs = factors.isEmpty ? logs : filled.map { log($0) }
        put(.pooledLog, shared(pooled[.plainLog], plainLogs, isLog: true, []))
        if d > 1 {
            put(.seasonalAutoregressionLog, autoregression(plainLogs, difference: d, order: 3, isLog: true, []))
            put(.pooledAdjustedLog, shared(pooled[.adjustedLog], logs, isLog: true, factors))
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

    private func shared(_ model: PooledAutoregression?, _ values: [Double], isLog: Bool, _ factors: [Double]) -> MemberCandidate? {
        guard let fit = model?.forecast(values, horizon: horizon) else { return nil }
        return MemberCandidate(
            isLog: isLog, score: nil, location: fit.mean, errorVariance: fit.errorVariance, response: .weights(fit.errorWeights),
            factors: factors)
    }
}
