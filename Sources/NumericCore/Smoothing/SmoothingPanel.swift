/// Series of any lengths packed into blocks of 32 SIMD lanes, four groups of eight.
///
/// There are two kinds of blocks. In a *shared* one the eight lanes of a group have the same length and the same missing periods (their *pattern*),
/// and with it one design of the initial state. In a *mixed* one each lane has a pattern of its own, and the designs of eight lanes lie side by
/// side. Lanes that no series fills stay zero. What is computed for a series depends neither on which series lie beside it nor on the kind of
/// its block.
public final class SmoothingPanel {
    static let lanes = 32
    static let groupLanes = 8
    /// So many series that share a pattern take the same lane of as many groups; more of them fill groups of their own.
    static let mostInLane = 4

    public let seriesCount: Int
    /// Those of the shared blocks.
    let patterns: [Pattern]
    let sharedBlocks: [Block]
    let mixedBlocks: [Block]
    let longest: Int

    /// - Parameters:
    ///   - values: observations of each series; entries at missing periods are ignored. An empty series is left out.
    ///   - missing: indices of the missing periods of each series, ascending; empty arrays where there are none.
    public init(values: [[Double]], missing: [[Int]]) {
        seriesCount = values.count
        let alike = SmoothingPanel.alike(values, missing)
        longest = alike.map(\.pattern.length).max() ?? 0
        var patterns: [Pattern] = [], complete: [(design: Int, lanes: [Lane?])] = [], withGaps = complete
        var own: [(pattern: Pattern, members: [Int])] = []
        for (pattern, members) in alike {
            var rest = members[...]
            if rest.count > SmoothingPanel.mostInLane { patterns.append(pattern) }
            while rest.count > SmoothingPanel.mostInLane {
                let group = (patterns.count - 1, rest.prefix(SmoothingPanel.groupLanes).map { Lane?.some(Lane(series: $0, pattern: pattern)) })
                if pattern.mask == nil { complete.append(group) } else { withGaps.append(group) }
                rest = rest.dropFirst(SmoothingPanel.groupLanes)
            }
            if !rest.isEmpty { own.append((pattern, Array(rest))) }
        }
        self.patterns = patterns
        // A block with a mask runs the masked kernel for all of its lanes: complete groups have blocks of their own.
        sharedBlocks = [complete, withGaps].flatMap { groups in
            stride(from: 0, to: groups.count, by: 4).map { start in
                Block(groups: Array(groups[start..<min(start + 4, groups.count)]), bundles: [], values: values)
            }
        }
        mixedBlocks = SmoothingPanel.mixedBlocks(own, values)
    }

    /// Series by pattern: longest first, then by the missing periods; members in the order of the panel.
    private static func alike(_ values: [[Double]], _ missing: [[Int]]) -> [(pattern: Pattern, members: [Int])] {
        let order = (0..<values.count).filter { !values[$0].isEmpty }.sorted { a, b in
            if values[a].count != values[b].count { return values[a].count > values[b].count }
            if missing[a] != missing[b] { return missing[a].lexicographicallyPrecedes(missing[b]) }
            return a < b
        }
        var result: [(pattern: Pattern, members: [Int])] = []
        var previous = -1
        for series in order {
            if previous < 0 || values[previous].count != values[series].count || missing[previous] != missing[series] {
                let length = values[series].count
                var mask: [Double]?
                if !missing[series].isEmpty {
                    var observed = [Double](repeating: 1, count: length)
                    for t in missing[series] where t >= 0 && t < length { observed[t] = 0 }
                    mask = observed
                }
                result.append((Pattern(length: length, mask: mask, observed: mask.map { Int($0.reduce(0, +)) } ?? length), []))
            }
            result[result.count - 1].members.append(series)
            previous = series
        }
        return result
    }

    /// Eight patterns to a bundle, those with as many series together: the first series of each pattern in one group, the second in the
    /// next. Whole bundles to a block.
    private static func mixedBlocks(_ own: [(pattern: Pattern, members: [Int])], _ values: [[Double]]) -> [Block] {
        let sorted = own.enumerated().sorted { a, b in
            a.element.members.count != b.element.members.count ? a.element.members.count > b.element.members.count : a.offset < b.offset
        }.map(\.element)
        var blocks: [Block] = [], groups: [(design: Int, lanes: [Lane?])] = [], bundles: [Bundle] = []
        for start in stride(from: 0, to: sorted.count, by: groupLanes) {
            let chosen = sorted[start..<min(start + groupLanes, sorted.count)]
            let depth = chosen.map(\.members.count).max() ?? 0
            if groups.count + depth > lanes / groupLanes {
                blocks.append(Block(groups: groups, bundles: bundles, values: values))
                groups = []
                bundles = []
            }
            bundles.append(Bundle(chosen.map(\.pattern)))
            for row in 0..<depth {
                groups.append((bundles.count - 1, chosen.map { row < $0.members.count ? Lane(series: $0.members[row], pattern: $0.pattern) : nil }))
            }
        }
        if !groups.isEmpty { blocks.append(Block(groups: groups, bundles: bundles, values: values)) }
        return blocks
    }
}
