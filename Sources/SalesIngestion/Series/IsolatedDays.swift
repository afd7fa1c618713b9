import DemandModel

/// Days that lie so far before or after all others that they are mistyped: 2034 for 2024, 1970 for nothing.
struct IsolatedDays: Equatable {
    /// First and last day of the body of the data.
    var first: Int32
    var last: Int32

    /// Days that stand for no date.
    private static let placeholders: Set<Int32> = {
        let days = [(1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1970, 1, 1), (1901, 1, 1), (1980, 1, 1), (2099, 12, 31), (2100, 1, 1), (1904, 1, 1)]
        return Set(days.map { CalendarDay.dayNumber(year: $0.0, month: $0.1, day: $0.2) })
    }()

    /// `nil` where no day is isolated.
    ///
    /// A day is isolated where the gap to the rest is at least half a year and twenty times the usual gap, and what lies behind the gap is at most
    /// one per cent of the item-days with rows (or one of them); days that stand for no date are isolated at any number of rows.
    static func find(_ days: [(day: Int32, cells: Int)]) -> IsolatedDays? {
        let known = days.filter { !placeholders.contains($0.day) }
        guard known.count >= 3, let first = known.first, let last = known.last else { return nil }
        var result = IsolatedDays(first: first.day, last: last.day)
        let gaps = zip(known, known.dropFirst()).map { Int($1.day) - Int($0.day) }
        let usual = gaps.sorted()[(gaps.count - 1) * 9 / 10]
        let least = max(180, 20 * usual)
        let all = known.reduce(0) { $0 + $1.cells }
        let few = max(1, all / 100)
        if all >= 10, known.count >= 5 {
            var behind = 0
            for index in stride(from: known.count - 1, to: 0, by: -1) {
                behind += known[index].cells
                guard behind <= few else { break }
                if gaps[index - 1] >= least { result.last = known[index - 1].day }
            }
            var before = 0
            for index in 0..<known.count - 1 {
                before += known[index].cells
                guard before <= few else { break }
                if gaps[index] >= least { result.first = known[index + 1].day }
            }
        }
        // Placeholders count where they lie outside of the body by half a year.
        let outside = days.contains { $0.day < result.first - 180 || $0.day > result.last + 180 }
        let isCut = result.first != first.day || result.last != last.day
        return isCut || outside && days.contains { placeholders.contains($0.day) } && result.first < result.last ? result : nil
    }

    var hint: String {
        "the date lies far from all others (\(CalendarDay(number: first)) to \(CalendarDay(number: last))) and few rows do: taken for mistyped; mend it"
    }
}
