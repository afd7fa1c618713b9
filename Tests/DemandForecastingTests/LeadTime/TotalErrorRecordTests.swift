import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

/// What a series' own past says of how well its totals can be known.
@Suite struct TotalErrorRecordTests {
    private func series(_ demand: [Double], _ name: String = "a") -> DemandSeries {
        DemandSeries(key: ItemLocation(item: name), firstPeriod: 0, demand: demand)
    }

    /// Poisson counts by inversion, from a fixed stream.
    private func poisson(_ mean: Double, _ count: Int, seed: UInt64) -> [Double] {
        var state = seed
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        return (0..<count).map { _ in
            let u = uniform()
            var k = 0.0, term = exp(-mean), below = term
            while u > below, k < 1_000 {
                k += 1
                term *= mean / k
                below += term
            }
            return k
        }
    }

    /// By hand: horizon 1, demand 2, 4, 6, 8, 10. From two periods on the mean of the past says 3, 4, 5 (errors 3, 4, 5); a level of speed 1 says 4, 6, 8
    /// (errors 2, 2, 2). The better one: 4.
    @Test func byHand() throws {
        let record = try #require(TotalErrorRecord(series([2, 4, 6, 8, 10]), horizon: 1))
        #expect(abs(record.meanSquare - 4) < 1e-12)
        #expect(record.windows == 3)
        #expect(TotalErrorRecord(series([2, 4, 6]), horizon: 1) == nil)
        // Time before the first sale is no history.
        #expect(TotalErrorRecord(series([0, 0, 0, 0, 2, 4, 6]), horizon: 1) == nil)
    }

    /// Independent customers: the total of h periods has the variance h m, the mean of t periods adds h^2 m / t.
    @Test func recordOfSteadyDemandIsNearItsVariance() throws {
        let records = (0..<40).compactMap { TotalErrorRecord(series(poisson(3, 280, seed: UInt64(11 + 97 * $0))), horizon: 35) }
        let mean = records.reduce(0) { $0 + $1.meanSquare } / 40
        #expect(records.count == 40)
        #expect(mean > 35 * 3 * 0.9 && mean < 35 * 3 * 1.6)
    }

    @Test func claimsAreNarrowedByTheRecordAndNeverWidened() {
        let records = (0..<20).map { TotalErrorRecord(series(poisson(3, 280, seed: UInt64(5 + 31 * $0))), horizon: 35) }
        let wide = SpreadByRecord(records: records, claimed: [Double](repeating: 300, count: 20))
        let narrow = SpreadByRecord(records: records, claimed: [Double](repeating: 60, count: 20))
        for i in 0..<20 {
            #expect(wide.factor(i) < 0.85 && wide.factor(i) >= SpreadByRecord.least)
            // Half of what was seen: only a record much calmer than the claim still narrows it, and by little.
            #expect(narrow.factor(i) > 0.85 && narrow.factor(i) <= 1)
        }
    }

    /// One odd item moves what the others are given by little, however odd it is.
    @Test func oddItemMovesTheOthersByLittle() {
        var records = (0..<6).map { TotalErrorRecord(series(poisson(3, 280, seed: UInt64(5 + 31 * $0))), horizon: 35) }
        var claimed = [Double](repeating: 250, count: 6)
        let alone = SpreadByRecord(records: Array(records.dropLast()), claimed: Array(claimed.dropLast()))
        var odd = [Double](repeating: 0, count: 280)
        odd[200] = 5_000
        odd[100] = 1
        records[5] = TotalErrorRecord(series(odd), horizon: 35)
        claimed[5] = 10
        let together = SpreadByRecord(records: records, claimed: claimed)
        for i in 0..<5 { #expect(abs((together.factor(i) / alone.factor(i)).squareRoot() - 1) < 0.05) }
    }

    @Test func nothingKnownChangesNothing() {
        let none = SpreadByRecord(records: [nil, nil], claimed: [10, 0])
        #expect(none.factor(0) == 1 && none.factor(1) == 1)
    }
}
