import CMath
import DemandModel
import TextForms

/// Levels of the coming reviews for a person; empty where the plan has no horizon.
func levelsAhead(_ item: PlannedItem, run: PlanRun) -> [Explanation.Fact] {
    guard let path = item.recommendation.levelPath, path.count > 1 else { return [] }
    let steps = path.map { level in
        "\(run.asOf.advanced(by: Int(level.days.rounded()))) \(plain(level.orderUpTo))"
            + (level.position > level.orderUpTo + 0.5 ? " (\(plain(level.position.rounded())) lie there)" : "")
    }
    let onHand = path.reduce(0) { $0 + $1.onHand } / Double(path.count)
    let waiting = path.reduce(0) { $0 + $1.waiting } / Double(path.count)
    return [
        Explanation.Fact(name: "levels ahead", text: "up to " + steps.joined(separator: ", ")),
        Explanation.Fact(
            name: "on average",
            text: "\(twoPlaces(onHand)) units on the shelf and \(twoPlaces(waiting)) waiting over these reviews, with what is left over"),
    ]
}

private func twoPlaces(_ value: Double) -> String { plain((value * 100).rounded() / 100) }
