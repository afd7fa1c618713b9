import CSmoothing

extension SmoothingPanel {
    /// Length and missing periods that some series share.
    struct Pattern {
        var length: Int
        /// Per period 1 = observed, 0 = missing; `nil` where nothing is missing.
        var mask: [Double]?
        var observed: Int

        /// Its length where nothing is missing.
        var completeLength: Int? { mask == nil ? length : nil }
    }

    /// Up to eight patterns, side by side.
    final class Bundle {
        let length: Int
        /// 1 observed, 0 missing or beyond the end, at [period * 8 + lane].
        let mask: AlignedBuffer
        /// Observed periods of each lane, 0 for an empty one.
        let observed: [Int]
        /// Lengths of its patterns, `nil` for those with gaps.
        let lengths: [Int?]

        init(_ patterns: [Pattern]) {
            let longest = patterns.map(\.length).max() ?? 0
            length = longest
            mask = AlignedBuffer(count: longest * groupLanes)
            for (lane, pattern) in patterns.enumerated() {
                for t in 0..<pattern.length { mask[t * groupLanes + lane] = pattern.mask?[t] ?? 1 }
            }
            observed = (0..<groupLanes).map { $0 < patterns.count ? patterns[$0].observed : 0 }
            lengths = patterns.map(\.completeLength)
        }
    }

    /// One series in its lane.
    struct Lane {
        var series: Int
        var pattern: Pattern
    }

    /// 32 lanes, four groups of eight.
    final class Block {
        let y: AlignedBuffer
        let mask: AlignedBuffer?
        /// Series in each of the 32 lanes, -1 for an empty lane, and the number of its observations.
        let series: [Int]
        let observed: [Int]
        /// Of each of the four groups, -1 for an empty one: index into the panel's `patterns` in a shared block, into `bundles` in a mixed one.
        let designs: [Int]
        let bundles: [Bundle]
        private let lengths: (Int32, Int32, Int32, Int32)
        private let laneLengths: LaneLengths?

        /// - Parameters:
        ///   - groups: up to four of up to eight lanes each; a lane in the middle may be empty.
        ///   - values: of all series.
        init(groups: [(design: Int, lanes: [Lane?])], bundles: [Bundle], values: [[Double]]) {
            let periods = (0..<4).map { g in g < groups.count ? groups[g].lanes.compactMap { $0?.pattern.length }.max() ?? 0 : 0 }
            let longest = periods.max() ?? 0, y = AlignedBuffer(count: longest * lanes)
            let isMasked = groups.enumerated().contains { g, group in
                group.lanes.contains { lane in lane.map { $0.pattern.mask != nil || $0.pattern.length != periods[g] } ?? false }
            }
            let mask = isMasked ? AlignedBuffer(count: longest * lanes) : nil
            var series = [Int](repeating: -1, count: lanes), observed = [Int](repeating: 0, count: lanes)
            var ends = (0..<lanes).map { Int32(periods[$0 / groupLanes]) }
            for (g, group) in groups.enumerated() {
                for (place, lane) in group.lanes.enumerated() {
                    guard let lane else { continue }
                    let at = g * groupLanes + place, pattern = lane.pattern
                    series[at] = lane.series
                    observed[at] = pattern.observed
                    ends[at] = Int32(pattern.length)
                    values[lane.series].withUnsafeBufferPointer { source in
                        for t in 0..<pattern.length {
                            let weight = pattern.mask?[t] ?? 1
                            y.pointer[t * lanes + at] = weight == 0 ? 0 : source[t]
                            mask?.pointer[t * lanes + at] = weight
                        }
                    }
                }
            }
            self.y = y
            self.mask = mask
            self.series = series
            self.observed = observed
            self.bundles = bundles
            designs = (0..<4).map { $0 < groups.count ? groups[$0].design : -1 }
            lengths = (Int32(periods[0]), Int32(periods[1]), Int32(periods[2]), Int32(periods[3]))
            laneLengths = ends.indices.allSatisfy { Int(ends[$0]) == periods[$0 / groupLanes] } ? nil : LaneLengths(ends)
        }

        var kernelBlock: twobin_block {
            twobin_block(
                y: UnsafePointer(y.pointer), mask: mask.map { UnsafePointer($0.pointer) }, length: lengths,
                lane_length: laneLengths.map { UnsafePointer($0.pointer) })
        }
    }

    /// The lengths of 32 lanes, where the kernels can read them.
    private final class LaneLengths {
        let pointer: UnsafeMutablePointer<Int32>

        init(_ lengths: [Int32]) {
            pointer = .allocate(capacity: max(lengths.count, 1))
            pointer.initialize(from: lengths, count: lengths.count)
        }

        deinit { pointer.deallocate() }
    }
}
