import CMath
import DemandForecasting
import DemandModel

/// Effects of a regression in the words of a planner: days of the week by name, and the waves of the season as its highest and lowest month.
///
///     season cosine 1, season sine 1   ->   season at its highest (December), season at its lowest (June)
///     weekday 1                        ->   Tuesday against Monday
///
/// - Parameters:
///   - period: number of the first coming period; the season is looked at from there for a year.
///   - rule: how much of the effects is in the forecast: what is known ahead in full where smoothing is of what it leaves, else the regression's share.
///   - waves: of these effects' season from that period on, where they are at hand.
func demandEffects(
    _ effects: [RegressionEffect], calendar: PeriodCalendar, from period: Int, rule: RegressionBlendRule, waves: SeasonWaves? = nil
) -> [DemandEffect] {
    func share(_ kind: RegressionEffect.Kind) -> Double {
        let isKnownAhead = switch kind {
        case .event: true
        case .season, .weekday: false
        case .price, .promotion, .priceOnPromotion, .otherPrice, .otherOffers, .aftermath: rule.termsAreKnown
        }
        return rule.smoothsWhatIsLeft && isKnownAhead ? 1 : rule.weight
    }
    var result: [DemandEffect] = []
    let season = effects.filter { $0.kind == .season }
    for effect in effects where effect.kind != .season {
        var name = effect.name
        if effect.kind == .weekday { name = "\(weekday(of: effect.index, calendar)) against \(weekday(of: 0, calendar))" }
        result.append(DemandEffect(
            name: name, factor: effect.factor, lowerFactor: effect.lowerFactor, upperFactor: effect.upperFactor, isBorrowed: effect.isBorrowed,
            share: share(effect.kind)))
    }
    return result + seasonEffects(season, waves: waves ?? SeasonWaves(season, calendar: calendar, from: period)).map { one in
        var one = one
        one.share = share(.season)
        return one
    }
}

/// The day of the week of the periods whose number leaves the given rest after division by seven.
private func weekday(of rest: Int, _ calendar: PeriodCalendar) -> String {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    return names[calendar.firstDay(of: rest).isoWeekday - 1]
}

/// The waves of a season over the coming year: the same for all items that end in one period.
struct SeasonWaves: Sendable {
    /// Empty without a season.
    let periods: Range<Int>
    /// By period, of each effect of the season in its order.
    let parts: [[Double]]
    /// By period, what its season is called where it is at its highest and at its lowest: one text for all items.
    let names: [(highest: String, lowest: String)]

    /// - Parameter effects: those of the season count.
    init(_ effects: [RegressionEffect], calendar: PeriodCalendar, from period: Int) {
        let season = effects.filter { $0.kind == .season }
        guard let days = calendar.period.meanDays, !season.isEmpty else {
            (periods, parts, names) = (period..<period, [], [])
            return
        }
        let year = 365.25 / days
        periods = period..<period + Int(year.rounded())
        parts = periods.map { period in
            season.map { effect in
                let angle = 2 * Double.pi * Double(effect.index + 1) * Double(period) / year
                return effect.name.hasPrefix("season cosine") ? cos(angle) : sin(angle)
            }
        }
        let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
        let ofMonth = months.map { (highest: "season at its highest (\($0))", lowest: "season at its lowest (\($0))") }
        names = periods.map { ofMonth[Int(calendar.firstDay(of: $0).civil.month) - 1] }
    }
}

/// Highest and lowest point of the sum of the waves. Sine and cosine over whole years hardly correlate, so the variance of the sum is taken as
/// the sum of the squared parts.
private func seasonEffects(_ season: [RegressionEffect], waves: SeasonWaves) -> [DemandEffect] {
    guard !season.isEmpty else { return [] }
    let width = 1.6448536269514722
    let values = waves.parts.map { parts in season.indices.reduce(0) { $0 + season[$1].coefficient * parts[$1] } }
    guard let high = values.indices.max(by: { values[$0] < values[$1] }), let low = values.indices.min(by: { values[$0] < values[$1] })
    else { return [] }
    return [(waves.names[high].highest, high), (waves.names[low].lowest, low)].map { name, position in
        let parts = waves.parts[position]
        let error = zip(season, parts).reduce(0) { $0 + $1.0.standardError * $1.0.standardError * $1.1 * $1.1 }.squareRoot()
        return DemandEffect(
            name: name, factor: exp(values[position]), lowerFactor: exp(values[position] - width * error),
            upperFactor: exp(values[position] + width * error), isBorrowed: season.allSatisfy(\.isBorrowed))
    }
}

/// Takes out effects that no item of the plan ever saw: nobody is there to borrow them from.
///
/// - Parameters:
///   - seenElsewhere: names of effects that items of the panel have seen which are not among these.
///   - amongThese: what these items have seen counts too.
func dropUnseenEffects(_ items: inout [PlannedItem], seenElsewhere: Set<String> = [], amongThese: Bool = true) {
    var seen = seenElsewhere
    for item in items where amongThese { for effect in item.effects where !effect.isBorrowed { seen.insert(effect.name) } }
    for index in items.indices { items[index].effects.removeAll { !seen.contains($0.name) } }
}
