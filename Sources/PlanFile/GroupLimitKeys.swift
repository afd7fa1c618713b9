import DemandModel

/// `[groups.NAME]` and `[supplier_limits.NAME]` with `minimum` and `maximum`, or `expected_backorders`: names are the shop's own, so no list of keys holds them.
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
            if rest.hasSuffix(".expected_backorders") {
                let units = try value.amount("units")
                self[keyPath: field].backorderCeilings = (self[keyPath: field].backorderCeilings ?? [:])
                    .merging([String(rest.dropLast(20)): units]) { $1 }
                return true
            }
            throw PlanValueProblem(needs: "a name and minimum or maximum, such as [\(section)winter] maximum = 20000")
        }
        return false
    }

    /// The limits of groups or of suppliers, where there are any.
    func groupLimits(source: String) throws(PlanFileError) -> GroupLimits? {
        let given = [groups, suppliers].filter { !$0.isEmpty }
        guard let limits = given.first else { return nil }
        guard given.count == 1 else {
            throw PlanFileError(
                source: source, key: "groups", problem: "[groups] and [supplier_limits] are given together",
                hint: "an item may count in one limit only: keep the limits of groups or those of suppliers")
        }
        let key = limits.subject == .group ? "groups" : "supplier_limits"
        if limits.limitsBackorders, objective.kind != .expectedBackorders || !limits.floors.isEmpty || !limits.ceilings.isEmpty {
            throw PlanFileError(
                source: source, key: key, problem: "targets of units waiting belong to the least money for a total of them",
                hint: "use expected_backorders of groups and suppliers with [objective] kind = \"expected_backorders\", without minimum and maximum")
        }
        guard objective.kind == .budget || limits.limitsBackorders else {
            throw PlanFileError(
                source: source, key: key,
                problem: "limits of groups and suppliers share out a budget", hint: "use them with [objective] kind = \"budget\"")
        }
        return limits
    }
}
