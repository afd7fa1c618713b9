import CMath
import DemandModel
import NumericCore

/// How much of last year's season (`LastYear`) goes into a panel's forecasts while it has been seen less than three times.
///
/// Forecasts F and last year's path S are blended on the log scale, F^(1-w) S^w: the means of all members are multiplied by (S / F)^w, period by period.
/// Members that know no season are wide where there is one: what the season explains of their relative errors is taken out of their variance. w, the form of S
/// (`SeasonShape`) and what is explained start from what public panels of one to two years taught and move by what the panel shows: at origins T - d and
/// T - 2d, d the horizon but no further back than one year from the start, the same panel is forecast with and without.
struct SeasonBlend: Sendable, Codable {
    /// Weight and form for one kind of demand.
    struct Choice: Sendable, Codable {
        var weight: Double
        var spread = SeasonSpread()
        var shape = SeasonShape.usual
    }

    var regular: Choice, intermittent: Choice

    /// The least error on monthly retail turnover, tourism, M1, M3, prescriptions and weekly synthetic panels of 13 to 23 months lies at
    /// 0.5 to 1, on the geometric mean of the panels at 0.75 (`python Benchmarks/season_prior.py`).
    static let prior = Choice(weight: 0.75)
    /// What a departure from the prior costs: as much as this share of the error per square, for a horizon much longer than a sixth of a year.
    private static let cost = 0.24
    /// What another form of last year's path costs, share of the error.
    private static let shapeCost = 0.01
    /// The spread without the season counts as much as what so many series show in a year.
    private static let spreadSeries = 0.5
    /// Of a series' mean, added on both sides of a relative error.
    private static let errorOffset = 0.1
    private static let largestSample = 200
    static let outerQuantile = 0.9
    private static let weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0]

    /// Share of the season for a series of so many periods: in full up to two years, none from three years on.
    static func reach(count: Int, year: Int) -> Double { min(max(Double(3 * year - count) / Double(year), 0), 1) }

    /// One series at one past origin.
    struct Trial: Sendable {
        var isIntermittent: Bool
        /// Without the season.
        var forecast: [Double]
        /// By form, in the order of `SeasonShape.all`; one for what has no form of its own.
        var lastYear: [[Double]]
        var actual: [Double]
        var scale: Double
    }

    /// - Parameters:
    ///   - widths: logarithms of upper over lower quantile of today's forecasts without the season, over as many periods as a trial has: their means.
    ///   - periods: over which the trials were made, all origins together.
    init(_ trials: [Trial], widths: Widths, periods: Int, year: Int) {
        regular = Self.best(trials.filter { !$0.isIntermittent }, width: widths.regular, periods: periods, year: year)
        intermittent = Self.best(trials.filter { $0.isIntermittent }, width: widths.intermittent, periods: periods, year: year)
    }

    /// How wide forecasts are between the quantiles 1 - `outerQuantile` and `outerQuantile`, log; 0 where not known.
    struct Widths: Sendable {
        var regular = 0.0, intermittent = 0.0
    }

    /// The mean logarithm of one quantile over another, with the offset of relative errors.
    static func width(_ upper: [Double], over lower: [Double], scale: Double) -> Double {
        let unit = errorOffset * scale
        return zip(upper, lower).reduce(0) { $0 + log((max($1.0, 0) + unit) / (max($1.1, 0) + unit)) } / Double(max(upper.count, 1))
    }

    private static func best(_ trials: [Trial], width: Double, periods: Int, year: Int) -> Choice {
        // A quiet month or two say nothing of a season: less than an eighth of a year teaches nothing.
        guard trials.count >= 3, 8 * periods >= year else { return prior }
        let little = 1 + Double(year) / 6 / Double(max(periods, 1))
        var least = Double.infinity, choice = prior, place = 0
        for (k, shape) in SeasonShape.all.enumerated() where k < trials.map(\.lastYear.count).max() ?? 0 {
            for weight in weights {
                let loss = trials.reduce(0) { $0 + Self.loss($1, k, weight) }
                let distance = weight - prior.weight
                let score = log(max(loss, 1e-12)) + cost * little * distance * distance + (shape == prior.shape ? 0 : shapeCost * little)
                if score < least { (least, choice, place) = (score, Choice(weight: weight, shape: shape), k) }
            }
        }
        choice.spread.periods = trials.map(\.actual.count).max() ?? 1
        choice.spread.ratio = spread(trials, place, choice.weight, width: width, years: Double(periods) / Double(year))
        return choice
    }

    /// Mean size of relative errors with the season to that which the width of today's forecasts leads to expect (sqrt(2 / pi) standard deviations), at most 1:
    /// as squares, with the prior's 1 for `spreadSeries` series over a year.
    private static func spread(_ trials: [Trial], _ shape: Int, _ weight: Double, width: Double, years: Double) -> Double {
        var errors = 0.0
        for trial in trials {
            let unit = errorOffset * trial.scale, lastYear = trial.path(shape)
            var one = 0.0, known = 0.0
            for h in trial.actual.indices where !trial.actual[h].isNaN {
                let forecast = blended(max(trial.forecast[h], 0), lastYear[h], weight)
                one += abs(log((max(trial.actual[h], 0) + unit) / (forecast + unit)))
                known += 1
            }
            errors += one / max(known, 1)
        }
        let count = Double(trials.count), evidence = count * years
        let expected = width / (2 * standardNormalQuantile(outerQuantile)) * (2 / Double.pi).squareRoot()
        guard expected > 0 else { return 1 }
        let ratio = min(errors / count / expected, 1)
        return ((evidence * ratio * ratio + spreadSeries) / (evidence + spreadSeries)).squareRoot()
    }

    /// Absolute error of the total and of the periods, half each, in units of the series' mean.
    private static func loss(_ trial: Trial, _ shape: Int, _ weight: Double) -> Double {
        let lastYear = trial.path(shape)
        var total = 0.0, periods = 0.0
        for h in trial.actual.indices where !trial.actual[h].isNaN {
            let error = blended(trial.forecast[h], lastYear[h], weight) - trial.actual[h]
            total += error
            periods += abs(error)
        }
        let scale = trial.scale * Double(trial.actual.count)
        return 0.5 * min(abs(total) / scale, 10) + 0.5 * min(periods / scale, 10)
    }

    private static func blended(_ forecast: Double, _ lastYear: Double, _ weight: Double) -> Double {
        forecast > 0 && lastYear > 0 ? forecast * pow(lastYear / forecast, weight) : forecast
    }

    /// An even selection of a panel, in the order of the keys.
    static func sample(_ panel: [DemandSeries]) -> [DemandSeries] {
        let order = panel.indices.sorted { panel[$0].key != panel[$1].key ? panel[$0].key < panel[$1].key : $0 < $1 }
        let count = min(order.count, largestSample)
        return (0..<count).map { panel[order[$0 * order.count / count]] }
    }
}

extension SeasonBlend.Trial {
    fileprivate func path(_ shape: Int) -> [Double] { lastYear[min(shape, lastYear.count - 1)] }
}
