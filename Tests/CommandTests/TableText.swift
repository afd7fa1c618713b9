/// A CSV text as rows of cells by column name: a reader of its own, independent of the writer under test.
struct TableText {
    var columns: [String] = []
    var rows: [[String: String]] = []

    init(_ text: String) {
        var records: [[String]] = []
        var record: [String] = []
        var cell = ""
        var quoted = false
        var characters = Array(text)[...]
        while let character = characters.popFirst() {
            switch character {
            case "\"" where quoted && characters.first == "\"":
                cell.append("\"")
                characters.removeFirst()
            case "\"": quoted.toggle()
            case "," where !quoted:
                record.append(cell)
                cell = ""
            case "\n" where !quoted:
                records.append(record + [cell])
                record = []
                cell = ""
            default: cell.append(character)
            }
        }
        columns = records.first ?? []
        rows = records.dropFirst().map { Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first }) }
    }

    subscript(column: String) -> [String] { rows.map { $0[column] ?? "" } }

    /// The one row where a column holds a value.
    func row(_ column: String, _ value: String) -> [String: String]? { rows.first { $0[column] == value } }
}

extension [String: String] {
    func number(_ column: String) -> Double { self[column].flatMap(Double.init) ?? .nan }
}
