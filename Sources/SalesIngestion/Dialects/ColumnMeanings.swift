import DemandModel

/// Names of columns that say what a row is.
enum WordColumnNames {
    static let cancelled = ["cancelled", "canceled", "is_cancelled", "is_canceled", "cancelled_at", "canceled_at", "cancelled_on", "cancel_date", "storniert", "makulerad", "makuleret", "annulleret", "kansellert", "storniert_am", "stornodatum", "annule_le", "void", "voided", "is_void", "voided_at", "anulado", "annullato",
                            "geannuleerd", "anulowano", "deleted", "is_deleted", "test_order", "is_test"]
    static let tests = ["test", "test_mode", "testmode", "testbestellung", "test_order_flag", "is_test_order", "testauftrag", "commande_test", "pedido_de_prueba", "es_prueba", "training_mode", "training", "dummy"]
    static let returned = ["return", "is_return", "isreturn", "returned", "is_refund", "refund", "refunded", "is_returned", "is_refunded", "retoure", "rueckgabe", "ist_retoure", "retour", "devolucion", "reso", "zwrot", "is_credit_note", "sale_return"]
    static let returnedUnits = ["sku_quantity_of_return", "returned_quantity", "quantity_returned", "qty_returned", "returned_qty", "refunded_quantity", "quantity_refunded", "qty_refunded", "refunded_qty", "qty_canceled", "qty_cancelled", "cancelled_quantity",
                                "quantity_cancelled", "quantity_canceled", "units_returned", "returned_units", "refund_qty", "refund_quantity", "return_qty", "return_quantity", "qty_return", "qty_refund", "units_refunded", "refunded_units", "refund_units", "return_units", "items_returned", "retournierte_menge", "retourmenge", "menge_retourniert", "stornierte_menge", "quantite_retournee", "cantidad_devuelta", "quantita_resa", "ilosc_zwrocona"]
    /// Amounts of a settlement: the units of a line stand on each of its amounts, and count on this one.
    static let amounts: [(name: String, only: String)] = [("amount-description", "principal"), ("price-type", "principal")]
    /// Columns that hold such words by chance.
    static let texts = ["payment", "zahlung", "paiement", "pago", "pagamento", "betaal", "card", "tender", "name", "title", "description", "note", "comment", "reason", "category", "tag", "brand", "address", "city", "country", "memo", "product", "item", "sku",
                        "bezeichnung", "kategorie", "beschreibung", "grund", "designation", "customer", "kunde", "client", "vendor", "details", "url", "email", "discount", "coupon"]
}

extension TableInput {
    /// Finds the columns that say what a row is: by their names, and by what they hold.
    func describeWords(_ layout: inout LineLayout, map: inout ColumnMap) {
        var columns: [WordColumn] = []
        var used = Set(map.indices.values)
        func add(_ index: Int, _ role: WordColumn.Role) {
            guard !columns.contains(where: { $0.column == index }) else { return }
            var column = WordColumn(column: index, role: role)
            // What is issued is sold as far as a list of movements says: beside it a receipt is one.
            column.besideSales = distinct(index).contains { RowWords.namesSales($0) || role == .type && RowWords.meaning(of: $0, in: .type).meaning == .issued }
            column.isLedger = role == .type && column.besideSales && distinct(index).contains { word in
                [.purchase, .transfer, .adjustment, .opening].contains(RowWords.meaning(of: word, in: .type).meaning)
            }
            columns.append(column)
            used.insert(index)
        }
        for (name, only) in WordColumnNames.amounts {
            if let index = header.column(named: [name]), distinct(index).contains(where: { RowWords.plain($0) == only }) { add(index, .only(only)) }
        }
        if let index = map.indices[.rowType] { add(index, .type) }
        if let index = map.indices[.status] { add(index, .status) }
        for index in header.indices(ofAny: SalesColumn.rowType.aliases) where !used.contains(index) && looksLikeWords(index) { add(index, .type) }
        for index in header.indices(ofAny: SalesColumn.status.aliases) where !used.contains(index) && looksLikeWords(index) { add(index, .status) }
        for index in header.indices(ofAny: WordColumnNames.cancelled) where !used.contains(index) { add(index, .cancelledFlag) }
        // `test` may be the name of anything: only where its cells say yes or no.
        for index in header.indices(ofAny: WordColumnNames.tests) where !used.contains(index) && !distinct(index).isEmpty {
            if distinct(index).allSatisfy({ cell in withField(cell) { parseFlag($0) } != nil }) { add(index, .cancelledFlag) }
        }
        for index in header.indices(ofAny: WordColumnNames.returned) where !used.contains(index) {
            // Words and yes or no; numbers above one are units that came back.
            let numbers = sampleColumn(index).compactMap { Double($0.replacing(",", with: ".")) }
            let cells = sampleColumn(index).filter { !$0.isEmpty }
            if numbers.count == cells.count, numbers.contains(where: { abs($0) > 1 }) { continue }
            add(index, looksLikeWords(index) && distinct(index).contains { RowWords.meaning(of: $0, in: .type).meaning == .returned } ? .type : .returnedFlag)
        }
        layout.returnedUnits = returnedUnitColumns(used: used)
        // A column of an unknown name that holds such words and few others.
        for index in header.names.indices where !used.contains(index) && !layout.returnedUnits.contains(index) && looksLikeWords(index) && !isText(index) {
            let words = distinct(index)
            let telling = words.filter { word in
                let meaning = RowWords.meaning(of: word, in: .type).meaning
                let plain = RowWords.plain(word)
                if RowWords.exact[plain] == nil {
                    // A single word that begins like `cancelled` or `returned` in some language is no name of goods.
                    return [.cancelled, .returned].contains(meaning) && !plain.contains(" ") && words.count <= 12
                }
                return [.returned, .cancelled, .quote, .purchase, .transfer, .adjustment, .opening].contains(meaning) && plain != "credit"
            }
            guard !telling.isEmpty, words.count <= 30 else { continue }
            add(index, words.contains { RowWords.namesSales($0) || RowWords.meaning(of: $0, in: .type).meaning == .issued } ? .type : .status)
        }
        layout.words = columns
        map.others = used.subtracting(map.indices.values).union(layout.returnedUnits).sorted()
    }

    /// Columns of units that came back or were cancelled.
    func returnedUnitColumns(used: Set<Int>) -> [Int] {
        header.indices(ofAny: WordColumnNames.returnedUnits).filter { index in
            guard !used.contains(index) else { return false }
            // One row may say in words what its columns are.
            return sampleColumn(index).filter { !$0.isEmpty && !$0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } }.count <= 1
        }
    }

    /// The distinct cells of a column, without blanks, at most 200.
    func distinct(_ index: Int) -> Set<String> {
        var words: Set<String> = []
        for cell in sampleColumn(index) where !cell.isEmpty {
            words.insert(cell)
            if words.count >= 200 { break }
        }
        return words
    }

    /// Few distinct short texts, or movement types.
    private func looksLikeWords(_ index: Int) -> Bool {
        let words = distinct(index)
        guard !words.isEmpty, words.count <= 60, words.allSatisfy({ $0.utf8.count <= 60 }) else { return false }
        return words.contains { word in word.unicodeScalars.contains { $0.properties.isAlphabetic } } || words.allSatisfy { MovementCodes.meaning(RowWords.plain($0)) != nil }
    }

    private func isText(_ index: Int) -> Bool {
        let name = header.names[index].lowercased()
        return WordColumnNames.texts.contains { name.contains($0) }
    }

    /// Sales of a ledger of movements are below zero: what leaves the shelf.
    func ledgerSalesAreNegative(_ layout: LineLayout) -> Bool {
        guard let type = layout.words.first(where: { $0.role == .type }) else { return false }
        let words = distinct(type.column)
        let meanings = words.map { RowWords.meaning(of: $0, in: .type, besideSales: type.besideSales).meaning }
        guard meanings.contains(where: { [.purchase, .transfer, .adjustment, .opening].contains($0) }) else { return false }
        var below = 0, above = 0
        for row in sample where type.column < row.count && layout.quantity < row.count {
            guard RowWords.meaning(of: row[type.column], in: .type, besideSales: type.besideSales).meaning == .sold,
                  let value = parseAmount(row[layout.quantity].trimmedOfSpaces, decimalComma: layout.decimalComma), value != 0 else { continue }
            if value < 0 { below += 1 } else { above += 1 }
        }
        return below > 0 && below >= 2 * above
    }

    /// Whether rows below the first of an order leave date or state blank, and whether the first ones have no item.
    func orderShape(_ layout: LineLayout) -> (isCarried: Bool, hasHeads: Bool) {
        guard layout.order >= 0 else { return (false, false) }
        func cell(_ row: [String], _ index: Int) -> String { index >= 0 && index < row.count ? row[index].trimmedOfSpaces : "" }
        let states = layout.words.filter { $0.role == .status }.map(\.column)
        var order = "", hasDate = false, hasState = false, takesDate = 0, takesState = 0, heads = 0, isBelowHead = false
        for row in sample {
            let own = cell(row, layout.order)
            let named = !cell(row, layout.item).isEmpty || !cell(row, layout.fallbackItem).isEmpty
            if !own.isEmpty, own != order {
                (order, hasDate, hasState) = (own, false, false)
                isBelowHead = !named
            } else if named, isBelowHead {
                heads += 1
                isBelowHead = false
            }
            let dated = !cell(row, layout.date).isEmpty, stated = states.contains { !cell(row, $0).isEmpty }
            if !order.isEmpty, hasDate, !dated { takesDate += 1 }
            if !order.isEmpty, hasState, !stated { takesState += 1 }
            if dated { hasDate = true }
            if stated { hasState = true }
        }
        return (takesDate > 0 || takesState > 0 || heads > 0, heads > 0)
    }
}
