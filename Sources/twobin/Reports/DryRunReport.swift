import DemandModel
import PlanEngine
import PlanExport
import TextForms

/// What a plan would be made of: nothing is forecast, nothing written.
struct DryRunReport {
    private let items: [PlannedItem]
    private let input: PlanInput
    private let configuration: PlanConfiguration

    init(_ input: PlanInput, configuration: PlanConfiguration) {
        self.input = input
        self.configuration = configuration
        items = unplannedItems(input, configuration: configuration)
    }

    func print(asJSON: Bool) throws {
        if asJSON { try Console.output(json.text() + "\n") } else { try Console.text(text) }
    }

    private var withHistory: [PlannedItem] { items.filter { $0.history.count > 0 } }

    private var defaults: [(column: String, items: Int)] {
        var counts: [String: Int] = [:]
        for item in items { for column in item.supply.defaultsUsed { counts[column, default: 0] += 1 } }
        return counts.sorted { $0.value == $1.value ? bytesPrecede($0.key, $1.key) : $0.value > $1.value }.map { ($0.key, $0.value) }
    }

    private var periods: (first: CalendarDay, last: CalendarDay)? {
        guard let first = withHistory.map(\.history.firstPeriod).min(),
              let last = withHistory.map({ $0.history.firstPeriod + $0.history.count - 1 }).max() else { return nil }
        return (input.calendar.firstDay(of: first), input.calendar.firstDay(of: last))
    }

    private var text: String {
        let launches = items.count { $0.history.count == 0 && $0.supply.stock?.isLaunch == true }
        let costless = withHistory.count { $0.supply.unitCost == nil }
        var lines = [
            "Would plan \(counted(withHistory.count, "item")) with sales\(launches > 0 ? " and \(grouped(launches)) launch\(launches == 1 ? "" : "es") without" : "") "
                + "(and list \(grouped(items.count - withHistory.count - launches)) \(launches > 0 ? "more" : "without")), as of \(input.asOf).",
            "Rows: \(grouped(input.rowsRead)) read, \(grouped(input.quarantine.count)) would be set aside.",
        ]
        if let periods {
            lines.append("Series: \(input.calendar.period.rawValue)s, the first starts on \(periods.first), the last on \(periods.last).")
        }
        lines.append("Objective: \(configuration.objective.kind.rawValue), target \(decimalText(configuration.objective.target)), weight \(configuration.objective.weight.rawValue).")
        lines.append("Policy: \(configuration.policyKind?.rawValue ?? "RS, rQ where the review period is 0").")
        lines.append(defaults.isEmpty ? "Defaults: none needed." : "Defaults used:")
        for (column, count) in defaults { lines.append("  \(column) = \(value(of: column)) for \(counted(count, "item"))") }
        if costless > 0 { lines.append("No unit cost is known for \(counted(costless, "item")): a money objective would stop.") }
        lines += input.firstWords.map { "ATTENTION: \($0)" } + input.warnings.map { "Note: \($0)" }
        for file in input.inputs { lines.append("Input: \(file.role) \(file.path), \(grouped(file.rows)) rows") }
        return lines.map { displayText($0) }.joined(separator: "\n") + "\n"
    }

    private var json: JSONValue {
        [
            "as_of": .text(input.asOf.description),
            "period": .text(input.calendar.period.rawValue),
            "items_with_sales": .number(Double(withHistory.count)),
            "items_without_sales": .number(Double(items.count - withHistory.count)),
            "rows_read": .number(Double(input.rowsRead)),
            "rows_quarantined": .number(Double(input.quarantine.count)),
            "first_period": JSONValue(periods?.first.description),
            "last_period": JSONValue(periods?.last.description),
            "objective": .text(configuration.objective.kind.rawValue),
            "target": .number(configuration.objective.target),
            "weight": .text(configuration.objective.weight.rawValue),
            "defaults_used": .object(defaults.map { JSONValue.Member($0.column, .number(Double($0.items))) }),
            "inputs": .array(input.inputs.map { ["role": .text($0.role), "path": .text($0.path), "rows": .number(Double($0.rows)), "sha256": .text($0.sha256)] }),
            "warnings": .array((input.firstWords + input.warnings).map(JSONValue.text)),
        ]
    }

    private func value(of column: String) -> String {
        let defaults = configuration.defaults
        switch column {
        case "unit_cost":
            return defaults.unitCost.map(decimalText) ?? defaults.unitCostShareOfPrice.map { "\(decimalText($0)) of the median price" } ?? "unknown"
        case "lead_time_days": return decimalText(defaults.leadTimeDays)
        case "lead_time_sd_days": return decimalText(defaults.leadTimeStandardDeviationDays)
        case "review_period_days": return decimalText(defaults.reviewPeriodDays)
        case "order_cost": return decimalText(defaults.orderCost)
        case "holding_rate_per_year": return decimalText(defaults.holdingRatePerYear)
        case "backorder_weight": return "1"
        default: return "0"
        }
    }
}
