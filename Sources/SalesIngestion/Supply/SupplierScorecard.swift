import DemandModel

/// How a supplier has delivered, from its receipts before a day.
public struct SupplierScore: Sendable, Equatable {
    public var supplier: String
    public var ordersReceived: Int
    public var ordersOpen: Int
    /// Open orders whose promised day has passed.
    public var ordersOverdue: Int
    /// Of received orders with a promise: share received on or before the promised day, and mean days late (0 for those in time).
    public var onTimeShare: Double?
    public var meanDaysLate: Double?
    /// Received units over ordered units, over orders that say both; at most what each order asked for.
    public var inFullShare: Double?
    /// Accepted units over received units.
    public var yield: Double?
    public var leadTime: LeadTimeEstimate?
}

/// The scores of all suppliers, in byte order of their names.
///
///     let card = SupplierScorecard(receipts.rows, asOf: asOf)
///     for score in card.scores { print(score.supplier, score.onTimeShare ?? 1) }
public struct SupplierScorecard: Sendable, Equatable {
    public let scores: [SupplierScore]

    /// - Parameter asOf: what happened on this day or later is not known yet.
    public init(_ receipts: [PurchaseReceipt], asOf: CalendarDay) {
        let known = receipts.filter { $0.orderedOn < asOf }
        scores = Dictionary(grouping: known, by: \.supplier).map { supplier, orders in
            let received = orders.filter { $0.receivedOn.map { $0 < asOf } ?? false }
            let open = orders.filter { !($0.receivedOn.map { $0 < asOf } ?? false) }
            var late = 0, promised = 0, daysLate = 0
            var inFull = 0.0, asked = 0.0, arrived = 0.0, accepted = 0.0
            for order in received {
                if let promise = order.promisedOn, let day = order.receivedOn {
                    promised += 1
                    if day > promise {
                        late += 1
                        daysLate += promise.days(until: day)
                    }
                }
                if let wanted = order.orderedQuantity, let got = order.receivedQuantity {
                    asked += wanted
                    inFull += min(wanted, got)
                }
                if let got = order.receivedQuantity, let good = order.acceptedQuantity {
                    arrived += got
                    accepted += min(got, good)
                }
            }
            return SupplierScore(
                supplier: supplier, ordersReceived: received.count, ordersOpen: open.count,
                ordersOverdue: open.count { $0.promisedOn.map { $0 < asOf } ?? false },
                onTimeShare: promised > 0 ? Double(promised - late) / Double(promised) : nil,
                meanDaysLate: promised > 0 ? Double(daysLate) / Double(promised) : nil,
                inFullShare: asked > 0 ? inFull / asked : nil, yield: arrived > 0 ? accepted / arrived : nil,
                leadTime: LeadTimeEstimate(
                    level: .supplier, receivedAfter: received.compactMap { order in order.receivedOn.map { order.orderedOn.days(until: $0) } },
                    openFor: open.map { $0.orderedOn.days(until: asOf) }))
        }.sorted { bytesPrecede($0.supplier, $1.supplier) }
    }
}

/// Accepted over received units of an item, or of its supplier where the item has too few receipts; `nil` where nothing is known.
///
/// - Parameter minimumReceipts: receipts with both quantities that an item needs for a yield of its own.
public func yieldShare(of item: String, supplier: String, in receipts: [PurchaseReceipt], minimumReceipts: Int = 5) -> Double? {
    func share(_ rows: [PurchaseReceipt]) -> (Double, Int)? {
        var received = 0.0, accepted = 0.0, count = 0
        for row in rows {
            guard let got = row.receivedQuantity, let good = row.acceptedQuantity, got > 0 else { continue }
            received += got
            accepted += min(got, good)
            count += 1
        }
        return received > 0 ? (accepted / received, count) : nil
    }
    let ofSupplier = receipts.filter { $0.supplier == supplier }
    if let own = share(ofSupplier.filter { $0.key.item == item }), own.1 >= minimumReceipts { return own.0 }
    return share(ofSupplier)?.0
}

/// Where the stock of an item-location stands on a day.
public struct StockPosition: Sendable, Equatable {
    /// Units on hand by the latest snapshot before the day; `nil` without one.
    public var onHand: Double?
    public var snapshotOn: CalendarDay?
    /// Units on order and waited for by customers, ordered before the day.
    public var onOrder = 0.0
    public var backordered = 0.0

    public init() {}
}

/// The stock positions of all item-locations as of a day: latest snapshot, open orders, backorders.
///
///     let positions = stockPositions(snapshots: snapshots.rows, openOrders: open.rows, backorders: waiting.rows, asOf: asOf)
///     print(positions[ItemLocation(item: "0012")]?.onOrder ?? 0)
public func stockPositions(
    snapshots: [StockSnapshot] = [], openOrders: [OpenOrder] = [], backorders: [CustomerBackorder] = [], asOf: CalendarDay
) -> [ItemLocation: StockPosition] {
    var positions: [ItemLocation: StockPosition] = [:]
    for snapshot in snapshots where snapshot.date < asOf {
        if let known = positions[snapshot.key]?.snapshotOn, known > snapshot.date { continue }
        positions[snapshot.key, default: StockPosition()].onHand = snapshot.onHand
        positions[snapshot.key, default: StockPosition()].snapshotOn = snapshot.date
    }
    for order in openOrders where order.orderedOn.map({ $0 < asOf }) ?? true {
        positions[order.key, default: StockPosition()].onOrder += order.quantity
    }
    for waiting in backorders where waiting.orderedOn.map({ $0 < asOf }) ?? true {
        positions[waiting.key, default: StockPosition()].backordered += waiting.quantity
    }
    return positions
}
