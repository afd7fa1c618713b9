import DemandModel
import PlanEngine
import PlanExport

extension PlanPage {
    /// Customers whose orders wait, with the days by which they are served.
    func waitingAnswer(_ request: PageRequest) async throws -> PageResponse {
        let listing = try self.listing(request.parameter("run"))
        let waiting = try await scenarios.waiting(listing.id)
        return .json([
            "run": .text(listing.id), "as_of": .text(listing.asOf.description), "lines": .integer(waiting.count),
            "units": .number(waiting.reduce(0) { $0 + $1.order.quantity }),
            "waiting": .array(waiting.prefix(20_000).map { customer in
                [
                    "order": .text(customer.order.orderID), "unique_id": .text(customer.order.key.uniqueID), "quantity": .number(customer.order.quantity),
                    "ordered_on": JSONValue(customer.order.orderedOn?.description), "promised_on": JSONValue(customer.order.promisedOn?.description),
                    "priority": JSONValue(customer.order.priority), "units_ahead": .number(customer.unitsAhead),
                    "p50": JSONValue(customer.dates.p50?.description), "p90": JSONValue(customer.dates.p90?.description),
                    "promise_kept": JSONValue(customer.promiseKept), "order_p50": JSONValue(customer.wholeOrder.p50?.description),
                    "order_p90": JSONValue(customer.wholeOrder.p90?.description), "substitute": JSONValue(customer.substitute?.key.uniqueID),
                    "substitute_units": JSONValue(customer.substitute?.units), "substitute_covers": JSONValue(customer.substitute?.coveredUnits),
                    "substitute_saves_days": customer.substitute?.savedDays.map { .integer($0) } ?? .null,
                    "substitute_evidence": JSONValue(customer.substitute?.evidence), "cause": .text(customer.cause.cause.rawValue),
                    "evidence": .text(customer.cause.evidence),
                    "substitute_source": JSONValue(customer.substitute?.source.rawValue),
                    "substitute_consent": customer.substitute.map { .bool($0.needsConsent) } ?? .null,
                ]
            }),
        ])
    }
}
