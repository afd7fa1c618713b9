import DemandModel
import NumericCore

/// What a location asks its warehouse for today.
public struct TransferRequest: Sendable {
    /// Demand until the transfer after this one arrives.
    public var evaluator: StockEvaluator
    /// Units on hand and on their way less those that customers wait for.
    public var position: Double
    /// Units asked for, and of how many a transfer is made; 0: any amount.
    public var wanted: Double
    public var pack: Double
    /// What a unit waiting counts.
    public var weight: Double

    public init(evaluator: StockEvaluator, position: Double, wanted: Double, pack: Double = 1, weight: Double = 1) {
        self.evaluator = evaluator
        self.position = position
        self.wanted = wanted
        self.pack = pack
        self.weight = weight
    }
}

/// Shares out what a warehouse has among those who ask for more than that: pack by pack to the location where a further pack takes most off the weighted units that wait
/// until the next transfer arrives. Customers who wait already come first; of equals the one with the lowest position, then the first.
///
/// This is the myopic allocation of A. Federgruen and P. Zipkin (1984), equation (10): the marginal w P(D > y) of all who get something are alike.
///
/// - Returns: units by request, none above what it wants; all that is wanted where there is enough.
/// - Complexity: O(n + packs) where few packs go out, else O(n log(wanted) log(1/precision)) and a step for each pack that is left over.
public func shareTransfers(_ requests: [TransferRequest], available: Double) -> [Double] {
    let wanted = requests.map { max(0, $0.wanted) }
    if wanted.reduce(0, +) <= available + 1e-9 { return wanted }
    let packs = requests.map { $0.pack > 0 ? $0.pack : max(1e-6, $0.wanted / 1_000) }
    func most(_ index: Int) -> Int { Int(min(1e9, (wanted[index] / packs[index] + 1e-9).rounded(.down))) }
    func gain(_ index: Int, _ count: Int) -> Double {
        let one = requests[index]
        let y = one.position + Double(count) * packs[index]
        // A whole pack, by its first and its last unit.
        let last = one.evaluator.isCount ? y + max(1, packs[index]) - 1 : y + packs[index]
        let first = one.evaluator.backorderReduction(orderUpTo: y, batch: 0)
        return one.weight * 0.5 * (first + (last > y ? one.evaluator.backorderReduction(orderUpTo: last, batch: 0) : first))
    }
    /// Packs whose gain is above a bar.
    func count(_ index: Int, above bar: Double) -> Int {
        var low = 0, high = most(index)
        while low < high {
            let middle = (low + high) / 2
            if gain(index, middle) > bar { low = middle + 1 } else { high = middle }
        }
        return low
    }
    func total(_ counts: [Int]) -> Double { counts.indices.reduce(0) { $0 + Double(counts[$1]) * packs[$1] } }
    var low = 0.0, high = requests.map(\.weight).max() ?? 1
    var counts = [Int](repeating: 0, count: requests.count)
    // Few packs go out one by one; of many, all those above a bar at once.
    let isFew = available <= 100 * (packs.min() ?? 1)
    for _ in 0..<(isFew ? 0 : 40) {
        let middle = 0.5 * (low + high)
        let trial = requests.indices.map { count($0, above: middle) }
        if total(trial) <= available { (high, counts) = (middle, trial) } else { low = middle }
    }
    var left = available - total(counts)
    var gains = requests.indices.map { counts[$0] < most($0) ? gain($0, counts[$0]) : -1 }
    while true {
        var best = -1
        for index in requests.indices where gains[index] >= 0 && packs[index] <= left + 1e-9 {
            guard best >= 0 else { best = index; continue }
            let mine = requests[index].position + Double(counts[index]) * packs[index], its = requests[best].position + Double(counts[best]) * packs[best]
            if gains[index] > gains[best] || gains[index] == gains[best] && mine < its { best = index }
        }
        guard best >= 0 else { break }
        counts[best] += 1
        left -= packs[best]
        gains[best] = counts[best] < most(best) ? gain(best, counts[best]) : -1
    }
    return requests.indices.map { Double(counts[$0]) * packs[$0] }
}
