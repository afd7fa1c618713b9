import DemandModel
import Foundation
import InventoryTheory
import NumericCore
import ReorderPolicies

// policy-speed single < items     one line per item: h p K rate lead-time (blank-separated); prints the solutions and CPU times
// policy-speed budget N [MEMBERS]  allocates a budget over N synthetic items, MEMBERS per lead-time demand distribution
// policy-speed random N           budgets over N items with random lead times and past errors, alone and prepared once

func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// Least CPU seconds of several runs.
func leastSeconds(_ repeats: Int, _ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<repeats {
        let start = cpuSeconds()
        try body()
        least = min(least, cpuSeconds() - start)
    }
    return least
}

struct Item {
    var h: Double, p: Double, fixedCost: Double, rate: Double, leadTime: Double
}

func poisson(_ mean: Double) -> MixtureDistribution {
    MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: mean)))], isCount: true)
}

func runSingle() throws {
    var items: [Item] = []
    while let line = readLine() {
        let numbers = line.split(separator: " ").compactMap { Double($0) }
        if numbers.count == 5 {
            items.append(Item(h: numbers[0], p: numbers[1], fixedCost: numbers[2], rate: numbers[3], leadTime: numbers[4]))
        }
    }
    var batches: [ReorderPointSolution?] = []
    let batchSeconds = leastSeconds(5) {
        batches = items.map {
            optimalReorderPoint(
                holdingCost: $0.h, backorderCost: $0.p, fixedCost: $0.fixedCost, demandRate: $0.rate,
                leadTimeDemand: poisson($0.rate * $0.leadTime))
        }
    }
    var periodic: [PeriodicReorderSolution?] = []
    let periodicSeconds = leastSeconds(5) {
        periodic = items.map {
            PeriodicReorderProblem(
                holdingCost: $0.h, backorderCost: $0.p, fixedCost: $0.fixedCost, periodDemand: poisson($0.rate), overLeadTime: nil,
                overProtection: poisson($0.rate)
            ).optimum()
        }
    }
    var single: [NewsvendorSolution] = []
    let singleSeconds = try leastSeconds(5) {
        single = try items.map { try newsvendor(holdingCost: $0.h, backorderCost: $0.p, demand: poisson($0.rate)) }
    }
    for index in items.indices {
        let rq = batches[index]
        let ss = periodic[index]
        print(
            "item", rq?.reorderPoint ?? .nan, rq?.quantity ?? .nan, rq?.cost ?? .nan, ss?.reorderPoint ?? 0, ss?.orderUpTo ?? 0,
            ss?.cost ?? .nan, single[index].orderUpTo, single[index].cost)
    }
    let perItem = 1e6 / Double(max(1, items.count))
    print("microseconds", batchSeconds * perItem, periodicSeconds * perItem, singleSeconds * perItem)
}

/// A linear congruential generator: the same items everywhere.
struct Generator {
    var state: UInt64 = 42
    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / 9_007_199_254_740_992
    }
}

func runBudget(_ count: Int, members: Int) throws {
    var generator = Generator()
    let problems = (0..<count).map { index -> ReplenishmentProblem in
        let perDay = exp(-4 + 6 * generator.uniform())
        let lead = 14 + 42 * generator.uniform()
        let spread = 0.3 + 1.2 * generator.uniform()
        let cost = exp(3 * generator.uniform())
        let distributions = LeadTimeDemand.nodes(reviewPeriodDays: 7).map { node in
            DemandDistribution(
                members: (0..<members).map { member in
                    let mean = perDay * (lead + node.fraction * 7) * (1 + 0.2 * Double(member))
                    return .init(
                        family: .negativeBinomial, weight: 1 / Double(members), mean: mean,
                        variance: mean * (1 + spread) + 0.15 * spread * mean * mean)
                }, isCount: true)
        }
        return ReplenishmentProblem(
            key: ItemLocation(item: "item\(index)"),
            demand: LeadTimeDemand(
                leadTimeDays: lead, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 7, meanPerDay: perDay,
                distributions: distributions),
            terms: SupplyTerms(unitCost: cost, leadTimeDays: lead, reviewPeriodDays: 7))
    }
    let equalService = try planAssortment(problems, objective: PlanObjective(kind: .fillRate, target: 0.95))
    let budget = equalService.totals.averageInventoryValue
    let start = cpuSeconds()
    let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: budget))
    let seconds = cpuSeconds() - start
    print("items", count, "members", members, "seconds", seconds)
    print("E[B]", plan.totals.weightedBackorders, "bound", plan.totals.lowerBound ?? .nan, "gap", plan.totals.relativeGap ?? .nan)
    print("E[B] at 95% fill for every item and the same money", equalService.totals.weightedBackorders)
}

let arguments = CommandLine.arguments
if arguments.count >= 3, arguments[1] == "budget" {
    try runBudget(Int(arguments[2]) ?? 30_000, members: arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1)
} else if arguments.count >= 3, arguments[1] == "random" {
    try runRandomLeadTimes(Int(arguments[2]) ?? 4_000)
} else {
    try runSingle()
}
