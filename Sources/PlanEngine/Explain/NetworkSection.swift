import DemandModel
import TextForms

/// What `[network]` makes of an item-location: what a warehouse feeds and owes, or from where a location is fed; `nil` elsewhere.
func networkSection(_ item: PlannedItem, run: PlanRun) -> Explanation.Section? {
    var facts: [Explanation.Fact] = []
    let recommendation = item.recommendation
    if let source = item.source {
        facts.append(.init(name: "fed by", text: "\(source), \(rounded(item.supply.leadTimeDays)) days on the way; what is ordered is a transfer"))
        if let warehouse = place(of: ItemLocation(item: item.key.item, location: source), in: run.items).map({ run.items[$0] }) {
            let supply = warehouse.supply
            facts.append(.init(
                name: source, text: "on hand \(plain(supply.onHand)), on order \(plain(supply.onOrder))"
                    + (warehouse.recommendation.policy.map { ", order-up-to \(plain($0.orderUpTo))" } ?? "")
                    + (warehouse.recommendation.performance.map { ", sends \(percentage($0.fillRate)) of units when they are asked for" } ?? "")))
        }
        if let short = recommendation.heldBack, short > 0 {
            facts.append(.init(name: "short today", text: "\(plain(short)) of \(plain(short + recommendation.orderNow)) asked for; shared out by need"))
        }
    }
    if let role = recommendation.warehouse {
        facts.append(.init(name: "feeds", text: counted(role.locations, "location")
            + (role.ownShare > 0 ? "; \(percentage(role.ownShare)) of its demand is of its own customers" : "")))
        facts.append(.init(name: "owes", text: "\(rounded(role.owedUnits)) units on average; the fill rate is the share of units sent when they are asked for"))
        facts.append(.init(name: "today", text: "\(plain(role.requestedToday)) units asked for"
            + (role.shortToday > 0 ? ", \(plain(role.shortToday)) more than it has: shared out by need" : "")))
        facts.append(.init(name: "covers", text: "\(rounded(recommendation.protectionDays)) days: what locations ask for until the next order to the supplier arrives"))
    }
    return facts.isEmpty ? nil : .init(title: "Network", facts: facts)
}
