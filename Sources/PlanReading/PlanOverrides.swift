import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

extension ShopData {
    /// Reads the overrides that the command or the plan file names and puts them into the items' terms. An override of a file wins over one of
    /// the items table; one that has expired is not used, and that is said.
    mutating func applyOverrides(_ setup: PlanSetup) throws(IngestionError) {
        guard let source = setup.configuration.overridesPath else { return }
        let paths = setup.overridesFile.map { [$0] } ?? source.addresses.map { setup.path($0) }
        var rows: [OverrideRow] = []
        for path in paths {
            let table = try readOverrides(path: path, options: setup.tableOptions(source))
            tables.inputs.append(table.input)
            tables.quarantine += table.quarantine
            warnings += table.remarks
            if !table.quarantine.isEmpty { warnings.append("\(counted(table.quarantine.count, "row")) of the overrides not used: see quarantine.csv") }
            rows += table.rows
        }
        var places = Dictionary(tables.items.indices.map { (tables.items[$0].key, $0) }, uniquingKeysWith: { first, _ in first })
        var expired: [String] = [], unknown: [String] = []
        for row in rows {
            if let expires = row.expires, expires < asOf {
                expired.append("\(row.key.uniqueID) (\(expires)\(row.by.map { ", " + $0 } ?? ""))")
                continue
            }
            if places[row.key] == nil {
                guard series[row.key] != nil else {
                    unknown.append(row.key.uniqueID)
                    continue
                }
                places[row.key] = tables.items.count
                tables.items.append(ItemRecord(key: row.key))
            }
            guard let place = places[row.key] else { continue }
            tables.items[place].stock.overrideReorderPoint = row.reorderPoint
            tables.items[place].stock.overrideOrderUpTo = row.orderUpTo
            tables.items[place].stock.overrideReason = row.reason
            tables.items[place].stock.overrideBy = row.by
            tables.items[place].stock.overrideExpires = row.expires
        }
        tables.items.sort { $0.key < $1.key }
        func list(_ names: [String]) -> String { names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", ..." : "") }
        if !expired.isEmpty { warnings.append("\(counted(expired.count, "override")) expired and not used: \(list(expired))") }
        if !unknown.isEmpty { warnings.append("\(counted(unknown.count, "override")) for what is neither sold nor in the items table: \(list(unknown))") }
    }

    /// Takes the orders that were placed with Twobin as what is on order.
    mutating func useOrders(_ placed: [ApprovedOrder]) {
        let open = openOrdersOfStore(placed, receipts: tables.receipts, asOf: asOf)
        tables.openOrders = open.orders
        tables.inputs.append(open.input)
        warnings += open.warnings
    }
}
