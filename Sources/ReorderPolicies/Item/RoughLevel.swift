import NumericCore

/// About where the level with a given reduction of E[B] per unit lies: the normal quantile of demand averaged over the nodes, corrected for
/// skewness (Cornish & Fisher 1938, first term).
struct RoughLevel: Sendable {
    private let mean: Double
    private let sd: Double
    private let skewness: Double
    private let shift: Double
    private let floor: Double
    private let ceiling: Double
    private let isCount: Bool

    init(_ figures: StockFigures, batch: Double, floor: Double, ceiling: Double) {
        mean = figures.averageMean
        let variance = max(figures.protectionStandardDeviation * figures.protectionStandardDeviation, 1e-12)
        sd = variance.squareRoot()
        skewness = mean > 0 ? min(2, max(0, 2 * variance / mean - 1) / sd) : 0
        shift = figures.isSingle(batch) ? 0 : 0.5 * batch
        self.floor = floor
        self.ceiling = ceiling
        isCount = figures.isCount
    }

    /// - Parameter ratio: the largest reduction per unit that is not bought.
    func level(reductionAtMost ratio: Double) -> Double {
        if floor >= ceiling || ratio >= 1 { return floor }
        let z = standardNormalUpperQuantile(max(ratio, leastRatio))
        var level = mean + sd * (z + (z * z - 1) * skewness / 6) + shift
        if isCount { level = level.rounded() }
        return min(max(level, floor), ceiling)
    }
}
