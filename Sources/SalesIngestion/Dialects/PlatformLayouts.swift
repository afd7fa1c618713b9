import DemandModel

/// The columns of a platform's or business system's export, and what its rows mean besides.
struct PlatformColumns: Sendable {
    /// Per meaning the names it goes by, in order of preference.
    var aliases: [(name: String, aliases: [String])]
    var required: [String]
    /// States of orders that are none, beyond the words that are known everywhere; in plain letters.
    var states: [String: RowMeaning] = [:]
    /// Fields of an order may stand on its first row only.
    var carriesOrders = false
    var hasReferenceInBrackets = false
    /// The price is that of the line.
    var priceIsTotal = false
    /// `'0012`, as Shopify guards codes.
    var hasTextMarks = false
    /// Tips, gift cards and shipping are lines among the others.
    var listsExtras = false
    /// Rows without an item are fees and transfers of the account.
    var skipsBlankItems = false
}

extension SalesDialect {
    /// The exports of platforms and business systems.
    static let platforms: [PlatformColumns] = [.shopify, .amazon, .amazonTransactions, .wooCommerce, .odoo, .erpnext, .frepple]

    func platform(_ header: HeaderNames) -> PlatformColumns? {
        switch self {
        case .shopify: .shopify
        case .amazon: PlatformColumns.isAmazonTransactions(header) ? .amazonTransactions : .amazon
        case .woocommerce: .wooCommerce
        case .odoo: .odoo
        case .erpnext: .erpnext
        case .frepple: .frepple
        case .long, .onlineRetail, .wide: nil
        }
    }
}

extension TableInput {
    /// What the rows of a platform's export look like.
    ///
    /// - Throws: `missingColumn`, `ambiguousColumn`, `ambiguousDates`.
    func platformLayout(
        dialect: SalesDialect, platform: PlatformColumns, options: SalesReadingOptions, provenComma: Bool? = nil
    ) throws(IngestionError) -> (layout: LineLayout, map: ColumnMap, remarks: [String]) {
        let (names, further) = try platformColumns(platform, options: options)
        func index(_ name: String) -> Int { names[name] ?? -1 }
        var remarks: [String] = []
        let (form, datesAreUnknown) = try dateForm(index("date"), options: options)
        let price = names["price"] ?? names["total"] ?? -1
        let marks = decimalMarks(quantity: index("quantity"), price: price, form: form, date: index("date"), options: options, provenComma: provenComma)
        remarks += marks.remarks
        var layout = LineLayout(
            dialect: dialect, fieldCount: header.names.count, dateForm: form, decimalComma: marks.quantity, date: index("date"),
            item: names["item"] ?? index("description"), quantity: index("quantity"))
        layout.priceDecimalComma = marks.price
        layout.datesAreUnknown = datesAreUnknown
        layout.price = price
        layout.priceIsTotal = platform.priceIsTotal || names["price"] == nil && names["total"] != nil
        layout.location = index("location")
        layout.furtherItems = further[.item] ?? []
        layout.furtherLocations = further[.location] ?? []
        layout.order = index("order")
        layout.customer = index("customer")
        if names["item"] != nil { layout.fallbackItem = index("description") }
        layout.extras = platform.listsExtras ? index("description") : -1
        layout.hasReferenceInBrackets = platform.hasReferenceInBrackets
        layout.hasTextMarks = platform.hasTextMarks
        layout.skipsBlankItems = platform.skipsBlankItems
        layout.dateName = header.names[index("date")].trimmedOfSpaces
        layout.quantityName = header.names[index("quantity")].trimmedOfSpaces
        layout.neededFields = neededFields
        layout.zone = options.zone
        layout.holdsOrderLines = true
        if let status = names["status"] { layout.words.append(WordColumn(column: status, role: .status, besideSales: false, extra: platform.states)) }
        if let type = names["type"] { layout.words.append(WordColumn(column: type, role: .type)) }
        if let cancelled = names["cancelled"] { layout.words.append(WordColumn(column: cancelled, role: .cancelledFlag)) }
        if let payment = names["payment"] { layout.words.append(WordColumn(column: payment, role: .test("bogus"))) }
        if let tags = names["tags"] { layout.words.append(WordColumn(column: tags, role: .test("test"))) }
        layout.refundedAmount = index("refunded")
        layout.orderTotal = names["refunded"] != nil ? index("total") : -1
        if platform.carriesOrders, layout.order >= 0 {
            layout.carriesOrders = true
        }
        if let stock = header.column(named: StockQuantityNames.aliases), stock != layout.quantity {
            layout.stockQuantity = stock
            remarks.append("quantities are those in stock units (\(header.names[stock]))")
        } else if let pack = header.column(named: SalesColumn.unitsPerPack.aliases) {
            layout.unitsPerPack = pack
        }
        layout.returnedUnits = returnedUnitColumns(used: Set(names.values))
        layout.soldIsNegative = options.soldIsNegative ?? false
        var map = ColumnMap()
        for (name, column) in names { if let meaning = SalesColumn(rawValue: name) { map.indices[meaning] = column } }
        map.further = further
        if layout.unitsPerPack >= 0 { map.indices[.unitsPerPack] = layout.unitsPerPack }
        if let type = names["type"] { map.indices[.rowType] = type }
        map.others = names.values.filter { !map.indices.values.contains($0) } + layout.returnedUnits
        return (layout, map, remarks)
    }

    private func platformColumns(
        _ platform: PlatformColumns, options: SalesReadingOptions
    ) throws(IngestionError) -> (names: [String: Int], further: [SalesColumn: [Int]]) {
        var names: [String: Int] = [:]
        var further: [SalesColumn: [Int]] = [:]
        let given = Dictionary(uniqueKeysWithValues: options.columns.map { ($0.key.rawValue, $0.value) })
        for (name, others) in platform.aliases {
            if let asked = given[name] {
                let meaning = SalesColumn(rawValue: name) ?? .description
                let parts = try header.keyColumns(asked, of: meaning, file: file)
                names[name] = parts[0]
                if parts.count > 1 { further[meaning] = Array(parts.dropFirst()) }
                continue
            }
            var hits = header.columns(named: others + [name]).filter { !names.values.contains($0) }
            if hits.count > 1 {
                let filled = hits.filter { index in sampleColumn(index).contains { !$0.isEmpty } }
                if filled.count == 1 { hits = filled } else {
                    throw .ambiguousColumn(file: file, role: name, columns: hits.map { header.names[$0] })
                }
            }
            if let hit = hits.first { names[name] = hit }
        }
        for name in platform.required where names[name] == nil {
            let others = platform.aliases.first { $0.name == name }?.aliases ?? []
            throw .missingColumn(
                file: file, needed: others.isEmpty ? name : "\(name) (\(others.prefix(4).joined(separator: ", ")), ...)", found: header.names,
                nearest: SalesColumn(rawValue: name).flatMap { likely($0, not: Set(names.values)) }.map { header.names[$0] } ?? header.nearest(to: [name] + others))
        }
        return (names, further)
    }
}
