import DemandModel

/// What the first row of an order (or the heading of a group) says of the rows below it.
final class CarriedOrder {
    let order = HeldText(), date = HeldText(), location = HeldText(), item = HeldText(), customer = HeldText()
    /// What the state of the order says, for its rows that leave it blank; by word column.
    var words: [Int] = []
    var isRefunded = false
    private var print: UInt64 = 0

    private struct Head {
        var date: [UInt8], location: [UInt8], customer: [UInt8], words: [Int], isRefunded: Bool
    }

    /// What the orders so far have said, for rows that stand apart from the first of their order.
    private var heads: [UInt64: Head] = [:]

    /// Another order begins (or goes on).
    func begin(_ name: Field, wordColumns: Int) {
        if order.count > 0 {
            heads[print] = Head(date: Array(date.field.bytes), location: Array(location.field.bytes), customer: Array(customer.field.bytes), words: words, isRefunded: isRefunded)
        }
        order.set(name)
        print = hashBytes(name.start, name.count)
        let known = heads[print]
        set(date, known?.date)
        set(location, known?.location)
        set(customer, known?.customer)
        words = known?.words ?? Array(repeating: -1, count: wordColumns)
        isRefunded = known?.isRefunded ?? false
    }

    private func set(_ text: HeldText, _ bytes: [UInt8]?) {
        text.clear()
        bytes?.withUnsafeBufferPointer { if let base = $0.baseAddress { text.set(Field(start: base, count: $0.count)) } }
    }
}

extension LineParser {
    /// Fills item, place and date of a row from the rows above it; false where the row is no line: the head of an order, a heading, a total.
    func takeUp(_ item: inout Field, _ location: inout Field, _ date: inout Field) -> Bool {
        if layout.heading >= 0 {
            let heading = fields[layout.heading].trimmed
            if date.trimmed.count == 0 {
                if heading.count > 0, fields[layout.quantity].trimmed.count == 0, !TotalRows.startsWithTotal(heading.text) { carried.item.set(heading) }
                return false
            }
            if item.trimmed.count == 0 { item = heading.count > 0 ? heading : carried.item.field }
        }
        if layout.carriesItem || layout.carriesDate {
            if isTotalRow() { return false }
            if layout.carriesItem { if item.trimmed.count > 0 { carried.item.set(item) } else { item = carried.item.field } }
            if layout.carriesDate { if date.trimmed.count > 0 { carried.date.set(date) } else { date = carried.date.field } }
        }
        guard layout.carriesOrders else { return true }
        let order = fields[layout.order].trimmed
        var isFirst = false
        if order.count > 0, !carried.order.equals(order) {
            carried.begin(order, wordColumns: layout.words.count)
            isFirst = true
        }
        if date.trimmed.count > 0 { carried.date.set(date) } else { date = carried.date.field }
        if layout.customer >= 0, fields[layout.customer].trimmed.count > 0 { carried.customer.set(fields[layout.customer]) }
        if layout.refundedAmount >= 0, let refunded = amount(fields[layout.refundedAmount]), layout.orderTotal >= 0,
           let total = amount(fields[layout.orderTotal]), total > 0, refunded >= total { carried.isRefunded = true }
        // The row of totals that reports end with.
        if (order.count == 0 || date.trimmed.count == 0), item.count <= 24, item.count > 0, TotalRows.isTotal(item.text) { return false }
        if location.trimmed.count > 0 { carried.location.set(location) } else { location = carried.location.field }
        // The head of an order names no item; its type and state count for the rows below.
        let isHead = layout.hasHeads && isFirst || fields[layout.quantity].trimmed.count == 0
        if item.trimmed.count == 0, isHead, layout.fallbackItem < 0 || fields[layout.fallbackItem].trimmed.count == 0 {
            for (slot, column) in layout.words.enumerated() where column.isOfOrder {
                let field = fields[column.column].trimmed
                if field.count > 0 { carried.words[slot] = words.index(of: field, in: column, slot: slot) }
            }
            return layout.words.contains { $0.role == .type && fields[$0.column].trimmed.count > 0 } ? isOtherThanHead() : false
        }
        return true
    }

    /// The totals that reports end with: a row that lacks its item or its day, and says so in one of its cells.
    @inline(never)
    func isTotalRow() -> Bool {
        let item = layout.item >= 0 ? fields[layout.item].trimmed : noLocation, date = fields[layout.date].trimmed
        func says(_ field: Field) -> Bool { field.count > 0 && field.count <= 60 && TotalRows.isTotal(field.text) }
        if says(date) || date.count == 0 && says(item) { return true }
        guard item.count == 0, date.count == 0 else { return false }
        return (0..<min(layout.fieldCount, 30)).contains { says(fields[$0].trimmed) }
    }

    /// A row without an item whose type says that it is no sale (a payment) is counted by its word.
    private func isOtherThanHead() -> Bool {
        for (slot, column) in layout.words.enumerated() where column.role == .type {
            let index = words.index(of: fields[column.column].trimmed, in: column, slot: slot)
            if index >= 0, words.entries[index].meaning.kind != nil { return true }
        }
        return false
    }

    /// What the words of the row say together: what sets it apart before what takes goods back.
    @inline(never)
    func rowMeaning() -> RowMeaning {
        var result = RowMeaning.sold
        for (slot, column) in layout.words.enumerated() {
            let field = fields[column.column].trimmed
            var index = -1
            if field.count > 0 || !layout.carriesOrders || !column.isOfOrder {
                if case .only = column.role { index = words.index(of: field, in: column, slot: slot) } else if field.count > 0 { index = words.index(of: field, in: column, slot: slot) }
                if layout.carriesOrders, field.count > 0, column.isOfOrder { carried.words[slot] = index }
            } else {
                index = carried.words.isEmpty ? -1 : carried.words[slot]
            }
            wordIndices[slot] = index
            guard index >= 0 else { continue }
            let meaning = words.entries[index].meaning
            if meaning.kind != nil { if result.kind == nil { result = meaning } } else if meaning != .sold, result == .sold || meaning == .returned, result.kind == nil { result = meaning }
        }
        if layout.carriesOrders, carried.isRefunded, result.kind == nil { result = .cancelled }
        // Units that came back have a column of their own, and are not the whole row.
        if result == .undone || result == .returned, layout.returnedUnits.contains(where: { (amount(fields[$0].trimmed) ?? 0) > 0 }), onlyReturnsSetApart { return .sold }
        // Units of a return row that its state calls returned as well are a return, not a cancelled order.
        if result == .undone, isReturnRow { return .returned }
        return result
    }

    /// True where every word that is not of a sale is one of returns.
    private var onlyReturnsSetApart: Bool {
        wordIndices.allSatisfy { index in
            index < 0 || [.sold, .returned, .undone].contains(words.entries[index].meaning)
        }
    }

    /// Print of the row's customer; 0 where none is named.
    func customer() -> UInt64 {
        let own = fields[layout.customer]
        let customer = own.trimmed.count == 0 && layout.carriesOrders ? carried.customer.field : own
        return customer.count > 0 ? hashBytes(customer.start, customer.count) | 1 : 0
    }

    /// Tips, gift cards, shipping and donations among the lines of an order.
    func isExtra() -> Bool {
        let name = fields[layout.extras].text.lowercased().trimmedOfSpaces
        return NoGoodsNames.contains(name) || name.hasPrefix("gift card") || name.hasSuffix("gift card")
    }

    /// True where type or sign say that this row takes goods back.
    private var isReturnRow: Bool {
        if wordIndices.contains(where: { $0 >= 0 && words.entries[$0].meaning == .returned }) { return true }
        let cell = fields[layout.quantity].trimmed
        return (amount(cell) ?? 0) < 0
    }

    func countWords(units: Micro) {
        for index in wordIndices where index >= 0 { words.count(index, units: units) }
    }

    /// Quantity in stock units, and the price of one of them; false where a cell cannot be used (a problem is noted).
    @inline(never)
    func inStockUnits(_ quantity: inout Micro, _ price: inout Micro, _ result: inout ParsedChunk, _ scanner: RowScanner) -> Bool {
        let sold = quantity
        if layout.stockQuantity >= 0, fields[layout.stockQuantity].trimmed.count > 0 {
            guard let stock = amount(fields[layout.stockQuantity]) else {
                fail(&result, scanner, layout.stockQuantity, .badQuantity)
                return false
            }
            quantity = stock
        } else if layout.unitsPerPack >= 0 {
            let cell = fields[layout.unitsPerPack].trimmed
            if cell.count > 0 {
                guard let micro = amount(cell), micro > 0 else {
                    fail(&result, scanner, layout.unitsPerPack, .badNumber, "units per pack is a number above 0")
                    return false
                }
                let units = Double(quantity) * (Double(micro) / 1e6)
                let (product, overflow) = micro % microUnit == 0 ? quantity.multipliedReportingOverflow(by: micro / microUnit) : (Micro(exactly: units.rounded()) ?? 0, abs(units) > 1e15)
                guard !overflow, abs(product) <= 1_000_000_000 * microUnit else {
                    fail(&result, scanner, layout.quantity, .quantityOutOfRange)
                    return false
                }
                quantity = product
            }
        }
        if price >= 0 {
            if layout.priceIsTotal, sold != 0 {
                price = microQuotient(Double(abs(price)) * 1e6, by: Double(abs(quantity)))
            } else if quantity != sold, quantity != 0 {
                price = microQuotient(Double(price) * Double(abs(sold)), by: Double(abs(quantity)))
            }
        }
        for column in layout.returnedUnits where fields[column].trimmed.count > 0 {
            guard let back = amount(fields[column]) else {
                fail(&result, scanner, column, .badNumber)
                return false
            }
            quantity -= min(abs(back), max(0, quantity))
        }
        return true
    }

    func orderPrint(_ item: Field, _ location: Field, day: Int32, quantity: Micro) -> UInt64 {
        let order = fields[layout.order].trimmed.count > 0 ? fields[layout.order].trimmed : layout.carriesOrders ? carried.order.field : noLocation
        guard order.count > 0 else { return 0 }
        var print = hashBytes(order.start, order.count)
        print = hashBytes(item.start, item.count, seed: print)
        if location.count > 0 { print = hashBytes(location.start, location.count, seed: print) }
        return OrderLineMemory.print(print, day: day, quantity: quantity)
    }

    /// Counts a row that is the header once more; false where it is not. Words in the first row of all say what the columns are, and begin no
    /// other table.
    func skipRepeatedHeader(_ result: inout ParsedChunk, _ scanner: RowScanner) -> Bool {
        guard isRepeatedHeader() else { return false }
        result.skipped += 1
        if result.index > 0 || result.records > 1 { result.repeatedHeaders.append(scanner.recordLine) }
        return true
    }

    /// A row that repeats the header (files put one behind the other), or says in words what its columns are.
    @inline(never)
    func isRepeatedHeader() -> Bool {
        let date = fields[layout.date].trimmed, quantity = fields[layout.quantity].trimmed
        guard date.count > 0, quantity.count > 0 else { return false }
        if date.text == layout.dateName, quantity.text == layout.quantityName { return true }
        func isWords(_ field: Field) -> Bool { field.bytes.contains { $0 >= 0x41 } && !field.bytes.contains { $0 >= 0x30 && $0 <= 0x39 } }
        return isWords(date) && isWords(quantity) && (layout.item < 0 || isWords(fields[layout.item].trimmed))
            && [date, quantity].contains { field in SalesColumn.allCases.contains { HeaderNames(names: [field.text]).columns(of: $0).isEmpty == false } }
    }

    func failDate(_ result: inout ParsedChunk, _ scanner: RowScanner, _ date: Field) {
        guard date.trimmed.count > 0 else { return fail(&result, scanner, layout.date, .missingDate) }
        fail(&result, scanner, layout.date, .badDate,
             layout.datesAreUnknown ? unknownDateHint : dateHint(cutValue(date.text), form: layout.dateForm))
    }

    func badBytesHint(_ item: Field, _ location: Field) -> String? {
        item.bytes.contains(0) || location.bytes.contains(0) ? "the name holds a zero byte; export the file again" : nil
    }
}

extension WordColumn {
    /// True for what an order says as a whole, on its first row.
    var isOfOrder: Bool {
        switch role {
        case .status, .cancelledFlag, .test: true
        case .type, .returnedFlag, .only: false
        }
    }
}

/// A number of millionths; 0 where it is out of range (a price over a tiny quantity).
func microQuotient(_ value: Double, by divisor: Double) -> Micro {
    let quotient = (value / divisor).rounded()
    return quotient.isFinite && abs(quotient) <= 1e15 ? Micro(quotient) : 0
}

extension Field {
    /// `[FURN-1] Desk`, as Odoo shows a product, is the item `FURN-1`.
    var referenceInBrackets: Field {
        guard count > 2, start[0] == 0x5B, let close = (1..<count).first(where: { start[$0] == 0x5D }), close > 1 else { return self }
        return Field(start: start + 1, count: close - 1)
    }
}
