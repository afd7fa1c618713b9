import DemandModel
import Foundation
import Testing

@testable import DemandForecasting
@testable import PlanEngine

@Suite("Effects in a planner's words")
struct EffectWordsTests {
    private func effect(_ kind: RegressionEffect.Kind, _ name: String, _ index: Int, _ coefficient: Double, borrowed: Bool = false) -> RegressionEffect {
        RegressionEffect(
            kind: kind, name: name, index: index, coefficient: coefficient, standardError: 0.1, factor: exp(coefficient),
            lowerFactor: exp(coefficient - 0.16), upperFactor: exp(coefficient + 0.16), isBorrowed: borrowed)
    }

    private func rule(_ weight: Double, known: Bool = false) -> RegressionBlendRule {
        RegressionBlendRule(weight: weight, smoothsWhatIsLeft: true, termsAreKnown: known, hasEffects: true)
    }

    @Test func `days of the week go by their names`() throws {
        let calendar = PeriodCalendar(period: .day)
        let found = demandEffects([effect(.weekday, "weekday 1", 1, 0.3), effect(.weekday, "weekday 2", 2, 0.1)], calendar: calendar, from: 20_000, rule: rule(0.5))
        // Day 0 of the calendar, 1970-01-01, was a Thursday.
        #expect(found.map(\.name) == ["Friday against Thursday", "Saturday against Thursday"])
        #expect(found[0].factor == exp(0.3))
    }

    @Test func `the waves of the season become its highest and its lowest month`() throws {
        let calendar = PeriodCalendar(period: .month)
        let january = calendar.periodNumber(of: try #require(CalendarDay(iso: "2024-01-15")))
        let angle = 2 * Double.pi * Double(january + 3) / (365.25 / (Period.month.meanDays ?? 0))
        let waves = [effect(.season, "season cosine 1", 0, 0.4 * cos(angle)), effect(.season, "season sine 1", 0, 0.4 * sin(angle))]
        let found = demandEffects([effect(.promotion, "promotion", 0, 0.5)] + waves, calendar: calendar, from: january, rule: rule(0.5, known: true))
        #expect(found.map(\.name) == ["promotion", "season at its highest (April)", "season at its lowest (October)"])
        #expect(abs(found[1].factor - exp(0.4)) < 0.01 && abs(found[2].factor - exp(-0.4)) < 0.01, "\(found)")
        // A promotion that is known ahead counts in full, a season by the regression's share.
        #expect(found.map(\.share) == [1, 0.5, 0.5])
        // cos^2 + sin^2 = 1: the error of the sum is that of one wave.
        #expect(abs(log(found[1].upperFactor / found[1].factor) - 0.16449) < 1e-4)
        #expect(demandEffects([], calendar: calendar, from: 0, rule: rule(0)).isEmpty)
    }

    @Test func `stock-outs are noted in the plan, and a silence with an empty shelf is no end of the item`() throws {
        var input = SmallShop.input()
        let index = try #require(input.series.firstIndex { $0.key.item == "item-4" })
        for week in 45..<60 { input.series[index].demand[week] = 0 }
        func plan() throws -> (notes: [String], reason: String) {
            let run = try makePlan(
                input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.9)), id: "plan-1",
                options: PlanOptions(version: "test"))
            return (run.summary.warnings, run.items.first { $0.key.item == "item-4" }?.recommendation.reason ?? "")
        }
        #expect(try plan().reason.contains("probably ending"))
        input.series[index].stockout = (0..<60).map { $0 >= 45 }
        let flagged = try plan()
        #expect(!flagged.reason.contains("probably ending"), "\(flagged.reason)")
        #expect(flagged.reason.contains("15 periods with stock-outs"), "\(flagged.reason)")
        #expect(flagged.notes.contains { $0.hasPrefix("stock-outs in 15 periods of 1 series") }, "\(flagged.notes)")
    }
}
