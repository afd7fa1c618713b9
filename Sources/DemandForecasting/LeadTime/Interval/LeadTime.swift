import DemandModel
import TextForms

/// How long an order takes to arrive, in days from order to receipt.
///
///     let parcel = LeadTime(meanDays: 14, standardDeviationDays: 0)      // .fixed(days: 14)
///     let sea = LeadTime(meanDays: 45, standardDeviationDays: 9)         // .gamma
///     print(sea.meanDays, sea.standardDeviationDays)                     // 45.0 9.0
public enum LeadTime: Sendable, Codable, Equatable {
    /// Every order takes the same number of days.
    case fixed(days: Double)
    /// Gamma distributed: never negative, skewed to the late side, given by its mean and standard deviation.
    case gamma(meanDays: Double, standardDeviationDays: Double)
    /// The lead times of past receipts, each with its weight (for instance the quantity received). Weights need not sum to 1.
    case empirical(days: [Double], weights: [Double])

    /// `.fixed` where the standard deviation or the mean is zero, otherwise `.gamma`.
    public init(meanDays: Double, standardDeviationDays: Double) {
        self = standardDeviationDays == 0 || meanDays == 0
            ? .fixed(days: meanDays) : .gamma(meanDays: meanDays, standardDeviationDays: standardDeviationDays)
    }

    /// The lead time of supply terms: the distribution of past receipts where mean and standard deviation come from these, moved and
    /// stretched to mean and standard deviation where a scenario has changed them (not below 0 days).
    public init(_ terms: SupplyTerms) {
        self.init(meanDays: terms.leadTimeDays, standardDeviationDays: terms.leadTimeStandardDeviationDays)
        guard case .gamma = self, let received = terms.receivedLeadTimes else { return }
        let seen = LeadTime.empirical(days: received.days, weights: received.weights)
        let mean = seen.meanDays, deviation = seen.standardDeviationDays
        guard mean.isFinite, deviation > 0 else { return }
        let stretch = terms.leadTimeStandardDeviationDays / deviation
        self = .empirical(days: received.days.map { max(0, terms.leadTimeDays + stretch * ($0 - mean)) }, weights: received.weights)
    }

    public var meanDays: Double {
        switch self {
        case .fixed(let days): return days
        case .gamma(let meanDays, _): return meanDays
        case .empirical(let days, let weights):
            let total = weights.reduce(0, +)
            return zip(days, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        }
    }

    public var standardDeviationDays: Double {
        switch self {
        case .fixed: return 0
        case .gamma(_, let standardDeviationDays): return standardDeviationDays
        case .empirical(let days, let weights):
            let mean = meanDays
            let total = weights.reduce(0, +)
            return (zip(days, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / total).squareRoot()
        }
    }

    /// Throws where a number is negative or not finite, or an empirical distribution has no weight.
    func validate() throws(LeadTimeDemandError) {
        switch self {
        case .fixed(let days):
            guard days.isFinite, days >= 0 else { throw .invalidLeadTime(meanDays: days, standardDeviationDays: 0) }
        case .gamma(let mean, let sd):
            guard mean.isFinite, sd.isFinite, mean > 0, sd > 0 else {
                throw .invalidLeadTime(meanDays: mean, standardDeviationDays: sd)
            }
        case .empirical(let days, let weights):
            let usable = days.count == weights.count && days.allSatisfy { $0.isFinite && $0 >= 0 }
                && weights.allSatisfy { $0.isFinite && $0 >= 0 } && weights.reduce(0, +) > 0
            guard usable else { throw .invalidReceipts(days: days.count, weights: weights.count) }
        }
    }
}

/// Why no lead-time demand could be computed: each message says what was found and what to do.
public enum LeadTimeDemandError: Error, Equatable, Sendable, CustomStringConvertible {
    case invalidLeadTime(meanDays: Double, standardDeviationDays: Double)
    case invalidReceipts(days: Int, weights: Int)
    case invalidReviewPeriod(days: Double)
    case invalidPeriodLength(days: Double)
    case emptyOutlook(uniqueID: String)
    case unequalLengths(uniqueID: String, means: Int, variances: Int)
    case notFinite(uniqueID: String, period: Int)
    case invalidHorizon(periods: Int)
    case unequalPanel(series: Int, outlooks: Int)

    public var description: String {
        switch self {
        case .invalidLeadTime(let mean, let sd):
            "lead time of \(mean) days (standard deviation \(sd)) cannot be used: give a number of days that is not negative"
        case .invalidReceipts(let days, let weights):
            "\(days) lead times with \(weights) weights cannot be used: give one weight per receipt, none negative and not all zero"
        case .invalidReviewPeriod(let days):
            "review period of \(days) days cannot be used: give 0 (continuous review) or a positive number of days"
        case .invalidPeriodLength(let days):
            "a period of \(days) days cannot be used: give a positive number of days per period"
        case .emptyOutlook(let id):
            "\(id): the forecast covers no period: ask for a horizon of at least one"
        case .unequalLengths(let id, let means, let variances):
            "\(id): \(means) means but \(variances) cumulative variances: give one of each per period"
        case .notFinite(let id, let period):
            "\(id): mean or variance of period \(period) is not a finite number (or the variance is negative): leave the series out"
        case .invalidHorizon(let periods):
            "a horizon of \(periods) periods cannot be used: give at least one"
        case .unequalPanel(let series, let outlooks):
            "\(series) series but \(outlooks) outlooks: give one outlook (or nil) per series, in the same order"
        }
    }
}
