import NumericCore
import Testing

@Suite struct GammaPartialMomentTests {
    /// E[T^k; T <= x] = scale^k a (a + 1) ... P(a + k, x), by the incomplete gamma function of each shape.
    @Test(arguments: [0.004, 0.3, 1, 4, 11, 44, 400, 9_000], [0.02, 1, 7])
    func momentsAreThoseOfTheIncompleteGammaFunction(_ shape: Double, _ scale: Double) {
        let points = (0..<21).map { scale * shape * (0.05 + 0.2 * Double($0)) }
        let moments = GammaPartialMoments(shape: shape, scale: scale, below: points)
        for (index, point) in points.enumerated() {
            func lower(_ more: Double) -> Double { regularisedIncompleteGamma(a: shape + more, x: point / scale).lower }
            let mean = shape * scale
            #expect(abs(moments.zeroth[index] - lower(0)) <= 1e-12)
            #expect(abs(moments.first[index] - mean * lower(1)) <= 1e-12 * mean)
            #expect(abs(moments.second[index] - mean * (shape + 1) * scale * lower(2)) <= 1e-12 * mean * (shape + 1) * scale)
        }
    }

    /// What a point is worth does not depend on which others are asked for beside it.
    @Test func pointsDoNotDependOnEachOther() {
        let points = (1...40).map { 0.9 * Double($0) }
        let all = GammaPartialMoments(shape: 6.5, scale: 2, below: points)
        for (index, point) in points.enumerated() {
            let alone = GammaPartialMoments(shape: 6.5, scale: 2, below: [point])
            #expect(alone.zeroth[0] == all.zeroth[index] && alone.first[0] == all.first[index] && alone.second[0] == all.second[index])
        }
    }

    @Test func endsAreKnown() {
        let moments = GammaPartialMoments(shape: 4, scale: 5, below: [0, .infinity, 20])
        #expect([moments.zeroth[0], moments.first[0], moments.second[0]] == [0, 0, 0])
        #expect([moments.zeroth[1], moments.first[1], moments.second[1]] == [1, 20, 500])
        #expect(abs(moments.zeroth[2] - 0.566529879633291) < 1e-14)
        #expect(GammaPartialMoments(shape: 4, scale: 5, below: []).zeroth.isEmpty)
    }
}
