import DemandModel
import PlanEngine
import Testing

@Suite struct SupplierOrderPlanTests {
    private func plan(_ suppliers: [SupplierRecord]) throws -> PlanRun {
        var records = SmallShop.records
        for index in 0..<5 { records[index].supplier = index < 3 ? "acme" : "best" }
        // Batches leave room above r: an item with a batch need not order at every review.
        records[0].orderMultiple = 12
        records[0].onHand = 15
        var input = SmallShop.input(items: records)
        input.suppliers = suppliers
        return try makePlan(
            input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.95)), id: "suppliers",
            options: PlanOptions(version: "test"))
    }

    @Test func aMinimumOrderValueRaisesTheOrderAndSaysSo() throws {
        let plain = try plan([])
        // Every supplier with an order is listed, and what comes from nobody in particular.
        #expect(plain.summary.supplierOrders.map(\.supplier) == ["", "acme", "best"])
        #expect(plain.summary.supplierOrders.allSatisfy { $0.reason.isEmpty })
        #expect(plain.summary.supplierOrders.reduce(0) { $0 + $1.units } == plain.summary.unitsToOrder)
        func value(_ run: PlanRun) -> Double { run.items[0..<3].reduce(0) { $0 + $1.recommendation.orderNow * ($1.supply.unitCost ?? 0) } }
        let minimum = value(plain) + 100
        let raised = try plan([SupplierRecord(supplier: "acme", minimumOrderValue: minimum), SupplierRecord(supplier: "nobody", minimumOrderValue: 5)])
        #expect(value(raised) >= minimum)
        let total = try #require(raised.summary.supplierOrders.first { $0.supplier == "acme" })
        #expect(raised.summary.supplierOrders.map(\.supplier) == ["", "acme", "best"])
        #expect(total.value == value(raised) && total.reason.contains("minimum order value"))
        let reasons = raised.items[0..<3].map(\.recommendation.reason).joined()
        #expect(reasons.contains("more for the minimum order value of acme"))
        #expect(raised.items[3...] == plain.items[3...])
        // Orders of whole packs stay whole.
        #expect(raised.items[0].recommendation.orderNow.truncatingRemainder(dividingBy: 12) == 0)
        let scenario = try planScenario(raised, changes: [], id: "again")
        #expect(scenario.items == raised.items)
    }

    @Test func aCapacityCutsTheOrderAndSaysSo() throws {
        let plain = try plan([])
        let units = plain.items[3..<5].reduce(0) { $0 + $1.recommendation.orderNow }
        #expect(units > 10)
        let cut = try plan([SupplierRecord(supplier: "best", capacityPerPeriod: 10)])
        let granted = cut.items[3..<5].reduce(0) { $0 + $1.recommendation.orderNow }
        #expect(granted <= 10 && granted > 4)
        #expect(cut.items[3..<5].contains { $0.recommendation.status == .capped && $0.recommendation.reason.contains("fewer for the capacity of best") })
        #expect(cut.items[0..<3] == plain.items[0..<3])
    }
}
