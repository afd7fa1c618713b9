import DemandModel
import TextForms

/// Today's purchase orders as a page to print: one sheet of paper per order, black on white, with room for a signature.
///
/// The page needs nothing else: no scripts, no fonts, no pictures. A browser's print dialogue makes the PDF.
public enum OrderPage {
    /// - Parameter approved: references of orders that are placed already, with the day.
    public static func html(_ orders: [PurchaseOrder], run: PlanRun, approved: [String: String] = [:]) -> [UInt8] {
        var page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Purchase orders of \(run.asOf)</title>
            <style>\(style)</style>
            </head>
            <body>
            <header class="contents">
            <h1>Purchase orders of \(run.asOf)</h1>
            <p>\(counted(orders.count, "order")), \(counted(orders.reduce(0) { $0 + $1.lines.count }, "line")), value \(fixed(orders.reduce(0) { $0 + $1.value }, 2)). Run \(escaped(run.id)).</p>

            """
        if orders.isEmpty {
            page += "<p>Nothing is to be ordered today.</p>\n"
        } else {
            page += "<table class=\"list\"><thead><tr><th>supplier</th><th>location</th><th class=\"n\">lines</th><th class=\"n\">units</th>"
                + "<th class=\"n\">value</th><th>state</th></tr></thead>\n<tbody>\n"
            for order in orders {
                page += "<tr><td><a href=\"#\(escaped(order.reference))\">\(escaped(order.supplierName))</a></td><td>\(escaped(order.location))</td>"
                    + "<td class=\"n\">\(order.lines.count)</td><td class=\"n\">\(quantity(order.units))</td><td class=\"n\">\(fixed(order.value, 2))</td>"
                    + "<td>\(approved[order.reference].map { "placed on " + escaped($0) } ?? "proposed")</td></tr>\n"
            }
            page += "</tbody></table>\n"
        }
        page += "</header>\n"
        for order in orders { page += section(order, placedOn: approved[order.reference]) }
        return Array((page + "</body>\n</html>\n").utf8)
    }

    private static func section(_ order: PurchaseOrder, placedOn: String?) -> String {
        let hasCodes = order.lines.contains { $0.supplierCode != nil }
        let hasNames = order.lines.contains { $0.name != nil }
        let hasPacks = order.lines.contains { $0.packs != nil }
        var text = """
            <section id="\(escaped(order.reference))">
            <div class="head"><div><h2>\(escaped(order.supplierName))</h2><p>Purchase order \(escaped(order.reference))</p></div>
            <dl><dt>date</dt><dd>\(order.orderedOn)</dd><dt>deliver to</dt><dd>\(escaped(order.location))</dd><dt>state</dt><dd>\(placedOn.map { "placed on " + escaped($0) } ?? "proposed")</dd></dl></div>
            <table>
            <thead><tr><th>item</th>\(hasCodes ? "<th>your code</th>" : "")\(hasNames ? "<th>name</th>" : "")\(hasPacks ? "<th class=\"n\">packs</th>" : "")<th class="n">units</th><th class="n">unit cost</th><th class="n">value</th><th>needed by</th><th>expected</th><th class="why">why</th></tr></thead>
            <tbody>

            """
        for line in order.lines {
            text += "<tr><td class=\"code\">\(escaped(line.key.item))</td>"
            if hasCodes { text += "<td class=\"code\">\(escaped(line.supplierCode ?? ""))</td>" }
            if hasNames { text += "<td>\(escaped(line.name ?? ""))</td>" }
            if hasPacks {
                text += "<td class=\"n\">\(line.packs.map { quantity($0) + " &times; " + quantity(line.unitsPerPack ?? 1) } ?? "")</td>"
            }
            text += "<td class=\"n strong\">\(quantity(line.units))</td><td class=\"n\">\(line.unitCost.map { money($0) } ?? "")</td>"
                + "<td class=\"n\">\(line.value.map { fixed($0, 2) } ?? "")</td><td class=\"d\">\(line.needBy?.description ?? "")</td>"
                + "<td class=\"d\">\(line.receiptP50)\(line.receiptP90 == line.receiptP50 ? "" : "<br><small>9 in 10 by \(line.receiptP90)</small>")</td>"
                + "<td class=\"why\">\(escaped(line.reason))</td></tr>\n"
        }
        let before = 1 + (hasCodes ? 1 : 0) + (hasNames ? 1 : 0) + (hasPacks ? 1 : 0)
        text += "</tbody>\n<tfoot><tr><td colspan=\"\(before)\">total</td><td class=\"n strong\">\(quantity(order.units))</td><td></td>"
            + "<td class=\"n strong\">\(fixed(order.value, 2))</td><td colspan=\"2\"></td><td class=\"why\"></td></tr></tfoot>\n</table>\n"
        text += "<ul class=\"terms\">\n" + terms(order).map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n"
        return text + "<p class=\"sign\"><span>approved by</span><span>date</span></p>\n</section>\n"
    }

    /// What the supplier asks for and what was done about it.
    static func terms(_ order: PurchaseOrder) -> [String] {
        var lines: [String] = []
        if let minimum = order.supplierMinimum {
            let all = order.supplierValue > order.value + 0.005 ? " (all locations together \(fixed(order.supplierValue, 2)))" : ""
            lines.append("The supplier's minimum order is \(fixed(minimum, 2)); this order is \(fixed(order.value, 2))\(all)"
                + (order.supplierValue + 0.005 >= minimum ? "." : ": below it."))
        }
        if let capacity = order.supplierCapacity { lines.append("The supplier delivers at most \(quantity(capacity)) units a period.") }
        if order.addedUnits > 0 { lines.append("\(quantity(order.addedUnits)) units are not needed today and were added or taken along.") }
        if !order.note.isEmpty { lines.append(order.note.prefix(1).uppercased() + order.note.dropFirst() + ".") }
        if order.linesWithoutCost > 0 { lines.append("\(counted(order.linesWithoutCost, "line")) without a unit cost: the value leaves them out.") }
        return lines
    }

    private static func quantity(_ value: Double) -> String {
        value == value.rounded() ? fixed(value, 0) : decimalText(shortDecimal(value))
    }

    /// At least two decimals, more where the unit cost has them.
    private static func money(_ value: Double) -> String {
        let short = decimalText(shortDecimal(value, digits: 8))
        return short.drop { $0 != "." }.count > 3 ? short : fixed(value, 2)
    }

    private static let style = """
        :root{color-scheme:light}*{box-sizing:border-box}body{font:14px/1.45 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;color:#111;background:#fff;margin:0 auto;max-width:1100px;padding:24px}
        h1{font-size:22px;margin:0 0 4px}h2{font-size:19px;margin:0}p{margin:2px 0 10px}section{border-top:2px solid #111;margin-top:36px;padding-top:14px}
        .head{display:flex;justify-content:space-between;gap:24px}.head p{color:#444}dl{display:grid;grid-template-columns:auto auto;gap:0 12px;margin:0;font-size:13px}dt{color:#555}dd{margin:0;text-align:right}
        table{border-collapse:collapse;width:100%;margin-top:8px;font-size:13px}th{text-align:left;font-weight:600;border-bottom:1px solid #111;padding:4px 8px 4px 0;vertical-align:bottom}
        td{border-bottom:1px solid #ccc;padding:5px 8px 5px 0;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.strong{font-weight:600}.d{white-space:nowrap}
        .code{font-family:ui-monospace,"Liberation Mono",monospace;font-size:12px;white-space:nowrap}.why{color:#444;font-size:12px;min-width:150px}small{color:#444}
        tfoot td{border-bottom:0;border-top:1px solid #111}ul.terms{font-size:12px;color:#333;margin:10px 0;padding-left:18px}a{color:#0b57a4}
        .sign{display:flex;gap:40px;margin-top:34px;font-size:12px;color:#555}.sign span{border-top:1px solid #555;padding-top:3px;min-width:220px}
        @media print{body{padding:0;max-width:none;font-size:11pt}section{break-before:page;border-top:0;margin-top:0}tr{break-inside:avoid}thead{display:table-header-group}a{color:inherit;text-decoration:none}}
        """
}

/// Text as it stands in HTML.
func escaped(_ text: String) -> String {
    var result = ""
    // By scalars: a mark that combines with a < must not hide it.
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
