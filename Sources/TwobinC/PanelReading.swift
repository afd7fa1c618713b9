import CTwobin
import DemandModel
import SalesIngestion

/// How a panel's rows were given, so that what is returned is given alike.
struct PanelForm: Sendable {
    enum Time: Sendable, Equatable {
        case indices
        case days
        case timestamp(unit: Character, perSecond: Int, zone: String)
        case texts
    }

    var idColumn = "unique_id", timeColumn = "ds", valueColumn = "y"
    var time = Time.indices
    /// Ids were whole numbers.
    var wholeNumberIDs = false
}

/// Takes the rows of a panel, or what is known of its coming periods, out of an Arrow stream.
struct PanelReading {
    enum Kind {
        /// With a value per row, and columns of events by these names.
        case panel(events: [String])
        /// Without values; every column that is nothing else is an event.
        case ahead
    }

    /// What messages call the frame.
    private let frame: String
    private(set) var form: PanelForm
    private var names: [String] = []
    private var numbers: [String: Int32] = [:]
    private var codes: [Int32] = []
    private var stamps: [Int] = []
    private var texts: [String] = []
    private var values: [Double] = []
    private var prices: [Double] = []
    private var promotions: [Bool] = []
    private var stockouts: [Bool] = []
    private var events: [(name: String, flags: [Bool])] = []

    /// Reads all rows.
    init(_ stream: UnsafeMutablePointer<ArrowArrayStream>, form: PanelForm, kind: Kind = .panel(events: [])) throws {
        self.form = form
        var wanted = [form.idColumn, form.timeColumn, form.valueColumn]
        guard Set(wanted).count == 3 else { throw CallFailure.usage("id_col, time_col and target_col need to be three columns, not \(wanted.joined(separator: ", "))") }
        let reader: ArrowReader
        switch kind {
        case .panel(let names):
            frame = "df"
            reader = try ArrowReader(stream, wanted: Set(wanted + PanelReading.extras + names))
            for name in names where !reader.fields.contains(where: { $0?.name == name }) {
                throw CallFailure.input("X_df has a column \(name) that df lacks: give its past in df, 1 where it was so and 0 elsewhere")
            }
            events = names.map { ($0, []) }
        case .ahead:
            frame = "X_df"
            reader = try ArrowReader(stream, wanted: nil)
            events = reader.fields.compactMap { $0?.name }.filter { !(wanted + PanelReading.extras).contains($0) }.map { ($0, []) }
            wanted.removeLast()
        }
        let hasValues = wanted.count == 3
        var places: [String: Int] = [:]
        for (index, field) in reader.fields.enumerated() { if let field { places[field.name] = index } }
        for name in wanted where places[name] == nil {
            throw CallFailure.input("\(frame) has no column \(name); name it with \(name == form.idColumn ? "id_col" : name == form.timeColumn ? "time_col" : "target_col")")
        }
        func field(_ name: String) -> ArrowField? { places[name].flatMap { reader.fields[$0] } }
        try checkTypes(field)
        try reader.forEachRecord { columns, count in
            func rows(_ name: String) -> ArrowRows? {
                places[name].flatMap { columns[$0] }.map { ArrowRows(column: $0.column, dictionary: $0.dictionary) }
            }
            guard let ids = rows(form.idColumn), let times = rows(form.timeColumn) else { return }
            try readIDs(ids, count)
            try readTimes(times, count)
            if hasValues, let targets = rows(form.valueColumn) { try readNumbers(targets, count, into: &values) }
            if let price = rows("price") { try readNumbers(price, count, into: &prices) }
            if let promotion = rows("promotion") { try readFlags(promotion, count, into: &promotions) }
            if let stockout = rows("stockout") { try readFlags(stockout, count, into: &stockouts) }
            for index in events.indices {
                if let flags = rows(events[index].name) { try readFlags(flags, count, into: &events[index].flags) }
            }
        }
    }

    /// What rows say besides values.
    func terms() -> TermRows {
        TermRows(names: names, codes: codes, stamps: stamps, texts: texts, time: form.time, prices: prices, promotions: promotions, events: events)
    }

    private static let extras = ["price", "promotion", "stockout"]

    /// The columns as the engine reads them.
    func columns() -> SeriesColumns {
        let moments: SeriesColumns.Moments
        switch form.time {
        case .indices: moments = .indices(stamps)
        case .days: moments = .seconds(stamps, daysOnly: true)
        case .timestamp: moments = .seconds(stamps, daysOnly: false)
        case .texts: moments = .texts(texts)
        }
        var columns = SeriesColumns(names: names, codes: codes, moments: moments, values: values)
        (columns.prices, columns.promotions, columns.stockouts) = (prices, promotions, stockouts)
        (columns.idColumn, columns.timeColumn, columns.valueColumn) = (form.idColumn, form.timeColumn, form.valueColumn)
        return columns
    }

    private mutating func checkTypes(_ field: (String) -> ArrowField?) throws {
        func refused(_ name: String, _ type: ArrowType, _ needed: String) -> CallFailure { .input("column \(name) holds \(type.name): \(needed)") }
        if let type = field(form.idColumn)?.meaning {
            switch type {
            case .text, .textView, .null: break
            case .integer: form.wholeNumberIDs = true
            default: throw refused(form.idColumn, type, "ids are text or whole numbers; make them text")
            }
        }
        if let type = field(form.timeColumn)?.meaning {
            switch type {
            case .integer: form.time = .indices
            case .days, .dayMilliseconds: form.time = .days
            case .text, .textView: form.time = .texts
            case .timestamp(let unit, let zone):
                guard ["", "UTC", "Etc/UTC", "GMT", "Z", "+00:00"].contains(zone) else {
                    throw CallFailure.input("column \(form.timeColumn) has the time zone \(zone), and demand is counted by the shop's days: take the zone off first "
                        + "(pandas: df['\(form.timeColumn)'].dt.tz_localize(None); polars: .dt.replace_time_zone(None))")
                }
                let perSecond = [ArrowType.Unit.seconds: 1, .milliseconds: 1_000, .microseconds: 1_000_000, .nanoseconds: 1_000_000_000][unit] ?? 1
                form.time = .timestamp(unit: unit.rawValue, perSecond: perSecond, zone: zone)
            default: throw refused(form.timeColumn, type, "periods start at dates, timestamps or whole numbers")
            }
        }
        for name in [form.valueColumn] + PanelReading.extras + events.map(\.name) {
            guard let type = field(name)?.meaning else { continue }
            switch type {
            case .text, .textView, .days, .dayMilliseconds, .timestamp: throw refused(name, type, "make it numbers (pandas: pd.to_numeric)")
            default: break
            }
        }
    }

    private mutating func readIDs(_ rows: ArrowRows, _ count: Int) throws {
        codes.reserveCapacity(codes.count + count)
        var last: (bytes: UnsafeRawBufferPointer, code: Int32)?
        for row in 0..<count {
            guard let place = try rows.place(row) else {
                codes.append(-1)
                continue
            }
            if form.wholeNumberIDs {
                codes.append(place.array.integer(place.row).map { number in code("\(number)") } ?? -1)
                continue
            }
            let bytes = try place.array.bytes(place.row)
            if let last, last.bytes.elementsEqual(bytes) {
                codes.append(last.code)
                continue
            }
            guard let name = String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) else {
                throw CallFailure.input("\(frame), column \(form.idColumn), row \(codes.count + 1): the id is not UTF-8 text")
            }
            let number = code(name)
            last = (bytes, number)
            codes.append(number)
        }
    }

    /// Ids that differ in their bytes are different, however alike they look: the key of the table is compared by bytes.
    private mutating func code(_ name: String) -> Int32 {
        let known = numbers[name]
        if let known, names[Int(known)].utf8.elementsEqual(name.utf8) { return known }
        if known != nil, let other = names.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) { return Int32(other) }
        let number = Int32(names.count)
        names.append(name)
        if known == nil { numbers[name] = number }
        return number
    }

    private mutating func readTimes(_ rows: ArrowRows, _ count: Int) throws {
        for row in 0..<count {
            let place = try rows.place(row)
            if form.time == .texts {
                guard let place else {
                    texts.append("")
                    continue
                }
                guard let text = String(validating: try place.array.bytes(place.row).bindMemory(to: UInt8.self), as: UTF8.self) else {
                    throw CallFailure.input("\(frame), column \(form.timeColumn), row \(texts.count + 1): the date is not UTF-8 text")
                }
                texts.append(text)
                continue
            }
            guard let place, let value = place.array.integer(place.row) else {
                stamps.append(SeriesColumns.Moments.unknown)
                continue
            }
            switch (form.time, place.array.type) {
            case (.days, .days): stamps.append(value * 86_400)
            case (.days, _): stamps.append(try seconds(value, per: 1_000, row: stamps.count))
            case (.timestamp(_, let perSecond, _), _): stamps.append(try seconds(value, per: perSecond, row: stamps.count))
            default: stamps.append(value)
            }
        }
    }

    private func seconds(_ value: Int, per unit: Int, row: Int) throws -> Int {
        // What pandas writes for a moment that is not known.
        if value == Int.min { return SeriesColumns.Moments.unknown }
        guard value % unit == 0 else {
            throw CallFailure.input("\(frame), line \(row + 1), column \(form.timeColumn): the moment has fractions of a second; periods start at whole seconds")
        }
        return value / unit
    }

    private func readNumbers(_ rows: ArrowRows, _ count: Int, into numbers: inout [Double]) throws {
        numbers.reserveCapacity(numbers.count + count)
        for row in 0..<count {
            guard let place = try rows.place(row) else {
                numbers.append(.nan)
                continue
            }
            numbers.append(place.array.number(place.row))
        }
    }

    private func readFlags(_ rows: ArrowRows, _ count: Int, into flags: inout [Bool]) throws {
        for row in 0..<count {
            let number = try rows.place(row).map { $0.array.number($0.row) } ?? 0
            guard number == 0 || number == 1 || number.isNaN else {
                throw CallFailure.input("\(frame), line \(flags.count + 1), column \(rows.column.name): \(number) is neither 0 nor 1")
            }
            flags.append(number == 1)
        }
    }
}
