import DemandModel

/// `[alerts]`: limits beyond which a finished run ends with status 2.
extension PlanKey {
    static let alerts: [PlanKey] = [
        share("quarantine_share", \.quarantineShare, "a share of the sales rows from 0 to 1, such as 0.01 or \"1%\""),
        count("items_failed", \.failedItems, "a whole number of items from 0"),
        count("feed_age_days", \.feedAgeDays, "a whole number of days from 0"),
        change("forecast_moved", \.forecastMoved),
        change("orders_moved", \.ordersMoved),
        change("budget_gap", \.budgetGap),
        share("stock_unread", \.stockUnread, "a share of the items sold from 0 to 1, such as 0.05 or \"5%\""),
    ]

    private static func share(_ name: String, _ field: WritableKeyPath<AlertLimits, Double?> & Sendable, _ needs: String) -> PlanKey {
        PlanKey("alerts." + name) { value, draft throws(PlanValueProblem) in draft.alerts[keyPath: field] = try value.share(needs) }
    }

    private static func count(_ name: String, _ field: WritableKeyPath<AlertLimits, Int?> & Sendable, _ needs: String) -> PlanKey {
        PlanKey("alerts." + name) { value, draft throws(PlanValueProblem) in draft.alerts[keyPath: field] = Int(try value.wholeNumber(0...1_000_000_000, needs)) }
    }

    /// A share that may be more than the whole: totals can double.
    private static func change(_ name: String, _ field: WritableKeyPath<AlertLimits, Double?> & Sendable) -> PlanKey {
        PlanKey("alerts." + name) { value, draft throws(PlanValueProblem) in
            let needs = "a share above 0, such as 0.3 or \"30%\""
            if case .text(let text) = value, text.hasSuffix("%"), let percent = Double(text.dropLast()), percent.isFinite, percent >= 0 {
                draft.alerts[keyPath: field] = percent / 100
            } else {
                draft.alerts[keyPath: field] = try value.number(0...1_000_000, needs)
            }
        }
    }
}
