import CMath
import DemandModel
import Synchronization
import TextForms

/// What earlier searches of an assortment, and of nearly the same one, came upon: where the next search begins. It changes no result.
final class SearchMemory: Sendable {
    private struct Kept {
        var levels: [Double] = []
        var walk: [AssortmentLevels.PartLevels]?
        var outcomes: (levels: [Double], performances: [PolicyPerformance])?
        /// Money held at multipliers that were tried, by what the money counts; ascending in money.
        var sides: [PlanObjective.Money: [(money: Double, multiplier: Double)]] = [:]
    }

    private let kept = Mutex(Kept())
    /// About where the first search ends, before any has told.
    private let aim: SearchAim
    private static let mostSides = 256

    init(aim: SearchAim = .anything) { self.aim = aim }

    /// Levels of the last plan for a service target.
    var levels: [Double] { kept.withLock { $0.levels } }
    func set(_ levels: [Double]) { kept.withLock { $0.levels = levels } }

    /// Where the last search left the items: the next one looks only at those that it moves. Levels that are no numbers are those of items which had
    /// changed.
    var walk: [AssortmentLevels.PartLevels]? { kept.withLock { $0.walk } }
    func set(walk: [AssortmentLevels.PartLevels]) { kept.withLock { $0.walk = walk } }

    /// What items reached at their last levels; levels as above.
    var outcomes: (levels: [Double], performances: [PolicyPerformance])? { kept.withLock { $0.outcomes } }
    func set(outcomes: (levels: [Double], performances: [PolicyPerformance])) { kept.withLock { $0.outcomes = outcomes } }

    func note(_ kind: PlanObjective.Money, money: Double, multiplier: Double) {
        guard money > 0, money < .infinity, multiplier > 0, multiplier < .infinity else { return }
        kept.withLock { kept in
            var sides = kept.sides[kind] ?? []
            kept.sides[kind] = nil
            let place = Self.place(of: money, in: sides)
            if place < sides.count, sides[place].money == money { sides[place].multiplier = multiplier } else { sides.insert((money, multiplier), at: place) }
            if sides.count > Self.mostSides { sides = sides.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) }
            kept.sides[kind] = sides
        }
    }

    /// About the multiplier at which so much money is held, and how far off that may be: the logarithm of a ratio. `nil` where nothing is known on both sides.
    func multiplier(holding money: Double, _ kind: PlanObjective.Money) -> (multiplier: Double, doubt: Double)? {
        guard money > 0 else { return nil }
        return kept.withLock { kept in
            guard let sides = kept.sides[kind] else {
                guard case .multiplier(let theta, let money) = aim, money == kind, theta > 0, theta < .infinity else { return nil }
                return (theta, 0.5 * log(SearchAim.width))
            }
            let place = Self.place(of: money, in: sides)
            guard place > 0, place < sides.count else { return nil }
            let low = sides[place - 1], high = sides[place]
            let width = log(high.money / low.money)
            let share = width > 0 ? log(money / low.money) / width : 0
            let span = log(high.multiplier / low.multiplier)
            let found = low.multiplier * exp(share * span)
            return found.isFinite && found > 0 ? (found, min(0.05, max(1e-3, 0.1 * abs(span)))) : nil
        }
    }

    private static func place(of money: Double, in sides: [(money: Double, multiplier: Double)]) -> Int {
        sides.partitioningIndex { $0.money >= money }
    }
}
