import DemandModel
import ReorderPolicies
import Testing

/// Today's orders under an amount of money, against every choice there is.
@Suite struct PurchaseCapTests {
    private func candidate(
        mean: Double, position: Double, cost: Double, wanted: Double, pack: Double = 1, minimum: Double = 0, supplier: String = "a", weight: Double = 1
    ) throws -> PurchaseCandidate {
        let distributions = LeadTimeDemand.nodes(reviewPeriodDays: 7).map { node in
            DemandDistribution(mean: mean * (14 + 7 * node.fraction) / 21, variance: 1.5 * mean * (14 + 7 * node.fraction) / 21, isCount: true)
        }
        let demand = LeadTimeDemand(
            leadTimeDays: 14, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 7, meanPerDay: mean / 21, distributions: distributions)
        return PurchaseCandidate(
            evaluator: try StockEvaluator(demand), inventoryPosition: position, weight: weight, unitCost: cost, wantedQuantity: wanted, pack: pack,
            minimumQuantity: minimum, supplier: supplier)
    }

    private func waiting(_ candidate: PurchaseCandidate, _ quantity: Double) -> Double {
        candidate.weight * candidate.evaluator.averageLosses(at: candidate.inventoryPosition + quantity).first
    }

    /// The least units waiting over all whole packs within the money.
    private func bestByTrying(_ candidates: [PurchaseCandidate], budget: Double, suppliers: [String: Double] = [:], minimums: [String: Double] = [:]) -> Double {
        let choices = candidates.map { candidate -> [Double] in
            [0] + stride(from: max(candidate.pack, (candidate.minimumQuantity / candidate.pack).rounded(.up) * candidate.pack), through: candidate.wantedQuantity, by: candidate.pack)
        }
        var best = Double.infinity
        func look(_ index: Int, _ quantities: [Double], _ money: Double, _ sum: Double) {
            if money > budget + 1e-9 || sum >= best { return }
            guard index < candidates.count else {
                var spent: [String: Double] = [:]
                for (candidate, quantity) in zip(candidates, quantities) { spent[candidate.supplier, default: 0] += quantity * candidate.unitCost }
                for (name, limit) in suppliers where (spent[name] ?? 0) > limit + 1e-9 { return }
                for (name, least) in minimums where (spent[name] ?? 0) > 0 && (spent[name] ?? 0) < least - 1e-9 { return }
                best = sum
                return
            }
            for quantity in choices[index] {
                look(index + 1, quantities + [quantity], money + quantity * candidates[index].unitCost, sum + waiting(candidates[index], quantity))
            }
        }
        look(0, [], 0, 0)
        return best
    }

    private func four() throws -> [PurchaseCandidate] {
        [try candidate(mean: 12, position: 4, cost: 3, wanted: 14), try candidate(mean: 6, position: 5, cost: 11, wanted: 6, supplier: "b"),
         try candidate(mean: 20, position: 12, cost: 1.5, wanted: 18, pack: 6), try candidate(mean: 3, position: 0, cost: 7, wanted: 6, pack: 2, minimum: 4, supplier: "b")]
    }

    @Test(arguments: [5.0, 20, 37, 60, 90, 150, 1_000])
    func noChoiceIsMuchBetterAndNoneBeatsTheBound(budget: Double) throws {
        let candidates = try four()
        let choice = choosePurchases(candidates, budget: budget)
        let best = bestByTrying(candidates, budget: budget)
        #expect(choice.spent <= budget + 1e-9)
        #expect(choice.lowerBound <= best + 1e-9 && best <= choice.waiting + 1e-9)
        // The choice errs by less than the best single pack would save.
        #expect(choice.waiting - best <= 0.12 * (choice.waitingIfNone - best) + 1e-9, "\(budget): \(choice.waiting) against \(best)")
        for (candidate, quantity) in zip(candidates, choice.quantities) {
            #expect(quantity.truncatingRemainder(dividingBy: candidate.pack) == 0 && quantity <= candidate.wantedQuantity)
            #expect(quantity == 0 || quantity >= candidate.minimumQuantity)
        }
    }

    @Test func allIsBoughtWhereThereIsMoney() throws {
        let candidates = try four()
        let choice = choosePurchases(candidates, budget: 1_000)
        #expect(choice.quantities == candidates.map(\.wantedQuantity))
        #expect(abs(choice.waiting - choice.waitingIfAll) < 1e-12 && choice.waiting <= choice.lowerBound + 1e-9)
    }

    @Test(arguments: [30.0, 60, 90, 120])
    func budgetsAndMinimumsOfSuppliersHold(budget: Double) throws {
        let candidates = try four()
        let minimums = ["b": 50.0], budgets = ["a": 25.0]
        let choice = choosePurchases(candidates, budget: budget, supplierBudgets: budgets, supplierMinimums: minimums)
        var spent: [String: Double] = [:]
        for (candidate, quantity) in zip(candidates, choice.quantities) { spent[candidate.supplier, default: 0] += quantity * candidate.unitCost }
        #expect((spent["a"] ?? 0) <= 25 + 1e-9)
        #expect((spent["b"] ?? 0) == 0 || (spent["b"] ?? 0) >= 50)
        let best = bestByTrying(candidates, budget: budget, suppliers: budgets, minimums: minimums)
        #expect(choice.lowerBound <= best + 1e-9 && best <= choice.waiting + 1e-9)
        #expect(choice.waiting - best <= 0.25 * (choice.waitingIfNone - best) + 1e-9, "\(budget): \(choice.waiting) against \(best)")
    }

    /// A supplier whose minimum is above the money is in no choice, and not in the bound: the gap then says how good the choice is.
    @Test func theBoundKnowsWhoIsOutOfReach() throws {
        let candidates = try four()
        let budget = 59.0
        let free = choosePurchases(candidates, budget: budget), bound = choosePurchases(candidates, budget: budget, supplierMinimums: ["b": 60])
        #expect(bound.unreachable == ["b"] && free.unreachable.isEmpty)
        #expect(bound.lowerBound > free.lowerBound + 0.1, "\(bound.lowerBound) against \(free.lowerBound)")
        let best = bestByTrying(candidates, budget: budget, minimums: ["b": 60])
        #expect(bound.lowerBound <= best + 1e-9 && best <= bound.waiting + 1e-9 && bound.waiting - bound.lowerBound < 0.2 * (bound.waitingIfNone - bound.lowerBound))
        #expect(choosePurchases(candidates, budget: 200, supplierBudgets: ["b": 59], supplierMinimums: ["b": 60]).unreachable == ["b"])
    }

    @Test func moreMoneyNeverLeavesMoreWaitingOnTheCurve() throws {
        let curve = choosePurchases(try four(), budget: 40).curve
        #expect(curve.count > 3 && curve[0].money == 0)
        for (a, b) in zip(curve, curve.dropFirst()) { #expect(a.money < b.money && a.waiting >= b.waiting) }
    }

    @Test func nothingFitsBelowTheCheapestOrder() throws {
        let choice = choosePurchases(try four(), budget: 2)
        #expect(choice.spent == 0 && choice.cheapestOrder == 3 && choice.waiting == choice.waitingIfNone)
    }

    @Test func aHeavyWeightComesFirst() throws {
        let light = try candidate(mean: 10, position: 5, cost: 2, wanted: 10), heavy = try candidate(mean: 10, position: 5, cost: 2, wanted: 10, weight: 5)
        let choice = choosePurchases([light, heavy], budget: 10)
        #expect(choice.quantities == [0, 5])
    }
}
