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

/// The rows of a chunk.
///
/// A row is written field by field to its place: put together elsewhere first and copied in larger pieces, every copy waits for the small writes before
/// it, which took a fifth of the time of reading.
final class RowBuffer {
    private(set) var rows: UnsafeMutablePointer<SalesRow>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 64) {
        self.capacity = capacity
        rows = .allocate(capacity: capacity)
    }

    deinit { rows.deallocate() }

    var all: UnsafeBufferPointer<SalesRow> { UnsafeBufferPointer(start: rows, count: count) }

    func removeAll() { count = 0 }

    @inline(__always)
    func append(_ row: SalesRow) {
        if count == capacity { grow() }
        let place = rows + count
        place.pointee.series = row.series
        place.pointee.day = row.day
        place.pointee.quantity = row.quantity
        place.pointee.price = row.price
        place.pointee.fingerprint = row.fingerprint
        place.pointee.customer = row.customer
        place.pointee.kind = row.kind
        place.pointee.promotion = row.promotion
        place.pointee.stockout = row.stockout
        count &+= 1
    }

    @inline(never)
    private func grow() {
        let more = UnsafeMutablePointer<SalesRow>.allocate(capacity: 2 * capacity)
        more.moveInitialize(from: rows, count: count)
        rows.deallocate()
        rows = more
        capacity *= 2
    }
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
    /// Not demand: bought, moved between places, opening stock.
    case stockMovement

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

/// Names of lines that are no goods, where a product has no code: shipping, discounts, gift cards, tips.
enum NoGoodsNames {
    private static let exact: Set<String> = [
        "shipping", "shipping cost", "shipping costs", "shipping fee", "postage", "delivery fee", "handling", "tip", "tips", "donation", "discount", "gift card", "gift certificate", "service charge",
        "rounding", "versand", "versandkosten", "porto", "lieferkosten", "rabatt", "gutschein", "geschenkgutschein", "trinkgeld", "pfand", "rundung", "frais de port", "frais de livraison", "remise", "carte cadeau", "pourboire",
        "gastos de envio", "envio", "descuento", "propina", "tarjeta regalo", "spese di spedizione", "spedizione", "sconto", "mancia", "buono regalo", "verzendkosten", "korting", "fooi", "cadeaubon",
        "koszt wysylki", "wysylka", "przesylka", "rabat", "napiwek", "frakt", "送料", "手数料",
    ]

    static func contains(_ text: String) -> Bool {
        guard text.utf8.count <= 40 else { return false }
        let plain = RowWords.plain(text)
        if exact.contains(plain) { return true }
        guard !plain.hasPrefix("tip") else { return false }
        // `Gift card 25 EUR`, `Discount 10%`: the same with an amount.
        var words = plain.split(separator: " ")
        while let last = words.last, words.count > 1, last.allSatisfy({ $0.isASCII && $0.isNumber }) || currencies.contains(String(last)) { words.removeLast() }
        return exact.contains(words.joined(separator: " "))
    }

    private static let currencies: Set<String> = ["eur", "usd", "gbp", "chf", "cad", "aud", "sek", "nok", "dkk", "pln", "czk", "euro", "euros"]
}
