import DemandModel
import NumericCore
import ParallelWork

/// Everything the dates of a run are computed from.
public struct RestockInput: Sendable {
    public var asOf: CalendarDay
    /// Sorted by key, with recommendations.
    public var items: [PlannedItem]
    public var facts: BackorderFacts
    /// Days by which arrivals from suppliers move, by supplier; of a scenario.
    public var delayDays: [String: Int]
    /// From where something may be sent to those who wait.
    public var reach: SubstituteReach

    public init(
        asOf: CalendarDay, items: [PlannedItem], facts: BackorderFacts, delayDays: [String: Int] = [:], reach: SubstituteReach = .ownLocation
    ) {
        self.asOf = asOf
        self.items = items
        self.facts = facts
        self.delayDays = delayDays
        self.reach = reach
    }
}

/// The dates of all waiting lines, of their orders, and of items that cannot be had today.
///
/// Items are independent but for purchase orders with several lines: where these used to arrive together they do so in every draw.
/// The result does not depend on the number of threads.
public func restockDates(_ input: RestockInput, threads: Int = 1) -> RestockDates {
    let queues = ItemQueues(input)
    let model = QueueModel(input)
    let several = linesOfSeveral(input.facts.waiting)
    let outcomes = parallelMap(count: queues.items.count, threads: threads) { slot in
        queueDates(queues.items[slot], input: input, model: model, keeping: several)
    }
    var result = RestockDates()
    var draws: [Int: [Int32]] = [:]
    var found: [(line: WaitingLineDates, isSet: Bool)] = input.facts.waiting.indices.map {
        (WaitingLineDates(line: $0, unitsAhead: 0, dates: DatePromise(), order: DatePromise()), false)
    }
    for (slot, outcome) in outcomes.enumerated() {
        for line in outcome.lines { found[line.line] = (line, true) }
        for (line, days) in outcome.kept { draws[line] = days }
        if let promise = outcome.newUnit { result.items[input.items[queues.items[slot].item].key] = promise }
    }
    for (_, lines) in several.orders {
        guard let first = lines.first.flatMap({ draws[$0] }) else { continue }
        var latest = first
        for line in lines.dropFirst() {
            guard let days = draws[line] else { continue }
            for draw in latest.indices { latest[draw] = max(latest[draw], days[draw]) }
        }
        // The least coin of its lines: an order is never told an earlier day than one of them.
        let coin = lines.map { seededCoin(input.facts.waiting[$0].key.uniqueID) }.min() ?? 0
        let promise = DayDraws(latest[...]).promise(asOf: input.asOf, coin: coin)
        for line in lines { found[line].line.order = promise }
    }
    result.lines = found.map(\.line)
    return result
}

/// Orders that wait for several lines.
struct SeveralLines: Sendable {
    var orders: [(order: String, lines: [Int])]
    var lines: Set<Int>
}

func linesOfSeveral(_ waiting: [CustomerBackorder]) -> SeveralLines {
    var orders: [String: [Int]] = [:]
    for (index, line) in waiting.enumerated() where !line.orderID.isEmpty { orders[line.orderID, default: []].append(index) }
    let several = orders.filter { $0.value.count > 1 }.sorted { $0.value[0] < $1.value[0] }.map { (order: $0.key, lines: $0.value) }
    return SeveralLines(orders: several, lines: Set(several.flatMap(\.lines)))
}

/// The queue of one item-location.
struct ItemQueue: Sendable {
    /// Index into the items.
    var item: Int
    /// Waiting lines in the order in which they are served, and open purchase orders.
    var lines: [Int]
    var orders: [Int]
    /// Units that wait beyond the lines that are named; they come first.
    var unnamed: Double
}

/// Item-locations with someone waiting or nothing to sell.
struct ItemQueues: Sendable {
    var items: [ItemQueue] = []

    init(_ input: RestockInput) {
        var positions: [ItemLocation: Int] = [:]
        for (index, item) in input.items.enumerated() { positions[item.key] = index }
        var lines = [[Int]](repeating: [], count: input.items.count)
        var orders = lines
        for (index, line) in input.facts.waiting.enumerated() { if let item = positions[line.key] { lines[item].append(index) } }
        for (index, order) in input.facts.openOrders.enumerated() { if let item = positions[order.key] { orders[item].append(index) } }
        for index in input.items.indices {
            let supply = input.items[index].supply
            var named = 0.0
            for line in lines[index] { named += input.facts.waiting[line].quantity }
            let unnamed = max(0, supply.backordered - named)
            guard !lines[index].isEmpty || supply.onHand - named - unnamed < 1 else { continue }
            items.append(ItemQueue(item: index, lines: servingOrder(lines[index], in: input.facts.waiting), orders: orders[index], unnamed: unnamed))
        }
    }
}

/// The dates of a unit that is ordered today, of items that cannot be had today: those that `restockDates` names, without the dates of the lines that wait.
public func newUnitDates(_ input: RestockInput, threads: Int = 1) -> [ItemLocation: DatePromise] {
    let queues = ItemQueues(input)
    let model = QueueModel(input)
    let outcomes = parallelMap(count: queues.items.count, threads: threads) { slot in newUnitDates(queues.items[slot], input: input, model: model) }
    var result: [ItemLocation: DatePromise] = [:]
    for (slot, promise) in outcomes.enumerated() { if let promise { result[input.items[queues.items[slot].item].key] = promise } }
    return result
}

private func newUnitDates(_ queue: ItemQueue, input: RestockInput, model: QueueModel) -> DatePromise? {
    let ahead = queue.lines.reduce(queue.unnamed) { $0 + input.facts.waiting[$1].quantity }
    let item = input.items[queue.item]
    guard item.supply.onHand - ahead < 1 else { return nil }
    let days = simulateFill(model.problem(queue, needs: [ahead + 1]))
    return DayDraws(days[...]).promise(asOf: input.asOf, coin: seededCoin(item.key.uniqueID))
}

struct QueueOutcome: Sendable {
    var lines: [WaitingLineDates] = []
    /// Draws of the lines of orders with several lines.
    var kept: [(line: Int, days: [Int32])] = []
    /// Dates of one unit ordered today; `nil` where one can be had.
    var newUnit: DatePromise?
}

private func queueDates(_ queue: ItemQueue, input: RestockInput, model: QueueModel, keeping: SeveralLines) -> QueueOutcome {
    var outcome = QueueOutcome()
    var ahead = queue.unnamed
    var starts: [Double] = [], needs: [Double] = []
    for line in queue.lines {
        starts.append(ahead)
        ahead += input.facts.waiting[line].quantity
        needs.append(ahead)
    }
    let supply = input.items[queue.item].supply
    let isShort = supply.onHand - ahead < 1
    if isShort { needs.append(ahead + 1) }
    let days = simulateFill(model.problem(queue, needs: needs))
    let count = StratifiedDraws.count
    let coin = seededCoin(input.items[queue.item].key.uniqueID)
    for (position, line) in queue.lines.enumerated() {
        let slice = days[position * count..<(position + 1) * count]
        let draws = DayDraws(slice)
        let dates = draws.promise(asOf: input.asOf, coin: coin)
        outcome.lines.append(WaitingLineDates(
            line: line, unitsAhead: starts[position], dates: dates,
            promiseKept: input.facts.waiting[line].promisedOn.map { draws.probability(upTo: input.asOf.days(until: $0)) }, order: dates))
        if keeping.lines.contains(line) { outcome.kept.append((line, Array(slice))) }
    }
    if isShort { outcome.newUnit = DayDraws(days[queue.lines.count * count..<(queue.lines.count + 1) * count]).promise(asOf: input.asOf, coin: coin) }
    return outcome
}
