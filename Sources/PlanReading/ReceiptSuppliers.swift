import DemandModel
import SalesIngestion
import TextForms

/// Which receipts tell an item's lead time where the items table and the receipts name suppliers differently, or only one of them names any.
struct ReceiptSuppliers {
    /// Per item the suppliers of its receipts, the one of the latest order last.
    private var suppliers: [ExactText: [String]] = [:]
    private var spellings: [String: [String]] = [:]
    private var adopted: [String] = [], unnamed: [String] = [], respelt: Set<String> = [], others: [String] = []

    init(_ receipts: [PurchaseReceipt], asOf: CalendarDay) {
        var latest: [ExactText: [String: CalendarDay]] = [:]
        for receipt in receipts where receipt.orderedOn < asOf {
            let item = ExactText(receipt.key.item)
            latest[item, default: [:]][receipt.supplier] = max(latest[item]?[receipt.supplier] ?? receipt.orderedOn, receipt.orderedOn)
        }
        suppliers = latest.mapValues { days in days.sorted { $0.value != $1.value ? $0.value < $1.value : bytesPrecede($0.key, $1.key) }.map(\.key) }
        spellings = Dictionary(grouping: Set(receipts.map(\.supplier)).sorted(by: bytesPrecede), by: looseCode)
    }

    /// The lead times of an item: of its supplier; where only one side names suppliers, of the item's receipts whoever they are from.
    mutating func estimate(_ key: ItemLocation, supplier: String?, leadTimes: LeadTimeTable) -> LeadTimeEstimate? {
        let own = suppliers[ExactText(key.item)] ?? []
        guard let supplier else {
            // The items table names none: the supplier of the latest order.
            guard let last = own.last else { return nil }
            let estimate = leadTimes.estimate(supplier: last, item: key.item)
            if estimate != nil, !last.isEmpty { adopted.append(key.uniqueID) }
            return estimate
        }
        if let estimate = leadTimes.estimate(supplier: supplier, item: key.item) { return estimate }
        if let spelt = spellings[looseCode(supplier)]?.first(where: { !$0.isEmpty }), let estimate = leadTimes.estimate(supplier: spelt, item: key.item) {
            respelt.insert("\(supplier) for \(spelt)")
            return estimate
        }
        if own.contains(""), let estimate = leadTimes.estimate(supplier: "", item: key.item) {
            unnamed.append(key.uniqueID)
            return estimate
        }
        if !own.isEmpty, !own.contains(supplier) { others.append("\(key.uniqueID) (\(supplier), received from \(own.last ?? ""))") }
        return nil
    }

    var warnings: [String] {
        func line(_ names: [String], _ text: String) -> [String] { names.isEmpty ? [] : ["receipts: \(counted(names.count, "item")) \(text): " + names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", ..." : "")] }
        return line(adopted, "without a supplier in the items table, lead times are those of the supplier ordered from last")
            + line(unnamed, "with lead times from receipts that name no supplier")
            + line(others, "received from other suppliers than the items table names, these receipts are not used")
            + (respelt.isEmpty ? [] : ["receipts: suppliers that are written differently are taken for one: " + respelt.sorted(by: bytesPrecede).prefix(5).joined(separator: ", ")])
    }
}
