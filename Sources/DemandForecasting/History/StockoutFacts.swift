/// What a panel teaches of demand that empty shelves cut off.
public struct StockoutFacts: Sendable, Codable {
    /// What all series have in common, by period from `firstPeriod` on: one entry for each pass of `StockoutCensoring.pooled`; none without stock-outs.
    struct Pass: Sendable, Codable {
        /// What a promotion multiplies demand by; `nil`: not known.
        var promotionFactor: Double?
        /// Sums over the series of information x demand / level, and of information.
        var demand: [Double]
        var weight: [Double]
    }

    /// Fast movers of a period, and those of them that sold nothing.
    struct Movers: Sendable, Codable {
        var zero = 0
        var all = 0

        mutating func add(isZero: Bool) {
            if isZero { zero += 1 }
            all += 1
        }
    }

    var firstPeriod: Int
    var passes: [Pass] = []
    /// By number of the period.
    var movers: [Int: Movers] = [:]

    init(firstPeriod: Int) { self.firstPeriod = firstPeriod }
}
