import TextForms

/// A table for a terminal: columns as wide as their widest cell, two spaces apart.
struct AlignedTable {
    enum Column {
        case left(String), right(String)

        var title: String {
            switch self { case .left(let title), .right(let title): title }
        }
    }

    let columns: [Column]
    private var rows: [[String]] = []

    init(columns: [Column]) { self.columns = columns }

    /// Adds a row; it has one cell per column. A cell is one line: what would break or steer it is shown escaped.
    mutating func add(_ cells: [String]) { rows.append(cells.map { displayText($0) }) }

    var text: String {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = columns.indices.map { column -> String in
                let padding = String(repeating: " ", count: max(0, widths[column] - row[column].count))
                if case .right = columns[column] { return padding + row[column] }
                return row[column] + padding
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n") + "\n"
    }
}
