import DemandModel
import NumericCore
import Testing

@testable import ReorderPolicies

/// What a planner can count on where orders come in batches, and limits that exclude each other.
@Suite struct BatchLimitTests {
    private func plan(_ change: (inout ReplenishmentProblem) -> Void) throws -> ReplenishmentDecision {
        let one = problem(0, periodicDemand(perDay: 1, lead: 14, review: 7, ratio: 3), change: change)
        return try planAssortment([one], objective: PlanObjective(kind: .fillRate, target: 0.95)).decisions[0]
    }

    @Test func safetyStockCountsFromTheReorderPoint() throws {
        let big = try plan { $0.terms.minimumOrderQuantity = 1_000 }
        let policy = try #require(big.policy)
        #expect(policy.reorderPoint < 0)
        #expect(big.performance?.safetyStock == policy.reorderPoint - 21)
        #expect(big.reasons.contains { $0.hasPrefix("waits until \(Int(-policy.reorderPoint)) units are owed") && $0.contains("orders of 1000") })
        let single = try plan { _ in }
        #expect(single.performance.map { $0.safetyStock } == single.policy.map { $0.orderUpTo - 21 })
    }

    @Test func aMinimumStockCanBeCountedOn() throws {
        let batched = try plan {
            $0.terms.minimumOrderQuantity = 100
            $0.limits.minimumOrderUpTo = 40
        }
        #expect(batched.policy.map { $0.reorderPoint + 1 } == 40)
        #expect(batched.reasons.contains { $0.contains("minimum stock 40 holds, counted below orders of 100") })
    }

    @Test func contradictionsAreNamed() throws {
        let order = try plan {
            $0.terms.minimumOrderQuantity = 100
            $0.limits.maximumOrderUpTo = 60
        }
        #expect(order.status == .failed)
        #expect(order.reasons[0].contains("minimum_order_quantity 100 is above maximum_stock 60"))
        let multiple = try plan {
            $0.terms.orderMultiple = 80
            $0.limits.maximumOrderUpTo = 60
        }
        #expect(multiple.status == .capped)
        #expect(multiple.reasons.contains { $0.contains("order multiple 80 is above maximum stock 60") })
        let stock = try plan {
            $0.terms.minimumOrderQuantity = 50
            $0.limits.minimumOrderUpTo = 30
            $0.limits.maximumOrderUpTo = 60
        }
        #expect(stock.status == .failed)
        #expect(stock.reasons[0].contains("minimum_stock 30 with orders of 50 at a time needs an order-up-to level of 79"))
    }

    @Test func oneItemsWaitingUnitsAreHeldDown() throws {
        let free = try plan { _ in }
        let held = try plan { $0.limits.maximumExpectedBackorders = 0.01 }
        #expect(try #require(free.performance).expectedBackorders > 0.01)
        #expect(try #require(held.performance).expectedBackorders <= 0.01)
        #expect(held.reasons.contains { $0.contains("its own limit of 0.01 units waiting holds") })
        let impossible = try plan {
            $0.limits.maximumExpectedBackorders = 0.01
            $0.limits.maximumOrderUpTo = 20
        }
        #expect(impossible.status == .failed)
    }

    /// The example of `shareWaiting`, and its ends.
    @Test func longWaitsFollowTheSharesThatWait() throws {
        let demand = try LeadTimeDemand(rate: 0.5, variancePerDay: 0.5, leadTime: 6, review: 7)
        let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: 7, orderUpTo: 8)
        func units(_ days: Double) -> MixtureDistribution { poissonMixture(0.5 * days) }
        let shares = try sharesWaiting(longerThanDays: [0, 2, 6, 12.9, 13], policy: policy, demand: demand)
        let direct = probabilityOfWait(
            orderUpTo: 8, demandOverLead: units(4), demandOverProtection: units(11), reviewDemand: 3.5)
        #expect(abs(shares[1] - direct) < 1e-12)
        #expect(abs(shares[0] - (1 - (try evaluatePolicy(policy, demand: demand).fillRate))) < 1e-12)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(shares[4] == 0)
    }
}
