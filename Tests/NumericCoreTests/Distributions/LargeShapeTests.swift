import Foundation
import NumericCore
import Testing

struct LargeShapeTests {
    /// Fixtures/incomplete_gamma.py: the smaller of P and Q by quadrature of the density at 40 digits.
    static let cases: [(a: Double, x: Double, tail: Double)] = [
        (1e6, 992000, 5.2401228154308307e-16), (1.0000001e6, 1.0000001e6, 0.49986701924577645),
        (1e9, 999747017.7871865, 6.1874935119000272e-16), (1e9, 999968377.2233983, 0.15865525389121661), (1e9, 1e9, 0.49999579477912994),
        (1e9, 1000063245.5532033, 0.022751839265495314), (1e9, 1000632455.5320337, 2.9957774011940442e-89),
        (1e13, 9999974701778.719, 6.2206250738686218e-16), (1e13, 10000018973665.96, 9.8661006130024793e-10),
        (1e13, 10000063245553.203, 2.7559471078610193e-89),
    ]

    @Test("Incomplete gamma functions of large shapes, far into both tails", arguments: cases)
    func values(_ one: (a: Double, x: Double, tail: Double)) {
        let both = regularisedIncompleteGamma(a: one.a, x: one.x)
        let tail = one.x < one.a ? both.lower : both.upper
        #expect(abs(tail / one.tail - 1) < 1e-9, "\(one): \(tail)")
        #expect(abs(both.lower + both.upper - 1) < 1e-15)
    }

    @Test("Demand that hardly varies has its quantile at once: a shape of 10^29 had taken half a minute")
    func nearlyPoint() {
        let d = GammaDistribution(mean: 0.004, variance: 1.6e-34)
        #expect(abs(d.quantile(0.9) / 0.004 - 1) < 1e-12)
        #expect(abs(GammaDistribution(mean: 3e9, variance: 9).quantile(0.9) - 3e9) < 5)
    }

    @Test("The expansion joins the series and the fraction where it takes over")
    func seam() {
        for z in [-5.0, -1, 0, 1, 5] {
            let below = regularisedIncompleteGamma(a: 1e6, x: 1e6 + z * 1e3), above = regularisedIncompleteGamma(a: 1e6 + 1e-6, x: 1e6 + 1e-6 + z * 1e3)
            #expect(abs(below.lower / above.lower - 1) < 1e-8 && abs(below.upper / above.upper - 1) < 1e-8)
        }
    }
}
