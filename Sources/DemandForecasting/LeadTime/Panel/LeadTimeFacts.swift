import DemandModel

/// What a panel teaches of totals over lead times: small, and the same value wherever it is used.
///
///     let (_, facts) = try LeadTimeDemandModel.fitted(series: panel, outlooks: outlooks, horizonPeriods: periods, isComplete: true, reforecast: { _ in outlooks })
///     let some = try LeadTimeDemandModel.fitted(series: part, outlooks: outlooks, horizonPeriods: periods, facts: facts, reforecast: { _ in [] }).model
public struct LeadTimeFacts: Sendable, Codable {
    /// Series that it was learnt from: of a small panel some things are read in another way.
    var seriesCount: Int
    /// Periods of the longest of them.
    var panelLength: Int
    var groups: HorizonGroups.Joined
    /// In the order of `groups.horizons`.
    var horizons: [Horizon]

    struct Horizon: Sendable, Codable {
        var fit: LeadTimePanelFit.Learnt
        var launches: LookAlikes
        var anyItems: LookAlikes?
        /// `SpreadByRecord.panelRatio`, of small panels.
        var recordRatio: Double?
        var turns: SeasonTurns.Shares
    }
}

extension LeadTimePanelFit {
    /// What `learn` has found.
    struct Learnt: Sendable, Codable {
        var base: LeadTimeRegression?
        var support: LeadTimeSupport?
        var combined: LeadTimeRegression?
        /// Of counts and of other demand.
        var counts: Kind?
        var others: Kind?
        var countShare: Double?
        var otherShare: Double?
    }

    var learnt: Learnt {
        get {
            Learnt(
                base: base, support: support, combined: combined, counts: kinds[true], others: kinds[false], countShare: shares[true],
                otherShare: shares[false])
        }
        set {
            (base, support, combined) = (newValue.base, newValue.support, newValue.combined)
            (kinds[true], kinds[false]) = (newValue.counts, newValue.others)
            (shares[true], shares[false]) = (newValue.countShare, newValue.otherShare)
        }
    }
}
