import DemandModel

extension TableInput {
    /// What the rows of a long-form or order-line file look like.
    ///
    /// - Parameter provenComma: a number further down the file has proven the decimal mark.
    /// - Throws: `missingColumn`, `ambiguousColumn`, `twoItems`, `ambiguousDates`, `nothingUsable`.
    func lineLayout(
        dialect: SalesDialect, options: SalesReadingOptions, provenComma: Bool? = nil
    ) throws(IngestionError) -> (layout: LineLayout, map: ColumnMap, remarks: [String]) {
        let isOnlineRetail = dialect == .onlineRetail
        let heading = isOnlineRetail ? nil : headingColumn(options)
        var wanted: [SalesColumn] = [.date, .item, .location, .quantity, .price, .promotion, .stockout, .unitsPerPack, .order]
        if dialect == .long { wanted += [.rowType, .status] }
        var required: [SalesColumn] = heading == nil ? [.date, .item, .quantity] : [.date, .quantity]
        if isOnlineRetail {
            wanted += [.customer, .description]
            required.append(.order)
        }
        try refusePackedCells(options)
        var map = try ColumnMap.find(wanted, required: required, in: header, named: options.columns, file: file, input: self)
        var remarks: [String] = []
        var choice = ItemChoice()
        if let heading {
            map.indices[.item] = heading
            remarks.append("the item stands in \(columnTitle(heading)) on a row above its lines: headings and totals are no data")
        } else if !isOnlineRetail {
            choice = try chooseItem(&map, options: options)
            remarks += choice.remarks
        }
        func index(_ column: SalesColumn) -> Int { map.indices[column] ?? -1 }
        if options.columns[.quantity] == nil {
            try checkQuantities(map)
            try checkMoney(map)
        }
        let dated = options.dateForm == nil ? try dateParts(index(.date)) : (parts: .whole, date: index(.date), year: -1, month: -1)
        map.indices[.date] = dated.date
        let namesMonths = dated.month >= 0 && sampleColumn(dated.month).contains { $0.contains(where: \.isLetter) }
        let (form, datesAreUnknown) = try dateForm(index(.date), parts: dated.parts, namesMonths: namesMonths, options: options)
        let cells = sampleColumn(index(.date))
        if dated.parts == .whole, options.dateForm == nil, let remark = DateDetection.orderRemark(cells, form: form) { remarks.append(remark) }
        let marks = decimalMarks(quantity: index(.quantity), price: index(.price), form: form, date: index(.date), options: options, provenComma: provenComma)
        remarks += marks.remarks
        var layout = LineLayout(
            dialect: dialect, fieldCount: header.names.count, dateForm: form, decimalComma: marks.quantity,
            date: index(.date), item: heading == nil ? index(.item) : -1, quantity: index(.quantity))
        layout.priceDecimalComma = marks.price
        layout.datesAreUnknown = datesAreUnknown
        (layout.dateParts, layout.year, layout.month) = (dated.parts, dated.year, dated.month)
        if form == .index, options.dateForm == nil, header.indices(ofAny: DatePartNames.day + DatePartNames.week + DatePartNames.month).contains(index(.date)) {
            remarks.append("\(header.names[index(.date)]) holds numbers without a year: they are taken for the places of \(options.period == .week ? "weeks" : options.period == .month ? "months" : "days") in a row, "
                + "and no calendar is known; write weeks with their year (2024-W07), months as 2024-07, days as 2024-07-03")
        }
        if dated.parts != .whole {
            remarks.append("a date is that of the columns " + [dated.year, dated.month, dated.date].filter { $0 >= 0 }.map { header.names[$0] }.joined(separator: ", ") + " together")
        }
        layout.heading = heading ?? -1
        let items = layout.item >= 0 && !isOnlineRetail ? sampleColumn(layout.item) : []
        layout.hasReferenceInBrackets = CodesInBrackets.stand(in: items)
        if layout.hasReferenceInBrackets { remarks.append(CodesInBrackets.remark(column: header.names[layout.item], cells: items)) }
        layout.trimsNames = delimiter == UInt8(ascii: "|")
        layout.location = index(.location)
        layout.furtherItems = map.further[.item] ?? []
        layout.furtherLocations = map.further[.location] ?? []
        layout.price = index(.price)
        layout.promotion = index(.promotion)
        layout.stockout = index(.stockout)
        layout.order = index(.order)
        layout.customer = index(.customer)
        layout.unitsPerPack = index(.unitsPerPack)
        layout.fallbackItem = choice.fallback
        layout.variation = choice.variation
        layout.dateName = header.names[index(.date)].trimmedOfSpaces
        layout.quantityName = header.names[index(.quantity)].trimmedOfSpaces
        layout.neededFields = neededFields
        layout.zone = options.zone
        layout.holdsOrderLines = isOnlineRetail || cells.contains { OrderLineCounts.hasTimeOfDay($0) }
        layout.indexPeriod = options.period ?? .day
        if !isOnlineRetail {
            describeWords(&layout, map: &map)
            map.others += [layout.year, layout.month].filter { $0 >= 0 }
            layout.money = moneyBelowZero(layout, map)
            if layout.money >= 0, layout.money != layout.price { map.others.append(layout.money) }
            remarks += currencyRemarks(map)
            let shape = orderShape(layout)
            layout.carriesOrders = heading == nil && shape.isCarried
            layout.hasHeads = shape.hasHeads
            if layout.carriesOrders { remarks.append("date and state of an order stand on its first row: its further rows take them from there, by \(header.names[layout.order])") }
            if heading == nil, !layout.carriesOrders, dated.parts == .whole {
                layout.carriesItem = layout.fallbackItem < 0 && isOutline(of: layout.item, days: layout.date, form: form)
                layout.carriesDate = !layout.carriesItem && isOutline(ofDays: layout.date, items: layout.item)
                if layout.carriesItem || layout.carriesDate {
                    let column = header.names[layout.carriesItem ? layout.item : layout.date]
                    remarks.append("\(column) stands on the first row of a group only: the rows below it take it from there")
                }
            }
            if map.indices[.unitsPerPack] != nil || layout.unitsPerPack < 0, let stock = header.column(named: StockQuantityNames.aliases), stock != layout.quantity {
                layout.stockQuantity = stock
                remarks.append("quantities are those in stock units (\(header.names[stock]))")
            }
            layout.soldIsNegative = options.soldIsNegative ?? ledgerSalesAreNegative(layout)
            if layout.soldIsNegative { remarks.append("sold rows have quantities below zero: their sign is turned") }
            remarks += thirdKeyRemarks(layout, map) + signRemarks(layout, map)
        } else {
            layout.soldIsNegative = options.soldIsNegative ?? false
        }
        return (layout, map, remarks)
    }

    /// The decimal marks of quantities and prices, with what a person should check.
    func decimalMarks(
        quantity: Int, price: Int, form: DateForm, date: Int, options: SalesReadingOptions, provenComma: Bool?
    ) -> (quantity: Bool, price: Bool, remarks: [String]) {
        let quantities = sampleColumn(quantity), prices = price >= 0 ? sampleColumn(price) : []
        if let asked = options.decimalComma { return (asked, asked, []) }
        if let provenComma { return (provenComma, DecimalMark.proof(prices) ?? provenComma, []) }
        let pricesProve = DecimalMark.proof(prices)
        // What the prices prove decides for quantities that prove nothing: one program wrote both.
        if DecimalMark.proof(quantities) == nil, let proven = pricesProve { return (proven, proven, []) }
        let pointed = form == .dayMonthYear && sampleColumn(date).first { !$0.isEmpty }?.contains(".") == true
        let mark = DecimalMark.decide(quantities, column: header.names[quantity], delimiter: delimiter, datesHavePoints: pointed)
        return (mark.isComma, pricesProve ?? mark.isComma, mark.remark.map { [$0] } ?? [])
    }

    /// The form of a column of dates; whether no known form fits it.
    func dateForm(_ column: Int, parts: DateParts = .whole, namesMonths: Bool = false, options: SalesReadingOptions) throws(IngestionError) -> (form: DateForm, isUnknown: Bool) {
        if let forced = options.dateForm { return (forced, false) }
        switch parts {
        case .whole: break
        case .yearAndWeek: return (.isoWeek, false)
        case .yearAndMonth: return (.yearMonth, false)
        case .yearMonthAndDay: return (namesMonths ? .monthName : .iso, false)
        }
        switch DateDetection.detect(sampleColumn(column)) {
        case .form(let found): return (found, false)
        case .ambiguous(let example): throw .ambiguousDates(file: file, column: header.names[column], example: example)
        // Left to the rows: each is quarantined with its own value.
        case .none: return (.iso, true)
        }
    }

    func columnTitle(_ index: Int) -> String {
        header.names[index].trimmedOfSpaces.isEmpty ? "column \(index + 1) (without a name)" : "column \(header.names[index])"
    }

    /// A column of amounts (`Sales`, in money) is no column of units.
    private func checkMoney(_ map: ColumnMap) throws(IngestionError) {
        guard let chosen = map.indices[.quantity] else { return }
        let cells = sampleColumn(chosen).filter { !$0.isEmpty }
        let signs = cells.filter { $0.contains(where: \.isCurrencySymbol) }.count
        let cents = cells.filter { cell in
            guard let mark = cell.lastIndex(where: { $0 == "." || $0 == "," }) else { return false }
            let digits = cell[cell.index(after: mark)...]
            return digits.count == 2 && digits.allSatisfy(\.isNumber) && digits != "00"
        }.count
        let isNamedSales = HeaderNames.normalise(header.names[chosen]) == "sales"
        guard 2 * signs > cells.count || (isNamedSales && cells.count >= 5 && 10 * cents > 7 * cells.count), let example = cells.first else { return }
        throw .unsuitable(
            reason: "\(file): column \(header.names[chosen]) looks like money (\(example)), not like units; name the column of units under [sales.columns] "
                + "(or with --column quantity=NAME)")
    }

    /// Two columns that could both be the quantity and hold different numbers (units and sales, in money perhaps) are not chosen between,
    /// unless one has the name that the quantity has here.
    private func checkQuantities(_ map: ColumnMap) throws(IngestionError) {
        guard let chosen = map.indices[.quantity] else { return }
        let others = header.indices(ofAny: SalesColumn.quantity.aliases).filter { $0 != chosen && !map.indices.values.contains($0) }
        let name = HeaderNames.normalise(header.names[chosen])
        guard name != "quantity", name != "y", others.contains(where: { sampleColumn($0) != sampleColumn(chosen) }) else { return }
        throw .ambiguousColumn(file: file, role: SalesColumn.quantity.rawValue, columns: ([chosen] + others).map { header.names[$0] })
    }

    /// An item whose quantities come in several units is not one series: the rows do not say how many pieces a carton holds.
    private func unitRemarks(_ map: ColumnMap) -> [String] {
        guard map.indices[.unitsPerPack] == nil, header.column(named: StockQuantityNames.aliases) == nil, let item = map.indices[.item],
              let column = header.column(named: UnitNames.aliases) else { return [] }
        return UnitNames.remarks(column: header.names[column], rows: zip(sampleColumn(item), sampleColumn(column)).map { ($0, $1) })
    }

    /// Days of UTC are not the shop's days.
    private func zoneRemarks(_ map: ColumnMap, zone: ZoneOffset?) -> [String] {
        guard zone == nil, let date = map.indices[.date] else { return [] }
        return ZoneOffset.remarks(sampleColumn(date))
    }

    func reportFile(
        dialect: SalesDialect, map: ColumnMap, form: DateForm, decimalComma: Bool, rows: Int, zone: ZoneOffset?, periods: [Int] = [], used: [Int] = [],
        remarks more: [String] = []
    ) -> SalesReport.File {
        let used = Set(map.indices.values).union(periods).union(used)
        return SalesReport.File(
            name: file, dialect: dialect, delimiter: delimiterName,
            columns: SalesColumn.allCases.compactMap { column in map.indices[column].map { (column, header.names[$0]) } },
            ignoredColumns: header.names.indices.filter { !used.contains($0) && !header.names[$0].trimmedOfSpaces.isEmpty }.map { header.names[$0] },
            dateForm: form, decimalComma: decimalComma, rows: rows, bytes: source.bytesRead,
            remarks: remarks + more + unitRemarks(map) + zoneRemarks(map, zone: zone))
    }
}

/// Quantities in stock units beside those in the unit of the sale.
enum StockQuantityNames {
    static let aliases = ["Stock Qty (Items)", "stock_qty", "Stock Qty", "Quantity (Base)", "Qty. (Base)", "quantity_base", "qty_in_stock_uom", "Menge (Basis)", "Menge in Basismengeneinheit", "base_quantity", "Menge in BME"]
}

/// Columns that say in which unit a quantity is counted.
enum UnitNames {
    static let aliases = [
        "uom", "unit_of_measure", "unit", "stock_uom", "sales_uom", "Order Lines/Unit of Measure", "UOM (Items)", "mengeneinheit", "einheit", "me", "unite", "unidad",
        "unita_di_misura", "um", "eenheid", "unidade", "erfassme", "bme",
    ]

    /// A sentence where one item is counted in several units.
    static func remarks(column: String, rows: [(item: String, unit: String)]) -> [String] {
        var units: [String: Set<String>] = [:]
        for row in rows where !row.item.isEmpty && !row.unit.isEmpty { units[row.item, default: []].insert(row.unit) }
        let mixed = units.filter { $0.value.count > 1 }.sorted { bytesPrecede($0.key, $1.key) }
        guard let first = mixed.first else { return [] }
        return [
            "\(mixed.count) \(mixed.count == 1 ? "item is" : "items are") counted in several units (\(column)), such as \(first.key) in "
                + first.value.sorted(by: bytesPrecede).joined(separator: " and ") + ": quantities are added up as they are; give units_per_pack",
        ]
    }
}
