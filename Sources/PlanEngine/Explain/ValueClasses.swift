import DemandModel

/// Class of an item by its share of the assortment's yearly demand in money.
public enum ValueClass: String, Sendable, CaseIterable {
    case a = "A"
    case b = "B"
    case c = "C"
    /// No demand, or no unit cost.
    case none = ""
}

/// A: the items that together make the first 80% of demand in money, most first; B: the next 15%; C: the rest.
///
/// The classes only group items for the reader: no policy follows from them.
/// - Complexity: O(n log n).
public func valueClasses(_ items: [ItemStanding]) -> [ValueClass] {
    let values = items.map { $0.demandPerDay * ($0.unitCost ?? 0) }
    let order = values.indices.filter { values[$0] > 0 }.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    let total = order.reduce(0.0) { $0 + values[$1] }
    var classes = Array(repeating: ValueClass.none, count: items.count)
    var before = 0.0
    for index in order {
        classes[index] = before < 0.8 * total ? .a : before < 0.95 * total ? .b : .c
        before += values[index]
    }
    return classes
}
