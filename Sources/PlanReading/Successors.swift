import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

extension ShopData {
    /// Joins the history of items with that of the items that take their place: one history, one forecast, and no more orders of the old one.
    ///
    /// An old item is replaced once an order placed today would serve the days from `from` on: `from` less the lead time and review period of the new
    /// one. What is left of it on the shelf and on order counts as the new one.
    ///
    /// - Throws: `unsuitable` for items that follow each other in a circle.
    mutating func joinSuccessors(_ configuration: PlanConfiguration) throws(IngestionError) {
        guard !tables.successors.isEmpty else { return }
        var next: [ExactText: Successor] = [:]
        for row in tables.successors { next[ExactText(row.old)] = row }
        var records: [ItemLocation: ItemRecord] = [:]
        for record in tables.items { records[record.key] = record }
        var waiting: [String] = [], joined = 0
        let keys = Set(series.keys).union(tables.items.map(\.key)).filter { next[ExactText($0.item)] != nil }
        for key in keys.sorted() {
            var target = key.item, ratio = 1.0, chain: [String] = [key.item], begin: CalendarDay?
            while let row = next[ExactText(target)] {
                let newKey = ItemLocation(item: row.new, location: key.location)
                let terms = resolveSupply(record: records[newKey] ?? records[key], observed: nil, defaults: configuration.defaults, medianPrice: nil)
                if let from = row.from, from > asOf.advanced(by: Int(terms.protectionDays.rounded(.up))) { break }
                guard !chain.contains(where: { ExactText($0) == ExactText(row.new) }) else {
                    throw .unsuitable(reason: "[successors]: \((chain + [row.new]).joined(separator: " is followed by ")): take one of these rows out")
                }
                begin = begin ?? row.from
                target = row.new
                ratio *= row.ratio
                chain.append(row.new)
            }
            guard chain.count > 1 else {
                waiting.append("\(key.uniqueID) (from \(next[ExactText(key.item)]?.from?.description ?? ""))")
                continue
            }
            let newKey = ItemLocation(item: target, location: key.location)
            let sold = units(key)
            addDemand(of: key, to: newKey, times: ratio, joiningFacts: ratio == 1)
            series[key] = nil
            facts[key] = nil
            stockShares.append(StockShare(from: key, to: newKey, ratio: ratio))
            let since = begin.map { " from \($0)" } ?? ""
            if sold > 0 {
                note(.successor, "takes the place of \(key.item)\(since), whose history is part of its own: \(decimalText(sold)) units"
                    + (ratio == 1 ? "" : ", each as \(decimalText(ratio))"), newKey)
            }
            note(.successor, "replaced by \(chain.dropFirst().joined(separator: ", then "))\(since)", key)
            unplanned[key] = UnplannedReason(.replaced, "replaced by \(target)\(since), which is planned with its history")
            joined += 1
        }
        if joined > 0 { warnings.append("\(counted(joined, "item")) replaced by others, which are planned with \(joined == 1 ? "its" : "their") history") }
        if !waiting.isEmpty { warnings.append("[successors]: not yet joined, because an order of today does not reach that day: " + waiting.prefix(5).joined(separator: ", ")) }
    }
}
