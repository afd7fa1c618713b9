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
        case budget
        case fillRate = "fill_rate"
        case expectedBackorders = "expected_backorders"
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
    }

    public enum Subject: Sendable, Equatable {
        case plan(PlanField)
        case item(ItemLocation, ItemField)
    }

    public var subject: Subject
    public var operation: ScenarioOperation
    /// As it was typed.
    public var text: String

    /// Reads `KEY=VALUE`, `KEY=+N%`, `KEY=-N%`, `KEY=+N` or `KEY=-N`; KEY is a plan field or `ITEM[@LOCATION].field`.
    ///
    /// - Throws: `ScenarioError` that names the nearest field for a misspelt one.
    public init(_ text: String) throws(ScenarioError) {
        guard let equals = text.lastIndex(of: "=") else {
            throw ScenarioError(change: text, problem: "has no =", hint: "write KEY=VALUE, for example lead_time=+20%")
        }
        let key = String(text[..<equals])
        self.text = text
        operation = try ScenarioChange.operation(String(text[text.index(after: equals)...]), in: text)
        if let field = PlanField(rawValue: key) {
            subject = .plan(field)
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
        subject = .item(ItemLocation(reference: String(key[..<dot])), field)
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
