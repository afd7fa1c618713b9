import CMath
import DemandModel

/// Where an item is in its life: not yet sold, new, selling, ending, ended or back after a pause.
///
///     let item = ItemLifecycle(history[0])
///     print(item.stage, item.launch)          // ending 12
public struct ItemLifecycle: Sendable, Equatable {
    public enum Stage: String, Sendable, Codable {
        /// No demand so far.
        case unsold
        /// Under eight periods since the first demand.
        case new
        case selling
        /// Silent for longer than the item's rhythm explains: the item is probably ending.
        case ending
        /// Sold again within the last eight periods after a silence that looked like the end.
        case reborn
    }

    public var stage: Stage
    /// Index of the first period with demand; the zeros before it are not lack of demand.
    public var launch: Int
    /// Periods since then, that one included.
    public var age: Int
    /// Periods since the last demand.
    public var silence: Int
    /// Probability that the item is still sold, see `aliveProbability`; 1 for new items.
    public var aliveProbability: Double

    /// Share of the periods with demand, from the first to the last of them.
    public var demandShare = 1.0

    /// Probability that an item silent for z periods comes back with its usual demand: 1 / (1 + 0.8 p z).
    ///
    /// `aliveProbability` knows of ends alone. Shelves run empty and deliveries are late, so items come back from silences that
    /// their rhythm would call the end: of items of a year of online retail that had sold in 95% of the weeks, the five weeks after three silent ones
    /// brought a third of the usual demand, after six a sixth, after sixteen 3% (Benchmarks/silent_items.py).
    public var returnProbability: Double { 1 / (1 + 0.8 * demandShare * Double(silence)) }

    static let newPeriods = 8
    /// Chance per period that an item ends, before its silence is looked at.
    public static let hazardPerPeriod = 0.01

    public init(_ series: DemandSeries) {
        let sold = series.demand.indices.filter { series.demand[$0] > 0 }
        guard let first = sold.first, let last = sold.last else {
            self.init(stage: .unsold, launch: series.count, age: 0, silence: series.count, aliveProbability: 1)
            return
        }
        let silence = series.count - 1 - last
        let share = min(0.99, Double(sold.count) / Double(last - first + 1))
        let alive = sold.count < 2 ? 1 : ItemLifecycle.aliveProbability(silence: silence, demandShare: share)
        var stage = Stage.selling
        if series.count - first < ItemLifecycle.newPeriods {
            stage = .new
        } else if alive < 0.2 {
            stage = .ending
        } else {
            // A pause inside of the last eight periods that would have counted as the end.
            for (a, b) in zip(sold, sold.dropFirst()).suffix(ItemLifecycle.newPeriods) where series.count - b <= ItemLifecycle.newPeriods {
                let before = sold.filter { $0 <= a }
                guard before.count >= 3 else { continue }
                let usual = min(0.99, Double(before.count) / Double(a - first + 1))
                if ItemLifecycle.aliveProbability(silence: b - a - 1, demandShare: usual) < 0.2 { stage = .reborn }
            }
        }
        self.init(stage: stage, launch: first, age: series.count - first, silence: silence, aliveProbability: alive)
        demandShare = share
    }

    init(stage: Stage, launch: Int, age: Int, silence: Int, aliveProbability: Double) {
        self.stage = stage
        self.launch = launch
        self.age = age
        self.silence = silence
        self.aliveProbability = aliveProbability
    }

    /// Probability that an item which sells in a share p of the periods while it lives is still alive after z silent ones.
    ///
    /// Alive all along: (1-p)^z (1-h)^z; ended after k of them: h (1-h)^k (1-p)^k, k = 0...z-1, with the hazard h per period. It
    /// falls geometrically with the silence, faster the more regular the item was (compare the decay of Teunter, Syntetos & Babai
    /// 2011, which needs a smoothing constant for it).
    ///
    ///     ItemLifecycle.aliveProbability(silence: 0, demandShare: 0.5)      // 1
    public static func aliveProbability(silence z: Int, demandShare p: Double, hazardPerPeriod h: Double = hazardPerPeriod) -> Double {
        let stay = (1 - p) * (1 - h)
        let alive = pow(stay, Double(max(0, z)))
        let ended = h * (1 - alive) / max(1e-12, 1 - stay)
        return alive / (alive + ended)
    }

    /// The history from the launch on, where the zeros before it are longer than the item's later rhythm explains.
    public static func fromLaunch(_ series: DemandSeries) -> DemandSeries {
        let life = ItemLifecycle(series)
        guard life.stage != .unsold, life.launch > 0 else { return series }
        let after = series.demand[life.launch...]
        let share = Double(after.filter { $0 > 0 }.count) / Double(after.count)
        guard pow(1 - min(share, 0.99), Double(life.launch)) < 0.05 else { return series }
        let cut = life.launch
        return DemandSeries(
            key: series.key, firstPeriod: series.firstPeriod + cut, demand: Array(after),
            missing: series.missing.filter { $0 >= cut }.map { $0 - cut }, price: Array(series.price.dropFirst(cut)),
            promotion: Array(series.promotion.dropFirst(cut)), stockout: Array(series.stockout.dropFirst(cut)))
    }

    /// For planners; `nil` for an item that simply sells.
    public var remark: String? {
        switch stage {
        case .unsold: "no demand so far"
        case .new: "new: \(age) \(age == 1 ? "period" : "periods")"
        case .selling: nil
        case .ending: "no demand for \(silence) periods: probably ending"
        case .reborn: "sold again after a silence that looked like the end"
        }
    }
}
