import DemandModel

/// A location behind one level of its warehouse: what waits there and what it holds at the levels of its own around the one that was asked for.
///
/// A search over multipliers asks again and again for nearly the same levels: they are found here without the location's demand being made anew.
struct FedLocation: Sendable {
    /// One level of the location.
    struct Point: Sendable {
        var level: Double
        var backorders: Double
        var onHand: Double
        /// What one more unit takes off E[B].
        var reduction: Double
    }

    /// Unit by unit, where the demand can be walked; else the one level that was asked for.
    private let points: [Point]
    /// The ratio that was asked for, where it is the only one known; `nil` where levels are walked.
    private let only: Double?
    private let floor: Double
    private let ceiling: Double

    /// - Parameters:
    ///   - ratio: the largest reduction per unit that is not bought.
    ///   - guess: about where the level lies; no effect on what is found.
    init(_ item: StockItem, reductionAtMost ratio: Double, near guess: Double?) {
        floor = item.floor
        ceiling = item.ceiling
        func point(_ level: Double, _ known: CurvePoint? = nil) -> Point {
            let backorders = known?.backorders ?? item.backorders(level)
            return Point(level: level, backorders: backorders, onHand: item.onHand(level, backorders: backorders), reduction: known?.reduction ?? 0)
        }
        guard item.floor < item.ceiling, ratio < 1 else {
            points = [point(item.floor)]
            only = item.floor < item.ceiling ? ratio : nil
            return
        }
        let near = min(max(guess ?? item.rough.level(reductionAtMost: ratio), item.floor), item.ceiling)
        if item.isCount, let walked = FedLocation.walked(item, max(ratio, leastRatio), from: min(max(near.rounded(), item.floor), item.ceiling)) {
            points = walked.map { point($0.level, $0.point) }
            only = nil
        } else {
            points = [point(item.level(reductionAtMost: ratio, near: near))]
            only = ratio
        }
    }

    /// The smallest level within the limits at which one more unit takes at most `ratio` off E[B]; `nil` where it is not among those that are known.
    func point(reductionAtMost ratio: Double) -> Point? {
        if floor >= ceiling { return points.first }
        if let only { return only == ratio ? points.first : nil }
        let wanted = ratio >= 1 ? .infinity : max(ratio, leastRatio)
        guard let place = points.firstIndex(where: { $0.reduction <= wanted }) else { return points.last.flatMap { $0.level >= ceiling ? $0 : nil } }
        return place == 0 && points[0].level > floor ? nil : points[place]
    }

    /// The level at which one more unit takes at most `wanted` off E[B] and some around it, ascending; `nil` where levels are not walked, or that one lies too far.
    private static func walked(_ item: StockItem, _ wanted: Double, from start: Double) -> [(level: Double, point: CurvePoint)]? {
        var up = StockWalk(item, at: start)
        guard up.reach > 0 else { return nil }
        let margin = 2 + Int(min(14, item.figures.protectionStandardDeviation / 8))
        let top = min(item.ceiling, start + Double(up.reach)), bottom = max(item.floor, start - Double(up.reach))
        var down = up
        var above = [up.point], below: [CurvePoint] = []
        var left = margin
        while start + Double(above.count - 1) < top {
            if above[above.count - 1].reduction <= wanted { left -= 1 }
            if left < 0 { break }
            up.move(to: start + Double(above.count), moves: above.count)
            above.append(CurvePoint(reduction: min(above[above.count - 1].reduction, up.point.reduction), backorders: up.point.backorders))
        }
        left = margin
        while start - Double(below.count) > bottom {
            let last = (below.last ?? above[0]).reduction
            if last > wanted { left -= 1 }
            if left < 0 { break }
            down.move(to: start - Double(below.count + 1), moves: below.count + 1)
            below.append(CurvePoint(reduction: max(last, down.point.reduction), backorders: down.point.backorders))
        }
        let first = start - Double(below.count)
        let all = below.reversed() + above
        let place = all.firstIndex { $0.reduction <= wanted } ?? all.count - 1
        let isFound = all[place].reduction <= wanted ? place > 0 || first <= item.floor : first + Double(place) >= item.ceiling
        guard isFound else { return nil }
        let kept = max(0, place - margin - 1)...min(all.count - 1, place + margin)
        return kept.map { (level: first + Double($0), point: all[$0]) }
    }
}
