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
/// Per grid point that is a SIMD recursion for ytilde, its adjoint for b, and a triangular solve with the Cholesky factor of the series' pattern
/// of length and missing periods. The states at the end are averaged with weights L as they come.
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

    private let kept: SmoothingFactors?

    /// - Parameter factors: where factors of complete lengths are kept for other batches; `nil`: they are worked out here.
    public init(panel: SmoothingPanel, factors: SmoothingFactors? = nil) {
        self.panel = panel
        kept = factors
        errors = AlignedBuffer(count: panel.longest * lanes)
        sse = AlignedBuffer(count: lanes)
        explained = AlignedBuffer(count: lanes)
        parameters = AlignedBuffer(count: 4 * lanes)
        keep = AlignedBuffer(count: lanes)
        add = AlignedBuffer(count: lanes)
    }

    public func average(_ form: SmoothingForm) -> SmoothingAverages {
        let run = SmoothingRun(form: form, blocks: panel.sharedBlocks.count + panel.mixedBlocks.count)
        let complete = CompleteFactors(form, panel: panel, kept: kept)
        kept?.keep(complete.made, of: form)
        let design = SmoothingDesign(form: form, panel: panel, complete: complete)
        // A block of long series goes through many points while it lies in the cache; where factors are large, they stay instead.
        for first in stride(from: 0, to: panel.sharedBlocks.isEmpty ? 0 : form.points.count, by: design.slots) {
            let points = form.points[first..<min(first + design.slots, form.points.count)]
            for (slot, point) in points.enumerated() { design.prepare(point, at: first + slot, slot: slot) }
            for (index, block) in panel.sharedBlocks.enumerated() {
                for (slot, point) in points.enumerated() {
                    for g in 0..<4 {
                        run.factors[g] = design.factor(slot: slot, pattern: block.designs[g])
                        let logDeterminant = run.factors[g] == nil ? .nan : design.logDeterminant(slot: slot, pattern: block.designs[g])
                        for lane in 0..<SmoothingPanel.groupLanes { run.logDeterminants[g * SmoothingPanel.groupLanes + lane] = logDeterminant }
                    }
                    visit(block, at: index, point, run, ownFactors: false)
                }
            }
        }
        let designs = (0..<(panel.mixedBlocks.map(\.bundles.count).max() ?? 0)).map { _ in
            LaneDesign(form)
        }
        for (index, block) in panel.mixedBlocks.enumerated() {
            let bundles = block.bundles.map { KeptBundle($0, complete) }
            for (place, point) in form.points.enumerated() {
                for (design, bundle) in zip(designs, bundles) { bundle.prepare(design, point, at: place) }
                for g in 0..<4 {
                    let design = block.designs[g] < 0 ? nil : designs[block.designs[g]]
                    run.factors[g] = design?.pointer
                    for lane in 0..<SmoothingPanel.groupLanes {
                        run.logDeterminants[g * SmoothingPanel.groupLanes + lane] = design?.logDeterminants[lane] ?? .nan
                    }
                }
                visit(block, at: panel.sharedBlocks.count + index, point, run, ownFactors: true)
            }
        }
        return collect(run)
    }

    /// One block at one point: errors from a zero start, the best start, the states it ends in, added with their weight.
    private func visit(_ block: SmoothingPanel.Block, at index: Int, _ point: SmoothingParameters, _ run: SmoothingRun, ownFactors: Bool) {
        let model = run.form.model, trend: Int32 = model.hasTrend ? 1 : 0, season = Int32(model.seasonLength)
        let target = run.totals.pointer + index * run.rows * lanes
        var kernel = block.kernelBlock
        spread(point, extra: run.extra)
        var smoothing = twobin_smoothing(values: UnsafePointer(parameters.pointer), trend: trend, season: season)
        run.state.fill(0)
        twobin_errors(&kernel, &smoothing, run.state.pointer, errors.pointer, sse.pointer)
        twobin_adjoint(&kernel, &smoothing, errors.pointer, run.product.pointer)
        twobin_solve(
            &run.factors, ownFactors ? 1 : 0, Int32(model.order), trend, season, run.product.pointer, run.scratch.pointer,
            explained.pointer, run.state.pointer)
        weigh(block, at: index, run)
        // The same recursion from the solved initial state ends in the state that forecasts start from.
        twobin_sum_of_squares(&kernel, &smoothing, run.state.pointer, sse.pointer)
        twobin_accumulate(Int32(run.stateSize), run.state.pointer, keep.pointer, add.pointer, target)
        twobin_accumulate(5, run.extra.pointer, keep.pointer, add.pointer, target + run.stateSize * lanes)
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
    private func weigh(_ block: SmoothingPanel.Block, at index: Int, _ run: SmoothingRun) {
        for lane in 0..<lanes {
            keep[lane] = 1
            add[lane] = 0
            run.extra[3 * lanes + lane] = 0
            guard block.series[lane] >= 0, !run.logDeterminants[lane].isNaN else { continue }
            let degrees = Double(block.observed[lane] - 1)
            let penalised = max(sse[lane] - explained[lane], SmoothingAverager.smallestSumOfSquares)
            let score = degrees * log(penalised / degrees) + run.logDeterminants[lane]
            guard score.isFinite else { continue }
            run.extra[3 * lanes + lane] = penalised / degrees
            let at = index * lanes + lane
            if score < run.best[at] {
                keep[lane] = run.best[at].isFinite ? exp(0.5 * (score - run.best[at])) : 0
                add[lane] = 1
                run.best[at] = score
            } else {
                add[lane] = exp(0.5 * (run.best[at] - score))
            }
        }
    }

    private func collect(_ run: SmoothingRun) -> SmoothingAverages {
        let count = panel.seriesCount, stateSize = run.stateSize, form = run.form, best = run.best
        var result = SmoothingAverages(
            form: form, score: .init(repeating: .infinity, count: count),
            parameters: .init(repeating: SmoothingParameters(alpha: 0), count: count),
            errorVariance: .init(repeating: 0, count: count), states: .init(repeating: 0, count: count * stateSize))
        let phi = form.points.first?.phi ?? 1
        for (index, block) in (panel.sharedBlocks + panel.mixedBlocks).enumerated() {
            for lane in 0..<lanes where block.series[lane] >= 0 && best[index * lanes + lane].isFinite {
                let series = block.series[lane]
                func total(_ row: Int) -> Double { run.totals[(index * run.rows + row) * lanes + lane] }
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

/// A bundle of patterns with their tables, where all of them have one.
private struct KeptBundle {
    let bundle: SmoothingPanel.Bundle
    /// Of all patterns; empty where one has none.
    private let known: [SmoothingFactors.Table]

    init(_ bundle: SmoothingPanel.Bundle, _ complete: CompleteFactors) {
        self.bundle = bundle
        let tables = bundle.lengths.map { $0.flatMap { complete.tables[$0] } }
        known = tables.contains { $0 == nil } ? [] : tables.compactMap(\.self)
    }

    func prepare(_ design: LaneDesign, _ point: SmoothingParameters, at index: Int) {
        if known.isEmpty { design.prepare(point, bundle: bundle) } else { design.load(known, point: index) }
    }
}

/// What one form needs while it goes through its grid.
private final class SmoothingRun {
    let form: SmoothingForm
    let stateSize: Int
    /// Per block: weighted sums of the states, then alpha, beta, gamma, error variance, and 1.
    let rows: Int
    let totals: AlignedBuffer
    let extra = AlignedBuffer(count: 5 * SmoothingPanel.lanes)
    let state: AlignedBuffer
    let product: AlignedBuffer
    let scratch: AlignedBuffer
    var best: [Double]
    /// Of the block at hand: factors of its groups, and per lane log det of X'X + Lambda less log det of Lambda, NaN where not usable.
    var factors = [UnsafePointer<Double>?](repeating: nil, count: 4)
    var logDeterminants = [Double](repeating: .nan, count: SmoothingPanel.lanes)

    init(form: SmoothingForm, blocks: Int) {
        let lanes = SmoothingPanel.lanes
        self.form = form
        stateSize = 2 + form.model.seasonLength
        rows = stateSize + 5
        totals = AlignedBuffer(count: blocks * rows * lanes)
        state = AlignedBuffer(count: stateSize * lanes)
        product = AlignedBuffer(count: stateSize * lanes)
        scratch = AlignedBuffer(count: form.model.order * lanes)
        best = [Double](repeating: .infinity, count: blocks * lanes)
    }
}
