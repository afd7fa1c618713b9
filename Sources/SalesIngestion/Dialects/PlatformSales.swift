import DemandModel

/// One order line of a shop platform's export.
struct PlatformLine {
    var item: String
    var location = ""
    var day: Int32
    var quantity: Micro
    /// Per unit; -1 where unknown.
    var price: Micro = -1
    var customer = ""
    var kind = RowKind.sale
}

extension SalesReading {
    /// Reads an export of a shop platform. These name their orders line by line with fields that depend on each other, so they are
    /// held as text.
    func readPlatform(_ dialect: SalesDialect, input: TableInput, path: String) throws(IngestionError) {
        let table = try TextTable(input, limits: options.limits)
        let reader: any PlatformReader
        switch dialect {
        case .amazon: reader = AmazonTransactions.fits(table.header) ? AmazonTransactions() : AmazonLines()
        case .woocommerce: reader = WooCommerceLines()
        case .odoo: reader = BusinessSystemLines.odoo
        case .erpnext: reader = BusinessSystemLines.erpnext
        case .frepple: reader = BusinessSystemLines.frepple
        default: reader = ShopifyLines()
        }
        var tableOptions = TableReadingOptions()
        tableOptions.dateForm = options.dateForm
        tableOptions.decimalComma = options.decimalComma
        tableOptions.columns = Dictionary(uniqueKeysWithValues: options.columns.map { ($0.key.rawValue, $0.value) })
        var columns = try TableColumns(table, aliases: reader.aliases, required: reader.required, dateColumns: ["date"], options: tableOptions, ownNamesFirst: false)
        columns.zone = options.zone
        let lines = reader.lines(&columns)
        var rows: [SalesRow] = []
        var numbers: [UInt32] = []
        for (row, line) in lines {
            let number = withField(line.item) { item in withField(line.location) { ledger.series(item, $0) } }
            numbers.append(number)
            let print = table.rows[row].reduce(UInt64(1)) { hash, cell in withField(cell) { hashBytes($0.start, $0.count, seed: hash) } }
            let customer = line.customer.isEmpty ? 0 : withField(line.customer) { hashBytes($0.start, $0.count) | 1 }
            rows.append(
                SalesRow(
                    series: UInt32(numbers.count - 1), day: line.day, quantity: line.quantity, price: line.price, fingerprint: print,
                    customer: customer, kind: line.kind, promotion: false, stockout: false))
        }
        ledger.orderLines.isOn = true
        rows.withUnsafeBufferPointer { rows in numbers.withUnsafeBufferPointer { ledger.apply(rows, numbers: $0) } }
        quarantine.append(columns.quarantine)
        report.rowsRead += table.rowsRead
        inputs.append(InputFile(role: "sales", path: path, sha256: table.sha256, rows: table.rowsRead))
        report.files.append(
            SalesReport.File(
                name: table.file, dialect: dialect, delimiter: table.delimiterName,
                columns: SalesColumn.allCases.compactMap { column in columns.headerName(column.rawValue).map { (column, $0) } },
                ignoredColumns: columns.ignoredColumns, dateForm: columns.dateForm("date"), decimalComma: false, rows: table.rowsRead,
                bytes: table.bytes, remarks: columns.remarks + columns.unitRemarks
                    + (options.zone == nil ? ZoneOffset.remarks(columns.cells("date")) : [])))
    }
}

/// How the export of one platform is laid out.
protocol PlatformReader: Sendable {
    var aliases: [(name: String, aliases: [String])] { get }
    var required: [String] { get }
    /// The usable lines with their row numbers; the unusable ones are quarantined.
    func lines(_ columns: inout TableColumns) -> [(row: Int, line: PlatformLine)]
}

extension TableColumns {
    /// A sentence where one item is counted in several units.
    var unitRemarks: [String] {
        guard let unit = table.header.column(named: UnitNames.aliases), headerName("item") != nil else { return [] }
        return UnitNames.remarks(
            column: table.header.names[unit], rows: table.rows.indices.map { (text("item", $0) ?? "", table.rows[$0][unit].trimmedOfSpaces) })
    }

    /// The item of a row: its SKU, or its name where it has no SKU.
    mutating func itemName(_ row: Int) -> String? {
        if let item = text("item", row) ?? text("description", row) { return item }
        reject(row, "item", .missingItem)
        return nil
    }

    mutating func quantity(_ row: Int) -> Micro? {
        switch number("quantity", row, range: -1e9...1e9) {
        case .value(let value): return Micro((value * 1e6).rounded())
        case .bad: return nil
        case .blank:
            reject(row, "quantity", .missingQuantity)
            return nil
        }
    }

    /// Money per unit; -1 where blank, `nil` where unusable.
    mutating func price(_ row: Int) -> Micro? {
        switch number("price", row, range: -1e9...1e9) {
        case .value(let value): Micro((value * 1e6).rounded())
        case .blank: -1
        case .bad: nil
        }
    }
}

/// True for lines such as tips, gift cards and shipping.
func isNoGoods(name: String?) -> Bool {
    guard let name = name?.lowercased().trimmedOfSpaces else { return false }
    return NoGoodsNames.contains(name) || name.hasPrefix("gift card") || name.hasSuffix("gift card")
}
