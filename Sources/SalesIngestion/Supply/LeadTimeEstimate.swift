import DemandModel

/// The distribution of a lead time in days, estimated from receipts: days with weights that sum to 1.
public struct LeadTimeEstimate: Sendable, Equatable {
    /// What the receipts are of.
    public enum Level: String, Sendable { case item, supplier }

    public var level: Level
    /// Ascending, each once.
    public var days: [Double]
    public var weights: [Double]
    /// Orders received, and orders still open whose age is known (right-censored).
    public var received: Int
    public var open: Int

    public var meanDays: Double { zip(days, weights).reduce(0) { $0 + $1.0 * $1.1 } }

    public var standardDeviationDays: Double {
        let mean = meanDays
        return max(0, zip(days, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }).squareRoot()
    }

    /// The smallest number of days with at least this share of the weight at or below it.
    public func quantile(_ share: Double) -> Double {
        var sum = 0.0
        for (day, weight) in zip(days, weights) {
            sum += weight
            if sum >= share - 1e-12 { return day }
        }
        return days.last ?? 0
    }

    /// The product-limit estimate (Kaplan and Meier 1958, J. Am. Stat. Assoc. 53, eq. 2b): S(t) = product over days t_i <= t of
    /// (1 - d_i / n_i), d_i orders received after t_i days, n_i not yet received before. Orders still open leave n after their age.
    /// What is left beyond the last day goes to the longest time seen (Efron 1967), so the weights sum to 1.
    ///
    ///     let estimate = LeadTimeEstimate(level: .item, receivedAfter: [3, 5], openFor: [4])
    ///     // weights: day 3 1/3, day 5 2/3: the open order will take longer than 4 days
    ///
    /// - Returns: `nil` without any received order.
    public init?(level: Level, receivedAfter: [Int], openFor: [Int]) {
        guard !receivedAfter.isEmpty else { return nil }
        self.level = level
        received = receivedAfter.count
        open = openFor.count
        var events: [Int: (received: Int, open: Int)] = [:]
        for day in receivedAfter { events[day, default: (0, 0)].received += 1 }
        for day in openFor { events[day, default: (0, 0)].open += 1 }
        var atRisk = receivedAfter.count + openFor.count
        var surviving = 1.0
        days = []
        weights = []
        let sorted = events.sorted { $0.key < $1.key }
        for (day, event) in sorted {
            if event.received > 0 {
                let weight = surviving * Double(event.received) / Double(atRisk)
                days.append(Double(day))
                weights.append(weight)
                surviving -= weight
            }
            atRisk -= event.received + event.open
        }
        // Open orders older than every received one.
        if surviving > 1e-12, let longest = sorted.last?.key {
            if Double(longest) == days.last { weights[weights.count - 1] += surviving } else {
                days.append(Double(longest))
                weights.append(surviving)
            }
        }
    }
}

/// Lead times of all supplier-items, with the fallback that each needs.
///
///     let leadTimes = LeadTimeTable(receipts: receipts.rows, openOrders: open.rows, asOf: asOf)
///     let estimate = leadTimes.estimate(supplier: "acme", item: "0012")   // of the item, else of the supplier, else nil
public struct LeadTimeTable: Sendable {
    /// An item or supplier needs this many received orders to have a distribution of its own.
    public let minimumReceipts: Int
    private var items: [String: [String: LeadTimeEstimate]] = [:]
    private var suppliers: [String: LeadTimeEstimate] = [:]

    /// - Parameters:
    ///   - receipts: those ordered on or after `asOf` are left out; those received then count as open.
    ///   - openOrders: further open orders; those without a day of order tell nothing.
    ///   - minimumReceipts: below, the next level is used.
    public init(receipts: [PurchaseReceipt], openOrders: [OpenOrder] = [], asOf: CalendarDay, minimumReceipts: Int = 5) {
        self.minimumReceipts = minimumReceipts
        struct Ages {
            var received: [Int] = []
            var open: [Int] = []
        }
        var byItem: [String: [String: Ages]] = [:]
        func add(_ supplier: String, _ item: String, _ ordered: CalendarDay, _ received: CalendarDay?) {
            guard ordered < asOf else { return }
            if let received, received < asOf {
                byItem[supplier, default: [:]][item, default: Ages()].received.append(ordered.days(until: received))
            } else {
                byItem[supplier, default: [:]][item, default: Ages()].open.append(ordered.days(until: asOf))
            }
        }
        var known: Set<String> = []
        for receipt in receipts {
            add(receipt.supplier, receipt.key.item, receipt.orderedOn, receipt.receivedOn)
            known.insert(receipt.orderID + "\u{1F}" + receipt.key.uniqueID)
        }
        for order in openOrders {
            guard let ordered = order.orderedOn, order.orderID.isEmpty || !known.contains(order.orderID + "\u{1F}" + order.key.uniqueID) else { continue }
            add(order.supplier, order.key.item, ordered, nil)
        }
        for (supplier, ages) in byItem {
            var all = Ages()
            for (item, age) in ages {
                all.received += age.received
                all.open += age.open
                if age.received.count >= minimumReceipts {
                    items[supplier, default: [:]][item] = LeadTimeEstimate(level: .item, receivedAfter: age.received, openFor: age.open)
                }
            }
            if all.received.count >= minimumReceipts {
                suppliers[supplier] = LeadTimeEstimate(level: .supplier, receivedAfter: all.received, openFor: all.open)
            }
        }
    }

    /// The item's own distribution, else its supplier's, else `nil`: the default of the plan file applies.
    public func estimate(supplier: String, item: String) -> LeadTimeEstimate? { items[supplier]?[item] ?? suppliers[supplier] }

    public func estimate(supplier: String) -> LeadTimeEstimate? { suppliers[supplier] }
}
