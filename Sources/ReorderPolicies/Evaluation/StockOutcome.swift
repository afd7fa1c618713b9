import DemandModel

/// What a level reaches, in the few numbers that everything a plan reports of it follows from.
struct StockOutcome: Sendable {
    /// Time-average units waiting.
    var waiting: Double
    /// Share of units served from the shelf at once, share of time with stock, probability of no stock-out in a cycle.
    var fillRate: Double
    var readyRate: Double
    var cycleService: Double
    /// Time-average units on hand.
    var onHand: Double
}

extension StockFigures {
    /// Everything that a plan reports of a level.
    func performance(_ reached: StockOutcome, orderUpTo level: Double, batch: Double, ordersPerYear: Double?) -> PolicyPerformance {
        let isSingle = isSingle(batch)
        // With batches the position may lie anywhere above r: only r can be counted on.
        let base = !isSingle ? level - batch : !isPeriodic && isCount ? level - 1 : level
        return PolicyPerformance(
            expectedBackorders: reached.waiting,
            backorderedUnitsPerYear: (1 - reached.fillRate) * meanPerDay * daysPerYear,
            fillRate: reached.fillRate,
            readyRate: reached.readyRate,
            cycleServiceLevel: reached.cycleService,
            expectedWaitDays: meanPerDay > 0 ? reached.waiting / meanPerDay : 0,
            averageOnHand: reached.onHand,
            safetyStock: base - protectionMean, probabilityOfWaiting: 1 - reached.fillRate,
            ordersPerYear: ordersPerYear)
    }
}
