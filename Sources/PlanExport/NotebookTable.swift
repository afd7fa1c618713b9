import Foundation

/// A table of texts as pandas shows it, in HTML and as plain text: what is embedded is what running the cell again gives.
struct NotebookTable {
    var columns: [String]
    /// Row names; the columns' cells are in `rows[i]`, in their order.
    var index: [String]
    var rows: [[String]]

    /// A number with at most four decimals, as the notebook's own function `plain` writes it.
    static func plain(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        let text = String(format: "%.4f", value)
        let trimmed = text.reversed().drop { $0 == "0" }
        return String((trimmed.first == "." ? trimmed.dropFirst() : trimmed).reversed())
    }

    var html: String {
        var html = "<table border=\"1\" class=\"dataframe\">\n  <thead>\n    <tr style=\"text-align: right;\">\n      <th></th>\n"
        for column in columns { html += "      <th>\(escaped(column))</th>\n" }
        html += "    </tr>\n  </thead>\n  <tbody>\n"
        for (name, row) in zip(index, rows) {
            html += "    <tr>\n      <th>\(escaped(name))</th>\n"
            for cell in row { html += "      <td>\(escaped(cell))</td>\n" }
            html += "    </tr>\n"
        }
        return html + "  </tbody>\n</table>"
    }

    /// Columns are one space apart, and each is at least one wider than its widest cell: the layout of pandas 2.
    var plainText: String {
        guard !rows.isEmpty else { return "Empty DataFrame\nColumns: [\(columns.joined(separator: ", "))]\nIndex: []" }
        let indexWidth = index.map(length).max() ?? 0
        let widths = columns.indices.map { column in
            max(length(columns[column]), (rows.map { length(oneLine($0[column])) }.max() ?? 0) + 1)
        }
        func line(_ name: String, _ cells: [String]) -> String {
            name + spaces(indexWidth - length(name)) + zip(cells, widths).map { " " + spaces($1 - length($0)) + $0 }.joined()
        }
        return ([line("", columns)] + zip(index, rows).map { line($0, $1.map(oneLine)) }).joined(separator: "\n")
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// Length in Unicode scalars, as Python counts.
    private func length(_ text: String) -> Int { text.unicodeScalars.count }

    private func oneLine(_ text: String) -> String {
        text.replacingOccurrences(of: "\r", with: "\\r").replacingOccurrences(of: "\n", with: "\\n").replacingOccurrences(of: "\t", with: "\\t")
    }

    private func escaped(_ text: String) -> String {
        oneLine(text).replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
    }
}
