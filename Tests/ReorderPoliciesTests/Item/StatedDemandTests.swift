import DemandModel
import Testing

@testable import ReorderPolicies

/// Demand that is stated is taken as it is, however rare and lumpy.
@Suite struct StatedDemandTests {
    /// Negative binomial with mean 0.0257075 and variance / mean 28.157, 26 positions from -24 to 1: ready where nothing was wanted in a day, P(D = 0) = k^(-mean / (k - 1)) = 0.996845,
    /// on one position of 26; the units of an order are logarithmic, and the shelf serves one of them, 1 / 8.136 of the mean order.
    @Test func rareAndLumpy() throws {
        let mean = 0.025707463513274978, k = 28.157007121822396
        let demand = try LeadTimeDemand(rate: mean, variancePerDay: k * mean, leadTime: 1, review: 0)
        #expect(abs(demand.overLeadTime.variance - k * mean) < 1e-12)
        let policy = ReplenishmentPolicy(kind: .rQ, reorderPoint: -25, orderUpTo: 1, orderQuantity: 26)
        let reached = try evaluatePolicy(policy, demand: demand)
        #expect(abs(reached.readyRate - 0.03834020575933807) < 1e-9)
        #expect(abs(reached.fillRate - 0.004712293745077945) < 1e-7)
    }
}
