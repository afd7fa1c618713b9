/// The names and codes by which people and suppliers know an item: columns of the items table, each of which may be absent.
public struct ItemCard: Sendable, Codable, Equatable {
    /// For a person (`Mug, blue`).
    public var name: String?
    /// The supplier's own code of the item.
    public var supplierCode: String?
    public var barcode: String?
    /// The unit in which the item is bought (`box`), and how many stock units one of it holds.
    public var purchaseUnit: String?
    public var unitsPerPurchaseUnit: Double?

    public init() {}

    public var isEmpty: Bool { self == ItemCard() }
}
