import DemandModel

extension TableInput {
    /// What the rows of a long-form or order-line file look like.
    ///
    /// - Throws: `missingColumn`, `ambiguousColumn`, `ambiguousDates`, `nothingUsable`.
    func lineLayout(dialect: SalesDialect, options: SalesReadingOptions) throws(IngestionError) -> (LineLayout, ColumnMap) {
        var wanted: [SalesColumn] = [.date, .item, .location, .quantity, .price, .promotion, .stockout, .unitsPerPack]
        var required: [SalesColumn] = [.date, .item, .quantity]
        if dialect == .onlineRetail {
            wanted += [.order, .customer, .description]
            required.append(.order)
        }
        let map = try ColumnMap.find(wanted, required: required, in: header, named: options.columns, file: file)
        func index(_ column: SalesColumn) -> Int { map.indices[column] ?? -1 }
        if options.columns[.quantity] == nil { try checkQuantities(map) }

        let cells = sampleColumn(index(.date))
        let form: DateForm
        if let forced = options.dateForm {
            form = forced
        } else {
            switch DateDetection.detect(cells) {
            case .form(let found): form = found
            case .ambiguous(let example):
                throw .ambiguousDates(file: file, column: header.names[index(.date)], example: example)
            case .none:
                // Left to the rows: each is quarantined with its own value.
                form = .iso
            }
        }
        let numbers = sampleColumn(index(.quantity)) + (index(.price) >= 0 ? sampleColumn(index(.price)) : [])
        var layout = LineLayout(
            dialect: dialect, fieldCount: header.names.count, dateForm: form,
            decimalComma: options.decimalComma ?? (delimiter != 0x2C && usesDecimalComma(numbers)),
            date: index(.date), item: index(.item), quantity: index(.quantity))
        layout.location = index(.location)
        layout.price = index(.price)
        layout.promotion = index(.promotion)
        layout.stockout = index(.stockout)
        layout.order = index(.order)
        layout.customer = index(.customer)
        layout.unitsPerPack = index(.unitsPerPack)
        layout.zone = options.zone
        layout.indexPeriod = options.period ?? .day
        return (layout, map)
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

    func reportFile(dialect: SalesDialect, map: ColumnMap, form: DateForm, decimalComma: Bool, rows: Int, periods: [Int] = []) -> SalesReport.File {
        let used = Set(map.indices.values).union(periods)
        return SalesReport.File(
            name: file, dialect: dialect, delimiter: delimiterName,
            columns: SalesColumn.allCases.compactMap { column in map.indices[column].map { (column, header.names[$0]) } },
            ignoredColumns: header.names.indices.filter { !used.contains($0) }.map { header.names[$0] },
            dateForm: form, decimalComma: decimalComma, rows: rows, bytes: source.bytesRead)
    }
}

/// True where numbers have a comma before their last one or two digits (or more than three) and none has such a point.
func usesDecimalComma(_ cells: [String]) -> Bool {
    func decimals(after mark: Character) -> Int {
        cells.reduce(0) { count, cell in
            guard let index = cell.lastIndex(of: mark) else { return count }
            let digits = cell[cell.index(after: index)...].prefix(while: \.isNumber).count
            return count + (digits > 0 && digits != 3 ? 1 : 0)
        }
    }
    return decimals(after: ",") > decimals(after: ".")
}
