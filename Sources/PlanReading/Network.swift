import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

extension ShopData {
    /// Joins warehouses with the locations they feed (`[network]`): a warehouse's demand is what its locations and its own customers buy, and a location is
    /// supplied by transfers.
    ///
    /// Terms of orders (minimum, packs, most, cost of an order, prices by size) that a table without locations gives are the supplier's and hold at the warehouse;
    /// those of a row with a location hold for its transfers. Where the warehouse has no row of its own, it has the terms of its first location.
    ///
    /// - Throws: `unsuitable` for a name that occurs nowhere, a location that is fed twice, and a missing lead time.
    mutating func joinNetwork(_ configuration: PlanConfiguration) throws(IngestionError) {
        let routes = try networkRoutes(configuration)
        guard !routes.isEmpty else { return }
        var byLocation: [String: NetworkRoute] = [:]
        for route in routes { byLocation[route.location] = route }
        var places: [ItemLocation: Int] = [:]
        for (place, record) in tables.items.enumerated() { places[record.key] = place }
        var common: [String: ItemRecord] = [:]
        for record in tables.termsWithoutLocation where common[record.key.item] == nil { common[record.key.item] = record }
        let fed = Set(sold).union(tables.items.map(\.key)).filter { byLocation[$0.location] != nil && unplanned[$0] == nil }.sorted()
        var feeds: [ItemLocation: Int] = [:]
        for key in fed {
            guard let route = byLocation[key.location] else { continue }
            let warehouse = ItemLocation(item: key.item, location: route.source)
            var record = places[key].map { tables.items[$0] } ?? ItemRecord(key: key)
            // The warehouse's row first: it may have the terms of this one.
            if places[warehouse] == nil {
                var added = ItemRecord(key: warehouse)
                if let terms = common[key.item] { added.fillGaps(from: terms, includingStock: false) }
                places[warehouse] = tables.items.count
                tables.items.append(added)
            }
            if let place = places[warehouse], !feeds.keys.contains(warehouse) { tables.items[place].takeTerms(from: record) }
            record.isFed(by: route, supplierTerms: common[key.item])
            if let place = places[key] { tables.items[place] = record } else {
                places[key] = tables.items.count
                tables.items.append(record)
            }
            feeds[warehouse, default: 0] += 1
            addDemand(of: key, to: warehouse, joiningFacts: true)
        }
        tables.items.sort { $0.key < $1.key }
        for (warehouse, count) in feeds.sorted(by: { $0.key < $1.key }) {
            pooled.insert(warehouse)
            note(.network, "its demand is that of \(counted(count, "location")) it feeds" + (ownSales.contains(warehouse) ? " and of its own customers" : ""), warehouse)
        }
        let sources = Set(routes.map(\.source)).sorted(by: bytesPrecede)
        warnings.append("[network]: \(sources.joined(separator: ", ")) feed\(sources.count == 1 ? "s" : "") \(counted(routes.count, "location")): "
            + "\(counted(fed.count, "item-location")) are supplied by transfers")
    }

    /// The routes that plan file and table name, each with its days.
    private mutating func networkRoutes(_ configuration: PlanConfiguration) throws(IngestionError) -> [NetworkRoute] {
        guard configuration.network != nil || configuration.networkPath != nil else { return [] }
        let settings = configuration.network ?? NetworkSettings()
        let selling = Set(series.keys.map(\.location))
        let present = selling.union(tables.items.map(\.key.location)).union(tables.snapshots.map(\.key.location)).union(tables.openOrders.map(\.key.location))
        func known(_ name: String, _ key: String) throws(IngestionError) {
            guard !present.contains(name) else { return }
            throw .unsuitable(reason: "[network] \(key) \"\(name)\": neither the sales nor a table has that location; there are "
                + present.sorted(by: bytesPrecede).prefix(12).map { "\"\($0)\"" }.joined(separator: ", "))
        }
        var routes = tables.routes
        if let warehouse = settings.warehouse {
            try known(warehouse, "warehouse")
            let listed = settings.locations ?? selling.filter { $0 != warehouse }.sorted(by: bytesPrecede).filter { name in !routes.contains { $0.location == name } }
            for location in listed {
                if location == warehouse { throw .unsuitable(reason: "[network] locations: the warehouse \"\(warehouse)\" cannot feed itself; take it out of the list") }
                if let other = routes.first(where: { $0.location == location }) {
                    throw .unsuitable(reason: "[network] locations: \"\(location)\" is fed by \"\(other.source)\" in the table of [network] too: a location has one source")
                }
                routes.append(NetworkRoute(location: location, source: warehouse))
            }
        }
        guard !routes.isEmpty else { throw .unsuitable(reason: "[network]: no location is fed: the sales name none besides the warehouse") }
        if let source = routes.map(\.source).first(where: { name in routes.contains { $0.location == name } }) {
            throw .unsuitable(reason: "[network]: \"\(source)\" feeds locations and is fed itself: a warehouse gets its goods from suppliers; networks of three levels are not planned")
        }
        for name in settings.leadTimes.keys.sorted(by: bytesPrecede) where !routes.contains(where: { $0.location == name }) {
            throw .unsuitable(reason: "[network.lead_times] \"\(name)\": no location of that name is fed; there are "
                + routes.map { "\"\($0.location)\"" }.sorted(by: bytesPrecede).prefix(12).joined(separator: ", "))
        }
        for index in routes.indices {
            try known(routes[index].location, "location")
            try known(routes[index].source, "source")
            routes[index].leadTimeDays = routes[index].leadTimeDays ?? settings.leadTimes[routes[index].location] ?? settings.leadTimeDays
            guard routes[index].leadTimeDays != nil else {
                throw .unsuitable(reason: "[network] lead_time_days: no days from \"\(routes[index].source)\" to \"\(routes[index].location)\"; add lead_time_days = 2 under [network] "
                    + "(or \"\(routes[index].location)\" = 2 under [network.lead_times], or the column lead_time_days in its table)")
            }
            routes[index].leadTimeStandardDeviationDays = routes[index].leadTimeStandardDeviationDays ?? settings.leadTimeStandardDeviationDays ?? 0
            routes[index].reviewPeriodDays = routes[index].reviewPeriodDays ?? settings.reviewPeriodDays
        }
        ownSales = Set(series.keys.filter { key in routes.contains { $0.source == key.location } && units(key) > 0 })
        return routes
    }
}

extension ItemRecord {
    /// The warehouse's row has what a row of one of its locations says of supplier, terms and cost, where its own is silent.
    fileprivate mutating func takeTerms(from location: ItemRecord) {
        var terms = location
        // What a planner asks of one location's stock is not asked of the warehouse's.
        terms.stock = StockTerms()
        terms.stock.group = location.stock.group
        terms.stock.volumePerUnit = location.stock.volumePerUnit
        terms.stock.shelfLifeDays = location.stock.shelfLifeDays
        fillGaps(from: terms, includingStock: false)
        if card.isEmpty { card = location.card }
        priceBreaks = priceBreaks ?? location.priceBreaks
    }

    /// A location's row once its goods come from a warehouse.
    ///
    /// - Parameter supplierTerms: of a table without locations: terms of the supplier's orders, which a transfer does not have.
    fileprivate mutating func isFed(by route: NetworkRoute, supplierTerms: ItemRecord?) {
        source = route.source
        supplier = route.source
        leadTimeDays = route.leadTimeDays
        leadTimeStandardDeviationDays = route.leadTimeStandardDeviationDays
        reviewPeriodDays = route.reviewPeriodDays ?? reviewPeriodDays
        priceBreaks = nil
        orderCost = orderCost == supplierTerms?.orderCost ? 0 : orderCost ?? 0
        if minimumOrderQuantity == supplierTerms?.minimumOrderQuantity { minimumOrderQuantity = nil }
        if orderMultiple == supplierTerms?.orderMultiple { orderMultiple = nil }
        if maximumOrderQuantity == supplierTerms?.maximumOrderQuantity { maximumOrderQuantity = nil }
    }
}
