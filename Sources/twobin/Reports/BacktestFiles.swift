import DemandModel
import PlanCharts
import PlanEngine
import PlanExport
import PlanReading
import TextForms

/// What `twobin backtest --out` leaves: every measure of every model in long form, the same as JSON, and the reliability plot.
enum BacktestFiles {
    /// The files of a backtest, the mark of the set last.
    static let names = ["backtest.csv", "reliability.svg", "backtest.json"]

    /// - Returns: the paths written.
    static func write(_ report: BacktestReport, json: JSONValue, to directory: String) throws(OutputError) -> [String] {
        let files = try AtomicFiles(directory: directory)
        try files.write("backtest.csv") { sink throws(OutputError) in try sink(csv(report)) }
        try files.write("reliability.svg") { sink throws(OutputError) in try sink(Array(reliability(report).svg().utf8)) }
        try files.write("backtest.json") { sink throws(OutputError) in try sink(json.bytes()) }
        try files.commit()
        return ["backtest.csv", "backtest.json", "reliability.svg"].map { directory + "/" + $0 }
    }

    /// Columns model, kind, class, measure, level, value: one row per number. Measures of demand over L periods begin with `total_`.
    static func csv(_ report: BacktestReport) -> [UInt8] {
        var writer = CommaSeparatedWriter(textEscaping: .exact)
        writer.header(["model", "kind", "class", "measure", "level", "value"])
        for row in report.rows {
            for entry in measures(row.measures) {
                guard let value = entry.value else { continue }
                writer.text(row.model.name)
                writer.text(row.model.kind.rawValue)
                writer.text(row.demandClass?.rawValue ?? "all")
                writer.text(entry.name)
                writer.number(entry.level)
                writer.number(value)
                writer.endRow()
            }
        }
        return writer.drain()
    }

    static func json(_ report: BacktestReport) -> JSONValue {
        let configuration = report.configuration
        return [
            "version": .text(twobinVersion),
            "horizon": .integer(configuration.horizon),
            "origins": .integer(configuration.origins),
            "step": .integer(configuration.distance),
            "lead_time_periods": .integer(configuration.totalPeriods),
            "least_active": .integer(configuration.leastActivePeriods),
            "seed": .text(String(configuration.seed)),
            "series": .integer(report.series),
            "judged_series": .integer(report.judgedSeries),
            "cases": .integer(report.cases),
            "left_out_too_short": .integer(report.tooShort),
            "left_out_inactive": .integer(report.inactive),
            "unscaled": .integer(report.unscaled),
            "stockout_periods": .integer(report.stockoutPeriods),
            "failures": .array(report.failures.map { ["unique_id": .text($0.key.uniqueID), "message": .text($0.message)] }),
            "levels": .array(BacktestConfiguration.levels.map(JSONValue.number)),
            "results": .array(report.rows.map { row in
                [
                    "model": .text(row.model.name), "kind": .text(row.model.kind.rawValue), "class": .text(row.demandClass?.rawValue ?? "all"),
                    "measures": measures(row),
                ]
            }),
        ]
    }

    /// Coverage of demand over L periods by the combination, one line per demand class; all cases together where there is one class.
    static func reliability(_ report: BacktestReport) -> Chart {
        let rows = report.rows.filter { $0.model.kind == .combination && !$0.measures.total.coverage.isEmpty }
        let classes = rows.filter { $0.demandClass != nil && $0.demandClass != DemandClass.none }
        let drawn = classes.count > 1 ? classes : rows.filter { $0.demandClass == nil }
        return ReliabilityChart.chart(
            drawn.map { row in
                let points = zip(BacktestConfiguration.levels, row.measures.total.coverage).map { ReliabilityPoint(nominal: $0, observed: $1) }
                return ("\(row.demandClass?.rawValue ?? "all") (\(row.measures.total.outcomes))", points)
            }, title: "Do the quantiles of demand over \(report.configuration.totalPeriods) periods hold?")
    }

    private static func measures(_ row: BacktestRow) -> JSONValue {
        // One value per name, or an array over the levels.
        var members: [JSONValue.Member] = []
        var lists: [(name: String, values: [JSONValue])] = []
        for entry in measures(row.measures) {
            guard entry.level != nil else {
                members.append(JSONValue.Member(entry.name, JSONValue(entry.value)))
                continue
            }
            if lists.last?.name != entry.name { lists.append((entry.name, [])) }
            lists[lists.count - 1].values.append(JSONValue(entry.value))
        }
        return .object(members + lists.map { JSONValue.Member($0.name + "_by_level", .array($0.values)) })
    }

    private static func measures(_ m: BacktestMeasures) -> [(name: String, level: Double?, value: Double?)] {
        var all: [(name: String, level: Double?, value: Double?)] = [
            ("cases", nil, Double(m.cases)), ("share", nil, m.share), ("mase", nil, m.mase), ("rmsse", nil, m.rmsse), ("smape", nil, m.smape),
            ("owa", nil, m.owa), ("wape", nil, m.wape), ("bias", nil, m.bias),
        ]
        for (prefix, quantiles) in [("", m.periods), ("total_", m.total)] {
            all.append((prefix + "outcomes", nil, Double(quantiles.outcomes)))
            all.append((prefix + "pinball", nil, quantiles.meanPinball))
            for (name, values) in [
                ("pinball", quantiles.pinball), ("coverage", quantiles.coverage), ("plain_coverage", quantiles.plainCoverage),
            ] {
                for (level, value) in zip(BacktestConfiguration.levels, values) { all.append((prefix + name, level, value)) }
            }
        }
        for (name, value) in [
            ("total_promised_fill", \FillMeasure.promised), ("total_achieved_fill", \.achieved), ("total_fill_stock", \.stock),
            ("total_promised_short", \.promisedShort), ("total_short", \.short), ("total_promised_left", \.promisedLeft), ("total_left", \.left),
        ] as [(String, KeyPath<FillMeasure, Double>)] {
            for measure in m.totalFill { all.append((name, measure.rate, measure[keyPath: value])) }
        }
        return all + [("total_wape", nil, m.totalWAPE), ("total_bias", nil, m.totalBias)]
    }
}
