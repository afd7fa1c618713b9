/// The rule that most shops use, as the yardstick of a replay: S = mean (L + R) + z sd sqrt(L + R), the same z for every item.
///
/// Mean and standard deviation are those of the last `weeks` weeks of sales (sample variance); L and R in weeks. Silver, Pyke and
/// Thomas (2017), 6.7.
///
///     textbookLevel(weekly: [1, 3, 2, 2], weeks: 26, protectionDays: 14, z: 2)
func textbookLevel(weekly: some RandomAccessCollection<Double>, weeks: Int = 26, protectionDays: Double, z: Double) -> Double {
    let recent = weekly.suffix(weeks)
    guard !recent.isEmpty else { return 0 }
    let n = Double(recent.count)
    let mean = recent.reduce(0, +) / n
    let variance = n > 1 ? recent.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) : 0
    let protectionWeeks = protectionDays / 7
    return mean * protectionWeeks + z * (variance * protectionWeeks).squareRoot()
}
