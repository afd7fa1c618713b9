import DemandModel

/// Forecasts a panel by one regression on prices, promotions, events and season, with a smoothed level on what it leaves.
///
///     log E[demand] = own level + effects,    effects = panel's + group's deviation + series' own deviation
///
/// Effects are drawn together by a ridge (see `PanelRegression`), so an item that was never on promotion borrows the uplift of
/// its group. Means are means, not medians of a log-scale fit. The result does not depend on the order of the series
/// or the number of threads.
///
///     let input = RegressionInput(series: history, horizon: 9, periodsPerYear: 52.18)
///     let panel = try forecastByRegression(input)
///     print(panel.forecasts[0]?.mean ?? [])
///
/// - Returns: one forecast per series, in the order of the input; `nil` for a series without demand.
public func forecastByRegression(_ input: RegressionInput) throws(RegressionForecastError) -> RegressionPanelForecast {
    let fitted = try FittedRegression.learning(input, known: nil).fitted
    return RegressionPanelForecast(
        forecasts: input.series.indices.map { fitted.forecast(at: $0) }, remarks: fitted.remarks, columns: fitted.data.columns.names,
        dispersion: fitted.fit.dispersion, levelRate: fitted.calibration.levelRate, termsAreKnown: fitted.termsAreKnown)
}
