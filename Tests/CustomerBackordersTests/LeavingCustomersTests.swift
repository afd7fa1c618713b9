@testable import CustomerBackorders
import DemandModel
import ReorderPolicies
import Testing

/// What a plan says of customers who do not wait against shops lived customer by customer, and against what is known exactly.
struct LeavingCustomersTests {
    struct Shop: Sendable {
        var kind: ReplenishmentPolicy.Kind
        var customersPerDay: Double
        var mostUnits = 1
        var leadDays: Int
        var reviewDays: Int
        var reorderPoint: Int
        var orderUpTo: Int
        var share: Double

        var meanUnits: Double { Double(mostUnits + 1) / 2 }
        /// E[units squared] / E[units] of one customer.
        var lumps: Double { Double(2 * mostUnits + 1) / 3 }
    }

    private func item(_ shop: Shop) -> PlannedItem {
        let key = ItemLocation(item: "a"), days = Double(shop.leadDays + shop.reviewDays), perDay = shop.customersPerDay * shop.meanUnits
        var supply = SupplyTerms(supplier: "s", leadTimeDays: Double(shop.leadDays), reviewPeriodDays: Double(shop.reviewDays))
        var stock = StockTerms()
        stock.lostSaleShare = shop.share
        supply.stock = stock
        let quantity = Double(shop.orderUpTo - shop.reorderPoint)
        var recommendation = Recommendation(
            key: key, status: .ok,
            policy: ReplenishmentPolicy(
                kind: shop.kind, reorderPoint: Double(shop.reorderPoint), orderUpTo: Double(shop.orderUpTo), orderQuantity: shop.kind == .rQ ? quantity : nil),
            protectionDays: days, reason: "")
        recommendation.demandMean = perDay * days
        recommendation.demandStandardDeviation = (perDay * days * shop.lumps).squareRoot()
        return PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            outlook: DemandOutlook(
                key: key, mean: [Double](repeating: 7 * perDay, count: 8), cumulativeVariance: (1...8).map { 7 * perDay * shop.lumps * Double($0) }, isCount: true,
                demandClass: .smooth, periodDays: 7, members: []),
            recommendation: recommendation)
    }

    /// Mean units waiting and units that find nothing, over many days; customers come at random moments and decide whole.
    private func lived(_ shop: Shop, share: Double, days: Int, seed: UInt64) -> (waiting: Double, short: Double) {
        var random = TestRandom(state: seed), choice = TestRandom(state: seed &+ 1)
        var net = shop.orderUpTo, position = net, waiting = 0.0, short = 0.0
        var receipts = [Int](repeating: 0, count: days + shop.leadDays + 1)
        for day in 0..<days {
            net += receipts[day]
            if day % shop.reviewDays == 0, position <= shop.reorderPoint {
                var quantity = shop.orderUpTo - position
                if shop.kind == .rQ {
                    let batch = shop.orderUpTo - shop.reorderPoint
                    quantity = (quantity + batch - 1) / batch * batch
                }
                receipts[day + shop.leadDays] += quantity
                if shop.leadDays == 0 { net += quantity }
                position += quantity
            }
            var moments: [Double] = (0..<random.poisson(shop.customersPerDay)).map { _ in random.uniform() }
            moments.sort()
            var last = 0.0
            for moment in moments {
                waiting += Double(max(0, -net)) * (moment - last)
                last = moment
                let units = random.whole(1...shop.mostUnits)
                let missing = max(0, units - max(0, net))
                short += Double(missing)
                // The units that are not there are left or waited for.
                var taken = units
                for _ in 0..<missing where choice.uniform() < share { taken -= 1 }
                net -= taken
                position -= taken
            }
            waiting += Double(max(0, -net)) * (1 - last)
        }
        return (waiting / Double(days), short / Double(days))
    }

    private static let shops = [
        Shop(kind: .RS, customersPerDay: 1, leadDays: 21, reviewDays: 7, reorderPoint: 27, orderUpTo: 28, share: 0.5),
        Shop(kind: .RS, customersPerDay: 0.2, leadDays: 30, reviewDays: 7, reorderPoint: 7, orderUpTo: 8, share: 0.3),
        Shop(kind: .RsS, customersPerDay: 1.5, leadDays: 14, reviewDays: 7, reorderPoint: 30, orderUpTo: 45, share: 0.6),
        Shop(kind: .rQ, customersPerDay: 1, leadDays: 20, reviewDays: 1, reorderPoint: 20, orderUpTo: 32, share: 0.4),
        Shop(kind: .sS, customersPerDay: 0.5, mostUnits: 5, leadDays: 20, reviewDays: 1, reorderPoint: 32, orderUpTo: 45, share: 0.5),
        Shop(kind: .RS, customersPerDay: 0.6, mostUnits: 4, leadDays: 25, reviewDays: 7, reorderPoint: 50, orderUpTo: 51, share: 1),
    ]

    @Test(arguments: shops) func ratiosAreThoseOfCustomersLivedOneByOne(_ shop: Shop) throws {
        let effect = try #require(leavingEffects([item(shop)], histories: []).first)
        let patient = lived(shop, share: 0, days: 120_000, seed: 5), leaving = lived(shop, share: shop.share, days: 120_000, seed: 5)
        let waiting = leaving.waiting / patient.waiting, short = leaving.short / patient.short
        #expect(abs(effect.waitingRatio - waiting) <= 0.1 * waiting + 0.005, "waiting \(effect.waitingRatio), lived \(waiting)")
        #expect(abs(effect.shortRatio - short) <= 0.1 * short + 0.005, "short \(effect.shortRatio), lived \(short)")
    }

    /// Looks every day come near to a look at every moment: half a day of demand more is covered.
    @Test(arguments: [0.25, 0.6]) func nearWhatIsKnownExactly(_ share: Double) throws {
        let shop = Shop(kind: .RS, customersPerDay: 0.8, leadDays: 40, reviewDays: 1, reorderPoint: 34, orderUpTo: 35, share: share)
        let effect = try #require(leavingEffects([item(shop)], histories: []).first)
        func exact(_ leaving: Double) throws -> PartialLostSales {
            try #require(partialLostSales(leadTimeDemand: 0.8 * 40.5, baseStock: 35, waitingShare: 1 - leaving))
        }
        let patient = try exact(0), left = try exact(share)
        #expect(abs(effect.waitingRatio / (left.expectedBackorders / patient.expectedBackorders) - 1) < 0.1)
        #expect(abs(effect.shortRatio / ((1 - left.fillRate) / (1 - patient.fillRate)) - 1) < 0.1)
    }

    @Test func nobodyLeavesWithoutAShare() {
        var shop = Self.shops[0]
        shop.share = 0
        #expect(leavingEffects([item(shop)], histories: []).isEmpty)
    }
}
