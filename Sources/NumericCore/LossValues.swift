/// The upper tail of a distribution at a level x: what every stock figure is computed from.
///
/// - `upperTail`: P(D > x);
/// - `first`: n1(x) = E[(D - x)+], the expected shortage;
/// - `second`: for a continuous D, n2(x) = E[((D - x)+)^2] / 2, the integral of n1 from x on; for a D in whole units
///   n2(x) = E[(D - x)+ (D - x - 1)+] / 2, the sum of n1(y) over y = x+1, x+2, ... (Zipkin 2000, sections C.2.2 and C.3.2).
///
/// All three are sums of positive terms: they keep their relative accuracy however far out x lies.
public struct LossValues: Sendable, Equatable {
    public var upperTail: Double
    public var first: Double
    public var second: Double

    public init(upperTail: Double, first: Double, second: Double) {
        self.upperTail = upperTail
        self.first = first
        self.second = second
    }
}
