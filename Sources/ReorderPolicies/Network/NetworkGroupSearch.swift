import DemandModel

// Theory. With a multiplier lambda of the budget and m_g of each limited group (below lambda where a least amount binds, above it where a most does), every plan within all limits comes to
// at least sum of least L - lambda x budget + sum over groups of (lambda - m_g) x limit, plus how far its families are above their least L. So what is further above than the gap cannot be
// part of a better plan, as in `closed`; groups are put together one by one, and what breaks a limit is dropped.

extension PreparedNetwork {
    /// A limited group in a complete search.
    struct SearchedGroup {
        var members: [Int]
        var floor: Double
        var ceiling: Double
        /// What binds, and at which multiplier of L; `nil`: nothing is known to.
        var held: (limit: Double, theta: Double)?
    }

    private struct State {
        var cost = 0.0
        var value = 0.0
        var penalty = 0.0
        /// By part that is in it.
        var picks: [(part: Int, choice: Int)] = []

        static func undominated(_ all: [State]) -> [State] {
            var kept: [State] = []
            for one in all.sorted(by: { $0.cost != $1.cost ? $0.cost < $1.cost : $0.value < $1.value }) where one.value < kept.last?.value ?? .infinity { kept.append(one) }
            return kept
        }

        func with(_ other: State) -> State { State(cost: cost + other.cost, value: value + other.value, penalty: penalty + other.penalty, picks: picks + other.picks) }
    }

    private static let mostStates = 20_000

    /// The best plan within all limits where the network is small; `nil` where it is not, or where none is found.
    ///
    /// - Parameters:
    ///   - theta: the multiplier of what has no limits.
    ///   - incumbent: what the plan at hand comes to; `nil` where there is none.
    mutating func searchedGroups(
        _ groups: [SearchedGroup], objective: PlanObjective, theta: Double, incumbent: Double?, like given: NetworkPlan
    ) -> NetworkPlan? {
        guard theta > 0, theta < .infinity, let levels = searchedLevels else { return nil }
        let taken = Set(groups.flatMap(\.members))
        let all = groups + [SearchedGroup(members: parts.indices.filter { !taken.contains($0) }, floor: 0, ceiling: .infinity, held: nil)]
        func aim(_ theta: Double) -> NetworkAim { NetworkAim(theta: theta, money: objective.money, isLeastMoney: objective.kind != .budget) }
        let lambda = aim(theta).multiplier
        var least = [Double](repeating: 0, count: parts.count), aims = [NetworkAim](repeating: aim(theta), count: parts.count)
        var bound = -lambda * objective.target
        for group in all {
            var own = aim(theta)
            if let held = group.held, held.theta > 0, held.theta < .infinity {
                own = aim(held.theta)
                // On the side of lambda that its limit says, or lambda itself.
                let isOnItsSide = held.limit == group.floor && group.floor > 0 ? own.multiplier <= lambda : own.multiplier >= lambda
                if isOnItsSide { bound += (lambda - own.multiplier) * held.limit } else { own = aim(theta) }
            }
            for index in group.members {
                aims[index] = own
                least[index] = parts[index].leastScore(levels[index], own)
                bound += least[index]
            }
        }
        // What lies within a gap that is tried is proven; a narrow one leaves few levels. With a plan at hand the widest is its own.
        let scale = max(abs(bound), 1e-9)
        var gaps: [Double] = []
        if let incumbent {
            for share in [0.1, 0.3, 0.6, 1] { gaps.append(share * (incumbent - bound)) }
        } else {
            var gap = 0.05 * scale
            while gaps.count < 30 {
                gaps.append(gap)
                gap *= 2
            }
        }
        var best: (value: Double, choices: [FamilyChoice])?
        for gap in gaps where gap > 0 {
            guard let found = search(all, levels, aims, least, gap: gap, objective) else { break }
            guard let last = found.last else { continue }
            if last.value < min(best?.value ?? .infinity, incumbent.map { $0 * (1 - 1e-13) } ?? .infinity) {
                best = (last.value, chosen(last, all, levels, aims, least, gap: gap))
            }
            if min(last.value, incumbent ?? .infinity) - bound <= gap * (1 + 1e-9) { return marked(made(best?.choices, given), bound: bound, objective, isProven: true) }
        }
        if incumbent == nil && best == nil { return nil }
        return marked(made(best?.choices, given), bound: bound, objective, isProven: false)
    }

    /// The plan with these levels; the given one where there are none.
    private func made(_ choices: [FamilyChoice]?, _ given: NetworkPlan) -> NetworkPlan { choices.map { plan(of: $0, like: given) } ?? given }

    private func marked(_ network: NetworkPlan, bound: Double, _ objective: PlanObjective, isProven: Bool) -> NetworkPlan {
        var result = network
        let reached = objective.kind == .budget ? network.plan.totals.weightedBackorders : held(network, objective.money)
        let least = max(bound, isProven ? 0 : network.plan.totals.lowerBound ?? 0)
        result.plan.totals.lowerBound = max(0, min(least, reached))
        result.plan.totals.relativeGap = isProven ? 0 : least > 0 ? max(0, reached - least) / least : nil
        result.plan.totals.isProvenOptimal = isProven
        return result
    }

    private mutating func familyChoices(_ index: Int, _ levels: [[Double]], _ aims: [NetworkAim], _ least: [Double], gap: Double, keepsDearer: Bool) -> [FamilyChoice]? {
        parts[index].choices(levels[index], aims[index], least: least[index], gap: gap, most: Self.mostStates, keepsDearer: keepsDearer)
    }

    /// Partial plans of all groups, undominated, by cost; `nil` where there are too many.
    private mutating func search(
        _ groups: [SearchedGroup], _ levels: [[Double]], _ aims: [NetworkAim], _ least: [Double], gap: Double, _ objective: PlanObjective
    ) -> [State]? {
        var total = [State()]
        for group in groups {
            let keepsDearer = group.floor > 0
            var own = [State()]
            for index in group.members {
                guard let choices = familyChoices(index, levels, aims, least, gap: gap, keepsDearer: keepsDearer), own.count * choices.count <= 40 * Self.mostStates else { return nil }
                var next: [State] = []
                for state in own {
                    for (place, choice) in choices.enumerated() where state.penalty + choice.penalty <= gap {
                        next.append(state.with(State(cost: choice.cost, value: choice.value, penalty: choice.penalty, picks: [(index, place)])))
                    }
                }
                own = keepsDearer ? next : State.undominated(next)
                if own.count > Self.mostStates { return nil }
            }
            own = State.undominated(own.filter { $0.cost >= group.floor * (1 - 1e-12) && $0.cost <= group.ceiling * (1 + 1e-12) })
            guard own.count * total.count <= 40 * Self.mostStates else { return nil }
            var next: [State] = []
            for state in total {
                for one in own where state.cost + one.cost <= objective.target * (1 + 1e-12) && state.penalty + one.penalty <= gap { next.append(state.with(one)) }
            }
            total = State.undominated(next)
            if total.count > Self.mostStates { return nil }
        }
        return total
    }

    /// The levels of each part.
    private mutating func chosen(
        _ state: State, _ groups: [SearchedGroup], _ levels: [[Double]], _ aims: [NetworkAim], _ least: [Double], gap: Double
    ) -> [FamilyChoice] {
        var result = [FamilyChoice?](repeating: nil, count: parts.count)
        for group in groups {
            for index in group.members {
                guard let pick = state.picks.first(where: { $0.part == index }),
                      let choices = familyChoices(index, levels, aims, least, gap: gap, keepsDearer: group.floor > 0) else { continue }
                result[index] = choices[pick.choice]
            }
        }
        return result.compactMap { $0 }
    }
}
