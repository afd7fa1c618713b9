import DemandModel
import TextForms

/// Where the marks of an axis stand and what is written at them.
public struct AxisTicks: Sendable, Equatable {
    public var values: [Double]
    public var labels: [String]

    /// Round numbers (1, 2 or 5 times a power of ten) inside a range, after Heckbert 1990 ("Nice numbers for graph labels").
    ///
    ///     print(AxisTicks.numbers(0, 47, about: 5).labels)             // ["0", "10", "20", "30", "40"]
    ///     print(AxisTicks.numbers(0, 1, about: 5, as: .percent).labels)  // ["0%", "20%", "40%", "60%", "80%", "100%"]
    /// - Parameter about: how many are wanted; there may be half as many or twice as many.
    public static func numbers(_ lower: Double, _ upper: Double, about count: Int, as format: NumberFormat = .plain) -> AxisTicks {
        let step = niceStep(upper - lower, about: count)
        guard step > 0, lower.isFinite, upper.isFinite, (lower / step).magnitude < 1e12, (upper / step).magnitude < 1e12 else {
            return AxisTicks(values: [lower], labels: [format.text(lower)])
        }
        let first = (lower / step - 1e-9).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        guard last >= first else { return AxisTicks(values: [lower], labels: [format.text(lower)]) }
        let values = stride(from: first, through: last, by: 1).map { index in step >= 1 ? index * step : index / (1 / step).rounded() }
        return AxisTicks(values: values, labels: format.labels(values))
    }

    /// Starts of days, weeks (every 7 days from the first), months or years inside a range of day numbers (see `CalendarDay`).
    public static func days(_ lower: Double, _ upper: Double, about count: Int) -> AxisTicks {
        guard lower.isFinite, upper.isFinite, upper >= lower, lower > -700_000, upper < 2_900_000 else {
            return AxisTicks(values: [], labels: [])
        }
        let first = CalendarDay(number: Int32(lower.rounded(.up))), last = CalendarDay(number: Int32(upper.rounded(.down)))
        let span = Double(first.days(until: last))
        let daysPerTick = span / Double(max(1, count))
        if daysPerTick < 20 {
            let step = daysPerTick <= 1 ? 1 : daysPerTick <= 2 ? 2 : daysPerTick <= 7 ? 7 : 14
            let days = stride(from: 0, through: Int(span), by: step).map { first.advanced(by: $0) }
            return AxisTicks(values: days.map { Double($0.number) }, labels: days.map(\.description))
        }
        let months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].first { Double($0) * 30.4 >= daysPerTick * 0.8 } ?? 1200
        let (year, month, _) = first.civil
        var index = ((year * 12 + month - 1) / months) * months
        var ticks = AxisTicks(values: [], labels: [])
        while let day = CalendarDay(year: index / 12, month: index % 12 + 1, day: 1), day <= last {
            if day >= first {
                ticks.values.append(Double(day.number))
                ticks.labels.append(String(day.description.prefix(months >= 12 ? 4 : 7)))
            }
            index += months
        }
        return ticks
    }

    /// The nearest of 1, 2, 5 times a power of ten to a range cut in `count` parts; 0 where the range is empty.
    static func niceStep(_ range: Double, about count: Int) -> Double {
        guard range > 0, range.isFinite, range > 1e-300, count > 0 else { return 0 }
        let raw = range / Double(count)
        var power = 1.0
        while power * 10 <= raw { power *= 10 }
        while power > raw { power /= 10 }
        let fraction = raw / power
        return power * (fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10)
    }
}

/// How numbers are written at axes and marks.
public enum NumberFormat: Sendable {
    /// Shortened by k and M from ten thousand on.
    case plain
    /// A share as a percentage.
    case percent

    public func text(_ value: Double) -> String {
        switch self {
        case .percent: return NumberFormat.rounded(value * 100) + "%"
        case .plain:
            switch value.magnitude {
            case 1e7...: return NumberFormat.rounded(value / 1e6) + "M"
            case 1e4...: return NumberFormat.rounded(value / 1e3) + "k"
            default: return NumberFormat.rounded(value)
            }
        }
    }

    /// The labels of one axis, all in the same unit.
    func labels(_ values: [Double]) -> [String] {
        let largest = values.reduce(0) { max($0, $1.magnitude) }
        let (unit, letter): (Double, String) = switch self {
        case .percent: (0.01, "%")
        case .plain: largest >= 1e7 ? (1e6, "M") : largest >= 1e4 ? (1e3, "k") : (1, "")
        }
        return values.map { $0 == 0 && self == .plain ? "0" : NumberFormat.rounded($0 / unit, digits: 12) + letter }
    }

    /// Four significant digits are enough to read at a mark.
    private static func rounded(_ value: Double, digits: Int = 4) -> String { value.isFinite ? significant(digits, value) : "" }
}
