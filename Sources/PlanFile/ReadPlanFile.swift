import DemandModel
import TOMLKit
import TextForms

/// Reads a plan file (TOML) into a configuration; environment variables override its keys.
///
/// - Parameters:
///   - text: the contents of the file.
///   - name: what messages call the file.
///   - environment: variables by name; `TWOBIN_OBJECTIVE_FILL_RATE=0.97` overrides `objective.fill_rate`, and so on for every key.
/// - Throws: `PlanFileError` for a fault of syntax, a key that does not exist (the nearest one is named), a value of the wrong
///   kind or range, or an objective that is not complete.
///
///     let plan = try readPlanFile(text: """
///         [sales]
///         path = "sales.csv"
///         [objective]
///         kind = "fill_rate"
///         fill_rate = 0.98
///         """, name: "plan.toml")
///     print(plan.objective.target)     // 0.98
public func readPlanFile(
    text: String, name: String, environment: [String: String] = [:]
) throws(PlanFileError) -> PlanConfiguration {
    let table: TOMLTable
    do {
        table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
        throw PlanFileError(source: name, line: error.source.begin.line, problem: "not valid TOML: \(error.description)",
                            hint: "texts need quotes, and every section starts with its name in brackets")
    } catch {
        throw PlanFileError(source: name, problem: "not valid TOML: \(error)", hint: "see the example in the README")
    }

    var draft = PlanDraft()
    var unknown: [PlanFileError] = []
    for (key, value) in flattened(table) {
        if let section = ["sales.columns.", "items.columns."].first(where: key.hasPrefix) {
            do throws(PlanValueProblem) {
                let column = String(key.dropFirst(section.count)), header = try value.text()
                if section == "sales.columns." {
                    draft.configuration.salesColumns[column] = header
                } else {
                    draft.configuration.itemsColumns = (draft.configuration.itemsColumns ?? [:]).merging([column: header]) { $1 }
                }
            } catch { throw misfit(error, key: key, value: value, source: name, line: lineNumber(of: key, in: text)) }
            continue
        }
        if key.hasPrefix("orders.supplier_budgets.") {
            do throws(PlanValueProblem) {
                let supplier = String(key.dropFirst("orders.supplier_budgets.".count))
                var cap = draft.configuration.purchaseCap ?? PurchaseCap()
                cap.supplierBudgets[supplier] = try value.amount("money")
                draft.configuration.purchaseCap = cap
            } catch { throw misfit(error, key: key, value: value, source: name, line: lineNumber(of: key, in: text)) }
            continue
        }
        do throws(PlanValueProblem) {
            if try draft.takesLimit(key, value) { continue }
            if try draft.takesLocation(key, value) { continue }
            if try draft.takesTransferTime(key, value) { continue }
        } catch { throw misfit(error, key: key, value: value, source: name, line: lineNumber(of: key, in: text)) }
        guard let known = PlanKey.all.first(where: { $0.name == key }) else {
            unknown.append(PlanFileError(source: name, line: lineNumber(of: key, in: text), key: key,
                                         problem: "there is no such key", hint: unknownKeyHint(key)))
            continue
        }
        do throws(PlanValueProblem) {
            try known.apply(value, &draft)
        } catch { throw misfit(error, key: key, value: value, source: name, line: lineNumber(of: key, in: text)) }
    }
    // All of them at once, in the order of the file: nobody likes to be told of one a run.
    unknown.sort { ($0.line ?? 0, $0.key) < ($1.line ?? 0, $1.key) }
    if var first = unknown.first {
        first.more = Array(unknown.dropFirst())
        throw first
    }
    for known in PlanKey.all {
        guard let override = environment[known.environmentName], !override.isEmpty else { continue }
        let value = PlanValue(environment: override)
        do throws(PlanValueProblem) {
            try known.apply(value, &draft)
        } catch { throw misfit(error, key: known.name, value: value, source: "environment variable " + known.environmentName, line: nil) }
    }
    draft.configuration.objective = try objective(draft.objective, source: name, line: lineNumber(of: "objective.kind", in: text))
    draft.configuration.objective.groupLimits = try draft.groupLimits(source: name)
    if draft.configuration.countsLeftOver == true, draft.configuration.levelHorizonDays != nil {
        throw PlanFileError(
            source: name, line: lineNumber(of: "objective.averages", in: text), key: "objective.averages",
            problem: "averages are asked for over the coming year and, by horizon_days, over so many days", hint: "keep one of the two")
    }
    if let network = draft.configuration.network, network.warehouse == nil, draft.configuration.networkPath == nil {
        throw PlanFileError(
            source: name, line: lineNumber(of: "network", in: text), key: "network.warehouse", problem: "no warehouse is named",
            hint: "add warehouse = \"DC\", the location that feeds the others, or path = \"network.csv\", a table with location, source and lead_time_days")
    }
    if !draft.alerts.isEmpty { draft.configuration.alerts = draft.alerts }
    for (section, field) in PlanKey.tables {
        guard let table = draft.configuration[keyPath: field], table.isEmpty else { continue }
        // A table or a query alone is one of the database that holds the sales.
        guard table.table != nil || table.query != nil, !draft.configuration.salesPath.isEmpty else { continue }
        let sales = draft.configuration.salesPath.addresses.first ?? ""
        guard sales.shown.contains("://") || [".db", ".sqlite", ".sqlite3"].contains(where: sales.shown.lowercased().hasSuffix) else {
            throw PlanFileError(
                source: name, line: lineNumber(of: section + ".table", in: text) ?? lineNumber(of: section + ".query", in: text), key: section,
                problem: "a table or query is named and no database", hint: "add path to [\(section)]")
        }
        draft.configuration[keyPath: field]?.addresses = [sales]
    }
    guard !draft.configuration.salesPath.isEmpty else {
        throw PlanFileError(source: name, key: "sales.path", problem: "no sales file is named", hint: "add [sales] with path = \"sales.csv\"")
    }
    return draft.configuration
}

/// Variables whose name begins with `TWOBIN_` and that override nothing, each with the nearest name that does: most likely misspelt.
///
/// - Parameter others: names that mean something elsewhere, such as `TWOBIN_THREADS`.
///
///     unknownOverrides(in: ["TWOBIN_OBJECTIVE_FILRATE": "0.9"]).first?.nearest      // TWOBIN_OBJECTIVE_FILL_RATE
public func unknownOverrides(in environment: [String: String], others: [String] = []) -> [(name: String, nearest: String?)] {
    let known = PlanKey.all.map(\.environmentName) + others
    return environment.keys.filter { $0.hasPrefix("TWOBIN_") && !known.contains($0) }.sorted(by: bytesPrecede)
        .map { ($0, nearestName(to: $0, among: known)) }
}

private func flattened(_ table: TOMLTable, prefix: String = "") -> [(String, PlanValue)] {
    var result: [(String, PlanValue)] = []
    for key in table.keys.sorted(by: bytesPrecede) {
        guard let value = table[key] else { continue }
        if value.type == .table, let inner = value.table {
            let nested = flattened(inner, prefix: prefix + key + ".")
            // An empty section that does not exist is a misspelling too.
            if nested.isEmpty, !PlanKey.all.contains(where: { $0.name.hasPrefix(prefix + key + ".") }) {
                result.append((prefix + key, .other("a section")))
            }
            result += nested
        } else {
            result.append((prefix + key, PlanValue(toml: value)))
        }
    }
    return result
}

private func objective(_ keys: ObjectiveKeys, source: String, line: Int?) throws(PlanFileError) -> PlanObjective {
    let weight = keys.weight ?? .units
    func missing(_ key: String, _ example: String) -> PlanFileError {
        PlanFileError(source: source, line: line, key: "objective.\(key)", problem: "the objective \"\(keys.kind?.rawValue ?? "")\" needs this key",
                      hint: "for example \(example)")
    }
    switch keys.kind {
    case .budget:
        let budgets = keys.budgets
        guard let (money, value) = budgets.first else { throw missing("average_inventory_value", "average_inventory_value = 120000") }
        guard budgets.count == 1 else {
            throw PlanFileError(source: source, line: line, key: "objective",
                                problem: budgets.map(\.money.rawValue).joined(separator: " and ") + " are given together",
                                hint: "keep the one that the budget limits")
        }
        return PlanObjective(kind: .budget, money: money, target: value, weight: weight)
    case .fillRate:
        guard let share = keys.fillRate else { throw missing("fill_rate", "fill_rate = 0.95") }
        return PlanObjective(kind: .fillRate, target: share, weight: weight)
    case .readyRate:
        guard let share = keys.readyRate else { throw missing("ready_rate", "ready_rate = 0.95") }
        return PlanObjective(kind: .readyRate, target: share, weight: weight)
    case .cycleService:
        guard let share = keys.cycleService else { throw missing("cycle_service", "cycle_service = 0.95") }
        return PlanObjective(kind: .cycleService, target: share, weight: weight)
    case .expectedBackorders:
        guard let units = keys.expectedBackorders else { throw missing("expected_backorders", "expected_backorders = 40") }
        return PlanObjective(kind: .expectedBackorders, target: units, weight: weight)
    case .systemFillRate:
        guard let share = keys.systemFillRate else { throw missing("system_fill_rate", "system_fill_rate = 0.95") }
        return PlanObjective(kind: .systemFillRate, target: share, weight: weight)
    case .cost:
        return PlanObjective(kind: .cost, target: 0, weight: weight)
    case nil:
        if !keys.budgets.isEmpty || keys.fillRate ?? keys.readyRate ?? keys.cycleService ?? keys.expectedBackorders ?? keys.systemFillRate != nil {
            throw PlanFileError(source: source, key: "objective.kind", problem: "the objective has a target but no kind",
                                hint: "add kind = \"budget\", \"fill_rate\", \"expected_backorders\" or \"cost\"")
        }
        return PlanObjective(kind: .fillRate, target: 0.95, weight: weight)
    }
}

private func misfit(_ problem: PlanValueProblem, key: String, value: PlanValue, source: String, line: Int?) -> PlanFileError {
    PlanFileError(source: source, line: line, key: key, problem: "needs \(problem.needs)", hint: "found \(value.described)")
}

/// The 1-based line on which a dotted key is set, found by its last part within its section; `nil` where it is written otherwise.
private func lineNumber(of key: String, in text: String) -> Int? {
    let parts = key.split(separator: ".").map(String.init)
    guard let last = parts.last else { return nil }
    let section = parts.dropLast().joined(separator: ".")
    var current = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let trimmed = line.drop { $0 == " " || $0 == "\t" }
        if trimmed.hasPrefix("["), let close = trimmed.firstIndex(of: "]") {
            current = String(trimmed[trimmed.index(after: trimmed.startIndex)..<close])
            if current == key { return index + 1 }
        } else if current == section, trimmed.hasPrefix(last) {
            let rest = trimmed.dropFirst(last.count).drop { $0 == " " || $0 == "\t" }
            if rest.hasPrefix("=") { return index + 1 }
        }
    }
    return nil
}
