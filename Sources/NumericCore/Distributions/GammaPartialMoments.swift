import CMath
import CSmoothing

/// Moments of a gamma distribution below many points at once: E[1; T <= x], E[T; T <= x] and E[T^2; T <= x].
///
/// All three come from one series of positive terms (`twobin_gamma_moments`), accurate to about 1e-14 of the whole moment for shapes up to 10^4.
///
///     let moments = GammaPartialMoments(shape: 4, scale: 5, below: [10, 20, .infinity])
///     moments.zeroth[1]      // 0.5665298796332910, half of the time no more than 20
///     moments.first[2]       // 20, the mean
public struct GammaPartialMoments: Sendable {
    /// One of each per point, in the order given; units of x to the power of the moment.
    public let zeroth: [Double]
    public let first: [Double]
    public let second: [Double]

    /// - Parameters:
    ///   - shape: above 0; the mean is shape x scale.
    ///   - scale: above 0, units of x.
    ///   - points: 0 or more; infinity is allowed.
    /// - Complexity: O(1) a point: a series of some dozens of terms where the shape is moderate.
    public init(shape: Double, scale: Double, below points: [Double]) {
        let count = (points.count + 7) & ~7
        // Where the point is 0 or infinite the moments are known, and anything will do for the series.
        let usual = shape * scale
        let constant = -stirlingError(shape) - 0.5 * log(2 * Double.pi * shape)
        var zeroth = [Double](repeating: 0, count: count), first = zeroth, second = zeroth
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count)) { x in
            for index in 0..<count {
                let point = index < points.count ? points[index] : usual
                x[index] = (point > 0 && point < .infinity ? point : usual) / scale
            }
            zeroth.withUnsafeMutableBufferPointer { p0 in
                first.withUnsafeMutableBufferPointer { p1 in
                    second.withUnsafeMutableBufferPointer { p2 in
                        if let x = x.baseAddress, let p0 = p0.baseAddress, let p1 = p1.baseAddress, let p2 = p2.baseAddress {
                            twobin_gamma_moments(shape, constant, x, Int32(count), p0, p1, p2)
                        }
                    }
                }
            }
        }
        let mean = shape * scale, square = shape * (shape + 1) * scale * scale
        for index in points.indices {
            if points[index] > 0 && points[index] < .infinity {
                first[index] *= mean
                second[index] *= square
            } else {
                zeroth[index] = points[index] > 0 ? 1 : 0
                first[index] = points[index] > 0 ? mean : 0
                second[index] = points[index] > 0 ? square : 0
            }
        }
        self.zeroth = zeroth
        self.first = first
        self.second = second
    }
}
