import DemandModel
import SalesIngestion
import TextForms

extension ShopData {
    /// Brings the locations of sales and tables together: as the plan file says, and where the sales name none, all stock is the shop's.
    ///
    /// - Throws: `unsuitable` for a name of `[locations]` that occurs nowhere.
    mutating func bringLocationsTogether(_ configuration: PlanConfiguration) throws(IngestionError) {
        let names = configuration.locations ?? [:]
        let ignoresAll = configuration.ignoresLocations == true
        if !names.isEmpty || ignoresAll {
            let present = Set(series.keys.map(\.location)).union(tables.items.map(\.key.location)).union(tables.snapshots.map(\.key.location))
                .union(tables.openOrders.map(\.key.location)).union(tables.backorders.map(\.key.location))
            let unknown = names.keys.filter { !present.contains($0) }.sorted(by: bytesPrecede)
            if let first = unknown.first {
                throw .unsuitable(reason: "[locations] \"\(first)\": neither the sales nor a table has that location; there are "
                    + present.sorted(by: bytesPrecede).prefix(12).map { "\"\($0)\"" }.joined(separator: ", "))
            }
            let rename: (ItemLocation) -> ItemLocation = { key in
                ItemLocation(item: key.item, location: ignoresAll ? ItemLocation.defaultLocation : names[key.location] ?? key.location)
            }
            for key in sold where rename(key) != key {
                addDemand(of: key, to: rename(key), joiningFacts: true)
                series[key] = nil
                facts[key] = nil
                lastSale[key] = nil
            }
            addSnapshots(rename)
            renameTables(rename)
            if ignoresAll { warnings.append("[locations] ignore: demand and stock of \(counted(present.count, "location")) are added up") }
        }
        poolWhereNothingIsNamed()
        spreadTermsWithoutLocation()
    }

    /// A stock export per location beside sales that name no location: the shop's stock is that of all locations.
    private mutating func poolWhereNothingIsNamed() {
        guard series.keys.allSatisfy({ $0.location == ItemLocation.defaultLocation }), !series.isEmpty else { return }
        let locations = Set(tables.items.filter { $0.onHand != nil || $0.onOrder != nil }.map(\.key.location))
        if tables.itemsAreStockExport, !locations.contains(ItemLocation.defaultLocation), !locations.isEmpty {
            renameTables { ItemLocation(item: $0.item) }
            warnings.append("the sales name no location: the stock of \(counted(locations.count, "location")) "
                + "(\(locations.sorted(by: bytesPrecede).prefix(5).joined(separator: ", "))) is added up")
        }
        let counts = Set(tables.snapshots.filter(\.isUndated).map(\.key.location))
        if !counts.isEmpty, !counts.contains(ItemLocation.defaultLocation) {
            let main: (ItemLocation) -> ItemLocation = { ItemLocation(item: $0.item) }
            addSnapshots(main)
            for index in tables.snapshots.indices { tables.snapshots[index].key = main(tables.snapshots[index].key) }
            warnings.append("the sales name no location: the counted stock of \(counted(counts.count, "location")) is added up")
        }
    }

    /// Terms of a table without locations hold wherever the item is sold; units of stock cannot be shared out, so they stay where they are.
    private mutating func spreadTermsWithoutLocation() {
        guard !tables.termsWithoutLocation.isEmpty else { return }
        var terms: [String: ItemRecord] = [:]
        for record in tables.termsWithoutLocation where terms[record.key.item] == nil { terms[record.key.item] = record }
        var known: [ItemLocation: Int] = [:]
        for (index, record) in tables.items.enumerated() { known[record.key] = index }
        for key in sold where key.location != ItemLocation.defaultLocation {
            guard let record = terms[key.item] else { continue }
            if let index = known[key] { tables.items[index].fillGaps(from: record, includingStock: false) } else {
                var added = ItemRecord(key: key)
                added.fillGaps(from: record, includingStock: false)
                tables.items.append(added)
            }
        }
        // A row that is sold nowhere under the usual name of a place and holds no units has served its purpose.
        let soldKeys = Set(series.keys), soldItems = Set(series.keys.map(\.item))
        tables.items.removeAll { record in
            terms[record.key.item] != nil && record.key.location == ItemLocation.defaultLocation && !soldKeys.contains(record.key) && soldItems.contains(record.key.item)
                && record.onHand == nil && record.onOrder == nil && record.backordered == nil
        }
        tables.items.sort { $0.key < $1.key }
    }

    /// Counts of places that become one: on each day that one of them was counted, the sum of the latest counts of all that were counted by then.
    private mutating func addSnapshots(_ rename: (ItemLocation) -> ItemLocation) {
        let places = Dictionary(grouping: tables.snapshots) { ItemLocation(item: $0.key.item, location: rename($0.key).location) }
        tables.snapshots = places.keys.sorted().flatMap { key -> [StockSnapshot] in
            let counts = places[key] ?? []
            guard Set(counts.map(\.key.location)).count > 1 else {
                return counts.map { StockSnapshot(date: $0.date, key: key, onHand: $0.onHand, isUndated: $0.isUndated) }
            }
            var latest: [String: Double] = [:]
            return Dictionary(grouping: counts, by: \.date).sorted { $0.key < $1.key }.map { day, counted in
                for count in counted { latest[count.key.location] = count.onHand }
                return StockSnapshot(
                    date: day, key: key, onHand: latest.sorted { bytesPrecede($0.key, $1.key) }.reduce(0) { $0 + $1.value }, isUndated: counted.allSatisfy(\.isUndated))
            }
        }
    }
}
