/// Cells such as `[MUG] Mug, blue`, as Odoo and programs beside it show a product: the code stands in brackets in front of the name.
enum CodesInBrackets {
    /// True where at least half of the different cells are written so, and nearly every code has one name: a mark in front of many products
    /// (`[SALE] Mug`, `[SALE] Bowl`) is no code.
    static func stand(in cells: [String]) -> Bool {
        let distinct = Set(cells.filter { !$0.isEmpty })
        let named = distinct.filter { $0.utf8.first == 0x5B && $0.contains("] ") }
        let codes = Set(named.map(referenceInBrackets))
        return !named.isEmpty && 2 * named.count >= distinct.count && 4 * codes.count >= 3 * named.count
    }

    /// What a reader should know of it.
    ///
    /// - Parameter column: the name of the column.
    static func remark(column: String, cells: [String]) -> String {
        let example = cells.first { $0.utf8.first == 0x5B } ?? ""
        return "items are the codes in brackets in \(column): \(cutValue(example)) is \(referenceInBrackets(example))"
    }
}

/// `[FURN-1] Desk`, as Odoo shows a product, is the item `FURN-1`.
func referenceInBrackets(_ text: String) -> String {
    guard text.hasPrefix("["), let close = text.firstIndex(of: "]") else { return text }
    let reference = String(text[text.index(after: text.startIndex)..<close])
    return reference.isEmpty ? text : reference
}
