import DemandModel
import ReorderPolicies

/// A stock that promises to serve a share of total demand over L periods, and the shortage that it leaves under the forecast.
///
/// Quantiles say how often demand is beyond a level, this says by how much: the loss E[(X - S)+] decides what a fill rate costs.
/// S is the least stock with E[(X - S)+] <= (1 - f) E[X], in whole units for counts, so that it often promises more than f.
struct FillPromise: Sendable, Equatable {
    /// S, units.
    var stock: Double
    /// E[(X - S)+], units.
    var expectedShortage: Double

    /// Shares f of demand that are promised.
    static let rates = [0.9, 0.95, 0.98]

    /// Newton's iteration from below: the loss is convex and falls, so that no step passes the answer.
    ///
    ///     // Poisson with mean 4: E[(X - 5)+] = 0.410 and E[(X - 6)+] = 0.195; a tenth of the mean is 0.4
    ///     let demand = DemandDistribution(members: [.init(family: .poisson, mean: 4, variance: 4)], isCount: true)
    ///     FillPromise(rate: 0.9, of: try DemandProbabilities(demand), isCount: true)       // stock 6, expectedShortage 0.195
    init(rate: Double, of demand: DemandProbabilities, isCount: Bool) {
        let target = (1 - rate) * max(demand.mean, 0)
        stock = 0
        expectedShortage = demand.expectedShortage(above: 0).units
        var steps = 0
        while expectedShortage > target * (1 + 1e-9), steps < 200 {
            let here = demand.expectedShortage(above: stock)
            guard here.probability > 0 else { break }
            let next = stock + (here.units - target) / here.probability
            stock = isCount ? max(next.rounded(.up), stock + 1) : next
            expectedShortage = demand.expectedShortage(above: stock).units
            steps += 1
        }
    }
}

/// What was promised and what came, summed over cases: units.
struct FillSums: Sendable {
    var mean = 0.0
    var actual = 0.0
    var stock = [Double](repeating: 0, count: FillPromise.rates.count)
    var expectedShortage = [Double](repeating: 0, count: FillPromise.rates.count)
    var shortage = [Double](repeating: 0, count: FillPromise.rates.count)
    var left = [Double](repeating: 0, count: FillPromise.rates.count)

    mutating func add(mean: Double, promises: [FillPromise], actual y: Double) {
        guard promises.count == stock.count else { return }
        self.mean += max(0, mean)
        self.actual += max(0, y)
        for (i, promise) in promises.enumerated() {
            stock[i] += promise.stock
            expectedShortage[i] += promise.expectedShortage
            shortage[i] += max(0, y - promise.stock)
            left[i] += max(0, promise.stock - y)
        }
    }

    /// Promised and achieved fill per rate, and stock in multiples of the mean; empty without demand.
    var measures: [FillMeasure] {
        guard mean > 0, actual > 0 else { return [] }
        return FillPromise.rates.indices.map { i in
            FillMeasure(
                rate: FillPromise.rates[i], promised: 1 - expectedShortage[i] / mean, achieved: 1 - shortage[i] / actual, stock: stock[i] / mean,
                promisedShort: expectedShortage[i], short: shortage[i], promisedLeft: stock[i] - mean + expectedShortage[i], left: left[i])
        }
    }
}

/// Promised against achieved fill of demand over L periods, all cases together: shares of units.
public struct FillMeasure: Sendable, Equatable {
    /// Promised for every case.
    public var rate: Double
    /// What the forecast distributions say of the stocks taken (more than `rate` where stock comes in whole units).
    public var promised: Double
    public var achieved: Double
    /// Total stock over total mean demand.
    public var stock: Double
    /// Units short over all cases, as the forecast distributions have it and as it came.
    public var promisedShort: Double
    public var short: Double
    /// Units left over at the end of the L periods (what money is tied up in), as promised and as it came.
    public var promisedLeft: Double
    public var left: Double
}
