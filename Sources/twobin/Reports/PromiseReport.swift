import CustomerBackorders
import DemandModel
import PlanExport
import TextForms

/// A quote for a person and for a machine.
enum PromiseReport {
    static func text(_ quote: PromiseQuote, asOf: CalendarDay) -> String {
        var lines = ["\(quote.key.uniqueID): \(decimalText(quote.quantity)) asked for on \(asOf)"]
        lines.append("  on the shelf   \(decimalText(quote.onHand)), of which \(decimalText(quote.availableToday)) can go with this order today")
        if quote.unitsAhead > 0 { lines.append("  in front       \(decimalText(quote.unitsAhead)) units of customers who are served first") }
        lines.append("  all of it      " + sentence(quote.dates, asOf: asOf))
        for arrival in quote.arrivals {
            let name = arrival.order.orderID.isEmpty ? "an open order" : arrival.order.orderID
            lines.append("  on its way     \(name): \(decimalText(arrival.order.quantity)) units, " + sentence(arrival.dates, asOf: asOf) + " (by \(words(arrival.basis)))")
        }
        for displaced in quote.displaced {
            lines.append("  would wait longer: order \(displaced.line.orderID), \(decimalText(displaced.line.quantity)) units: "
                + "\(day(displaced.before.p90)) becomes \(day(displaced.after.p90))")
        }
        let more = quote.laterWaitingAfter - quote.laterWaitingBefore
        if more > 0.005 { lines.append("  later customers are expected to wait for \(fixed(more, 2)) more units until the next delivery") }
        return lines.map { displayText($0) }.joined(separator: "\n") + "\n"
    }

    static func json(_ quote: PromiseQuote, asOf: CalendarDay) -> JSONValue {
        [
            "item": .text(quote.key.item), "location": .text(quote.key.location), "as_of": .text(asOf.description), "quantity": .number(quote.quantity),
            "on_hand": .number(quote.onHand), "available_today": .number(quote.availableToday), "units_ahead": .number(quote.unitsAhead),
            "p50": JSONValue(quote.dates.p50?.description), "p90": JSONValue(quote.dates.p90?.description),
            "arrivals": .array(quote.arrivals.map { arrival in
                [
                    "order_id": .text(arrival.order.orderID), "supplier": .text(arrival.order.supplier), "quantity": .number(arrival.order.quantity),
                    "promised_on": JSONValue(arrival.order.promisedOn?.description), "p50": JSONValue(arrival.dates.p50?.description),
                    "p90": JSONValue(arrival.dates.p90?.description), "judged_by": .text(arrival.basis.rawValue),
                ]
            }),
            "displaced": .array(quote.displaced.map { displaced in
                [
                    "order_id": .text(displaced.line.orderID), "quantity": .number(displaced.line.quantity),
                    "p90_before": JSONValue(displaced.before.p90?.description), "p90_after": JSONValue(displaced.after.p90?.description),
                ]
            }),
            "later_waiting_before": .number(quote.laterWaitingBefore), "later_waiting_after": .number(quote.laterWaitingAfter),
        ]
    }

    static func sentence(_ dates: DatePromise, asOf: CalendarDay) -> String {
        guard let half = dates.p50 else { return "no day can be named: no supply in sight reaches it for sure" }
        if half <= asOf, dates.p90 == half { return "today" }
        return "half of such orders by \(half), " + (dates.p90.map { "nine of ten by \($0)" } ?? "nine of ten by no day that can be named")
    }

    private static func day(_ day: CalendarDay?) -> String { day?.description ?? "no day" }

    private static func words(_ basis: ArrivalBasis) -> String {
        switch basis {
        case .promise: "the supplier's days late against its promises"
        case .leadTime: "its past lead times"
        case .plan: "the plan's lead time"
        case .unknownAge: "its lead time alone, as its day is not known"
        }
    }
}
