import DemandModel

/// What the rows of one file look like: found once from header and sample, used by every worker.
struct LineLayout: Sendable {
    var dialect: SalesDialect
    var fieldCount: Int
    var dateForm: DateForm
    var decimalComma: Bool
    var date: Int
    var item: Int
    var quantity: Int
    /// -1: the file has no such column.
    var location = -1
    var price = -1
    var promotion = -1
    var stockout = -1
    var order = -1
    var customer = -1
    var unitsPerPack = -1
    var rowType = -1
    var status = -1
    /// Fields a row needs at least; columns behind them have no name.
    var neededFields = 0
    /// A whole-number date is the index of one of these; its first day stands for the period.
    var indexPeriod: Period = .day
    var zone: ZoneOffset?

    /// Cancelling invoices, write-offs and codes that are no goods are told apart.
    var hasOrderLines: Bool { dialect == .onlineRetail }

    /// True where a row is an order line and not the total of a period: lines of invoices, and sales with a time of day.
    var holdsOrderLines = false
}

/// A row that cannot be used, before its file-wide line number is known.
struct LocalProblem {
    var line: Int
    var column: Int
    var code: QuarantineCode
    var value: String
    var hint: String?
}

/// What one chunk turned into.
struct ParsedChunk {
    var index = 0
    var lines = 0
    var records = 0
    var rows: [SalesRow] = []
    var problems: [LocalProblem] = []
}

/// Turns chunks of one file into rows. One per worker; holds the worker's own key numbers.
class ChunkParser {
    let keys = KeyTable()

    /// Parses a chunk; `result.rows` and `result.problems` are replaced.
    func parse(_ chunk: RecordChunk, into result: inout ParsedChunk) {}
}

/// Parses the long form and order lines.
final class LineParser: ChunkParser {
    private let layout: LineLayout
    private let special: SpecialBytes
    private let fields: UnsafeMutablePointer<Field>
    private let scratch = ScratchBytes()
    private var dates: DateReader
    private let indexCalendar: PeriodCalendar
    private let noLocation: Field
    private let empty: UnsafeMutablePointer<UInt8>
    /// Per key: 0 not looked at, 1 goods, 2 no goods, 3 not UTF-8.
    private var nature: [UInt8] = []

    init(layout: LineLayout, special: SpecialBytes) {
        self.layout = layout
        self.special = special
        fields = .allocate(capacity: layout.fieldCount + RowScanner.spareFields)
        dates = DateReader(form: layout.dateForm)
        dates.zone = layout.zone
        indexCalendar = PeriodCalendar(period: layout.indexPeriod)
        empty = .allocate(capacity: 1)
        empty.initialize(to: 0)
        noLocation = Field(start: UnsafePointer(empty), count: 0)
        super.init()
    }

    deinit {
        fields.deallocate()
        empty.deallocate()
    }

    override func parse(_ chunk: RecordChunk, into result: inout ParsedChunk) {
        result.index = chunk.index
        result.rows.removeAll(keepingCapacity: true)
        result.problems.removeAll(keepingCapacity: true)
        result.records = 0
        scratch.reserve(chunk.count)
        var scanner = RowScanner(
            bytes: chunk.bytes, count: chunk.count, table: special, fields: fields, maxFields: layout.fieldCount + RowScanner.spareFields, scratch: scratch)
        var lastItem = noLocation, lastLocation = noLocation
        var lastSeries = UInt32.max
        var isNoGoods = false
        let hasWords = layout.rowType >= 0 || layout.status >= 0
        while scanner.next() {
            result.records &+= 1
            guard scanner.fieldCount == layout.fieldCount || scanner.settles(width: layout.fieldCount, needed: layout.neededFields) else {
                fail(&result, scanner, -1, .wrongFieldCount, "the row has \(scanner.fieldCount) fields, the header \(layout.fieldCount); quote texts that hold the delimiter or a line break")
                continue
            }
            let item = fields[layout.item]
            var location = layout.location >= 0 ? fields[layout.location] : noLocation
            if location.count == 4, location.equals("main") { location = noLocation }
            guard item.count > 0 else {
                fail(&result, scanner, layout.item, .missingItem)
                continue
            }
            let dateField = fields[layout.date]
            guard var day = dates.day(dateField) ?? dates.day(dateField.trimmed.withoutFormula) else {
                fail(&result, scanner, layout.date, dateField.trimmed.count == 0 ? .missingDate : .badDate,
                     dateField.trimmed.count == 0 ? nil : dateHint(cutValue(dateField.text), form: layout.dateForm))
                continue
            }
            if layout.dateForm == .index { day = indexCalendar.firstDay(of: Int(day)).number }
            guard var quantity = self.quantity(&result, scanner) else { continue }
            var row = SalesRow(
                series: lastSeries, day: day, quantity: 0, price: -1, fingerprint: 0, customer: 0, kind: .sale, promotion: false,
                stockout: false)
            if layout.price >= 0 {
                let cell = fields[layout.price]
                if cell.count > 0 {
                    guard let price = amount(cell) else {
                        fail(&result, scanner, layout.price, .badPrice)
                        continue
                    }
                    row.price = price
                }
            }
            if layout.promotion >= 0 || layout.stockout >= 0 {
                guard let promotion = flag(layout.promotion), let stockout = flag(layout.stockout) else {
                    let column = flag(layout.promotion) == nil ? layout.promotion : layout.stockout
                    fail(&result, scanner, column, .badFlag)
                    continue
                }
                row.promotion = promotion
                row.stockout = stockout
            }
            if layout.unitsPerPack >= 0, let pack = self.pack(&result, scanner) {
                if pack < 0 { continue }
                let (product, overflow) = quantity.multipliedReportingOverflow(by: pack)
                guard !overflow, abs(product) <= 1_000_000_000 * microUnit else {
                    fail(&result, scanner, layout.quantity, .quantityOutOfRange)
                    continue
                }
                quantity = product
            }
            // Files are mostly sorted by item: the same bytes as in the row before are the same key.
            if lastSeries == UInt32.max || !same(item, lastItem) || !same(location, lastLocation) {
                let name = item.withoutFormula
                let (series, isNew) = keys.intern(name, location)
                if isNew { nature.append(natureOf(name, location)) }
                guard nature[Int(series)] != 3 else {
                    fail(&result, scanner, layout.item, .badEncoding)
                    continue
                }
                lastSeries = series
                isNoGoods = nature[Int(series)] == 2
                lastItem = keys.item(Int(series))
                lastLocation = keys.location(Int(series))
            }
            row.series = lastSeries
            row.quantity = quantity
            row.fingerprint = hashBytes(scanner.recordStart, scanner.recordCount)
            if row.price == 0, quantity < 0 { row.kind = .writeOff }
            if hasWords { documentLine(&row) }
            if layout.hasOrderLines { orderLine(&row, noGoods: isNoGoods) } else if isNoGoods { row.kind = .notMerchandise }
            result.rows.append(row)
        }
        result.lines = scanner.line
    }

    /// What the type of the row and the state of its order say: returned goods are taken off, cancelled orders set apart.
    @inline(never)
    private func documentLine(_ row: inout SalesRow) {
        if layout.rowType >= 0, row.quantity > 0, RowWords.isReturn(fields[layout.rowType]) { row.quantity = -row.quantity }
        if layout.status >= 0, RowWords.isCancelled(fields[layout.status]) { row.kind = .cancelledOrder }
    }

    /// What order and customer say about the row.
    @inline(__always)
    private func orderLine(_ row: inout SalesRow, noGoods: Bool) {
        let order = fields[layout.order]
        let first = order.count > 0 ? order.start[0] | 0x20 : 0
        let customer = layout.customer >= 0 ? fields[layout.customer] : noLocation
        if customer.count > 0 { row.customer = hashBytes(customer.start, customer.count) | 1 }
        if noGoods {
            row.kind = .notMerchandise
        } else if first == 0x61 || row.price < -1 {
            row.kind = .adjustment
        } else if first == 0x63 {
            row.kind = .cancellation
            if row.quantity > 0 { row.quantity = -row.quantity }
        } else if row.price == 0, row.quantity > 0, customer.count == 0 {
            row.kind = .stockAdjustment
        }
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
            fail(&result, scanner, layout.quantity, .missingQuantity)
            return nil
        }
        if let value = amount(cell) { return value }
        fail(&result, scanner, layout.quantity, .badQuantity)
        return nil
    }

    /// A number, also with a currency sign or thousands marks.
    @inline(__always)
    private func amount(_ cell: Field) -> Micro? {
        if let value = try? NumberParsing.micro(cell, decimalComma: layout.decimalComma) { return value }
        return NumberParsing.decoratedMicro(cell, decimalComma: layout.decimalComma)
    }

    /// The units per pack; 1 where the cell is blank, -1 (and a problem) where it is unusable.
    private func pack(_ result: inout ParsedChunk, _ scanner: RowScanner) -> Int64? {
        let cell = fields[layout.unitsPerPack].trimmed
        if cell.count == 0 { return 1 }
        guard let micro = amount(cell), micro > 0, micro % microUnit == 0 else {
            fail(&result, scanner, layout.unitsPerPack, .badNumber, "units per pack is a whole number of at least 1")
            return -1
        }
        return micro / microUnit
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

    private func natureOf(_ item: Field, _ location: Field) -> UInt8 {
        guard item.isUTF8, location.isUTF8 else { return 3 }
        let text = item.text
        return TotalRows.isTotal(text) || layout.hasOrderLines && NonMerchandise.contains(text) ? 2 : 1
    }

    @inline(never)
    private func fail(
        _ result: inout ParsedChunk, _ scanner: RowScanner, _ column: Int, _ code: QuarantineCode, _ hint: String? = nil
    ) {
        let value: String
        if column >= 0 {
            let field = fields[column]
            value = Field(start: field.start, count: min(field.count, 400)).text
        } else {
            value = Field(start: scanner.recordStart, count: min(scanner.recordCount, 400)).text
        }
        result.problems.append(
            LocalProblem(line: scanner.recordLine, column: column, code: code, value: cutValue(value), hint: hint))
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
