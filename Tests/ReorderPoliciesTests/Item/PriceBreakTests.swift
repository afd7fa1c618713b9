import DemandModel
import ReorderPolicies
import Testing

/// Prices by size of order: the quantity against every quantity tried, today's order against stock lived day by day.
struct PriceBreakTests {
    struct Supplier: Sendable {
        var perDay: Double
        var orderCost: Double
        var unitCost: Double
        var breaks: [PriceBreak]
        var pack: Double?
    }

    private static let suppliers = [
        Supplier(perDay: 4, orderCost: 8, unitCost: 0.75, breaks: [.init(quantity: 400, unitCost: 0.72), .init(quantity: 800, unitCost: 0.68)]),
        Supplier(perDay: 2, orderCost: 30, unitCost: 10, breaks: [.init(quantity: 50, unitCost: 9.9), .init(quantity: 1_000, unitCost: 9.8)]),
        Supplier(perDay: 1, orderCost: 5, unitCost: 20, breaks: [.init(quantity: 60, unitCost: 19)], pack: 24),
        Supplier(perDay: 0.5, orderCost: 0, unitCost: 3, breaks: [.init(quantity: 20, unitCost: 2.7), .init(quantity: 40, unitCost: 2.69)]),
        Supplier(perDay: 10, orderCost: 500, unitCost: 2, breaks: [.init(quantity: 10, unitCost: 1.9), .init(quantity: 30, unitCost: 1.8)]),
        Supplier(perDay: 3, orderCost: 20, unitCost: 5, breaks: [.init(quantity: 1, unitCost: 5), .init(quantity: 500, unitCost: 3)]),
    ]

    private func terms(_ supplier: Supplier) -> SupplyTerms {
        var terms = SupplyTerms(unitCost: supplier.unitCost, leadTimeDays: 10, reviewPeriodDays: 0, orderCost: supplier.orderCost, holdingRatePerYear: 0.25)
        terms.priceBreaks = supplier.breaks
        terms.orderMultiple = supplier.pack
        return terms
    }

    @Test(arguments: suppliers) func noQuantityCostsLess(_ supplier: Supplier) throws {
        let terms = terms(supplier), demand = try LeadTimeDemand(rate: supplier.perDay, variancePerDay: supplier.perDay, leadTime: 10, review: 0)
        let problem = ReplenishmentProblem(key: ItemLocation(item: "a"), demand: demand, terms: terms, kind: .rQ)
        let plan = try planAssortment([problem], objective: PlanObjective(kind: .fillRate, target: 0.95))
        let chosen = try #require(plan.decisions[0].policy?.orderQuantity)
        func cost(_ quantity: Double) -> Double {
            var price = supplier.unitCost
            for step in supplier.breaks where quantity >= step.quantity { price = step.unitCost }
            let year = supplier.perDay * 365
            return year * price + supplier.orderCost * year / quantity + 0.25 * price * quantity / 2
        }
        let pack = supplier.pack ?? 1
        let least = (1...4_000).map { cost(Double($0) * pack) }.min() ?? 0
        #expect(cost(chosen) <= least * (1 + 1e-6), "\(chosen): \(cost(chosen)), least \(least)")
    }

    /// Demand goes on day by day; both ways of buying meet it from the same position. Money is what is bought in the end and what lies early.
    @Test func todaysOrderIsRaisedWhereItSavesMoney() {
        func costs(_ first: Double, wanted: Double, perDay: Double, review: Int, price: (Double) -> Double) -> Double {
            // Units that come too early are held until demand would have had them ordered.
            var early = first - wanted, money = first * price(first)
            var day = 0
            while early > 1e-9 {
                money += early * price(first) * 0.25 / 365
                day += 1
                if day > review { early -= min(early, perDay) }
            }
            return money - wanted * price(wanted) - (first - wanted) * price(wanted)
        }
        for (perDay, wanted, atBreak, lower) in [(2.0, 50.0, 60.0, 4.8), (2, 50, 400, 4.9), (0.1, 5, 100, 4.5), (5, 80, 100, 4.99), (1, 20, 25, 4.0), (1, 20, 600, 4.5)] {
            var terms = SupplyTerms(unitCost: 5, leadTimeDays: 10, reviewPeriodDays: 7, holdingRatePerYear: 0.25, onHand: 100 - wanted)
            terms.priceBreaks = [PriceBreak(quantity: atBreak, unitCost: lower)]
            let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: 99, orderUpTo: 100)
            let order = orderNow(policy: policy, terms: terms, isCount: true, meanPerDay: perDay)
            let saves = costs(atBreak, wanted: wanted, perDay: perDay, review: 7) { $0 >= atBreak ? lower : 5 }
            #expect(order.quantity == (saves < 0 ? atBreak : wanted), "\(wanted) or \(atBreak) at \(lower): \(order.quantity), costs \(saves) more")
            #expect(order.reasons.isEmpty == (order.quantity == wanted) && !order.isCapped)
            #expect(orderNow(policy: policy, terms: terms, isCount: true).quantity == wanted, "without demand known")
        }
    }

    @Test func limitsHoldTheOrder() {
        var terms = SupplyTerms(unitCost: 5, leadTimeDays: 10, reviewPeriodDays: 7, holdingRatePerYear: 0.25, onHand: 50)
        terms.priceBreaks = [PriceBreak(quantity: 60, unitCost: 4)]
        let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: 99, orderUpTo: 100)
        #expect(orderNow(policy: policy, terms: terms, isCount: true, meanPerDay: 2).quantity == 60)
        var stock = StockTerms()
        stock.maximumStock = 105
        terms.stock = stock
        #expect(orderNow(policy: policy, terms: terms, isCount: true, meanPerDay: 2).quantity == 50)
        terms.stock?.maximumStock = nil
        terms.stock?.shelfLifeDays = 40
        #expect(orderNow(policy: policy, terms: terms, isCount: true, meanPerDay: 2).quantity == 50)
        terms.stock = nil
        terms.maximumOrderQuantity = 55
        #expect(orderNow(policy: policy, terms: terms, isCount: true, meanPerDay: 2).quantity == 50)
    }
}
