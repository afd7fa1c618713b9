import CTwobin
import PlanReading
import SalesIngestion
import TextForms

/// What a call asks of a forecast, checked.
struct ForecastRequest {
    let horizon: Int
    let season: Int?
    let cumulative: Bool
    let median: Bool
    let model: String
    /// Per cent, as asked.
    let levels: [Double]
    let quantiles: [Double]

    init(_ options: UnsafePointer<tb_forecast_options>?) throws {
        guard let options else { throw CallFailure.usage("options is NULL") }
        let asked = options.pointee
        guard asked.size >= MemoryLayout<tb_forecast_options>.size else { throw CallFailure.usage("tb_forecast_options: its size is not set") }
        horizon = Int(asked.horizon)
        guard (1...10_000).contains(horizon) else { throw CallFailure.usage("h is a number of periods from 1 to 10,000, not \(horizon).") }
        season = asked.season == 0 ? nil : Int(asked.season)
        if let season, !(1...366).contains(season) { throw CallFailure.usage("season_length is a number of periods from 1 (none) to 366, not \(season).") }
        cumulative = asked.cumulative != 0
        median = asked.median != 0
        model = try text(asked.model, of: "model") ?? (median ? "median" : "mean")
        levels = try ForecastRequest.numbers(asked.levels, asked.level_count, "level")
        for level in levels where !(level > 0 && level < 100) {
            throw CallFailure.usage("level: \(decimalText(level)) is no number between 0 and 100; write for example 80, 95")
        }
        quantiles = try ForecastRequest.numbers(asked.quantiles, asked.quantile_count, "quantiles")
        for quantile in quantiles where !(quantile > 0 && quantile < 1) {
            throw CallFailure.usage("quantiles: \"\(decimalText(quantile))\" is no number between 0 and 1; write for example 0.5,0.9")
        }
        for (name, values) in [("level", levels), ("quantiles", quantiles)] where Set(values).count != values.count {
            throw CallFailure.usage("\(name): \(values.map { decimalText($0) }.joined(separator: ",")) names one twice; columns need names of their own")
        }
    }

    private static func numbers(_ pointer: UnsafePointer<Double>?, _ count: Int64, _ name: String) throws -> [Double] {
        guard (0...1_000).contains(count), count == 0 || pointer != nil else { throw CallFailure.usage("\(name): \(count) of them") }
        return Array(UnsafeBufferPointer(start: pointer, count: Int(count)))
    }

    /// The columns of quantiles in their order: of the intervals from the widest lower to the widest upper bound, then the asked ones.
    var columns: [(name: String, probability: Double)] {
        let sorted = levels.sorted()
        // Written so that an interval of 80 per cent has exactly the quantiles 0.1 and 0.9 that a person would ask for.
        let lower = sorted.reversed().map { ("\(model)-lo-\(decimalText($0))", (100 - $0) / 200) }
        let upper = sorted.map { ("\(model)-hi-\(decimalText($0))", (100 + $0) / 200) }
        return lower + upper + quantiles.map { ("q" + decimalText($0), $0) }
    }

    /// - Parameter isPast: forecasts start at past origins, each with what is known ahead of it (`known(_:at:)`).
    func job(_ panel: PanelHandle, threads: Int, isPast: Bool = false) throws -> SeriesForecasting {
        var job = SeriesForecasting(horizon: horizon, season: season, quantiles: columns.map(\.probability), cumulative: cumulative)
        job.wantsMedian = median
        job.threads = threads
        job.closed = panel.series.closedWeekdays.isEmpty ? nil : ClosedDays(weekdays: panel.series.closedWeekdays)
        if let known = panel.known {
            guard !cumulative else { throw CallFailure.usage("cumulative: totals are forecast without X_df; a plan has both") }
            guard job.closed == nil else {
                throw CallFailure.input("X_df: df has no row on some weekdays, on which the shop is then taken to be closed; fill them in with 0 to use X_df")
            }
            if !isPast { job.known = try KnownTerms(panel.series.series, horizon: horizon, form: panel.form).known(ahead: known.ahead, past: known.past) }
        }
        return job
    }

    /// What is known ahead at a past origin; `nil` where nothing is.
    ///
    /// - Parameter seen: periods of each series that the origin sees; `nil` for a series that it does not forecast.
    func known(_ panel: PanelHandle, at seen: [Int?]) throws -> KnownAhead? {
        guard let known = panel.known else { return nil }
        return try KnownTerms(panel.series.series, seen: seen, horizon: horizon, form: panel.form).known(ahead: known.ahead, past: known.past)
    }
}
