import NumericCore
import ReorderPolicies
import Testing

@Suite struct PartialLostSalesTests {
    @Test func fullBackorderingIsPoisson() throws {
        for (a, stock) in [(0.001, 1), (2.5, 0), (2.5, 4), (80, 95), (9_000, 9_100), (9_000, 8_700)] as [(Double, Int)] {
            let reached = try #require(partialLostSales(leadTimeDemand: a, baseStock: stock, waitingShare: 1))
            let poisson = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: a)))], isCount: true)
            let losses = poisson.losses(at: Double(stock))
            #expect(abs(reached.expectedBackorders - losses.first) <= 1e-9 * max(losses.first, 1e-12))
            #expect(abs(reached.fillRate - (1 - losses.upperTail - losses.atom)) < 1e-10)
            #expect(reached.lostShare == 0)
            #expect(abs(reached.averageOnHand - (Double(stock) - a + losses.first)) < 1e-8 * max(1, a))
        }
    }

    @Test func noWaitingIsErlangsLoss() throws {
        // Erlang's recursion B(s) = a B(s-1) / (s + a B(s-1)).
        for a in [0.3, 2, 17.5] {
            var blocked = 1.0
            for stock in 0...30 {
                if stock > 0 { blocked = a * blocked / (Double(stock) + a * blocked) }
                let reached = try #require(partialLostSales(leadTimeDemand: a, baseStock: stock, waitingShare: 0))
                #expect(abs(reached.lostShare - blocked) <= 1e-12 * blocked + 1e-300)
                #expect(reached.expectedBackorders == 0 && reached.meanWait == 0)
            }
        }
        #expect(abs(try #require(partialLostSales(leadTimeDemand: 2, baseStock: 3, waitingShare: 0)).lostShare - 4.0 / 19) < 1e-15)
    }

    @Test func aShareWaits() throws {
        // p(n) summed by hand: a = 1.5, S = 2, beta = 0.4.
        var terms = [1.0]
        for n in 1...60 { terms.append(terms[n - 1] * (n <= 2 ? 1.5 : 0.6) / Double(n)) }
        let total = terms.reduce(0, +)
        let waiting = terms.enumerated().reduce(0.0) { $0 + Double(max(0, $1.offset - 2)) * $1.element } / total
        let empty = terms[2...].reduce(0, +) / total
        let reached = try #require(partialLostSales(leadTimeDemand: 1.5, baseStock: 2, waitingShare: 0.4))
        #expect(abs(reached.expectedBackorders - waiting) < 1e-15)
        #expect(abs(reached.lostShare - 0.6 * empty) < 1e-15 && abs(reached.fillRate - (1 - empty)) < 1e-15)
        // Units on order are those that were accepted: a (1 - lost) = S - on hand + waiting.
        let onOrder = 2 - reached.averageOnHand + reached.expectedBackorders
        #expect(abs(onOrder - 1.5 * (1 - reached.lostShare)) < 1e-14)
        // More stock, fewer losses and waits; more patience, more waits and fewer losses.
        let fuller = try #require(partialLostSales(leadTimeDemand: 1.5, baseStock: 3, waitingShare: 0.4))
        #expect(fuller.lostShare < reached.lostShare && fuller.expectedBackorders < reached.expectedBackorders)
    }

    @Test func argumentsOutsideOfTheirRange() {
        #expect(partialLostSales(leadTimeDemand: -1, baseStock: 2, waitingShare: 0.5) == nil)
        #expect(partialLostSales(leadTimeDemand: 1, baseStock: -2, waitingShare: 0.5) == nil)
        #expect(partialLostSales(leadTimeDemand: 1, baseStock: 2, waitingShare: 1.5) == nil)
        #expect(partialLostSales(leadTimeDemand: .nan, baseStock: 2, waitingShare: 1) == nil)
    }
}
