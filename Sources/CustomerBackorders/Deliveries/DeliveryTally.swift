import DemandModel

/// Counts order lines into a delivery history.
struct DeliveryTally {
    private var leadTimes = DayWeights()
    private var openAges = DayWeights()
    private var daysLate = DayWeights()
    private var openDaysLate = DayWeights()
    private var restGaps = DayWeights()
    private var firstShares = [Double](repeating: 0, count: 21)
    private var restCame = 0.0
    private var restFailed = 0.0
    private var all = DeliveryCounts()
    private var recent = DeliveryCounts()

    /// - Parameter isSettled: the line is old enough for its curves to count.
    mutating func add(_ line: OrderLineHistory, weight: Double, isSettled: Bool, asOf: CalendarDay) {
        let age = line.orderedOn.days(until: asOf)
        count(line, in: &all, asOf: asOf)
        if age <= recentDays { count(line, in: &recent, asOf: asOf) }
        guard let first = line.deliveries.first?.day else {
            guard isSettled else { return }
            openAges.add(age, weight)
            if let promise = line.promisedOn { openDaysLate.add(promise.days(until: asOf), weight) }
            return
        }
        if isSettled { leadTimes.add(line.orderedOn.days(until: first), weight) }
        if isSettled, let promise = line.promisedOn { daysLate.add(promise.days(until: first), weight) }
        guard let ordered = line.ordered, ordered > 0, let usable = line.deliveries[0].usable else { return }
        let share = min(1, max(0, usable / ordered))
        firstShares[Int((share * 20).rounded())] += weight
        guard usable < ordered else { return }
        if line.deliveries.count > 1 {
            restCame += weight
            restGaps.add(first.days(until: line.deliveries[1].day), weight)
        } else if !line.isOpen {
            restFailed += weight
        }
    }

    private func count(_ line: OrderLineHistory, in counts: inout DeliveryCounts, asOf: CalendarDay) {
        let isReceived = !line.deliveries.isEmpty
        if isReceived { counts.received += 1 }
        if line.isOpen { counts.open += 1 }
        let isFull: Bool? = if let ordered = line.ordered, let usable = line.usableUnits { usable >= ordered - 1e-9 } else { nil }
        if let promise = line.promisedOn, promise < asOf {
            counts.due += 1
            if line.isOpen { counts.overdue += 1 }
            if let last = line.deliveries.last?.day {
                counts.dueReceived += 1
                counts.daysLate += max(0, promise.days(until: last))
                if last <= promise, !line.isOpen {
                    counts.onTime += 1
                    if isFull ?? true { counts.onTimeInFull += 1 }
                }
            }
        }
        guard let first = line.deliveries.first?.day else { return }
        let days = Double(line.orderedOn.days(until: first))
        counts.leadDays += days
        counts.leadDaysSquared += days * days
        if let isFull, let ordered = line.ordered {
            counts.measured += 1
            if isFull { counts.inFull += 1 }
            counts.orderedUnits += ordered
            counts.receivedUnits += min(ordered, line.receivedUnits ?? 0)
        }
        for delivery in line.deliveries {
            guard let received = delivery.received, let usable = delivery.usable else { continue }
            counts.inspectedUnits += received
            counts.acceptedUnits += min(received, usable)
        }
    }

    func history(supplier: String, item: String?) -> DeliveryHistory {
        var history = DeliveryHistory(supplier: supplier, item: item)
        history.leadTimes = leadTimes.sorted
        history.openAges = openAges.sorted
        history.daysLate = daysLate.sorted
        history.openDaysLate = openDaysLate.sorted
        history.restGaps = restGaps.sorted
        history.firstShares = firstShares.contains { $0 > 0 } ? firstShares : []
        history.restCame = restCame
        history.restFailed = restFailed
        history.all = all
        history.recent = recent
        return history
    }
}

/// Weights of deliveries by day.
private struct DayWeights {
    private var weights: [Int: Double] = [:]
    private var squares = 0.0

    mutating func add(_ day: Int, _ weight: Double) {
        weights[day, default: 0] += weight
        squares += weight * weight
    }

    var sorted: WeightedDays {
        let days = weights.keys.sorted()
        return WeightedDays(days: days, weights: days.map { weights[$0] ?? 0 }, squares: squares)
    }
}
