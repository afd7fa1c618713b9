/// One item-location of a run with everything its recommendation was made from: what explanations and scenarios start from.
///
/// A value like any other. What it holds is shared between copies, so that a copy of a plan of many items costs next to nothing; facts and
/// recommendation are each copied when a field of theirs is set.
public struct PlannedItem: Sendable, Codable, Equatable {
    private var shared: Shared
    private var told: Told

    private struct Facts: Sendable, Codable, Equatable {
        var key: ItemLocation
        var supply: SupplyTerms
        var card: Apart<ItemCard>?
        var history: PackedSeries
        var outlook: DemandOutlook?
        var pooled: PooledDemand?
        var effects: [DemandEffect]
        var forecast: PackedForecast?
        var weight: Double
        var medianPrice: Double?
        var unitsPerOrderLine: Double?
        var bulk: Apart<BulkDemand>?
        var notes: [ItemNote]?
    }

    /// Sendable because it is changed only where one value holds it.
    private final class Shared: @unchecked Sendable {
        var facts: Facts
        /// What history and forecasts are in a store; `nil` once one of them has been changed, and where nobody says.
        var carried: CarriedForecast?
        init(_ facts: Facts, carried: CarriedForecast? = nil) {
            self.facts = facts
            self.carried = carried
        }
    }

    /// The recommendation, held in the same way.
    private final class Told: @unchecked Sendable {
        var recommendation: Recommendation
        init(_ recommendation: Recommendation) { self.recommendation = recommendation }
    }

    private mutating func own() {
        if !isKnownUniquelyReferenced(&shared) { shared = Shared(shared.facts, carried: shared.carried) }
    }

    /// The same before history or forecasts are changed.
    private mutating func ownForecast() {
        own()
        shared.carried = nil
    }

    /// What history and forecasts are in a store, byte for byte, where that is known: setting any of them forgets it.
    public var carriedForecast: CarriedForecast? {
        get { shared.carried }
        set {
            own()
            shared.carried = newValue
        }
    }
    /// The first period of the history and the starts of the forecast's periods, which need no unpacking.
    public var firstPeriod: Int { shared.facts.history.firstPeriod }
    public var periodStarts: [String]? { shared.facts.forecast?.periodStarts }

    public var recommendation: Recommendation {
        _read { yield told.recommendation }
        _modify {
            if !isKnownUniquelyReferenced(&told) { told = Told(told.recommendation) }
            yield &told.recommendation
        }
        set {
            // What was there is not copied first.
            if isKnownUniquelyReferenced(&told) { told.recommendation = newValue } else { told = Told(newValue) }
        }
    }

    /// True where everything but the recommendations is one and the same in memory: a quick answer, which says nothing when it is false.
    public func sharesFacts(with other: PlannedItem) -> Bool { shared === other.shared }

    public var key: ItemLocation {
        _read { yield shared.facts.key }
        _modify {
            own()
            yield &shared.facts.key
        }
    }
    public var supply: SupplyTerms {
        _read { yield shared.facts.supply }
        _modify {
            own()
            yield &shared.facts.supply
        }
    }
    /// Names and codes by which people and suppliers know the item; `nil` where the items table has none.
    public var card: ItemCard? {
        get { shared.facts.card?.value }
        set {
            own()
            shared.facts.card = newValue.map { Apart($0) }
        }
    }
    /// Demand by period up to `as_of`; empty for an item without sales.
    public var history: DemandSeries {
        get { shared.facts.history.series }
        set {
            ownForecast()
            shared.facts.history.series = newValue
        }
        _modify {
            ownForecast()
            yield &shared.facts.history.series
        }
    }

    /// Keeps history and forecast in fewer bytes, for items that wait: who reads `history` or `forecast` then takes it once, and not field by field in a loop.
    public mutating func pack() {
        own()
        shared.facts.history.pack()
        // What was taken over is soon written, and its bytes are there.
        if shared.carried == nil { shared.facts.forecast?.pack() }
    }
    /// `nil` where no forecast could be made.
    public var outlook: DemandOutlook? {
        _read { yield shared.facts.outlook }
        _modify {
            ownForecast()
            yield &shared.facts.outlook
        }
    }
    /// What the panel adds to the outlook's distribution; `nil` where it adds nothing.
    public var pooled: PooledDemand? {
        _read { yield shared.facts.pooled }
        _modify {
            ownForecast()
            yield &shared.facts.pooled
        }
    }
    /// Effects of price, promotion and calendar on demand, where a regression found any; most certain first.
    public var effects: [DemandEffect] {
        _read { yield shared.facts.effects }
        _modify {
            ownForecast()
            yield &shared.facts.effects
        }
    }
    public var forecast: SeriesForecast? {
        get { shared.facts.forecast?.forecast }
        set {
            ownForecast()
            shared.facts.forecast = newValue.map { PackedForecast($0) }
        }
    }
    /// Weight of one unit waiting in the objective.
    public var weight: Double {
        _read { yield shared.facts.weight }
        _modify {
            own()
            yield &shared.facts.weight
        }
    }
    /// Median selling price, money per unit; `nil` where no price is known.
    public var medianPrice: Double? {
        _read { yield shared.facts.medianPrice }
        _modify {
            own()
            yield &shared.facts.medianPrice
        }
    }
    /// Mean units per customer order line; `nil` where sales are period totals.
    public var unitsPerOrderLine: Double? {
        _read { yield shared.facts.unitsPerOrderLine }
        _modify {
            own()
            yield &shared.facts.unitsPerOrderLine
        }
    }
    /// Order lines far outside the item's line sizes; `nil` where there are none or lines are not known. Where they are not covered
    /// `history` is without them.
    public var bulk: BulkDemand? {
        get { shared.facts.bulk?.value }
        set {
            own()
            shared.facts.bulk = newValue.map { Apart($0) }
        }
    }
    /// Where its demand, stock and terms come from; `nil`: from its own rows alone.
    public var notes: [ItemNote]? {
        _read { yield shared.facts.notes }
        _modify {
            own()
            yield &shared.facts.notes
        }
    }

    /// Fields that sums over all items ask for, read without a copy of what they stand in.
    public var hasOutlook: Bool { shared.facts.outlook != nil }
    public var unitCost: Double? { shared.facts.supply.unitCost }
    public var supplier: String { shared.facts.supply.supplier }
    public var source: String? { shared.facts.supply.source }

    public init(
        key: ItemLocation, supply: SupplyTerms, history: DemandSeries, outlook: DemandOutlook? = nil,
        forecast: SeriesForecast? = nil, weight: Double = 1, medianPrice: Double? = nil,
        unitsPerOrderLine: Double? = nil, recommendation: Recommendation
    ) {
        shared = Shared(Facts(
            key: key, supply: supply, history: PackedSeries(history), outlook: outlook, effects: [], forecast: forecast.map { PackedForecast($0) }, weight: weight, medianPrice: medianPrice,
            unitsPerOrderLine: unitsPerOrderLine))
        told = Told(recommendation)
    }

    private enum CodingKeys: String, CodingKey { case recommendation }

    /// All fields side by side, as if they stood in one place.
    public init(from decoder: any Decoder) throws {
        shared = Shared(try Facts(from: decoder))
        told = Told(try decoder.container(keyedBy: CodingKeys.self).decode(Recommendation.self, forKey: .recommendation))
    }

    public func encode(to encoder: any Encoder) throws {
        try shared.facts.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(recommendation, forKey: .recommendation)
    }

    public static func == (a: PlannedItem, b: PlannedItem) -> Bool {
        (a.told === b.told || a.told.recommendation == b.told.recommendation) && (a.shared === b.shared || a.shared.facts == b.shared.facts)
    }
}
