import DemandModel
import NumericCore

/// What causes are judged from besides the dates' input.
public struct CauseInput: Sendable {
    public var restock: RestockInput
    public var suppliers: [SupplierRecord]
    /// What levels kept by hand cost, of the run's summary.
    public var overrides: [OverrideCost]
    /// Days per period of the histories.
    public var periodDays: Double

    public init(restock: RestockInput, suppliers: [SupplierRecord], overrides: [OverrideCost], periodDays: Double) {
        self.restock = restock
        self.suppliers = suppliers
        self.overrides = overrides
        self.periodDays = periodDays
    }
}

/// One primary cause for each waiting line: the first, in the order of `BackorderCause`, that the evidence shows.
///
/// Late and short deliveries count for a line only where they would have reached it. Demand counts as a spike, or as more than forecast, where it
/// was less likely than one in twenty of the stock-outs that the plan allows: otherwise every stock-out would look like one, as all of them
/// come with more demand than usual.
public func lineCauses(_ input: CauseInput) -> [LineCause] {
    let facts = input.restock.facts
    var positions: [ItemLocation: Int] = [:]
    for (index, item) in input.restock.items.enumerated() { positions[item.key] = index }
    var lines: [Int: [Int]] = [:]
    var orders: [Int: [OpenOrder]] = [:]
    var shorts: [Int: [ShortDelivery]] = [:]
    for (index, line) in facts.waiting.enumerated() { if let item = positions[line.key] { lines[item, default: []].append(index) } }
    for order in facts.openOrders { if let item = positions[order.key] { orders[item, default: []].append(order) } }
    for short in facts.shortDeliveries { if let item = positions[short.key] { shorts[item, default: []].append(short) } }
    let suppliers = SupplierFacts(input)
    var overrides: [ItemLocation: OverrideCost] = [:]
    for cost in input.overrides { overrides[cost.key] = cost }
    var result = facts.waiting.indices.map {
        LineCause(line: $0, cause: .data, evidence: "the run has no such item", supplier: "")
    }
    for (index, members) in lines {
        let item = input.restock.items[index]
        var evidence = ItemEvidence(
            item: item, orders: orders[index] ?? [], shorts: shorts[index] ?? [], override: overrides[item.key], suppliers: suppliers, input: input)
        var ahead = 0.0
        for line in servingOrder(members, in: facts.waiting) {
            let (cause, text) = evidence.cause(of: facts.waiting[line], ahead: ahead)
            result[line] = LineCause(line: line, cause: cause, evidence: text, supplier: item.supply.supplier)
            ahead += facts.waiting[line].quantity
        }
    }
    return result
}

/// What is known of the suppliers, all their items together.
struct SupplierFacts {
    var records: [String: SupplierRecord] = [:]
    var histories: [String: DeliveryHistory] = [:]
    /// Expected units a period and the value of what lacks to the levels, over all items of a supplier.
    var demand: [String: Double] = [:]
    var lacking: [String: Double] = [:]
    let curves: ArrivalCurves

    init(_ input: CauseInput) {
        for record in input.suppliers { records[record.supplier] = record }
        for history in input.restock.facts.histories where history.item == nil { histories[history.supplier] = history }
        for item in input.restock.items {
            let name = item.supply.supplier
            guard records[name] != nil, let policy = item.recommendation.policy else { continue }
            demand[name, default: 0] += item.outlook?.mean.first ?? 0
            lacking[name, default: 0] += max(0, policy.orderUpTo - item.supply.inventoryPosition) * (item.supply.unitCost ?? 0)
        }
        curves = ArrivalCurves(input.restock.facts.histories)
    }
}
