import DemandModel
import NumericCore

/// How an open order's arrival is judged, for a person.
public enum ArrivalBasis: String, Sendable, Codable {
    /// The supplier's days late against its promises.
    case promise
    /// Lead times of past deliveries, from the day of the order.
    case leadTime = "lead_time"
    /// The lead time that the plan uses, as there are too few deliveries.
    case plan
    /// Nothing is known of the order but that it is on its way: anywhere in its lead time.
    case unknownAge = "unknown_age"
}

/// The curves of suppliers and their items, from delivery histories.
///
/// An item's own deliveries count against 20 of its supplier's, a supplier's against 4 of what stands in for them: for days late those of all
/// suppliers, for lead times the plan's own.
struct ArrivalCurves: Sendable {
    private struct Supplier: Sendable {
        var lead: DayCurve?
        var leadCases = 0.0
        var late: DayCurve?
        var lateCases = 0.0
        /// A promise tells more of the day than the lead time does.
        var promiseIsBetter = false
        var shares: [Double] = []
        var restCame = 0.5
        var restGap = 14
    }

    private struct Name: Hashable {
        var supplier: String
        var item: String
    }

    private var suppliers: [String: Supplier] = [:]
    private var items: [Name: DeliveryHistory] = [:]

    init(_ histories: [DeliveryHistory]) {
        var everyone = WeightedDays(), everyoneOpen = WeightedDays()
        for history in histories where history.item == nil {
            everyone = ArrivalCurves.added(everyone, history.daysLate)
            everyoneOpen = ArrivalCurves.added(everyoneOpen, history.openDaysLate)
        }
        let pooledLate = everyone.total >= 20 ? DayCurve.productLimit(ended: everyone, open: everyoneOpen) : nil
        for history in histories {
            guard history.item == nil else {
                if let item = history.item { items[Name(supplier: history.supplier, item: item)] = history }
                continue
            }
            var entry = Supplier()
            entry.leadCases = history.leadTimes.total
            entry.lead = DayCurve.productLimit(ended: history.leadTimes, open: history.openAges)
            entry.lateCases = history.daysLate.total
            if let own = DayCurve.productLimit(ended: history.daysLate, open: history.openDaysLate) {
                entry.late = pooledLate.map { own.mixed(with: $0, share: 4 / (entry.lateCases + 4)) } ?? own
            } else {
                entry.late = pooledLate
            }
            if let lead = entry.lead, let late = entry.late { entry.promiseIsBetter = late.deviation <= 1.1 * lead.deviation + 0.5 }
            entry.shares = ArrivalCurves.shares(history, cases: history.firstShares.reduce(0, +))
            // One whose rest came and one whose rest did not stand in for what is not known.
            entry.restCame = (history.restCame + 0.5) / (history.restCame + history.restFailed + 1)
            entry.restGap = history.restGaps.mean.map { Int($0.rounded()) } ?? 14
            suppliers[history.supplier] = entry
        }
    }

    /// Days from order to receipt of an order that is placed now.
    func leadTime(_ supply: SupplyTerms, item: String, shift: Int) -> (curve: DayCurve, basis: ArrivalBasis) {
        let planned = DayCurve.gamma(mean: supply.leadTimeDays, standardDeviation: supply.leadTimeStandardDeviationDays)
        guard let supplier = suppliers[supply.supplier], let lead = supplier.lead else { return (planned.shifted(by: shift), .plan) }
        let known = lead.mixed(with: planned, share: 4 / (supplier.leadCases + 4))
        let own = items[Name(supplier: supply.supplier, item: item)].flatMap { history in
            DayCurve.productLimit(ended: history.leadTimes, open: history.openAges).map { ($0, history.leadTimes.total) }
        }
        let curve = own.map { known.mixed(with: $0.0, share: $0.1 / ($0.1 + 20)) } ?? known
        return (curve.shifted(by: shift), supplier.leadCases < 4 ? .plan : .leadTime)
    }

    /// Arrival of an open order in days from `asOf`, not yet given that it has not come.
    func arrival(_ order: OpenOrder, supply: SupplyTerms, asOf: CalendarDay, shift: Int) -> (curve: DayCurve, basis: ArrivalBasis) {
        let name = order.supplier.isEmpty ? supply.supplier : order.supplier
        let supplier = suppliers[name]
        if let promise = order.promisedOn, let supplier, let late = supplier.late, supplier.lateCases >= 5,
           supplier.promiseIsBetter || order.orderedOn == nil {
            let own = items[Name(supplier: name, item: order.key.item)].flatMap { history in
                DayCurve.productLimit(ended: history.daysLate, open: history.openDaysLate).map { ($0, history.daysLate.total) }
            }
            let curve = own.map { late.mixed(with: $0.0, share: $0.1 / ($0.1 + 20)) } ?? late
            return (curve.shifted(by: asOf.days(until: promise) + shift), .promise)
        }
        var terms = supply
        terms.supplier = name
        let lead = leadTime(terms, item: order.key.item, shift: shift)
        if let ordered = order.orderedOn {
            // A promise without a history to correct it still says where the order is expected.
            if let promise = order.promisedOn, lead.basis == .plan {
                let offset = Int((lead.curve.mean - Double(shift)).rounded())
                return (lead.curve.shifted(by: asOf.days(until: promise) - offset), .plan)
            }
            return (lead.curve.shifted(by: -ordered.days(until: asOf)), lead.basis)
        }
        if let promise = order.promisedOn {
            let offset = Int((lead.curve.mean - Double(shift)).rounded())
            return (lead.curve.shifted(by: asOf.days(until: promise) - offset), .plan)
        }
        return (lead.curve, .unknownAge)
    }

    /// Shares of orders by how much of them is usable at the first delivery, in twentieths; a whole delivery stands in for what is not known.
    func firstShares(supplier: String, item: String) -> [Double] {
        let all = suppliers[supplier]?.shares ?? ArrivalCurves.whole
        guard let own = items[Name(supplier: supplier, item: item)], !own.firstShares.isEmpty else { return all }
        let cases = own.firstShares.reduce(0, +)
        let weight = 20.0
        return zip(all, own.firstShares).map { (weight * $0 + $1) / (cases + weight) }
    }

    /// Of deliveries that were not whole, the share whose rest comes, and after how many days.
    func rest(supplier: String) -> (cameShare: Double, gapDays: Int) {
        suppliers[supplier].map { ($0.restCame, $0.restGap) } ?? (0.5, 14)
    }

    private static let whole = [Double](repeating: 0, count: 20) + [1]

    private static func shares(_ history: DeliveryHistory, cases: Double) -> [Double] {
        guard !history.firstShares.isEmpty else { return whole }
        return zip(history.firstShares, whole).map { ($0 + $1) / (cases + 1) }
    }

    private static func added(_ a: WeightedDays, _ b: WeightedDays) -> WeightedDays {
        var sums: [Int: Double] = [:]
        for (day, weight) in zip(a.days + b.days, a.weights + b.weights) { sums[day, default: 0] += weight }
        let days = sums.keys.sorted()
        return WeightedDays(days: days, weights: days.map { sums[$0] ?? 0 })
    }
}
