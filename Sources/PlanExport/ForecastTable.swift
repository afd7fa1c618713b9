import DemandModel
import TextForms

/// Forecasts as a table: `unique_id`, `ds`, the point forecast and one column per quantile (`q0.5`, `q0.9`, ...).
///
/// This is a file that programs exchange: text is written exactly, never escaped for spreadsheets.
///
///     let table = ForecastTable(quantiles: [0.5, 0.9])
///     print(table.columns)       // ["unique_id", "ds", "mean", "q0.5", "q0.9"]
public struct ForecastTable: Sendable {
    public enum Point: String, Sendable { case mean, median }

    /// What a row stands for.
    public enum Layout: Sendable {
        /// One row per coming period.
        case periods
        /// One row per series, the total over the horizon, and no column `ds`; each series has one entry.
        case totals
    }

    public let quantiles: [Double]
    public let point: Point
    public let layout: Layout

    public init(quantiles: [Double], point: Point = .mean, layout: Layout = .periods) {
        self.quantiles = quantiles
        self.point = point
        self.layout = layout
    }

    public var columns: [String] {
        ["unique_id"] + (layout == .periods ? ["ds"] : []) + [point.rawValue] + quantiles.map { "q" + decimalText($0) }
    }

    /// Writes the series in the order given.
    /// - Throws: `OutputError.inconsistentRun` where a series has not one value per period for the point and each quantile.
    public func write(_ forecasts: some Sequence<SeriesForecast>, to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter()
        table.header(columns)
        for forecast in forecasts {
            try append(forecast, to: &table)
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }

    /// Writes the forecasts of the items that have one, in the order given.
    /// - Parameter threads: worker threads; no effect on the bytes.
    /// - Throws: as `write`.
    func write(of items: [PlannedItem], threads: Int, to sink: ByteSink) throws(OutputError) {
        var head = CommaSeparatedWriter()
        head.header(columns)
        try sink(head.drain())
        try takeOrdered(parts: partCount(items.count), threads: threads, make: { part -> Result<[UInt8], OutputError> in
            var table = CommaSeparatedWriter()
            do throws(OutputError) {
                for item in items[partRange(part, of: items.count)] {
                    if let forecast = item.forecast { try append(forecast, to: &table) }
                }
            } catch {
                return .failure(error)
            }
            return .success(table.drain())
        }, take: { (part) throws(OutputError) in try sink(part.get()) })
    }

    private func append(_ forecast: SeriesForecast, to table: inout CommaSeparatedWriter) throws(OutputError) {
        let values = point == .mean ? forecast.mean : forecast.median
        let rows = layout == .totals ? 1 : forecast.periodStarts.count
        guard values.count == rows, forecast.quantiles.count == quantiles.count,
              forecast.quantiles.allSatisfy({ $0.count == rows }) else {
            throw .inconsistentRun(
                "the forecast of \(forecast.uniqueID) has \(values.count) values of \(point.rawValue) and "
                    + "\(forecast.quantiles.count) quantiles for \(rows) rows and \(quantiles.count) quantiles")
        }
        let name = table.encoded(forecast.uniqueID)
        for row in 0..<rows {
            table.cell(name)
            if layout == .periods { table.text(forecast.periodStarts[row]) }
            table.number(values[row])
            for quantile in forecast.quantiles { table.number(quantile[row]) }
            table.endRow()
        }
    }
}
/// Rows that were set aside as a table: `quarantine.csv` with the columns file, line, column, code, value, hint.
public enum QuarantineTable {
    public static let columns = ["file", "line", "column", "code", "value", "hint"]

    /// Writes the rows in the order given; text is escaped for spreadsheets unless asked otherwise.
    public static func write(
        _ rows: [QuarantinedRow], textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink
    ) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(columns)
        for row in rows {
            table.text(row.file)
            table.integer(row.line)
            for text in [row.column, row.code, row.value, row.hint] { table.text(text) }
            table.endRow()
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }
}
