import DemandModel

/// A rule that is live in another system, in Twobin's terms.
public struct LiveRule: Sendable, Equatable {
    /// The highest position at which the system orders, units.
    public var reorderPoint: Double
    /// S; `nil` where the system has no such number (an alert only).
    public var orderUpTo: Double?

    public init(reorderPoint: Double, orderUpTo: Double?) {
        self.reorderPoint = reorderPoint
        self.orderUpTo = orderUpTo
    }
}

/// Reads the rules that are live in a system from its own export, and turns its numbers into r and S: the other way of `exportRules`.
///
/// - Returns: the rules by item-location of the plan, and how many rows are of other items.
/// - Throws: `ExportProblem` where the file is another system's or cannot be read.
public func readLiveRules(
    _ bytes: [UInt8], file: String, dialect: OrderDialect, options: ExportOptions, items: [PlannedItem]
) throws(ExportProblem) -> (rules: [ItemLocation: LiveRule], unknownRows: Int) {
    let columns = try mergeColumns(dialect, options: options, items: items)
    var table = try MergeTable(bytes, file: file)
    guard let itemColumn = table.column(named: columns.item) else { throw .merge(file: file, line: nil, reason: noItemColumn(table, columns)) }
    let places = columns.values.map { table.column(named: $0.names) }
    guard let minimumColumn = places.first ?? nil else {
        throw .merge(file: file, line: nil, reason: "there is no column \(columns.values.first?.names.first ?? "for the minimum"); it has " + table.header.prefix(12).joined(separator: ", "))
    }
    table.settleDecimalMark(columns: places.compactMap { $0 })
    let locationColumn = table.column(named: columns.location)
    let own = Set(items.map { options.name(of: $0.key.location, dialect: dialect) })
    if locationColumn == nil, own.count > 1 {
        throw .merge(file: file, line: nil, reason: "it has no column for the location, and the plan has \(own.count): export the rules by location")
    }
    var byKey: [ItemLocation: PlannedItem] = [:], seen: [ItemLocation: Int] = [:]
    for item in items {
        byKey[ItemLocation(item: columns.planCode(item.key.item), location: own.count <= 1 ? "" : options.name(of: item.key.location, dialect: dialect))] = item
    }
    let trigger = options.trigger ?? options.mapping?.trigger ?? dialect.trigger
    var rules: [ItemLocation: LiveRule] = [:]
    var unknown = 0, carried = ""
    for row in 0..<table.rowCount {
        var name = table.text(row: row, column: itemColumn)
        if name.isEmpty, columns.carriesItem { name = carried }
        carried = name
        let place = own.count <= 1 ? "" : locationColumn.map { table.text(row: row, column: $0) } ?? ""
        guard !name.isEmpty, let minimum = table.number(row: row, column: minimumColumn) else { continue }
        guard let item = byKey[ItemLocation(item: columns.itemCode(name), location: place)] else {
            unknown += 1
            continue
        }
        if let first = seen.updateValue(row, forKey: item.key) {
            throw .merge(file: file, line: table.line(row), reason: "the row is for the same item and location as line \(table.line(first)) (\(name)); remove one of them")
        }
        let numbers = places.map { column in column.flatMap { table.number(row: row, column: $0) } }
        let step = item.outlook?.isCount ?? true ? 1 : 0.01
        let point = trigger == .below ? minimum - step : minimum
        rules[item.key] = LiveRule(reorderPoint: point, orderUpTo: orderUpTo(dialect, options, numbers, point: point, step: step))
    }
    guard !rules.isEmpty else {
        throw .merge(file: file, line: nil, reason: "none of its rows is of an item of the plan with a rule: is this the export of the right shop?")
    }
    return (rules, unknown)
}

/// S from a row's numbers, in the order of the columns that are merged.
private func orderUpTo(_ dialect: OrderDialect, _ options: ExportOptions, _ numbers: [Double?], point: Double, step: Double) -> Double? {
    func number(_ place: Int) -> Double? { place < numbers.count ? numbers[place] : nil }
    switch dialect {
    case .odoo:
        guard let most = number(1) else { return nil }
        let level = max(most, point + step), multiple = number(2) ?? 0
        let roundsUp = options.odooVersion.flatMap(OdooVersion.init)?.roundsUp ?? false
        return roundsUp && multiple > step ? level + multiple - step : level
    case .erpnext, .cin7: return number(1).map { point + $0 }
    case .businessCentral:
        let multiple = number(4) ?? 0
        if let most = number(3), most > 0 { return multiple > step ? most + multiple - step : most }
        return number(2).map { point + $0 }
    case .sap:
        if let most = number(2), most > 0 { return most }
        return number(1).map { point + $0 }
    case .netsuite, .unleashed: return number(1)
    case .generic:
        let fields = options.mapping?.columns.compactMap { column -> ExportMapping.Field? in
            if case .field(let field) = column.content, field != .item, field != .location { field } else { nil }
        } ?? []
        if let place = fields.firstIndex(of: .orderUpTo) { return number(place) }
        if let place = fields.firstIndex(of: .orderQuantity) { return number(place).map { point + $0 } }
        return nil
    default: return nil
    }
}
