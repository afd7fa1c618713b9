import DemandModel

/// Finds items that may stand in for each other, from what is known of them: a suggestion, which a person has to confirm.
///
/// A pair is alike where both are in one group, or neither is in any, and prices (both known) are within half as much again; it is suggested where
/// at least half of the words of both names are common, or where the one sold significantly more in periods in which the other was out.
struct SubstituteFinder: Sendable {
    /// Words in more items than this tell nothing, and larger groups are not compared by demand: the table of substitutes is for those.
    private static let commonWord = 500
    private static let largeGroup = 300
    private static let mostSuggested = 3
    /// Periods without stock from which a rise of the other is judged, and how many deviations it must be.
    private static let leastPeriodsOut = 4
    private static let leastRise = 3.0

    private let items: [PlannedItem]
    private var places: [ItemLocation: Int] = [:]
    private var words: [[Int]] = []
    private var holders: [[Int]] = []
    private var groups: [String: [Int]] = [:]

    init(_ items: [PlannedItem]) {
        self.items = items
        var numbers: [String: Int] = [:]
        words.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            places[item.key] = index
            var own: Set<Int> = []
            for word in SubstituteFinder.words(item.card?.name ?? "") {
                let number = numbers[word] ?? holders.count
                if number == holders.count {
                    numbers[word] = number
                    holders.append([])
                }
                if own.insert(number).inserted { holders[number].append(index) }
            }
            words.append(own.sorted())
            if let group = item.supply.stock?.group, !group.isEmpty { groups[group, default: []].append(index) }
        }
    }

    /// Suggested links of an item-location, the most alike first.
    func links(for key: ItemLocation) -> [SubstituteLink] {
        guard let own = places[key] else { return [] }
        var common: [Int: Int] = [:]
        for word in words[own] where holders[word].count <= SubstituteFinder.commonWord {
            for other in holders[word] { common[other, default: 0] += 1 }
        }
        var candidates = Set(common.keys)
        let outs = SubstituteFinder.periodsOut(items[own].history)
        if outs.count >= SubstituteFinder.leastPeriodsOut, let group = items[own].supply.stock?.group, let members = groups[group],
           members.count <= SubstituteFinder.largeGroup {
            candidates.formUnion(members)
        }
        var scored: [(index: Int, score: Double, link: SubstituteLink)] = []
        for other in candidates where other != own && items[other].key.location == key.location && isAlike(own, other) {
            let shared = Set(words[own]).intersection(words[other]).count
            let all = words[own].count + words[other].count - shared
            let likeness = all > 0 ? Double(shared) / Double(all) : 0
            let raised = rise(of: other, when: own, out: outs)
            guard likeness >= 0.5 || raised >= SubstituteFinder.leastRise else { continue }
            var reasons: [String] = []
            if let group = items[own].supply.stock?.group, !group.isEmpty { reasons.append("both in \(group)") }
            if shared > 0 { reasons.append("\(shared) of \(all) words of the names are common") }
            if raised >= SubstituteFinder.leastRise { reasons.append("it sells more in the \(outs.count) periods in which this one was out") }
            scored.append((other, likeness + min(1, max(0, raised) / 10), SubstituteLink(
                substitute: items[other].key.item, ratio: 1, needsConsent: true, source: .found, evidence: reasons.joined(separator: ", "))))
        }
        return scored.sorted { $0.score != $1.score ? $0.score > $1.score : $0.index < $1.index }.prefix(SubstituteFinder.mostSuggested).map(\.link)
    }

    private func isAlike(_ a: Int, _ b: Int) -> Bool {
        let first = items[a].supply.stock?.group ?? "", second = items[b].supply.stock?.group ?? ""
        guard first == second else { return false }
        guard let p = items[a].medianPrice ?? items[a].supply.unitCost, let q = items[b].medianPrice ?? items[b].supply.unitCost, p > 0, q > 0 else { return true }
        return p <= 1.5 * q && q <= 1.5 * p
    }

    /// Deviations by which the mean of one item's demand in the periods in which another was out is above its mean in the rest.
    private func rise(of other: Int, when own: Int, out: [Int]) -> Double {
        guard out.count >= SubstituteFinder.leastPeriodsOut else { return 0 }
        let series = items[other].history
        let isOut = Set(out), ownOut = Set(SubstituteFinder.periodsOut(series))
        let ownFirst = items[own].history.firstPeriod
        var inside: [Double] = [], outside: [Double] = []
        for (index, demand) in series.demand.enumerated() where !ownOut.contains(series.firstPeriod + index) {
            let period = series.firstPeriod + index
            if isOut.contains(period) { inside.append(demand) } else if period >= ownFirst { outside.append(demand) }
        }
        guard inside.count >= SubstituteFinder.leastPeriodsOut, outside.count >= 2 * SubstituteFinder.leastPeriodsOut else { return 0 }
        let mean = outside.reduce(0, +) / Double(outside.count)
        let variance = max(mean, outside.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(outside.count - 1))
        guard variance > 0 else { return 0 }
        let raised = inside.reduce(0, +) / Double(inside.count)
        return (raised - mean) / (variance * (1 / Double(inside.count) + 1 / Double(outside.count))).squareRoot()
    }

    /// Numbers of the periods in which the shelf was empty.
    private static func periodsOut(_ series: DemandSeries) -> [Int] {
        series.stockout.indices.filter { series.stockout[$0] }.map { series.firstPeriod + $0 }
    }

    /// Words of a name in small letters, those of one character left out.
    private static func words(_ name: String) -> [String] {
        name.lowercased().split { !($0.isLetter || $0.isNumber) }.filter { $0.count > 1 }.map(String.init)
    }
}
