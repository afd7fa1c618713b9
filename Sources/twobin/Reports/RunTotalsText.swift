import DemandModel
import PlanExport
import TextForms

extension RunTotals {
    /// The totals as a table for a person.
    static func text(_ before: PlanSummary, _ after: PlanSummary, titles: (before: String, after: String)) -> String {
        var table = AlignedTable(columns: [.left("total"), .right(titles.before), .right(titles.after), .right("change")])
        for total in totals {
            let (old, new) = (total.value(before), total.value(after))
            table.add([total.name, fixed(old, total.decimals), fixed(new, total.decimals), signed(new - old, total.decimals)])
        }
        return table.text
    }

    private static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        return value > 0 && text.contains(where: { $0 != "0" && $0 != "." && $0 != "," }) ? "+" + text : text
    }
}
