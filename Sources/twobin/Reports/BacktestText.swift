import DemandModel
import PlanEngine
import TextForms

/// A backtest for a person: how good the point forecasts were, how good the quantiles, and whether they hold, class by class.
enum BacktestText {
    /// Members with a smaller share of the combination are left to the files.
    private static let shownMembers = 8

    static func text(_ report: BacktestReport) -> String {
        let configuration = report.configuration
        var lines = ["\(grouped(report.cases)) cases: \(grouped(report.judgedSeries)) of \(grouped(report.series)) series, "
            + "\(configuration.origins) \(configuration.origins == 1 ? "origin" : "origins"), horizon \(configuration.horizon), "
            + "L = \(configuration.totalPeriods) periods"]
        func note(_ count: Int, _ text: String) { if count > 0 { lines.append("  \(grouped(count)) \(text)") } }
        note(report.tooShort, "left out: too few periods before the origin")
        note(report.inactive, "left out: demand in fewer than \(configuration.leastActivePeriods) periods before the origin")
        note(report.unscaled, "without a scale: demand never changed before the origin")
        note(report.stockoutPeriods, "judged periods with a stock-out: what was sold there is judged, what was wanted is not known")
        note(report.failures.count, "series could not be forecast (listed above)")
        let hidden = report.rows.count { $0.model.kind == .member && $0.demandClass == nil } - shownMembers
        var text = lines.joined(separator: "\n") + "\n\nPoint forecasts of single periods\n" + points(report)
        text += "\nScaled pinball loss of the quantiles of single periods\n" + losses(report) { $0.periods }
        text += "\nScaled pinball loss of the quantiles of demand over \(configuration.totalPeriods) periods\n" + losses(report) { $0.total }
        text += "\nA model that not every series can have is judged on its own cases; OWA compares with Naive2 on the same ones.\n"
        if hidden > 0 { text += "\(hidden) models with smaller shares are in backtest.csv (--out) and --json.\n" }
        text += "\nThe combination by demand class\n" + classes(report)
        text += "\nShare of demand over \(configuration.totalPeriods) periods served from stocks that promise it for every series\n" + fill(report)
        text += "\nUnits short and left over at the end of \(configuration.totalPeriods) periods from these stocks, and as a multiple of what was promised\n" + leftOver(report)
        text += "\nCoverage of the combination: at random where demand equals a count quantile (in brackets: at or below it)\n" + coverage(report)
        return text
    }

    /// Rows over all cases, without members of small share.
    private static func shown(_ report: BacktestReport) -> [BacktestRow] {
        var members = 0
        return report.rows.filter { row in
            guard row.demandClass == nil else { return false }
            if row.model.kind == .member { members += 1 }
            return row.model.kind != .member || members <= shownMembers
        }
    }

    private static func points(_ report: BacktestReport) -> String {
        var table = AlignedTable(columns: [
            .left("model"), .right("share"), .right("cases"), .right("MASE"), .right("RMSSE"), .right("sMAPE"), .right("OWA"), .right("WAPE"),
            .right("bias"),
        ])
        for row in shown(report) where row.measures.smape != nil {
            let m = row.measures
            table.add([
                row.model.name, m.share.map { percent($0) } ?? "", grouped(m.cases), number(m.mase), number(m.rmsse), number(m.smape, 2),
                number(m.owa), share(m.wape), share(m.bias),
            ])
        }
        return table.text
    }

    private static func losses(_ report: BacktestReport, _ measures: (BacktestMeasures) -> QuantileMeasures) -> String {
        var table = AlignedTable(columns: [.left("model"), .right("outcomes"), .right("mean")] + levelColumns)
        for row in shown(report) {
            let quantiles = measures(row.measures)
            guard let mean = quantiles.meanPinball else { continue }
            table.add([row.model.name, grouped(quantiles.outcomes), fixed(mean, 4)] + quantiles.pinball.map { fixed($0, 4) })
        }
        return table.text
    }

    private static func classes(_ report: BacktestReport) -> String {
        var table = AlignedTable(columns: [
            .left("class"), .right("cases"), .right("MASE"), .right("RMSSE"), .right("sMAPE"), .right("OWA"), .right("bias"),
            .right("pinball"), .right("pinball over L"), .right("bias over L"),
        ])
        for row in report.rows where row.model.kind == .combination {
            let m = row.measures
            table.add([
                row.demandClass?.rawValue ?? "all", grouped(m.cases), number(m.mase), number(m.rmsse), number(m.smape, 2), number(m.owa),
                share(m.bias), number(m.periods.meanPinball, 4), number(m.total.meanPinball, 4), share(m.totalBias),
            ])
        }
        return table.text
    }

    private static func coverage(_ report: BacktestReport) -> String {
        var table = AlignedTable(columns: [.left("class"), .left("demand of"), .right("outcomes")] + levelColumns)
        for row in report.rows where row.model.kind == .combination {
            for (what, quantiles) in [("one period", row.measures.periods), ("L periods", row.measures.total)] where !quantiles.coverage.isEmpty {
                table.add(
                    [row.demandClass?.rawValue ?? "all", what, grouped(quantiles.outcomes)]
                        + zip(quantiles.coverage, quantiles.plainCoverage).map { "\(fixed($0, 3)) (\(fixed($1, 3)))" })
            }
        }
        return table.text
    }

    /// Promised, achieved and what it takes.
    private static func fill(_ report: BacktestReport) -> String {
        var table = AlignedTable(columns: [
            .left("model"), .left("class"), .right("for each"), .right("promised"), .right("achieved"), .right("stock / mean"),
        ])
        for row in report.rows where row.model.kind == .combination || row.demandClass == nil {
            for measure in row.measures.totalFill {
                table.add([
                    row.model.name, row.demandClass?.rawValue ?? "all", percent(measure.rate), percent(measure.promised), percent(measure.achieved),
                    fixed(measure.stock, 2),
                ])
            }
        }
        return table.text
    }

    /// What the stocks that promise a share left short and left over.
    private static func leftOver(_ report: BacktestReport) -> String {
        var table = AlignedTable(columns: [
            .left("model"), .left("class"), .right("for each"), .right("short"), .right("of promised"), .right("left over"), .right("of promised"),
        ])
        for row in report.rows where row.model.kind == .combination || row.demandClass == nil {
            for measure in row.measures.totalFill {
                table.add([
                    row.model.name, row.demandClass?.rawValue ?? "all", percent(measure.rate), fixed(measure.short, 0),
                    times(measure.short, measure.promisedShort), fixed(measure.left, 0), times(measure.left, measure.promisedLeft),
                ])
            }
        }
        return table.text
    }

    /// What came as a multiple of what was promised.
    private static func times(_ came: Double, _ promised: Double) -> String { promised > 0 ? "x" + fixed(came / promised, 2) : "" }

    private static var levelColumns: [AlignedTable.Column] { BacktestConfiguration.levels.map { .right(decimalText($0)) } }

    private static func number(_ value: Double?, _ decimals: Int = 3) -> String { value.map { fixed($0, decimals) } ?? "" }
    private static func share(_ value: Double?) -> String { value.map { percent($0) } ?? "" }
}
