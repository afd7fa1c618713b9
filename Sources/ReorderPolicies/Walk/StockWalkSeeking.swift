extension StockWalk {
    /// Moves an item to the smallest level within its limits at which one more unit takes at most `ratio` off E[B].
    mutating func seek(_ index: Int, ratio: Double) {
        let track = tracks[index]
        if track.floor >= track.ceiling || ratio >= 1 {
            if levels[index] != track.floor { place(index, at: track.floor) }
            return
        }
        let wanted = max(ratio, leastRatio)
        guard track.canWalk else {
            let level = items[index].level(reductionAtMost: wanted, near: levels[index])
            if level != levels[index] { place(index, at: level) }
            return
        }
        // Most levels are a few units away: no need to ask for the quantiles' shape.
        if track.stride == 1 {
            let isThere = walk(index, track, ratio: wanted, longest: 16)
            noteDryness(index)
            if isThere { return }
        }
        for attempt in 0..<8 {
            let shift = track.rough.level(reductionAtMost: wanted) - track.rough.level(reductionAtMost: reductions[index])
            let isFar = abs(shift) > Double(track.longestWalk)
            if (attempt > 0 || !isFar) && walk(index, track, ratio: wanted) {
                noteDryness(index)
                return
            }
            // Too far to walk: go where the quantiles' shape says, and walk on from there.
            guard shift != 0 else { break }
            place(index, at: min(max(levels[index] + shift, track.floor), track.ceiling))
        }
        place(index, at: items[index].level(reductionAtMost: wanted, near: levels[index]))
    }

    /// Walks towards the level wanted; false where it is too far.
    private mutating func walk(_ index: Int, _ track: Track, ratio wanted: Double, longest most: Int? = nil) -> Bool {
        let longest = most ?? (tracks[index].isDry ? 32 : track.longestWalk)
        let stride = track.isSingle && !tracks[index].isDry ? track.stride : 1
        var moves = 0
        if stride > 1 {
            // Far levels in strides; the last stride may go too far.
            let isAbove = reductions[index] > wanted
            while (reductions[index] > wanted) == isAbove {
                let room = isAbove ? track.ceiling - levels[index] : levels[index] - track.floor
                if room < Double(stride) { break }
                if moves >= longest { return false }
                shift(index, track, by: isAbove ? stride : -stride)
                moves += stride
            }
            moves = 0
        }
        if reductions[index] > wanted {
            while reductions[index] > wanted && levels[index] < track.ceiling {
                if moves == longest { return false }
                moveUp(index)
                moves += 1
            }
            return true
        }
        while levels[index] > track.floor {
            if moves == longest { return false }
            moveDown(index)
            moves += 1
            if reductions[index] > wanted {
                moveUp(index)
                break
            }
        }
        return true
    }

    /// Moves an item to a level.
    mutating func move(_ index: Int, to level: Double) {
        let track = tracks[index]
        let distance = level - levels[index]
        if distance == 0 { return }
        guard track.canWalk, abs(distance) <= Double(track.isDry ? 32 : track.longestWalk) else {
            place(index, at: level)
            return
        }
        if track.isSingle && level >= 0 && levels[index] >= 0 {
            shift(index, track, by: Int(distance))
        } else {
            while levels[index] < level { moveUp(index) }
            while levels[index] > level { moveDown(index) }
        }
        noteDryness(index)
    }
}
