import DemandModel

/// What is odd about the rows of the `planned` table: rows that change nothing, and rows that contradict one another.
func plannedRemarks(_ planned: [PlannedTerms], series: [DemandSeries]) -> [String] {
    guard !planned.isEmpty else { return [] }
    var remarks: [String] = []
    let keys = Set(series.map(\.key)), items = Set(series.map { ItemLocation(item: $0.key.item) })
    var unknown: Set<ItemLocation> = []
    var seen: [Slot: PlannedTerms] = [:], contradicted: Set<Slot> = [], withoutPrice = 0
    for row in planned {
        let key = ItemLocation(item: row.item, location: row.location ?? ItemLocation(item: row.item).location)
        if !(row.location == nil ? items.contains(ItemLocation(item: row.item)) : keys.contains(key)) { unknown.insert(key) }
        if let price = row.price, !(price.isFinite && price > 0) { withoutPrice += 1 }
        let slot = Slot(date: row.date, item: key, everywhere: row.location == nil)
        if let before = seen[slot], before.price != row.price || before.promotion != row.promotion { contradicted.insert(slot) }
        seen[slot] = row
    }
    func listed(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }
    if !unknown.isEmpty {
        remarks.append("planned prices and promotions for what has no history change nothing: " + listed(unknown.sorted().map(\.uniqueID)))
    }
    if !contradicted.isEmpty {
        let names = contradicted.sorted { $0.item == $1.item ? $0.date < $1.date : $0.item < $1.item }.map { "\($0.item.uniqueID) on \($0.date)" }
        remarks.append("planned more than once with different terms, of which a promotion goes before none, else the last row holds: " + listed(names))
    }
    if withoutPrice > 0 {
        remarks.append("\(withoutPrice) planned \(withoutPrice == 1 ? "price is" : "prices are") not above zero and "
            + "\(withoutPrice == 1 ? "is" : "are") read as unknown")
    }
    return remarks
}

/// The day and the item-location that a row speaks of.
private struct Slot: Hashable {
    var date: CalendarDay
    var item: ItemLocation
    var everywhere: Bool
}
