import DemandModel
import NumericCore
import ParallelWork

/// What substitution does to one item-location's customers in the long run.
public struct SubstitutionEffect: Sendable, Equatable {
    public var key: ItemLocation
    /// Units waiting on average, and units a year that are not served from the shelf at once, with substitution over without.
    public var waitingRatio: Double
    public var shortRatio: Double
    /// Of the units that would wait, the share that a substitute serves.
    public var takenShare: Double
    /// Units a year of its own stock that serve customers of others.
    public var givenPerYear: Double
    /// Share of its own customers' units served from the shelf at once, with substitution less without.
    public var fillChange: Double
}

/// Lives items that stand in for each other through the same days with and without substitution.
///
/// A share `takeRate` of the customers who find the shelf empty and would wait takes a substitute at once, as far as `SpareStock` leaves some: what
/// is free at every coming receipt and when a new order can be there, above the demand of 19 in 20 cases. Items are at their policies' levels; the
/// level of demand is drawn with the forecast's error, independently for each item.
///
/// The figures are ratios, so that what the plan's exact distributions say of the units waiting stays what they are multiplied with.
///
/// - Parameters:
///   - rows: the table of substitutes; those valid on `asOf` count.
///   - takeRate: 0...1.
/// - Returns: for each item-location of a link that is replayed, in key order.
public func substitutionEffects(
    _ items: [PlannedItem], rows: [Substitute], takeRate: Double, histories: [DeliveryHistory], asOf: CalendarDay, threads: Int = 1
) -> [SubstitutionEffect] {
    let links = substituteLinks(rows, on: asOf)
    guard takeRate > 0, !links.isEmpty else { return [] }
    let losses = deliveryLosses(histories).mapValues(\.mean)
    let groups = linkedItems(items, links: links)
    let linked = groups.reduce(0) { $0 + $1.count }
    // Fewer paths where so many items are linked that their noise averages out.
    let paths = linked > 2_000 ? 16 : 48
    let results = parallelMap(count: groups.count, threads: threads) { slot in
        SubstitutionReplay(groups[slot].map { items[$0] }, links: links, takeRate: takeRate, losses: losses, paths: paths).effects()
    }
    return results.flatMap { $0 }.sorted { $0.key < $1.key }
}

/// Positions of items that are joined by links, group by group; those of a group ascend.
private func linkedItems(_ items: [PlannedItem], links: [String: [SubstituteLink]]) -> [[Int]] {
    var places: [ItemLocation: Int] = [:]
    for (index, item) in items.enumerated() where item.recommendation.policy != nil { places[item.key] = index }
    var parent = Array(items.indices)
    func root(_ index: Int) -> Int {
        var place = index
        while parent[place] != place {
            parent[place] = parent[parent[place]]
            place = parent[place]
        }
        return place
    }
    var joined: Set<Int> = []
    for (index, item) in items.enumerated() where places[item.key] == index {
        for link in links[item.key.item] ?? [] {
            guard let other = places[ItemLocation(item: link.substitute, location: item.key.location)], other != index else { continue }
            joined.formUnion([index, other])
            let a = root(index), b = root(other)
            if a != b { parent[max(a, b)] = min(a, b) }
        }
    }
    var groups: [Int: [Int]] = [:]
    for index in joined.sorted() { groups[root(index), default: []].append(index) }
    return groups.keys.sorted().compactMap { groups[$0] }
}

/// The replay of one group of linked items.
struct SubstitutionReplay {
    private struct Member {
        var key: ItemLocation
        var item: ReplayedItem
        var levels: [Double]
        /// The part of the levels that each path takes.
        var order: [Int]
        /// `needed[t]`: demand of t days that is not exceeded in 19 of 20 cases.
        var needed: [Double]
        var lateDays: Int
        var links: [(place: Int, ratio: Double)] = []
    }

    private struct Sums {
        var waiting = 0.0, short = 0.0, demand = 0.0, taken = 0.0, given = 0.0
    }

    private var members: [Member] = []
    private let takeRate: Double
    private let paths: Int
    private let warmUp: Int
    private let days: Int

    init(_ items: [PlannedItem], links: [String: [SubstituteLink]], takeRate: Double, losses: [String: Double], paths: Int) {
        self.takeRate = takeRate
        self.paths = paths
        let parts = (0...paths).map { Double($0) / Double(paths) }
        for planned in items {
            guard let outlook = planned.outlook,
                  let item = ReplayedItem(planned, loss: losses[planned.supply.supplier] ?? 0, capacityPerDay: .infinity) else { continue }
            let reach = SpareStock.reachDays(planned.supply)
            let needed = [0] + (1...reach).map { SpareStock.needed($0, outlook) }
            var order = Array(0..<paths)
            var random = PlainRandom(state: item.seedValue &+ 17)
            for index in stride(from: paths - 1, to: 0, by: -1) { order.swapAt(index, Int(random.uniform() * Double(index + 1))) }
            members.append(Member(
                key: planned.key, item: item, levels: demandLevels(relativeError: item.relativeError, parts: parts), order: order, needed: needed,
                lateDays: Int((1.28 * item.leadDeviation).rounded(.up))))
        }
        var places: [ItemLocation: Int] = [:]
        for (place, member) in members.enumerated() { places[member.key] = place }
        for place in members.indices {
            let key = members[place].key
            var own: [(place: Int, ratio: Double)] = []
            for link in links[key.item] ?? [] {
                guard let other = places[ItemLocation(item: link.substitute, location: key.location)], other != place else { continue }
                own.append((other, link.ratio))
            }
            members[place].links = own
        }
        warmUp = members.map(\.item.warmUpDays).max() ?? 0
        days = warmUp + 500
    }

    func effects() -> [SubstitutionEffect] {
        var without = [Sums](repeating: Sums(), count: members.count), with = without
        for path in 0..<paths {
            // The chance of a path is drawn once and met twice.
            var noise: [[Double]] = [], leads: [[Double]] = [], coins: [[Double]] = []
            for member in members {
                var random = PlainRandom(state: member.item.seedValue &+ UInt64(path) &* 0x9E37_79B9 &+ 29)
                noise.append(member.item.noise(level: member.levels[member.order[path]], days: days, random: &random))
                leads.append((0..<days).map { _ in random.uniform() })
                coins.append((0..<days).map { _ in random.uniform() })
            }
            live(path, rate: 0, noise: noise, leads: leads, coins: coins, sums: &without)
            live(path, rate: takeRate, noise: noise, leads: leads, coins: coins, sums: &with)
        }
        let years = Double(paths * (days - warmUp)) / 365.25
        return members.indices.map { place in
            let a = without[place], b = with[place]
            func ratio(_ new: Double, _ old: Double) -> Double { old > 1e-9 ? new / old : 1 }
            return SubstitutionEffect(
                key: members[place].key, waitingRatio: ratio(b.waiting, a.waiting), shortRatio: ratio(b.short - b.taken, a.short),
                takenShare: b.short > 1e-9 ? b.taken / b.short : 0, givenPerYear: b.given / years,
                fillChange: a.demand > 0 ? (a.short - b.short) / a.demand : 0)
        }
    }

    private func live(_ path: Int, rate: Double, noise: [[Double]], leads: [[Double]], coins: [[Double]], sums: inout [Sums]) {
        let count = members.count
        var net = members.map(\.item.policy.orderUpTo), position = net
        var receipts = [[Double]](repeating: [Double](repeating: 0, count: days + 1), count: count), missing = receipts
        var newlyShort = [Double](repeating: 0, count: count), before = newlyShort
        for day in 0..<days {
            let counts = day >= warmUp
            for place in 0..<count {
                let item = members[place].item
                net[place] += receipts[place][day]
                position[place] -= missing[place][day]
                let review = max(1, Int(item.reviewDays.rounded()))
                let quantity = day % review == 0 ? item.order(position: position[place], limits: 1) : 0
                if quantity > 0 {
                    position[place] += quantity
                    let usable = quantity * (1 - item.loss)
                    let arrival = day + item.arrivalDays(leads[place][day], strength: 1)
                    if arrival <= day {
                        net[place] += usable
                        position[place] -= quantity - usable
                    } else if arrival < days {
                        receipts[place][arrival] += usable
                        missing[place][arrival] += quantity - usable
                    }
                }
                before[place] = max(0, -net[place])
                let level = members[place].levels[members[place].order[path]]
                let demand = max(0, item.perDay * level + noise[place][day])
                newlyShort[place] = max(0, demand - max(0, net[place]))
                net[place] -= demand
                position[place] -= demand
                if counts {
                    sums[place].demand += demand
                    sums[place].short += newlyShort[place]
                }
            }
            if rate > 0 {
                for place in 0..<count where newlyShort[place] > 0 {
                    var wanted = rate * newlyShort[place]
                    let isCount = members[place].item.isCount
                    // Customers come whole: the share is met on average.
                    if isCount { wanted = (wanted + coins[place][day]).rounded(.down) }
                    for link in members[place].links where wanted > 1e-9 {
                        let most = spare(link.place, day: day, net: net[link.place], receipts: receipts[link.place]) / link.ratio
                        let taken = min(wanted, isCount ? (most + 1e-9).rounded(.down) : most)
                        guard taken > 0 else { continue }
                        wanted -= taken
                        net[place] += taken
                        position[place] += taken
                        net[link.place] -= taken * link.ratio
                        position[link.place] -= taken * link.ratio
                        if counts {
                            sums[place].taken += taken
                            sums[link.place].given += taken * link.ratio
                        }
                    }
                }
            }
            guard counts else { continue }
            for place in 0..<count { sums[place].waiting += 0.5 * (before[place] + max(0, -net[place])) }
        }
    }

    /// The rule of `SpareStock` in the replay's world, after the demand of the day: it has one day less to cover.
    private func spare(_ place: Int, day: Int, net: Double, receipts: [Double]) -> Double {
        guard net >= 1 || !members[place].item.isCount && net > 0 else { return 0 }
        let needed = members[place].needed, reach = needed.count - 1
        var there = net, least = net
        let late = members[place].lateDays
        // A receipt is counted on from the day that nine of ten such orders keep to.
        let end = min(receipts.count, day + reach - late)
        var arrival = day + 1
        while arrival < end {
            if receipts[arrival] > 0 {
                least = min(least, there - needed[arrival - day + late - 1])
                there += receipts[arrival]
            }
            arrival += 1
        }
        least = min(least, there - needed[reach - 1])
        return max(0, members[place].item.isCount ? least.rounded() : least)
    }
}
