import DemandModel
import TextForms

/// Some of the item-locations of a panel, planned with what the whole panel taught.
///
///     let third = PlanPart.shard(3, of: 16)
///     print(third.holds(ItemLocation(item: "mug")))
public enum PlanPart: Sendable, Equatable {
    /// These item-locations.
    case keys(Set<ItemLocation>)
    /// The item-locations that fall to one of a number of shards, counted from 1, by a hash of their names: the same on every machine and whatever
    /// other item-locations there are. Every item-location is in one shard.
    case shard(Int, of: Int)

    public func holds(_ key: ItemLocation) -> Bool {
        switch self {
        case .keys(let keys): return keys.contains(key)
        case .shard(let number, let count): return Int(PlanPart.hash(key) % UInt64(max(1, count))) == number - 1
        }
    }

    /// What tells this part from others, for the id of its run.
    public var identity: String {
        switch self {
        case .keys(let keys): "items " + keys.sorted().map { "\($0.item.utf8.count) \($0.item) \($0.location.utf8.count) \($0.location)" }.joined(separator: "\n")
        case .shard(let number, let count): "shard \(number)/\(count)"
        }
    }

    /// For a person.
    public var description: String {
        switch self {
        case .keys(let keys): keys.count == 1 ? "the item named" : "the \(keys.count) items named"
        case .shard(let number, let count): "shard \(number) of \(count)"
        }
    }

    /// FNV-1a over both names, mixed once more so that its low bits are as good as its high ones.
    private static func hash(_ key: ItemLocation) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        for byte in key.item.utf8 { add(byte) }
        add(0xFF)
        for byte in key.location.utf8 { add(byte) }
        value ^= value >> 32
        value = value &* 0xD6E8_FEB8_6659_FD93
        return value ^ value >> 32
    }
}

extension PlanConfiguration {
    /// True where warehouses feed locations.
    var hasNetwork: Bool { network != nil || networkPath != nil }

    /// True where what one item is given depends on the others: a part is then planned with all of them, and shown alone.
    func couplesItems(_ input: PlanInput) -> Bool {
        let areSubstituted = (substituteTakeRate ?? 0) > 0 && !(input.backorders?.substitutes ?? []).isEmpty
        return objective.kind.isAllocated || countsComingYear(objective) || purchaseCap != nil || hasNetwork || areSubstituted || !input.suppliers.isEmpty
    }
}

/// The position of a key in items sorted by key; `nil` where it is none of theirs. O(log n).
func place(of key: ItemLocation, in items: [PlannedItem]) -> Int? {
    let place = items.partitioningIndex { !($0.key < key) }
    return place < items.count && items[place].key == key ? place : nil
}
