/// When a system orders, as its documentation or source says.
public enum RuleTrigger: String, Sendable, Codable, CaseIterable {
    /// Strictly below the number: to order at r, the number is one step above it.
    case below
    /// At the number or below it.
    case atOrBelow = "at_or_below"
}

/// A system of one's own, described in a mapping file: section `[export.NAME]`.
///
///     [export.myerp]
///     columns = ["Artikel = item", "Lager = location", "Meldebestand = reorder_point", "Art = 'VB'"]
///     delimiter = ";"
///     decimal = ","
///     trigger = "below"
public struct ExportMapping: Sendable, Equatable {
    /// What a column holds.
    public enum Content: Sendable, Equatable {
        case field(Field)
        case constant(String)
    }

    /// What Twobin can write of an item.
    public enum Field: String, Sendable, CaseIterable {
        case item, location, supplier
        case supplierCode = "supplier_code"
        case name, barcode
        /// As the trigger of the mapping needs it: r, or one step more.
        case reorderPoint = "reorder_point"
        case orderUpTo = "order_up_to"
        /// S for systems that round the gap up to whole packs.
        case orderUpToRoundedUp = "order_up_to_rounded_up"
        /// Q; empty for policies that order up to S.
        case orderQuantity = "order_quantity"
        case orderMultiple = "order_multiple"
        case minimumOrderQuantity = "minimum_order_quantity"
        case safetyStock = "safety_stock"
        case leadTimeDays = "lead_time_days"
        case reviewPeriodDays = "review_period_days"
        case unitCost = "unit_cost"
        case orderNow = "order_now"
        case policy
        /// Of purchase orders only, from here on.
        case reference
        case orderDate = "order_date"
        case needBy = "need_by"
        case expectedOn = "expected_on"
        case packs
        /// Units of the line in the unit in which the item is bought.
        case purchaseQuantity = "purchase_quantity"
        case purchaseUnit = "purchase_unit"
        case lineValue = "line_value"

        /// True for what only a line of a purchase order has.
        public var isOfOrders: Bool {
            switch self {
            case .reference, .orderDate, .needBy, .expectedOn, .packs, .purchaseQuantity, .purchaseUnit, .lineValue: true
            default: false
            }
        }
    }

    public struct Column: Sendable, Equatable {
        public var name: String
        public var content: Content

        public init(name: String, content: Content) {
            self.name = name
            self.content = content
        }
    }

    public var name: String
    /// In the order of the file.
    public var columns: [Column]
    public var delimiter: UInt8 = UInt8(ascii: ",")
    public var decimalComma = false
    public var byteOrderMark = false
    public var carriageReturns = false
    public var trigger = RuleTrigger.atOrBelow

    public init(name: String, columns: [Column]) {
        self.name = name
        self.columns = columns
    }
}
