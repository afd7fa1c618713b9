import DemandModel
import NumericCore

extension LeadTimeDemand {
    /// Demand that comes at a constant rate, independent from day to day: what is needed to ask for a policy.
    ///
    /// Counts are Poisson where the variance equals the rate, negative binomial (a Poisson number of customers with orders of several units) above it;
    /// continuous demand is gamma. A random lead time adds rate^2 x its variance (Hadley & Whitin 1963, 3-7).
    ///
    ///     let demand = try LeadTimeDemand(rate: 2, variancePerDay: 5, leadTime: 7, review: 7)
    ///     demand.overProtectionInterval.mean      // 28
    ///
    /// - Parameters:
    ///   - rate: units a day, 0 or more.
    ///   - variancePerDay: variance of a day's demand, units squared, 0 or more.
    ///   - leadTime: days from order to receipt, 0 or more.
    ///   - leadTimeStandardDeviation: days, 0 or more.
    ///   - review: days between order opportunities; 0 = continuous review.
    ///   - isCount: demand comes in whole units.
    /// - Throws: `PolicyError.invalidValue` with the name of the value.
    public init(
        rate: Double, variancePerDay: Double, leadTime: Double, leadTimeStandardDeviation: Double = 0, review: Double, isCount: Bool = true
    ) throws(PolicyError) {
        for (name, value) in [
            ("rate", rate), ("variance per day", variancePerDay), ("lead time", leadTime),
            ("standard deviation of the lead time", leadTimeStandardDeviation), ("review period", review),
        ] where !(value >= 0 && value < .infinity) {
            throw .invalidValue(name: name, value: value, accepted: "a number, 0 or more")
        }
        let extra = rate * rate * leadTimeStandardDeviation * leadTimeStandardDeviation
        self.init(
            leadTimeDays: leadTime, leadTimeStandardDeviationDays: leadTimeStandardDeviation, reviewPeriodDays: review, meanPerDay: rate,
            distributions: LeadTimeDemand.nodes(reviewPeriodDays: review).map { node in
                let days = leadTime + node.fraction * review
                return DemandDistribution(
                    members: [.init(statedMean: rate * days, variance: variancePerDay * days + extra, isCount: isCount)], isCount: isCount)
            })
    }

    /// Demand of customers who come one after the other (Poisson) and each order a number of units.
    ///
    /// - Parameters:
    ///   - customersPerDay: 0 or more.
    ///   - orderSizes: `orderSizes[j]` is the probability that a customer orders j units.
    ///   - leadTime, review: days.
    /// - Throws: `PolicyError.invalidValue` with the name of the value.
    ///
    ///     // Four of five customers take one unit, one takes six:
    ///     try LeadTimeDemand(customersPerDay: 0.5, orderSizes: [0, 0.8, 0, 0, 0, 0, 0.2], leadTime: 7, review: 7).meanPerDay      // 1
    public init(customersPerDay: Double, orderSizes: [Double], leadTime: Double, review: Double) throws(PolicyError) {
        for (name, value) in [("customers per day", customersPerDay), ("lead time", leadTime), ("review period", review)]
        where !(value >= 0 && value < .infinity) {
            throw .invalidValue(name: name, value: value, accepted: "a number, 0 or more")
        }
        guard let sizes = DiscreteDistribution(probabilities: orderSizes) else {
            throw .invalidValue(
                name: "sum of the probabilities of order sizes", value: orderSizes.reduce(0, +), accepted: "1, of numbers that are not negative")
        }
        var distributions: [DemandDistribution] = []
        for node in LeadTimeDemand.nodes(reviewPeriodDays: review) {
            let days = leadTime + node.fraction * review
            guard let demand = compoundPoisson(rate: customersPerDay * days, sizes: sizes.probabilities) else {
                throw .invalidValue(name: "customers over \(days) days", value: customersPerDay * days, accepted: "below ten million")
            }
            distributions.append(DemandDistribution(probabilities: demand.probabilities))
        }
        self.init(
            leadTimeDays: leadTime, leadTimeStandardDeviationDays: 0, reviewPeriodDays: review, meanPerDay: customersPerDay * sizes.mean,
            distributions: distributions)
    }
}
