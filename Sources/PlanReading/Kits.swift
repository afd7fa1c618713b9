import DemandModel
import PlanEngine
import SalesIngestion
import TextForms

extension ShopData {
    /// Takes kits apart: their demand becomes demand of their parts, at the same location, and they are not ordered themselves.
    ///
    /// Kits may hold kits. Kits on the shelf, on order or promised count as their parts.
    ///
    /// - Throws: `unsuitable` for a kit that holds itself.
    mutating func takeKitsApart() throws(IngestionError) {
        guard !tables.kits.isEmpty else { return }
        var parts: [ExactText: [KitPart]] = [:]
        for part in tables.kits { parts[ExactText(part.kit), default: []].append(part) }
        var known: [ExactText: [(item: String, units: Double)]] = [:]
        for kit in parts.keys.sorted(by: { bytesPrecede($0.text, $1.text) }) { _ = try contents(kit, parts: parts, known: &known, above: []) }
        let keys = Set(series.keys).union(tables.items.map(\.key)).filter { parts[ExactText($0.item)] != nil }
        for key in keys.sorted() {
            let contents = known[ExactText(key.item)] ?? []
            let words = contents.map { "\(decimalText($0.units)) \($0.item)" }.joined(separator: " + ")
            let sold = units(key)
            for part in contents {
                let target = ItemLocation(item: part.item, location: key.location)
                addDemand(of: key, to: target, times: part.units, joiningFacts: false)
                if sold > 0 { note(.component, "its demand holds \(decimalText(part.units)) for each \(key.item) sold: \(decimalText(sold * part.units)) units so far", target) }
                stockShares.append(StockShare(from: key, to: target, ratio: part.units))
            }
            series[key] = nil
            facts[key] = nil
            note(.kit, "1 \(key.item) = \(words)", key)
            unplanned[key] = UnplannedReason(.kit, "a kit of \(words): its parts are planned for its demand")
        }
        let count = Set(keys.map(\.item)).count
        guard count > 0 else { return }
        warnings.append("\(counted(count, "kit")) taken apart: \(count == 1 ? "its" : "their") demand is that of \(counted(Set(known.values.joined().map(\.item)).count, "part"))")
    }

    /// What is in a kit once the kits in it are taken apart, in the order of the table.
    private func contents(
        _ kit: ExactText, parts: [ExactText: [KitPart]], known: inout [ExactText: [(item: String, units: Double)]], above: [ExactText]
    ) throws(IngestionError) -> [(item: String, units: Double)] {
        if let done = known[kit] { return done }
        guard !above.contains(kit), above.count < 100 else {
            throw .unsuitable(reason: "[kits]: \(kit.text) holds itself (\((above + [kit]).map(\.text).joined(separator: " holds "))): take one of these rows out")
        }
        var result: [(item: String, units: Double)] = []
        func add(_ item: String, _ units: Double) {
            if let index = result.firstIndex(where: { $0.item == item }) { result[index].units += units } else { result.append((item, units)) }
        }
        for part in parts[kit] ?? [] {
            if parts[ExactText(part.component)] == nil { add(part.component, part.quantity) } else {
                for inner in try contents(ExactText(part.component), parts: parts, known: &known, above: above + [kit]) { add(inner.item, part.quantity * inner.units) }
            }
        }
        known[kit] = result
        return result
    }
}

/// Units of one item-location that count as units of another one.
struct StockShare {
    var from: ItemLocation
    var to: ItemLocation
    /// Units of `to` for one of `from`.
    var ratio: Double
}
