import DemandForecasting
import DemandModel

/// The outcome of a backtest.
public struct BacktestReport: Sendable {
    public var configuration: BacktestConfiguration
    /// Series given, and series with at least one case.
    public var series: Int
    public var judgedSeries: Int
    /// Series at an origin that were forecast and judged.
    public var cases: Int
    /// Series at an origin that were left out: too short, with demand in too few periods before it.
    public var tooShort: Int
    public var inactive: Int
    /// Series at an origin whose training part never changes: no scale, so scaled measures leave them out.
    public var unscaled: Int
    /// Judged periods flagged as stock-outs: what was sold there is judged, as what was wanted is not known.
    public var stockoutPeriods: Int
    /// Series that could not be forecast, each once.
    public var failures: [SeriesFailure]
    /// The combination, its members by falling mean share, the floors; each over all cases and then per demand class.
    public var rows: [BacktestRow]

    /// The row of a model over all cases, or over a class.
    public func row(_ name: String, _ kind: BacktestModel.Kind = .combination, demandClass: DemandClass? = nil) -> BacktestRow? {
        rows.first { $0.model.name == name && $0.model.kind == kind && $0.demandClass == demandClass }
    }
}

/// One model over all cases, or over those of a demand class (that of the training part).
public struct BacktestRow: Sendable {
    public var model: BacktestModel
    /// `nil`: all cases.
    public var demandClass: DemandClass?
    public var measures: BacktestMeasures
}

/// Accuracy and calibration of one model; `nil` (or empty) where it is not defined. Definitions: docs/guide/backtest.md.
public struct BacktestMeasures: Sendable, Equatable {
    public var cases: Int
    /// Mean share in the combination; members only.
    public var share: Double?
    public var mase: Double?
    public var rmsse: Double?
    /// 0...200.
    public var smape: Double?
    /// Against Naive2 on the same cases.
    public var owa: Double?
    /// Sum of absolute errors over sum of actuals.
    public var wape: Double?
    /// Sum of (forecast - actual) over sum of actuals: above 0 = too high.
    public var bias: Double?
    public var periods: QuantileMeasures
    /// Of total demand over L periods.
    public var total: QuantileMeasures
    public var totalWAPE: Double?
    public var totalBias: Double?
    /// Stocks that promise a fill rate over L periods; empty for models by themselves.
    public var totalFill: [FillMeasure] = []
}

/// How quantiles did, at the levels of `BacktestConfiguration`.
public struct QuantileMeasures: Sendable, Equatable {
    /// Outcomes that were compared with them.
    public var outcomes: Int
    /// Scaled pinball loss per level; empty where there are no quantiles or no scale.
    public var pinball: [Double]
    /// Share of outcomes covered per level, outcomes equal to a count quantile being decided at random so that the quantile covers its level
    /// exactly where the forecast distribution is right.
    public var coverage: [Double]
    /// Share of outcomes at or below the quantile.
    public var plainCoverage: [Double]

    /// Mean over the levels.
    public var meanPinball: Double? { pinball.isEmpty ? nil : pinball.reduce(0, +) / Double(pinball.count) }
}
