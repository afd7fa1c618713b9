import DemandModel

/// The columns of a panel regression, in the order of the design.
struct RegressionColumns: Sendable, Codable {
    struct Column: Sendable, Codable {
        var kind: RegressionEffect.Kind
        var name: String
        /// Item, event, harmonic or day, by kind.
        var index: Int
        /// Multiplies the ridge penalty.
        var penalty = 1.0

        /// How far the effect is likely to lie from none, and a group's from the panel's (standard deviations on the log scale, of
        /// elasticities for prices): what rare columns are drawn by.
        var deviation: (shared: Double, group: Double) {
            switch kind {
            case .price, .priceOnPromotion: (3, 0.7)
            case .otherPrice, .otherOffers: (1, 0.5)
            case .promotion, .aftermath, .event: (1, 0.3)
            case .season, .weekday: (.infinity, .infinity)
            }
        }
    }

    private(set) var columns: [Column] = []
    var hasPrice = false
    var hasPromotion = false
    /// Items whose prices are columns of their own, in byte order.
    var crossItems: [String] = []
    var events: [String] = []
    /// Events with a second column, for the period before them.
    var leadEvents: Set<String> = []
    var harmonics = 0
    var weekdays = false

    var count: Int { columns.count }
    var names: [String] { columns.map(\.name) }

    init(
        hasPrice: Bool, hasPromotion: Bool, crossItems: [String], events: [String], leadEvents: Set<String>, harmonics: Int, weekdays: Bool
    ) {
        self.hasPrice = hasPrice
        self.hasPromotion = hasPromotion
        self.crossItems = hasPrice ? crossItems : []
        self.events = events
        self.leadEvents = leadEvents
        self.harmonics = harmonics
        self.weekdays = weekdays
        if hasPrice { columns.append(Column(kind: .price, name: "price", index: 0)) }
        if hasPromotion { columns.append(Column(kind: .promotion, name: "promotion", index: 0)) }
        if hasPrice, hasPromotion { columns.append(Column(kind: .priceOnPromotion, name: "price on promotion", index: 0)) }
        for (index, item) in self.crossItems.enumerated() {
            columns.append(Column(kind: .otherPrice, name: "price of \(item)", index: index, penalty: 5))
        }
        if hasPromotion { columns.append(Column(kind: .aftermath, name: "after a promotion", index: 0)) }
        if hasPrice {
            columns.append(Column(kind: .aftermath, name: "one period after a price cut", index: 1))
            columns.append(Column(kind: .aftermath, name: "two periods after a price cut", index: 2))
        }
        for (index, event) in events.enumerated() {
            columns.append(Column(kind: .event, name: event, index: index))
            if leadEvents.contains(event) { columns.append(Column(kind: .event, name: "before \(event)", index: index)) }
        }
        for harmonic in 0..<harmonics {
            columns.append(Column(kind: .season, name: "season cosine \(harmonic + 1)", index: harmonic))
            columns.append(Column(kind: .season, name: "season sine \(harmonic + 1)", index: harmonic))
        }
        if weekdays {
            for day in 1...6 { columns.append(Column(kind: .weekday, name: "weekday \(day)", index: day)) }
        }
    }

    /// Appends the columns for offers of the category's other items, and, where there are promotions, for such offers while on promotion.
    mutating func addOtherOffers() {
        columns.append(Column(kind: .otherOffers, name: "other items' offers, doubling their sales", index: 0, penalty: 5))
        if hasPromotion { columns.append(Column(kind: .otherOffers, name: "the same while on promotion", index: 1, penalty: 5)) }
    }

    /// Columns of one class have effects that differ between groups by as much.
    var classes: [Int] {
        var seen: [String] = []
        return columns.map { column in
            // Harmonics fall off with their number; the lags of a price cut are not those of a promotion.
            let name = switch column.kind {
            case .season, .aftermath, .otherOffers: "\(column.kind.rawValue) \(column.index)"
            default: column.kind.rawValue
            }
            if let position = seen.firstIndex(of: name) { return position }
            seen.append(name)
            return seen.count - 1
        }
    }

    /// Columns whose coming values a plan knows: events by the calendar, prices and promotions where they are planned. Seasons and
    /// weekdays are known as well, but smoothing has its own.
    func knownAhead(termsAreKnown: Bool) -> [Int] {
        columns.indices.filter {
            switch columns[$0].kind {
            case .event: true
            case .season, .weekday: false
            case .price, .promotion, .priceOnPromotion, .otherPrice, .otherOffers, .aftermath: termsAreKnown
            }
        }
    }

    /// Harmonics of the year that the history can bear: one needs a year and a half, two need three years, three need five.
    static func harmonics(periods: Int, periodsPerYear: Double) -> Int {
        guard periodsPerYear >= 3 else { return 0 }
        let years = Double(periods) / periodsPerYear
        let bearable = years >= 5 ? 3 : years >= 3 ? 2 : years >= 1.5 ? 1 : 0
        return min(bearable, Int((periodsPerYear - 1) / 2))
    }
}
