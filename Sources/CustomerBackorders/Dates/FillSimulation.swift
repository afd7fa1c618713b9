import CMath
import DemandModel

/// One supply of an item that is under way: when it may come and how much of it can be used.
struct ExpectedSupply: Sendable {
    /// Days from the planning day, one per part of its distribution.
    var days: [Int32]
    /// The order in which the draws take them.
    var shuffle: [UInt8]
    var shareShuffle: [UInt8]
    /// Units.
    var quantity: Double
    /// The day from which the plan counts it as stock on its way; not after 0: it does today.
    var countedFrom: Int32 = 0
    /// The day on which the plan takes it for one that does not come and counts it no longer; not after 0: it has.
    var givenUpOn: Int32 = .max
}

/// How an item is ordered anew after the planning day.
struct FutureOrders: Sendable {
    /// Inventory position right after today's order; level at or below which is ordered; order-up-to level; order size, 0 for none.
    var position: Double
    var reorderPoint: Double
    var orderUpTo: Double
    var batch: Double
    /// Days between looks, and expected units a day.
    var stepDays: Int
    var demandPerDay: Double
    /// Days from order to receipt, one per part of the distribution.
    var leadDays: [Int32]
    /// Days from an order to the day on which it is given up.
    var patienceDays: Int32
    /// What comes before all of these: a warehouse that has nothing to send sends first what it owes; `nil`: nothing does.
    var first: ExpectedSupply?
}

/// How much of an order is usable at its first delivery, in twentieths.
struct DeliveryShares: Sendable {
    private let cumulative: [Double]
    /// The step of each of the equal parts from which draws are taken.
    private let steps: [UInt8]

    /// - Parameter shares: of orders by twentieths, 21 of them, together 1.
    init(_ shares: [Double]) {
        var sum = 0.0
        let cumulative = shares.map { (share: Double) -> Double in
            sum += share
            return sum
        }
        var step = 0
        steps = (0..<StratifiedDraws.count).map { part in
            while step < 20, cumulative[step] < (Double(part) + 0.5) / Double(StratifiedDraws.count) { step += 1 }
            return UInt8(step)
        }
        self.cumulative = cumulative
    }

    func step(ofPart part: Int) -> Int { Int(steps[part]) }

    /// - Parameter chance: in 0..<1.
    func step(at chance: Double) -> Int {
        var step = 0
        while step < 20, cumulative[step] < chance { step += 1 }
        return step
    }
}

/// The queue of one item-location and everything that may serve it.
struct FillProblem: Sendable {
    var onHand: Double
    /// Cumulative units needed by each line, first in the queue first.
    var needs: [Double]
    var supplies: [ExpectedSupply]
    var future: FutureOrders?
    var shares: DeliveryShares
    var restCameShare: Double
    var restGapDays: Int
    var isCount: Bool
    var seed: UInt64
}

/// Draws when each line of the queue is filled: the day on which the usable units received reach what it and all before it need.
///
/// A delivery that is not whole leaves a rest that comes later or not at all; what does not come is ordered at the next look, like all that
/// demand takes out of the position. So is an order so late that the plan counts it no longer; where it comes after all there is less to order. Orders
/// may cross.
///
/// - Returns: `days[line * draws + draw]`, days from the planning day; `StratifiedDraws.never` where no supply within two years does.
/// - Complexity: O(draws x (lines + supplies)).
func simulateFill(_ problem: FillProblem) -> [Int32] {
    let draws = StratifiedDraws.count
    var result = [Int32](repeating: StratifiedDraws.never, count: problem.needs.count * draws)
    guard let most = problem.needs.last else { return result }
    var random = PlainRandom(state: problem.seed)
    var events = SupplyEvents()
    let future = problem.future
    let demand = PoissonDraws(mean: future.map { $0.demandPerDay * Double($0.stepDays) } ?? 0)
    let arrivals = drawnArrivals(problem)
    for draw in 0..<draws {
        events.removeAll()
        for index in draw * problem.supplies.count..<(draw + 1) * problem.supplies.count {
            let one = arrivals[index]
            if one.countedFrom > 0 { events.shortages.append((one.countedFrom, -one.quantity)) }
            deliver(one.quantity, on: one.day, givenUpOn: one.givenUpOn, step: one.step, problem: problem, random: &random, events: &events)
        }
        if let future, problem.onHand < most {
            let earliest = future.first.map { $0.days[Int($0.shuffle[draw])] } ?? 0
            orderOn(future, earliest: earliest, most: most, demand: demand, problem: problem, random: &random, events: &events)
        }
        events.sortSupplies()
        var covered = problem.onHand
        var next = 0
        var day: Int32 = 0
        for line in problem.needs.indices {
            while covered < problem.needs[line] - 1e-9, next < events.supplies.count {
                covered += events.supplies[next].units
                day = max(0, events.supplies[next].day)
                next += 1
            }
            guard covered >= problem.needs[line] - 1e-9 else { break }
            result[line * draws + draw] = day
        }
    }
    return result
}

/// What is under way in one draw.
private struct DrawnArrival {
    var day: Int32
    var countedFrom: Int32
    var givenUpOn: Int32
    var step: Int
    var quantity: Double
}

/// Draw by draw, in the order of the supplies: taken apart once, so that the draws hold nothing but numbers.
private func drawnArrivals(_ problem: FillProblem) -> [DrawnArrival] {
    let draws = StratifiedDraws.count, count = problem.supplies.count
    var result = [DrawnArrival](repeating: DrawnArrival(day: 0, countedFrom: 0, givenUpOn: 0, step: 20, quantity: 0), count: draws * count)
    for (position, supply) in problem.supplies.enumerated() {
        for draw in 0..<draws {
            result[draw * count + position] = DrawnArrival(
                day: supply.days[Int(supply.shuffle[draw])], countedFrom: supply.countedFrom, givenUpOn: supply.givenUpOn,
                step: problem.shares.step(ofPart: Int(supply.shareShuffle[draw])), quantity: supply.quantity)
        }
    }
    return result
}

/// Two years: supplies further out are not waited for.
private let horizonDays: Int32 = 730

private struct SupplyEvents {
    var supplies: [(day: Int32, units: Double)] = []
    /// Units that turn out not to come, and the day on which that is seen; negative: units that are counted from then on.
    var shortages: [(day: Int32, units: Double)] = []

    mutating func removeAll() {
        supplies.removeAll(keepingCapacity: true)
        shortages.removeAll(keepingCapacity: true)
    }

    mutating func sortSupplies() {
        for index in supplies.indices.dropFirst() {
            var place = index
            while place > 0, supplies[place].day < supplies[place - 1].day {
                supplies.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    /// The day on which `units` have come, `nil` where they do not.
    mutating func day(reaching units: Double) -> Int32? {
        sortSupplies()
        var sum = 0.0
        for supply in supplies {
            sum += supply.units
            if sum >= units - 1e-9 { return supply.day }
        }
        return nil
    }
}

private func deliver(
    _ quantity: Double, on day: Int32, givenUpOn: Int32, step: Int, problem: FillProblem, random: inout PlainRandom, events: inout SupplyEvents
) {
    if day > givenUpOn {
        if givenUpOn > 0 { events.shortages.append((givenUpOn, quantity)) }
        // It comes after all.
        if day < horizonDays { events.shortages.append((day, -quantity)) }
    }
    guard day < horizonDays else { return }
    if step == 20 {
        events.supplies.append((day, quantity))
        return
    }
    let exact = quantity * Double(step) / 20
    let usable = problem.isCount ? exact.rounded() : exact
    let rest = quantity - usable
    if usable > 0 { events.supplies.append((day, usable)) }
    guard rest > 0 else { return }
    if random.uniform() < problem.restCameShare {
        events.supplies.append((day + Int32(problem.restGapDays), rest))
    } else {
        events.shortages.append((day, rest))
    }
}

/// Looks end where an order placed at the next one would come no sooner than what is under way: it changes nobody's day.
private func orderOn(
    _ future: FutureOrders, earliest: Int32, most: Double, demand: PoissonDraws, problem: FillProblem, random: inout PlainRandom, events: inout SupplyEvents
) {
    guard let soonest = future.leadDays.first, soonest < horizonDays else { return }
    var position = future.position
    var seen: Int32 = -1
    var look = Int32(future.stepDays)
    var reached = events.day(reaching: most - problem.onHand)
    while look <= horizonDays {
        if let reached, reached <= look + soonest { return }
        position -= demand.draw(&random)
        for shortage in events.shortages where shortage.day > seen && shortage.day <= look { position -= shortage.units }
        seen = look
        if position <= future.reorderPoint + 1e-9 {
            var quantity = future.orderUpTo - position
            if future.batch > 1 { quantity = (quantity / future.batch).rounded(.up) * future.batch }
            position += quantity
            let lead = future.leadDays[min(future.leadDays.count - 1, Int(random.uniform() * Double(future.leadDays.count)))]
            let day = lead == StratifiedDraws.never ? lead : max(look + lead, earliest)
            deliver(
                quantity, on: day, givenUpOn: max(look, earliest) + future.patienceDays, step: problem.shares.step(at: random.uniform()), problem: problem,
                random: &random, events: &events)
            reached = events.day(reaching: most - problem.onHand)
        }
        look += Int32(future.stepDays)
    }
}
