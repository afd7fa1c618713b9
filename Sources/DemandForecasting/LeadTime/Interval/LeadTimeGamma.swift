/// A gamma distribution of lead times, with where slicing it begins.
struct GammaLeadTime {
    let shape: Double
    let scaleDays: Double

    /// - Parameters: both positive, days.
    init(meanDays: Double, standardDeviationDays: Double) {
        shape = (meanDays / standardDeviationDays) * (meanDays / standardDeviationDays)
        scaleDays = standardDeviationDays * standardDeviationDays / meanDays
    }

    /// About the quantile whose standard normal score is z (Wilson & Hilferty 1931): good enough to place the edge of a slice.
    func approximateQuantile(score z: Double) -> Double {
        let root = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
        return root > 0 ? shape * scaleDays * root * root * root : 0
    }
}
