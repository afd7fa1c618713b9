import DemandModel

/// `[groups.NAME]` and `[supplier_limits.NAME]` with `minimum` and `maximum`: names are the shop's own, so no list of keys holds them.
extension PlanDraft {
    /// Takes a key of these sections; false for any other key.
    mutating func takesLimit(_ key: String, _ value: PlanValue) throws(PlanValueProblem) -> Bool {
        for (section, field) in [("groups.", \PlanDraft.groups), ("supplier_limits.", \PlanDraft.suppliers)] where key.hasPrefix(section) {
            let rest = key.dropFirst(section.count)
            if rest.hasSuffix(".minimum") {
                self[keyPath: field].floors[String(rest.dropLast(8))] = try value.amount("the budget's unit")
                return true
            }
            if rest.hasSuffix(".maximum") {
                self[keyPath: field].ceilings[String(rest.dropLast(8))] = try value.amount("the budget's unit")
                return true
            }
            throw PlanValueProblem(needs: "a name and minimum or maximum, such as [\(section)winter] maximum = 20000")
        }
        return false
    }

    /// The limits of groups or of suppliers, where there are any.
    func groupLimits(source: String) throws(PlanFileError) -> GroupLimits? {
        let given = [groups, suppliers].filter { !$0.floors.isEmpty || !$0.ceilings.isEmpty }
        guard let limits = given.first else { return nil }
        guard given.count == 1 else {
            throw PlanFileError(
                source: source, key: "groups", problem: "[groups] and [supplier_limits] are given together",
                hint: "an item may count in one limit only: keep the limits of groups or those of suppliers")
        }
        guard objective.kind == .budget else {
            throw PlanFileError(
                source: source, key: limits.subject == .group ? "groups" : "supplier_limits",
                problem: "limits of groups and suppliers share out a budget", hint: "use them with [objective] kind = \"budget\"")
        }
        return limits
    }
}
