import CMath
import CSmoothing

/// The dynamic optimised Theta model averaged over the smoothing parameter.
///
/// Fioruzzi et al. 2016: a level smoothed by alpha plus omega = 1 - 1/theta times the line fitted so far. For a given alpha the
/// errors are linear in the initial level and omega, so both are solved for; alpha is averaged over sixteen values with weights
/// SSE^(-n/2). A pull towards omega = 1/2 (theta = 2, the classical method) steadies short series.
public struct ThetaForecast: Sendable {
    /// Expected values of the coming periods.
    public var mean: [Double]
    /// One-step error variance, and the smoothing parameter, averaged over alpha.
    public var errorVariance: Double
    public var alpha: Double

    static let alphas: [Double] = [
        0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99,
    ]
    static let omegaRidge = 4.0

    /// - Parameters:
    ///   - values: observations; entries where `mask` is 0 are ignored.
    ///   - mask: 1 observed, 0 missing; empty where nothing is missing.
    ///
    ///     ThetaForecast(values: [1, 2, 3, 4, 5], mask: [], horizon: 1)!.mean     // between 5 and 6
    ///
    /// `nil` for fewer than three observations.
    public init?(values: [Double], mask: [Double], horizon: Int) {
        let width = Self.alphas.count
        let observed = mask.isEmpty ? values.count : Int(mask.reduce(0, +))
        guard observed >= 3, horizon >= 1 else { return nil }
        let alphaBuffer = AlignedBuffer(count: width)
        for i in 0..<width { alphaBuffer[i] = Self.alphas[i] }
        var forecast = [Double](repeating: 0, count: horizon * width)
        var sse = [Double](repeating: 0, count: width), omega = sse
        var used: Int32 = 0
        values.withUnsafeBufferPointer { y in
            mask.withUnsafeBufferPointer { m in
                twobin_theta(
                    y.baseAddress, mask.isEmpty ? nil : m.baseAddress, Int32(values.count), alphaBuffer.pointer, Self.omegaRidge,
                    Int32(horizon), &forecast, &sse, &omega, &used)
            }
        }
        guard used > 0, let smallest = sse.min() else { return nil }
        let n = Double(used)
        let weights = sse.map { exp(-0.5 * n * log($0 / smallest)) }
        let total = weights.reduce(0, +)
        mean = (0..<horizon).map { h in
            var sum = 0.0
            for i in 0..<width { sum += weights[i] * forecast[h * width + i] }
            return sum / total
        }
        alpha = zip(weights, Self.alphas).reduce(0) { $0 + $1.0 * $1.1 } / total
        errorVariance = zip(weights, sse).reduce(0) { $0 + $1.0 * $1.1 } / total / n
    }
}
