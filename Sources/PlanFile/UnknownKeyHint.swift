import DemandModel
import TextForms

/// What was most likely meant by a key that does not exist: a key of the same section with nearly the same name, the same name in
/// another section, words that people use for it, or else a list of what there is.
func unknownKeyHint(_ key: String) -> String {
    let names = PlanKey.all.map(\.name)
    let parts = key.split(separator: ".").map(String.init)
    let section = parts.dropLast().joined(separator: "."), last = parts.last ?? key
    func ownName(_ name: String) -> String { String(name.split(separator: ".").last ?? "") }
    let siblings = names.filter { name in !section.isEmpty && name.hasPrefix(section + ".") }.map(ownName)
    if let known = otherWords[key] { return known }
    if let near = nearestName(to: last, among: siblings) { return "did you mean \(section).\(near)?" }
    if siblings.isEmpty, let near = nearestName(to: key, among: names) { return "did you mean \(near)?" }
    if let elsewhere = names.first(where: { ownName($0) == last && parts.count > 1 }) { return "did you mean \(elsewhere)?" }
    let sections = Set(names.compactMap { $0.split(separator: ".").dropLast().first.map(String.init) }).sorted(by: bytesPrecede)
    if siblings.isEmpty, let near = nearestName(to: section.isEmpty ? key : section, among: sections), near != section {
        return "did you mean the section [\(near)]?"
    }
    if !siblings.isEmpty { return "[\(section)] has " + siblings.joined(separator: ", ") }
    return "the sections are " + sectionNames.joined(separator: ", ")
}

private let sectionNames = ["sales", "items", "series", "objective", "groups", "supplier_limits", "policy", "orders", "defaults", "alerts", "output"]

/// Keys that people try first, and what they find instead.
private let otherWords = [
    "objective.budget": "the limit of a budget is average_inventory_value, stock_value, average_units or storage_volume",
    "objective.target": "the target has the name of its kind: fill_rate, ready_rate, cycle_service or expected_backorders",
    "objective.service_level": "did you mean objective.fill_rate (share of units from the shelf) or objective.cycle_service (share of cycles without a backorder)?",
    "defaults.lead_time": "did you mean defaults.lead_time_days?",
    "defaults.review_period": "did you mean defaults.review_period_days?",
]
