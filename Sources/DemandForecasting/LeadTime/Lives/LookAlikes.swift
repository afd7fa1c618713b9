import CMath
import DemandModel

/// What items of the same assortment sold after their first periods: what an item with under eight periods of its own is drawn to.
///
/// For each age n = 0...7 one negative binomial regression over all items of the panel that were launched while it was watched: log mean
/// of the total of the next `horizon` periods on the log rate of the first n periods and on the level of the item's group,
/// dispersion as there (`LeadTimeRegression`). The slope on the item's own rate is the credibility of n periods, learnt from what
/// became of such items: a gamma prior would need rates that are gamma distributed, and those of shops have far heavier tails. At n = 0
/// only the group is left: what a launch sells in its first periods.
///
/// The share of the regression in the item's distribution is 1 at n = 0 and 1, and falls by a seventh with every further period; at eight
/// periods the item stands for itself.
///
/// The level of a group is the average log rate over (up to) the first eight periods of its launches, drawn to the panel's as if by five
/// more items; that of its items at one location is drawn to the group's in the same way.
///
/// Only launches count: items that sold in the first eight periods of the panel may have been sold long before.
struct LookAlikes: Sendable, Codable {
    /// Items with fewer periods than this are drawn to look-alikes.
    static let periods = 8
    /// Fewest launches with a known sequel that an age is learnt from.
    static let fewest = 30
    static let largestSample = 5_000
    /// Items that the level of a group or a location is drawn to the next larger whole by.
    static let priorItems = 5.0

    let horizon: Int
    private var models: [Int: Age] = [:]
    private var levels = Levels()
    private var usesLevels = false
    /// Items it was learnt from.
    private(set) var itemCount = 0

    /// - Parameters:
    ///   - series: histories of counts; others are passed over by `isCount`.
    ///   - groups: name of the group of each series, or empty.
    ///   - horizon: periods of the totals.
    ///   - panelLength: periods of the longest history.
    ///   - ages: the ages that are asked for.
    ///   - watched: periods of the panel after which a first demand is a launch.
    ///   - fewest: launches with a known sequel that an age needs.
    init(
        series: [DemandSeries], isCount: [Bool], groups: [String], horizon: Int, panelLength: Int, ages: Set<Int>, watched: Int = periods,
        fewest: Int = fewest
    ) {
        self.horizon = horizon
        guard !ages.isEmpty else { return }
        var launches: [(series: Int, first: Int, level: Double)] = []
        for (i, s) in series.enumerated() where isCount[i] {
            guard let first = s.demand.firstIndex(where: { $0 > 0 }), panelLength - s.count + first >= watched else { continue }
            let known = min(Self.periods, s.count - first)
            guard let total = s.total(from: first, periods: known), total >= 0 else { continue }
            launches.append((i, first, log((total + 0.5) / Double(known))))
        }
        itemCount = launches.count
        for launch in launches {
            levels.add(launch.level, group: groups.isEmpty ? "" : groups[launch.series], location: series[launch.series].key.location)
        }
        usesLevels = levels.keys > 1
        for age in ages.sorted() {
            let known = launches.filter { $0.first + age + horizon <= series[$0.series].count }
            var features: [Double] = [], totals: [Double] = []
            for k in LeadTimePanelFit.spread(Array(known.indices), atMost: Self.largestSample) {
                let (i, first, level) = known[k]
                guard let own = series[i].total(from: first, periods: age), let total = series[i].total(from: first + age, periods: horizon),
                      total >= 0 else { continue }
                let expected = levels.level(
                    group: groups.isEmpty ? "" : groups[i], location: series[i].key.location, without: level)
                features += row(age: age, total: own, level: expected)
                totals.append(total)
            }
            guard totals.count >= fewest else { continue }
            models[age] = Age(features: features, width: features.count / totals.count, totals: totals, start: [log(Double(horizon))]
                + (age > 0 ? [0.9] : []) + (usesLevels ? [age > 0 ? 0.1 : 1] : []))
        }
    }

    private func row(age: Int, total: Double, level: Double) -> [Double] {
        [1] + (age > 0 ? [log((max(0, total) + 0.5) / Double(age))] : []) + (usesLevels ? [level] : [])
    }

    /// Periods since the first demand, where these are fewer than eight and all are known.
    static func age(of series: DemandSeries) -> (periods: Int, total: Double)? {
        guard let first = series.demand.firstIndex(where: { $0 > 0 }), series.count - first < periods,
              let total = series.total(from: first, periods: series.count - first) else { return nil }
        return (series.count - first, total)
    }

    /// What look-alikes of an item sold over the horizon after `age` periods with `total` units; `nil` where too few are known.
    func demand(age: Int, total: Double, group: String, location: String) -> LookAlikeDemand? {
        guard let model = models[age] else { return nil }
        let level = levels.level(group: group, location: location, without: nil)
        let (mean, phi) = model.meanAndDispersion(row(age: age, total: total, level: level))
        return LookAlikeDemand(share: Double(Self.periods - max(1, age)) / Double(Self.periods - 1), mean: mean, dispersion: phi)
    }

    /// For planners: "134 look-alikes of group mugs".
    func described(group: String) -> String {
        let ofGroup = levels.count(group: group)
        return group.isEmpty || ofGroup == 0 || !usesLevels ? "\(itemCount) look-alikes" : "\(ofGroup) look-alikes of group \(group)"
    }
}

extension LookAlikes {
    /// The regression of one age. Its dispersion is the moment estimate of `LeadTimeRegression`, which lets no window pull with more than eight
    /// times its variance, times the factor that makes the totals most likely: how launches turn out is too wide for the former alone.
    struct Age: Sendable, Codable {
        private static let none = LeadTimeSpread(logDispersion: 0, logSizes: 0)
        static let factors = [0.5, 0.7, 1, 1.4, 2, 2.8, 4]

        private var regression: LeadTimeRegression
        private var factor = 1.0

        init(features: [Double], width: Int, totals: [Double], start: [Double]) {
            regression = LeadTimeRegression.fit(
                features: features, width: width, spread: [LeadTimeSpread](repeating: Self.none, count: totals.count), totals: totals,
                start: start, startDispersion: [0, 0, 0, 0])
            let fitted = totals.indices.map { meanAndDispersion(Array(features[($0 * width)..<(($0 + 1) * width)])) }
            func likelihood(_ factor: Double) -> Double {
                totals.indices.reduce(0) {
                    $0 + LeadTimeShape.logProbability(of: totals[$1], mean: fitted[$1].mean, phi: fitted[$1].phi * factor)
                }
            }
            factor = Self.factors.map { (factor: $0, value: likelihood($0)) }.max { $0.value < $1.value }?.factor ?? 1
        }

        func meanAndDispersion(_ row: [Double]) -> (mean: Double, phi: Double) {
            let logMean = row.withUnsafeBufferPointer { regression.logMean($0) }
            return (exp(logMean), factor * regression.phi(logMean: logMean, spread: Self.none))
        }
    }

    /// Average log rates of the panel, its groups and the items of a group at a location, each drawn to the one before.
    struct Levels: Sendable {
        struct Sum: Sendable, Codable {
            var total = 0.0
            var count = 0.0

            mutating func add(_ level: Double) {
                total += level
                count += 1
            }
        }

        struct Place: Sendable, Hashable, Codable {
            var group: String
            var location: String
        }

        private var panel = Sum()
        private var groups: [String: Sum] = [:]
        private var places: [Place: Sum] = [:]

        init() {}

        fileprivate init(panel: Sum, groups: [String: Sum], places: some Sequence<(Place, Sum)>) {
            self.panel = panel
            self.groups = groups
            self.places = Dictionary(places.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
        }

        fileprivate var parts: (panel: Sum, groups: [String: Sum], places: [(key: Place, value: Sum)]) {
            (panel, groups, places.sorted {
                $0.key.group == $1.key.group ? bytesPrecede($0.key.location, $1.key.location) : bytesPrecede($0.key.group, $1.key.group)
            })
        }

        /// Groups at locations.
        var keys: Int { places.count }

        func count(group: String) -> Int { Int(groups[group]?.count ?? 0) }

        mutating func add(_ level: Double, group: String, location: String) {
            places[Place(group: group, location: location), default: Sum()].add(level)
            groups[group, default: Sum()].add(level)
            panel.add(level)
        }

        /// - Parameter without: the level of an item that is among them and is to be predicted.
        func level(group: String, location: String, without own: Double?) -> Double {
            func drawn(_ sum: Sum, to whole: Double, prior: Double) -> Double {
                let total = sum.total - (own ?? 0), count = sum.count - (own == nil ? 0 : 1)
                return count + prior > 0 ? (total + prior * whole) / (count + prior) : whole
            }
            let all = drawn(panel, to: 0, prior: 0)
            let ofGroup = groups[group].map { drawn($0, to: all, prior: LookAlikes.priorItems) } ?? all
            return places[Place(group: group, location: location)].map { drawn($0, to: ofGroup, prior: LookAlikes.priorItems) } ?? ofGroup
        }
    }
}

/// Places in the order of their names: the same levels are the same bytes.
extension LookAlikes.Levels: Codable {
    private enum CodingKeys: String, CodingKey { case panel, groups, places, sums }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            panel: try values.decode(Sum.self, forKey: .panel), groups: try values.decode([String: Sum].self, forKey: .groups),
            places: zip(try values.decode([Place].self, forKey: .places), try values.decode([Sum].self, forKey: .sums)))
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        let (panel, groups, places) = parts
        try values.encode(panel, forKey: .panel)
        try values.encode(groups, forKey: .groups)
        try values.encode(places.map(\.key), forKey: .places)
        try values.encode(places.map(\.value), forKey: .sums)
    }
}
