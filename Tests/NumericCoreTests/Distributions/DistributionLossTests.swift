import Foundation
import NumericCore
import Testing

/// One row of Fixtures/distribution-losses.json (made by distribution_losses.py with 60 digits).
struct LossRow: Decodable, Sendable, CustomTestStringConvertible {
    let family: String
    let parameters: [Double]
    let x: Double
    let tail: Double
    let n1: Double
    let n2: Double

    var testDescription: String { "\(family)\(parameters) at \(x)" }

    static let all: [LossRow] = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/distribution-losses.json")
        guard let data = try? Data(contentsOf: url) else { return [] }
        return (try? JSONDecoder().decode([LossRow].self, from: data)) ?? []
    }()
}

@Suite struct DistributionLossTests {
    private func losses(_ row: LossRow) -> LossValues? {
        switch row.family {
        case "normal": return standardNormalLosses(row.x)
        case "gamma": return GammaDistribution(shape: row.parameters[0], scale: 1).losses(at: row.x)
        case "poisson": return PoissonDistribution(mean: row.parameters[0]).losses(at: row.x)
        case "negative_binomial":
            return NegativeBinomialDistribution(mean: row.parameters[0], variance: row.parameters[1])?.losses(at: row.x)
        default: return nil
        }
    }

    /// Tail, first and second-order loss within 1e-9 relative, over 300 orders of magnitude.
    @Test func everyReferenceValue() throws {
        #expect(LossRow.all.count > 500)
        for row in LossRow.all {
            let got = try #require(losses(row))
            let worst = max(
                abs(got.upperTail / row.tail - 1), abs(got.first / row.n1 - 1), abs(got.second / row.n2 - 1))
            #expect(worst < 1e-9, "\(row.testDescription): \(got), expected \(row.tail) \(row.n1) \(row.n2)")
        }
    }
}
