/// Units that can still be promised out of each supply, and in total.
public struct AvailableToPromise: Sendable, Equatable {
    /// Units per period that starts with a supply (index of the period; the first always), 0 elsewhere.
    public var byPeriod: [Double]
    /// Units that can be promised by the end of each period.
    public var cumulative: [Double]
}

/// Discrete available-to-promise with look-ahead (APICS): each supply covers the commitments until the next one; where it falls
/// short, the supplies before it are reduced.
///
/// - Parameters:
///   - onHand: units now, added to the first period.
///   - supplies: units arriving at the start of each period.
///   - committed: units promised for each period.
///
///     availableToPromise(onHand: 20, supplies: [0, 30, 0, 0, 30, 0], committed: [5, 15, 10, 0, 25, 0]).cumulative
///     // [15, 20, 20, 20, 25, 25]
public func availableToPromise(onHand: Double, supplies: [Double], committed: [Double]) -> AvailableToPromise {
    let n = min(supplies.count, committed.count)
    var units = [Double](repeating: 0, count: n)
    var bucket = 0
    for period in 0..<n {
        if period == 0 || supplies[period] > 0 { bucket = period }
        units[bucket] += supplies[period] - committed[period] + (period == 0 ? onHand : 0)
    }
    // A bucket that is short takes from the ones before it.
    var debt = 0.0
    for period in stride(from: n - 1, through: 0, by: -1) {
        units[period] -= debt
        debt = 0
        if units[period] < 0 && period > 0 {
            debt = -units[period]
            units[period] = 0
        }
    }
    var cumulative: [Double] = []
    var sum = 0.0
    for value in units {
        sum += value
        cumulative.append(sum)
    }
    return AvailableToPromise(byPeriod: units, cumulative: cumulative)
}

/// When a waiting order is filled in full.
public struct RestockPromise: Sendable, Equatable {
    /// Position in the list of receipts; -1: from stock on hand; `nil`: no known receipt covers it.
    public var receipt: Int?
    /// Units that no known receipt covers.
    public var uncovered: Double
}

/// Promises for a queue of backorders, first come first served, against dated receipts: each order waits for the receipt that
/// completes it.
///
/// - Parameters:
///   - backorders: units waiting, oldest first.
///   - receipts: units of each receipt, earliest first.
public func restockPromises(onHand: Double, backorders: [Double], receipts: [Double]) -> [RestockPromise] {
    var promises: [RestockPromise] = []
    var needed = 0.0
    var covered = onHand
    var next = 0
    for quantity in backorders {
        needed += quantity
        while covered < needed && next < receipts.count {
            covered += receipts[next]
            next += 1
        }
        if covered >= needed {
            promises.append(RestockPromise(receipt: next - 1, uncovered: 0))
        } else {
            promises.append(RestockPromise(receipt: nil, uncovered: min(quantity, needed - covered)))
        }
    }
    return promises
}

/// Net stock (on hand less backordered) at the end of each day, receipts arriving at the start of their day.
public func projectedNetStock(onHand: Double, backordered: Double, demand: [Double], receipts: [Double]) -> [Double] {
    var net = onHand - backordered
    return demand.indices.map { day in
        net += (day < receipts.count ? receipts[day] : 0) - demand[day]
        return net
    }
}
