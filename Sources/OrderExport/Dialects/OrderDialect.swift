import DemandModel

/// The systems that Twobin writes files for.
public enum OrderDialect: String, Sendable, CaseIterable {
    case odoo, erpnext, shopify, woocommerce
    case businessCentral = "business-central"
    case sap, netsuite, lightspeed, unleashed, cin7, katana, amazon, generic

    /// For people.
    public var title: String {
        switch self {
        case .odoo: "Odoo"
        case .erpnext: "ERPNext"
        case .shopify: "Shopify"
        case .woocommerce: "WooCommerce"
        case .businessCentral: "Dynamics 365 Business Central"
        case .sap: "SAP"
        case .netsuite: "NetSuite"
        case .lightspeed: "Lightspeed X-Series"
        case .unleashed: "Unleashed"
        case .cin7: "Cin7 Core"
        case .katana: "Katana"
        case .amazon: "Amazon FBA"
        case .generic: "a system of a mapping file"
        }
    }

    /// When the system orders (or warns), by its documentation or source; where nothing is published, at or below is taken.
    public var trigger: RuleTrigger {
        switch self {
        case .odoo, .unleashed, .lightspeed, .sap: .below
        case .erpnext, .businessCentral, .woocommerce, .netsuite, .cin7, .katana, .shopify, .amazon, .generic: .atOrBelow
        }
    }

    /// Systems whose templates change or clear what is left blank: only the user's own export can be filled in.
    public var isMergeOnly: Bool { self == .unleashed || self == .cin7 || self == .katana }

    /// Systems in which a rule only warns.
    var onlyWarns: Bool { self == .woocommerce || self == .unleashed }
}

/// A dialect's parts for one export.
struct DialectTable: Sendable {
    /// Columns of a new file; empty where there is none.
    var columns: [RuleColumn] = []
    var merge: MergeColumns?
    /// What whoever imports the file has to know.
    var notes: [String] = []
    /// Why an item cannot be in a file of rules of this system, where it cannot.
    var refusal: @Sendable (RuleRow) -> String? = { _ in nil }
}
