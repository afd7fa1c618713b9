import CMath
import CSmoothing

/// One form averaged over its grid, for every series of a panel.
public struct SmoothingAverages: Sendable {
    public let form: SmoothingForm
    /// -2 log of the average marginal likelihood over the grid, up to a constant that all forms share; infinite where the series
    /// is too short (fewer than two observations).
    public var score: [Double]
    /// Weighted mean of the grid's parameters (phi is the form's) and of the error variance.
    public var parameters: [SmoothingParameters]
    public var errorVariance: [Double]
    /// Weighted mean of the states after the last period, `stateSize` per series: level, slope, season slots 0..<m (the slot of
    /// period t is t mod m). Forecasts are linear in the state, so this is the mean of the grid's forecasts.
    public var states: [Double]

    public var stateSize: Int { 2 + form.model.seasonLength }
}

/// Averages forms over their grids for a whole panel, by marginal likelihood.
///
/// For fixed smoothing parameters the one-step errors are linear in the initial state, e = ytilde - X x0 (ytilde: errors of the
/// recursion started at zero). With x0 ~ N(0, sigma^2 Lambda^-1) (flat in the level) and M = X'X + Lambda, b = X'ytilde, the
/// initial state integrates out and, with 1/sigma^2 weighted as its likelihood asks,
///
///     pen = |ytilde|^2 - b' M^-1 b,     -2 log L = (n - 1) log(pen / (n - 1)) + log det M - log det Lambda.
///
/// Per grid point that is a SIMD recursion for ytilde, its adjoint for b, and a triangular solve with a Cholesky factor that all
/// series of one length share. The states at the end are averaged with weights L as they come.
public final class SmoothingAverager {
    let panel: SmoothingPanel
    let lanes = SmoothingPanel.lanes
    private let errors: AlignedBuffer
    private let sse: AlignedBuffer
    private let explained: AlignedBuffer
    private let parameters: AlignedBuffer
    private let keep: AlignedBuffer
    private let add: AlignedBuffer
    /// Errors smaller than 1e-6 of the unit the series are given in are taken as that: the likelihood of a perfect fit has no bound.
    public static let smallestSumOfSquares = 1e-12

    public init(panel: SmoothingPanel) {
        self.panel = panel
        errors = AlignedBuffer(count: panel.longest * lanes)
        sse = AlignedBuffer(count: lanes)
        explained = AlignedBuffer(count: lanes)
        parameters = AlignedBuffer(count: 4 * lanes)
        keep = AlignedBuffer(count: lanes)
        add = AlignedBuffer(count: lanes)
    }

    public func average(_ form: SmoothingForm) -> SmoothingAverages {
        let model = form.model, stateSize = 2 + model.seasonLength, blocks = panel.blocks.count
        let design = SmoothingDesign(model: model, panel: panel, points: form.points.count)
        let state = AlignedBuffer(count: stateSize * lanes), product = AlignedBuffer(count: stateSize * lanes)
        let scratch = AlignedBuffer(count: model.order * SmoothingPanel.groupLanes)
        // Per block: weighted sums of the states, then alpha, beta, gamma, error variance, and 1.
        let rows = stateSize + 5
        let totals = AlignedBuffer(count: blocks * rows * lanes)
        let extra = AlignedBuffer(count: 5 * lanes)
        var best = [Double](repeating: .infinity, count: blocks * lanes)
        // A block of long series goes through many points while it lies in the cache; where factors are large, they stay instead.
        for first in stride(from: 0, to: form.points.count, by: design.slots) {
            let points = form.points[first..<min(first + design.slots, form.points.count)]
            for (slot, point) in points.enumerated() {
                design.prepare(point, slot: slot, slopePrecision: form.slopePrecision, seasonPrecision: form.seasonPrecision)
            }
            for block in 0..<blocks {
                var kernel = panel.blocks[block].kernelBlock
                let target = totals.pointer + block * rows * lanes
                for (slot, point) in points.enumerated() {
                    spread(point, extra: extra)
                    var smoothing = twobin_smoothing(
                        values: UnsafePointer(parameters.pointer), trend: model.hasTrend ? 1 : 0, season: Int32(model.seasonLength))
                    state.fill(0)
                    twobin_errors(&kernel, &smoothing, state.pointer, errors.pointer, sse.pointer)
                    twobin_adjoint(&kernel, &smoothing, errors.pointer, product.pointer)
                    var factors: [UnsafePointer<Double>?] = panel.blocks[block].patterns.map { design.factor(slot: slot, pattern: $0) }
                    twobin_solve(
                        &factors, Int32(design.order), model.hasTrend ? 1 : 0, Int32(model.seasonLength), product.pointer,
                        scratch.pointer, explained.pointer, state.pointer)
                    weigh(block, design: design, slot: slot, best: &best, extra: extra)
                    // The same recursion from the solved initial state ends in the state that forecasts start from.
                    twobin_sum_of_squares(&kernel, &smoothing, state.pointer, sse.pointer)
                    twobin_accumulate(Int32(stateSize), state.pointer, keep.pointer, add.pointer, target)
                    twobin_accumulate(5, extra.pointer, keep.pointer, add.pointer, target + stateSize * lanes)
                }
            }
        }
        return collect(form, rows: rows, totals: totals, best: best)
    }

    /// The point in every lane, for the kernels and for the averages of the parameters.
    private func spread(_ point: SmoothingParameters, extra: AlignedBuffer) {
        for lane in 0..<lanes {
            parameters[lane] = point.alpha
            parameters[lanes + lane] = point.beta
            parameters[2 * lanes + lane] = point.gamma
            parameters[3 * lanes + lane] = point.phi
            extra[lane] = point.alpha
            extra[lanes + lane] = point.beta
            extra[2 * lanes + lane] = point.gamma
            extra[4 * lanes + lane] = 1
        }
    }

    /// Scores of one block at one point, turned into weights relative to the best score so far.
    private func weigh(_ block: Int, design: SmoothingDesign, slot: Int, best: inout [Double], extra: AlignedBuffer) {
        for lane in 0..<lanes {
            keep[lane] = 1
            add[lane] = 0
            extra[3 * lanes + lane] = 0
            let pattern = panel.blocks[block].patterns[lane / SmoothingPanel.groupLanes]
            guard panel.blocks[block].series[lane] >= 0, design.factor(slot: slot, pattern: pattern) != nil else { continue }
            let degrees = Double(panel.patterns[pattern].observed - 1)
            let penalised = max(sse[lane] - explained[lane], SmoothingAverager.smallestSumOfSquares)
            let score = degrees * log(penalised / degrees) + design.logDeterminant(slot: slot, pattern: pattern)
            guard score.isFinite else { continue }
            extra[3 * lanes + lane] = penalised / degrees
            let at = block * lanes + lane
            if score < best[at] {
                keep[lane] = best[at].isFinite ? exp(0.5 * (score - best[at])) : 0
                add[lane] = 1
                best[at] = score
            } else {
                add[lane] = exp(0.5 * (best[at] - score))
            }
        }
    }

    private func collect(_ form: SmoothingForm, rows: Int, totals: AlignedBuffer, best: [Double]) -> SmoothingAverages {
        let count = panel.seriesCount, stateSize = rows - 5
        var result = SmoothingAverages(
            form: form, score: .init(repeating: .infinity, count: count),
            parameters: .init(repeating: SmoothingParameters(alpha: 0), count: count),
            errorVariance: .init(repeating: 0, count: count), states: .init(repeating: 0, count: count * stateSize))
        let phi = form.points.first?.phi ?? 1
        for (index, block) in panel.blocks.enumerated() {
            for lane in 0..<lanes where block.series[lane] >= 0 && best[index * lanes + lane].isFinite {
                let series = block.series[lane]
                func total(_ row: Int) -> Double { totals[(index * rows + row) * lanes + lane] }
                let weight = total(stateSize + 4)
                result.score[series] = best[index * lanes + lane] - 2 * log(weight / Double(form.points.count))
                result.parameters[series] = SmoothingParameters(
                    alpha: total(stateSize) / weight, beta: total(stateSize + 1) / weight, gamma: total(stateSize + 2) / weight,
                    phi: phi)
                result.errorVariance[series] = total(stateSize + 3) / weight
                for s in 0..<stateSize { result.states[series * stateSize + s] = total(s) / weight }
            }
        }
        return result
    }
}
