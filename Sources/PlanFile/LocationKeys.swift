import DemandModel

/// `[locations]`: names as the tables have them and the location that is planned; `ignore = true` plans all of them as one. The names are the shop's
/// own, so no list of keys holds them.
extension PlanDraft {
    /// Takes a key of the section; false for any other key.
    mutating func takesLocation(_ key: String, _ value: PlanValue) throws(PlanValueProblem) -> Bool {
        let section = "locations."
        guard key.hasPrefix(section) else { return false }
        let name = String(key.dropFirst(section.count))
        if name == "ignore", case .flag(let ignored) = value {
            configuration.ignoresLocations = ignored
            return true
        }
        guard case .text(let target) = value, !target.isEmpty else {
            throw PlanValueProblem(needs: "the location that it is planned under, in quotes, such as \"Shop 2\" = \"main\" (or ignore = true)")
        }
        configuration.locations = (configuration.locations ?? [:]).merging([name: target]) { $1 }
        return true
    }
}
