@testable import CustomerBackorders
import DemandModel
import Foundation
import Testing

/// The replay against what is known without it, and Shapley shares against taking an input away.
struct WaitingReplayTests {
    private func item(perDay: Double, level: Int, relativeError: Double, leadDeviation: Double = 0) -> PlannedItem {
        let key = ItemLocation(item: "a"), lead = 21.0, review = 7.0
        let mean = perDay * (lead + review)
        var recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: Double(level - 1), orderUpTo: Double(level)), protectionDays: lead + review, reason: "")
        recommendation.demandMean = mean
        recommendation.demandStandardDeviation = (mean + relativeError * relativeError * mean * mean + perDay * perDay * leadDeviation * leadDeviation).squareRoot()
        return PlannedItem(
            key: key, supply: SupplyTerms(supplier: "s", leadTimeDays: lead, leadTimeStandardDeviationDays: leadDeviation, reviewPeriodDays: review),
            history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            outlook: DemandOutlook(
                key: key, mean: [Double](repeating: 7 * perDay, count: 6), cumulativeVariance: (1...6).map { 7 * perDay * Double($0) }, isCount: true,
                demandClass: .smooth, periodDays: 7, members: []),
            recommendation: recommendation)
    }

    /// E[(D - s)+] of a negative binomial (Poisson for a variance at the mean), from its own terms.
    private func loss(mean: Double, variance: Double, _ s: Int) -> Double {
        var term: Double, below = 0.0, expected = mean
        let isPoisson = variance <= mean * (1 + 1e-9)
        let r = isPoisson ? 0 : mean * mean / (variance - mean), q = isPoisson ? 0 : 1 - mean / variance
        term = isPoisson ? exp(-mean) : exp(r * log(1 - q))
        for k in 0..<s {
            below += term
            expected -= max(0, 1 - below)
            term *= isPoisson ? mean / Double(k + 1) : (r + Double(k)) * q / Double(k + 1)
        }
        return max(0, expected)
    }

    /// Averaged over the review period, the level of demand gamma distributed around the forecast.
    private func exact(perDay: Double, level: Int, relativeError: Double) -> Double {
        (0..<56).reduce(0) {
            let mean = perDay * (21 + 7 * (Double($1) + 0.5) / 56)
            return $0 + loss(mean: mean, variance: mean + relativeError * relativeError * mean * mean, level) / 56
        }
    }

    private let all = InputStrengths(repeating: 1, count: WaitingInput.allCases.count)

    @Test(arguments: [(2.0, 62, 0.0), (2, 66, 0), (2, 75, 0.2), (2, 90, 0.3), (0.3, 12, 0.2), (8, 300, 0.25)])
    func theReplayHasThePlansUnitsWaiting(perDay: Double, level: Int, relativeError: Double) throws {
        let replay = try #require(WaitingReplay(item(perDay: perDay, level: level, relativeError: relativeError), loss: 0, capacityPerDay: .infinity, days: 12_000))
        let expected = exact(perDay: perDay, level: level, relativeError: relativeError)
        let found = replay.waiting(all)
        #expect(abs(found / expected - 1) < 0.12, "replay \(found), exact \(expected)")
    }

    /// Far below the mean demand everyone waits, so units waiting are linear in what lengthens the wait: what an input adds does not depend on the others.
    @Test func sharesAreRemovalsWhereInputsAdd() throws {
        let planned = item(perDay: 3, level: 20, relativeError: 0, leadDeviation: 3)
        let replay = try #require(WaitingReplay(planned, loss: 0.1, capacityPerDay: .infinity, days: 4_000))
        let inputs = replay.active
        #expect(inputs.contains(.yield) && inputs.contains(.reviewPeriod))
        let values = (0..<(1 << inputs.count)).map { subset -> Double in
            var strengths = InputStrengths(repeating: 0, count: WaitingInput.allCases.count)
            for (position, input) in inputs.enumerated() where subset & (1 << position) != 0 { strengths[input.rawValue] = 1 }
            return replay.waiting(strengths)
        }
        let shares = shapleyShares(values, players: inputs.count)
        let total = values[values.count - 1]
        #expect(abs(values[0] + shares.reduce(0, +) - total) < 1e-9)
        var compared = 0
        for (position, share) in shares.enumerated() {
            let removal = total - values[(values.count - 1) & ~(1 << position)]
            guard abs(removal) > 0.05 * total else { continue }
            #expect(abs(share / removal - 1) < 0.1, "\(inputs[position].name): share \(share), removal \(removal)")
            compared += 1
        }
        #expect(compared >= 2)
    }

    /// Orders of at most 10 a week against 14 that sell: ever more wait, and no average is told.
    @Test func anItemThatFallsBehindIsNamedAndLeftOut() {
        var behind = item(perDay: 2, level: 62, relativeError: 0)
        behind.supply.maximumOrderQuantity = 10
        behind.recommendation.performance = PolicyPerformance(
            expectedBackorders: 1, backorderedUnitsPerYear: 10, fillRate: 0.9, readyRate: 0.9, cycleServiceLevel: 0.9, expectedWaitDays: 0.5, averageOnHand: 10,
            safetyStock: 5)
        var fine = behind
        fine.key = ItemLocation(item: "b")
        fine.supply.maximumOrderQuantity = 30
        let run = PlanRun(
            id: "r", version: "test", asOf: CalendarDay(number: 20_000), calendar: PeriodCalendar(period: .week, weekAnchor: CalendarDay(number: 20_000)),
            configuration: PlanConfiguration(), inputs: [], summary: PlanSummary(), items: [behind, fine], quarantine: [])
        let split = waitingShares(run)
        #expect(split.fallingBehind == [behind.key])
        #expect(split.items.map(\.key) == [fine.key])
        #expect(split.plannedReplayed == 1 && split.planned == 2)
    }

    @Test func levelsHaveTheMeanOfTheForecast() {
        for error in [0.0, 0.1, 0.5, 1.2] {
            let parts = [0, 0.05, 0.3, 0.6, 0.9, 0.98, 1]
            let levels = demandLevels(relativeError: error, parts: parts)
            let mean = levels.indices.reduce(0) { $0 + (parts[$1 + 1] - parts[$1]) * levels[$1] }
            #expect(abs(mean - 1) < 1e-6, "\(error): \(mean)")
            #expect(levels == levels.sorted())
        }
    }
}
