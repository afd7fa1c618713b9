import DemandModel
import NumericCore

/// How much of an item can be given to customers of another one, so that its own customers do not wait.
///
/// Given away may be what is left at every coming receipt, and when an order that replaces it can be there, of the stock until then once the
/// demand that is not exceeded in 19 of 20 cases is taken off:
///
/// `spare = min over days t of [free + receipts before t - Q95(demand until t)]`, where t runs over the days that nine of ten of the open orders keep to, and lead time and review period together with the lead
/// time's deviation.
struct SpareStock: Sendable {
    /// Share of cases in which the own customers are served.
    static let assurance = 0.95
    /// Receipts looked at.
    private static let mostReceipts = 12

    private let input: RestockInput
    private let model: QueueModel
    private var items: [ItemLocation: Int] = [:]
    private var waiting: [ItemLocation: Double] = [:]
    private var orders: [ItemLocation: [OpenOrder]] = [:]

    init(_ input: RestockInput) {
        self.input = input
        model = QueueModel(input)
        for (index, item) in input.items.enumerated() { items[item.key] = index }
        for line in input.facts.waiting { waiting[line.key, default: 0] += line.quantity }
        for order in input.facts.openOrders { orders[order.key, default: []].append(order) }
    }

    func item(_ key: ItemLocation) -> PlannedItem? { items[key].map { input.items[$0] } }

    /// Units, whole for counts; 0 for an item that is not planned: nobody knows what its own customers need. Of an item that ends (its level is
    /// set to 0) all that is free may go.
    func units(_ key: ItemLocation) -> Double {
        guard let item = item(key) else { return 0 }
        let supply = item.supply
        let free = max(0, supply.onHand) - max(supply.backordered, waiting[key] ?? 0)
        guard free > 0 else { return 0 }
        if supply.stock?.maximumStock == 0 || supply.stock?.overrideOrderUpTo == 0 { return free }
        guard item.recommendation.policy != nil, let outlook = item.outlook, outlook.periodDays > 0 else { return 0 }
        let reach = SpareStock.reachDays(supply)
        var receipts = (orders[key] ?? []).compactMap { order -> (day: Int, units: Double)? in
            model.arrival(of: order, supply: supply).dates.p90.map { (input.asOf.days(until: $0), order.quantity) }
        }
        if item.recommendation.orderNow > 0 {
            let today = OpenOrder(key: key, supplier: supply.supplier, orderedOn: input.asOf, quantity: item.recommendation.orderNow)
            if let day = model.arrival(of: today, supply: supply).dates.p90 { receipts.append((input.asOf.days(until: day), today.quantity)) }
        }
        receipts = receipts.filter { $0.day < reach }.sorted { $0.day < $1.day }
        var there = free, least = free
        for receipt in receipts.prefix(SpareStock.mostReceipts) {
            if receipt.day > 0 { least = min(least, there - SpareStock.needed(receipt.day, outlook)) }
            there += receipt.units
        }
        least = min(least, there - SpareStock.needed(reach, outlook))
        return max(0, outlook.isCount ? least.rounded(.down) : least)
    }

    /// Days until an order that replaces a unit given away today is there.
    static func reachDays(_ supply: SupplyTerms) -> Int {
        max(1, Int((supply.protectionDays + supply.leadTimeStandardDeviationDays).rounded(.up)))
    }

    /// Q95 of the demand of some days.
    static func needed(_ days: Int, _ outlook: DemandOutlook) -> Double {
        MixtureDistribution(members: [(1, demandWithin(days: Double(days), outlook: outlook))], isCount: outlook.isCount).quantile(assurance)
    }
}
