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
        #expect(kept.tables(form, lengths: [1, 2, 3, 4, 5]).map { $0 != nil } == [true, false, false, true, true])
    }

    /// Factors of all complete lengths from one pass have the bits of those that are worked out for eight patterns at a time, also of lengths that are too
    /// short for their form, and for numbers of grid points that are no multiple of eight.
    @Test(arguments: [0, 4, 7, 52]) func onePassGivesTheBitsOfEveryLength(season m: Int) {
        let lengths = [1, 2, 3, 5, 8, 26, 51, 52, 53, 60, 104, 111].filter { m == 52 || $0 < 61 }
        let panel = SmoothingPanel(values: lengths.map { draws($0, count: $0) } + [draws(9, count: 30)], missing: lengths.map { _ in [] } + [[7]])
        for form in SmoothingForm.family(panelSeason: m, seasonal: m > 1) {
            var loose = form
            (loose.slopePrecision, loose.seasonPrecision) = (0, 0)
            for form in [form, loose] {
                let complete = CompleteFactors(form, panel: panel, kept: nil), design = LaneDesign(form)
                #expect(complete.made.map(\.length) == lengths && complete.tables.count == lengths.count)
                for start in stride(from: 0, to: lengths.count, by: 8) {
                    let some = lengths[start..<min(start + 8, lengths.count)]
                    let bundle = SmoothingPanel.Bundle(some.map { SmoothingPanel.Pattern(length: $0, mask: nil, observed: $0) })
                    for (index, point) in form.points.enumerated() where m < 52 || index % 5 == 0 || index == form.points.count - 1 {
                        design.prepare(point, bundle: bundle)
                        for (lane, length) in some.enumerated() {
                            guard let table = complete.tables[length] else { continue }
                            let a = table.logDeterminants[index], b = design.logDeterminants[lane]
                            #expect(a == b || a.isNaN && b.isNaN, "\(form.name) \(length) \(point)")
                            let size = SmoothingFactors.Table.size(form)
                            #expect((0..<size).allSatisfy { table.triangle(index)[$0] == design.pointer[$0 * 8 + lane] }, "\(form.name) \(length) \(point)")
                        }
                    }
                }
            }
        }
    }
}
