import DemandModel

/// Why a row is set aside: the stable words of `quarantine.csv`.
public enum QuarantineCode: String, Sendable, CaseIterable {
    case badDate = "bad_date"
    case badQuantity = "bad_quantity"
    case quantityOutOfRange = "quantity_out_of_range"
    case badPrice = "bad_price"
    case badFlag = "bad_flag"
    case badNumber = "bad_number"
    case badEncoding = "bad_encoding"
    case missingItem = "missing_item"
    case missingDate = "missing_date"
    case missingQuantity = "missing_quantity"
    case wrongFieldCount = "wrong_field_count"
    case duplicateKey = "duplicate_key"
    case isolatedDate = "isolated_date"
    case unknownItem = "unknown_item"
    case substituteLoop = "substitute_loop"

    /// What to do about it, where the reader knows nothing more particular.
    public var hint: String {
        switch self {
        case .badDate: "not a date in the form of this file"
        case .badQuantity: "write a plain number such as 12 or -3 or 2.5"
        case .quantityOutOfRange: "more than 1,000,000,000 units in one row; look for a code in the wrong column"
        case .badPrice: "write a plain amount such as 6.95, or leave the cell empty"
        case .badFlag: "write 1 or 0 (true/false, yes/no), or leave the cell empty"
        case .badNumber: "write a plain number such as 12.5, or leave the cell empty"
        case .badEncoding: "the bytes are not UTF-8; save the file as CSV UTF-8"
        case .missingItem: "the row names no item"
        case .missingDate: "the row has no date"
        case .missingQuantity: "the row has no quantity; write 0 if nothing was sold"
        case .wrongFieldCount: "the row has not as many fields as the header; quote texts that hold the delimiter or a line break"
        case .isolatedDate: "the date lies far from all others; mend it, or set as_of if it is right"
        case .unknownItem: "neither the sales nor the items table have this item at this location; look for a typing error"
        case .substituteLoop: "substitutes in a circle; take one of these rows out"
        case .duplicateKey: "a row for this key came before; the first one is used"
        }
    }
}

/// Gathers quarantined rows; keeps the earliest `limit` of them and counts all.
struct QuarantineList {
    fileprivate(set) var rows: [QuarantinedRow] = []
    fileprivate(set) var total = 0
    fileprivate(set) var counts: [String: Int] = [:]
    /// Units of the rows, as far as they can be read.
    var units = 0.0
    let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(file: String, line: Int, column: String, code: QuarantineCode, value: String, hint: String? = nil) {
        total += 1
        counts[code.rawValue, default: 0] += 1
        guard rows.count < limit else { return }
        rows.append(
            QuarantinedRow(file: file, line: line, column: column, code: code.rawValue, value: cutValue(value), hint: hint ?? code.hint))
    }
}

extension QuarantineList {
    /// What an earlier reading set aside.
    mutating func restore(rows: [QuarantinedRow], counts: [String: Int], units: Double = 0) {
        self.units = units
        self.rows = rows
        self.counts = counts
        total = counts.values.reduce(0, +)
    }

    /// Adds what another file set aside.
    mutating func append(_ other: QuarantineList) {
        rows.append(contentsOf: other.rows.prefix(max(0, limit - rows.count)))
        total += other.total
        units += other.units
        counts.merge(other.counts, uniquingKeysWith: +)
    }

    /// Counts rows that are not kept one by one.
    mutating func count(_ code: QuarantineCode, rows: Int) {
        guard rows > 0 else { return }
        total += rows
        counts[code.rawValue, default: 0] += rows
    }
}

/// The first 200 bytes of a text, cut at a character.
func cutValue(_ text: String) -> String {
    guard text.utf8.count > 200 else { return text }
    var result = ""
    var bytes = 0
    for character in text {
        bytes += character.utf8.count
        if bytes > 200 { break }
        result.append(character)
    }
    return result
}
