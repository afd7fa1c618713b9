import DemandModel
import ReorderPolicies

/// Items with a policy, made by hand.
enum InventedItems {
    static func item(
        _ name: String, location: String = "main", kind: ReplenishmentPolicy.Kind = .RS, r: Double, S: Double, Q: Double? = nil, pack: Double? = nil,
        onHand: Double = 0, supplier: String = "Nord", isCount: Bool = true, status: Recommendation.Status = .ok
    ) -> PlannedItem {
        let key = ItemLocation(item: name, location: location)
        var supply = SupplyTerms(supplier: supplier, unitCost: 2.5, leadTimeDays: 14, reviewPeriodDays: kind == .rQ || kind == .sS ? 0 : 7, orderMultiple: pack)
        supply.onHand = onHand
        let policy = status == .noHistory || status == .failed ? nil : ReplenishmentPolicy(kind: kind, reorderPoint: r, orderUpTo: S, orderQuantity: Q)
        var recommendation = Recommendation(
            key: key, status: status, policy: policy, protectionDays: 21, inventoryPosition: onHand, reason: status == .failed ? "no number" : "")
        if let policy { recommendation.orderNow = orderNow(policy: policy, terms: supply, isCount: isCount).quantity }
        let outlook = DemandOutlook(key: key, mean: [1], cumulativeVariance: [1], isCount: isCount, demandClass: .smooth, periodDays: 7, members: [])
        return PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []), outlook: outlook, recommendation: recommendation)
    }

    /// What Twobin orders at a position.
    static func order(_ item: PlannedItem, at position: Double) -> Double {
        var supply = item.supply
        supply.onHand = position
        guard let policy = item.recommendation.policy else { return 0 }
        return orderNow(policy: policy, terms: supply, isCount: item.outlook?.isCount ?? true).quantity
    }

    /// Policies of every kind, with and without packs: r from 0 to 20, batches from 1 to 13.
    static var policies: [PlannedItem] {
        var items: [PlannedItem] = []
        for r in stride(from: 0.0, through: 20, by: 4) {
            for batch in [1.0, 2, 5, 12, 13] {
                items.append(item("rQ \(r) \(batch)", kind: .rQ, r: r, S: r + batch, Q: batch))
                items.append(item("RS \(r) \(batch)", kind: .RS, r: r, S: r + batch, pack: batch > 1 ? batch : nil))
                // (s,S) and (R,s,S): S - s is a multiple of the pack, as it always is in a plan.
                for packs in [2.0, 3] {
                    items.append(item("sS \(r) \(batch) \(packs)", kind: packs == 2 ? .sS : .RsS, r: r, S: r + packs * batch, pack: batch > 1 ? batch : nil))
                }
            }
        }
        return items
    }
}

/// A CSV text as rows of cells: a reader of its own.
func rows(_ bytes: [UInt8]) -> [[String]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true).map { line in
        var cells: [String] = [], cell = "", quoted = false
        for character in line {
            if character == "\"" { quoted.toggle() } else if character == ",", !quoted { cells.append(cell); cell = "" } else { cell.append(character) }
        }
        return cells + [cell]
    }
}

/// One row of an export by column.
func records(_ bytes: [UInt8]) -> [[String: String]] {
    let all = rows(bytes)
    guard let header = all.first else { return [] }
    return all.dropFirst().map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
}

/// A text or a number of a JSON file.
enum JSONCell: Decodable {
    case text(String), number(Double)

    init(from decoder: Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) { self = .number(number) } else { self = .text(try container.decode(String.self)) }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
}
