import DemandModel

extension TableInput {
    /// What the rows of a long-form or order-line file look like.
    ///
    /// - Throws: `missingColumn`, `ambiguousColumn`, `ambiguousDates`, `nothingUsable`.
    func lineLayout(dialect: SalesDialect, options: SalesReadingOptions) throws(IngestionError) -> (LineLayout, ColumnMap) {
        var wanted: [SalesColumn] = [.date, .item, .location, .quantity, .price, .promotion, .stockout, .unitsPerPack]
        if dialect == .long { wanted += [.rowType, .status] }
        var required: [SalesColumn] = [.date, .item, .quantity]
        if dialect == .onlineRetail {
            wanted += [.order, .customer, .description]
            required.append(.order)
        }
        let map = try ColumnMap.find(wanted, required: required, in: header, named: options.columns, file: file)
        func index(_ column: SalesColumn) -> Int { map.indices[column] ?? -1 }
        if options.columns[.quantity] == nil {
            try checkQuantities(map)
            try checkMoney(map)
        }

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
            decimalComma: options.decimalComma ?? numbersHaveDecimalComma(numbers),
            date: index(.date), item: index(.item), quantity: index(.quantity))
        layout.location = index(.location)
        layout.price = index(.price)
        layout.promotion = index(.promotion)
        layout.stockout = index(.stockout)
        layout.order = index(.order)
        layout.customer = index(.customer)
        layout.unitsPerPack = index(.unitsPerPack)
        layout.rowType = index(.rowType)
        layout.status = index(.status)
        layout.neededFields = neededFields
        layout.zone = options.zone
        layout.holdsOrderLines = dialect == .onlineRetail || cells.contains { OrderLineCounts.hasTimeOfDay($0) }
        layout.indexPeriod = options.period ?? .day
        return (layout, map)
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
        guard map.indices[.unitsPerPack] == nil, let item = map.indices[.item], let column = header.column(named: UnitNames.aliases) else { return [] }
        return UnitNames.remarks(column: header.names[column], rows: zip(sampleColumn(item), sampleColumn(column)).map { ($0, $1) })
    }

    /// Days of UTC are not the shop's days.
    private func zoneRemarks(_ map: ColumnMap, zone: ZoneOffset?) -> [String] {
        guard zone == nil, let date = map.indices[.date] else { return [] }
        return ZoneOffset.remarks(sampleColumn(date))
    }

    func reportFile(dialect: SalesDialect, map: ColumnMap, form: DateForm, decimalComma: Bool, rows: Int, zone: ZoneOffset?, periods: [Int] = []) -> SalesReport.File {
        let used = Set(map.indices.values).union(periods)
        return SalesReport.File(
            name: file, dialect: dialect, delimiter: delimiterName,
            columns: SalesColumn.allCases.compactMap { column in map.indices[column].map { (column, header.names[$0]) } },
            ignoredColumns: header.names.indices.filter { !used.contains($0) && !header.names[$0].trimmedOfSpaces.isEmpty }.map { header.names[$0] },
            dateForm: form, decimalComma: decimalComma, rows: rows, bytes: source.bytesRead, remarks: remarks + unitRemarks(map) + zoneRemarks(map, zone: zone))
    }
}

extension TableInput {
    /// Whether numbers such as these are written with a decimal comma.
    func numbersHaveDecimalComma(_ cells: [String]) -> Bool {
        usesDecimalComma(cells) || (delimiter == 0x3B && (pointsAreThousands(cells) || commasAreDecimal(cells)))
    }
}

/// True where most numbers have a comma before three digits (weights: `1,250`), or one is `0,250`.
func commasAreDecimal(_ cells: [String]) -> Bool {
    let known = cells.filter { !$0.isEmpty }
    let marked = known.filter { $0.utf8.contains(0x2C) }
    guard !marked.isEmpty, !known.contains(where: { $0.utf8.contains(0x2E) }) else { return false }
    return 2 * marked.count >= known.count || marked.contains { $0.hasPrefix("0,") || $0.hasPrefix("-0,") }
}

/// True where points stand before groups of three digits only, as in `1.234` among `87` and `5`: the file of a language that writes semicolons
/// between fields. Where most numbers have such a point it is a decimal one (weights).
func pointsAreThousands(_ cells: [String]) -> Bool {
    var whole = 0, grouped = 0
    for cell in cells where !cell.isEmpty {
        guard cell.utf8.contains(0x2E) else {
            whole += 1
            continue
        }
        let groups = cell.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = groups.first?.drop(while: { $0 == "-" }), (1...3).contains(first.count), first.first != "0", first.allSatisfy(\.isNumber),
              groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isNumber) }) else { return false }
        grouped += 1
    }
    return grouped > 0 && whole > grouped
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

/// Columns that say in which unit a quantity is counted.
enum UnitNames {
    static let aliases = [
        "uom", "unit_of_measure", "unit", "stock_uom", "sales_uom", "Order Lines/Unit of Measure", "UOM (Items)", "mengeneinheit", "einheit", "me", "unite", "unidad",
        "unita_di_misura", "um", "eenheid", "unidade",
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
