/// Pattern search around each lane's best coarse point (Hooke and Jeeves 1961), all 32 lanes at once, each with its own parameters.
///
/// The initial state is held while the parameters move, then solved again at the new parameters and kept if that lowers the sum
/// of squares; so a step never makes the fit worse.
struct SmoothingRefinement {
    let fitter: SmoothingFitter
    let block: SmoothingPanel.Block
    private static let rounds = 4

    /// A point in the coordinates of the grid: alpha, beta / alpha, gamma / (1 - alpha), phi.
    private struct Coordinates {
        var values: (Double, Double, Double, Double)

        init(_ p: SmoothingParameters) {
            values = (p.alpha, p.alpha > 0 ? p.beta / p.alpha : 0, p.alpha < 1 ? p.gamma / (1 - p.alpha) : 0, p.phi)
        }

        func moved(_ axis: Int, by step: Double) -> Coordinates {
            func clamp(_ x: Double, _ range: ClosedRange<Double>) -> Double { min(max(x, range.lowerBound), range.upperBound) }
            var copy = self
            switch axis {
            case 0: copy.values.0 = clamp(values.0 + step, SmoothingGrid.alphaRange)
            case 1: copy.values.1 = clamp(values.1 + step, SmoothingGrid.shareRange)
            case 2: copy.values.2 = clamp(values.2 + step, SmoothingGrid.shareRange)
            default: copy.values.3 = clamp(values.3 + step, SmoothingGrid.dampingRange)
            }
            return copy
        }

        func parameters(_ model: SmoothingModel) -> SmoothingParameters {
            SmoothingGrid.point(
                alpha: values.0, betaShare: values.1, gammaShare: values.2, phi: values.3, model: model)
        }
    }

    /// Improves `start` and the initial states in place; returns the parameters of each lane.
    func run(start: [SmoothingParameters], initial: UnsafeMutablePointer<Double>) -> [SmoothingParameters] {
        let lanes = SmoothingPanel.lanes, model = fitter.model
        var points = start.map(Coordinates.init)
        fitter.store(start)
        fitter.runSumOfSquares(block, initial: initial)
        var best = (0..<lanes).map { fitter.sse[$0] }
        var axes = [0]
        if model.hasTrend { axes.append(1) }
        if model.seasonLength > 0 { axes.append(2) }
        if model.trend == .damped { axes.append(3) }
        var steps = [0.06, 0.04, 0.06, 0.03]
        for round in 0..<SmoothingRefinement.rounds {
            for axis in axes {
                // A small alpha moves by a share of itself.
                for sign in [1.0, -1.0] {
                    var trial = points
                    for lane in 0..<lanes {
                        let reach = axis == 0 ? min(steps[0], max(0.3 * points[lane].values.0, 0.004)) : steps[axis]
                        trial[lane] = points[lane].moved(axis, by: sign * reach)
                    }
                    fitter.store(trial.map { $0.parameters(model) })
                    fitter.runSumOfSquares(block, initial: initial)
                    for lane in 0..<lanes where fitter.sse[lane] < best[lane] {
                        best[lane] = fitter.sse[lane]
                        points[lane] = trial[lane]
                    }
                }
            }
            for axis in 0..<4 { steps[axis] *= 0.5 }
            if round == 1 || round == SmoothingRefinement.rounds - 1 {
                solveAgain(points.map { $0.parameters(model) }, best: &best, initial: initial)
            }
        }
        return points.map { $0.parameters(model) }
    }

    /// The best initial state of each lane at its own parameters.
    private func solveAgain(_ points: [SmoothingParameters], best: inout [Double], initial: UnsafeMutablePointer<Double>) {
        let order = fitter.design.order, lanes = SmoothingPanel.lanes, stateSize = fitter.stateSize
        let trend = fitter.model.hasTrend ? 1 : 0, m = fitter.model.seasonLength
        guard order <= SmoothingFitter.largestRefinedOrder else { return }
        fitter.store(points)
        fitter.solve(block, wantState: false)
        let trial = AlignedBuffer(count: stateSize * lanes)
        trial.pointer.update(from: initial, count: stateSize * lanes)
        let gram = AlignedBuffer(count: order * order)
        var right = [Double](repeating: 0, count: order)
        for lane in 0..<lanes where block.series[lane] >= 0 {
            let pattern = fitter.panel.patterns[block.patterns[lane / 8]]
            guard pattern.observed > order else { continue }
            fitter.design.gram(points[lane], length: pattern.length, mask: pattern.mask, into: gram.pointer)
            let last = m > 0 ? fitter.product[(2 + m - 1) * lanes + lane] : 0
            for i in 0..<order {
                right[i] = i <= trend ? fitter.product[i * lanes + lane] : fitter.product[(2 + i - 1 - trend) * lanes + lane] - last
            }
            guard Cholesky.factor(order: order, matrix: gram.pointer),
                  Cholesky.solve(order: order, factor: gram.pointer, right: &right) else { continue }
            trial[lane] = right[0]
            if trend == 1 { trial[lanes + lane] = right[1] }
            var rest = 0.0
            for j in 0..<max(m - 1, 0) {
                trial[(2 + j) * lanes + lane] = right[1 + trend + j]
                rest -= right[1 + trend + j]
            }
            if m > 0 { trial[(2 + m - 1) * lanes + lane] = rest }
        }
        fitter.runSumOfSquares(block, initial: trial.pointer)
        for lane in 0..<lanes where fitter.sse[lane] < best[lane] {
            best[lane] = fitter.sse[lane]
            for s in 0..<stateSize { initial[s * lanes + lane] = trial[s * lanes + lane] }
        }
    }
}
