import CMath
import CSmoothing

/// Cholesky factors of X'X + Lambda for eight patterns, worked out side by side in SIMD lanes.
///
/// X is not formed: with D_t = F - mask_t g w_t' the products follow P <- D_t' P D_t + mask_t w_t w_t' from the last period back, and since the
/// season is the identity in F, and w and g touch level, slope and one slot, a period costs O(m). The rows of X would have to be formed first, and
/// their products need O(length m^2) for each pattern.
final class LaneDesign {
    let order: Int
    private let model: SmoothingModel
    private let prior: SmoothingPrior
    private let work: AlignedBuffer
    private let factors: AlignedBuffer
    private let products: AlignedBuffer
    private let usable: AlignedBuffer
    private let parameters = AlignedBuffer(count: 4)
    /// Of each lane: log det of X'X + Lambda less log det of Lambda (without the level, whose prior is flat); NaN where the initial state is not
    /// determined.
    private(set) var logDeterminants = [Double](repeating: .nan, count: SmoothingPanel.groupLanes)

    /// - Parameter form: its model and prior.
    init(_ form: SmoothingForm) {
        let lanes = SmoothingPanel.groupLanes, m = form.model.seasonLength
        model = form.model
        order = form.model.order
        prior = SmoothingPrior(form)
        work = AlignedBuffer(count: (3 + 2 * m + m * (m + 1) / 2) * lanes)
        factors = AlignedBuffer(count: order * (order + 1) / 2 * lanes)
        products = AlignedBuffer(count: (order + lanes - 1) / lanes * lanes)
        usable = AlignedBuffer(count: lanes)
    }

    /// Packed lower triangles of the eight lanes as the solve kernel wants them (reciprocal diagonal), zeros where not usable.
    var pointer: UnsafePointer<Double> { UnsafePointer(factors.pointer) }

    /// Computes the factors of a bundle at one grid point.
    func prepare(_ point: SmoothingParameters, bundle: SmoothingPanel.Bundle) {
        parameters[0] = point.alpha
        parameters[1] = point.beta
        parameters[2] = point.gamma
        parameters[3] = point.phi
        twobin_factors(
            bundle.mask.pointer, Int32(bundle.length), parameters.pointer, model.hasTrend ? 1 : 0, Int32(model.seasonLength),
            prior.slopePrecision, prior.seasonPrecision, work.pointer, factors.pointer, products.pointer, usable.pointer)
        for lane in 0..<SmoothingPanel.groupLanes {
            logDeterminants[lane] = .nan
            guard usable[lane] == 1, bundle.observed[lane] > (prior.isProper ? 1 : order) else { continue }
            var logSum = 0.0
            for i in stride(from: lane, to: products.count, by: SmoothingPanel.groupLanes) { logSum += log(products[i]) }
            logDeterminants[lane] = 2 * logSum - prior.logDeterminant
        }
    }

    /// Takes the factors of a bundle at one grid point from where they are kept.
    func load(_ tables: [SmoothingFactors.Table], point: Int) {
        let width = SmoothingPanel.groupLanes, size = order * (order + 1) / 2
        if tables.count < width { factors.fill(0) }
        for (lane, table) in tables.enumerated() {
            let source = table.triangle(point)
            for i in 0..<size { factors[i * width + lane] = source[i] }
        }
        for lane in 0..<width { logDeterminants[lane] = lane < tables.count ? tables[lane].logDeterminants[point] : .nan }
    }

    /// One lane's factor, row-major, for series that share it.
    func copy(lane: Int, to target: UnsafeMutablePointer<Double>) {
        var at = lane
        for i in 0..<order {
            for j in 0...i {
                target[i * order + j] = factors[at]
                at += SmoothingPanel.groupLanes
            }
        }
    }
}
