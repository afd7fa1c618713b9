import DemandModel

/// What a search reads of its items, in flat arrays: an item is large to look at.
struct SearchGround: Sendable {
    private(set) var floors: [Double] = []
    private(set) var ceilings: [Double] = []
    private(set) var isCount: [Bool] = []
    private(set) var isFixed: [Bool] = []
    /// Items that a multiplier can move.
    private(set) var isUseful: [Bool] = []
    /// Where the median item is short 5% of its time.
    let firstMultiplier: Double
    let hasUseful: Bool
    /// Some items that a multiplier moves are not counted in whole units.
    let hasContinuous: Bool
    let prices: StockPrices

    init(_ items: [StockItem]) {
        floors.reserveCapacity(items.count)
        ceilings.reserveCapacity(items.count)
        // By index: a copy of an item counts the references it holds.
        for index in items.indices {
            floors.append(items[index].floor)
            ceilings.append(items[index].ceiling)
            isCount.append(items[index].isCount)
            isFixed.append(items[index].isFixed)
            isUseful.append(items[index].weight > 0 && items[index].unitCost > 0 && items[index].floor < items[index].ceiling)
        }
        prices = StockPrices(items)
        (firstMultiplier, hasUseful, hasContinuous) = Self.sums(isUseful, isCount, prices)
    }

    /// That of the same items, of which some have changed.
    init(_ earlier: SearchGround, items: [StockItem], changed: [Int]) {
        floors = earlier.floors
        ceilings = earlier.ceilings
        isCount = earlier.isCount
        isFixed = earlier.isFixed
        isUseful = earlier.isUseful
        for index in changed {
            floors[index] = items[index].floor
            ceilings[index] = items[index].ceiling
            isCount[index] = items[index].isCount
            isFixed[index] = items[index].isFixed
            isUseful[index] = items[index].weight > 0 && items[index].unitCost > 0 && items[index].floor < items[index].ceiling
        }
        prices = StockPrices(earlier.prices, items: items, changed: changed)
        (firstMultiplier, hasUseful, hasContinuous) = Self.sums(isUseful, isCount, prices)
    }

    private static func sums(_ isUseful: [Bool], _ isCount: [Bool], _ prices: StockPrices) -> (Double, Bool, Bool) {
        var ratios: [Double] = []
        ratios.reserveCapacity(isUseful.count)
        var hasContinuous = false
        for index in isUseful.indices where isUseful[index] {
            ratios.append(prices.weights[index] / prices.unitCosts[index])
            if !isCount[index] { hasContinuous = true }
        }
        let first = ratios.isEmpty ? 1 : 0.05 * ratios.sortedElement(ratios.count / 2)
        return (first, !ratios.isEmpty, hasContinuous)
    }
}

extension Array where Element == Double {
    /// The element that would stand at a position if all were sorted. O(n) on average (Hoare 1961).
    fileprivate mutating func sortedElement(_ position: Int) -> Double {
        var low = 0
        var high = count - 1
        while low < high {
            let pivot = self[(low + high) / 2]
            var left = low
            var right = high
            while left <= right {
                while self[left] < pivot { left += 1 }
                while self[right] > pivot { right -= 1 }
                if left <= right {
                    swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if position <= right { high = right } else if position >= left { low = left } else { break }
        }
        return self[position]
    }
}
