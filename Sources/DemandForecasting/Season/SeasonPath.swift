import CMath
import DemandModel

/// What knowing the season leaves of a forecast's spread, on the log scale.
///
/// A forecast that does not know the season is wide for two reasons: the season, which is as large tomorrow as far ahead, and the level, whose error grows.
/// Knowing it takes the first away: with v_h the variance h periods ahead, r and d as below and V the mean of v_1 ... v_d, v_h - (1 - r^2) min(V, v_h) is left.
struct SeasonSpread: Sendable, Codable {
    /// r: the spread with the season to that without, at most 1, over the first `periods` periods.
    var ratio = 1.0
    /// d, 1 or more.
    var periods = 1

    /// What is left of each standard deviation.
    func ratios(_ deviations: [Double]) -> [Double] {
        let first = deviations.prefix(periods), mean = first.reduce(0) { $0 + $1 * $1 } / Double(max(first.count, 1))
        return deviations.map { deviation in
            let variance = deviation * deviation
            return variance > 0 ? max(1 - (1 - ratio * ratio) * min(mean / variance, 1), 0).squareRoot() : 1
        }
    }

    /// The same for a season that counts less.
    func raised(to power: Double) -> SeasonSpread { SeasonSpread(ratio: pow(ratio, power), periods: periods) }
}

/// Last year's path for one series, with its weight.
struct SeasonPath: Sendable {
    /// Units per period, at the level without a jump; empty where there are `ratios`.
    var lastYear: [Double]
    /// Of the coming periods to those that the forecast's level comes from.
    var ratios: [Double]
    var weight: Double
    var spread = SeasonSpread()
    /// Days: last year's path is of whole weeks, and is compared with those of the forecast.
    var weekdays: [Double]
    /// What the panel's total says of each coming period beyond that (`PanelTotal`); empty where it says nothing.
    var total: [Double] = []

    /// Last year's path lies at most so many times above or below the forecast.
    private static let furthest = 100.0

    /// What each period of the forecast is multiplied by.
    func factors(_ forecast: [Double]) -> [Double] {
        let own = ownFactors(forecast)
        return total.isEmpty ? own : zip(own, total).map { $0 * $1 }
    }

    /// Of the series' own last year, or of the ratios (0.05...20).
    private func ownFactors(_ forecast: [Double]) -> [Double] {
        guard ratios.isEmpty else { return ratios.map { pow(min(max($0, 0.05), 20), weight) } }
        guard !lastYear.isEmpty else { return [Double](repeating: 1, count: forecast.count) }
        let level = smoothed(forecast)
        return forecast.indices.map { h in
            guard level[h] > 0, lastYear[h] > 0 else { return 1 }
            return pow(min(max(lastYear[h] / level[h], 1 / Self.furthest), Self.furthest), weight)
        }
    }

    private func smoothed(_ forecast: [Double]) -> [Double] {
        guard !weekdays.isEmpty else { return forecast }
        let plain = forecast.indices.map { forecast[$0] / weekdays[$0 % weekdays.count] }
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
