/// A panel's last year as a whole: what `LastYear` holds the series against.
struct PanelYear: Sendable, Codable {
    /// Periods of a year.
    var year: Int
    /// The panel's total by period, from `firstPeriod` on, 1 on average over the last year; NaN where nothing is known.
    var index: [Double]
    var firstPeriod: Int
    /// Growth over a year of the series that lasted through it, and of the total.
    var growth: Double
    /// `nil` where too little of last year's quarter is known.
    var totalGrowth: Double?
    /// The total of the series that lasted through the year.
    var lastingIndex: [Double]
    /// False where most of the panel is too young to have been part of last year.
    var isComparable: Bool
    /// What of the series' deviations from the panel is a season of their own.
    var signal: Double

    /// Days keep their weekdays elsewhere: profiles are of whole weeks.
    var isDaily: Bool { year > 104 }
}
