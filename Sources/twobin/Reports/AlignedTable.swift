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
        // Each cell is measured once: a count goes through its characters.
        let counts = all.map { $0.map(\.count) }
        let widths = columns.indices.map { column in counts.map { $0[column] }.max() ?? 0 }
        var text = ""
        for (row, count) in zip(all, counts) {
            // Blanks are written before a cell that follows, so that none stand at the end of a line.
            var blanks = 0
            for column in columns.indices {
                let padding = widths[column] - count[column]
                if case .right = columns[column] { blanks += padding }
                if count[column] > 0 {
                    text += String(repeating: " ", count: blanks)
                    text += row[column]
                    blanks = 0
                }
                if case .left = columns[column] { blanks += padding }
                blanks += 2
            }
            text += "\n"
        }
        return text
    }
}
