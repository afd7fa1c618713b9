/// A column of a design by row: one number where it never moves, as prices and promotions of most items do, else one for each row.
///
/// Two years of weeks of an item without promotions take a few bytes so, where three columns of numbers take 3 kB.
///
///     TermColumn([0.5, 0.5, 0.5])[2]      // 0.5, kept once
struct TermColumn: Sendable, Equatable, RandomAccessCollection, ExpressibleByArrayLiteral {
    typealias Indices = Range<Int>

    private enum Form: Sendable, Equatable {
        case same(Double, count: Int)
        case each([Double])
    }

    private let form: Form

    init(_ values: [Double]) {
        if let first = values.first, values.allSatisfy({ $0.bitPattern == first.bitPattern }) {
            form = .same(first, count: values.count)
        } else {
            form = .each(values)
        }
    }

    init(arrayLiteral elements: Double...) { self.init(elements) }

    var startIndex: Int { 0 }
    var endIndex: Int {
        switch form {
        case .same(_, let count): count
        case .each(let values): values.count
        }
    }
    var indices: Range<Int> { 0..<endIndex }

    subscript(row: Int) -> Double {
        switch form {
        case .same(let value, let count):
            precondition(row >= 0 && row < count)
            return value
        case .each(let values): return values[row]
        }
    }

    /// The number of every row; `nil` where they are not all the same, and without rows.
    var onlyValue: Double? {
        if case .same(let value, _) = form { return value }
        return nil
    }
}
