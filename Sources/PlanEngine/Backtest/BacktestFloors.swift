import DemandForecasting
import DemandModel

/// The methods that any forecast should beat.
enum BacktestFloors {
    static func forecasts(_ one: BacktestCase, path: PathForecast, configuration: BacktestConfiguration) -> [ModelForecast] {
        [
            seasonalNaive(one, isCount: path.isCount, configuration), historicalMean(one, isCount: path.isCount, configuration),
            textbook(path, isNonNegative: one.history.allSatisfy { $0 >= 0 }, configuration),
        ]
    }

    /// The value of the same period of the last season. Errors are a random walk per season slot: with s^2 the mean squared seasonal
    /// difference and k = floor((h - 1) / m), the variance of period h is s^2 (k + 1) (Hyndman and Athanasopoulos 2021, section
    /// 5.5), and a slot visited n times within L adds s^2 (1 + 4 + ... + n^2) to the variance of the total.
    private static func seasonalNaive(_ one: BacktestCase, isCount: Bool, _ configuration: BacktestConfiguration) -> ModelForecast {
        let m = one.lag, n = one.history.count
        func value(_ h: Int) -> Double { one.history[n - m + h % m] }
        let periods = configuration.totalPeriods
        var totalVariance = 0.0
        for h in 0..<periods {
            // The (visits)-th visit of its slot from the end of the window: its newest error moves that many later values.
            let visits = Double((periods - 1 - h) / m + 1)
            totalVariance += one.seasonalSquare * visits * visits
        }
        return ModelForecast(
            .seasonalNaive, mean: (0..<configuration.horizon).map(value),
            variance: (0..<configuration.horizon).map { one.seasonalSquare * Double($0 / m + 1) },
            totalMean: (0..<periods).reduce(0) { $0 + value($1) }, totalVariance: totalVariance, isCount: isCount)
    }

    /// The mean of the history, with its variance s^2 and that of the estimated mean: s^2 (1 + 1/n), and s^2 (L + L^2 / n) for the total.
    private static func historicalMean(_ one: BacktestCase, isCount: Bool, _ configuration: BacktestConfiguration) -> ModelForecast {
        let n = Double(one.history.count), periods = Double(configuration.totalPeriods)
        let mean = one.history.reduce(0, +) / n
        let variance = one.history.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(n - 1, 1)
        return ModelForecast(
            .historicalMean, mean: .init(repeating: mean, count: configuration.horizon),
            variance: .init(repeating: variance * (1 + 1 / n), count: configuration.horizon),
            totalMean: mean * periods, totalVariance: variance * (periods + periods * periods / n), isCount: isCount)
    }

    /// What most tools take for lead-time demand: a normal distribution around the forecast with the standard deviation of one
    /// period's error times sqrt(L), rounded up to whole units for counts and cut at zero where demand is never negative.
    private static func textbook(_ path: PathForecast, isNonNegative: Bool, _ configuration: BacktestConfiguration) -> ModelForecast {
        let mean = path.mean.prefix(configuration.totalPeriods).reduce(0, +)
        let variance = path.oneStepVariance * Double(configuration.totalPeriods)
        let normal = DemandDistribution(
            members: [.init(family: variance > 0 ? .normal : .deterministic, mean: mean, variance: variance)], isCount: path.isCount)
        var total = TotalForecast(normal, promises: true)
        if isNonNegative, let uncut = total { total?.quantiles = uncut.quantiles.map { max($0, 0) } }
        return ModelForecast(
            model: .textbook, share: nil, mean: [], median: [], quantiles: [], boundaryShares: [], total: total)
    }

    /// Naive2 has point forecasts only.
    static func naive2(_ one: BacktestCase, seasonLength: Int, horizon: Int) -> ModelForecast {
        let values = Naive2(history: one.history, seasonLength: seasonLength).forecast(horizon: horizon)
        return ModelForecast(model: .naive2, share: nil, mean: values, median: values, quantiles: [], boundaryShares: [], total: nil)
    }
}
