import CustomerBackorders
import DemandModel
import PlanCharts
import PlanExport
import TextForms

/// Why customers wait, for a person and for a machine.
struct CausesReport {
    var run: PlanRun
    var rows: [WaitingRow]
    /// `nil`: not asked for.
    var split: WaitingSplits?

    func text(top: Int, by total: CausesCommand.Total) -> String {
        var text = "Run \(run.id), as of \(run.asOf)\n\n"
        if rows.isEmpty {
            text += run.backorders == nil ? "The run knows of nobody who waits: name a backorders table in the plan file ([backorders] path).\n" : "Nobody waits.\n"
        } else {
            text += "\(counted(rows.count, "order line")) waiting\n\n" + causeTable.text
            var table = AlignedTable(columns: [.left("order"), .left("item"), .right("units"), .right("days"), .left("by (P50)"), .left("by (P90)"), .left("cause"), .left("evidence")])
            for row in oldest.prefix(top) {
                table.add([
                    row.line.orderID, row.line.key.uniqueID, decimalText(row.line.quantity), row.ageDays.map(String.init) ?? "",
                    row.dates.dates.p50?.description ?? "no day", row.dates.dates.p90?.description ?? "no day", row.cause.cause.rawValue, row.cause.evidence,
                ])
            }
            if top > 0 { text += "\n" + table.text }
            if let substitutes { text += "\n" + substitutes + "\n" }
        }
        if let split { text += "\n" + splitText(split, by: total) }
        return text
    }

    /// What substitutes could do for those who wait; `nil`: nothing.
    private var substitutes: String? {
        let offers = rows.compactMap(\.substitute)
        guard !offers.isEmpty else { return nil }
        let units = offers.reduce(0) { $0 + $1.coveredUnits }, found = offers.count { $0.source == .found }
        let moved = offers.count { $0.source == .transfer }
        return "A substitute could be sent today for \(counted(offers.count, "line")) (\(decimalText(units)) units)"
            + (found > 0 ? ", \(found) of them suggested by the data alone" : "") + (moved > 0 ? ", \(moved) from another location" : "") + ": backorders.csv names them."
    }

    private var oldest: [WaitingRow] {
        rows.indices.sorted { a, b in
            let first = rows[a].ageDays ?? -1, second = rows[b].ageDays ?? -1
            return first != second ? first > second : a < b
        }.map { rows[$0] }
    }

    private var causeTable: AlignedTable {
        var table = AlignedTable(columns: [.left("cause"), .right("lines"), .right("units"), .right("value"), .right("share of lines")])
        for (cause, members) in grouped(by: { $0.cause.cause }) {
            table.add([
                cause.rawValue, TextForms.grouped(members.count), decimalText(members.reduce(0) { $0 + $1.line.quantity }),
                fixed(members.reduce(0) { $0 + ($1.value ?? 0) }, 2), percent(Double(members.count) / Double(rows.count)),
            ])
        }
        return table
    }

    /// The plan's units waiting by input, or the waiting lines by cause where the plan is not split.
    var chart: Chart {
        guard let split else {
            return CausesChart.chart(
                grouped(by: { $0.cause.cause }).map { ($0.0.rawValue.replacing("_", with: " "), Double($0.1.count)) }, title: "Why customers wait today", unit: "order lines")
        }
        let sums = WaitingTotals(split.items)
        return CausesChart.chart(
            WaitingInput.allCases.map { ($0.name, sums.shares[$0.rawValue]) } + [("money", sums.level)], title: "What makes customers wait on average", unit: "units waiting")
    }

    private func grouped(by key: (WaitingRow) -> BackorderCause) -> [(BackorderCause, [WaitingRow])] {
        let all = Dictionary(grouping: rows, by: key)
        return BackorderCause.allCases.compactMap { cause in all[cause].map { (cause, $0) } }
    }

    private func splitText(_ split: WaitingSplits, by total: CausesCommand.Total) -> String {
        let sums = WaitingTotals(split.items)
        var text = "What makes customers wait on average: \(fixed(sums.total, 2)) units in replays of \(counted(split.items.count, "item")) "
            + "(the plan expects \(fixed(split.plannedReplayed, 2)) of them, \(fixed(split.planned, 2)) in all)\n"
        if !split.fallingBehind.isEmpty {
            let some = split.fallingBehind.prefix(5).map(\.uniqueID).joined(separator: ", ")
            text += "Left out: \(counted(split.fallingBehind.count, "item")) whose largest orders do not keep up with demand, so that ever more wait: \(some)"
                + (split.fallingBehind.count > 5 ? ", ..." : "") + "\n"
        }
        text += "\n"
        let multiplier = run.summary.multiplier
        var table = AlignedTable(columns: [.left("input"), .right("units waiting"), .right("share"), .right("saved by halving it"), .right("worth in stock money")])
        for input in WaitingInput.allCases {
            let saved = sums.saved[input.rawValue]
            table.add([
                input.name, fixed(sums.shares[input.rawValue], 3), percent(sums.total > 0 ? sums.shares[input.rawValue] / sums.total : 0), fixed(saved, 3),
                multiplier.flatMap { $0 > 0 && run.configuration.objective.weight == .units ? fixed(saved / $0, 0) : nil } ?? "",
            ])
        }
        table.add(["money: levels below mean demand", fixed(sums.level, 3), percent(sums.total > 0 ? sums.level / sums.total : 0), "", ""])
        text += table.text
        var columns: [AlignedTable.Column] = [.left(total.rawValue), .right("units waiting")]
        for input in WaitingInput.allCases { columns.append(.right(input.name)) }
        columns.append(.right("money"))
        var parts = AlignedTable(columns: columns)
        let named = Dictionary(grouping: split.items) { name($0, by: total) }
        let ranked = named.map { ($0.key, WaitingTotals($0.value)) }.sorted { $0.1.total != $1.1.total ? $0.1.total > $1.1.total : bytesPrecede($0.0, $1.0) }
        for (name, sums) in ranked.prefix(15) {
            var cells: [String] = [name.isEmpty ? "(none)" : name, fixed(sums.total, 3)]
            for share in sums.shares { cells.append(fixed(share, 3)) }
            cells.append(fixed(sums.level, 3))
            parts.add(cells)
        }
        return text + "\n" + parts.text
    }

    private func name(_ item: WaitingSplit, by total: CausesCommand.Total) -> String {
        switch total {
        case .supplier: item.supplier
        case .group: item.group
        case .location: item.key.location
        }
    }

    func json(by total: CausesCommand.Total) -> JSONValue {
        [
            "run": .text(run.id), "as_of": .text(run.asOf.description),
            "waiting": .array(rows.map { row in
                [
                    "order_id": .text(row.line.orderID), "item": .text(row.line.key.item), "location": .text(row.line.key.location),
                    "quantity": .number(row.line.quantity), "age_days": row.ageDays.map { .integer($0) } ?? .null,
                    "p50": JSONValue(row.dates.dates.p50?.description), "p90": JSONValue(row.dates.dates.p90?.description),
                    "cause": .text(row.cause.cause.rawValue), "evidence": .text(row.cause.evidence), "supplier": .text(row.cause.supplier),
                    "substitute": row.substitute.map { offer in
                        [
                            "item": .text(offer.key.item), "location": .text(offer.key.location), "units": .number(offer.units), "covers": .number(offer.coveredUnits),
                            "saves_days": offer.savedDays.map { .integer($0) } ?? .null, "needs_consent": .bool(offer.needsConsent),
                            "source": .text(offer.source.rawValue), "evidence": .text(offer.evidence),
                        ]
                    } ?? .null,
                ]
            }),
            "expected": split.map { split in
                [
                    "planned": .number(split.planned), "planned_replayed": .number(split.plannedReplayed),
                    "falling_behind": .array(split.fallingBehind.map { .text($0.uniqueID) }), "inputs": WaitingTotals(split.items).json,
                    "by": .text(total.rawValue),
                    "parts": .array(Dictionary(grouping: split.items) { name($0, by: total) }.sorted { bytesPrecede($0.key, $1.key) }.map { part in
                        ["name": .text(part.key), "inputs": WaitingTotals(part.value).json]
                    }),
                ]
            } ?? .null,
        ]
    }
}

/// Sums of splits.
private struct WaitingTotals {
    var total = 0.0
    var level = 0.0
    var shares = [Double](repeating: 0, count: WaitingInput.allCases.count)
    var saved = [Double](repeating: 0, count: WaitingInput.allCases.count)

    init(_ items: [WaitingSplit]) {
        for item in items {
            total += item.total
            level += item.level
            for index in shares.indices {
                shares[index] += item.shares[index]
                saved[index] += item.savedByHalving[index]
            }
        }
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [.init("total", .number(total)), .init("level", .number(level))]
        for input in WaitingInput.allCases {
            let name = input.name.replacing(" ", with: "_").replacing("-", with: "_")
            members.append(.init(name, ["units": .number(shares[input.rawValue]), "saved_by_halving": .number(saved[input.rawValue])]))
        }
        return .object(members)
    }
}
