import Testing

@testable import NumericCore

private func draws(_ seed: Int, count: Int) -> [Double] {
    var state = UInt64(seed) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
}

@Suite struct KeptFactorsTests {
    /// Lengths that many series share, lengths of one or two, and gaps.
    private static func panel(_ seed: Int) -> SmoothingPanel {
        var values: [[Double]] = [], missing: [[Int]] = []
        for index in 0..<40 {
            let length = index < 20 ? 40 + seed : 25 + index / 2
            values.append(draws(100 * seed + index, count: length))
            missing.append(index % 11 == 3 ? [4, 5] : [])
        }
        return SmoothingPanel(values: values, missing: missing)
    }

    private static func equal(_ a: SmoothingAverages, _ b: SmoothingAverages) -> Bool {
        a.score == b.score && a.states == b.states && a.errorVariance == b.errorVariance && a.parameters == b.parameters
    }

    /// The bits are those of factors that are worked out each time, whatever is kept: all, what fits in next to nothing, or what another panel left.
    @Test(arguments: [0, 7], [64 << 20, 200_000, 0])
    func keptFactorsChangeNoBits(season m: Int, mostBytes: Int) {
        let kept = SmoothingFactors(mostBytes: mostBytes)
        for form in SmoothingForm.family(panelSeason: m, seasonal: m > 1) {
            for seed in [1, 2, 1, 3, 2] {
                let panel = Self.panel(seed)
                let alone = SmoothingAverager(panel: panel).average(form)
                #expect(Self.equal(SmoothingAverager(panel: panel, factors: kept).average(form), alone), "\(form.name), panel \(seed)")
            }
        }
    }

    @Test func whatIsKeptIsBounded() {
        let form = SmoothingForm.family(panelSeason: 7, seasonal: true)[3]
        let table = SmoothingFactors.Table(form)
        let kept = SmoothingFactors(mostBytes: 3 * table.bytes)
        for length in 1...5 {
            kept.keep([(length, SmoothingFactors.Table(form))], of: form)
            // The first is used all the time.
            #expect(kept.tables(form, lengths: [1])[0] != nil)
        }
        #expect(kept.tables(form, lengths: [1, 2, 3, 4, 5, nil]).map { $0 != nil } == [true, false, false, true, true, false])
    }
}
