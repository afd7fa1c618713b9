import DemandModel
import Foundation
import ReorderPolicies
import Testing

/// Levels against suppliers whose orders do not come whole: shops lived day by day (`Fixtures/order_losses.py`).
struct OrderLossTests {
    private struct Case: Decodable {
        var rate: Double
        var lead_days: Double
        var review_days: Double
        var order_up_to: Double
        var loss_mean: Double
        var loss_mean_square: Double
        var lumpy: Bool
        var expected_backorders: Double
        var fill_rate: Double
        var backorder_error: Double
        var fill_error: Double
    }

    private struct Cases: Decodable {
        var cases: [Case]
    }

    private func cases() throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/order-losses.json")
        return try JSONDecoder().decode(Cases.self, from: Data(contentsOf: file)).cases
    }

    /// Customers of 1 to 5 units: variance over mean is E[n^2] / E[n] = 11 / 3.
    private func demand(_ one: Case) throws -> LeadTimeDemand {
        try LeadTimeDemand(rate: one.rate, variancePerDay: one.rate * (one.lumpy ? 11.0 / 3 : 1), leadTime: one.lead_days, review: one.review_days)
    }

    @Test func unitsWaitingAreThoseOfShopsLivedThrough() throws {
        let cases = try cases()
        #expect(cases.count == 7)
        for one in cases {
            let whole = try demand(one)
            let counted = whole.counting(
                OrderLosses(mean: one.loss_mean, meanSquare: one.loss_mean_square), orderSize: one.rate * one.review_days, isFixedSize: false)
            let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: one.order_up_to - 1, orderUpTo: one.order_up_to)
            let reached = try evaluatePolicy(policy, demand: counted), blind = try evaluatePolicy(policy, demand: whole)
            let name = "rate \(one.rate), S \(one.order_up_to), p \(one.loss_mean)"
            #expect(
                abs(reached.expectedBackorders - one.expected_backorders) <= 5 * one.backorder_error + 0.12 * one.expected_backorders,
                "\(name): \(reached.expectedBackorders), lived \(one.expected_backorders), taken whole \(blind.expectedBackorders)")
            #expect(abs(reached.fillRate - one.fill_rate) <= 5 * one.fill_error + 0.01, "\(name): \(reached.fillRate), lived \(one.fill_rate), taken whole \(blind.fillRate)")
            #expect(abs(counted.wantedOverProtectionInterval.mean - one.rate * (one.lead_days + one.review_days)) < 1e-9)
        }
    }

    @Test func nothingLostChangesNothing() throws {
        let whole = try LeadTimeDemand(rate: 2, variancePerDay: 3, leadTime: 20, review: 7)
        #expect(whole.counting(OrderLosses(mean: 0, meanSquare: 0), orderSize: 14, isFixedSize: false) == whole)
    }

    @Test func alwaysTheSameShareVariesLeast() throws {
        let whole = try LeadTimeDemand(rate: 2, variancePerDay: 2, leadTime: 20, review: 7)
        func variance(_ square: Double) -> Double {
            whole.counting(OrderLosses(mean: 0.1, meanSquare: square), orderSize: 14, isFixedSize: false).overProtectionInterval.variance
        }
        #expect(variance(0.01) < variance(0.04) && variance(0.04) < variance(0.1))
        #expect(OrderLosses(mean: 0.1, meanSquare: 5).meanSquare == 0.1)
    }
}
