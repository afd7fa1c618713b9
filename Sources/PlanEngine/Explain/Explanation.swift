import CMath
import DemandModel
import TextForms

/// Why a recommendation is what it is: facts in the order in which they were worked out.
public struct Explanation: Sendable, Codable, Equatable {
    public struct Fact: Sendable, Codable, Equatable {
        public var name: String
        public var text: String
    }

    public struct Section: Sendable, Codable, Equatable {
        public var title: String
        public var facts: [Fact]
    }

    /// `item` or `item@location`.
    public var uniqueID: String
    public var runID: String
    /// What to order and why, in one sentence.
    public var summary = ""
    public var sections: [Section]
    /// Every effect on demand as numbers, those that the text leaves out too; empty where there is no regression.
    public var effects: [DemandEffect] = []

    /// The explanation as lines for a person, names and texts in two columns.
    public var text: String {
        var lines = ["\(uniqueID)   run \(runID)"]
        if !summary.isEmpty { lines += ["", summary] }
        let width = sections.flatMap(\.facts).map(\.name.count).max() ?? 0
        for section in sections {
            lines += ["", section.title]
            for fact in section.facts {
                lines.append("  " + fact.name + String(repeating: " ", count: width - fact.name.count + 2) + fact.text)
            }
        }
        return lines.map { displayText($0) }.joined(separator: "\n") + "\n"
    }
}

/// Explains one item-location of a run.
///
/// Every number is one that the plan used or reached; nothing is computed anew with other methods.
public func explain(_ item: PlannedItem, in run: PlanRun) -> Explanation {
    let ahead = DemandAhead(item, run: run)
    var sections: [Explanation.Section] = []
    if let ahead { sections.append(.init(title: "What may come", facts: ahead.facts)) }
    sections.append(demandSection(item, run: run))
    if let outlook = item.outlook { sections.append(forecastSection(item, outlook: outlook, run: run)) }
    if let notes = item.notes, !notes.isEmpty {
        sections.append(.init(title: "Where it comes from", facts: notes.map { Fact(name: $0.subject.rawValue, text: $0.text) }))
    }
    sections.append(supplySection(item))
    if let network = networkSection(item, run: run) { sections.append(network) }
    if let policy = item.recommendation.policy, let performance = item.recommendation.performance {
        sections.append(policySection(item, policy: policy, performance: performance, run: run))
    }
    sections.append(orderSection(item, run: run))
    if let customers = customerSection(item, run: run) { sections.append(customers) }
    return Explanation(
        uniqueID: item.key.uniqueID, runID: run.id, summary: orderSentence(item, ahead: ahead), sections: sections, effects: item.effects)
}

private typealias Fact = Explanation.Fact

private func demandSection(_ item: PlannedItem, run: PlanRun) -> Explanation.Section {
    let period = run.calendar.period.rawValue
    let history = item.history, demand = history.demand
    guard !demand.isEmpty else {
        return .init(title: "Demand", facts: [Fact(name: "history", text: "no sales before \(run.asOf)")])
    }
    let recent = demand.suffix(13)
    let zeroes = demand.count { $0 == 0 }
    var facts = [
        Fact(name: "history", text: "\(counted(demand.count, period)) from \(run.calendar.firstDay(of: history.firstPeriod)), "
            + "\(rounded(demand.reduce(0, +))) units, \(counted(zeroes, period)) without demand"),
        Fact(name: "a \(period)", text: "mean \(rounded(demand.reduce(0, +) / Double(demand.count))), "
            + "mean of the last \(recent.count) \(rounded(recent.reduce(0, +) / Double(recent.count))), largest \(rounded(demand.max() ?? 0))"),
    ]
    if let price = item.medianPrice {
        let unknown = history.price.indices.filter { !(history.price[$0] > 0) }
        let sold = unknown.count { demand[$0] > 0 }
        facts.append(Fact(name: "median price", text: rounded(price) + (unknown.isEmpty ? "" : ", unknown in \(counted(unknown.count, period))"
            + (sold == unknown.count ? " with sales" : sold == 0 ? " without sales" : ", \(sold) of them with sales"))))
    }
    if let line = item.unitsPerOrderLine { facts.append(Fact(name: "units an order line", text: rounded(line))) }
    if let bulk = item.bulk { facts.append(bulkFact(bulk, item: item)) }
    return .init(title: "Demand", facts: facts)
}

private func bulkFact(_ bulk: BulkDemand, item: PlannedItem) -> Fact {
    let text = "\(bulk.lines) order \(bulk.lines == 1 ? "line" : "lines") of more than \(rounded(bulk.threshold)) units, \(rounded(bulk.units)) units: "
        + "\(percentage(item.historyUnits > 0 ? bulk.units / item.historyUnits : 0)) of demand"
    guard bulk.isCovered else { return Fact(name: "bulk orders", text: text + ", not covered: the figures here are without them, their customers wait") }
    return Fact(name: "bulk orders", text: text + ", \(percentage(item.bulkShareOfBackorders)) of the units waiting")
}

private func forecastSection(_ item: PlannedItem, outlook: DemandOutlook, run: PlanRun) -> Explanation.Section {
    let members = outlook.members.prefix(6).map { "\($0.name) \(percentage($0.weight))" }.joined(separator: ", ")
    let horizon = outlook.mean.count
    let total = outlook.mean.reduce(0, +)
    var facts = [
        Fact(name: "pattern", text: outlook.demandClass.rawValue + (outlook.isCount ? ", whole units" : "")),
        Fact(name: "models", text: members + (outlook.members.count > 6 ? ", ..." : "")),
        Fact(name: "next \(run.calendar.period.rawValue)", text: outlook.mean.first.map { "mean \(rounded($0))" } ?? "none"),
        Fact(name: "horizon", text: "\(horizon) \(run.calendar.period.rawValue)s, mean \(rounded(total)) in total, "
            + "sd of the total \(rounded((outlook.cumulativeVariance.last ?? 0).squareRoot()))"),
    ]
    facts += effectFacts(item.effects)
    facts += outlook.remarks.map { Fact(name: "remark", text: $0) }
    return .init(title: "Forecast", facts: facts)
}

private func supplySection(_ item: PlannedItem) -> Explanation.Section {
    let supply = item.supply
    let defaulted = Set(supply.defaultsUsed)
    func source(_ column: String) -> String { defaulted.contains(column) ? " (default)" : "" }
    let spread = supply.leadTimeStandardDeviationDays > 0 ? ", sd \(rounded(supply.leadTimeStandardDeviationDays)) days" : ", fixed"
    var facts = [
        Fact(name: "lead time", text: "\(rounded(supply.leadTimeDays)) days\(source("lead_time_days"))\(spread)\(source("lead_time_sd_days"))"),
        Fact(name: "review", text: supply.reviewPeriodDays > 0
            ? "every \(rounded(supply.reviewPeriodDays)) days\(source("review_period_days"))" : "continuous"),
        Fact(name: "protection", text: "\(rounded(supply.protectionDays)) days; demand in it: mean "
            + "\(rounded(item.recommendation.demandMean)), sd \(rounded(item.recommendation.demandStandardDeviation))"),
        Fact(name: "unit cost", text: supply.unitCost.map { rounded($0) + source("unit_cost") } ?? "unknown"),
    ]
    if let stock = supply.stock { facts += stockFacts(stock) }
    if !supply.supplier.isEmpty { facts.insert(Fact(name: "supplier", text: supply.supplier), at: 0) }
    return .init(title: "Supply", facts: facts)
}

/// What a planner asked of the stock, in the order of the columns.
private func stockFacts(_ stock: StockTerms) -> [Fact] {
    let facts: [(String, String?)] = [
        ("group", stock.group),
        ("volume", stock.volumePerUnit.map { "\(rounded($0)) a unit" }),
        ("shelf life", stock.shelfLifeDays.map { "\(rounded($0)) days" }),
        ("target", stock.targetFillRate.map { "fill rate \(percentage($0)) of its own" }),
        ("least level", stock.minimumStock.map { "S at least \(rounded($0))" }),
        ("most level", stock.maximumStock.map { "S at most \(rounded($0))" }),
        ("lost sales", stock.lostSaleShare.map { "\(percentage($0)) of customers do not wait" }),
        ("frozen", stock.isFrozen == true ? "levels are kept" : nil),
        ("override", [stock.overrideReorderPoint.map { "reorder point \(rounded($0))" },
                      stock.overrideOrderUpTo.map { "order-up-to \(rounded($0))" }].compactMap { $0 }.joined(separator: ", ")),
        ("override because", stock.overrideReason),
        ("launch", stock.isLaunch == true ? "until it is sold, planned from look-alikes" : nil),
    ]
    return facts.compactMap { name, text in text.flatMap { $0.isEmpty ? nil : Fact(name: name, text: $0) } }
}

private func policySection(
    _ item: PlannedItem, policy: ReplenishmentPolicy, performance: PolicyPerformance, run: PlanRun
) -> Explanation.Section {
    let rule = switch policy.kind {
    case .RS: "every review, order up to \(plain(policy.orderUpTo))"
    case .rQ: "at or below \(plain(policy.reorderPoint)), order \(plain(policy.orderQuantity ?? 0))"
    case .sS: "at or below \(plain(policy.reorderPoint)), order up to \(plain(policy.orderUpTo))"
    case .RsS: "every review, if at or below \(plain(policy.reorderPoint)), order up to \(plain(policy.orderUpTo))"
    }
    var facts = [
        Fact(name: "policy", text: "\(policy.kind.rawValue): \(rule)"),
        Fact(name: "safety stock", text: rounded(performance.safetyStock) + (performance.safetyStock < 0 ? " (below the mean demand it covers)" : "")),
        Fact(name: "fill rate", text: "\(percentage(performance.fillRate)) of units from the shelf; in stock \(percentage(performance.readyRate)) of the time"),
        Fact(name: "waiting", text: "\(rounded(performance.expectedBackorders)) units on average, \(rounded(performance.expectedWaitDays)) days a unit, "
            + "\(rounded(performance.backorderedUnitsPerYear)) units a year"),
    ]
    if let waits = item.recommendation.longWaits {
        facts.append(Fact(name: "long waits", text: "\(percentage(waits.over7Days)) of units wait longer than a week, \(percentage(waits.over14Days)) "
            + "than two weeks, \(percentage(waits.over30Days)) than 30 days"))
    }
    facts += [
        Fact(name: "on the shelf", text: "\(rounded(performance.averageOnHand)) units on average"
            + (item.recommendation.averageInventoryValue.map { ", value \(rounded($0))" } ?? "")),
    ]
    if let expired = performance.expiredUnitsPerYear { facts.append(Fact(name: "expiry", text: "\(rounded(expired)) units a year are too old before they are sold")) }
    facts += levelsAhead(item, run: run)
    if let multiplier = run.summary.multiplier {
        let money = run.configuration.objective.money
        let price: String? = switch money {
        case .averageInventoryValue, .stockValue: item.supply.unitCost.map { "a unit costs \(rounded($0))" }
        case .averageUnits: "each of its units counts as one"
        case .storageVolume: item.supply.stock?.volumePerUnit.map { "a unit takes \(rounded($0)) of the volume" }
        }
        let saved = run.configuration.objective.kind == .systemFillRate
            ? "serves more than \(rounded(multiplier)) further units a day" : "saves more than \(rounded(multiplier)) weighted units waiting"
        facts.append(Fact(name: "trade-off", text: "the plan buys stock while \(money.unitName) \(saved); "
            + "this item weighs \(rounded(item.weight))" + (price.map { " and \($0)" } ?? "")))
    }
    return .init(title: "Policy", facts: facts)
}

private func orderSection(_ item: PlannedItem, run: PlanRun) -> Explanation.Section {
    let supply = item.supply
    let recommendation = item.recommendation
    var facts = [
        Fact(name: "position", text: "\(plain(supply.inventoryPosition)) = on hand \(plain(supply.onHand)) + on order \(plain(supply.onOrder))"
            + " - backordered \(plain(supply.backordered))"),
        Fact(name: "order now", text: plain(recommendation.orderNow)),
    ]
    if let day = recommendation.orderBy { facts.append(Fact(name: "next order due", text: day.description)) }
    facts.append(Fact(name: "status", text: recommendation.status.rawValue))
    if !recommendation.reason.isEmpty { facts.append(Fact(name: "because", text: recommendation.reason)) }
    return .init(title: "Order", facts: facts)
}

/// Four significant digits: enough to see, few enough to read.
func rounded(_ value: Double) -> String { significant(4, value) }

func percentage(_ share: Double) -> String { rounded((share * 10_000).rounded() / 100) + "%" }
