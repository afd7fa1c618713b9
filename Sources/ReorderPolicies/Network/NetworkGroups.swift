import DemandModel
import TextForms

// Theory. Groups of families without a common family, each with a least and a most amount of money under one budget, or with a most of units waiting under one target for
// all: pegging as in `allocate` with group limits (Bitran & Hax 1981). Groups beyond their limits are planned alone, each for its limit; what that leaves is shared by the
// rest, until no group is beyond its own. The sum of the bounds bounds the whole where each held group's multiplier lies on the side of the rest's that its limit says;
// else the bound without limits does.

extension PreparedNetwork {
    /// A limited group: its parts, least and most.
    private struct Group {
        var title: String
        var members: [Int]
        var floor: Double
        var ceiling: Double
    }

    /// A group that is planned for its limit.
    private struct Held {
        var members: [Int]
        var plan: NetworkPlan
        var isCeiling: Bool
        var limit: Double
        /// What it was planned for: its limit, or what it takes to reach that at least.
        var target: Double
        /// What it came to, counted as its limit is.
        var amount: Double
        var reason: String
    }

    /// Joint levels where groups of families have limits of their own. A warehouse and the locations it feeds count together.
    mutating func grouped(_ objective: PlanObjective, _ limits: GroupLimits) throws(PolicyError) -> NetworkPlan {
        let isBudget = objective.kind == .budget
        var bare = objective
        bare.groupLimits = nil
        let limited = try groups(limits, isBudget: isBudget)
        let unlimited = try plan(bare)
        do throws(PolicyError) {
            let pegged = try pegged(objective, bare, limited, unlimited: unlimited)
            guard !pegged.held.isEmpty else { return unlimited }
            let searched = limited.map { group in
                SearchedGroup(members: group.members, floor: group.floor, ceiling: group.ceiling, held: pegged.held.first { $0.members == group.members }.flatMap { held in
                    held.plan.dualMultiplier.map { (held.limit, $0) }
                })
            }
            let money = amountOfMoney(pegged.plan, objective)
            // What held groups leave may be less than the rest can do with.
            let isWithin = !isBudget || money <= objective.target * (1 + 1e-9)
            let reached = isBudget ? pegged.plan.plan.totals.weightedBackorders : money
            guard let theta = pegged.theta ?? unlimited.dualMultiplier,
                  let better = searchedGroups(searched, objective: bare, theta: theta, incumbent: isWithin ? reached : nil, like: pegged.plan) else { return pegged.plan }
            return explained(better, limited, unlimited: unlimited, objective)
        } catch {
            // Single units took the groups at their least too far: there may be a plan all the same.
            guard case .budgetBelowFloors = error, let theta = unlimited.dualMultiplier else { throw error }
            let searched = limited.map { group in
                let isShort = amount(group.members, unlimited, objective) < group.floor
                return SearchedGroup(members: group.members, floor: group.floor, ceiling: group.ceiling, held: isShort ? (group.floor, 0.3 * theta) : nil)
            }
            guard let found = searchedGroups(searched, objective: bare, theta: theta, incumbent: nil, like: unlimited) else { throw error }
            return explained(found, limited, unlimited: unlimited, objective)
        }
    }

    /// A plan from a complete search with the reasons of groups that would be beyond their limits, and what stays unspent.
    private func explained(_ network: NetworkPlan, _ groups: [Group], unlimited: NetworkPlan, _ objective: PlanObjective) -> NetworkPlan {
        var result = network
        for group in groups {
            let free = amount(group.members, unlimited, objective)
            let isCeiling = free > group.ceiling * (1 + 1e-12)
            guard isCeiling || free < group.floor * (1 - 1e-12) else { continue }
            let reason = heldReason(group, isCeiling: isCeiling, objective)
            for index in group.members.flatMap({ places($0) }) where problems[index].limits.fixedPolicy == nil {
                if !result.plan.decisions[index].reasons.contains(reason) { result.plan.decisions[index].reasons.append(reason) }
            }
        }
        if objective.kind == .budget { result.plan.totals.unspentBudget = max(0, objective.target - amountOfMoney(result, objective)) }
        return result
    }

    private func heldReason(_ group: Group, isCeiling: Bool, _ objective: PlanObjective) -> String {
        "\(group.title) is held at its \(isCeiling ? "maximum" : "minimum") of \(number(isCeiling ? group.ceiling : group.floor))" + (objective.kind == .budget ? "" : " units waiting")
    }

    /// Limits by pegging.
    private func pegged(
        _ objective: PlanObjective, _ bare: PlanObjective, _ limited: [Group], unlimited: NetworkPlan
    ) throws(PolicyError) -> (plan: NetworkPlan, held: [Held], theta: Double?) {
        let isBudget = objective.kind == .budget
        var open = limited, rest = unlimited, free = Array(parts.indices), held: [Held] = []
        while true {
            let above = open.indices.filter { amount(open[$0].members, rest, objective) > open[$0].ceiling * (1 + 1e-12) }
            let below = open.indices.filter { amount(open[$0].members, rest, objective) < open[$0].floor * (1 - 1e-12) }
            if above.isEmpty && below.isEmpty { break }
            let excess = above.reduce(0) { $0 + amount(open[$1].members, rest, objective) - open[$1].ceiling }
            let deficit = below.reduce(0) { $0 + open[$1].floor - amount(open[$1].members, rest, objective) }
            let chosen = excess >= deficit ? above : below
            for index in chosen { held.append(try hold(open[index], isCeiling: excess >= deficit, bare)) }
            open = open.indices.filter { !chosen.contains($0) }.map { open[$0] }
            let taken = Set(held.flatMap(\.members))
            free = parts.indices.filter { !taken.contains($0) }
            var left = bare
            left.target -= held.reduce(0) { $0 + $1.amount }
            if left.target < 0 {
                guard !isBudget else {
                    let items = held.filter { !$0.isCeiling }.flatMap(\.members).flatMap { places($0) }.map { problems[$0].key }
                    throw .budgetBelowFloors(budget: objective.target, floors: objective.target - left.target, items: items)
                }
                left.target = 0
            }
            var others = part(free)
            rest = free.isEmpty ? try others.plan(PlanObjective(kind: .budget, money: objective.money, target: 0)) : try others.plan(left)
        }
        return (held.isEmpty ? unlimited : joined(free, rest, held, unlimited: unlimited, objective), held, free.isEmpty ? nil : rest.dualMultiplier)
    }

    /// The same network with some of its parts alone.
    private func part(_ members: [Int]) -> PreparedNetwork {
        var part = self
        part.parts = members.map { parts[$0] }
        return part
    }

    /// The problems of a part.
    private func places(_ part: Int) -> [Int] {
        let family = parts[part].family
        return (parts[part].warehouse == nil ? [] : [family.warehouse]) + family.locations.map(\.problem)
    }

    /// Money, or weighted units waiting, of some parts in a plan.
    private func amount(_ members: [Int], _ network: NetworkPlan, _ objective: PlanObjective) -> Double {
        members.reduce(0) { sum, part in
            places(part).reduce(sum) { sum, index in
                guard let performance = network.plan.decisions[index].performance, let policy = network.plan.decisions[index].policy else { return sum }
                if objective.kind != .budget { return sum + problems[index].weight * performance.expectedBackorders }
                return sum + (problems[index].price ?? 0) * (objective.money == .stockValue ? policy.orderUpTo : performance.averageOnHand)
            }
        }
    }

    /// The groups that have a limit, in the order of their names.
    private func groups(_ limits: GroupLimits, isBudget: Bool) throws(PolicyError) -> [Group] {
        var members: [String: [Int]] = [:]
        for index in parts.indices { members[try group(of: index, limits.subject), default: []].append(index) }
        let floors = isBudget ? limits.floors : [:], ceilings = isBudget ? limits.ceilings : limits.backorderCeilings ?? [:]
        var groups: [Group] = []
        for name in Set(floors.keys).union(ceilings.keys).sorted() {
            let title = "the \(limits.subject.rawValue) \(name)", floor = floors[name] ?? 0, ceiling = ceilings[name] ?? .infinity
            guard let own = members[name] else {
                throw .unknownGroup(subject: limits.subject.rawValue, name: name, nearest: nearestName(to: name, among: members.keys.sorted()))
            }
            for value in [floor, ceiling] where !(value >= 0) { throw .invalidValue(name: "a limit of \(title)", value: value, accepted: "a number, 0 or more") }
            guard floor <= ceiling else { throw .contradictoryLimits(name: title, floor: floor, ceiling: ceiling) }
            groups.append(Group(title: title, members: own, floor: floor, ceiling: ceiling))
        }
        return groups
    }

    /// The group of a part: goods of a supplier are its goods wherever they lie.
    private func group(of part: Int, _ subject: GroupLimits.Subject) throws(PolicyError) -> String {
        let family = parts[part].family
        if subject == .supplier, parts[part].warehouse != nil { return problems[family.warehouse].group }
        let names = Set(places(part).map { problems[$0].group }.filter { !$0.isEmpty })
        if names.count > 1 { throw .familyInSeveralGroups(problems[places(part)[0]].key, groups: names.sorted()) }
        return names.first ?? ""
    }

    /// Plans a group for its most, or for its least: never less.
    private func hold(_ group: Group, isCeiling: Bool, _ objective: PlanObjective) throws(PolicyError) -> Held {
        let limit = isCeiling ? group.ceiling : group.floor
        let reason = heldReason(group, isCeiling: isCeiling, objective)
        var own = part(group.members), given = objective, step = 1e-4 * limit
        given.target = limit
        for _ in 0..<60 {
            let plan: NetworkPlan
            do throws(PolicyError) { plan = try own.plan(given) } catch {
                switch error {
                case .budgetBelowFloors(let budget, let floors, _): throw .contradictoryLimits(name: group.title, floor: limit + floors - budget, ceiling: limit)
                case .targetOutOfReach(_, let least): throw .groupTargetOutOfReach(name: group.title, target: limit, least: least)
                default: throw error
                }
            }
            let reached = amount(group.members, plan, objective)
            if isCeiling || reached >= limit * (1 - 1e-9) {
                return Held(members: group.members, plan: plan, isCeiling: isCeiling, limit: limit, target: given.target, amount: reached, reason: reason)
            }
            if given.target > 1e6 * limit { throw .floorWithoutUse(name: group.title, floor: limit, useful: reached) }
            given.target = limit + step
            step *= 2
        }
        throw .floorWithoutUse(name: group.title, floor: limit, useful: limit)
    }

    /// One plan of all parts, with the bound of the whole.
    private func joined(_ free: [Int], _ rest: NetworkPlan, _ held: [Held], unlimited: NetworkPlan, _ objective: PlanObjective) -> NetworkPlan {
        var whole = unlimited
        var totals = rest.plan.totals
        var bound = rest.plan.totals.lowerBound ?? 0, isDual = true
        func put(_ members: [Int], _ network: NetworkPlan, reason: String?) {
            for index in members.flatMap({ places($0) }) {
                whole.plan.decisions[index] = network.plan.decisions[index]
                whole.demands[index] = network.demands[index]
                if let reason, problems[index].limits.fixedPolicy == nil { whole.plan.decisions[index].reasons.append(reason) }
            }
            for (place, owed) in network.owedUnits.enumerated() where owed > 0 { whole.owedUnits[place] = owed }
        }
        for place in whole.owedUnits.indices { whole.owedUnits[place] = 0 }
        put(free, rest, reason: nil)
        let theta = rest.dualMultiplier
        for group in held {
            put(group.members, group.plan, reason: group.reason)
            let own = group.plan.plan.totals
            totals.expectedBackorders += own.expectedBackorders
            totals.weightedBackorders += own.weightedBackorders
            totals.averageInventoryValue += own.averageInventoryValue
            totals.stockValue += own.stockValue
            bound += own.lowerBound ?? 0
            if free.isEmpty { continue }
            guard let mine = group.plan.dualMultiplier, let its = theta, own.lowerBound != nil else {
                isDual = false
                continue
            }
            // The rest was given what the group left of its limit. Money per unit waiting is the inverse of units waiting per money.
            let isBudget = objective.kind == .budget
            bound += (isBudget ? its : 1 / its) * (group.limit - group.amount) + (isBudget ? mine : 1 / mine) * (group.target - group.limit)
            isDual = isDual && (isBudget == group.isCeiling ? mine >= its : mine <= its)
        }
        let reached = objective.kind == .budget ? totals.weightedBackorders : amountOfMoney(whole, objective)
        let isExact = isDual && rest.plan.totals.lowerBound != nil
        let best = max(unlimited.plan.totals.lowerBound ?? 0, isExact ? bound : 0)
        totals.lowerBound = min(best, reached)
        totals.relativeGap = best > 0 ? max(0, reached - best) / best : nil
        if objective.kind == .budget { totals.unspentBudget = max(0, objective.target - amountOfMoney(whole, objective)) }
        whole.plan.totals = totals
        return whole
    }

    private func amountOfMoney(_ network: NetworkPlan, _ objective: PlanObjective) -> Double {
        var counted = objective
        counted.kind = .budget
        return amount(Array(parts.indices), network, counted)
    }
}
