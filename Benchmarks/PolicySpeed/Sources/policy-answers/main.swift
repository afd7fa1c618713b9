import DemandModel
import Foundation
import ReorderPolicies

// Answers problems in JSON, one a line, with what the library says: for fresh_policy_problems.py.

func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }

/// Demand of a problem: rate and variance a day, or customers a day with the sizes of their orders.
func demand(_ problem: [String: Any]) throws -> LeadTimeDemand {
    let rate = number(problem["rate"]) ?? 0, lead = number(problem["leadTime"]) ?? 0, review = number(problem["review"]) ?? 0
    if let sizes = problem["sizes"] as? [NSNumber] {
        return try LeadTimeDemand(customersPerDay: rate, orderSizes: sizes.map(\.doubleValue), leadTime: lead, review: review)
    }
    return try LeadTimeDemand(rate: rate, variancePerDay: number(problem["variance"]) ?? 0, leadTime: lead, review: review)
}

func evaluated(_ problem: [String: Any]) throws -> [String: Any] {
    let kind = ReplenishmentPolicy.Kind(rawValue: problem["kind"] as? String ?? "") ?? .RS
    let reorderPoint = number(problem["reorderPoint"]) ?? 0, orderUpTo = number(problem["orderUpTo"]) ?? 0
    let policy = ReplenishmentPolicy(
        kind: kind, reorderPoint: reorderPoint, orderUpTo: orderUpTo, orderQuantity: kind == .rQ ? orderUpTo - reorderPoint : nil)
    let reached = try evaluatePolicy(policy, demand: demand(problem))
    return [
        "backorders": reached.expectedBackorders, "fill rate": reached.fillRate, "ready rate": reached.readyRate, "on hand": reached.averageOnHand,
    ]
}

func planned(_ problem: [String: Any]) throws -> [String: Any] {
    let items = (problem["items"] as? [[String: Any]] ?? []).enumerated()
    let problems = try items.map { index, item in
        ReplenishmentProblem(
            key: ItemLocation(item: "item\(index)"), demand: try demand(item),
            terms: SupplyTerms(unitCost: number(item["cost"]), leadTimeDays: number(item["leadTime"]) ?? 0, reviewPeriodDays: number(item["review"]) ?? 0),
            weight: number(item["weight"]) ?? 1)
    }
    let objective = PlanObjective(
        kind: PlanObjective.Kind(rawValue: problem["objective"] as? String ?? "") ?? .budget,
        money: PlanObjective.Money(rawValue: problem["money"] as? String ?? "") ?? .averageInventoryValue, target: number(problem["target"]) ?? 0)
    let plan = try planAssortment(problems, objective: objective)
    return ["levels": plan.decisions.map { $0.policy?.orderUpTo ?? -1 }]
}

while let line = readLine() {
    guard let problem = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { continue }
    var answer: [String: Any]
    do { answer = problem["items"] == nil ? try evaluated(problem) : try planned(problem) } catch { answer = ["error": "\(error)"] }
    FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: answer, options: [.sortedKeys]) + Data("\n".utf8))
}
