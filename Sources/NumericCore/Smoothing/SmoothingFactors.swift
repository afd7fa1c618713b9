import Synchronization

/// Factors of X'X + Lambda of series without gaps, kept from one batch to the next: the batches of a panel, of its past origins and of its past windows
/// have mostly the same lengths. The least used go where the memory is full: a batch may have more lengths than there is room for, and those of most series
/// stay. What is computed does not depend on what is kept.
///
///     let factors = SmoothingFactors()
///     let first = SmoothingAverager(panel: panel, factors: factors).average(form)
///     let again = SmoothingAverager(panel: panel, factors: factors).average(form)      // the same bits, sooner
public final class SmoothingFactors: Sendable {
    /// The factors of one form and one length, at every grid point: packed lower triangles with reciprocal diagonals.
    final class Table: @unchecked Sendable {
        // Written by the thread that makes it; others see it once it is kept.
        let values: AlignedBuffer
        /// Per point: log det of X'X + Lambda less log det of Lambda; NaN where the initial state is not determined.
        var logDeterminants: [Double]
        let size: Int

        init(_ form: SmoothingForm) {
            size = Self.size(form)
            values = AlignedBuffer(count: form.points.count * size)
            logDeterminants = [Double](repeating: .nan, count: form.points.count)
        }

        /// Numbers of one packed triangle.
        static func size(_ form: SmoothingForm) -> Int { form.model.order * (form.model.order + 1) / 2 }

        var bytes: Int { values.count * MemoryLayout<Double>.stride }

        func triangle(_ point: Int) -> UnsafeMutablePointer<Double> { values.pointer + point * size }
    }

    fileprivate struct Kept {
        var table: Table
        var uses: Int
        var lastUse: Int
    }

    fileprivate struct Shelf {
        var tables: [SmoothingForm: [Int: Kept]] = [:]
        var bytes = 0
        var uses = 0
    }

    private let shelf = Mutex(Shelf())
    private let mostBytes: Int

    /// - Parameter mostBytes: memory that is kept, at most.
    public init(mostBytes: Int = 64 << 20) { self.mostBytes = mostBytes }

    /// Tables of some lengths, where they are kept.
    func tables(_ form: SmoothingForm, lengths: [Int]) -> [Table?] {
        shelf.withLock { shelf in
            guard var own = shelf.tables[form] else { return lengths.map { _ in nil } }
            shelf.uses += 1
            let found = lengths.map { length -> Table? in
                guard let kept = own[length] else { return nil }
                own[length]?.uses += 1
                own[length]?.lastUse = shelf.uses
                return kept.table
            }
            shelf.tables[form] = own
            return found
        }
    }

    /// Keeps filled tables.
    func keep(_ made: [(length: Int, table: Table)], of form: SmoothingForm) {
        guard !made.isEmpty else { return }
        shelf.withLock { shelf in
            shelf.uses += 1
            for (length, table) in made where shelf.tables[form]?[length] == nil {
                shelf.tables[form, default: [:]][length] = Kept(table: table, uses: 1, lastUse: shelf.uses)
                shelf.bytes += table.bytes
            }
            while shelf.bytes > mostBytes, let oldest = shelf.leastUsed {
                shelf.bytes -= shelf.tables[oldest.form]?.removeValue(forKey: oldest.length)?.table.bytes ?? 0
            }
        }
    }
}

extension SmoothingFactors.Shelf {
    /// The oldest of those that were used least.
    fileprivate var leastUsed: (form: SmoothingForm, length: Int)? {
        var found: (form: SmoothingForm, length: Int, uses: Int, last: Int)?
        for (form, own) in tables {
            for (length, kept) in own where (kept.uses, kept.lastUse) < (found?.uses ?? .max, found?.last ?? .max) {
                found = (form, length, kept.uses, kept.lastUse)
            }
        }
        return found.map { ($0.form, $0.length) }
    }
}

extension SmoothingFactors: Equatable {
    /// What is kept makes no two configurations different.
    public static func == (a: SmoothingFactors, b: SmoothingFactors) -> Bool { true }
}
