/// The period columns of a wide file.
struct WideColumns {
    init?(header: HeaderNames) { return nil }
}
enum WooCommerceLines {
    static let dateNames = ["Order Date"]
    static let quantityNames = ["Quantity"]
    static let skuNames = ["SKU"]
    static let statusNames = ["Order Status"]
}
