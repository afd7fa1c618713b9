import DemandModel

/// One usable row of a sales file, parsed.
struct SalesRow {
    /// Number of the item-location in the key table of whoever parsed the row.
    var series: UInt32
    var day: Int32
    var quantity: Micro
    /// Money per unit; -1 where the row has none.
    var price: Micro
    /// Hash of the row's bytes: equal rows are duplicates.
    var fingerprint: UInt64
    /// Hash of the customer, for finding the sale a return belongs to; 0 where unknown.
    var customer: UInt64
    var kind: RowKind
    var promotion: Bool
    var stockout: Bool
}

/// What a row means for demand.
enum RowKind: UInt8 {
    /// A sale, or a return where the quantity is negative.
    case sale
    /// A line of an invoice that cancels: netted against demand.
    case cancellation
    /// Not demand: an adjustment of the books.
    case adjustment
    /// Not demand: goods written off (negative, price 0).
    case writeOff
    /// Not demand: stock found or counted (positive, price 0, no customer).
    case stockAdjustment
    /// Not demand: postage, fees, vouchers, samples.
    case notMerchandise
    /// Not demand: an order that was cancelled as a whole, or a test order.
    case cancelledOrder
    case testOrder

    var isSetApart: Bool { rawValue >= RowKind.adjustment.rawValue }
}

/// Stock codes of UCI Online Retail that are no goods: postage, carriage, fees, manual entries, discounts, samples, vouchers, tests.
enum NonMerchandise {
    private static let exact: Set<String> = [
        "POST", "DOT", "M", "D", "S", "B", "C2", "C3", "CRUK", "PADS", "BANK CHARGES", "AMAZONFEE", "GIFT", "ADJUST", "TEST", "POSTAGE",
        "CARRIAGE", "DISCOUNT", "MANUAL", "SAMPLES", "FEE", "FEES", "SHIPPING",
    ]
    private static let prefixes = ["ADJUST", "GIFT_", "TEST", "DCGS_TEST"]

    static func contains(_ code: String) -> Bool {
        let upper = code.trimmedOfSpaces.uppercased()
        return exact.contains(upper) || prefixes.contains { upper.hasPrefix($0) }
    }
}
