import DemandModel
import TextForms

/// How a scenario changes a number: to a value, by a share of it, or by an amount.
public enum ScenarioOperation: Sendable, Equatable {
    case set(Double)
    /// +20% is 1.2.
    case multiply(Double)
    case add(Double)

    public func applied(to value: Double) -> Double {
        switch self {
        case .set(let new): new
        case .multiply(let factor): value * factor
        case .add(let amount): value + amount
        }
    }
}

/// One `--set KEY=VALUE` of a what-if.
///
///     let change = try ScenarioChange("lead_time=+20%")
///     print(change.subject)                       // every item's lead time
///     let one = try ScenarioChange("85123A@north.lead_time_days=40")
public struct ScenarioChange: Sendable, Equatable {
    /// Numbers of every item, or of the objective.
    public enum PlanField: String, Sendable, CaseIterable {
        case leadTime = "lead_time"
        case leadTimeSpread = "lead_time_sd"
        case reviewPeriod = "review_period"
        case demand
        case unitCost = "unit_cost"
        case orderCost = "order_cost"
        case holdingRate = "holding_rate"
        case minimumOrderQuantity = "minimum_order_quantity"
        case orderMultiple = "order_multiple"
        case maximumOrderQuantity = "maximum_order_quantity"
        case budget
        case fillRate = "fill_rate"
        case expectedBackorders = "expected_backorders"
        /// The most money that today's orders may cost.
        case ordersBudget = "orders.budget"
    }

    /// Numbers of one item: the columns of the items table, and its demand.
    public enum ItemField: String, Sendable, CaseIterable {
        case demand
        case unitCost = "unit_cost"
        case leadTimeDays = "lead_time_days"
        case leadTimeStandardDeviationDays = "lead_time_sd_days"
        case reviewPeriodDays = "review_period_days"
        case orderCost = "order_cost"
        case holdingRatePerYear = "holding_rate_per_year"
        case backorderCostPerUnitDay = "backorder_cost_per_unit_day"
        case backorderWeight = "backorder_weight"
        case minimumOrderQuantity = "minimum_order_quantity"
        case orderMultiple = "order_multiple"
        case maximumOrderQuantity = "maximum_order_quantity"
        case onHand = "on_hand"
        case onOrder = "on_order"
        case backordered
        case overrideReorderPoint = "override_reorder_point"
        case overrideOrderUpTo = "override_order_up_to"
    }

    public enum Subject: Sendable, Equatable {
        case plan(PlanField)
        case item(ItemLocation, ItemField)
        /// All items of a supplier, or of a group of the items table.
        case supplier(String, ItemField)
        case group(String, ItemField)
        /// Days by which what is on its way from a supplier, or from all (`nil`), comes later: `delivery_delay=+10`, `supplier:acme.delivery_delay=+10`.
        case delivery(supplier: String?)
        /// The most money that today's orders to a supplier may cost: `supplier:acme.orders_budget=500`.
        case supplierBudget(String)
    }

    public var subject: Subject
    public var operation: ScenarioOperation
    /// Coming periods, the first is 1, that a change of demand is limited to; `nil`: all.
    public var periods: ClosedRange<Int>?
    /// As it was typed.
    public var text: String

    /// Reads `KEY=VALUE`, `KEY=+N%`, `KEY=-N%`, `KEY=+N` or `KEY=-N`; KEY is a plan field, `ITEM[@LOCATION].field`, `supplier:NAME.field` or
    /// `group:NAME.field`. `demand[3-5]` is demand in the third to fifth coming period.
    ///
    /// - Throws: `ScenarioError` that names the nearest field for a misspelt one.
    public init(_ text: String) throws(ScenarioError) {
        guard let equals = text.lastIndex(of: "=") else {
            throw ScenarioError(change: text, problem: "has no =", hint: "write KEY=VALUE, for example lead_time=+20%")
        }
        var key = String(text[..<equals])
        self.text = text
        if key.hasSuffix("]"), let open = key.lastIndex(of: "["), key[..<open].hasSuffix("demand") {
            periods = try ScenarioChange.periods(key[key.index(after: open)...].dropLast(), in: text)
            key = String(key[..<open])
        }
        operation = try ScenarioChange.operation(String(text[text.index(after: equals)...]), in: text)
        if key == ScenarioChange.deliveryDelay || key.hasSuffix("." + ScenarioChange.deliveryDelay) {
            var supplier: String? = key == ScenarioChange.deliveryDelay ? nil : String(key.dropLast(ScenarioChange.deliveryDelay.count + 1))
            if let named = supplier, named.hasPrefix("supplier:") { supplier = String(named.dropFirst(9)) }
            subject = .delivery(supplier: supplier)
            guard delayDays != nil else {
                throw ScenarioError(change: text, problem: "moves deliveries by no number of days", hint: "write whole days from -365 to 365, for example \(key)=+10")
            }
            return
        }
        if let field = PlanField(rawValue: key) {
            subject = .plan(field)
            return
        }
        if key.hasPrefix("supplier:"), key.hasSuffix("." + ScenarioChange.supplierBudget) {
            subject = .supplierBudget(String(key.dropFirst(9).dropLast(ScenarioChange.supplierBudget.count + 1)))
            return
        }
        guard let dot = key.lastIndex(of: ".") else {
            let near = nearestName(to: key, among: PlanField.allCases.map(\.rawValue))
            throw ScenarioError(
                change: text, problem: "there is no plan field \"\(key)\"",
                hint: near.map { "did you mean \($0)?" }
                    ?? "fields: " + PlanField.allCases.map(\.rawValue).joined(separator: ", ") + ", or ITEM.field for one item")
        }
        let name = String(key[key.index(after: dot)...])
        guard let field = ItemField(rawValue: name) else {
            let near = nearestName(to: name, among: ItemField.allCases.map(\.rawValue))
            throw ScenarioError(
                change: text, problem: "an item has no field \"\(name)\"",
                hint: near.map { "did you mean \($0)?" } ?? "fields: " + ItemField.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let owner = String(key[..<dot])
        if owner.hasPrefix("supplier:") {
            subject = .supplier(String(owner.dropFirst(9)), field)
        } else if owner.hasPrefix("group:") {
            subject = .group(String(owner.dropFirst(6)), field)
        } else {
            subject = .item(ItemLocation(reference: owner), field)
        }
    }

    /// `3` or `3-5`.
    private static func periods(_ range: Substring, in text: String) throws(ScenarioError) -> ClosedRange<Int> {
        let ends = range.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first >= 1, last >= first, last <= 10_000 else {
            throw ScenarioError(change: text, problem: "\"\(range)\" names no periods", hint: "write demand[3]=+40% or demand[3-5]=+40%; the next period is 1")
        }
        return first...last
    }

    static let deliveryDelay = "delivery_delay"
    static let supplierBudget = "orders_budget"

    /// The days of a delivery delay; `nil` where the change is none.
    var delayDays: Int? {
        let days: Double
        switch operation {
        case .set(let value), .add(let value): days = value
        case .multiply: return nil
        }
        return days == days.rounded() && days.magnitude <= 365 ? Int(days) : nil
    }

    private static func operation(_ value: String, in text: String) throws(ScenarioError) -> ScenarioOperation {
        let problem = ScenarioError(
            change: text, problem: "\"\(value)\" is no value", hint: "write a number (40), a share (+20% or -10%) or an amount (+5 or -5)")
        if value.hasSuffix("%") {
            guard let share = Double(value.dropLast()), share.isFinite, share >= -100, value.hasPrefix("+") || value.hasPrefix("-") else { throw problem }
            return .multiply(1 + share / 100)
        }
        guard let number = Double(value), number.isFinite else { throw problem }
        return value.hasPrefix("+") || value.hasPrefix("-") ? .add(number) : .set(number)
    }
}

/// A change that cannot be understood or applied.
public struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
    public var change: String
    public var problem: String
    public var hint: String

    public var description: String { "--set \(change): \(problem)" + (hint.isEmpty ? "" : "; \(hint)") }
}

extension ItemLocation {
    /// Reads `ITEM` or `ITEM@LOCATION` (the last @ counts).
    public init(reference: String) {
        if let at = reference.lastIndex(of: "@"), at != reference.startIndex, reference.index(after: at) != reference.endIndex {
            self.init(item: String(reference[..<at]), location: String(reference[reference.index(after: at)...]))
        } else {
            self.init(item: reference)
        }
    }
}
