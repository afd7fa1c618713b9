import DemandModel
import SalesIngestion
import TextForms

extension ShopData {
    /// Says which units of stock no plan sees, and stops the run where they are more than a tenth of the stock, unless the plan file says to go on.
    ///
    /// Unseen are units at a location where nothing is sold, units of an item that is sold only at other locations, and units under a code that almost
    /// matches what is sold. Units of an item that nobody buys anywhere are seen: they are a stock without demand.
    ///
    /// - Throws: `unsuitable`.
    mutating func checkStockIsSeen(_ configuration: PlanConfiguration) throws(IngestionError) {
        let stock = unitsOnHand()
        sayWhereStockIsUnread(stock)
        guard !series.isEmpty else { return }
        let soldLocations = Set(series.keys.map(\.location)), soldItems = Set(series.keys.map { ExactText($0.item) })
        var all = 0.0, elsewhere: [String: Double] = [:], misplaced = 0.0, misplacedKeys: [String] = [], misspelt = 0.0
        for key in stock.keys.sorted() {
            let units = max(0, stock[key] ?? 0)
            all += units
            guard units > 0, series[key] == nil, unplanned[key] == nil else { continue }
            if !soldLocations.contains(key.location) { elsewhere[key.location, default: 0] += units } else if almost.contains(ExactText(key.item)) { misspelt += units } else if
                soldItems.contains(ExactText(key.item)) {
                misplaced += units
                misplacedKeys.append(key.uniqueID)
            }
        }
        var parts: [String] = []
        if !elsewhere.isEmpty {
            let places = elsewhere.sorted { $0.value != $1.value ? $0.value > $1.value : bytesPrecede($0.key, $1.key) }
            parts.append("\(fixed(elsewhere.values.reduce(0, +), 0)) at locations where nothing is sold ("
                + places.prefix(5).map { "\($0.key) \(fixed($0.value, 0))" }.joined(separator: ", ") + (places.count > 5 ? ", ..." : "") + ")")
        }
        if misplaced > 0 { parts.append("\(fixed(misplaced, 0)) of items that are sold at other locations only (\(misplacedKeys.prefix(3).joined(separator: ", ")))") }
        if misspelt > 0 { parts.append("\(fixed(misspelt, 0)) under codes that almost match (see below)") }
        sayWhereNothingIsStocked(stock, soldLocations: soldLocations)
        guard !parts.isEmpty else { return }
        let unseen = elsewhere.values.reduce(0, +) + misplaced + misspelt
        let sentence = "\(fixed(unseen, 0)) of \(fixed(all, 0)) units on hand are not seen: " + parts.joined(separator: "; ")
        var sold: [String: Double] = [:]
        for key in self.sold { sold[key.location, default: 0] += self.units(key) }
        let main = sold.max { $0.value != $1.value ? $0.value < $1.value : bytesPrecede($1.key, $0.key) }?.key ?? ItemLocation.defaultLocation
        let place = elsewhere.keys.min(by: bytesPrecede) ?? "Warehouse"
        let way = misspelt > elsewhere.values.reduce(0, +) + misplaced ? "mend the codes, or join them with match = \"loose\" under [items]"
            : "say under [locations] which location it serves (\"\(place)\" = \"\(main)\"), plan all as one (ignore = true)"
        if unseen > 0.1 * all, configuration.unseenStock != .warn {
            throw .unsuitable(reason: sentence + ". Items would be ordered as if it were not there: " + way + ", or go on with unseen_stock = \"warn\" under [items]"
                + (warnings.isEmpty ? "" : "\n" + warnings.filter { $0.hasPrefix("[") }.joined(separator: "\n")))
        }
        if unseen > 0.1 * all { firstWords.append(sentence) } else { warnings.append(sentence + "; " + way) }
    }

    /// Units on hand by where they are: of the items table, else of the latest count.
    private func unitsOnHand() -> [ItemLocation: Double] {
        var stock: [ItemLocation: Double] = [:]
        var latest: [ItemLocation: CalendarDay] = [:]
        for count in tables.snapshots where count.date < asOf {
            if let known = latest[count.key], known > count.date { continue }
            latest[count.key] = count.date
            stock[count.key] = count.onHand
        }
        for record in tables.items { if let units = record.onHand { stock[record.key] = units } }
        return stock
    }

    /// Stock that was not read is not a stock of zero.
    private mutating func sayWhereStockIsUnread(_ stock: [ItemLocation: Double]) {
        let without = series.keys.filter { stock[$0] == nil && unplanned[$0] == nil }
        itemsWithoutStock = without.count
        guard !without.isEmpty else { return }
        if without.count == series.count {
            firstWords.append("no stock was read: " + (stock.isEmpty ? "no table says what is on hand ([items] on_hand, or [snapshots])" : "no row with stock matches what is sold")
                + ". All orders are those of empty shelves")
        } else {
            warnings.append("\(counted(without.count, "item")) without a stock on hand in any table, ordered as from an empty shelf: "
                + listed(without.map(\.uniqueID).sorted(by: bytesPrecede)))
        }
    }

    /// The reverse: sold at locations of which no table has a row.
    private mutating func sayWhereNothingIsStocked(_ stock: [ItemLocation: Double], soldLocations: Set<String>) {
        let stocked = Set(stock.keys.map(\.location))
        guard !stocked.isEmpty else { return }
        let bare = soldLocations.filter { !stocked.contains($0) }.sorted(by: bytesPrecede)
        guard !bare.isEmpty else { return }
        let items = series.keys.count { bare.contains($0.location) }
        warnings.append("no stock was read at \(bare.prefix(5).joined(separator: ", "))\(bare.count > 5 ? ", ..." : ""), where \(counted(items, "item")) "
            + "\(items == 1 ? "is" : "are") sold; [locations] says what serves \(bare.count == 1 ? "it" : "them")")
    }
}
