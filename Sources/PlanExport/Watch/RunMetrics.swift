import DemandModel
import TextForms

/// Figures of a night as Prometheus reads them (text format 0.0.4), for the textfile collector of node_exporter.
///
/// Every figure has the label `output`, the output directory, so that several shops of one machine stay apart. A night that failed has its status and
/// its end, and no figures of a plan.
public struct RunMetrics: Sendable {
    /// The output directory, absolute.
    public var output: String
    public var exitStatus: Int
    /// Seconds since 1970: when the command ended, and when the newest plan of the store was saved, if it is known.
    public var finishedAt: Double
    public var newestPlanAt: Double?
    public var seconds: Double
    public var stages: [StageTiming] = []
    /// `nil` where no plan was made.
    public var run: PlanRun?
    public var limits = AlertLimits()
    public var alerts: [RunAlert] = []
    /// The day that the sales should reach.
    public var planningDay: CalendarDay?

    public init(output: String, exitStatus: Int, finishedAt: Double, seconds: Double) {
        self.output = output
        self.exitStatus = exitStatus
        self.finishedAt = finishedAt
        self.seconds = seconds
    }

    /// What every such file begins with.
    public static let beginning = "# HELP twobin_exit_status "

    /// The document, with a line feed at its end.
    public func text() -> String {
        var lines = PrometheusLines(output: output)
        lines.gauge("twobin_exit_status", "Exit status of the last plan (0 done, 1 some items failed, 2 alerts, 64 and above failed).", Double(exitStatus))
        lines.gauge("twobin_finished_timestamp_seconds", "When the last plan ended, whatever its status.", finishedAt)
        if let newestPlanAt { lines.gauge("twobin_newest_plan_timestamp_seconds", "When the newest plan in the store was saved.", newestPlanAt) }
        lines.gauge("twobin_run_seconds", "Seconds the last plan took.", seconds)
        lines.family("twobin_stage_seconds", "Seconds a stage of the last plan took.", stages.map { ([("stage", $0.stage)], $0.seconds) })
        guard let run else { return lines.text }
        let summary = run.summary
        lines.family("twobin_run_info", "The run, its version and its planning day.", [
            ([("run", run.id), ("version", run.version), ("as_of", run.asOf.description)], 1),
        ])
        lines.gauge("twobin_rows_read", "Sales rows read.", Double(summary.rowsRead))
        lines.gauge("twobin_rows_quarantined", "Rows set aside in quarantine.csv.", Double(summary.quarantinedRows))
        lines.family("twobin_rows_quarantined_by_code", "Rows set aside, by reason.", summary.quarantineCodes.sorted { bytesPrecede($0.key, $1.key) }.map {
            ([("code", $0.key)], Double($0.value))
        })
        lines.family("twobin_items", "Item-locations by status.", statuses(run))
        lines.gauge("twobin_demand_per_year", "Units of demand expected a year.", summary.demandPerYear)
        lines.gauge("twobin_expected_backorders", "Units waiting on average.", summary.expectedBackorders)
        lines.gauge("twobin_fill_rate", "Share of units served from the shelf at once.", summary.fillRate)
        lines.gauge("twobin_average_inventory_value", "Money on the shelf on average.", summary.averageInventoryValue)
        lines.gauge("twobin_items_to_order", "Item-locations with an order today.", Double(summary.itemsToOrder))
        lines.gauge("twobin_units_to_order", "Units to order today.", summary.unitsToOrder)
        lines.gauge("twobin_value_to_order", "Money to order today.", summary.valueToOrder)
        if let gap = summary.gap { lines.gauge("twobin_budget_gap", "Share by which another allocation could be better at most.", gap) }
        if let end = summary.salesEnd, let planningDay {
            lines.gauge("twobin_feed_age_days", "Days between the end of the sales and the planning day.", Double(max(0, end.days(until: planningDay))))
        }
        if let without = summary.itemsWithoutStock { lines.gauge("twobin_items_without_stock", "Items sold without a stock on hand in any table.", Double(without)) }
        let raised = Set(alerts.map(\.code))
        lines.family("twobin_alert", "1 where the run is beyond the limit of the plan file's [alerts], else 0.", limits.codes.map {
            ([("alert", $0)], raised.contains($0) ? 1 : 0)
        })
        return lines.text
    }

    private func statuses(_ run: PlanRun) -> [([(String, String)], Double)] {
        var counts: [String: Int] = [:]
        for item in run.items { counts[item.recommendation.status.rawValue, default: 0] += 1 }
        return counts.sorted { bytesPrecede($0.key, $1.key) }.map { ([("status", $0.key)], Double($0.value)) }
    }
}

extension AlertLimits {
    /// The limits that are set, by their keys.
    public var codes: [String] {
        let all: [(String, Bool)] = [
            ("quarantine_share", quarantineShare != nil), ("items_failed", failedItems != nil), ("feed_age_days", feedAgeDays != nil),
            ("forecast_moved", forecastMoved != nil), ("orders_moved", ordersMoved != nil), ("budget_gap", budgetGap != nil),
            ("stock_unread", stockUnread != nil),
        ]
        return all.compactMap { $0.1 ? $0.0 : nil }
    }
}

/// Writes metric families: help, type, then one line per set of labels.
private struct PrometheusLines {
    var output: String
    var text = ""

    init(output: String) { self.output = output }

    mutating func gauge(_ name: String, _ help: String, _ value: Double) { family(name, help, [([], value)]) }

    mutating func family(_ name: String, _ help: String, _ samples: [([(String, String)], Double)]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for (labels, value) in samples {
            let all = [("output", output)] + labels
            text += name + "{" + all.map { "\($0.0)=\"\(PrometheusLines.escaped($0.1))\"" }.joined(separator: ",") + "} " + PrometheusLines.number(value) + "\n"
        }
    }

    /// Backslash, quotation mark and line feed of a label are escaped.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value.isFinite ? decimalText(value) : value > 0 ? "+Inf" : "-Inf"
    }
}
