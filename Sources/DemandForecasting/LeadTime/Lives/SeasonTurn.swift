import DemandModel
import NumericCore
import ParallelWork

/// An item that is sold in one season of the year only, at the turn of its season: about to come back, or about to stop.
///
/// Silence looks the same in July whether an item ended or waits for November, and a level tells nothing of a season that is over; what the same
/// weeks brought a year ago does. Coming back: silent for a quarter of a year or more, and a year ago silent up to now and then sold
/// again; once it is back, the level of this season so far is that of the past one's same weeks. Stopping: sold up to now, and a year ago sold up to now and then not for a quarter of a year. Both need demand in three periods of the
/// season (two, where a year has twelve) and a year ago that was watched: the time before an item's first sale is silence, the time before
/// the panel's is unknown.
struct SeasonTurn: Sendable, Equatable {
    enum Kind: Sendable { case comingBack, back, stopping }

    var kind: Kind
    /// Demand of each coming period of a year as in past years, averaged over those in which the item was sold.
    var path: [Double]
    /// Years that this is the average of.
    var years: Int

    /// phi of a season's total from one year to the next: a standard deviation of about seven tenths.
    static let dispersion = 0.5

    /// - Parameters:
    ///   - series: the history.
    ///   - unsold: periods before it in which the panel was watched and the item not sold.
    ///   - known: periods of the history to look at, from its start.
    ///   - year: periods of a year.
    ///   - horizon: periods ahead.
    init?(_ series: DemandSeries, unsold: Int, known n: Int, year: Int, horizon: Int) {
        let quarter = year / 4, least = year >= 24 ? 3 : 2
        guard quarter >= 2, n > 0, n <= series.count, n - year - quarter >= -unsold else { return nil }
        func demand(_ t: Int) -> Double { t < 0 ? 0 : max(0, series.demand[t]) }
        func total(_ range: Range<Int>) -> Double { range.reduce(0) { $0 + demand($1) } }
        func periods(_ range: Range<Int>) -> Int { range.count { demand($0) > 0 } }
        let past = n - year
        let month = max(1, year / 12)
        let before = (past - quarter)..<past, after = past..<(past + quarter), now = (n - quarter)..<n
        let ahead = past..<min(past + max(1, horizon), n)
        // Silences that the rhythm of a rare seller explains are no season.
        func looksLikeTheEnd(after sold: Range<Int>) -> Bool {
            ItemLifecycle.aliveProbability(silence: quarter, demandShare: min(0.99, Double(periods(sold)) / Double(sold.count))) < 0.2
        }
        if total(now) == 0, total(ahead) > 0, total(before) == 0, periods(past..<(past + 2 * quarter)) >= least,
           ItemLifecycle(series.known(periods: n)).stage == .ending {
            kind = .comingBack
        } else if periods(now) >= least, periods(before) >= least, total(after) <= 0.02 * total(before), looksLikeTheEnd(after: before),
                  total((n - month)..<n) > 0, total((past - month)..<past) > 0 {
            kind = .stopping
        } else if let start = now.first(where: { demand($0) > 0 }), start >= quarter, total((start - quarter)..<start) == 0,
                  let due = SeasonTurn(series, unsold: unsold, known: start, year: year, horizon: quarter), due.kind == .comingBack {
            kind = .back
            // Past seasons moved to this one's level so far, five units of each beside the evidence.
            let level = min(max((total(start..<n) + 5) / (due.total(n - start) + 5), 0.33), 3)
            path = (0..<year).map { level * due.path[($0 + n - start) % year] }
            years = due.years
            return
        } else {
            return nil
        }
        let first = series.demand.firstIndex { $0 > 0 } ?? 0
        var sums = [Double](repeating: 0, count: year), count = 0
        var start = past
        while start >= max(first - quarter, -unsold) || count == 0, count < 3 {
            for t in 0..<year { sums[t] += demand(start + t) }
            count += 1
            start -= year
        }
        path = sums.map { $0 / Double(count) }
        years = count
    }

    /// Units of the coming `periods`, as in past years.
    func total(_ periods: Int) -> Double { (0..<max(0, periods)).reduce(0) { $0 + path[$1 % path.count] } }
}

/// How far items did again what they had done a year before, learnt from the panel's last year.
struct SeasonTurns: Sendable {
    /// A turn of an item that is in it now, with the probability that it happens again.
    struct Found: Sendable {
        var turn: SeasonTurn
        var probability: Double
    }

    private let series: [DemandSeries]
    private let panelLength: Int
    private let year: Int
    private let horizon: Int
    private(set) var shares = Shares()

    /// Turns of the panel's last year that came again, and those that were due.
    struct Shares: Sendable, Codable {
        var repeated = 0.0
        var chances = 0.0
    }

    /// - Parameter known: what the panel taught; `nil`: it is learnt here.
    init(series: [DemandSeries], panelLength: Int, year: Int, horizon: Int, known: Shares? = nil, threads: Int = 1) {
        self.series = series
        self.panelLength = panelLength
        self.year = year
        self.horizon = min(horizon, year)
        if let known {
            shares = known
            return
        }
        guard year >= 8, panelLength >= 2 * year else { return }
        let turns = self
        let outcomes = parallelMap(chunks: series.count, threads: threads) { index -> Double? in
            // At this time of the year, else up to a half of one before.
            let one = series[index]
            for back in stride(from: 0, through: year / 2, by: max(1, turns.horizon)) {
                if let again = turns.outcome(one, known: one.count - year - back) { return again }
            }
            return nil
        }
        for case let again? in outcomes {
            shares.chances += 1
            shares.repeated += again
        }
    }

    /// How far a turn that was due came, 0...1: demand of the horizon as a share of what past years told (at most all of it), or what of the
    /// demand before the turn stopped; `nil` where none was due. Items that sold in both years by chance come to little.
    private func outcome(_ one: DemandSeries, known: Int) -> Double? {
        guard known > 0, let turn = SeasonTurn(one, unsold: max(0, panelLength - one.count), known: known, year: year, horizon: horizon),
              turn.kind != .back else { return nil }
        let came = one.demand[known..<min(known + horizon, one.count)].reduce(0, +)
        let whole = turn.kind == .comingBack ? turn.total(horizon) : one.demand[max(0, known - horizon)..<known].reduce(0, +)
        let share = min(1, max(0, came) / max(whole, 1e-9))
        return turn.kind == .comingBack ? share : 1 - share
    }

    /// The item's own last turn counts half as much as the panel's share, which is drawn to a half as if by two more turns.
    func found(_ index: Int) -> Found? {
        let one = series[index]
        guard year >= 8, let turn = SeasonTurn(one, unsold: max(0, panelLength - one.count), known: one.count, year: year, horizon: horizon)
        else { return nil }
        let panel = (shares.repeated + 1) / (shares.chances + 2)
        // That a season has begun counts as one that came.
        let own = turn.kind == .back ? 1 : outcome(one, known: one.count - year)
        let probability = (2 * panel + (own ?? 0)) / (2 + (own == nil ? 0 : 1))
        return Found(turn: turn, probability: min(max(probability, 0.05), 0.98))
    }
}

extension LeadTimeDemandModel {
    /// Gives the items at `indices` whose season turns the demand of past years, with the probability that it comes again, beside what they
    /// would have without it; their outlooks follow the past years' path.
    ///
    /// - Parameter known: what the panel taught of turns; `nil`: it is learnt here.
    /// - Returns: what it teaches.
    mutating func turnSeasons(
        _ indices: [Int], series: [DemandSeries], outlooks: [DemandOutlook?], horizon: Int, year: Int, seasonLength: Int, panelLength: Int,
        known: SeasonTurns.Shares? = nil, threads: Int = 1
    ) -> SeasonTurns.Shares {
        let turns = SeasonTurns(series: series, panelLength: panelLength, year: year, horizon: horizon, known: known, threads: threads)
        let all = parallelMap(chunks: indices.count, threads: threads) { outlooks[indices[$0]]?.isCount == true ? turns.found(indices[$0]) : nil }
        for (i, found) in zip(indices, all) {
            guard var outlook = outlooks[i], let found,
                  let path = try? LeadTimePath(outlook: outlook, seasonLength: seasonLength) else { continue }
            let at = path.total(periods: horizon), turn = found.turn, p = found.probability
            // What would come without the turn: next to nothing of an item that is silent now.
            let without = items[i].map { DemandProcess(outlook: outlook, pooled: $0, errorTables: errorTables).outlook } ?? outlook
            let silentMean = (try? LeadTimePath(outlook: without, seasonLength: seasonLength).total(periods: horizon).mean) ?? at.mean
            let otherMean = max(items[i]?.pooledWeight == 0 || items[i] == nil ? silentMean : items[i]?.mean ?? at.mean, 1e-6)
            let otherPhi = items[i]?.dispersion ?? max(0, at.variance - at.mean) / max(at.mean * at.mean, 1e-12)
            var total = 0.0
            for h in outlook.mean.indices {
                outlook.mean[h] = p * turn.path[h % turn.path.count] + (1 - p) * otherMean / Double(horizon)
                total += outlook.mean[h]
                outlook.cumulativeVariance[h] = total + (SeasonTurn.dispersion + (1 - p) / p) * total * total
            }
            guard let curve = try? LeadTimePath(outlook: outlook, seasonLength: seasonLength) else { continue }
            let whole = curve.total(periods: horizon)
            items[i] = PooledDemand(
                horizonPeriods: horizon, mean: otherMean, dispersion: otherPhi, outlookMean: whole.mean, outlookVariance: whole.variance,
                modelWeight: 0, pooledWeight: 1, errorWeight: 0, driftWeights: LeadTimeShape.steady.weights, dispersionShare: 1, errorTable: -1,
                lookAlike: LookAlikeDemand(share: p, mean: max(turn.total(horizon), 1e-6), dispersion: SeasonTurn.dispersion, isSeason: true))
            let share = "\(Int((100 * p).rounded()))%", ago = turn.years == 1 ? "a year ago" : "in \(turn.years) years"
            switch turn.kind {
            case .comingBack: outlook.remarks.append("seasonal: silent and then sold at this time \(ago), taken to come back with a probability of \(share)")
            case .back: outlook.remarks.append("seasonal: back as \(ago), forecast from those weeks at this season's level")
            case .stopping: outlook.remarks.append("seasonal: sold until about this time \(ago), taken to stop with a probability of \(share)")
            }
            outlook.members = [ForecastMember(name: "same weeks of past years", weight: 1)]
            seasonalOutlooks[i] = outlook
            remarks[i] = nil
        }
        return turns.shares
    }
}
