import DemandModel
import SalesIngestion

/// Collects forecasts as the columns of a table, in the form in which the panel's rows were given.
struct ForecastRows {
    private let form: PanelForm
    private let asked: ForecastRequest
    private let withOrigins: Bool
    private var ids: [String] = []
    private var stamps: [Int] = [], cutoffs: [Int] = []
    private var stampTexts: [String] = [], cutoffTexts: [String] = []
    private var actual: [Double] = []
    private var points: [Double] = []
    private var quantiles: [[Double]]

    init(_ form: PanelForm, _ asked: ForecastRequest, withOrigins: Bool = false) {
        self.form = form
        self.asked = asked
        self.withOrigins = withOrigins
        quantiles = Array(repeating: [], count: asked.columns.count)
    }

    /// - Parameter seen: periods of the series before the forecast.
    mutating func append(_ forecast: SeriesForecast, of series: TimedSeries, seen: Int) {
        let values = asked.median ? forecast.median : forecast.mean
        let missing = withOrigins ? Set(series.demand.missing) : []
        for step in values.indices {
            ids.append(forecast.uniqueID)
            points.append(values[step])
            for index in quantiles.indices { quantiles[index].append(forecast.quantiles[index][step]) }
            guard !asked.cumulative else { continue }
            if form.time == .texts { stampTexts.append(series.dsText(at: seen + step)) } else { stamps.append(series.stamp(at: seen + step)) }
            guard withOrigins else { continue }
            if form.time == .texts { cutoffTexts.append(series.dsText(at: seen - 1)) } else { cutoffs.append(series.stamp(at: seen - 1)) }
            let place = seen + step
            actual.append(place < series.demand.count && !missing.contains(place) ? series.demand.demand[place] : .nan)
        }
    }

    func columns() -> TableColumns {
        var columns: [TableColumn] = []
        if form.wholeNumberIDs {
            columns.append(.integers(form.idColumn, ids.map { Int64($0) ?? 0 }))
        } else {
            columns.append(.texts(form.idColumn, ids))
        }
        if !asked.cumulative { columns.append(moments(form.timeColumn, stamps, stampTexts)) }
        if withOrigins {
            columns.append(moments("cutoff", cutoffs, cutoffTexts))
            columns.append(.numbers(form.valueColumn, actual, nullable: true))
        }
        columns.append(.numbers(asked.model, points))
        for (column, values) in zip(asked.columns, quantiles) { columns.append(.numbers(column.name, values)) }
        return TableColumns(columns: columns)
    }

    private func moments(_ name: String, _ stamps: [Int], _ texts: [String]) -> TableColumn {
        switch form.time {
        case .texts: .texts(name, texts)
        case .indices: .integers(name, stamps.map { Int64($0) })
        case .days: .days(name, stamps.map { Int32(clamping: ($0 >= 0 ? $0 : $0 - 86_399) / 86_400) })
        case .timestamp(let unit, let perSecond, let zone):
            // Years to 2262 in nanoseconds, which is where the type itself ends.
            .integers(name, stamps.map { Int64(clamping: $0.multipliedReportingOverflow(by: perSecond).partialValue) }, format: "ts\(unit):\(zone)")
        }
    }
}
