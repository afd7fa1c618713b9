import DemandModel
import SalesIngestion
import TextForms

extension ShopData {
    /// Compares the codes of every table with those of the sales, joins those that almost match where the plan file asks for it, and names them
    /// otherwise.
    ///
    /// - Throws: `unsuitable` for a table none of whose rows match.
    mutating func matchCodes(_ match: CodeMatch) throws(IngestionError) {
        var known = Set(series.keys.map { ExactText($0.item) })
        guard !known.isEmpty else { return }
        // Parts of kits and items that follow others are known, too: they may never have been sold under their own name.
        try join("items", "is sold", codes: tables.items.map(\.key.item), known: known, match: match, mayMissAll: mayMissAllItems)
        known.formUnion(tables.items.map { ExactText($0.key.item) })
        known.formUnion(tables.kits.flatMap { [ExactText($0.kit), ExactText($0.component)] })
        known.formUnion(tables.successors.flatMap { [ExactText($0.old), ExactText($0.new)] })
        let others: [(name: String, codes: [String])] = [
            ("receipts", tables.receipts.map(\.key.item)), ("open_orders", tables.openOrders.map(\.key.item)), ("backorders", tables.backorders.map(\.key.item)),
            ("snapshots", tables.snapshots.map(\.key.item)), ("planned", tables.planned.map(\.item)),
            ("substitutes", tables.substitutes.flatMap { [$0.item, $0.substitute] }),
        ]
        for (name, codes) in others { try join(name, "is sold or listed", codes: codes, known: known, match: match, mayMissAll: false) }
        try joinLinks(match)
    }

    /// With items that launch or that others replace, a table may well hold nothing that is sold.
    private var mayMissAllItems: Bool {
        let linked = Set((tables.kits.flatMap { [$0.component, $0.kit] } + tables.successors.flatMap { [$0.old, $0.new] }).map(ExactText.init))
        return tables.items.contains { $0.stock.isLaunch == true || linked.contains(ExactText($0.key.item)) }
    }

    private mutating func join(
        _ table: String, _ being: String, codes: [String], known: Set<ExactText>, match: CodeMatch, mayMissAll: Bool
    ) throws(IngestionError) {
        let own = Set(codes.map(ExactText.init))
        guard !own.isEmpty else { return }
        let matching = CodeMatching(table: own, known: known)
        let joins = match == .loose ? matching.pairs : []
        if matching.exact == 0, joins.isEmpty, !mayMissAll {
            throw .unsuitable(reason: "[\(table)]: none of its codes (\(own.count)) \(being); " + suggestion(matching, known: known))
        }
        let described = pairsText(matching.pairs)
        if !joins.isEmpty {
            let names = Dictionary(joins.map { (ExactText($0.table), $0.known) }, uniquingKeysWith: { first, _ in first })
            rename(table) { names[ExactText($0)] ?? $0 }
            warnings.append("[\(table)]: \(counted(joins.count, "code")) joined with codes that are written differently (match = \"loose\"): \(described)")
        } else if !matching.pairs.isEmpty {
            warnings.append("[\(table)]: \(counted(matching.pairs.count, "code")) almost \(matching.pairs.count == 1 ? "matches" : "match") what \(being) and "
                + "\(matching.pairs.count == 1 ? "is" : "are") not used: \(described); [items] match = \"loose\" joins them")
            if table == "items" { almost = Set(matching.pairs.map { ExactText($0.table) }) }
        }
        if !matching.ambiguous.isEmpty {
            warnings.append("[\(table)]: \(counted(matching.ambiguous.count, "code")) could each be several others and "
                + "\(matching.ambiguous.count == 1 ? "is" : "are") not joined: " + listed(matching.ambiguous))
        }
        if table != "items", !matching.unmatched.isEmpty {
            warnings.append("[\(table)]: \(counted(matching.unmatched.count, "code")) not sold and not listed: " + listed(matching.unmatched))
        }
    }

    private func suggestion(_ matching: CodeMatching, known: Set<ExactText>) -> String {
        guard matching.pairs.isEmpty else {
            return "\(counted(matching.pairs.count, "code")) would be if \(matching.pairs.count == 1 ? "it were" : "they were") written the same way: \(pairsText(matching.pairs)). "
                + "Mend the table, or join them with match = \"loose\" under [items]"
        }
        if !matching.ambiguous.isEmpty { return "they look like codes that were changed on the way: " + listed(matching.ambiguous) + ". Export them as text" }
        let sold = known.map(\.text).sorted(by: bytesPrecede)
        return "it holds \(listed(matching.unmatched)), the sales hold \(listed(sold)). Name the right column of codes in both tables ([sales.columns], [items.columns])"
    }

    /// Kits and successors: their codes are compared with what is sold and listed.
    private mutating func joinLinks(_ match: CodeMatch) throws(IngestionError) {
        guard !tables.kits.isEmpty || !tables.successors.isEmpty else { return }
        let known = Set(series.keys.map { ExactText($0.item) }).union(tables.items.map { ExactText($0.key.item) })
        let kits = CodeMatching(table: Set(tables.kits.flatMap { [ExactText($0.kit), ExactText($0.component)] }), known: known)
        let links = CodeMatching(table: Set(tables.successors.flatMap { [ExactText($0.old), ExactText($0.new)] }), known: known)
        for (name, matching) in [("kits", kits), ("successors", links)] where matching.exact + matching.pairs.count + matching.unmatched.count + matching.ambiguous.count > 0 {
            if matching.exact == 0, match == .exact || matching.pairs.isEmpty {
                throw .unsuitable(reason: "[\(name)]: not one of its codes is sold or listed; " + suggestion(matching, known: known))
            }
            if !matching.unmatched.isEmpty {
                warnings.append("[\(name)]: \(counted(matching.unmatched.count, "code")) not sold and not listed, planned as written: " + listed(matching.unmatched))
            }
            guard !matching.pairs.isEmpty else { continue }
            if match == .loose {
                let names = Dictionary(matching.pairs.map { (ExactText($0.table), $0.known) }, uniquingKeysWith: { first, _ in first })
                rename(name) { names[ExactText($0)] ?? $0 }
            }
            warnings.append("[\(name)]: \(counted(matching.pairs.count, "code")) \(match == .loose ? "joined with" : "almost the same as") codes that are written differently: "
                + pairsText(matching.pairs) + (match == .loose ? "" : "; [items] match = \"loose\" joins them"))
        }
    }

    /// Renames the codes of one table.
    private mutating func rename(_ table: String, _ name: (String) -> String) {
        func key(_ key: ItemLocation) -> ItemLocation { ItemLocation(item: name(key.item), location: key.location) }
        switch table {
        case "items":
            for index in tables.items.indices { tables.items[index].key = key(tables.items[index].key) }
            for index in tables.termsWithoutLocation.indices { tables.termsWithoutLocation[index].key = key(tables.termsWithoutLocation[index].key) }
            tables.items.sort { $0.key < $1.key }
        case "receipts": for index in tables.receipts.indices { tables.receipts[index].key = key(tables.receipts[index].key) }
        case "open_orders": for index in tables.openOrders.indices { tables.openOrders[index].key = key(tables.openOrders[index].key) }
        case "backorders": for index in tables.backorders.indices { tables.backorders[index].key = key(tables.backorders[index].key) }
        case "snapshots": for index in tables.snapshots.indices { tables.snapshots[index].key = key(tables.snapshots[index].key) }
        case "planned": for index in tables.planned.indices { tables.planned[index].item = name(tables.planned[index].item) }
        case "substitutes":
            for index in tables.substitutes.indices {
                tables.substitutes[index].item = name(tables.substitutes[index].item)
                tables.substitutes[index].substitute = name(tables.substitutes[index].substitute)
            }
        case "kits":
            for index in tables.kits.indices {
                tables.kits[index].kit = name(tables.kits[index].kit)
                tables.kits[index].component = name(tables.kits[index].component)
            }
        default:
            for index in tables.successors.indices {
                tables.successors[index].old = name(tables.successors[index].old)
                tables.successors[index].new = name(tables.successors[index].new)
            }
        }
    }
}

/// `2 differ in leading zeros ("123" for "00123", "45" for "0045"), 1 in upper and lower case ("mug-1" for "MUG-1")`.
private func pairsText(_ pairs: [CodeMatching.Pair]) -> String {
    CodeMatching.Difference.allCases.compactMap { difference in
        let some = pairs.filter { $0.difference == difference }
        guard !some.isEmpty else { return nil }
        let shown = some.prefix(3).map { "\"\($0.table)\" is listed, \"\($0.known)\" is sold" }
        return "\(some.count) by \(difference.rawValue) (" + shown.joined(separator: "; ") + (some.count > 3 ? "; ..." : "") + ")"
    }.joined(separator: ", ")
}

/// The first codes of a list.
func listed(_ codes: [String]) -> String {
    codes.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ") + (codes.count > 5 ? ", ..." : "")
}
