import NumericCore
import Testing

@testable import ReorderPolicies

@Suite struct TwoEchelonAssortmentTests {
    private func items(_ count: Int, seed: UInt64) -> [TwoEchelonItem] {
        var generator = TestGenerator(seed)
        return (0..<count).map { _ in
            let bases = 1 + Int(3 * generator.uniform())
            return TwoEchelonItem(
                system: TwoEchelonSystem(
                    baseRates: (0..<bases).map { _ in 0.1 + generator.uniform() },
                    transportTimes: (0..<bases).map { _ in 0.2 + generator.uniform() }, depotTime: 0.3 + 2 * generator.uniform()),
                unitCost: 1 + (9 * generator.uniform()).rounded(), weight: 0.5 + generator.uniform())
        }
    }

    /// Two items with two locations each: all stocks within the budget.
    @Test(arguments: TwoEchelonSystem.Method.allCases)
    func agreesWithEnumeration(_ method: TwoEchelonSystem.Method) throws {
        var two = items(2, seed: 5)
        for index in two.indices {
            two[index].system.baseRates = [0.4, 0.9 + Double(index)]
            two[index].system.transportTimes = [0.5, 0.3]
            two[index].unitCost = [3, 5][index]
        }
        let budget = 31.0
        var least = Double.infinity
        var tables: [[Double]] = []
        for item in two {
            let most = Int(budget / item.unitCost)
            var best = [Double](repeating: .infinity, count: most + 1)
            for depot in 0...most {
                for a in 0...(most - depot) {
                    for b in 0...(most - depot - a) {
                        let value = item.weight
                            * item.system.expectedBackorders(depotStock: depot, baseStock: [a, b], method: method).reduce(0, +)
                        best[depot + a + b] = min(best[depot + a + b], value)
                    }
                }
            }
            tables.append(best)
        }
        for a in tables[0].indices {
            for b in tables[1].indices where 3 * Double(a) + 5 * Double(b) <= budget { least = min(least, tables[0][a] + tables[1][b]) }
        }
        let plan = try allocateTwoEchelons(two, budget: budget, method: method)
        #expect(plan.money <= budget)
        #expect(abs(plan.weightedBackorders - least) <= 1e-9 * least)
        #expect(plan.lowerBound <= least * (1 + 1e-12))
    }

    @Test func oneItemIsItsOwnOptimum() throws {
        for item in items(6, seed: 8) {
            for units in [0, 1, 4, 9] {
                let plan = try allocateTwoEchelons([item], budget: item.unitCost * (Double(units) + 0.5), method: .variMetric)
                let best = item.system.optimum(totalStock: units, method: .variMetric)
                #expect(abs(plan.weightedBackorders - item.weight * best.expectedBackorders) <= 1e-9)
            }
        }
    }

    @Test func manyItemsComeCloseToTheBound() throws {
        let many = items(40, seed: 2)
        var last = Double.infinity
        for budget in [0.0, 60, 250, 600, 1e5] {
            let plan = try allocateTwoEchelons(many, budget: budget, method: .metric)
            #expect(plan.money <= budget)
            #expect(plan.lowerBound <= plan.weightedBackorders)
            #expect(plan.weightedBackorders < last)
            if budget < 1e4 { #expect(plan.weightedBackorders - plan.lowerBound <= 0.005 * plan.weightedBackorders) }
            last = plan.weightedBackorders
        }
        #expect(last < 1e-8)
    }

    @Test func theExampleOfTheDocumentation() throws {
        let system = TwoEchelonSystem(baseRates: [1, 1], transportTimes: [0.5, 0.5], depotTime: 1)
        let item = TwoEchelonItem(system: system, unitCost: 10)
        #expect(try allocateTwoEchelons([item], budget: 45, method: .exact).money == 40)
        for bad in [-1, .nan, .infinity] as [Double] {
            #expect(throws: PolicyError.self) { try allocateTwoEchelons([item], budget: bad, method: .exact) }
            #expect(throws: PolicyError.self) {
                try allocateTwoEchelons([TwoEchelonItem(system: system, unitCost: bad)], budget: 5, method: .exact)
            }
        }
    }
}
