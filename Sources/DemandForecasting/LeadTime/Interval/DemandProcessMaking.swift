import CMath
import DemandModel
import NumericCore

extension DemandProcess {
    /// The process of an item: its outlook, moved to the mean of all scenarios, and these around it.
    ///
    /// The members of the mixture are weighed at the horizon that the panel was calibrated over (`PooledDemand.horizonPeriods`). One factor
    /// moves the outlook to their mean there, and each scenario keeps its ratio to that mean over every other interval: so means add up.
    /// A process made from the outlook and pooled demand of a process is that process again.
    ///
    /// - Parameters:
    ///   - outlook: means and cumulative error variances of the coming periods, promotions and the like included.
    ///   - pooled: what the panel adds; `nil`: the outlook alone.
    ///   - errorTables: what `pooled` refers to.
    public init(outlook given: DemandOutlook, pooled: PooledDemand?, errorTables: [PooledErrorTable]) {
        let alone = DemandScenario(cause: .goesOn, probability: 1, meanFactor: 1, spread: .ownErrors(varianceFactor: 1))
        guard let pooled else {
            self.init(outlook: given, pooled: nil, scenarios: [alone])
            return
        }
        let usable = pooled.usableOutlook(given), isCount = given.isCount
        let base = pooled.centre
        guard base.mean > 0 else {
            // Returns outweigh sales, or nothing is expected: there is no level to share.
            self.init(outlook: usable, pooled: nil, scenarios: [alone])
            return
        }
        // Scenarios with their means over the calibrated horizon in place of factors.
        let members = pooled.scenarios(isCount: isCount, errorTables: errorTables)
        let mean = members.reduce(0) { $0 + $1.probability * $1.meanFactor }
        guard mean > 0, mean.isFinite, !members.isEmpty else {
            self.init(outlook: usable, pooled: nil, scenarios: [alone])
            return
        }
        let factor = mean / base.mean
        let centred = abs(factor - 1) <= 1e-12 ? usable : usable.scaled(by: factor)
        let scaled = DemandOutlook.scaled(mean: base.mean, variance: base.variance, by: factor, isCount: isCount)
        var shared = pooled
        shared.outlookMean = mean
        shared.outlookVariance = scaled.variance
        shared.outlookFactor = (pooled.outlookFactor ?? 1) / factor
        shared.isCentred = true
        self.init(
            outlook: centred, pooled: shared,
            scenarios: members.map {
                DemandScenario(cause: $0.cause, probability: $0.probability, meanFactor: $0.meanFactor / mean, spread: $0.spread)
            })
    }
}

extension PooledDemand {
    /// Mean and error variance of the outlook in use over the calibrated horizon.
    var centre: (mean: Double, variance: Double) {
        needsLevelOutlook ? (mean, mean + dispersion * mean * mean) : (outlookMean, outlookVariance)
    }

    /// Where the outlook's mean is nearly nothing beside the pooled one, its curves say nothing: a level outlook with the pooled
    /// mean and variance takes its place.
    var needsLevelOutlook: Bool { isCentred != true && !(outlookMean > 0.05 * mean) && outlookMean >= 0 && mean > 0 }

    /// The outlook, or the level one in its place.
    func usableOutlook(_ outlook: DemandOutlook) -> DemandOutlook {
        guard needsLevelOutlook else { return outlook }
        var result = outlook
        let periods = Double(horizonPeriods), variance = mean + dispersion * mean * mean
        result.mean = outlook.mean.map { _ in mean / periods }
        result.cumulativeVariance = outlook.mean.indices.map { variance * Double($0 + 1) / periods }
        return result
    }

    /// The scenarios over the calibrated horizon; `meanFactor` holds the mean there, units.
    func scenarios(isCount: Bool, errorTables: [PooledErrorTable]) -> [DemandScenario] {
        let base = centre
        let pooledMean = isCount ? mean : base.mean
        var result: [DemandScenario] = []
        if modelWeight > 0 {
            result.append(DemandScenario(
                cause: .goesOn, probability: modelWeight, meanFactor: base.mean * (outlookFactor ?? 1),
                spread: .ownErrors(varianceFactor: varianceFactor ?? 1)))
        }
        if pooledWeight > 0 {
            for (weight, multiplier) in zip(driftWeights, LeadTimeShape.multipliers) where weight > 0 {
                result.append(DemandScenario(
                    cause: multiplier == 1 ? .likeSimilarItems : multiplier < 1 ? .levelFalls : .levelRises, probability: pooledWeight * weight,
                    meanFactor: pooledMean * multiplier, spread: .dispersion(dispersionShare * dispersion)))
            }
        }
        if errorWeight > 0, errorTables.indices.contains(errorTable) {
            // Demand that is not counts has no pooled mean: its errors are taken around the outlook.
            let spread = (pooledMean + dispersion * pooledMean * pooledMean).squareRoot()
            let centre = isCount ? errorTables[errorTable].member(centre: pooledMean, spread: spread, floorAtZero: true).mean : base.mean
            result.append(DemandScenario(
                cause: .pastErrors, probability: errorWeight, meanFactor: centre, spread: .pastErrors(table: errorTable, dispersion: dispersion)))
        }
        if let lookAlike {
            for index in result.indices { result[index].probability *= 1 - lookAlike.share }
            result.append(DemandScenario(
                cause: lookAlike.isSeason == true ? .seasonTurns : .lookAlikes, probability: lookAlike.share, meanFactor: lookAlike.mean,
                spread: .constantDispersion(lookAlike.dispersion)))
        }
        if let ended = endedProbability, ended > 0 {
            for index in result.indices { result[index].probability *= 1 - ended }
            result.append(DemandScenario(cause: .ended, probability: ended, meanFactor: 0, spread: .none))
        }
        return result.filter { $0.probability > 0 }
    }
}
