import DemandModel
import TextForms

/// Refuses two locations of the plan that are one there: the system keeps one rule for an item and place.
func refuseSharedPlaces(_ rows: [RuleRow]) throws(ExportProblem) {
    var first: [ItemLocation: ItemLocation] = [:]
    for row in rows {
        guard let other = first.updateValue(row.item.key, forKey: ItemLocation(item: row.item.key.item, location: row.location)) else { continue }
        throw .option("the locations \(other.location) and \(row.item.key.location) of the plan would both be \(row.location) there, with two rules for "
            + "\(row.item.key.item): name each with --location PLAN=THEIRS, or choose one with --only-location")
    }
}

/// Why a rule that orders only for customers who wait cannot be in a system's file; `nil` where it can.
///
/// A level below zero is none to most systems, and Odoo takes a minimum and a maximum of 0 for a place that may hold nothing.
func belowZero(_ row: RuleRow, dialect: OrderDialect, options: ExportOptions) -> String? {
    let words = "nothing is kept of it: it is ordered when \(decimalText(max(1, -row.rule.reorderPoint))) or more wait, "
    switch dialect {
    case .erpnext, .shopify, .amazon, .generic: return nil
    case .odoo:
        let roundsUp = options.odooVersion.flatMap(OdooVersion.init)?.roundsUp ?? false
        let most = roundsUp ? max(row.minimum, row.rule.maximumWhenRoundedUp) : row.rule.maximum
        return row.minimum <= 0 && most <= 0 ? words + "and Odoo has no such rule (0 and 0 is a place that may hold nothing): order it by --content orders" : nil
    default: return row.rule.reorderPoint < 0 ? words + "and \(dialect.title) has no level below 0: order it by hand" : nil
    }
}

/// What a rule of another system cannot hold: largest orders and prices that fall with the quantity.
func limitNotes(_ rows: [RuleRow], dialect: OrderDialect) -> [String] {
    guard !dialect.onlyWarns, dialect != .shopify else { return [] }
    func sentence(_ what: String, _ verb: String, _ limited: [RuleRow]) -> [String] {
        guard !limited.isEmpty else { return [] }
        return ["\(counted(limited.count, "item")) \(limited.count == 1 ? "has" : "have") \(what), which the rule does not know: the system \(verb) than the plan would ("
            + limited.prefix(3).map(\.item.key.uniqueID).joined(separator: ", ") + (limited.count > 3 ? ", ..." : "") + ")."]
    }
    return sentence("a largest order", "may order more", rows.filter { ($0.item.supply.maximumOrderQuantity ?? 0) > 0 })
        + sentence("prices by quantity", "may order less", rows.filter { $0.item.supply.priceBreaks != nil })
}

/// Locations that are written as the plan calls them, where that is surely not what the system calls them.
func placeNotes(_ locations: Set<String>, dialect: OrderDialect, options: ExportOptions) -> [String] {
    let own = locations.filter { options.locationNames[$0] == nil }.sorted(by: bytesPrecede)
    switch dialect {
    case .odoo:
        let unknown = own.filter { $0 != ItemLocation.defaultLocation && !$0.contains("/") }
        guard !unknown.isEmpty else { return [] }
        return ["Odoo finds a location by its full name, such as WH/Stock: say what it calls \(unknown.prefix(4).joined(separator: ", ")) with --location \(unknown[0])=NAME."]
    case .businessCentral where locations == [ItemLocation.defaultLocation]: return []
    default:
        guard own.contains(ItemLocation.defaultLocation) else { return [] }
        return ["The location is written as \"\(ItemLocation.defaultLocation)\", Twobin's own word where sales name none: say what \(dialect.title) calls it with "
            + "--location \(ItemLocation.defaultLocation)=NAME."]
    }
}
