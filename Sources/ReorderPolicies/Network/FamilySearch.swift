import DemandModel
import NumericCore

/// The search for the level of a warehouse that is best by a measure.
extension FamilyLevels {
    /// A level that none of its neighbours betters, from the one that is chosen: by large steps first.
    ///
    /// - Parameter step: of the levels that are looked at.
    mutating func descend(_ measure: FamilyMeasure, step: Int = 4) {
        var index = levels.lastIndex { $0 <= level } ?? 0
        var here = look(levels[index], measure).value
        var step = step
        while step >= 1 {
            for direction in [step, -step] {
                while levels.indices.contains(index + direction) {
                    let next = look(levels[index + direction], measure).value
                    guard next.score < here.score else { break }
                    index += direction
                    here = next
                }
            }
            step /= 2
        }
        (level, value) = (levels[index], here)
    }

    /// The best of all the levels. One is not looked at where what its locations come to at a higher level of the warehouse, with the warehouse's own part, is above the
    /// best already: most are not.
    mutating func choose(_ measure: FamilyMeasure) {
        descend(measure)
        guard levels.count > 1 else { return }
        if case .service = measure, warehouse?.isCount == true { return bisect(measure) }
        while true {
            var above = look(.infinity, measure).locations
            var next: (level: Double, atLeast: Double)?
            for other in levels.reversed() {
                if let known = known(other) {
                    above = known.locations
                    if known.value.score < value.score { (level, value) = (other, known.value) }
                    continue
                }
                let least = own(other, measure).score + atLeast(above, measure)
                if least < min(value.score, next?.atLeast ?? .infinity) { next = (other, least) }
            }
            guard let next else { return }
            _ = look(next.level, measure)
        }
    }

    /// How much money of a family, as a share, may be left on the table: what is spent on looking at more levels is not worth it.
    static let serviceTolerance = 5e-4

    /// For a service target in whole units: the best level of all, within `serviceTolerance`. Locations' levels fall by whole units as the warehouse's rises, so that money
    /// makes a saw of many teeth. An interval is halved until no level in it can take less money than the best one known (branch and bound).
    private mutating func bisect(_ measure: FamilyMeasure) {
        guard let warehouse, let first = levels.first, let last = levels.last, last > first else { return }
        var open: [(low: Double, high: Double, least: Double)] = []
        func take(_ family: inout FamilyLevels, _ other: Double) {
            let here = family.look(other, measure).value
            if here.score < family.value.score { (family.level, family.value) = (other, here) }
        }
        func add(_ family: inout FamilyLevels, _ low: Double, _ high: Double) {
            guard high - low > 1.5 else { return }
            open.append((low, high, family.leastBetween(low + 1, high, measure) ?? -.infinity))
        }
        take(&self, first)
        take(&self, last)
        add(&self, first, last)
        while let next = open.indices.min(by: { open[$0].least < open[$1].least }), open[next].least < value.score * (1 - Self.serviceTolerance) {
            let interval = open.remove(at: next)
            let middle = max(warehouse.floor, (0.5 * (interval.low + interval.high)).rounded(.down))
            guard middle > interval.low, middle < interval.high else { continue }
            take(&self, middle)
            add(&self, interval.low, middle)
            add(&self, middle, interval.high)
        }
    }

    /// Moves the chosen level between its neighbours among those that were looked at, where these are more than a unit apart.
    mutating func refine(_ measure: FamilyMeasure) {
        guard let warehouse, levels.count > 1, let index = levels.firstIndex(of: level) else { return }
        if case .trade = measure { return slide(measure, warehouse, index) }
        if case .service = measure, warehouse.isCount { return }
        halve(measure, warehouse)
    }

    /// By steps that are halved: locations that reach a target in whole units make no smooth curve.
    private mutating func halve(_ measure: FamilyMeasure, _ warehouse: StockItem) {
        let isCount = warehouse.isCount
        var step = 0.5 * (levels[levels.count - 1] - levels[1]) / Double(max(1, levels.count - 2))
        if isCount { step = step.rounded(.down) }
        let least = isCount ? 1 : max(1e-9, 0.02 * warehouse.figures.protectionStandardDeviation)
        while step >= least {
            for other in [level - step, level + step] where other >= warehouse.floor && other <= warehouse.ceiling {
                let here = look(other, measure).value
                if here.score < value.score { (level, value) = (other, here) }
            }
            step *= 0.5
            if isCount { step = step.rounded(.down) }
        }
    }

    /// To the lowest point of the parabola through three levels, again and again while that promises anything.
    private mutating func slide(_ measure: FamilyMeasure, _ warehouse: StockItem, _ index: Int) {
        let isCount = warehouse.isCount
        let narrow = isCount ? 2 : 0.05 * warehouse.figures.protectionStandardDeviation
        var left = (level: index > 0 ? levels[index - 1] : level, score: Double.infinity)
        var right = (level: index + 1 < levels.count ? levels[index + 1] : level, score: Double.infinity)
        guard right.level - left.level > narrow else { return }
        if index > 0 { left.score = look(left.level, measure).value.score }
        if index + 1 < levels.count { right.score = look(right.level, measure).value.score }
        for _ in 0..<8 where right.level - left.level > narrow {
            let (a, b) = (level - left.level, right.level - level)
            // Rises of the score towards either side.
            let (p, q) = (left.score - value.score, right.score - value.score)
            let bottom = a * q + b * p
            var next = level + 0.5 * (b * b * p - a * a * q) / bottom
            if next.isFinite, bottom > 0 {
                // The parabola is c x^2 - 2 c x0 x: what its lowest point takes off is c x0^2.
                let curvature = bottom / (a * b * (a + b)), gain = curvature * (next - level) * (next - level)
                if gain < 1e-5 * value.score { return }
            } else {
                next = b > a ? level + 0.5 * b : level - 0.5 * a
            }
            if isCount { next = next.rounded() }
            next = min(max(next, warehouse.floor), warehouse.ceiling)
            if next == level { next += b > a ? 1 : -1 }
            guard next > left.level, next < right.level else { return }
            let here = look(next, measure).value
            if here.score < value.score {
                if next > level { left = (level, value.score) } else { right = (level, value.score) }
                (level, value) = (next, here)
            } else if next > level {
                right = (next, here.score)
            } else {
                left = (next, here.score)
            }
        }
    }
}
