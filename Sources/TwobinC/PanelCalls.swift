import CTwobin
import DemandForecasting
import DemandModel
import PlanReading
import SalesIngestion

@_cdecl("tb_panel_from_arrow")
public func panelFromArrow(
    _ stream: UnsafeMutablePointer<ArrowArrayStream>?, _ options: UnsafePointer<tb_panel_options>?, _ call: UnsafePointer<tb_call>?,
    _ panel: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    defer {
        // Consumed in every case, unless somebody has already.
        if let stream { stream.pointee.release?(stream) }
        if let ahead = aheadStream(options) { ahead.pointee.release?(ahead) }
    }
    return answer {
        guard let stream, let panel else { throw CallFailure.usage("stream or panel is NULL") }
        panel.pointee = nil
        let conditions = try CallConditions(call)
        var form = PanelForm()
        var reading = SeriesReadingOptions()
        if let options {
            guard options.pointee.size >= leastPanelOptions else { throw CallFailure.usage("tb_panel_options: its size is not set") }
            form.idColumn = try text(options.pointee.id_column, of: "id_col") ?? form.idColumn
            form.timeColumn = try text(options.pointee.time_column, of: "time_col") ?? form.timeColumn
            form.valueColumn = try text(options.pointee.value_column, of: "target_col") ?? form.valueColumn
            if let period = try text(options.pointee.period, of: "period"), period != "auto" {
                guard let named = Period(rawValue: period) else {
                    throw CallFailure.usage("period: \"\(period)\" is none of auto, " + Period.allCases.map(\.rawValue).joined(separator: ", "))
                }
                reading.period = named
            }
        }
        let ahead = try aheadStream(options).map { try PanelReading($0, form: form, kind: .ahead).terms() }
        let rows = try PanelReading(stream, form: form, kind: .panel(events: ahead?.events.map(\.name) ?? []))
        try conditions.throwIfStopped()
        let series = try readSeries(rows.columns(), name: "df", options: reading)
        panel.pointee = newHandle(PanelHandle(series: series, form: rows.form, known: ahead.map { ($0, rows.terms()) }))
        return CallStatus.done
    }
}

/// The size of the options before they had a stream of what is known ahead.
private let leastPanelOptions = Int64(MemoryLayout<tb_panel_options>.offset(of: \.ahead) ?? MemoryLayout<tb_panel_options>.size)

private func aheadStream(_ options: UnsafePointer<tb_panel_options>?) -> UnsafeMutablePointer<ArrowArrayStream>? {
    guard let options, options.pointee.size >= MemoryLayout<tb_panel_options>.size else { return nil }
    return options.pointee.ahead
}

@_cdecl("tb_panel_forecast")
public func panelForecast(
    _ panel: OpaquePointer?, _ options: UnsafePointer<tb_forecast_options>?, _ call: UnsafePointer<tb_call>?,
    _ table: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let table else { throw CallFailure.usage("table is NULL") }
        table.pointee = nil
        let panel = try handle(panel, as: PanelHandle.self, "panel")
        let conditions = try CallConditions(call)
        let asked = try ForecastRequest(options)
        try conditions.prepare()
        let series = panel.series.series
        let result = try asked.job(panel, threads: conditions.threads).run(series, shouldStop: { conditions.shouldStop }) {
            conditions.tell("forecasting", done: $0, total: series.count)
        }
        try conditions.throwIfStopped()
        let found = result.forecasts
        var rows = ForecastRows(panel.form, asked)
        var place = 0
        for forecast in found {
            while series[place].uniqueID != forecast.uniqueID { place += 1 }
            rows.append(forecast, of: series[place], seen: series[place].demand.count)
        }
        return deliver(rows.columns(), failures: result.failures, remarks: result.remarks, to: table)
    }
}

@_cdecl("tb_panel_cross_validation")
public func panelCrossValidation(
    _ panel: OpaquePointer?, _ options: UnsafePointer<tb_forecast_options>?, _ windows: Int32, _ step: Int32, _ call: UnsafePointer<tb_call>?,
    _ table: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let table else { throw CallFailure.usage("table is NULL") }
        table.pointee = nil
        let panel = try handle(panel, as: PanelHandle.self, "panel")
        let conditions = try CallConditions(call)
        let asked = try ForecastRequest(options)
        guard !asked.cumulative else { throw CallFailure.usage("cumulative: cross-validation compares period by period") }
        guard (1...1_000).contains(windows) else { throw CallFailure.usage("n_windows is a number of origins from 1 to 1,000, not \(windows)") }
        guard (1...10_000).contains(step) else { throw CallFailure.usage("step_size is a number of periods from 1 to 10,000, not \(step)") }
        try conditions.prepare()
        let series = panel.series.series
        let origins = PastOrigins(windows: Int(windows), step: Int(step))
        let job = try asked.job(panel, threads: conditions.threads, isPast: true)
        let result = try origins.run(series, job: job, known: { try asked.known(panel, at: $0) }, shouldStop: { conditions.shouldStop }) {
            conditions.tell("forecasting", done: $0, total: $1)
        }
        try conditions.throwIfStopped()
        var rows = ForecastRows(panel.form, asked, withOrigins: true)
        for window in result.windows { rows.append(window.forecast, of: series[window.series], seen: window.seen) }
        return deliver(rows.columns(), failures: result.failures, remarks: result.remarks, to: table)
    }
}

private func deliver(
    _ rows: TableColumns, failures: [SeriesFailure], remarks: [String], to table: UnsafeMutablePointer<OpaquePointer?>
) -> Int32 {
    let notes = failures.map { TableHandle.Note(kind: .failed, uniqueID: $0.key.uniqueID, text: $0.message) }
        + remarks.map { TableHandle.Note(kind: .remark, uniqueID: "", text: $0) }
    table.pointee = newHandle(TableHandle(rows: rows, notes: notes))
    return failures.isEmpty ? CallStatus.done : CallStatus.someFailed
}
