import DemandModel

/// What could be sent to a waiting customer today in place of what was ordered.
public struct SubstituteOffer: Sendable, Equatable {
    /// Where a suggestion comes from.
    public enum Source: String, Sendable, Codable {
        /// The shop's table of substitutes.
        case table
        /// The data alone: alike by group, price and words, or bought more when the other is out. A person decides.
        case found
        /// The item itself, from another location.
        case transfer
    }

    /// Index into `BackorderFacts.waiting`.
    public var line: Int
    /// What could be sent, and the location where it lies.
    public var key: ItemLocation
    /// Units of the substitute, and units of the line that they stand for.
    public var units: Double
    public var coveredUnits: Double
    public var needsConsent: Bool
    public var source: Source
    /// Days that these units of the line would else wait, until the day that half of such lines are filled by; `nil` where no day is known.
    public var savedDays: Int?
    /// In words, why it was found; empty for rows of the table.
    public var evidence: String

    public init(
        line: Int, key: ItemLocation, units: Double, coveredUnits: Double, needsConsent: Bool, source: Source, savedDays: Int?, evidence: String = ""
    ) {
        self.line = line
        self.key = key
        self.units = units
        self.coveredUnits = coveredUnits
        self.needsConsent = needsConsent
        self.source = source
        self.savedDays = savedDays
        self.evidence = evidence
    }

    /// Units times days of waiting that it saves; `nil` where no day is known.
    public var savedUnitDays: Double? { savedDays.map { Double($0) * coveredUnits } }
}

/// One way to stand in for an item.
struct SubstituteLink: Sendable {
    var substitute: String
    /// Units of the substitute for one of the item.
    var ratio: Double
    var priority: Double?
    var needsConsent: Bool
    var source: SubstituteOffer.Source
    var evidence = ""
}

/// The links of a table on a day, by item, those to try first first.
func substituteLinks(_ rows: [Substitute], on day: CalendarDay) -> [String: [SubstituteLink]] {
    var links: [String: [SubstituteLink]] = [:]
    for row in rows where row.isValid(on: day) && row.ratio > 0 {
        links[row.item, default: []].append(SubstituteLink(
            substitute: row.substitute, ratio: row.ratio, priority: row.priority, needsConsent: row.needsConsent, source: .table))
        guard row.isTwoWay else { continue }
        links[row.substitute, default: []].append(SubstituteLink(
            substitute: row.item, ratio: 1 / row.ratio, priority: row.priority, needsConsent: row.needsConsent, source: .table))
    }
    return links.mapValues { some in
        some.enumerated().sorted { a, b in
            let p = a.element.priority ?? .infinity, q = b.element.priority ?? .infinity
            return p != q ? p < q : a.offset < b.offset
        }.map(\.element)
    }
}

/// One suggestion for each waiting line that a substitute can serve today, whole or in part, by the line's index.
///
/// Lines choose in the order in which they are served, all items together; what one is offered is no longer there for the next. Of an item's
/// substitutes the first that serves the whole line is offered, else the one that serves most. Items that the table says nothing of are offered
/// what the data finds, marked as `found`.
///
/// With `SubstituteReach.anyLocation` what lies at other locations counts, as far as it can be spared there: the item itself first, as that is
/// what the customer wants, then substitutes at the line's own location, then those at the others, in the order of the locations' names.
///
/// - Parameter dates: of the same input.
public func substituteOffers(_ input: RestockInput, dates: RestockDates) -> [Int: SubstituteOffer] {
    let facts = input.facts
    guard !facts.waiting.isEmpty else { return [:] }
    let stock = SpareStock(input)
    let table = substituteLinks(facts.substitutes ?? [], on: input.asOf)
    let named = Set(table.keys)
    let finder = SubstituteFinder(input.items)
    var found: [ItemLocation: [SubstituteLink]] = [:]
    var left: [ItemLocation: Double] = [:]
    let elsewhere = OtherLocations(input)
    var offers: [Int: SubstituteOffer] = [:]
    for index in servingOrder(Array(facts.waiting.indices), in: facts.waiting) {
        let line = facts.waiting[index]
        let day = dates.lines[index].dates.p50
        // Served from what is there.
        if let day, day <= input.asOf { continue }
        let links: [SubstituteLink]
        if named.contains(line.key.item) { links = table[line.key.item] ?? [] } else {
            links = found[line.key] ?? finder.links(for: line.key)
            found[line.key] = links
        }
        var best: (link: SubstituteLink, key: ItemLocation, units: Double, covered: Double)?
        for (link, key) in elsewhere.candidates(links, for: line.key) {
            let spare = left[key] ?? stock.units(key)
            left[key] = spare
            guard let item = stock.item(key) else { continue }
            let isCount = item.outlook?.isCount ?? true
            let most = isCount ? (spare / link.ratio + 1e-9).rounded(.down) : spare / link.ratio
            let covered = min(line.quantity, most)
            guard covered > 0, covered > (best?.covered ?? 0) else { continue }
            let units = covered * link.ratio
            best = (link, key, isCount ? min(spare, (units - 1e-9).rounded(.up)) : units, covered)
            if covered >= line.quantity { break }
        }
        guard let best else { continue }
        left[best.key] = max(0, (left[best.key] ?? 0) - best.units)
        offers[index] = SubstituteOffer(
            line: index, key: best.key, units: best.units, coveredUnits: best.covered, needsConsent: best.link.needsConsent, source: best.link.source,
            savedDays: day.map { input.asOf.days(until: $0) }, evidence: best.link.evidence)
    }
    return offers
}

/// Where else items are stocked.
private struct OtherLocations {
    private var keys: [String: [ItemLocation]] = [:]
    private let reach: SubstituteReach

    init(_ input: RestockInput) {
        reach = input.reach
        guard reach == .anyLocation else { return }
        for item in input.items { keys[item.key.item, default: []].append(item.key) }
    }

    /// What may be tried for a line, and where it lies, in this order.
    func candidates(_ links: [SubstituteLink], for wanted: ItemLocation) -> [(link: SubstituteLink, key: ItemLocation)] {
        let own = links.map { (link: $0, key: ItemLocation(item: $0.substitute, location: wanted.location)) }.filter { $0.key != wanted }
        guard reach == .anyLocation else { return own }
        func others(_ item: String) -> [ItemLocation] { (keys[item] ?? []).filter { $0.location != wanted.location } }
        let itself = SubstituteLink(substitute: wanted.item, ratio: 1, priority: nil, needsConsent: false, source: .transfer)
        return others(wanted.item).map { (itself, $0) } + own + links.flatMap { link in others(link.substitute).map { (link, $0) } }
    }
}

/// The items whose customers may be offered what an item's customers are offered, itself and the substitutes included: what has to be known to tell
/// the offers of one item.
public func substituteNeighbours(of item: String, in rows: [Substitute]) -> Set<String> {
    var shared: Set<String> = [item]
    for row in rows where row.item == item || row.isTwoWay && row.substitute == item { shared.formUnion([row.item, row.substitute]) }
    var result = shared
    for row in rows where shared.contains(row.item) || shared.contains(row.substitute) { result.formUnion([row.item, row.substitute]) }
    return result
}
