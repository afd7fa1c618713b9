import DemandModel

/// Smoothing of demand, smoothing of what known effects leave of it, and the regression on the end of the history, seen from earlier origins.
struct RegressionTrial {
    let input: RegressionInput
    let configuration: ForecastConfiguration
    let limit: Int

    /// Shares that are tried.
    private static let shares = (0...20).map { Double($0) / 20 }

    /// Smoothing of demand as it came has to be better than that of what effects leave by more than this share of the error: a trial
    /// of few periods says little of rare promotions, and one that is planned must count.
    private static let tolerance = 0.03

    /// The share of the regression with nearly the least absolute error (one half where no series is long enough for a trial), and whether
    /// smoothing is of what known effects leave.
    func choice() throws(RegressionForecastError) -> (weight: Double, smoothsWhatIsLeft: Bool) {
        let length = min(configuration.horizon, 8)
        let series = sample()
        var asItCame = Array(repeating: 0.0, count: RegressionTrial.shares.count), ofWhatIsLeft = asItCame
        for origin in 1...2 {
            let cut = origin * length
            let kept = series.filter { input.series[$0].count >= cut + max(2 * length, 12) }
            guard !kept.isEmpty else { continue }
            var trial = input
            trial.horizon = length
            trial.series = kept.map { shortened(input.series[$0], by: cut) }
            trial.groups = input.groups.isEmpty ? [] : kept.map { input.groups[$0] }
            trial.categories = input.categories.isEmpty ? [] : kept.map { input.categories[$0] }
            trial.planned = input.termsAreKnown != true ? [] : kept.flatMap { terms(of: input.series[$0], from: input.series[$0].count - cut, length: length) }
            let regression = try forecastByRegression(trial).forecasts
            var shorter = configuration
            shorter.horizon = length
            shorter.quantiles = []
            shorter.totalOverHorizon = false
            shorter.cumulativeVariance = false
            let smoother: PanelForecaster
            do { smoother = try PanelForecaster(shorter) } catch { throw .unsolvable(error.description) }
            let smoothed = smoother.forecast(trial.series)
            let left = smoother.forecast(
                trial.series.indices.map { trial.series[$0].divided(by: regression[$0]?.factors ?? [], isCount: trial.series[$0].holdsCounts) })
            for (slot, index) in kept.enumerated() {
                guard case .success(let path) = smoothed[slot], case .success(let usual) = left[slot], let other = regression[slot] else { continue }
                let start = input.series[index].count - cut
                add(input.series[index], from: start, path.mean, other.mean, &asItCame)
                add(input.series[index], from: start, usual.multiplied(by: other).mean, other.mean, &ofWhatIsLeft)
            }
        }
        let (plain, plainError) = RegressionTrial.best(asItCame), (weight, error) = RegressionTrial.best(ofWhatIsLeft)
        return plainError < (1 - RegressionTrial.tolerance) * error ? (plain, false) : (weight, true)
    }

    /// Of the shares that come within this of the least error the one nearest to one half is taken: two origins hardly tell them apart,
    /// and an average is the safer forecast.
    private static let indifference = 0.02

    /// The share to take, and its error.
    private static func best(_ errors: [Double]) -> (share: Double, error: Double) {
        let limit = (1 + indifference) * (errors.min() ?? 0)
        var best: Int?
        for position in errors.indices where errors[position] <= limit {
            if let other = best, abs(shares[other] - 0.5) <= abs(shares[position] - 0.5) { continue }
            best = position
        }
        return best.map { (shares[$0], errors[$0]) } ?? (0.5, 0)
    }

    /// Absolute errors of the periods and of their total by share, in units of the series' mean.
    private func add(_ series: DemandSeries, from start: Int, _ smoothed: [Double], _ regression: [Double], _ errors: inout [Double]) {
        let history = series.demand[..<start]
        let scale = history.reduce(0) { $0 + abs($1) } / Double(max(history.count, 1))
        guard scale > 0 else { return }
        let unknown = Set(series.missing)
        for (position, share) in RegressionTrial.shares.enumerated() {
            var total = 0.0, absolute = 0.0
            for step in smoothed.indices {
                let period = start + step
                guard !unknown.contains(period), series.demand[period].isFinite, series.stockout.isEmpty || !series.stockout[period]
                else { continue }
                let error = series.demand[period] - (1 - share) * smoothed[step] - share * regression[step]
                total += error
                absolute += abs(error)
            }
            errors[position] += (abs(total) + absolute) / scale
        }
    }

    /// Positions of the series of every k-th group, in key order.
    private func sample() -> [Int] {
        let order = input.series.indices.sorted { input.series[$0].key < input.series[$1].key }
        guard order.count > limit else { return order }
        let names = order.map { input.groups.isEmpty ? input.series[$0].key.item : input.groups[$0] }
        var rank: [String: Int] = [:]
        for name in names where rank[name] == nil { rank[name] = rank.count }
        let step = (order.count + limit - 1) / max(limit, 1)
        return zip(order, names).filter { (rank[$0.1] ?? 0) % step == 0 }.map(\.0)
    }

    private func shortened(_ series: DemandSeries, by cut: Int) -> DemandSeries {
        var result = series
        let count = series.count - cut
        result.demand.removeLast(cut)
        result.missing.removeAll { $0 >= count }
        if !result.prices.isEmpty { result.price.removeLast(cut) }
        if !result.promotion.isEmpty { result.promotion.removeLast(cut) }
        if !result.stockout.isEmpty { result.stockout.removeLast(cut) }
        return result
    }

    /// What was charged and promoted in the trial's periods, as if it had been planned.
    private func terms(of series: DemandSeries, from start: Int, length: Int) -> [PlannedTerms] {
        guard let calendar = input.calendar else { return [] }
        let prices = series.price
        return (start..<(start + length)).map { period in
            let price = prices.isEmpty ? Double.nan : prices[period]
            return PlannedTerms(
                date: calendar.firstDay(of: series.firstPeriod + period), item: series.key.item, location: series.key.location,
                price: price.isFinite && price > 0 ? price : nil, promotion: series.promotion.isEmpty ? nil : series.promotion[period])
        }
    }
}
