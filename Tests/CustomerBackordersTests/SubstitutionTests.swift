@testable import CustomerBackorders
import DemandModel
import Foundation
import Testing

/// What the plan promises of substitutes against a shop lived customer by customer, whose rule of what may be given away is worked out anew.
struct SubstitutionTests {
    static let leadDays = 14, reviewDays = 7
    static let asOf = CalendarDay(number: 20_000)

    /// Cumulative Poisson probabilities by the recurrence of the terms.
    private static func poissonQuantile(_ mean: Double, _ p: Double) -> Int {
        var k = 0, term = exp(-mean), sum = term
        while sum < p {
            k += 1
            term *= mean / Double(k)
            sum += term
        }
        return k
    }

    /// E[(D - s)+] of a Poisson demand.
    private static func loss(_ mean: Double, _ s: Int) -> Double {
        var term = exp(-mean), below = 0.0
        var expected = mean
        for k in 0..<s {
            below += term
            expected -= max(0, 1 - below)
            term *= mean / Double(k + 1)
        }
        return max(0, expected)
    }

    /// Mean units waiting of an order-up-to level, averaged over the review period in 70 steps.
    private static func waiting(perDay: Double, level: Int) -> Double {
        (0..<70).reduce(0) { $0 + loss(perDay * (Double(leadDays) + Double(reviewDays) * (Double($1) + 0.5) / 70), level) / 70 }
    }

    private static func fill(perDay: Double, level: Int) -> Double {
        1 - (loss(perDay * Double(leadDays + reviewDays), level) - loss(perDay * Double(leadDays), level)) / (perDay * Double(reviewDays))
    }

    private static func level(perDay: Double, fill target: Double) -> Int {
        var level = 1
        while fill(perDay: perDay, level: level) < target { level += 1 }
        return level
    }

    private static func item(_ name: String, perDay: Double, level: Int) -> PlannedItem {
        let key = ItemLocation(item: name)
        let days = Double(leadDays + reviewDays), mean = perDay * days
        let supply = SupplyTerms(supplier: "s", leadTimeDays: Double(leadDays), reviewPeriodDays: Double(reviewDays))
        var recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: Double(level - 1), orderUpTo: Double(level)), protectionDays: days, reason: "")
        recommendation.demandMean = mean
        recommendation.demandStandardDeviation = mean.squareRoot()
        return PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            outlook: DemandOutlook(
                key: key, mean: [Double](repeating: 7 * perDay, count: 8), cumulativeVariance: (1...8).map { 7 * perDay * Double($0) }, isCount: true,
                demandClass: .smooth, periodDays: 7, members: []),
            recommendation: recommendation)
    }

    private struct Good {
        var perDay: Double
        var level: Int
        /// Place of its substitute; `nil`: none.
        var substitute: Int?
    }

    private struct Lived {
        var waiting: [Double]
        var short: [Double]
        var demand: [Double]
        var taken: [Double]
    }

    /// Customers come one by one in a random order of items; those who find nothing take the substitute with the chance of `rate` where some is spare.
    private static func live(_ goods: [Good], rate: Double, days: Int, seed: UInt64) -> Lived {
        let reach = leadDays + reviewDays
        let needed = goods.map { good in (0...reach).map { $0 == 0 ? 0 : poissonQuantile(good.perDay * Double($0), 0.95) } }
        var net = goods.map(\.level), position = net
        var receipts = goods.map { _ in [Int](repeating: 0, count: days + reach + 1) }
        var lived = Lived(waiting: goods.map { _ in 0 }, short: goods.map { _ in 0 }, demand: goods.map { _ in 0 }, taken: goods.map { _ in 0 })
        func spare(_ place: Int, _ day: Int) -> Int {
            guard net[place] > 0 else { return 0 }
            var there = net[place], least = there
            for ahead in 1..<reach where receipts[place][day + ahead] > 0 {
                least = min(least, there - needed[place][ahead])
                there += receipts[place][day + ahead]
            }
            return max(0, min(least, there - needed[place][reach]))
        }
        var random = TestRandom(state: seed), choice = TestRandom(state: seed &+ 1)
        for day in 0..<days {
            for place in goods.indices {
                net[place] += receipts[place][day]
                if day % reviewDays == 0, position[place] < goods[place].level {
                    receipts[place][day + leadDays] += goods[place].level - position[place]
                    position[place] = goods[place].level
                }
            }
            let before = net
            for place in goods.indices {
                for _ in 0..<random.poisson(goods[place].perDay) {
                    lived.demand[place] += 1
                    let takes = choice.uniform() < rate
                    if net[place] > 0 { (net[place], position[place]) = (net[place] - 1, position[place] - 1); continue }
                    lived.short[place] += 1
                    if takes, let other = goods[place].substitute, spare(other, day) >= 1 {
                        (net[other], position[other]) = (net[other] - 1, position[other] - 1)
                        lived.taken[place] += 1
                    } else { (net[place], position[place]) = (net[place] - 1, position[place] - 1) }
                }
            }
            for place in goods.indices { lived.waiting[place] += 0.5 * Double(max(0, -before[place]) + max(0, -net[place])) / Double(days) }
        }
        return lived
    }

    @Test func backordersFallByWhatIsPromisedAndSubstitutesKeepTheirFill() throws {
        var promised = 0.0, realised = 0.0
        for (number, perDay) in [0.4, 1, 2.5, 6].enumerated() {
            // Two items that are often short share a substitute that is well stocked; a third stands in for one that is stocked like others.
            let rates = [perDay, 0.7 * perDay, 1.5 * perDay, perDay, 1.2 * perDay]
            let fills = [0.88, 0.92, 0.9999, 0.9, 0.999]
            var goods = zip(rates, fills).map { Good(perDay: $0, level: Self.level(perDay: $0, fill: $1), substitute: nil) }
            (goods[0].substitute, goods[1].substitute, goods[3].substitute) = (2, 2, 4)
            let items = goods.enumerated().map { Self.item("i\($0.offset)", perDay: $0.element.perDay, level: $0.element.level) }
            let rows = [Substitute(item: "i0", substitute: "i2"), Substitute(item: "i1", substitute: "i2"), Substitute(item: "i3", substitute: "i4")]
            let effects = substitutionEffects(items, rows: rows, takeRate: 0.5, histories: [], asOf: Self.asOf)
            #expect(effects.map(\.key.item) == ["i0", "i1", "i2", "i3", "i4"])
            for (effect, good) in zip(effects, goods) {
                promised += (1 - effect.waitingRatio) * Self.waiting(perDay: good.perDay, level: good.level)
                #expect(effect.fillChange > -0.01, "\(effect)")
            }
            let days = 40_000, seed = UInt64(100 + number)
            let without = Self.live(goods, rate: 0, days: days, seed: seed), with = Self.live(goods, rate: 0.5, days: days, seed: seed)
            for place in goods.indices {
                realised += without.waiting[place] - with.waiting[place]
                let change = (without.short[place] - with.short[place]) / without.demand[place]
                #expect(change > -0.01, "item \(place) at \(perDay) a day: fill changes by \(change)")
            }
            #expect(with.taken[0] > 0 && with.taken[1] > 0)
        }
        #expect(abs(realised / promised - 1) < 0.1, "promised \(promised), realised \(realised)")
    }

    @Test func nothingIsCountedWithoutARateOrALink() {
        let items = [Self.item("i0", perDay: 1, level: 20), Self.item("i1", perDay: 1, level: 40)]
        let rows = [Substitute(item: "i0", substitute: "i1", validTo: Self.asOf.advanced(by: -1))]
        #expect(substitutionEffects(items, rows: rows, takeRate: 0.5, histories: [], asOf: Self.asOf).isEmpty)
        #expect(substitutionEffects(items, rows: [Substitute(item: "i0", substitute: "i1")], takeRate: 0, histories: [], asOf: Self.asOf).isEmpty)
    }

    @Test func threadsDoNotChangeAnEffect() {
        let items = (0..<6).map { Self.item("i\($0)", perDay: 1, level: $0 % 2 == 0 ? 21 : 40) }
        let rows = [0, 2, 4].map { Substitute(item: "i\($0)", substitute: "i\($0 + 1)") }
        let one = substitutionEffects(items, rows: rows, takeRate: 0.5, histories: [], asOf: Self.asOf, threads: 1)
        #expect(one == substitutionEffects(items, rows: rows, takeRate: 0.5, histories: [], asOf: Self.asOf, threads: 3))
        #expect(one.count == 6 && one[0].waitingRatio < 1)
    }

    /// One item alone, an endless substitute: the share that takes it leaves, which for base stock under continuous review is known exactly
    /// (`partialLostSales`); the replay's daily looks come near it.
    @Test func anEndlessSubstituteLeavesThoseWhoWait() throws {
        let level = Self.level(perDay: 1, fill: 0.9)
        let items = [Self.item("i0", perDay: 1, level: level), Self.item("i1", perDay: 1, level: 400)]
        let effect = try #require(substitutionEffects(items, rows: [Substitute(item: "i0", substitute: "i1")], takeRate: 0.5, histories: [], asOf: Self.asOf).first)
        #expect(abs(effect.takenShare - 0.5) < 0.02)
        // What was ordered earlier for all customers goes on coming while half of them leave: far less than half waits.
        #expect(effect.waitingRatio < 0.5 && effect.waitingRatio > 0.1, "\(effect)")
        #expect(effect.fillChange >= 0)
    }
}
