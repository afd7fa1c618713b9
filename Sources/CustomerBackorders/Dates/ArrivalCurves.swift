import DemandModel
import NumericCore
import Synchronization

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
    private let known = KnownLeadTimes()

    init(_ histories: [DeliveryHistory]) {
        var everyone = WeightedDays(), everyoneOpen = WeightedDays()
        for history in histories where history.item == nil {
            everyone = ArrivalCurves.added(everyone, history.daysLate)
            everyoneOpen = ArrivalCurves.added(everyoneOpen, history.openDaysLate)
        }
        let pooledLate = everyone.cases >= 20 ? DayCurve.productLimit(ended: everyone, open: everyoneOpen) : nil
        for history in histories {
            guard history.item == nil else {
                if let item = history.item { items[Name(supplier: history.supplier, item: item)] = history }
                continue
            }
            var entry = Supplier()
            entry.leadCases = history.leadTimes.cases
            entry.lead = DayCurve.productLimit(ended: history.leadTimes, open: history.openAges)
            entry.lateCases = history.daysLate.cases
            if let own = DayCurve.productLimit(ended: history.daysLate, open: history.openDaysLate) {
                entry.late = pooledLate.map { own.mixed(with: $0, share: 4 / (entry.lateCases + 4)) } ?? own
            } else {
                entry.late = pooledLate
            }
            if let lead = entry.lead, let late = entry.late { entry.promiseIsBetter = late.deviation <= 1.1 * lead.deviation + 0.5 }
            entry.shares = ArrivalCurves.shares(history)
            // One whose rest came and one whose rest did not stand in for what is not known.
            entry.restCame = (history.restCame + 0.5) / (history.restCame + history.restFailed + 1)
            entry.restGap = history.restGaps.mean.map { Int($0.rounded()) } ?? 14
            suppliers[history.supplier] = entry
        }
    }

    /// Days from order to receipt of an order that is placed now.
    func leadTime(_ supply: SupplyTerms, item: String, shift: Int) -> (curve: DayCurve, basis: ArrivalBasis) {
        let cases = suppliers[supply.supplier].flatMap { $0.lead == nil ? nil : $0.leadCases }
        let basis: ArrivalBasis = (cases ?? 0) < 4 ? .plan : .leadTime
        let curve = supplierLeadTime(supply).curve
        guard cases != nil, let own = ownLeadTime(supply.supplier, item: item) else { return (curve.shifted(by: shift), basis) }
        return (curve.mixed(with: own.curve, share: own.cases / (own.cases + 20)).shifted(by: shift), basis)
    }

    /// Draws of the days from order to receipt of an order that is placed now, ascending.
    func leadDays(_ supply: SupplyTerms, item: String, shift: Int) -> [Int32] {
        if shift == 0, items[Name(supplier: supply.supplier, item: item)] == nil { return supplierLeadTime(supply).days }
        return leadTime(supply, item: item, shift: shift).curve.strata(StratifiedDraws.count, from: 0, never: StratifiedDraws.never)
    }

    /// The supplier's deliveries with the plan's own lead time for what they do not tell.
    private func supplierLeadTime(_ supply: SupplyTerms) -> KnownLeadTimes.Entry {
        known.entry(.init(supplier: supply.supplier, mean: supply.leadTimeDays, deviation: supply.leadTimeStandardDeviationDays)) {
            let planned = DayCurve.gamma(mean: supply.leadTimeDays, standardDeviation: supply.leadTimeStandardDeviationDays)
            guard let supplier = suppliers[supply.supplier], let lead = supplier.lead else { return planned }
            return lead.mixed(with: planned, share: 4 / (supplier.leadCases + 4))
        }
    }

    private func ownLeadTime(_ supplier: String, item: String) -> (curve: DayCurve, cases: Double)? {
        items[Name(supplier: supplier, item: item)].flatMap { history in
            DayCurve.productLimit(ended: history.leadTimes, open: history.openAges, keepsReserve: false).map { ($0, history.leadTimes.cases) }
        }
    }

    /// Arrival of an open order in days from `asOf`, not yet given that it has not come.
    func arrival(_ order: OpenOrder, supply: SupplyTerms, asOf: CalendarDay, shift: Int) -> (curve: DayCurve, basis: ArrivalBasis) {
        let name = order.supplier.isEmpty ? supply.supplier : order.supplier
        let supplier = suppliers[name]
        if let promise = order.promisedOn, let supplier, let late = supplier.late, supplier.lateCases >= 5,
           supplier.promiseIsBetter || order.orderedOn == nil {
            let own = items[Name(supplier: name, item: order.key.item)].flatMap { history in
                DayCurve.productLimit(ended: history.daysLate, open: history.openDaysLate, keepsReserve: false).map { ($0, history.daysLate.cases) }
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
        let counted = ArrivalCurves.counted(own)
        let weight = 20.0
        return zip(all, counted.shares).map { (weight * $0 + $1) / (counted.cases + weight) }
    }

    /// Of deliveries that were not whole, the share whose rest comes, and after how many days.
    func rest(supplier: String) -> (cameShare: Double, gapDays: Int) {
        suppliers[supplier].map { ($0.restCame, $0.restGap) } ?? (0.5, 14)
    }

    private static let whole = [Double](repeating: 0, count: 20) + [1]

    private static func shares(_ history: DeliveryHistory) -> [Double] {
        guard !history.firstShares.isEmpty else { return whole }
        let counted = counted(history)
        return zip(counted.shares, whole).map { ($0 + $1) / (counted.cases + 1) }
    }

    /// Shares of first deliveries in cases in place of weights.
    private static func counted(_ history: DeliveryHistory) -> (shares: [Double], cases: Double) {
        let perWeight = history.leadTimes.total > 0 ? history.leadTimes.cases / history.leadTimes.total : 1
        return (history.firstShares.map { $0 * perWeight }, history.firstShares.reduce(0, +) * perWeight)
    }

    private static func added(_ a: WeightedDays, _ b: WeightedDays) -> WeightedDays {
        var sums: [Int: Double] = [:]
        for (day, weight) in zip(a.days + b.days, a.weights + b.weights) { sums[day, default: 0] += weight }
        let days = sums.keys.sorted()
        return WeightedDays(days: days, weights: days.map { sums[$0] ?? 0 }, squares: (a.squares ?? a.total) + (b.squares ?? b.total))
    }
}

/// Lead times of suppliers as items' terms have them, each worked out once: many items share them.
private final class KnownLeadTimes: Sendable {
    struct Terms: Hashable {
        var supplier: String
        var mean: Double
        var deviation: Double
    }

    struct Entry: Sendable {
        var curve: DayCurve
        /// Its draws, ascending.
        var days: [Int32]
    }

    private let entries = Mutex<[Terms: Entry]>([:])

    func entry(_ terms: Terms, worked: () -> DayCurve) -> Entry {
        if let known = entries.withLock({ $0[terms] }) { return known }
        let curve = worked()
        let entry = Entry(curve: curve, days: curve.strata(StratifiedDraws.count, from: 0, never: StratifiedDraws.never))
        entries.withLock { $0[terms] = entry }
        return entry
    }
}
