import CustomerBackorders
import DemandModel

/// Fills in when items without free stock can be had again.
///
/// - Parameter facts: `nil` where no table says who waits and what is on its way: dates then come from the items table and the plan alone.
func addRestockDates(to items: inout [PlannedItem], facts: BackorderFacts?, asOf: CalendarDay, threads: Int) {
    let dates = restockDates(RestockInput(asOf: asOf, items: items, facts: facts ?? BackorderFacts(), delayDays: facts?.delayDays ?? [:]), threads: threads)
    for index in items.indices { items[index].recommendation.restock = dates.items[items[index].key] }
}
