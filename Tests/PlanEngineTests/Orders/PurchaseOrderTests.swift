import DemandModel
import PlanEngine
import Testing

/// Today's orders by supplier and location, and how long the stock lasts.
@Suite struct PurchaseOrderTests {
    private func plan(_ change: (inout [ItemRecord]) -> Void = { _ in }) throws -> PlanRun {
        var records = SmallShop.records
        for index in 0..<5 { records[index].supplier = index < 3 ? "acme" : "best" }
        records[1].onHand = 0
        records[2].onHand = 0
        records[1].card.name = "Mug"
        records[1].card.supplierCode = "AC-1"
        change(&records)
        return try makePlan(
            SmallShop.input(items: records), configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.95)), id: "orders",
            options: PlanOptions(version: "test"))
    }

    @Test func everySupplierWithAnOrderIsListedAndTheTotalsAgree() throws {
        let run = try plan()
        let orders = purchaseOrders(of: run)
        #expect(orders.map(\.supplier) == ["", "acme", "best"])
        #expect(run.summary.supplierOrders.map(\.supplier) == ["", "acme", "best"])
        for (order, total) in zip(orders, run.summary.supplierOrders) {
            #expect(order.lines.count == total.items && order.units == total.units)
            #expect(abs(order.value - total.value) < 1e-9)
        }
        #expect(orders.flatMap(\.lines).count == run.items.count { $0.recommendation.orderNow > 0 })
        let mug = try #require(orders.flatMap(\.lines).first { $0.key.item == "item-1" })
        #expect(mug.name == "Mug" && mug.supplierCode == "AC-1" && mug.packs == nil)
        let packed = try #require(orders.flatMap(\.lines).first { $0.key.item == "item-3" })
        #expect(packed.packs == packed.units / 6)
    }

    @Test func arrivalsFollowTheLeadTime() throws {
        let lines = purchaseOrders(of: try plan()).flatMap(\.lines)
        let fixed = try #require(lines.first { $0.key.item == "item-1" })
        #expect(fixed.receiptP50 == SmallShop.asOf.advanced(by: 14) && fixed.receiptP90 == fixed.receiptP50)
        // Gamma with mean 21 and deviation 5: median 20.6, nine tenths 27.6 (scipy.stats.gamma(17.64, scale=25/21).ppf).
        let random = try #require(lines.first { $0.key.item == "item-2" })
        #expect(random.receiptP50 == SmallShop.asOf.advanced(by: 21) && random.receiptP90 == SmallShop.asOf.advanced(by: 28))
    }

    @Test func theReferenceIsThatOfRunSupplierAndLocation() {
        let one = orderReference(run: "2291ab3471cd", supplier: "Nord", location: "main")
        #expect(one == orderReference(run: "2291ab3471cd", supplier: "Nord", location: "main"))
        #expect(one.hasPrefix("TB-2291ab34-"))
        #expect(one != orderReference(run: "2291ab3471cd", supplier: "Nord", location: "outlet"))
        #expect(one != orderReference(run: "2291ab3471ce", supplier: "Nord", location: "main"))
    }

    @Test func stockThatLastsLongerRunsOutLater() throws {
        let little = try plan { $0[4].onHand = 20 }
        let much = try plan { $0[4].onHand = 200 }
        let (low, high) = (little.items[4].recommendation, much.items[4].recommendation)
        let lowDay = try #require(low.stockoutP50), highDay = try #require(high.stockoutP50), early = try #require(low.stockoutP10)
        #expect(early <= lowDay && lowDay < highDay)
        #expect(try #require(low.daysOfCover) < (try #require(high.daysOfCover)))
        // The mean and the median agree within a period or two for a steady seller.
        #expect(abs(SmallShop.asOf.days(until: lowDay) - Int(low.daysOfCover ?? 0)) <= 7)
    }

    @Test func anEmptyShelfIsOutToday() throws {
        let run = try plan { $0[0].onHand = 0 }
        #expect(run.items[0].recommendation.daysOfCover == 0)
        #expect(run.items[0].recommendation.stockoutP50 == SmallShop.asOf)
    }

    @Test func unitsThatASupplierMinimumAddsAreTold() throws {
        var records = SmallShop.records
        for index in 0..<5 { records[index].supplier = "acme" }
        var input = SmallShop.input(items: records)
        input.suppliers = [SupplierRecord(supplier: "acme", minimumOrderValue: 5_000)]
        let run = try makePlan(
            input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.95)), id: "orders", options: PlanOptions(version: "test"))
        let order = try #require(purchaseOrders(of: run).first { $0.supplier == "acme" })
        #expect(order.value >= 5_000 && order.supplierMinimum == 5_000)
        #expect(order.addedUnits > 0 && order.addedUnits < order.units)
        #expect(order.note.contains("minimum order value"))
    }
}
