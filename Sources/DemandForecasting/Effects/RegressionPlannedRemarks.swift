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

/// Events of the calendar for an item or a location that has no history: most often one that is misspelt.
func eventRemarks(_ events: [CalendarEvent], series: [DemandSeries]) -> [String] {
    let items = Set(series.map { ItemLocation(item: $0.key.item) }), places = Set(series.map { ItemLocation(item: "", location: $0.key.location) })
    let keys = Set(series.map(\.key))
    var unknown: Set<String> = []
    for event in events where event.item != nil || event.location != nil {
        let isKnown = switch (event.item, event.location) {
        case (let item?, let location?): keys.contains(ItemLocation(item: item, location: location))
        case (let item?, nil): items.contains(ItemLocation(item: item))
        case (nil, let location?): places.contains(ItemLocation(item: "", location: location))
        case (nil, nil): true
        }
        if !isKnown { unknown.insert("\(event.name) for \(event.item ?? "")\(event.location.map { "@" + $0 } ?? "")") }
    }
    guard !unknown.isEmpty else { return [] }
    let names = unknown.sorted(by: bytesPrecede)
    return ["events of what has no history change nothing: " + names.prefix(5).joined(separator: ", ")
        + (names.count > 5 ? " and \(names.count - 5) more" : "")]
}

/// Where prices are not known, over all series: gaps of the history, and coming periods that no row plans.
func priceRemarks(_ terms: [RegressionTerms], series: [DemandSeries]) -> [String] {
    var remarks: [String] = []
    let holed = terms.filter { $0.gaps > 0 && !$0.price.isEmpty }
    let gaps = holed.reduce(0) { $0 + $1.gaps }, sold = holed.reduce(0) { $0 + $1.gapsWithSales }
    if gaps > 0 {
        let periods = zip(terms, series).reduce(0) { $0 + ($1.0.price.isEmpty ? 0 : $1.1.count) }
        remarks.append("prices are unknown in \(gaps) of \(periods) periods (\(sold == 0 ? "none" : "\(sold)") of them with sales), "
            + "of \(holed.count) item-\(holed.count == 1 ? "location" : "locations"): the last price off promotion is carried")
    }
    let unplanned = terms.reduce(0) { $0 + ($1.unplannedPrices > 0 && !$1.price.isEmpty ? 1 : 0) }
    if unplanned > 0 {
        remarks.append("\(unplanned) item-\(unplanned == 1 ? "location has" : "locations have") coming periods without a planned price: "
            + "the last price off promotion is carried")
    }
    return remarks
}

/// Promotions that only sales tell of: a promoted period in which nothing was sold then passes for an ordinary one, and the uplift of
/// slow movers comes out too high (2.8 where the truth was 1.6, for items that sell every third week).
///
/// Said where a tenth or more of the periods of promoted series have neither a sale nor another word of price or promotion. A series that is
/// on promotion in some period without demand has its promotions from a calendar.
func promotionsFromSalesRemark(_ terms: [RegressionTerms], series: [DemandSeries]) -> String? {
    var silent = 0, periods = 0
    for (own, one) in zip(terms, series) where own.hasPastPromotion {
        periods += one.count
        let prices = one.price
        let quiet = one.demand.indices.filter { one.demand[$0] == 0 }
        guard !quiet.contains(where: { one.promotion[$0] }) else { continue }
        // A price comes from a row: the file speaks of the period.
        silent += quiet.count { !(prices.indices.contains($0) && prices[$0] > 0) }
    }
    guard periods > 0, 10 * silent >= periods else { return nil }
    return "promotions are known from sales alone, and \(100 * silent / periods)% of the periods have no sale: promoted periods among them pass for "
        + "ordinary ones and uplifts come out too high. Give past promotions in the planned table, or a row for every period"
}

/// Rows of the planned table where the history gives nothing to learn effects from, so that no regression says it: promotions and prices
/// that never varied, and rows that change nothing.
public func remarksWithoutRegression(_ input: RegressionInput) -> [String] {
    var remarks = plannedRemarks(input.planned, series: input.series)
    let end = input.series.map { $0.firstPeriod + $0.count }.max() ?? 0
    let today = input.calendar?.firstDay(of: end)
    let coming = input.planned.filter { row in today.map { row.date >= $0 } ?? true }
    if coming.contains(where: { $0.promotion == true }) {
        remarks.append("promotions are planned but none was ever seen: no effect can be learnt and none is assumed")
    }
    let prices = coming.contains { row in
        guard let price = row.price, price > 0 else { return false }
        return input.series.contains { one in
            one.key.item.utf8.elementsEqual(row.item.utf8) && !one.price.contains { abs($0 - price) < 1e-9 * price }
        }
    }
    if prices {
        remarks.append("prices are planned, but past prices never changed or are not known: no effect can be learnt and none is assumed")
    }
    return remarks
}

/// The day and the item-location that a row speaks of.
private struct Slot: Hashable {
    var date: CalendarDay
    var item: ItemLocation
    var everywhere: Bool
}
