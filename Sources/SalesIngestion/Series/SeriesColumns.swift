import DemandModel

/// The rows of series as columns in memory, one entry per row: what a data frame holds of a series file.
///
///     let columns = SeriesColumns(names: ["A"], codes: [0, 0], moments: .indices([1, 2]), values: [3, 4])
///     let file = try readSeries(columns, name: "df")
public struct SeriesColumns: Sendable {
    /// When the periods of the rows start.
    public enum Moments: Sendable {
        /// Whole numbers.
        case indices([Int])
        /// Seconds since 1970-01-01 00:00, as on the shop's clock.
        case seconds([Int], daysOnly: Bool)
        /// Text, read like the cells of a file.
        case texts([String])

        /// What stands where the moment of a row is not known (an empty text among texts).
        public static let unknown = Int.min

        public var count: Int {
            switch self {
            case .indices(let values), .seconds(let values, _): values.count
            case .texts(let values): values.count
            }
        }
    }

    /// The ids that occur.
    public var names: [String]
    /// Index into `names`; -1 where a row has no id.
    public var codes: [Int32]
    public var moments: Moments
    /// Units; not a number where missing.
    public var values: [Double]
    /// Money per unit, not a number where not known; empty: no such column.
    public var prices: [Double] = []
    /// Empty: no such column.
    public var promotions: [Bool] = []
    public var stockouts: [Bool] = []
    /// How the frame names the columns, for messages.
    public var idColumn = "unique_id", timeColumn = "ds", valueColumn = "y"

    public init(names: [String], codes: [Int32], moments: Moments, values: [Double]) {
        self.names = names
        self.codes = codes
        self.moments = moments
        self.values = values
    }
}

/// Lays rows in memory out as series, by the rules of a series file; lines of messages are rows, counted from 1.
///
/// - Parameter name: what messages call the frame.
/// - Throws: what `readSeriesFile` throws for the same rows in a file.
public func readSeries(
    _ columns: SeriesColumns, name: String, options: SeriesReadingOptions = SeriesReadingOptions()
) throws(IngestionError) -> SeriesFile {
    try assembleSeries(SeriesRows(columns, name: name, options: options), file: name, path: name, options: options) { "" }
}

extension SeriesRows {
    /// Takes the rows of columns in memory.
    init(_ columns: SeriesColumns, name: String, options: SeriesReadingOptions) throws(IngestionError) {
        let count = columns.codes.count
        guard columns.moments.count == count, columns.values.count == count,
              [columns.prices.count, columns.promotions.count, columns.stockouts.count].allSatisfy({ $0 == 0 || $0 == count }) else {
            throw .unsuitable(reason: "\(name): its columns are not of one length")
        }
        if count == 0 { throw .noRows(file: name) }
        func bad(_ row: Int, _ column: String, _ value: String, _ hint: String) -> IngestionError {
            .badCell(file: name, line: row + 1, column: column, value: value, hint: hint)
        }
        let (form, stamps) = try SeriesRows.stamps(columns, name: name, options: options)
        self.init(form: form)
        var numbers = [Int](repeating: -1, count: columns.names.count)
        let empty = ScratchBytes().field(from: 0)
        for row in 0..<count {
            let code = Int(columns.codes[row])
            guard columns.names.indices.contains(code), !columns.names[code].isEmpty else {
                throw bad(row, columns.idColumn, "", QuarantineCode.missingItem.hint)
            }
            if numbers[code] < 0 {
                guard !columns.names[code].utf8.contains(0) else { throw bad(row, columns.idColumn, columns.names[code], QuarantineCode.badEncoding.hint) }
                numbers[code] = withField(columns.names[code]) { Int(keys.intern($0, empty).0) }
                while bySeries.count <= numbers[code] { bySeries.append([]) }
            }
            var one = Row(stamp: stamps[row], line: row + 1)
            let value = columns.values[row]
            if !value.isNaN {
                guard value.isFinite else { throw bad(row, columns.valueColumn, "\(value)", "write a plain number, or leave the cell empty where the value is missing") }
                one.value = value
            }
            if !columns.prices.isEmpty, !columns.prices[row].isNaN {
                guard columns.prices[row].isFinite else { throw bad(row, "price", "\(columns.prices[row])", QuarantineCode.badPrice.hint) }
                one.price = columns.prices[row]
            }
            if !columns.promotions.isEmpty { one.promotion = columns.promotions[row] }
            if !columns.stockouts.isEmpty { one.stockout = columns.stockouts[row] }
            bySeries[numbers[code]].append(one)
        }
        self.count = count
    }

    /// The moments of all rows as numbers, and how the frame writes them.
    private static func stamps(
        _ columns: SeriesColumns, name: String, options: SeriesReadingOptions
    ) throws(IngestionError) -> (StampForm, [Int]) {
        func bad(_ row: Int, _ value: String, _ hint: String) -> IngestionError {
            .badCell(file: name, line: row + 1, column: columns.timeColumn, value: value, hint: hint)
        }
        switch columns.moments {
        case .indices(let values):
            for (row, value) in values.enumerated() where !(Int(Int32.min)...Int(Int32.max)).contains(value) {
                throw value == SeriesColumns.Moments.unknown
                    ? bad(row, "", "every row needs the start of its period") : bad(row, "\(value)", "whole numbers count periods here; this one is too large for that")
            }
            return (withField("1") { StampForm(of: $0, date: .index) }, values)
        case .seconds(let values, let daysOnly):
            let form = withField(daysOnly ? "2000-01-01" : "2000-01-01 00:00:00") { StampForm(of: $0, date: .iso) }
            let first = Int(CalendarDay.dayNumber(year: DateReader.years.lowerBound, month: 1, day: 1)) * 86_400
            let last = Int(CalendarDay.dayNumber(year: DateReader.years.upperBound, month: 12, day: 31)) * 86_400 + 86_399
            for (row, value) in values.enumerated() where value < first || value > last {
                if value == SeriesColumns.Moments.unknown { throw bad(row, "", "every row needs the start of its period") }
                let isNear = abs(value) < 1_000_000_000_000
                throw bad(
                    row, isNear ? form.text(seconds: value) : "\(value) seconds",
                    "dates lie in the years \(DateReader.years.lowerBound) to \(DateReader.years.upperBound)")
            }
            return (form, values)
        case .texts(let texts):
            let sample = Array(texts.prefix(10_000))
            let date: DateForm
            if let asked = options.dateForm { date = asked } else {
                switch DateDetection.detect(sample, allowSerial: false) {
                case .form(let found): date = found
                case .ambiguous(let example): throw .ambiguousDates(file: name, column: columns.timeColumn, example: example)
                case .none: date = .iso
                }
            }
            var form = withField(sample.first { !$0.isEmpty } ?? "") { StampForm(of: $0.trimmed, date: date) }
            if sample.contains(where: { cell in !withField(cell) { StampForm(of: $0.trimmed, date: date).padded } }) { form.padded = false }
            var reader = DateReader(form: date)
            var stamps: [Int] = []
            stamps.reserveCapacity(texts.count)
            for (row, text) in texts.enumerated() {
                guard let stamp = withField(text, { StampForm.read($0.trimmed, &reader)?.seconds }) else {
                    throw bad(row, text, text.isEmpty ? "every row needs the start of its period" : "write it like \(date.example), as the other rows do")
                }
                stamps.append(stamp)
            }
            return (form, stamps)
        }
    }
}

extension TimedSeries {
    /// True where `ds` are whole numbers.
    public var usesIndices: Bool { form.date == .index }

    /// When a period of the series (0 = first) or behind it starts: seconds since 1970-01-01 00:00 on the shop's clock, or the index.
    public func stamp(at index: Int) -> Int { calendar.seconds(of: demand.firstPeriod + index) }

    /// The period that starts at a moment (0 = first of the series, `demand.count` = first coming one); `nil` where none does.
    public func index(ofPeriodAt stamp: Int) -> Int? { calendar.number(of: stamp).map { $0 - demand.firstPeriod } }

    /// The series as it was after its first `count` periods.
    public func prefix(_ count: Int) -> TimedSeries {
        let kept = max(0, min(count, demand.count))
        func cut<Value>(_ values: [Value]) -> [Value] { Array(values.prefix(kept)) }
        var shorter = self
        shorter.demand = DemandSeries(
            key: demand.key, firstPeriod: demand.firstPeriod, demand: cut(demand.demand), missing: demand.missing.filter { $0 < kept },
            price: cut(demand.price), promotion: cut(demand.promotion), stockout: cut(demand.stockout))
        return shorter
    }
}
