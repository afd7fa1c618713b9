import DemandModel
import ReorderPolicies

/// The exchange curve of a run as plain numbers: the least weighted units waiting for each amount of stock money, with marks beside it.
public struct ScenarioCurve: Sendable, Equatable {
    public struct Point: Sendable, Equatable {
        public var money: Double
        public var waiting: Double
    }

    /// What the money axis counts.
    public var money: PlanObjective.Money
    /// Ascending in money.
    public var points: [Point]
    /// Today's stock, one safety factor for all items, the recommendation.
    public var marks: [(name: String, point: Point)]

    public static func == (a: ScenarioCurve, b: ScenarioCurve) -> Bool {
        a.money == b.money && a.points == b.points && a.marks.map(\.name) == b.marks.map(\.name) && a.marks.map(\.point) == b.marks.map(\.point)
    }
}

/// The exchange curve of a run or scenario.
///
/// - Throws: `PlanError` where an item has no unit cost.
public func scenarioCurve(of run: PlanRun, points: Int = usualCurvePoints, threads: Int = 1) throws(PlanError) -> ScenarioCurve {
    scenarioCurve(try exchangeCurve(of: run, points: points, threads: threads))
}

func scenarioCurve(_ curve: ExchangeCurve) -> ScenarioCurve {
    let titles = ["today": "today's stock", "equal_safety_factor": "one safety factor", "recommendation": "plan"]
    return ScenarioCurve(
        money: curve.moneyKind,
        points: curve.points.reversed().map { .init(money: $0.money, waiting: $0.weightedBackorders) },
        marks: curve.marks.map { (titles[$0.name] ?? $0.name, .init(money: $0.point.money, waiting: $0.point.weightedBackorders)) })
}
