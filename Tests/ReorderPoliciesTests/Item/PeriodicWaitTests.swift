import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

@Suite struct PeriodicWaitTests {
    private func wait(_ t: Double, rate: Double, lead: Double, review: Double, level: Double, quantity: Double = 1) -> Double {
        probabilityOfWait(
            orderUpTo: level, quantity: quantity, demandOverLead: t < lead ? poisson(rate * (lead - t)) : nil,
            demandOverProtection: poisson(max(0, rate * (lead + review - t))), reviewDemand: rate * review)
    }

    @Test func theExampleIsTheAverageOfItsDays() {
        var sum = 0.0
        let steps = 4_000
        for step in 0..<steps { sum += poisson(0.5 * (4 + 7 * (Double(step) + 0.5) / Double(steps))).upperTail(7) }
        let found = wait(2, rate: 0.5, lead: 6, review: 7, level: 8)
        #expect(abs(found - sum / Double(steps)) < 1e-7)
        #expect(abs(found - 0.057825) < 1e-6)
    }

    @Test func withoutAnyWaitIsTheFillRateAndItFallsToNothing() throws {
        let fill = periodicBaseStock(orderUpTo: 8, periodMean: 3.5, overLeadTime: poisson(3), overProtection: poisson(6.5)).fillRate
        #expect(abs(1 - fill - wait(0, rate: 0.5, lead: 6, review: 7, level: 8)) < 1e-14)
        var last = 1.0
        for t in stride(from: 0.0, through: 13, by: 0.5) {
            let next = wait(t, rate: 0.5, lead: 6, review: 7, level: 8, quantity: 3)
            #expect(next <= last && next >= 0)
            last = next
        }
        #expect(last == 0)
    }

    /// Its integral is the mean wait, E[B] / rate (Little): E[B] is the average of n1 over L...L + R.
    @Test func integratesToTheMeanWait() {
        let steps = 2_000
        var waiting = 0.0
        var backorders = 0.0
        for step in 0..<steps {
            let share = (Double(step) + 0.5) / Double(steps)
            waiting += wait(13 * share, rate: 0.5, lead: 6, review: 7, level: 5) * 13 / Double(steps)
            backorders += poisson(0.5 * (6 + 7 * share)).losses(at: 5).first / Double(steps)
        }
        #expect(abs(waiting - backorders / 0.5) < 1e-6 * waiting)
    }

    /// Days of unit orders, first come first served, counted.
    @Test func agreesWithSimulation() {
        var generator = TestGenerator(11)
        let rate = 0.5, lead = 6.0, review = 7.0, level = 5
        var arrivals: [Double] = []
        var time = 0.0
        while arrivals.count < 60_000 {
            time += generator.exponential(rate)
            arrivals.append(time)
        }
        // Reviews at 0, 7, ...: the n-th unit is covered by the first review at which n - S units have been demanded.
        var late = 0
        for n in level..<arrivals.count {
            let ordered = (arrivals[n - level] / review).rounded(.up) * review
            if ordered + lead - arrivals[n] > 2 { late += 1 }
        }
        let expected = wait(2, rate: rate, lead: lead, review: review, level: Double(level))
        let share = Double(late) / Double(arrivals.count - level)
        #expect(abs(share - expected) < 0.01)
    }
}
