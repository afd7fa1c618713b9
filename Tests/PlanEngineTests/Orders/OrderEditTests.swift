import DemandModel
import PlanEngine
import Testing

/// Quantities set by hand, what they cost, and orders as they were placed.
@Suite struct OrderEditTests {
    private func plan() throws -> PlanRun {
        var records = SmallShop.records
        for index in 0..<5 {
            records[index].supplier = index < 3 ? "acme" : "best"
            records[index].onHand = 0
        }
        return try makePlan(
            SmallShop.input(items: records), configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.95)), id: "orders",
            options: PlanOptions(version: "test"))
    }

    @Test func withoutEditsTheOrdersAreThoseOfThePlan() throws {
        let run = try plan()
        #expect(purchaseOrders(of: run, units: [:], approvals: []) == purchaseOrders(of: run))
        let line = try #require(purchaseOrders(of: run).first?.lines.first)
        #expect(purchaseOrders(of: run, units: [line.key: line.units]) == purchaseOrders(of: run))
    }

    @Test func anEditMovesItsLineAndNothingElse() throws {
        let run = try plan()
        let before = purchaseOrders(of: run)
        let line = try #require(before.first { $0.supplier == "acme" }?.lines.first)
        let after = purchaseOrders(of: run, units: [line.key: line.units + 5])
        for (old, new) in zip(before, after) {
            #expect(old.reference == new.reference)
            for (a, b) in zip(old.lines, new.lines) {
                #expect(b.units == (a.key == line.key ? a.units + 5 : a.units))
                #expect(b.proposedUnits == (a.key == line.key ? a.units : nil))
            }
        }
        #expect(purchaseOrders(of: run, units: [line.key: 0]).flatMap(\.lines).contains { $0.key == line.key } == false)
    }

    @Test func moreUnitsCostMoneyAndLeaveFewerWaiting() throws {
        let run = try plan()
        let item = try #require(run.items.first { $0.recommendation.orderNow > 2 && $0.supply.unitCost != nil })
        let own = item.recommendation.orderNow
        let same = orderEditPrice(of: item, in: run, units: own)
        #expect(same.proposed == own && same.money == 0 && same.waiting == 0)
        var last = Double.infinity
        for units in [0, own / 2, own, own + 1, own + 10] {
            let price = orderEditPrice(of: item, in: run, units: units.rounded())
            #expect(price.money == (item.supply.unitCost ?? 0) * (units.rounded() - own))
            let waiting = try #require(price.waiting)
            #expect(waiting < last, "one more unit never lets more customers wait")
            last = waiting
        }
    }

    @Test func whatAQuantityDoesNotKeepToIsSaid() throws {
        let run = try plan()
        var item = try #require(run.items.first { $0.recommendation.orderNow > 0 })
        item.supply.orderMultiple = 6
        item.supply.minimumOrderQuantity = 12
        item.supply.maximumOrderQuantity = 60
        #expect(orderEditPrice(of: item, in: run, units: 12).remarks.isEmpty)
        #expect(orderEditPrice(of: item, in: run, units: 0).remarks.isEmpty)
        #expect(orderEditPrice(of: item, in: run, units: 7).remarks == ["not whole packs of 6", "below the item's minimum order of 12"])
        #expect(orderEditPrice(of: item, in: run, units: 66).remarks == ["above the item's most per order of 60"])
    }

    @Test func aPlacedOrderIsWhatWasApproved() throws {
        let run = try plan()
        let order = try #require(purchaseOrders(of: run).first { $0.supplier == "acme" && $0.lines.count > 1 })
        let first = order.lines[0]
        var approved = ApprovedOrder(
            reference: order.reference, runID: run.id, supplier: order.supplier, location: order.location, approvedOn: run.asOf,
            lines: [.init(key: first.key, units: first.units + 4, expectedOn: first.receiptP90)])
        let placed = try #require(purchaseOrders(of: run, units: [first.key: 1], approvals: [approved]).first { $0.reference == order.reference })
        #expect(placed.lines.map(\.units) == [first.units + 4], "an edit after the approval does nothing, and what was not approved is not in it")
        approved.state = .cancelled
        #expect(purchaseOrders(of: run, approvals: [approved]) == purchaseOrders(of: run))
        approved.state = .placed
        approved.runID = "another"
        #expect(purchaseOrders(of: run, approvals: [approved]) == purchaseOrders(of: run))
    }
}
