import CMath
import DemandModel
import ReorderPolicies

/// How a plan's past levels are told from the records of its items: what counts as a level's past.
struct PastLevels {
    /// Smoothing per week of the mean and of the mean square: those that, in place of the plans, left over as much as plans did on the first year of online retail
    /// (`Benchmarks/left_over.py`).
    static let levelSpeed = 0.07, spreadSpeed = 0.05
    /// Squared relative error of a level that no record shows.
    static let levelError = 0.2
    static let mostDispersion = 8.0
    /// Days before the first level, and days after it that only lead up.
    static let leadInDays = 56.0, discardedDays = 28.0
    /// Days that are counted, at most.
    static let countedDays = 364.0
    /// Records of at most so many items, evenly taken.
    static let largestSample = 1_000

    /// The place of each sampled item in `prepared`, ascending.
    var slots: [Int] = []
    var records: [LeftOverRecord] = []

    /// - Parameters:
    ///   - network: whose warehouses have customers of their own only in part; `nil`: there are none.
    ///   - renewedEveryDays: days between two settings of levels; at least a review period.
    init(_ items: [PlannedItem], prepared: PolicyProblems, network: NetworkFamilies? = nil, periodDays: Double, renewedEveryDays: Double) {
        let count = prepared.problems.count
        let taken = min(count, Self.largestSample)
        for number in 0..<taken {
            let slot = number * count / taken
            let item = items[prepared.itemIndices[slot]]
            guard item.supply.reviewPeriodDays > 0,
                  var record = Self.record(
                    item.history, supply: item.supply, isCount: prepared.problems[slot].demand.overProtectionInterval.isCount, periodDays: periodDays,
                    renewedEveryDays: renewedEveryDays) else { continue }
            if let network, let place = network.placeOfWarehouse[prepared.itemIndices[slot]] { record.customerShare = network.families[place].ownShare }
            slots.append(slot)
            records.append(record)
        }
    }

    /// The record of one item; `nil` where its sales are too young.
    static func record(_ history: DemandSeries, supply: SupplyTerms, isCount: Bool, periodDays: Double, renewedEveryDays: Double) -> LeftOverRecord? {
        guard let first = history.demand.firstIndex(where: { $0 > 0 }), periodDays > 0 else { return nil }
        let count = history.demand.count
        let step = max(1, Int((supply.reviewPeriodDays / periodDays).rounded()))
        let renewal = max(1, Int((renewedEveryDays / (Double(step) * periodDays)).rounded()))
        let earliest = max(first + Int((leadInDays / periodDays).rounded(.up)), count - Int(((countedDays + discardedDays) / periodDays).rounded()))
        let reviewCount = count >= earliest ? (count - earliest) / step : 0
        guard Double(reviewCount * step) * periodDays > discardedDays else { return nil }
        let weeks = periodDays / 7
        let (fast, slow) = (1 - pow(1 - levelSpeed, weeks), 1 - pow(1 - spreadSpeed, weeks))
        let days = supply.leadTimeDays + supply.reviewPeriodDays
        let periods = days / periodDays
        let unknown = Set(history.missing)

        var level = 0.0, levelWeight = 0.0, square = 0.0, squareWeight = 0.0, sum = 0.0, known = 0.0
        /// Mean and dispersion over L + R from what is known.
        func moments() -> (mean: Double, dispersion: Double) {
            let mean = level / max(levelWeight, 1e-9), average = sum / max(known, 1)
            let variance = max(0, square / max(squareWeight, 1e-9) - max(average, mean) * min(average, mean))
            let each = max(0.02, (variance - (isCount ? average : 0)) / max(average * average, 1e-6))
            let leadTime = supply.leadTimeStandardDeviationDays / days
            return (mean * periods, min(mostDispersion, each / periods + leadTime * leadTime + levelError))
        }
        var reviews: [LeftOverRecord.Review] = []
        reviews.reserveCapacity(reviewCount + 1)
        var sold = 0.0
        var set = (mean: 0.0, dispersion: 0.0)
        for period in first...count {
            let left = count - period
            if left % step == 0, left / step <= reviewCount {
                let number = left / step
                if number % renewal == 0 || reviews.isEmpty { set = moments() }
                reviews.append(LeftOverRecord.Review(
                    mean: set.mean, dispersion: set.dispersion, soldSince: sold,
                    isCounted: Double((reviewCount - number) * step) * periodDays >= discardedDays))
                sold = 0
            }
            guard period < count, !unknown.contains(period) else { continue }
            let units = max(0, history.demand[period])
            sold += units
            level += fast * (units - level)
            levelWeight += fast * (1 - levelWeight)
            square += slow * (units * units - square)
            squareWeight += slow * (1 - squareWeight)
            sum += units
            known += 1
        }
        return LeftOverRecord(
            unitCost: supply.unitCost ?? 1, isCount: isCount, governedShare: (supply.leadTimeDays + 0.5 * supply.reviewPeriodDays) / max(days, 1e-9),
            reviews: reviews)
    }

    /// Share of time with stock of the sampled items in a plan's decisions.
    func shares(_ decisions: [ReplenishmentDecision]) -> [Double?] { slots.map { decisions[$0].performance?.readyRate } }
}
