import DemandModel

/// One level that an item could have.
struct LevelChoice {
    var level: Double
    /// What the limit counts, and what is to be least: money and weighted E[B] under a budget, the other way round for the least money.
    var cost: Double
    var value: Double
}

/// The levels of an item that an allocation better than the one at hand could use.
///
/// With L(k) = value + theta cost, an allocation within the limit is worth at least the sum of the least L less theta x limit, plus how far each item's L
/// is above its least: a level that is further above than the gap between the allocation at hand and this bound cannot be part of a better one.
struct ItemChoices {
    var choices: [LevelChoice]
    /// Least L of all levels.
    var least: Double

    /// Levels around one where L is about least, for an item whose cost and value are convex in the level.
    ///
    /// - Parameter evaluate: cost and value at a level.
    init(
        from start: Double, floor: Double, ceiling: Double, multiplier theta: Double, gap: Double, most: Int,
        evaluate: (Double) -> (cost: Double, value: Double)
    ) {
        func choice(_ level: Double) -> LevelChoice {
            let both = evaluate(level)
            return LevelChoice(level: level, cost: both.cost, value: both.value)
        }
        func penalised(_ choice: LevelChoice) -> Double { choice.value + theta * choice.cost }
        let first = choice(start)
        var least = penalised(first)
        var above: [LevelChoice] = []
        var below: [LevelChoice] = []
        var level = start + 1
        while level <= ceiling && above.count < most {
            let next = choice(level)
            let here = penalised(next)
            if here > least + gap || next.value == (above.last ?? first).value && next.cost == (above.last ?? first).cost { break }
            least = min(least, here)
            above.append(next)
            level += 1
        }
        level = start - 1
        while level >= floor && below.count < most {
            let next = choice(level)
            let here = penalised(next)
            if here > least + gap { break }
            least = min(least, here)
            below.append(next)
            level -= 1
        }
        self.least = least
        choices = (below.reversed() + [first] + above).filter { penalised($0) <= least + gap }
    }

    /// Any levels.
    init(_ all: [LevelChoice], multiplier theta: Double, gap: Double) {
        let least = all.reduce(Double.infinity) { min($0, $1.value + theta * $1.cost) }
        self.least = least
        choices = all.filter { $0.value + theta * $0.cost <= least + gap }
    }
}
