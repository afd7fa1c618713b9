import DemandModel
import PlanExport
import TextForms

/// What a night comes to in one line: for the subject of a mail, and for who reads no further.
struct Verdict {
    /// Stable words for machines.
    enum Code: String { case done = "ok", lookFirst = "look_first", someFailed = "some_failed", failed }

    var code: Code
    var sentence: String

    init(_ summary: PlanSummary, alerts: [RunAlert]) {
        let items = summary.plannedItems + summary.failedItems
        if !alerts.isEmpty {
            code = .lookFirst
            sentence = "LOOK FIRST: \(counted(alerts.count, "alert")): " + alerts.map(\.text).joined(separator: "; ")
        } else if let word = summary.firstWords?.first {
            code = .lookFirst
            sentence = "LOOK FIRST: " + word
        } else if summary.failedItems > 0 {
            code = .someFailed
            sentence = "NOT ALL PLANNED: \(grouped(summary.failedItems)) of \(counted(items, "item")) failed"
        } else {
            code = .done
            let value = summary.valueToOrder > 0 ? ", value \(fixed(summary.valueToOrder, 0))" : ""
            let aside = summary.quarantinedRows > 0 ? "; \(counted(summary.quarantinedRows, "row")) set aside" : ""
            sentence = "OK: \(counted(summary.plannedItems, "item")) planned, \(grouped(summary.itemsToOrder)) to order\(value)\(aside)"
        }
    }
}
