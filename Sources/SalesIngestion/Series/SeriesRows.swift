import DemandModel

/// The rows of a series file, by series, not yet in order of time.
struct SeriesRows {
    struct Row {
        /// Seconds, or the index.
        var stamp: Int
        /// `nil`: blank.
        var value: Double?
        var price: Double?
        var promotion = false
        var stockout = false
        var line: Int
    }

    let keys = KeyTable()
    var bySeries: [[Row]] = []
    var count = 0
    private(set) var form: StampForm

    /// None yet.
    init(form: StampForm) { self.form = form }

    /// Reads all rows.
    init(_ input: TableInput, options: SeriesReadingOptions) throws(IngestionError) {
        let map = try ColumnMap.find(
            [.item, .date, .quantity, .price, .promotion, .stockout], required: [.item, .date, .quantity], in: input.header, named: [:],
            file: input.file)
        func index(_ column: SalesColumn) -> Int { map.indices[column] ?? -1 }
        let item = index(.item), date = index(.date), quantity = index(.quantity)
        let price = index(.price), promotion = index(.promotion), stockout = index(.stockout)
        let sample = input.sampleColumn(date)
        let dateForm: DateForm
        if let asked = options.dateForm { dateForm = asked } else {
            switch DateDetection.detect(sample, allowSerial: false) {
            case .form(let found): dateForm = found
            case .ambiguous(let example):
                throw .ambiguousDates(file: input.file, column: input.header.names[date], example: example)
            case .none: dateForm = .iso
            }
        }
        form = withField(sample.first { !$0.isEmpty } ?? "") { StampForm(of: $0.trimmed, date: dateForm) }
        if sample.contains(where: { cell in !withField(cell) { StampForm(of: $0.trimmed, date: dateForm).padded } }) { form.padded = false }
        let decimalComma = usesDecimalComma(input.sampleColumn(quantity))
        var reader = DateReader(form: dateForm)
        let empty = ScratchBytes().field(from: 0)
        try input.forEachRecord { (record) throws(IngestionError) in
            let fields = record.fields
            func bad(_ column: Int, _ hint: String) -> IngestionError {
                .badCell(
                    file: input.file, line: record.line, column: input.header.names[column],
                    value: cutValue(Field(start: fields[column].start, count: min(fields[column].count, 400)).text), hint: hint)
            }
            if let misfit = record.misfit {
                throw IngestionError.badCell(file: input.file, line: record.line, column: "", value: "", hint: misfit.hint)
            }
            guard fields[item].count > 0 else { throw bad(item, QuarantineCode.missingItem.hint) }
            guard let (stamp, _) = StampForm.read(fields[date].trimmed, &reader) else {
                throw bad(date, "write it like \(dateForm.example), as the other rows do")
            }
            var row = Row(stamp: stamp, line: record.line)
            let cell = fields[quantity].trimmed
            if cell.count > 0 {
                guard let value = try? NumberParsing.double(cell, decimalComma: decimalComma) else {
                    throw bad(quantity, "write a plain number, or leave the cell empty where the value is missing")
                }
                row.value = value
            }
            if price >= 0, fields[price].trimmed.count > 0 {
                guard let value = try? NumberParsing.double(fields[price].trimmed, decimalComma: decimalComma) else {
                    throw bad(price, QuarantineCode.badPrice.hint)
                }
                row.price = value
            }
            if promotion >= 0 {
                guard let value = parseFlag(fields[promotion].trimmed) else { throw bad(promotion, QuarantineCode.badFlag.hint) }
                row.promotion = value
            }
            if stockout >= 0 {
                guard let value = parseFlag(fields[stockout].trimmed) else { throw bad(stockout, QuarantineCode.badFlag.hint) }
                row.stockout = value
            }
            let (key, isNew) = keys.intern(fields[item], empty)
            if isNew {
                guard fields[item].isUTF8, !fields[item].bytes.contains(0) else { throw bad(item, QuarantineCode.badEncoding.hint) }
                bySeries.append([])
            }
            bySeries[Int(key)].append(row)
            count += 1
        }
        if count == 0 { throw .noRows(file: input.file) }
    }

    /// Lays the sorted rows of one series out by period.
    func series(id: String, rows: [Row], calendar: StampCalendar, file: String) throws(IngestionError) -> TimedSeries {
        var numbers: [Int] = []
        numbers.reserveCapacity(rows.count)
        for row in rows {
            guard let number = calendar.number(of: row.stamp) else {
                throw .badCell(
                    file: file, line: row.line, column: "ds", value: form.text(seconds: row.stamp),
                    hint: "does not start a \(calendar.period.rawValue) in step with the other rows of \(id)")
            }
            numbers.append(number)
        }
        let first = numbers[0], count = numbers[numbers.count - 1] - first + 1
        guard count <= 1_000_000, count <= 20_000 + 1_000 * rows.count else {
            throw .limit(file: file, line: rows[rows.count - 1].line, reason: "\(id) has \(rows.count) rows over \(count) periods; are its dates right?")
        }
        var demand = [Double](repeating: 0, count: count)
        var known = [Bool](repeating: false, count: count)
        var price = [Double](repeating: 0, count: rows.contains { $0.price != nil } ? count : 0)
        var promotion = [Bool](repeating: false, count: rows.contains { $0.promotion } ? count : 0)
        var stockout = [Bool](repeating: false, count: rows.contains { $0.stockout } ? count : 0)
        for (row, number) in zip(rows, numbers) {
            let index = number - first
            if let value = row.value {
                demand[index] = value
                known[index] = true
            }
            if let known = row.price { price[index] = known }
            if !promotion.isEmpty { promotion[index] = row.promotion }
            if !stockout.isEmpty { stockout[index] = row.stockout }
        }
        let series = DemandSeries(
            key: ItemLocation(item: id), firstPeriod: first, demand: demand,
            missing: known.indices.filter { !known[$0] }, price: price, promotion: promotion, stockout: stockout)
        return TimedSeries(uniqueID: id, demand: series, period: calendar.period, calendar: calendar, form: form)
    }
}
