import CMath
import DemandModel
import NumericCore
import ParallelWork

/// How likely a jump at the end of a series is to last: what such jumps became on public panels, and in the panel's own past.
///
/// For every jump found at a past origin, the share of it that was left over the periods that followed (0 = the old level came back,
/// 1 = the new one lasted, cut at both) counts as one observation beside `priorJumps` of the public panels'.
struct JumpPersistence: Sendable, Codable {
    /// The public panels' mean shares: goods up, others up, down; of each `ages.count`.
    static let prior = goodsUp + othersUp + down
    /// Sums of shares and numbers of jumps of this panel, in the same order.
    private var shares = [Double](repeating: 0, count: Self.prior.count)
    private var counts = [Double](repeating: 0, count: Self.prior.count)

    /// The oldest age of each class.
    private static let ages = [1, 2, 4, 8, 13, EndJump.oldest]
    /// Mean share that lasted, by the classes of age: of goods (whole units, at most `largestGoods` a period before) going up as the items of a year of
    /// online retail did, where one high week is mostly an order or a sale; of other amounts going up as in M1, M3 and Tourism; and of
    /// both going down as in all of these, car parts and prescriptions. (Of a last period alone the others take the mean of all panels, shops with weight one half.) `python Benchmarks/jump_prior.py` learns them; what is seen of ages of 9 and
    /// more is pooled over the panels, since there is little.
    private static let goodsUp = [0.12, 0.5, 0.65, 0.8, 0.95, 0.97]
    private static let othersUp = [0.4, 0.86, 0.9, 0.93, 0.97, 0.97]
    private static let down = [0.3, 0.45, 0.52, 0.65, 0.85, 0.9]
    private static let largestGoods = 100.0
    /// The prior counts as much as so many jumps.
    static let priorJumps = 8.0
    /// Series and origins looked at: an even selection.
    private static let largestSample = 200, mostOrigins = 60
    /// Periods after an origin over which the share is taken.
    private static let outcomePeriods = 8

    /// What public panels tell alone.
    init() {}

    /// - Parameter panel: in any order; the selection goes by key.
    init(_ panel: [DemandSeries], threads: Int) {
        let order = panel.indices.sorted { panel[$0].key != panel[$1].key ? panel[$0].key < panel[$1].key : $0 < $1 }
        let count = min(order.count, Self.largestSample)
        guard count > 1 else { return }
        let sample = (0..<count).map { panel[order[$0 * order.count / count]] }
        let chunk = 16, chunks = (count + chunk - 1) / chunk
        let found = parallelMap(count: chunks, threads: threads) { index in
            sample[(index * chunk)..<min((index + 1) * chunk, count)].flatMap { Self.outcomes($0.knownDemand) }
        }
        for outcome in found.joined() {
            shares[outcome.group] += outcome.share
            counts[outcome.group] += 1
        }
    }

    /// Probability that this jump lasts.
    func probability(_ jump: EndJump) -> Double {
        let group = Self.group(jump)
        return (shares[group] + Self.priorJumps * Self.prior[group]) / (counts[group] + Self.priorJumps)
    }

    private static func group(_ jump: EndJump) -> Int {
        let age = ages.firstIndex { jump.age <= $0 } ?? ages.count - 1
        if jump.ratio < 1 { return 2 * ages.count + age }
        return jump.isCount && jump.levelBefore <= largestGoods ? age : ages.count + age
    }

    /// Jumps that stood at the end of the history at past origins, and how much of each was left. One jump is seen at several ages.
    private static func outcomes(_ y: [Double]) -> [(group: Int, share: Double)] {
        let n = y.count
        guard n > 12 else { return [] }
        var result: [(group: Int, share: Double)] = []
        for origin in max(8, n - mostOrigins)..<(n - 3) {
            guard let jump = EndJump(Array(y[..<origin])) else { continue }
            let old = jump.levelBefore
            let after = y[origin..<min(origin + outcomePeriods, n)]
            let left = (after.reduce(0, +) / Double(after.count) / old - 1) / (jump.ratio - 1)
            guard left.isFinite else { continue }
            result.append((group(jump), min(max(left, 0), 1)))
        }
        return result
    }
}
