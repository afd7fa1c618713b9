import CMath
import CSmoothing

/// Factors of a form for series without gaps of many lengths, all from one pass: the products X'X of a series are those of its last periods, so that those of
/// a long series pass through those of every shorter one. Eight grid points go side by side in SIMD lanes.
struct CompleteFactors {
    /// By length, at every grid point.
    private(set) var tables: [Int: SmoothingFactors.Table] = [:]
    /// Those of them that were made here.
    private(set) var made: [(length: Int, table: SmoothingFactors.Table)] = []

    /// Memory of the tables that are made at a time.
    private static let mostBytes = 24 << 20

    /// Takes what is kept of the complete lengths of a panel, and makes what is not, as far as memory goes: the lengths of shared patterns first.
    init(_ form: SmoothingForm, panel: SmoothingPanel, kept: SmoothingFactors?) {
        let lengths = panel.completeLengths
        let known = kept?.tables(form, lengths: lengths) ?? lengths.map { _ in nil }
        for (length, table) in zip(lengths, known) { if let table { tables[length] = table } }
        let bytes = max(1, form.points.count * SmoothingFactors.Table.size(form) * MemoryLayout<Double>.stride)
        let missing = lengths.filter { tables[$0] == nil }.prefix(max(1, Self.mostBytes / bytes)).sorted()
        made = missing.map { ($0, SmoothingFactors.Table(form)) }
        Self.fill(made, form)
        for (length, table) in made { tables[length] = table }
    }

    /// - Parameter tables: shortest length first.
    private static func fill(_ tables: [(length: Int, table: SmoothingFactors.Table)], _ form: SmoothingForm) {
        guard !tables.isEmpty else { return }
        let width = SmoothingPanel.groupLanes, m = form.model.seasonLength, order = form.model.order, prior = SmoothingPrior(form)
        let trend: Int32 = form.model.hasTrend ? 1 : 0, season = Int32(m), size = SmoothingFactors.Table.size(form)
        let work = AlignedBuffer(count: (3 + 2 * m + m * (m + 1) / 2) * width), ordered = AlignedBuffer(count: work.count)
        let factors = AlignedBuffer(count: size * width), products = AlignedBuffer(count: (order + width - 1) / width * width)
        let usable = AlignedBuffer(count: width), parameters = AlignedBuffer(count: 4 * width)
        for first in stride(from: 0, to: form.points.count, by: width) {
            let count = min(width, form.points.count - first)
            for lane in 0..<width {
                let point = form.points[first + min(lane, count - 1)]
                for (row, value) in [point.alpha, point.beta, point.gamma, point.phi].enumerated() { parameters[row * width + lane] = value }
            }
            var done = 0
            for (length, table) in tables {
                twobin_complete_products(Int32(done), Int32(length), parameters.pointer, trend, season, work.pointer)
                done = length
                twobin_complete_factors(
                    Int32(length), trend, season, prior.slopePrecision, prior.seasonPrecision, work.pointer, ordered.pointer, factors.pointer,
                    products.pointer, usable.pointer)
                for lane in 0..<count {
                    let target = table.triangle(first + lane)
                    for i in 0..<size { target[i] = factors[i * width + lane] }
                    guard usable[lane] == 1, length > (prior.isProper ? 1 : order) else { continue }
                    var logSum = 0.0
                    for i in stride(from: lane, to: products.count, by: width) { logSum += log(products[i]) }
                    table.logDeterminants[first + lane] = 2 * logSum - prior.logDeterminant
                }
            }
        }
    }
}

extension SmoothingPanel {
    /// Lengths of its series without gaps, each once: those that groups share first.
    fileprivate var completeLengths: [Int] {
        var seen: Set<Int> = []
        let all = patterns.map(\.completeLength) + mixedBlocks.flatMap { $0.bundles.flatMap(\.lengths) }
        return all.compactMap { $0 }.filter { seen.insert($0).inserted }
    }
}
