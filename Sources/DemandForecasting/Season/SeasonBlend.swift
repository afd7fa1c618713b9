import CMath
import DemandModel
import NumericCore

/// How much of last year's season (`LastYear`) goes into a panel's forecasts while it has been seen less than three times.
///
/// A forecast F and last year's path S become F (S / F)^w, period by period, on all members alike. w starts from what public panels of one to
/// two years taught and moves by what the panel shows: at origins T - d and T - 2d, d the horizon but no further back than one year from the
/// start, the same panel is forecast with and without.
struct SeasonBlend: Sendable, Codable {
    /// Of regular and of intermittent demand.
    var regular: Double, intermittent: Double

    /// The least error on monthly retail turnover, tourism, M1, M3, prescriptions and weekly synthetic panels of 13 to 23 months lies at
    /// 0.5 to 1, on the geometric mean of the panels at 0.75 (`python Benchmarks/season_prior.py`).
    static let prior = SeasonBlend(regular: 0.75, intermittent: 0.75)
    /// What a departure from the prior costs: as much as this share of the error per square, for a horizon much longer than a sixth of a year.
    private static let cost = 0.24
    private static let largestSample = 200
    private static let weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0]

    /// Share of the season for a series of so many periods: in full up to two years, none from three years on.
    static func reach(count: Int, year: Int) -> Double { min(max(Double(3 * year - count) / Double(year), 0), 1) }

    /// One series at one past origin.
    struct Trial: Sendable {
        var isIntermittent: Bool
        var forecast: [Double], lastYear: [Double], actual: [Double]
        var scale: Double
    }

    /// - Parameter periods: over which the trials were made, all origins together.
    init(_ trials: [Trial], periods: Int, year: Int) {
        let cost = Self.cost * (1 + Double(year) / 6 / Double(max(periods, 1)))
        func best(_ some: [Trial]) -> Double {
            // A quiet month or two say nothing of a season: less than an eighth of a year teaches nothing.
            guard some.count >= 3, 8 * periods >= year else { return Self.prior.regular }
            var least = Double.infinity, choice = Self.prior.regular
            for weight in Self.weights {
                let loss = some.reduce(0) { $0 + Self.loss($1, weight) }
                let distance = weight - Self.prior.regular
                let score = log(max(loss, 1e-12)) + cost * distance * distance
                if score < least { (least, choice) = (score, weight) }
            }
            return choice
        }
        regular = best(trials.filter { !$0.isIntermittent })
        intermittent = best(trials.filter { $0.isIntermittent })
    }

    private init(regular: Double, intermittent: Double) {
        self.regular = regular
        self.intermittent = intermittent
    }

    /// Absolute error of the total and of the periods, half each, in units of the series' mean.
    private static func loss(_ trial: Trial, _ weight: Double) -> Double {
        var total = 0.0, periods = 0.0
        for h in trial.actual.indices where !trial.actual[h].isNaN {
            let error = blended(trial.forecast[h], trial.lastYear[h], weight) - trial.actual[h]
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

/// Last year's path for one series, with its weight.
struct SeasonPath: Sendable {
    /// Units per period, at the level without a jump; empty where there are `ratios`.
    var lastYear: [Double]
    /// Of the coming periods to those that the forecast's level comes from.
    var ratios: [Double]
    var weight: Double
    /// Days: last year's path is of whole weeks, and is compared with those of the forecast.
    var weekdays: [Double]
    /// What the panel's total says of each coming period beyond that (`PanelTotal`); empty where it says nothing.
    var total: [Double] = []

    /// What each period of the forecast is multiplied by.
    func factors(mean: [Double]) -> [Double] {
        let own = ownFactors(mean: mean)
        return total.isEmpty ? own : zip(own, total).map { $0 * $1 }
    }

    /// Of the series' own last year, or of the ratios: 0.05...20.
    private func ownFactors(mean: [Double]) -> [Double] {
        guard ratios.isEmpty else { return ratios.map { pow(min(max($0, 0.05), 20), weight) } }
        guard !lastYear.isEmpty else { return [Double](repeating: 1, count: mean.count) }
        let level = smoothed(mean)
        return mean.indices.map { h in
            guard level[h] > 0, lastYear[h] > 0 else { return 1 }
            return pow(min(max(lastYear[h] / level[h], 0.05), 20), weight)
        }
    }

    private func smoothed(_ mean: [Double]) -> [Double] {
        guard !weekdays.isEmpty else { return mean }
        let plain = mean.indices.map { mean[$0] / weekdays[$0 % weekdays.count] }
        return plain.indices.map { h in
            let window = plain[max(0, h - 3)...min(plain.count - 1, h + 3)]
            return window.reduce(0, +) / Double(window.count)
        }
    }

    /// Ratio of each coming weekday to the mean of the last eight weeks; 1 where nothing was sold.
    static func weekdays(_ series: DemandSeries) -> [Double] {
        let hidden = Set(series.missing), n = series.count
        var sums = [Double](repeating: 0, count: 7), counts = sums
        for t in max(0, n - 56)..<n where !hidden.contains(t) {
            let day = ((t - n) % 7 + 7) % 7
            sums[day] += series.demand[t]
            counts[day] += 1
        }
        let mean = sums.reduce(0, +) / max(counts.reduce(0, +), 1)
        guard mean > 0 else { return [Double](repeating: 1, count: 7) }
        return zip(sums, counts).map { $1 > 0 ? max($0 / $1 / mean, 0.05) : 1 }
    }
}

extension PathForecast {
    /// Last year beside the members, with its weight.
    mutating func name(_ season: SeasonPath) {
        guard season.weight > 0 else { return }
        members = members.map { ForecastMember(name: $0.name, weight: $0.weight * (1 - season.weight)) }
        let place = members.firstIndex { $0.weight < season.weight } ?? members.count
        members.insert(ForecastMember(name: "last year", weight: season.weight), at: place)
    }
}
