import DemandModel
import TextForms

/// The text of the notebook.
enum NotebookProse {
    static func asked(_ run: PlanRun) -> String {
        var text = "# Reorder plan \(safe(run.id))\n\n"
        if let parent = run.parentID {
            text += "A scenario of the run \(safe(parent)) with \(run.changes.map(code).joined(separator: ", ")).\n\n"
        }
        text += "Planned from sales strictly before \(run.asOf), by \(run.calendar.period.rawValue), with Twobin \(safe(run.version)).\n\n"
        text += "**Asked:** \(objective(run.configuration.objective)).\n\n"
        text += "**From:**\n\n" + run.inputs.map { "- \(safe($0.role)): \(code($0.path)), \($0.rows) rows\n" }.joined()
        if run.summary.quarantinedRows > 0 {
            text += "\n\(run.summary.quarantinedRows) rows could not be used; they are in quarantine.csv with what was wrong.\n"
        }
        if !run.summary.defaultsUsed.isEmpty {
            let defaults = run.summary.defaultsUsed.sorted { bytesPrecede($0.key, $1.key) }
            text += "\n**Assumed** where the items table says nothing: "
                + defaults.map { "\(safe($0.key)) for \($0.value) \($0.value == 1 ? "item" : "items")" }.joined(separator: ", ") + ".\n"
        }
        if !run.summary.warnings.isEmpty {
            text += "\n**Note:**\n\n" + run.summary.warnings.map { "- \(safe($0))\n" }.joined()
        }
        return text + "\nThe cells below read the files of the run with pandas; change `folder` to where they are, and run them again."
    }

    static func objective(_ objective: PlanObjective) -> String {
        let money = objective.money.name
        let weight = switch objective.weight {
        case .units: "each unit waiting counts the same"
        case .value: "units waiting weighted by their cost"
        case .customers: "units waiting weighted as customer orders"
        case .column: "units waiting weighted by the column backorder_weight"
        }
        let target = decimalText(objective.target)
        return switch objective.kind {
        case .budget: "the least expected backorders for \(money) of at most \(target) (\(weight))"
        case .fillRate: "a fill rate of \(target) for every item"
        case .readyRate: "stock on hand for a share of \(target) of the time, for every item"
        case .cycleService: "a probability of \(target) of no stock-out per cycle, for every item"
        case .cost: "the least cost of holding, ordering and backorders"
        case .systemFillRate: "the least \(money) for a share of \(target) of all units served at once (\(weight))"
        case .expectedBackorders: "the least \(money) for expected backorders of at most \(target) (\(weight))"
        }
    }

    static func totals(_ run: PlanRun) -> String {
        var text = "## Totals\n\nExpected backorders are the units that customers wait for, on average over time."
        if let bound = run.summary.lowerBound, run.configuration.objective.kind.isLeastMoney {
            text += " No policy of this kind could reach the target with less money than \(NotebookTable.plain(bound))"
            text += run.summary.gap.map { "; at most \(NotebookTable.plain($0 * 100))% of this plan's money could still be saved." } ?? "."
        } else if let bound = run.summary.lowerBound {
            text += " No policy of this kind could bring the weighted total below \(NotebookTable.plain(bound)) for the money"
            text += run.summary.gap.map { "; at most \(NotebookTable.plain($0 * 100))% of this plan's total could still be saved." } ?? "."
        }
        return text
    }

    static func waiting(_ lines: Int) -> String {
        "## Who waits\n\n\(lines == 1 ? "One order line waits" : "\(lines) order lines wait") for goods: why, and which are told the latest days (half of such lines are filled by "
            + "`restock_p50`, nine of ten by `restock_p90`; no day can be named where it is empty)."
    }

    static let most = "## Items with the most expected backorders\n\nA few items hold most of the backorders: look here first."

    static func orders(_ count: Int, shown: Int) -> String {
        let which = count == 0
            ? "Nothing needs to be ordered today."
            : count == shown ? "\(count) items need an order today, the largest first." : "\(count) items need an order today; the \(shown) largest are shown."
        return "## Order now\n\n" + which
    }

    static func demand(_ count: Int) -> String {
        "## Demand and what is expected\n\nThe \(count == 1 ? "item" : "\(count) items") with the most expected backorders. "
            + "The exported files hold no history, so each cell brings its own."
    }

    static func prices(_ objective: PlanObjective) -> String {
        let text = "## Who waits\n\nFill rate from the cheapest quarter of the items to the dearest."
        switch objective.kind {
        case .fillRate, .readyRate, .cycleService, .cost: return text
        case .budget, .expectedBackorders, .systemFillRate:
            return text + " A plan that spends money where it removes the most units waiting serves cheap items better than dear ones; "
                + "the weight in the objective decides how far."
        }
    }

    static let exchange = """
        ## What stock money buys

        The least expected backorders that each amount of money can reach over the whole assortment.
        """

    static var columns: String {
        "## How to read the columns of recommendations.csv\n\n| column | meaning |\n|---|---|\n"
            + RecommendationTable.columnMeanings.map { "| `\($0.name)` | \($0.meaning) |" }.joined(separator: "\n")
    }

    /// Text from outside as it is, in a code span.
    private static func code(_ text: String) -> String {
        "`" + String(text.map { $0 == "`" ? "'" : $0.isNewline ? " " : $0 }) + "`"
    }

    /// Text from outside in Markdown: on one line, and without a meaning of its own.
    private static func safe(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t": safe += " "
            case "<": safe += "&lt;"
            case "`": safe += "'"
            case "*", "[", "]", "|", "\\", "$": safe += "\\" + String(scalar)
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
