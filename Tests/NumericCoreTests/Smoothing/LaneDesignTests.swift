import CMath
import Testing

@testable import NumericCore

private func pseudoRandom(_ seed: Int, count: Int) -> [Double] {
    var state = UInt64(seed) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
}

/// X by the plain recursion from unit states, row by row; M = X'X + Lambda by sums.
private func directProducts(_ p: SmoothingParameters, _ form: SmoothingForm, mask: [Double]) -> [Double] {
    let model = form.model, m = model.seasonLength, trend = model.hasTrend ? 1 : 0, k = model.order
    let columns = (0..<k).map { column -> [Double] in
        var level = column == 0 ? 1.0 : 0, slope = trend == 1 && column == 1 ? 1.0 : 0
        var season = [Double](repeating: 0, count: max(m, 1))
        if column > trend {
            season[column - 1 - trend] = 1
            season[m - 1] = -1
        }
        return mask.indices.map { t in
            slope *= p.phi
            let forecast = level + slope + (m > 0 ? season[t % m] : 0), error = -forecast * mask[t]
            level += slope + p.alpha * error
            slope += p.beta * error
            if m > 0 { season[t % m] += p.gamma * error }
            return forecast * mask[t]
        }
    }
    var matrix = [Double](repeating: 0, count: k * k)
    for i in 0..<k {
        for j in 0...i { matrix[i * k + j] = zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    if trend == 1 { matrix[k + 1] += form.slopePrecision }
    for i in (1 + trend)..<max(k, 1 + trend) {
        for j in (1 + trend)...i { matrix[i * k + j] += form.seasonPrecision * (i == j ? 2 : 1) }
    }
    return matrix
}

@Suite struct LaneDesignTests {
    /// Seven patterns of unlike lengths, from none to six in ten periods missing, with gaps at both ends, and an empty lane: the factors of every form,
    /// at points spread over its grid, are those of the direct products.
    @Test(arguments: [1, 4, 12, 52])
    func factorsAreThoseOfTheDirectProducts(season m: Int) throws {
        let longest = m == 52 ? 104 : 60
        var patterns: [SmoothingPanel.Pattern] = []
        for lane in 0..<7 {
            let length = longest - 3 * lane, random = pseudoRandom(lane + 40 * m, count: length)
            var mask = [Double](repeating: 1, count: length)
            switch lane {
            case 0: break
            case 1: mask[0] = 0
            case 2: mask[length - 1] = 0
            case 3: for t in 10..<(10 + min(m, 20)) { mask[t] = 0 }
            default: for t in 0..<length where random[t] < [0.1, 0.4, 0.6][lane - 4] { mask[t] = 0 }
            }
            patterns.append(SmoothingPanel.Pattern(length: length, mask: lane == 0 ? nil : mask, observed: Int(mask.reduce(0, +))))
        }
        let bundle = SmoothingPanel.Bundle(patterns)
        for form in SmoothingForm.family(panelSeason: m, seasonal: m > 1) {
            let k = form.model.order
            let design = LaneDesign(form), prior = SmoothingPrior(form)
            for point in stride(from: 0, to: form.points.count, by: m == 52 ? 13 : 5).map({ form.points[$0] }) {
                design.prepare(point, bundle: bundle)
                for (lane, pattern) in patterns.enumerated() {
                    let mask = pattern.mask ?? .init(repeating: 1, count: pattern.length)
                    let direct = try #require(Cholesky.small(directProducts(point, form, mask: mask), order: k))
                    var ours = [Double](repeating: 0, count: k * k)
                    design.copy(lane: lane, to: &ours)
                    var logDeterminant = -prior.logDeterminant, worst = 0.0
                    for i in 0..<k {
                        logDeterminant += 2 * log(direct[i * k + i])
                        worst = max(worst, abs(ours[i * k + i] * direct[i * k + i] - 1))
                        for j in 0..<i { worst = max(worst, abs(ours[i * k + j] - direct[i * k + j]) / max(abs(direct[i * k + j]), 1)) }
                    }
                    #expect(worst < 1e-9, "\(form.name) \(point), lane \(lane)")
                    #expect(abs(design.logDeterminants[lane] - logDeterminant) < 1e-8, "\(form.name) \(point), lane \(lane)")
                }
                #expect(design.logDeterminants[7].isNaN)
            }
        }
    }

    /// A series has the same bits alone, where many series share its pattern, and between series of other lengths with other gaps or none.
    @Test(arguments: [0, 7])
    func bitsDoNotDependOnTheKindOfBlock(season m: Int) {
        let form = SmoothingForm.family(panelSeason: m, seasonal: m > 1)[5]
        var values = (0..<17).map { pseudoRandom($0, count: 50) }, missing = values.map { _ in [3, 20, 21] }
        for other in 0..<13 {
            let length = 30 + 2 * (other % 5) + other
            values.append(pseudoRandom(100 + other, count: length))
            missing.append(Set(pseudoRandom(200 + other, count: other % 6).map { Int($0 * Double(length)) }).sorted())
        }
        let together = SmoothingAverager(panel: SmoothingPanel(values: values, missing: missing)).average(form)
        let size = together.stateSize
        for index in values.indices {
            let alone = SmoothingAverager(panel: SmoothingPanel(values: [values[index]], missing: [missing[index]])).average(form)
            #expect(alone.score[0] == together.score[index] && alone.score[0].isFinite)
            #expect(alone.states == Array(together.states[(index * size)..<((index + 1) * size)]))
            #expect(alone.errorVariance[0] == together.errorVariance[index])
        }
    }

    /// Beside a series whose initial state is not determined, the others are what they are alone.
    @Test func anUndeterminedLaneLeavesItsNeighboursAlone() {
        let form = SmoothingForm(name: "x", model: SmoothingModel(trend: .additive, seasonLength: 4), points: [
            SmoothingParameters(alpha: 0.3, beta: 0.05, gamma: 0.2), SmoothingParameters(alpha: 0.6, beta: 0.05, gamma: 0.1),
        ])
        // Without a prior, a season's slot that is never observed is open.
        let values = (0..<3).map { pseudoRandom($0, count: 24) }
        let missing = [[2, 9], Array(stride(from: 1, to: 24, by: 4)), [5]]
        let together = SmoothingAverager(panel: SmoothingPanel(values: values, missing: missing)).average(form)
        #expect(together.score[1] == .infinity)
        for index in [0, 2] {
            let alone = SmoothingAverager(panel: SmoothingPanel(values: [values[index]], missing: [missing[index]])).average(form)
            #expect(alone.score[0] == together.score[index] && alone.score[0].isFinite)
            #expect(alone.states == Array(together.states[(index * 6)..<((index + 1) * 6)]))
        }
    }
}
