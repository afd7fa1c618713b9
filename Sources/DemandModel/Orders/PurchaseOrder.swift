/// One line of a purchase order: an item at the location that the order goes to.
public struct PurchaseLine: Sendable, Codable, Equatable {
    public var key: ItemLocation
    public var name: String?
    /// The supplier's own code of the item.
    public var supplierCode: String?
    public var barcode: String?
    /// Stock units to order.
    public var units: Double
    /// Stock units in a pack (`order_multiple`); `nil` where the item is bought in single units.
    public var unitsPerPack: Double?
    /// The unit in which the item is bought and its stock units, where the items table says so.
    public var purchaseUnit: String?
    public var unitsPerPurchaseUnit: Double?
    /// Money per stock unit; `nil` where unknown.
    public var unitCost: Double?
    /// The day by which the units are needed: demand has then used up what is there with a probability of a half.
    public var needBy: CalendarDay?
    /// The days by which the units arrive with a probability of a half and of nine tenths.
    public var receiptP50: CalendarDay
    public var receiptP90: CalendarDay
    /// Units that the item does not need today: for the supplier's minimum, or because another item's order takes it along.
    public var addedUnits: Double
    /// Units that the plan says, where somebody has set others by hand; `nil` where the plan's are kept.
    public var proposedUnits: Double?
    /// Why, in a few words.
    public var reason: String

    public init(
        key: ItemLocation, name: String? = nil, supplierCode: String? = nil, units: Double, unitsPerPack: Double? = nil,
        unitCost: Double? = nil, needBy: CalendarDay? = nil, receiptP50: CalendarDay, receiptP90: CalendarDay, addedUnits: Double = 0,
        reason: String = ""
    ) {
        self.key = key
        self.name = name
        self.supplierCode = supplierCode
        self.units = units
        self.unitsPerPack = unitsPerPack
        self.unitCost = unitCost
        self.needBy = needBy
        self.receiptP50 = receiptP50
        self.receiptP90 = receiptP90
        self.addedUnits = addedUnits
        self.reason = reason
    }

    /// Packs, where the item is bought in packs.
    public var packs: Double? { unitsPerPack.flatMap { $0 > 1 ? units / $0 : nil } }

    /// Money; `nil` without a unit cost.
    public var value: Double? { unitCost.map { $0 * units } }
}

/// What is ordered today from one supplier for one location.
public struct PurchaseOrder: Sendable, Codable, Equatable {
    /// The same for the same run, supplier and location: a second import or export of the order is recognised by it.
    public var reference: String
    /// Empty where the items table names no supplier.
    public var supplier: String
    public var location: String
    public var orderedOn: CalendarDay
    /// Sorted by item.
    public var lines: [PurchaseLine]
    /// Money and units that the supplier asks for and can deliver, all locations together; `nil`: none.
    public var supplierMinimum: Double?
    public var supplierCapacity: Double?
    /// Money of all of today's orders to the supplier: what its minimum is compared with.
    public var supplierValue: Double
    /// What minimum, capacity and purchase cap did, in plain words; empty where they did nothing.
    public var note: String
    /// True where the goods come from a warehouse of the shop's own (`[network]`), which `supplier` names; `nil`: from a supplier.
    public var isTransfer: Bool?

    public init(
        reference: String, supplier: String, location: String, orderedOn: CalendarDay, lines: [PurchaseLine], supplierMinimum: Double? = nil,
        supplierCapacity: Double? = nil, supplierValue: Double = 0, note: String = ""
    ) {
        self.reference = reference
        self.supplier = supplier
        self.location = location
        self.orderedOn = orderedOn
        self.lines = lines
        self.supplierMinimum = supplierMinimum
        self.supplierCapacity = supplierCapacity
        self.supplierValue = supplierValue
        self.note = note
    }

    public var units: Double { lines.reduce(0) { $0 + $1.units } }
    /// Money of the lines with a unit cost.
    public var value: Double { lines.reduce(0) { $0 + ($1.value ?? 0) } }
    public var addedUnits: Double { lines.reduce(0) { $0 + $1.addedUnits } }
    /// Lines whose money is unknown.
    public var linesWithoutCost: Int { lines.count { $0.unitCost == nil } }
    /// For a person: where no supplier is named.
    public var supplierName: String { supplier.isEmpty ? "no supplier named" : supplier }
}

/// A short text that stands for a longer one: 12 hexadecimal digits of the 64-bit FNV-1a hash (Fowler, Noll and Vo), the same on every
/// machine.
///
///     stableFingerprint("twobin")     // 12 digits, always these
public func stableFingerprint(_ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
}
