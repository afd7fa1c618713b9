import CMath
import DemandForecasting
import DemandModel
import TextForms

/// What is expected over an item's protection interval, read from the process that the plan used.
struct DemandAhead {
    /// A scenario over the interval.
    struct Part {
        var cause: DemandScenario.Cause
        var probability: Double
        /// Units over the interval.
        var mean: Double
    }

    var days: Double
    var mean: Double
    /// Most probable first; neighbours of one cause put together.
    var parts: [Part]
    /// Where the item's own demand comes rarely and large: probability and size of an order in the interval.
    var rareOrder: (probability: Double, size: Double)?

    /// `nil` without an outlook or without days to cover.
    init?(_ item: PlannedItem, run: PlanRun) {
        let supply = item.supply
        let season = run.configuration.seasonLength ?? run.calendar.period.defaultSeasonLength
        guard let outlook = item.outlook, supply.protectionDays > 0 else { return nil }
        let process = DemandProcess(outlook: outlook, pooled: item.pooled, errorTables: run.errorTables)
        guard let demand = try? LeadTimeDemand(
            process, errorTables: run.errorTables, leadTime: LeadTime(supply), reviewPeriodDays: supply.reviewPeriodDays, seasonLength: season)
        else { return nil }
        let covered = demand.overProtectionInterval
        days = supply.protectionDays
        mean = covered.mean
        var found: [Part] = []
        for scenario in process.scenarios {
            let share = scenario.probability * scenario.meanFactor * mean
            if let known = found.firstIndex(where: { $0.cause == scenario.cause }) {
                let probability = found[known].probability + scenario.probability
                found[known].mean = (found[known].mean * found[known].probability + share) / probability
                found[known].probability = probability
            } else {
                found.append(Part(cause: scenario.cause, probability: scenario.probability, mean: scenario.meanFactor * mean))
            }
        }
        parts = found.enumerated().sorted {
            $0.element.probability == $1.element.probability ? $0.offset < $1.offset : $0.element.probability > $1.element.probability
        }.map(\.element)
        let silent = covered.members.filter { $0.family == .deterministic && $0.mean == 0 }.reduce(0) { $0 + $1.weight }
        let ended = process.scenarios.filter { $0.cause == .ended }.reduce(0) { $0 + $1.probability }
        if item.pooled?.standsAlone != false, silent - ended > 1e-9, silent < 1 {
            rareOrder = (1 - silent, mean / (1 - silent))
        }
    }

    /// Facts of the scenarios: "goes on   62%: about 180 in 35 days".
    var facts: [Explanation.Fact] {
        parts.filter { $0.probability >= 0.005 }.map { part in
            Explanation.Fact(
                name: part.cause.rawValue,
                text: percentage(part.probability, digits: 0) + ": " + (part.cause == .ended ? "no demand" : "about \(approximately(part.mean)) in \(plain(days.rounded())) days"))
        }
    }
}

/// One sentence for a planner: what to order and why.
///
///     Order 384: 35 days to cover, about 172 wanted (130 in as long a time of late); 212 more for what may come; none on hand, 41 waiting, 120 on order.
func orderSentence(_ item: PlannedItem, ahead: DemandAhead?) -> String {
    let recommendation = item.recommendation, supply = item.supply
    guard let policy = recommendation.policy, let ahead else { return "Nothing is recommended: \(recommendation.reason)." }
    var parts: [String] = []
    var wanted = "\(plain(ahead.days.rounded())) days to cover, about \(approximately(ahead.mean)) wanted"
    if let late = recentDemand(item, days: ahead.days), late > 0, ahead.mean > 1.25 * late || ahead.mean < 0.8 * late {
        wanted += " (\(approximately(late)) in as long a time of late)"
    }
    parts.append(wanted)
    let level = min(policy.orderUpTo, policy.reorderPoint + 1)
    let more = level - ahead.mean
    if more >= 1 {
        parts.append("\(approximately(more)) more for what may come" + (mainRisk(ahead).map { ", as \($0)" } ?? ""))
    } else if more <= -1 {
        parts.append("\(approximately(-more)) of it left to wait")
    }
    var stock = [supply.onHand > 0 ? "\(plain(supply.onHand)) on hand" : "none on hand"]
    if supply.backordered > 0 { stock.append("\(plain(supply.backordered)) waiting") }
    if supply.onOrder > 0 { stock.append("\(plain(supply.onOrder)) on order") }
    parts.append(stock.joined(separator: ", "))
    let order = recommendation.orderNow > 0 ? "Order \(plain(recommendation.orderNow))" : "Order nothing today"
    let next = recommendation.orderNow > 0 ? nil : recommendation.orderBy.map { "next order due about \($0)" }
    return order + ": " + (parts + [next].compactMap { $0 }).joined(separator: "; ") + "."
}

/// What of the scenarios asks for most stock beyond the mean.
private func mainRisk(_ ahead: DemandAhead) -> String? {
    if let rare = ahead.rareOrder {
        return "one such interval in \(plain(max(1, (1 / rare.probability).rounded()))) brings an order of some \(approximately(rare.size))"
    }
    let beyond = ahead.parts.filter { $0.mean > 1.3 * ahead.mean && $0.probability < 0.95 && $0.probability * ($0.mean - ahead.mean) > 0.02 * ahead.mean }
    guard let most = beyond.max(by: { $0.probability * ($0.mean - ahead.mean) < $1.probability * ($1.mean - ahead.mean) }) else { return nil }
    let words: String = switch most.cause {
    case .levelRises: "its level may rise"
    case .seasonTurns: "its season may turn"
    case .lookAlikes: "launches like it sold"
    case .ended, .levelFalls, .goesOn: "it may go on"
    case .likeSimilarItems: "items like it sold"
    case .pastErrors: "past forecasts erred"
    }
    return "\(words): about \(approximately(most.mean)) with \(percentage(most.probability, digits: 0))"
}

/// Demand of the last 13 periods (fewer where the history is shorter), over as many days.
private func recentDemand(_ item: PlannedItem, days: Double) -> Double? {
    let recent = item.history.demand.suffix(13)
    guard !recent.isEmpty, let periodDays = item.outlook?.periodDays, periodDays > 0 else { return nil }
    return recent.reduce(0, +) / Double(recent.count) * days / periodDays
}

/// Whole units from ten on, two digits below.
func approximately(_ value: Double) -> String {
    guard value.isFinite else { return "n/a" }
    return value.magnitude >= 10 ? plain(value.rounded()) : plain((value * 100).rounded() / 100)
}

func percentage(_ share: Double, digits: Int) -> String {
    digits == 0 ? "\(plain((share * 100).rounded()))%" : percentage(share)
}
