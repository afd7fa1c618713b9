import CMath
import DemandModel

/// What moves demand, for a planner: each effect's factor with its interval, and how much of it is in the forecast.
///
/// At most twelve are shown: price and promotion whatever they are (they are what a planner decides), then those whose intervals lie farthest off
/// "no effect", in the given order.
///
///     promotion   multiplies demand by 1.6 (90% between 1.4 and 1.82), at an unchanged price
///
func effectFacts(_ effects: [DemandEffect]) -> [Explanation.Fact] {
    guard !effects.isEmpty else { return [] }
    let decided: Set<String> = ["price", "promotion"]
    func evidence(_ effect: DemandEffect) -> Double {
        if decided.contains(effect.name) { return .infinity }
        let width = log(effect.upperFactor / effect.lowerFactor)
        return width > 0 ? abs(log(effect.factor)) / width : 0
    }
    let most = 12
    let strongest = effects.indices.sorted { a, b in
        let x = evidence(effects[a]), y = evidence(effects[b])
        return x == y ? a < b : x > y
    }
    let names = Set(effects.map(\.name))
    var facts = strongest.prefix(most).sorted().map { position in
        let effect = effects[position]
        return Explanation.Fact(
            name: effect.name,
            text: "multiplies demand by \(rounded(effect.factor)) (90% between \(rounded(effect.lowerFactor)) and "
                + "\(rounded(effect.upperFactor)))" + circumstance(effect.name, among: names)
                + (effect.isBorrowed ? ", borrowed from similar items" : ""))
    }
    if effects.count > most {
        facts.append(.init(name: "further effects", text: "\(effects.count - most), with less evidence"))
    }
    if let fact = shareFact(effects) { facts.append(fact) }
    return facts
}

/// How much of the effects is in the forecast; `nil` where all of them are in full.
private func shareFact(_ effects: [DemandEffect]) -> Explanation.Fact? {
    let partly = effects.filter { $0.share.map { $0 < 1 } ?? false }
    guard let share = partly.first?.share else { return nil }
    let text = share == 0
        ? "not at all: smoothing alone forecast past periods better"
        : "with \(percentage(share)) in the forecast, the share of the regression; the rest is smoothing, which knows none"
    guard partly.count < effects.count else { return .init(name: "effects count", text: text) }
    var names: [String] = []
    for name in partly.map(\.name) {
        let short = name.hasPrefix("season at ") ? "the season" : name.contains(" against ") ? "days of the week" : name
        if !names.contains(short) { names.append(short) }
    }
    let listed = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
    let rest = share == 0 ? "not at all, smoothing has its own way with them" : "with \(percentage(share)), the share of the regression"
    return .init(name: "effects count", text: "in full, but for \(listed): \(rest)")
}

/// For what change an effect is shown.
private func circumstance(_ name: String, among names: Set<String>) -> String {
    switch name {
    case "price": ", for a price cut of 10%"
    case "price on promotion": ", for a price cut of 10%, besides price and promotion"
    case "promotion" where names.contains("price"): ", at an unchanged price"
    case _ where name.hasPrefix("price of ") || name.hasSuffix("after a price cut"): ", for a price cut of 10%"
    default: ""
    }
}
