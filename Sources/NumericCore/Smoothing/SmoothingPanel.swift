import CSmoothing

/// Series of any lengths packed into blocks of 32 SIMD lanes, four groups of eight.
///
/// The eight lanes of a group have the same length and the same missing periods (their *pattern*), so they share the design of
/// the initial state; lanes that no series fills stay zero. What is computed for a series does not depend on which series lie
/// beside it.
public final class SmoothingPanel {
    /// Length and missing periods that some series share.
    struct Pattern {
        var length: Int
        /// Per period 1 = observed, 0 = missing; `nil` where nothing is missing.
        var mask: [Double]?
        var observed: Int
    }

    final class Block {
        let y: AlignedBuffer
        let mask: AlignedBuffer?
        /// Index into `patterns` of each of the four groups, -1 for an empty group.
        let patterns: [Int]
        /// Series in each of the 32 lanes, -1 for an empty lane.
        let series: [Int]
        let lengths: (Int32, Int32, Int32, Int32)

        init(y: AlignedBuffer, mask: AlignedBuffer?, patterns: [Int], series: [Int], lengths: [Int]) {
            self.y = y
            self.mask = mask
            self.patterns = patterns
            self.series = series
            self.lengths = (Int32(lengths[0]), Int32(lengths[1]), Int32(lengths[2]), Int32(lengths[3]))
        }

        var kernelBlock: twobin_block {
            twobin_block(y: UnsafePointer(y.pointer), mask: mask.map { UnsafePointer($0.pointer) }, length: lengths)
        }
    }

    static let lanes = 32
    static let groupLanes = 8

    public let seriesCount: Int
    let patterns: [Pattern]
    let blocks: [Block]
    let longest: Int

    /// - Parameters:
    ///   - values: observations of each series; entries at missing periods are ignored. An empty series is left out.
    ///   - missing: indices of the missing periods of each series, ascending; empty arrays where there are none.
    public init(values: [[Double]], missing: [[Int]]) {
        seriesCount = values.count
        var longest = 0
        let order = (0..<values.count).filter { !values[$0].isEmpty }.sorted { a, b in
            if values[a].count != values[b].count { return values[a].count > values[b].count }
            if missing[a] != missing[b] { return missing[a].lexicographicallyPrecedes(missing[b]) }
            return a < b
        }
        var patterns: [Pattern] = []
        var groups: [(pattern: Int, members: [Int])] = []
        var previous = -1
        for series in order {
            let samePattern = previous >= 0 && values[previous].count == values[series].count && missing[previous] == missing[series]
            if !samePattern {
                let length = values[series].count
                var mask: [Double]?
                if !missing[series].isEmpty {
                    var observed = [Double](repeating: 1, count: length)
                    for t in missing[series] where t >= 0 && t < length { observed[t] = 0 }
                    mask = observed
                }
                let observed = mask.map { Int($0.reduce(0, +)) } ?? length
                patterns.append(Pattern(length: length, mask: mask, observed: observed))
                longest = max(longest, length)
            }
            if !samePattern || groups[groups.count - 1].members.count == SmoothingPanel.groupLanes {
                groups.append((patterns.count - 1, []))
            }
            groups[groups.count - 1].members.append(series)
            previous = series
        }
        // Complete groups first: a block with a masked group runs the masked kernel for all of its lanes.
        let complete = groups.filter { patterns[$0.pattern].mask == nil }
        let masked = groups.filter { patterns[$0.pattern].mask != nil }
        self.patterns = patterns
        self.longest = longest
        blocks = SmoothingPanel.blocks(of: complete, patterns, values) + SmoothingPanel.blocks(of: masked, patterns, values)
    }

    private static func blocks(
        of groups: [(pattern: Int, members: [Int])], _ patterns: [Pattern], _ values: [[Double]]
    ) -> [Block] {
        stride(from: 0, to: groups.count, by: 4).map { start in
            let chosen = groups[start..<min(start + 4, groups.count)]
            let periods = chosen.map { patterns[$0.pattern].length }.max() ?? 0
            let y = AlignedBuffer(count: periods * lanes)
            let anyMask = chosen.contains { patterns[$0.pattern].mask != nil }
            let maskBuffer = anyMask ? AlignedBuffer(count: periods * lanes) : nil
            var ids = [Int](repeating: -1, count: 4), lengths = [Int](repeating: 0, count: 4)
            var series = [Int](repeating: -1, count: lanes)
            for (g, group) in chosen.enumerated() {
                let pattern = patterns[group.pattern]
                ids[g] = group.pattern
                lengths[g] = pattern.length
                if let maskBuffer {
                    for t in 0..<pattern.length {
                        let observed = pattern.mask?[t] ?? 1
                        for lane in 0..<groupLanes { maskBuffer[t * lanes + g * groupLanes + lane] = observed }
                    }
                }
                for (lane, member) in group.members.enumerated() {
                    let at = g * groupLanes + lane
                    series[at] = member
                    values[member].withUnsafeBufferPointer { source in
                        for t in 0..<pattern.length {
                            y.pointer[t * lanes + at] = (pattern.mask?[t] ?? 1) == 0 ? 0 : source[t]
                        }
                    }
                }
            }
            return Block(y: y, mask: maskBuffer, patterns: ids, series: series, lengths: lengths)
        }
    }
}
