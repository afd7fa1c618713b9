import Foundation
import Testing

@testable import NumericCore
import TextForms

@Suite("How far groups lie from the panel")
struct RegressionDeviationTests {
    private static let groups = 60, periods = 50

    /// One series a group; a column that is 1 in one period of twelve multiplies demand by exp(0.5 + the group's own).
    private func panel(own: [Double], learns: Bool) -> PanelRegression {
        var options = PanelRegressionOptions()
        options.sharedDeviation = [1]
        options.groupDeviation = [0.3]
        if learns { options.columnClass = [0] }
        return PanelRegression(
            columnCount: 1, seriesCount: Self.groups, comingRows: 0, groups: (0..<Self.groups).map { [$0] }, options: options
        ) { index, rows in
            var state = UInt64(index) &* 7919 &+ 17
            func uniform() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(state >> 11) / 0x1p53
            }
            rows.design = (0..<Self.periods).map { $0 % 12 == 5 ? 1 : 0 }
            rows.response = rows.design.map { column in
                // A sum of twelve uniform numbers less six is nearly normal: a period varies by 30%.
                let noise = (0..<12).reduce(0) { sum, _ in sum + uniform() } - 6
                return 40 * exp(column * (0.5 + own[index])) * max(0.05, 1 + 0.3 * noise)
            }
            rows.weight = rows.design.map { _ in 1 }
            rows.firstPeriod = 0
        }
    }

    private func spread(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }

    @Test func `where all groups answer alike, their effects are drawn together`() throws {
        let alike = Array(repeating: 0.0, count: Self.groups)
        let fixed = try panel(own: alike, learns: false).fitted(), learnt = try panel(own: alike, learns: true).fitted()
        let before = spread(fixed.groups.map { $0[0] }), after = spread(learnt.groups.map { $0[0] })
        #expect(after < 0.7 * before)
        #expect(abs(learnt.shared[0] - 0.5) < 0.05)
    }

    @Test func `where groups answer differently, each keeps what it showed`() throws {
        let own = (0..<Self.groups).map { $0 % 2 == 0 ? 0.8 : -0.8 }
        let fixed = try panel(own: own, learns: false).fitted(), learnt = try panel(own: own, learns: true).fitted()
        func error(_ fit: PanelRegressionFit) -> Double {
            zip(fit.groups, own).reduce(0) { $0 + abs($1.0[0] - 0.5 - $1.1) } / Double(Self.groups)
        }
        #expect(error(learnt) < error(fixed))
        #expect(error(learnt) < 0.16)
    }

    @Test func `the first sight of a rare column is not believed`() throws {
        // One series, one period of fifty: demand was twice the usual, and next to nothing is concluded from it.
        var options = PanelRegressionOptions()
        options.sharedDeviation = [0.3]
        options.groupDeviation = [0.3]
        let regression = PanelRegression(columnCount: 1, seriesCount: 1, comingRows: 0, groups: [[0]], options: options) { _, rows in
            rows.design = (0..<50).map { $0 == 20 ? 1 : 0 }
            rows.response = (0..<50).map { $0 == 20 ? 20 : [7, 10, 13][$0 % 3] }
            rows.weight = rows.design.map { _ in 1 }
        }
        let effect = try regression.fitted().groups[0][0]
        #expect(effect > 0.1 && effect < 0.62)
    }
}
