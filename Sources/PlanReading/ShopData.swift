import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

/// Sales and tables of a shop while they are brought together: renamed, joined, taken apart. What comes out is the input of a plan.
struct ShopData {
    var asOf: CalendarDay
    var calendar: PeriodCalendar
    var series: [ItemLocation: DemandSeries] = [:]
    var facts: [ItemLocation: SalesFacts] = [:]
    var lastSale: [ItemLocation: CalendarDay] = [:]
    var tables: TableRows
    /// For the summary, in the order in which they were found.
    var warnings: [String] = []
    var firstWords: [String] = []
    var notes: [ItemLocation: [ItemNote]] = [:]
    var unplanned: [ItemLocation: UnplannedReason] = [:]
    /// Units of kits and of replaced items that count as those of others.
    var stockShares: [StockShare] = []
    /// Codes of the items table that almost match codes that are sold, and are not joined.
    var almost: Set<ExactText> = []
    /// Warehouses' item-locations, whose demand is that of the locations they feed, and of these the ones with customers of their own.
    var pooled: Set<ItemLocation> = []
    var ownSales: Set<ItemLocation> = []
    /// Items sold without a stock on hand in any table.
    var itemsWithoutStock = 0

    init(_ sales: IngestedSales, tables: TableRows) {
        asOf = sales.asOf
        calendar = sales.calendar
        self.tables = tables
        for one in sales.series { series[one.key] = one }
        for item in sales.items {
            facts[item.key] = SalesFacts(medianPrice: item.medianPrice, unitsPerOrderLine: item.unitsPerOrderLine, orderLines: item.orderLines)
            lastSale[item.key] = item.lastSale
        }
    }

    /// Item-locations that are sold, in the order of their keys.
    var sold: [ItemLocation] { series.keys.sorted() }

    func units(_ key: ItemLocation) -> Double { series[key]?.demand.reduce(0, +) ?? 0 }

    mutating func note(_ subject: ItemNote.Subject, _ text: String, _ key: ItemLocation) {
        notes[key, default: []].append(ItemNote(subject, text))
    }

    /// Adds the demand of one item-location to another.
    mutating func addDemand(of source: ItemLocation, to target: ItemLocation, times ratio: Double = 1, joiningFacts: Bool) {
        guard let demand = series[source] else { return }
        if joiningFacts {
            let own = facts[target] ?? SalesFacts(), other = facts[source] ?? SalesFacts()
            if series[target] == nil {
                var copy = demand
                copy.key = target
                series[target] = copy
                if ratio != 1 { series[target]?.demand = demand.demand.map { $0 * ratio } }
                facts[target] = other
                lastSale[target] = lastSale[source]
                return
            }
            facts[target] = own.joined(with: other, ownUnits: units(target), otherUnits: units(source) * ratio)
        }
        series[target, default: DemandSeries(key: target, firstPeriod: 0, demand: [])].add(demand, times: ratio)
        lastSale[target] = [lastSale[target], lastSale[source]].compactMap { $0 }.max()
    }

    /// Renames the keys of every table but the sales.
    mutating func renameTables(_ rename: (ItemLocation) -> ItemLocation) {
        var merged: [ItemLocation: ItemRecord] = [:]
        for record in tables.items {
            var moved = record
            moved.key = rename(record.key)
            if var known = merged[moved.key] {
                known.addStock(of: moved)
                known.fillGaps(from: moved, includingStock: false)
                merged[moved.key] = known
            } else { merged[moved.key] = moved }
        }
        tables.items = merged.values.sorted { $0.key < $1.key }
        for index in tables.termsWithoutLocation.indices { tables.termsWithoutLocation[index].key = rename(tables.termsWithoutLocation[index].key) }
        for index in tables.receipts.indices { tables.receipts[index].key = rename(tables.receipts[index].key) }
        for index in tables.openOrders.indices { tables.openOrders[index].key = rename(tables.openOrders[index].key) }
        for index in tables.backorders.indices { tables.backorders[index].key = rename(tables.backorders[index].key) }
        for index in tables.snapshots.indices { tables.snapshots[index].key = rename(tables.snapshots[index].key) }
        for index in tables.planned.indices {
            let key = rename(ItemLocation(item: tables.planned[index].item, location: tables.planned[index].location ?? ItemLocation.defaultLocation))
            tables.planned[index].item = key.item
            if tables.planned[index].location != nil { tables.planned[index].location = key.location }
        }
        for index in tables.substitutes.indices {
            tables.substitutes[index].item = rename(ItemLocation(item: tables.substitutes[index].item)).item
            tables.substitutes[index].substitute = rename(ItemLocation(item: tables.substitutes[index].substitute)).item
        }
        for index in tables.events.indices {
            if let item = tables.events[index].item { tables.events[index].item = rename(ItemLocation(item: item)).item }
            if let location = tables.events[index].location { tables.events[index].location = rename(ItemLocation(item: "", location: location)).location }
        }
    }
}
