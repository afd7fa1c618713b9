import DemandModel

/// Parses the long form and order lines.
final class LineParser: ChunkParser {
    let layout: LineLayout
    private let special: SpecialBytes
    let fields: UnsafeMutablePointer<Field>
    private let scratch = ScratchBytes()
    private let dates: DateReader
    private let indexCalendar: PeriodCalendar
    let noLocation: Field
    private let empty: UnsafeMutablePointer<UInt8>
    /// Per key: 0 not looked at, 1 goods, 2 no goods, 3 not UTF-8 or with a zero byte, 4 a word for nothing.
    private var nature: [UInt8] = []
    let carried = CarriedOrder()
    private let composed = HeldText()
    private let joinedItem = HeldText(), joinedLocation = HeldText(), wholeDate = HeldText()
    /// Word columns: the index of each one's word on this row.
    var wordIndices: [Int]

    init(layout: LineLayout, special: SpecialBytes) {
        self.layout = layout
        self.special = special
        fields = .allocate(capacity: layout.fieldCount + RowScanner.spareFields)
        dates = DateReader(form: layout.dateForm, zone: layout.zone)
        indexCalendar = PeriodCalendar(period: layout.indexPeriod)
        empty = .allocate(capacity: 1)
        empty.initialize(to: 0)
        noLocation = Field(start: UnsafePointer(empty), count: 0)
        wordIndices = Array(repeating: -1, count: layout.words.count)
        super.init()
    }

    deinit {
        fields.deallocate()
        empty.deallocate()
    }

    override func parse(_ chunk: RecordChunk, into result: inout ParsedChunk) {
        result.begin(chunk)
        let rows = result.rows
        var loop = RecordLoop(chunk, special: special, width: layout.fieldCount, needed: layout.neededFields, fields: fields, scratch: scratch)
        var dates = self.dates, lastItem = noLocation, lastLocation = noLocation
        var lastSeries = UInt32.max
        var isNoGoods = false
        let hasWords = !layout.words.isEmpty
        let isPlain = !layout.isSequential, isJoined = !layout.furtherItems.isEmpty || !layout.furtherLocations.isEmpty
        let isOwnForm = layout.dialect == .long || layout.dialect == .onlineRetail
        let hasCustomer = layout.customer >= 0, hasOrderLines = layout.hasOrderLines
        let itemColumn = layout.item, locationColumn = layout.location, dateColumn = layout.dateParts == .whole ? layout.date : -1, priceColumn = layout.price
        let changesQuantity = layout.unitsPerPack >= 0 || layout.stockQuantity >= 0 || !layout.returnedUnits.isEmpty || layout.priceIsTotal
        while true {
            switch loop.next() {
            case .end:
                result.lines = loop.scanner.line
                return
            case .misfit:
                result.records &+= 1
                if layout.heading >= 0 { result.skipped += 1 } else { fail(&result, loop.scanner, -1, .wrongFieldCount, loop.misfitHint) }
                continue
            case .record: result.records &+= 1
            }
            var item = itemColumn >= 0 ? fields[itemColumn] : noLocation
            var location = locationColumn >= 0 ? fields[locationColumn] : noLocation
            var dateField = dateColumn >= 0 ? fields[dateColumn] : joinedDate()
            if !isPlain {
                guard takeUp(&item, &location, &dateField) else {
                    result.skipped += 1
                    continue
                }
            }
            var meaning = RowMeaning.sold
            if hasWords {
                meaning = rowMeaning()
                if meaning == .noLine || (item.count == 0 && meaning.kind != nil) {
                    countWords(units: (try? NumberParsing.micro(fields[layout.quantity], decimalComma: layout.decimalComma)) ?? 0)
                    result.skipped += 1
                    continue
                }
            }
            if layout.trimsNames { (item, location) = (item.trimmed, location.trimmed) }
            if isJoined {
                if item.trimmed.count > 0 { item = fields.joined(item, layout.furtherItems, joinedItem) }
                location = fields.joined(location, layout.furtherLocations, joinedLocation)
            }
            if location.count == 4, location.equals("main") { location = noLocation }
            if item.isBlank {
                item = fallbackItem()
                if item.count == 0, layout.skipsBlankItems {
                    result.skipped += 1
                    continue
                }
                guard item.count > 0 else {
                    if isTotalRow() { result.skipped += 1 } else { fail(&result, loop.scanner, max(layout.item, 0), .missingItem) }
                    continue
                }
            }
            guard var day = dates.plainDay(dateField) ?? dates.day(dateField) ?? dates.day(dateField.trimmed.withoutFormula) else {
                if !skipRepeatedHeader(&result, loop.scanner) {
                    if isTotalRow() { result.skipped += 1 } else { failDate(&result, loop.scanner, dateField) }
                }
                continue
            }
            if layout.dateForm == .index { day = indexCalendar.firstDay(of: Int(day)).number }
            guard day >= layout.firstDay, day <= layout.lastDay else {
                fail(&result, loop.scanner, layout.date, .isolatedDate, layout.isolationHint)
                continue
            }
            guard var quantity = self.quantity(&result, loop.scanner) else { continue }
            var price: Micro = -1, isPromotion = false, isStockout = false
            if priceColumn >= 0 {
                let cell = fields[priceColumn]
                if cell.count > 0 {
                    guard let known = amount(cell, decimalComma: layout.priceDecimalComma) else {
                        fail(&result, loop.scanner, layout.price, .badPrice)
                        continue
                    }
                    price = known
                }
            }
            if layout.promotion >= 0 || layout.stockout >= 0 {
                guard let promotion = flag(layout.promotion), let stockout = flag(layout.stockout) else {
                    let column = flag(layout.promotion) == nil ? layout.promotion : layout.stockout
                    fail(&result, loop.scanner, column, .badFlag)
                    continue
                }
                (isPromotion, isStockout) = (promotion, stockout)
            }
            if changesQuantity, !inStockUnits(&quantity, &price, &result, loop.scanner) { continue }
            // Files are mostly sorted by item: the same bytes as in the row before are the same key.
            if lastSeries == UInt32.max || !same(item, lastItem) || !same(location, lastLocation) {
                var name = layout.hasReferenceInBrackets ? item.withoutFormula.referenceInBrackets : item.withoutFormula
                if layout.hasTextMarks, name.count > 1, name.start[0] == 0x27 { name = Field(start: name.start + 1, count: name.count - 1) }
                var (series, isNew) = keys.intern(name, location)
                if isNew { nature.append(natureOf(name, location, called: layout.fallbackItem >= 0 ? fields[layout.fallbackItem] : noLocation)) }
                if nature[Int(series)] == 4, case let named = fallbackItem(), named.count > 0 {
                    (series, isNew) = keys.intern(named, location)
                    if isNew { nature.append(natureOf(named, location, called: noLocation)) }
                }
                guard nature[Int(series)] != 4 else {
                    lastSeries = UInt32.max
                    fail(&result, loop.scanner, layout.item, .missingItem, "what a spreadsheet or a program writes where it has nothing")
                    continue
                }
                guard nature[Int(series)] != 3 else {
                    // The keys may have moved: nothing of the row before is known any more.
                    lastSeries = UInt32.max
                    fail(&result, loop.scanner, layout.item, .badEncoding, badBytesHint(item, location))
                    continue
                }
                lastSeries = series
                isNoGoods = nature[Int(series)] == 2
                lastItem = keys.item(Int(series))
                lastLocation = keys.location(Int(series))
            }
            if layout.money >= 0, quantity > 0, meaning == .sold, !isNoGoods, layout.money == layout.price ? price < -1 : isBelowZero(fields[layout.money]) {
                meaning = .returned
                if price < -1 { price = -price }
                result.turnedRows &+= 1
                result.turnedUnits &+= quantity
            }
            if hasWords { countWords(units: quantity) }
            quantity = signed(quantity, meaning)
            let customer: UInt64 = hasCustomer ? self.customer() : 0
            var kind = price == 0 && quantity < 0 && isOwnForm ? RowKind.writeOff : .sale
            if hasWords, let said = meaning.kind { kind = said }
            if hasOrderLines {
                kind = orderLineKind(kind, &quantity, price: price, hasCustomer: customer != 0, noGoods: isNoGoods)
            } else if isNoGoods || layout.extras >= 0 && kind == .sale && isExtra() {
                kind = .notMerchandise
            }
            rows.append(
                SalesRow(
                    series: lastSeries, day: day, quantity: quantity, price: price, fingerprint: hashBytes(loop.scanner.recordStart, loop.scanner.recordCount),
                    customer: customer, kind: kind, promotion: isPromotion, stockout: isStockout))
            if layout.marksOrderLines { result.orderLines.append(orderPrint(item, location, day: day, quantity: quantity)) }
        }
    }

    /// The quantity as demand has it: what was issued left the shelf, what was returned came back, whatever their sign.
    @inline(__always)
    private func signed(_ quantity: Micro, _ meaning: RowMeaning) -> Micro {
        switch meaning {
        case .issued: abs(quantity)
        case .returned: -abs(quantity)
        default: layout.soldIsNegative ? -quantity : quantity
        }
    }

    /// A date of columns of their own for its year and the rest, as one.
    @inline(never)
    private func joinedDate() -> Field {
        wholeDate.clear()
        let year = fields[layout.year].trimmed, own = fields[layout.date].trimmed
        guard own.count > 0, year.count > 0 else { return fields[layout.date] }
        layout.dateParts.join(year: year, month: layout.month >= 0 ? fields[layout.month].trimmed : own, own: own, into: wholeDate)
        return wholeDate.field
    }

    /// `-3,00`, `(3.00)`, `3.00-`, `€ -3`.
    @inline(__always)
    private func isBelowZero(_ cell: Field) -> Bool {
        // A minus, a bracket, or the first byte of the minus of mathematics.
        for index in 0..<cell.count where cell.start[index] == 0x2D || cell.start[index] == 0x28 || cell.start[index] == 0xE2 { return hasNegative(cell) }
        return false
    }

    @inline(never)
    private func hasNegative(_ cell: Field) -> Bool {
        let cell = cell.trimmed
        // The sign is the same whichever mark stands before the decimals.
        return (amount(cell, decimalComma: layout.priceDecimalComma) ?? amount(cell, decimalComma: !layout.priceDecimalComma) ?? 0) < 0
    }

    /// What order and customer say about the row.
    @inline(__always)
    private func orderLineKind(_ kind: RowKind, _ quantity: inout Micro, price: Micro, hasCustomer: Bool, noGoods: Bool) -> RowKind {
        let order = fields[layout.order]
        let first = order.count > 0 ? order.start[0] | 0x20 : 0
        if noGoods { return .notMerchandise }
        if first == 0x61 || price < -1 { return .adjustment }
        if first == 0x63 {
            if quantity > 0 { quantity = -quantity }
            return .cancellation
        }
        return price == 0 && quantity > 0 && !hasCustomer ? .stockAdjustment : kind
    }

    @inline(__always)
    private func quantity(_ result: inout ParsedChunk, _ scanner: RowScanner) -> Micro? {
        let cell = fields[layout.quantity]
        do throws(NumberProblem) {
            return try NumberParsing.micro(cell, decimalComma: layout.decimalComma)
        } catch {
            return quantityAgain(cell, error, &result, scanner)
        }
    }

    @inline(never)
    private func quantityAgain(_ cell: Field, _ problem: NumberProblem, _ result: inout ParsedChunk, _ scanner: RowScanner) -> Micro? {
        if case .outOfRange = problem {
            fail(&result, scanner, layout.quantity, .quantityOutOfRange)
            return nil
        }
        if cell.trimmed.count == 0 {
            // A blank beside units that came back is no sale of its own.
            if layout.returnedUnits.contains(where: { fields[$0].trimmed.count > 0 }) { return 0 }
            if !skipRepeatedHeader(&result, scanner) { fail(&result, scanner, layout.quantity, .missingQuantity) }
            return nil
        }
        if let value = amount(cell) { return value }
        if cell.count <= 64, DecimalMark.contradicts(cell.trimmed.text, isComma: layout.decimalComma) { result.contradiction = cell.trimmed.text }
        if !skipRepeatedHeader(&result, scanner) { fail(&result, scanner, layout.quantity, .badQuantity) }
        return nil
    }

    /// A number, also with a currency sign or thousands marks.
    @inline(__always)
    func amount(_ cell: Field) -> Micro? { amount(cell, decimalComma: layout.decimalComma) }

    @inline(__always)
    private func amount(_ cell: Field, decimalComma: Bool) -> Micro? {
        if let value = try? NumberParsing.micro(cell, decimalComma: decimalComma) { return value }
        return NumberParsing.decoratedMicro(cell, decimalComma: decimalComma)
    }

    /// False for a column that is not there or blank; `nil` for a cell that is neither yes nor no.
    private func flag(_ column: Int) -> Bool? {
        guard column >= 0 else { return false }
        return parseFlag(fields[column].trimmed)
    }

    @inline(__always)
    private func same(_ a: Field, _ b: Field) -> Bool {
        guard a.count == b.count else { return false }
        var i = 0
        while i < a.count {
            if a.start[i] != b.start[i] { return false }
            i &+= 1
        }
        return true
    }

    /// - Parameter name: what the file calls the item beside its code.
    private func natureOf(_ item: Field, _ location: Field, called name: Field) -> UInt8 {
        guard item.isUTF8, location.isUTF8, !item.bytes.contains(0), !location.bytes.contains(0) else { return 3 }
        let text = item.text
        if TotalRows.isNoCode(text) { return 4 }
        if name.count > 0, name.count <= 40, !layout.hasOrderLines, NoGoodsNames.contains(name.text) { return 2 }
        if location.count > 0, TotalRows.isAllPlaces(location.text) { return 2 }
        return TotalRows.isTotal(text) || (layout.hasOrderLines ? NonMerchandise.contains(text) : NoGoodsNames.contains(text)) ? 2 : 1
    }

    /// The name of an item without a code, with what tells its variants apart.
    @inline(never)
    private func fallbackItem() -> Field {
        guard layout.fallbackItem >= 0, fields[layout.fallbackItem].trimmed.count > 0 else { return noLocation }
        let name = fields[layout.fallbackItem]
        guard layout.variation >= 0, fields[layout.variation].trimmed.count > 0 else { return name }
        composed.set(name)
        // `Colour:Blue,Size:Large` is Blue / Large.
        for part in fields[layout.variation].text.split(separator: ",") {
            let value = part.split(separator: ":", maxSplits: 1).last.map(String.init)?.trimmedOfSpaces ?? ""
            composed.append(" / ")
            withField(value) { composed.append($0) }
        }
        return composed.field
    }

    @inline(never)
    func fail(
        _ result: inout ParsedChunk, _ scanner: RowScanner, _ column: Int, _ code: QuarantineCode, _ hint: String? = nil
    ) {
        let value: String
        if column >= 0 {
            let field = fields[column]
            value = Field(start: field.start, count: min(field.count, 400)).text
        } else {
            value = Field(start: scanner.recordStart, count: min(scanner.recordCount, 400)).text
        }
        var problem = LocalProblem(line: scanner.recordLine, column: column, code: code, value: cutValue(value), hint: hint)
        if code != .wrongFieldCount, code != .quantityOutOfRange { problem.units = amount(fields[layout.quantity]) ?? 0 }
        result.problems.append(problem)
    }
}

/// 1/0, true/false, yes/no, y/n, t/f in any case; blank is false; `nil` for anything else.
func parseFlag(_ field: Field) -> Bool? {
    switch field.count {
    case 0: return false
    case 1:
        switch field.start[0] {
        case 0x31, 0x59, 0x79, 0x54, 0x74: return true
        case 0x30, 0x4E, 0x6E, 0x46, 0x66: return false
        default: return nil
        }
    default:
        switch field.text.lowercased() {
        case "true", "yes", "1.0": return true
        case "false", "no", "0.0": return false
        default: return nil
        }
    }
}
