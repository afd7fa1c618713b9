import DemandModel

/// Turns an item's open orders, policy and history into what its queue is simulated from.
struct QueueModel: Sendable {
    private let input: RestockInput
    private let curves: ArrivalCurves
    private let draws = StratifiedDraws()
    private let arriveTogether: Bool
    private let warehouses: WarehouseQueues

    init(_ input: RestockInput) {
        self.input = input
        curves = ArrivalCurves(input.facts.histories)
        arriveTogether = (input.facts.togetherShare ?? 0) > 0.5
        warehouses = WarehouseQueues(input)
    }

    func problem(_ queue: ItemQueue, needs: [Double]) -> FillProblem {
        let item = input.items[queue.item]
        let supply = item.supply
        let name = supply.supplier
        let rest = curves.rest(supplier: name)
        let shares = DeliveryShares(curves.firstShares(supplier: name, item: item.key.item))
        var problem = FillProblem(
            onHand: max(0, supply.onHand), needs: needs, supplies: supplies(queue, item: item), future: future(item), shares: shares,
            restCameShare: rest.cameShare, restGapDays: rest.gapDays, isCount: item.outlook?.isCount ?? true,
            seed: seed(item.key.item, item.key.location, "fill"))
        if item.recommendation.orderNow > 0 { problem.supplies.append(todaysOrder(item)) }
        if let owed = owedByWarehouse(item) {
            problem.supplies.append(owed)
            problem.future?.position += owed.quantity
            problem.future?.first = owed
        }
        return problem
    }

    /// What a warehouse had too little of today: it is sent with the first transfer after the warehouse is supplied.
    private func owedByWarehouse(_ item: PlannedItem) -> ExpectedSupply? {
        guard let owed = warehouses.owed(to: item), let warehouse = warehouses.queues[owed.source] else { return nil }
        let own = seed(item.key.item, item.key.location, "owed")
        let supplied = simulateFill(problem(warehouse, needs: [max(0, input.items[warehouse.item].supply.onHand) + owed.unitsAhead]))
        let review = max(1, Int32(item.supply.reviewPeriodDays.rounded()))
        let transfers = curves.leadDays(item.supply, item: item.key.item, shift: 0)
        let days = supplied.enumerated().map { draw, day -> Int32 in
            let transfer = transfers[(draw * 89) % transfers.count]
            guard day != StratifiedDraws.never, transfer != StratifiedDraws.never else { return StratifiedDraws.never }
            return (day + review - 1) / review * review + transfer
        }
        return ExpectedSupply(days: days.sorted(), shuffle: draws.shuffle(own), shareShuffle: draws.shuffle(own &+ 1), quantity: owed.units)
    }

    /// How sure an order's arrival is and from what it is judged.
    func arrival(of order: OpenOrder, supply: SupplyTerms) -> (dates: DatePromise, basis: ArrivalBasis) {
        let (days, basis) = arrivalDays(of: order, supply: supply)
        return (DayDraws(days[...]).promise(asOf: input.asOf, coin: seededCoin(order.orderID)), basis)
    }

    private func delay(_ supplier: String) -> Int { input.delayDays[supplier] ?? 0 }

    private func arrivalDays(of order: OpenOrder, supply: SupplyTerms) -> (days: [Int32], basis: ArrivalBasis) {
        let name = order.supplier.isEmpty ? supply.supplier : order.supplier
        let (curve, basis) = curves.arrival(order, supply: supply, asOf: input.asOf, shift: delay(name))
        if basis == .unknownAge {
            // As likely to be at one age as at another: a uniform part of its lead time is left.
            let leads = curve.strata(StratifiedDraws.count, from: 0, never: StratifiedDraws.never)
            return (leads.enumerated().map { index, lead in
                lead == StratifiedDraws.never ? lead : Int32(Double(lead) * (Double((index * 89) % leads.count) + 0.5) / Double(leads.count))
            }.sorted(), basis)
        }
        return (curve.strata(StratifiedDraws.count, from: 0, never: StratifiedDraws.never), basis)
    }

    private func supplies(_ queue: ItemQueue, item: PlannedItem) -> [ExpectedSupply] {
        var result: [ExpectedSupply] = []
        let orders = queue.orders.map { input.facts.openOrders[$0] }
        let named = orders.reduce(0) { $0 + $1.quantity }
        result = orders.enumerated().map { expected($1, item: item, position: $0) }
        if item.supply.onOrder >= named - 1e-9 {
            // The items table's own count holds them all.
            for index in result.indices where result[index].countedFrom > 0 || result[index].givenUpOn <= 0 {
                result[index].countedFrom = 0
                result[index].givenUpOn = 180
            }
        }
        // On order by the items table, and in no list of open orders.
        if item.supply.onOrder > named + 1e-9 {
            result.append(expected(OpenOrder(key: item.key, quantity: item.supply.onOrder - named), item: item, position: queue.orders.count))
        }
        return result
    }

    private func expected(_ order: OpenOrder, item: PlannedItem, position: Int) -> ExpectedSupply {
        let terms = item.supply
        let expected = order.expectedOn(leadTimeDays: terms.leadTimeDays).map { input.asOf.days(until: $0) }
        let horizon = Int((terms.protectionDays + (terms.closureDays ?? 0)).rounded(.down))
        let own = seed(item.key.item, item.key.location, order.orderID, String(position))
        let shared = arriveTogether && !order.orderID.isEmpty ? seed(order.supplier, order.orderID) : own
        return ExpectedSupply(
            days: arrivalDays(of: order, supply: terms).days, shuffle: draws.shuffle(shared), shareShuffle: draws.shuffle(own &+ 1),
            quantity: order.quantity, countedFrom: expected.map { Int32(clamping: $0 - horizon) } ?? 0,
            givenUpOn: expected.map { Int32(clamping: $0 + OpenOrder.patienceDays(leadTimeDays: terms.leadTimeDays) + 1) } ?? patience(terms))
    }

    private func todaysOrder(_ item: PlannedItem) -> ExpectedSupply {
        let own = seed(item.key.item, item.key.location, "today")
        return ExpectedSupply(
            days: curves.leadDays(item.supply, item: item.key.item, shift: delay(item.supply.supplier)), shuffle: draws.shuffle(own),
            shareShuffle: draws.shuffle(own &+ 1), quantity: item.recommendation.orderNow, givenUpOn: patience(item.supply))
    }

    /// Days from an order to the day on which it is given up: a lead time, and as much again or thirty days.
    private func patience(_ terms: SupplyTerms) -> Int32 {
        Int32(clamping: Int(terms.leadTimeDays.rounded()) + OpenOrder.patienceDays(leadTimeDays: terms.leadTimeDays) + 1)
    }

    private func future(_ item: PlannedItem) -> FutureOrders? {
        guard let policy = item.recommendation.policy, let outlook = item.outlook, outlook.periodDays > 0 else { return nil }
        let review = max(1, Int(item.supply.reviewPeriodDays.rounded()))
        // Looks closer than a twelfth of the lead time change a date by less than it is sure to.
        let days = curves.leadDays(item.supply, item: item.key.item, shift: delay(item.supply.supplier))
        let step = max(review, Int((meanOfDays(days) / 12).rounded(.down)))
        let periods = max(1, min(outlook.mean.count, 13))
        let perDay = outlook.mean.prefix(periods).reduce(0, +) / Double(periods) / outlook.periodDays
        return FutureOrders(
            // What locations ask a warehouse for today is gone.
            position: item.supply.inventoryPosition - (item.recommendation.warehouse?.requestedToday ?? 0) + item.recommendation.orderNow, reorderPoint: policy.reorderPoint, orderUpTo: policy.orderUpTo,
            batch: policy.orderQuantity ?? item.supply.orderMultiple ?? 0, stepDays: step, demandPerDay: max(0, perDay),
            leadDays: days, patienceDays: patience(item.supply))
    }
}

/// Of the draws that come.
private func meanOfDays(_ days: [Int32]) -> Double {
    var sum = 0.0, count = 0.0
    for day in days where day != StratifiedDraws.never {
        sum += Double(day)
        count += 1
    }
    return count > 0 ? sum / count : 0
}
