import DemandModel
import Foundation
import ReorderPolicies
import Testing

/// Shares of units that wait long, against units lived through one by one (`Fixtures/long_waits.py`).
struct LongWaitTests {
    private struct Case: Decodable {
        var policy: String
        var rate: Double
        var lead_days: Double
        var review_days: Double?
        var order_up_to: Double
        var quantity: Double?
        var days: [Double]
        var shares: [Double]
        var tolerance: [Double]
    }

    private struct Cases: Decodable {
        var cases: [Case]
    }

    @Test func sharesAreThoseOfUnitsLivedThrough() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/long-waits.json")
        let cases = try JSONDecoder().decode(Cases.self, from: Data(contentsOf: file)).cases
        #expect(cases.count == 8)
        for one in cases {
            let demand = try LeadTimeDemand(rate: one.rate, variancePerDay: one.rate, leadTime: one.lead_days, review: one.review_days ?? 0)
            let policy = one.policy == "RS"
                ? ReplenishmentPolicy(kind: .RS, reorderPoint: one.order_up_to - 1, orderUpTo: one.order_up_to)
                : ReplenishmentPolicy(
                    kind: .rQ, reorderPoint: one.order_up_to - (one.quantity ?? 1), orderUpTo: one.order_up_to, orderQuantity: one.quantity)
            let found = try sharesWaiting(longerThanDays: one.days, policy: policy, demand: demand)
            for place in one.days.indices {
                #expect(
                    abs(found[place] - one.shares[place]) <= one.tolerance[place],
                    "\(one.policy) S \(one.order_up_to), over \(one.days[place]) days: \(found[place]), lived \(one.shares[place])")
            }
        }
    }
}
