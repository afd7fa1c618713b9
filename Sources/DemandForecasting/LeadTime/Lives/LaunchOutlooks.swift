import DemandModel

/// Outlooks of items that were never sold, from what launches of the same group sold in their first periods (`LookAlikes` at age 0).
///
///     var launches = LaunchOutlooks(series: histories, groups: groups)
///     let outlook = launches.outlook(key: ItemLocation(item: "new mug"), group: "mugs", protectionPeriods: 5, horizon: 8, periodDays: 7)
///
/// A panel in which fewer than ten launches were watched for that long lends the first known periods of all its items.
public struct LaunchOutlooks {
    static let fewest = 10

    private let series: [DemandSeries]
    private let groups: [String]
    private let isCount: [Bool]
    private let panelLength: Int
    /// What has been learnt so far.
    public private(set) var facts: LaunchFacts
    /// False where nothing is learnt beside what is known.
    private let learns: Bool

    /// What a panel has taught before, and nothing else: periods that it was not asked for are those nearest in ratio.
    public init(_ facts: LaunchFacts) {
        (series, groups, isCount, panelLength, learns) = ([], [], [], facts.panelLength, false)
        self.facts = facts
    }

    /// - Parameters:
    ///   - series: the histories of the panel.
    ///   - groups: the group of each, or an empty text.
    public init(series: [DemandSeries], groups: [String]) {
        self.series = series
        self.groups = groups
        isCount = series.map { $0.demand.allSatisfy { $0 >= 0 && $0 == $0.rounded() } }
        panelLength = series.reduce(0) { max($0, $1.count) }
        facts = LaunchFacts(panelLength: panelLength)
        learns = true
    }

    /// Learns what launches sell over so many periods.
    public mutating func learn(protectionPeriods: Double) {
        let periods = periods(protectionPeriods)
        guard learns, facts.learnt[periods] == nil else { return }
        func learn(watched: Int) -> LookAlikes {
            LookAlikes(
                series: series, isCount: isCount, groups: groups, horizon: periods, panelLength: panelLength, ages: [0], watched: watched,
                fewest: Self.fewest)
        }
        let launches = learn(watched: LookAlikes.periods)
        let isWatched = launches.demand(age: 0, total: 0, group: "", location: "") != nil
        facts.learnt[periods] = LaunchFacts.Learnt(lookAlikes: isWatched ? launches : learn(watched: 0), isWatched: isWatched)
    }

    private func periods(_ protectionPeriods: Double) -> Int { min(max(1, Int(min(protectionPeriods, 1000).rounded())), max(1, panelLength)) }

    /// Demand from today on as of an item first sold today; `nil` where fewer than ten items can tell.
    ///
    /// Every period has the same mean; the variance of the first h is m + phi m^2 with the m of h periods, since how well a launch sells
    /// is by far the most of what is not known, and stays the same in all of them.
    ///
    /// - Parameters:
    ///   - protectionPeriods: periods that a stock decision must cover: look-alikes are read over these.
    ///   - horizon: periods to forecast.
    public mutating func outlook(
        key: ItemLocation, group: String, protectionPeriods: Double, horizon: Int, periodDays: Double
    ) -> DemandOutlook? {
        learn(protectionPeriods: protectionPeriods)
        guard let periods = facts.nearest(periods(protectionPeriods)), let found = facts.learnt[periods] else { return nil }
        let (lookAlikes, isWatched) = (found.lookAlikes, found.isWatched)
        guard let demand = lookAlikes.demand(age: 0, total: 0, group: group, location: key.location) else { return nil }
        let mean = demand.mean / Double(periods)
        return DemandOutlook(
            key: key, mean: [Double](repeating: mean, count: max(1, horizon)),
            cumulativeVariance: (1...max(1, horizon)).map { h in
                let total = Double(h) * mean
                return total + demand.dispersion * total * total
            },
            isCount: true, demandClass: .none, periodDays: periodDays, members: [ForecastMember(name: "look-alikes", weight: 1)],
            remarks: ["launch: no sales yet, drawn to \(lookAlikes.described(group: group))"
                + (isWatched ? "" : " (too few were launched while sales were recorded: the first known periods of all items)")])
    }
}

/// What a panel teaches of items that were never sold.
public struct LaunchFacts: Sendable, Codable {
    struct Learnt: Sendable, Codable {
        var lookAlikes: LookAlikes
        var isWatched: Bool
    }

    /// Periods of the longest history.
    var panelLength: Int
    /// By periods that a decision must cover.
    var learnt: [Int: Learnt] = [:]

    init(panelLength: Int) { self.panelLength = panelLength }

    /// The known number of periods nearest in ratio, the smaller of two.
    func nearest(_ periods: Int) -> Int? {
        if learnt[periods] != nil { return periods }
        func distance(_ known: Int) -> Double { Double(max(known, periods)) / Double(min(known, periods)) }
        return learnt.keys.sorted().min { distance($0) < distance($1) }
    }
}
