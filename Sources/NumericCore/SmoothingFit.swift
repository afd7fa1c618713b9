import CSmoothing

/// One model fitted to every series of a panel.
public struct SmoothingFits: Sendable {
    public let model: SmoothingModel
    /// Whether the series has enough observations to determine the initial state.
    public var available: [Bool]
    public var parameters: [SmoothingParameters]
    /// Sum of squared one-step errors.
    public var sumOfSquares: [Double]
    /// State after the last period, `stateSize` entries per series: level, slope, season slots 0..<m (the slot of period t is t mod m).
    public var finalStates: [Double]
    public var initialStates: [Double]

    public var stateSize: Int { 2 + model.seasonLength }

    init(model: SmoothingModel, count: Int) {
        self.model = model
        available = .init(repeating: false, count: count)
        parameters = .init(repeating: SmoothingParameters(alpha: 0), count: count)
        sumOfSquares = .init(repeating: .infinity, count: count)
        finalStates = .init(repeating: 0, count: count * (2 + model.seasonLength))
        initialStates = finalStates
    }
}

/// Fits one additive exponential smoothing model to a whole panel by concentrated likelihood.
///
/// For fixed smoothing parameters the one-step errors are linear in the initial state, e = ytilde - X x0 (ytilde: errors of the
/// recursion started at zero), so the least sum of squares is |ytilde|^2 - b'(X'X)^-1 b with b = X'ytilde. Per grid point that
/// is a SIMD recursion for ytilde, its adjoint for b, and a triangular solve with a factor that all series of one length share.
/// The best coarse point of each series is then refined by a pattern search.
public final class SmoothingFitter {
    let model: SmoothingModel
    let panel: SmoothingPanel
    let design: SmoothingDesign
    let lanes = SmoothingPanel.lanes
    let stateSize: Int
    let errors: AlignedBuffer
    let state: AlignedBuffer
    let product: AlignedBuffer
    let scratch: AlignedBuffer
    let sse: AlignedBuffer
    let explained: AlignedBuffer
    let parameters: AlignedBuffer
    /// Refine the initial state again at the refined parameters: cheap while the state is small.
    static let largestRefinedOrder = 26

    public init(model: SmoothingModel, panel: SmoothingPanel) {
        self.model = model
        self.panel = panel
        design = SmoothingDesign(model: model, panel: panel)
        stateSize = 2 + model.seasonLength
        errors = AlignedBuffer(count: panel.longest * lanes)
        state = AlignedBuffer(count: stateSize * lanes)
        product = AlignedBuffer(count: stateSize * lanes)
        scratch = AlignedBuffer(count: model.order * SmoothingPanel.groupLanes)
        sse = AlignedBuffer(count: lanes)
        explained = AlignedBuffer(count: lanes)
        parameters = AlignedBuffer(count: 4 * lanes)
    }

    public func fit() -> SmoothingFits {
        var fits = SmoothingFits(model: model, count: panel.seriesCount)
        guard panel.patterns.contains(where: { $0.observed > model.order }) else { return fits }
        let points = SmoothingGrid(model: model).points
        let blocks = panel.blocks.count
        var best = [Double](repeating: .infinity, count: blocks * lanes)
        var bestPoint = [Int32](repeating: -1, count: blocks * lanes)
        for (index, point) in points.enumerated() {
            design.prepare(point)
            setParameters(point)
            for block in 0..<blocks {
                solve(panel.blocks[block], wantState: false)
                for lane in 0..<lanes where panel.blocks[block].series[lane] >= 0 {
                    guard design.factor(pattern: panel.blocks[block].patterns[lane / 8]) != nil else { continue }
                    let value = max(sse[lane] - explained[lane], 0)
                    if value < best[block * lanes + lane] {
                        best[block * lanes + lane] = value
                        bestPoint[block * lanes + lane] = Int32(index)
                    }
                }
            }
        }
        let initial = AlignedBuffer(count: blocks * stateSize * lanes)
        solveAtBest(points: points, bestPoint: bestPoint, initial: initial)
        for block in 0..<blocks {
            finishBlock(block, points: points, bestPoint: bestPoint, initial: initial, fits: &fits)
        }
        return fits
    }

    /// Initial states at each series' best coarse point: only the points that won somewhere are solved again.
    private func solveAtBest(points: [SmoothingParameters], bestPoint: [Int32], initial: AlignedBuffer) {
        var winners = [[Int]](repeating: [], count: points.count)
        for block in panel.blocks.indices {
            for lane in 0..<lanes {
                let point = Int(bestPoint[block * lanes + lane])
                if point >= 0 && winners[point].last != block { winners[point].append(block) }
            }
        }
        for (index, point) in points.enumerated() where !winners[index].isEmpty {
            design.prepare(point)
            setParameters(point)
            for block in winners[index] {
                solve(panel.blocks[block], wantState: true)
                for lane in 0..<lanes where bestPoint[block * lanes + lane] == Int32(index) {
                    for s in 0..<stateSize { initial[(block * stateSize + s) * lanes + lane] = state[s * lanes + lane] }
                }
            }
        }
    }

    private func finishBlock(
        _ index: Int, points: [SmoothingParameters], bestPoint: [Int32], initial: AlignedBuffer, fits: inout SmoothingFits
    ) {
        let block = panel.blocks[index]
        var start = [SmoothingParameters](repeating: points[0], count: lanes)
        for lane in 0..<lanes {
            let point = Int(bestPoint[index * lanes + lane])
            if point >= 0 { start[lane] = points[point] }
        }
        let states = initial.pointer + index * stateSize * lanes
        let refined = SmoothingRefinement(fitter: self, block: block).run(start: start, initial: states)
        store(refined)
        state.pointer.update(from: states, count: stateSize * lanes)
        runErrors(block)
        for lane in 0..<lanes where block.series[lane] >= 0 && bestPoint[index * lanes + lane] >= 0 {
            let series = block.series[lane]
            guard sse[lane].isFinite else { continue }
            fits.available[series] = true
            fits.parameters[series] = refined[lane]
            fits.sumOfSquares[series] = sse[lane]
            for s in 0..<stateSize {
                fits.finalStates[series * stateSize + s] = state[s * lanes + lane]
                fits.initialStates[series * stateSize + s] = states[s * lanes + lane]
            }
        }
    }

    /// ytilde, b and the explained sum of squares of one block at the current parameters.
    func solve(_ block: SmoothingPanel.Block, wantState: Bool) {
        state.fill(0)
        runErrors(block)
        var kernelBlock = block.kernelBlock
        var smoothing = kernelModel
        twobin_adjoint(&kernelBlock, &smoothing, errors.pointer, product.pointer)
        var factors: [UnsafePointer<Double>?] = block.patterns.map { design.factor(pattern: $0) }
        twobin_solve(
            &factors, Int32(design.order), model.hasTrend ? 1 : 0, Int32(model.seasonLength), product.pointer,
            scratch.pointer, explained.pointer, wantState ? state.pointer : nil)
    }

    /// One-step errors from `state` (in and out), with the current parameters.
    func runErrors(_ block: SmoothingPanel.Block) {
        var kernelBlock = block.kernelBlock
        var smoothing = kernelModel
        twobin_errors(&kernelBlock, &smoothing, state.pointer, errors.pointer, sse.pointer)
    }

    /// Sums of squares from given initial states, with the current parameters.
    func runSumOfSquares(_ block: SmoothingPanel.Block, initial: UnsafePointer<Double>) {
        state.pointer.update(from: initial, count: stateSize * lanes)
        var kernelBlock = block.kernelBlock
        var smoothing = kernelModel
        twobin_sum_of_squares(&kernelBlock, &smoothing, state.pointer, sse.pointer)
    }

    private var kernelModel: twobin_smoothing {
        twobin_smoothing(
            values: UnsafePointer(parameters.pointer), trend: model.hasTrend ? 1 : 0, season: Int32(model.seasonLength))
    }

    func setParameters(_ point: SmoothingParameters) {
        for lane in 0..<lanes { setParameters(point, lane: lane) }
    }

    func store(_ points: [SmoothingParameters]) {
        for lane in 0..<lanes { setParameters(points[lane], lane: lane) }
    }

    @inline(__always)
    private func setParameters(_ point: SmoothingParameters, lane: Int) {
        parameters[lane] = point.alpha
        parameters[lanes + lane] = point.beta
        parameters[2 * lanes + lane] = point.gamma
        parameters[3 * lanes + lane] = point.phi
    }
}
