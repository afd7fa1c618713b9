import DemandModel
import Foundation
import PlanEngine
import PlanExport
import PlanStore

extension PlanPage {
    /// Overrides kept in the store, those in force first, with what the shown run says they cost; and the record of what people did.
    func overridesAnswer(_ request: PageRequest) throws -> PageResponse {
        let run = try open(request.parameter("run"))
        let costs = Dictionary(run.header.summary.overrides.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let all = try store.overrides().sorted { a, b in
            let (first, second) = (a.holds(on: run.header.asOf), b.holds(on: run.header.asOf))
            return first != second ? first : a.number > b.number
        }
        let kept = Set(all.filter { $0.holds(on: run.header.asOf) }.map(\.key))
        return .json([
            "run": .text(run.listing.id),
            "overrides": .array(all.map { override in
                let standing = run.position(of: override.key).map { run.items[$0] }
                return [
                    "number": .integer(Int(override.number)), "unique_id": .text(override.key.uniqueID),
                    "reorder_point": JSONValue(override.reorderPoint), "order_up_to": JSONValue(override.orderUpTo), "reason": .text(override.reason),
                    "author": .text(override.author), "made_at": .text(override.madeAt), "expires_on": JSONValue(override.expiresOn?.description),
                    "ended_at": JSONValue(override.endedAt), "ended_by": JSONValue(override.endedBy),
                    "holds": .bool(override.holds(on: run.header.asOf)), "is_in_run": .bool(standing?.isFixed ?? false),
                    "cost": costs[override.key].map(PlanPage.cost) ?? .null,
                ]
            }),
            // Levels fixed by the items table, which the store knows nothing of.
            "from_table": .array(run.header.summary.overrides.filter { !kept.contains($0.key) }.map { cost in
                ["unique_id": .text(cost.key.uniqueID), "reason": .text(cost.reason), "cost": PlanPage.cost(cost)]
            }),
            "audit": .array(try store.auditRows().map { row in
                ["at": .text(row.at), "author": .text(row.author), "action": .text(row.action), "subject": .text(row.subject), "details": .text(row.details)]
            }),
        ])
    }

    /// What an override would cost: money and units waiting beyond what the plan would choose.
    func priceAnswer(_ request: PageRequest) throws -> PageResponse {
        guard let reference = request.parameter("item") else { throw RequestProblem(400, "name an item") }
        let run = try open(request.parameter("run"))
        let item = try store.loadItem(reference, of: run.listing.id)
        let levels = try PlanPage.levels(reorderPoint: request.parameter("reorder_point"), orderUpTo: request.parameter("order_up_to"))
        guard let price = try overridePrice(of: item, in: run.header, reorderPoint: levels.reorderPoint, orderUpTo: levels.orderUpTo) else {
            throw RequestProblem(422, "the run has no forecast for \(reference): an override has no price")
        }
        return .json([
            "unique_id": .text(item.key.uniqueID), "cost": PlanPage.cost(price.cost), "fill_rate": .number(price.performance.fillRate),
            "expected_backorders": .number(price.performance.expectedBackorders),
            "average_inventory_value": JSONValue(item.supply.unitCost.map { $0 * price.performance.averageOnHand }),
        ])
    }

    /// Keeps an override: the next plan follows it.
    func saveOverride(_ body: JSONBody, _ request: PageRequest) throws -> PageResponse {
        guard let reference = body.text("item") else { throw RequestProblem(422, "name an item") }
        let run = try open(body.text("run"))
        let item = try store.loadItem(reference, of: run.listing.id)
        let levels = try PlanPage.levels(reorderPoint: body.text("reorder_point"), orderUpTo: body.text("order_up_to"))
        let reason = (body.text("reason") ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty, reason.count <= 500 else { throw RequestProblem(422, "give a reason of at most 500 characters: the next reader will ask") }
        var expiry: CalendarDay?
        if let text = body.text("expires_on"), !text.isEmpty {
            guard let day = CalendarDay(iso: text) else { throw RequestProblem(422, "the last day is written YYYY-MM-DD, found \(text)") }
            guard day >= run.header.asOf else { throw RequestProblem(422, "the last day \(day) is before the run's planning day \(run.header.asOf)") }
            expiry = day
        }
        // Levels that no policy can have are refused here, not in the night.
        _ = try overridePrice(of: item, in: run.header, reorderPoint: levels.reorderPoint, orderUpTo: levels.orderUpTo)
        let saved = try RunStore(path: storePath, access: .write).save(LevelOverride(
            key: item.key, reorderPoint: levels.reorderPoint, orderUpTo: levels.orderUpTo, reason: reason, author: try author(body, request),
            madeAt: PlanPage.moment(), expiresOn: expiry))
        return .json(["number": .integer(Int(saved.number)), "unique_id": .text(item.key.uniqueID)])
    }

    /// Ends an override before its time.
    func endOverride(_ body: JSONBody, _ request: PageRequest) throws -> PageResponse {
        guard let number = body.number("number"), let whole = Int64(exactly: number) else { throw RequestProblem(422, "name an override by its number") }
        try RunStore(path: storePath, access: .write).endOverride(whole, author: try author(body, request), at: PlanPage.moment())
        return .json(["number": .integer(Int(whole)), "ended": true])
    }

    private static func cost(_ cost: OverrideCost) -> JSONValue {
        [
            "kept_order_up_to": .number(cost.keptOrderUpTo), "recommended_order_up_to": .number(cost.recommendedOrderUpTo),
            "average_inventory_value": JSONValue(cost.averageInventoryValue), "expected_backorders": .number(cost.expectedBackorders),
        ]
    }

    private static func levels(reorderPoint: String?, orderUpTo: String?) throws -> (reorderPoint: Double?, orderUpTo: Double?) {
        func number(_ text: String?, _ name: String) throws -> Double? {
            guard let text = text?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
            guard let value = Double(text), value.isFinite, value >= 0, value <= 1e9 else {
                throw RequestProblem(422, "\(name) is a number of units, 0 or more; found \(text)")
            }
            return value
        }
        let levels = (try number(reorderPoint, "the reorder point"), try number(orderUpTo, "the order-up-to level"))
        guard levels.0 != nil || levels.1 != nil else { throw RequestProblem(422, "give an order-up-to level or a reorder point") }
        return levels
    }
}
