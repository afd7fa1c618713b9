/// The distribution of a total demand, in a form small enough to keep for a million items: a mixture of a few members, each
/// given by its family, mean and variance (a member `empirical` also by its standardised quantiles).
///
/// This is data only; NumericCore evaluates it (pmf, cdf, quantile, losses).
public struct DemandDistribution: Sendable, Codable, Equatable {
    public enum Family: String, Sendable, Codable {
        /// All mass at the mean.
        case deterministic
        case normal
        /// Continuous, not negative.
        case gamma
        /// Counts with variance = mean.
        case poisson
        /// Counts with variance > mean: size r = mean^2 / (variance - mean), p = mean / variance.
        case negativeBinomial
        /// Continuous, piecewise linear between `standardisedQuantiles`.
        case empirical
        /// Any distribution on whole numbers, given by its probabilities.
        case listed
    }

    public struct Member: Sendable, Codable, Equatable {
        public var family: Family
        /// Weight in the mixture; the weights of a distribution sum to 1.
        public var weight: Double
        /// Units.
        public var mean: Double
        /// Units squared.
        public var variance: Double
        /// `empirical` only: (x - mean) / sd at equally spaced probabilities (i + 1/2) / count, before `cut`. Shared between items (copy on write).
        public var standardisedQuantiles: [Double]
        /// `empirical` only: where quantiles end below, and how they are moved; `nil`: they are as they stand.
        public var cut: QuantileCut?
        /// `listed` only: P(D = lowest), P(D = lowest + 1), ...; mean and variance are theirs.
        public var probabilities: [Double]?
        /// `listed` only: the whole number of the first probability; `nil`: 0.
        public var lowest: Int?

        public init(family: Family, weight: Double = 1, mean: Double, variance: Double, standardisedQuantiles: [Double] = []) {
            self.family = family
            self.weight = weight
            self.mean = mean
            self.variance = variance
            self.standardisedQuantiles = standardisedQuantiles
        }
    }

    /// Quantiles of a shape that ends below: max(lowest, shift + stretch q), in standard deviations of what is left. Items share the quantiles q.
    public struct QuantileCut: Sendable, Codable, Equatable {
        public var lowest: Double
        public var shift: Double
        /// Above 0.
        public var stretch: Double

        public init(lowest: Double, shift: Double, stretch: Double) {
            self.lowest = lowest
            self.shift = shift
            self.stretch = stretch
        }
    }

    public var members: [Member]
    /// True where demand comes in whole units: quantiles are then whole numbers.
    public var isCount: Bool

    public init(members: [Member], isCount: Bool) {
        self.members = members
        self.isCount = isCount
    }

    /// Mean of the mixture, in units.
    public var mean: Double { members.reduce(0) { $0 + $1.weight * $1.mean } }

    /// Variance of the mixture: mean of the variances plus variance of the means.
    public var variance: Double {
        let m = mean
        return members.reduce(0) { $0 + $1.weight * ($1.variance + ($1.mean - m) * ($1.mean - m)) }
    }
}

extension DemandDistribution.Member {
    /// The member of a suitable family with the given moments.
    ///
    /// | demand | moments | family |
    /// |---|---|---|
    /// | any | variance 0, or counts with mean <= 0 | deterministic |
    /// | counts | variance > mean | negative binomial |
    /// | counts | variance = mean (to 1e-9 relative) | Poisson |
    /// | counts | variance < mean | gamma, read in whole units |
    /// | not counts | mean > 0 | gamma |
    /// | not counts | mean <= 0 (returns outweigh sales) | normal |
    ///
    /// The variance of counts is held at mean (1 + max(100 mean, 10)): an outlook whose mean has gone to nothing while its errors are
    /// still those of better times would otherwise say that demand is certainly zero or beyond all measure, and a fill rate of 90%
    /// would then take hundreds of times the mean. One order of fixed size in a hundred intervals just fits, and so does, at any
    /// mean, a sale of some ten units where one had been expected.
    ///
    ///     DemandDistribution.Member(mean: 4, variance: 6, isCount: true).family       // .negativeBinomial
    public init(mean: Double, variance: Double, isCount: Bool) {
        self.init(statedMean: mean, variance: variance, isCount: isCount)
        if isCount { self.variance = Swift.min(self.variance, self.mean * (1 + Swift.max(100 * self.mean, 10))) }
    }

    /// The member of a suitable family with exactly these moments, however far they lie apart: for demand that is stated and not forecast.
    ///
    ///     DemandDistribution.Member(statedMean: 0.1, variance: 3, isCount: true).variance       // 3; a forecast of these moments would be held at 1.1
    public init(statedMean mean: Double, variance: Double, isCount: Bool) {
        let family: DemandDistribution.Family
        if variance <= 0 || (isCount && mean <= 0) {
            self.init(family: .deterministic, mean: isCount ? Swift.max(mean, 0) : mean, variance: 0)
            return
        } else if isCount {
            let excess = (variance - mean) / mean
            family = abs(excess) <= 1e-9 ? .poisson : (excess > 0 ? .negativeBinomial : .gamma)
        } else {
            family = mean > 0 ? .gamma : .normal
        }
        self.init(family: family, mean: mean, variance: variance)
    }
}

extension DemandDistribution.Member {
    /// Any distribution on whole numbers; mean and variance follow from it. Whether the probabilities are usable is checked where they are
    /// evaluated.
    public init(probabilities: [Double], lowest: Int = 0, weight: Double = 1) {
        var total = 0.0
        var sum = 0.0
        for (index, p) in probabilities.enumerated() {
            total += p
            sum += p * Double(lowest + index)
        }
        let mean = total > 0 ? sum / total : 0
        var spread = 0.0
        for (index, p) in probabilities.enumerated() {
            let distance = Double(lowest + index) - mean
            spread += p * distance * distance
        }
        self.init(family: .listed, weight: weight, mean: mean, variance: total > 0 ? spread / total : 0)
        self.probabilities = probabilities
        self.lowest = lowest
    }
}

extension DemandDistribution {
    /// Demand in whole units with the given probabilities of `lowest`, `lowest` + 1, ...
    ///
    ///     DemandDistribution(probabilities: [0.5, 0.3, 0.2]).mean      // 0.7
    public init(probabilities: [Double], lowest: Int = 0) {
        self.init(members: [Member(probabilities: probabilities, lowest: lowest)], isCount: true)
    }

    /// One member of a suitable family (see `Member.init(mean:variance:isCount:)`).
    public init(mean: Double, variance: Double, isCount: Bool) {
        self.init(members: [Member(mean: mean, variance: variance, isCount: isCount)], isCount: isCount)
    }
}
