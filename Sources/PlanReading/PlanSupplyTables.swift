import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

extension ShopData {
    /// What the tables of the supply side say of each item-location where the items table is silent: terms of its supplier, lead times from receipts, what
    /// is on order and in time, what customers wait for, what was on the shelf at the last count, and what closures add.
    mutating func observedSupply(_ configuration: PlanConfiguration) -> [ItemLocation: ObservedSupply] {
        useSupplierTerms()
        let keys = Set(series.keys).union(tables.items.map(\.key)).union(unplanned.keys).sorted()
        let positions = stockPositions(snapshots: tables.snapshots, backorders: tables.backorders, asOf: asOf)
        // What was received of a placed order is taken off it where it is read.
        let isFromStore = configuration.openOrdersFromStore == true
        var rules = OpenOrderRules(tables.openOrders, receipts: isFromStore ? [] : tables.receipts, asOf: asOf)
        // A line that is listed twice, or that has come, serves nobody who waits either.
        tables.openOrders = rules.underWay
        let leadTimes = LeadTimeTable(receipts: tables.receipts, openOrders: tables.openOrders, asOf: asOf)
        // Places in the table: copies of a million records are not small.
        var rowOf: [ItemLocation: Int] = [:]
        for (row, record) in tables.items.enumerated() { rowOf[record.key] = row }
        var short: [String] = []
        var naming = ReceiptSuppliers(tables.receipts, asOf: asOf)
        var result: [ItemLocation: ObservedSupply] = [:]
        for key in keys {
            var observed = ObservedSupply()
            let record = rowOf[key].map { tables.items[$0] }
            if let estimate = naming.estimate(key, supplier: record?.supplier, leadTimes: leadTimes) {
                observed.leadTimeDays = estimate.meanDays
                observed.leadTimeStandardDeviationDays = estimate.standardDeviationDays
                observed.receivedLeadTimes = ReceivedLeadTimes(days: estimate.days, weights: estimate.weights)
            }
            observed.onHand = positions[key]?.onHand
            // Where a table is there, an item that it does not name has none.
            if configuration.backordersPath != nil { observed.backordered = positions[key]?.backordered ?? 0 }
            let terms = resolveSupply(record: record, observed: observed, defaults: configuration.defaults, medianPrice: nil)
            close(&observed, key, terms: terms)
            if configuration.openOrdersPath != nil || isFromStore {
                let counted = rules.counted(
                    key, leadTimeDays: terms.leadTimeDays, protectionDays: terms.protectionDays + (observed.closureDays ?? 0))
                observed.onOrder = counted.units
                let known = record?.onOrder
                if known == nil { for text in counted.notes { note(.order, text, key) } }
                if let known, known < counted.units {
                    short.append("\(key.uniqueID) (\(decimalText(known)) against \(decimalText(counted.units)))")
                    if isFromStore, let row = rowOf[key] {
                        tables.items[row].onOrder = counted.units
                        note(.order, "\(decimalText(counted.units)) on order, as placed here; the items table has \(decimalText(known))", key)
                    }
                }
            }
            result[key] = observed
        }
        warnings += rules.warnings + naming.warnings
        sayWhatIsOnOrder(short, isFromStore: isFromStore)
        shareStock(&result)
        return result
    }

    /// The items table's units on order stand, but never for fewer than were placed here: nothing is proposed twice.
    private mutating func sayWhatIsOnOrder(_ short: [String], isFromStore: Bool) {
        guard !short.isEmpty else { return }
        let named = "\(counted(short.count, "item")): " + short.prefix(5).joined(separator: ", ") + (short.count > 5 ? ", ..." : "")
        warnings.append(isFromStore
            ? "the items table has fewer units on order than the orders placed here, which count, for " + named
            : "the items table has fewer units on order than the open orders due in time, and is what counts, for " + named
                + "; leave its column on_order out, or blank, where the open orders are to count")
    }

    /// Closures lengthen the lead time that today's order has to cover.
    private mutating func close(_ observed: inout ObservedSupply, _ key: ItemLocation, terms: SupplyTerms) {
        guard !tables.closures.isEmpty else { return }
        let own = ClosureDelay.merged(tables.closures.filter { $0.last >= asOf && ($0.supplier == nil || $0.supplier == terms.supplier) })
        guard !own.isEmpty else { return }
        observed.closures = own
        let days = ClosureDelay.days(asOf: asOf, leadTimeDays: terms.leadTimeDays, reviewPeriodDays: terms.reviewPeriodDays, closures: own)
        guard days > 0, unplanned[key] == nil else { return }
        observed.closureDays = days
        let reach = asOf.advanced(by: Int((terms.protectionDays + days).rounded(.up)))
        let spans = own.filter { $0.first <= reach }.map { "\($0.first) to \($0.last)" }.joined(separator: ", ")
        note(.closure, "\(terms.supplier.isEmpty ? "the supplier" : terms.supplier) is closed from \(spans): lead time \(decimalText(terms.leadTimeDays)) "
            + "and \(decimalText(days)) closed days", key)
    }

    /// Terms of the suppliers table for items that have none of their own, and money in the plan's currency.
    private mutating func useSupplierTerms() {
        guard !tables.suppliers.isEmpty else { return }
        var records: [ItemLocation: Int] = [:]
        for (index, record) in tables.items.enumerated() { records[record.key] = index }
        var terms: [String: SupplierRecord] = [:]
        for supplier in tables.suppliers { terms[supplier.supplier] = supplier }
        nameSuppliersAlike(terms)
        for index in tables.items.indices {
            guard let name = tables.items[index].supplier, let supplier = terms[name] else { continue }
            var taken: [String] = []
            func fill(_ field: WritableKeyPath<ItemRecord, Double?>, _ value: Double?, _ word: String) {
                guard tables.items[index][keyPath: field] == nil, let value else { return }
                tables.items[index][keyPath: field] = value
                taken.append("\(word) \(decimalText(value))")
            }
            let ownLeadTime = tables.items[index].leadTimeDays != nil
            fill(\.leadTimeDays, supplier.leadTimeDays, "lead time")
            // A spread belongs to its lead time.
            if !ownLeadTime { fill(\.leadTimeStandardDeviationDays, supplier.leadTimeStandardDeviationDays, "its deviation") }
            fill(\.reviewPeriodDays, supplier.reviewPeriodDays, "review period")
            fill(\.orderCost, supplier.orderCost, "order cost")
            fill(\.minimumOrderQuantity, supplier.minimumOrderQuantity, "minimum")
            fill(\.orderMultiple, supplier.orderMultiple, "multiple")
            if let rate = supplier.exchangeRate, let cost = tables.items[index].unitCost {
                tables.items[index].unitCost = cost * rate
                taken.append("unit cost \(decimalText(cost)) \(supplier.currency ?? "of its currency") x \(decimalText(rate))")
            }
            if !taken.isEmpty { note(.terms, "from supplier \(name): " + taken.joined(separator: ", "), tables.items[index].key) }
        }
        for index in tables.suppliers.indices {
            if let rate = tables.suppliers[index].exchangeRate, let value = tables.suppliers[index].minimumOrderValue { tables.suppliers[index].minimumOrderValue = value * rate }
        }
        let foreign = Set(tables.suppliers.filter { $0.exchangeRate == nil }.compactMap(\.currency))
        if foreign.count > 1 {
            warnings.append("suppliers have \(foreign.count) currencies (\(foreign.sorted(by: bytesPrecede).joined(separator: ", "))) and no exchange_rate: their money is added up as it stands")
        }
        let named = Set(tables.items.compactMap(\.supplier))
        let unused = tables.suppliers.map(\.supplier).filter { !named.contains($0) }.sorted(by: bytesPrecede)
        if !unused.isEmpty {
            warnings.append("\(counted(unused.count, "supplier")) with terms that no row of the items table names: " + unused.prefix(5).joined(separator: ", ")
                + (unused.count > 5 ? ", ..." : ""))
        }
    }

    /// Suppliers of the items table that the suppliers table writes differently (`wei ltd` for `Wei Ltd.`) get its names.
    private mutating func nameSuppliersAlike(_ terms: [String: SupplierRecord]) {
        let spellings = Dictionary(grouping: terms.keys.sorted(by: bytesPrecede), by: looseCode)
        var respelt: Set<String> = []
        for index in tables.items.indices {
            guard let name = tables.items[index].supplier, terms[name] == nil, let one = spellings[looseCode(name)], one.count == 1 else { continue }
            tables.items[index].supplier = one[0]
            respelt.insert("\"\(name)\" is \"\(one[0])\"")
        }
        guard !respelt.isEmpty else { return }
        warnings.append("suppliers written differently in the items and the suppliers table are taken for one: " + respelt.sorted(by: bytesPrecede).prefix(3).joined(separator: ", ")
            + (respelt.count > 3 ? ", ..." : ""))
    }

    /// Stock of kits and replaced items counts as that of their parts and successors.
    private mutating func shareStock(_ observed: inout [ItemLocation: ObservedSupply]) {
        guard !stockShares.isEmpty else { return }
        var index: [ItemLocation: Int] = [:]
        for (place, record) in tables.items.enumerated() { index[record.key] = place }
        let fields: [(WritableKeyPath<ItemRecord, Double?>, WritableKeyPath<ObservedSupply, Double?>, String)] = [
            (\.onHand, \.onHand, "on hand"), (\.onOrder, \.onOrder, "on order"), (\.backordered, \.backordered, "promised"),
        ]
        let before = tables.items, seen = observed
        for share in stockShares {
            for (own, other, word) in fields {
                guard let units = index[share.from].flatMap({ before[$0][keyPath: own] }) ?? seen[share.from]?[keyPath: other], units != 0 else { continue }
                if let place = index[share.to], let known = tables.items[place][keyPath: own] { tables.items[place][keyPath: own] = known + units * share.ratio } else {
                    observed[share.to, default: ObservedSupply()][keyPath: other] = (observed[share.to]?[keyPath: other] ?? 0) + units * share.ratio
                }
                note(.stock, "\(decimalText(units)) \(share.from.item) \(word) count as \(decimalText(units * share.ratio))", share.to)
            }
        }
    }
}
