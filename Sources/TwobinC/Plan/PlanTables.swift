import CTwobin
import DemandModel
import PlanEngine
import PlanExport
import TextForms

@_cdecl("tb_plan_table")
public func planTable(_ plan: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ table: UnsafeMutablePointer<OpaquePointer?>?) -> Int32 {
    answer {
        guard let table, let name = try text(name, of: "name") else { throw CallFailure.usage("name or table is NULL") }
        table.pointee = nil
        let run = try handle(plan, as: PlanHandle.self, "plan").run
        let rows = switch name {
        case "recommendations": PlanTables.recommendations(run)
        case "forecasts": PlanTables.forecasts(run)
        case "quarantine": PlanTables.quarantine(run)
        case "orders": PlanTables.orders(run)
        case "curve": try PlanTables.curve(run)
        default: throw CallFailure.usage("\"\(name)\" is none of recommendations, forecasts, quarantine, orders, curve")
        }
        table.pointee = newHandle(TableHandle(rows: rows, notes: []))
        return CallStatus.done
    }
}

@_cdecl("tb_plan_deltas")
public func planDeltas(_ before: OpaquePointer?, _ after: OpaquePointer?, _ table: UnsafeMutablePointer<OpaquePointer?>?) -> Int32 {
    answer {
        guard let table else { throw CallFailure.usage("table is NULL") }
        table.pointee = nil
        let deltas = scenarioDeltas(
            from: try handle(before, as: PlanHandle.self, "before").run, to: try handle(after, as: PlanHandle.self, "after").run)
        func numbers(_ name: String, _ value: (Recommendation) -> Double?) -> [TableColumn] {
            [
                .numbers(name + "_before", deltas.map { value($0.before) ?? .nan }, nullable: true),
                .numbers(name + "_after", deltas.map { value($0.after) ?? .nan }, nullable: true),
            ]
        }
        let columns: [TableColumn] = [.texts("item", deltas.map(\.key.item)), .texts("location", deltas.map(\.key.location))]
            + numbers("order_up_to") { $0.policy?.orderUpTo } + numbers("reorder_point") { $0.policy?.reorderPoint }
            + numbers("expected_backorders") { $0.performance?.expectedBackorders } + numbers("fill_rate") { $0.performance?.fillRate }
            + numbers("average_inventory_value") { $0.averageInventoryValue } + numbers("order_now") { $0.orderNow }
        table.pointee = newHandle(TableHandle(rows: TableColumns(columns: columns), notes: []))
        return CallStatus.done
    }
}

/// The tables of a run as columns: the values of the files of the same names.
enum PlanTables {
    static func recommendations(_ run: PlanRun) -> TableColumns {
        TableColumns(columns: RecommendationTable.allColumns.map { column in
            let cells = run.items.map { column.value($0.recommendation, $0).short }
            switch column.unit {
            case "text":
                return .texts(column.name, cells.map { if case .text(let text) = $0 { text } else { nil } })
            case "date":
                return .days(column.name, cells.map { cell -> Int32? in
                    if case .text(let text) = cell { CalendarDay(iso: text)?.number } else { nil }
                })
            default:
                return .numbers(column.name, cells.map { cell -> Double in
                    switch cell {
                    case .exact(let number), .estimate(let number): number
                    default: .nan
                    }
                }, nullable: true)
            }
        })
    }

    static func forecasts(_ run: PlanRun) -> TableColumns {
        let forecasts = run.items.compactMap(\.forecast)
        let starts = forecasts.flatMap(\.periodStarts)
        let days = starts.map { CalendarDay(iso: $0)?.number }
        let moments: TableColumn = days.contains { $0 == nil } ? .texts("ds", starts) : .days("ds", days)
        var columns: [TableColumn] = [
            .texts("unique_id", forecasts.flatMap { one in one.periodStarts.map { _ in one.uniqueID } }), moments,
            .numbers("mean", forecasts.flatMap(\.mean)),
        ]
        for (index, quantile) in run.configuration.forecastQuantiles.enumerated() {
            columns.append(.numbers("q" + decimalText(quantile), forecasts.flatMap { $0.quantiles.indices.contains(index) ? $0.quantiles[index] : [] }))
        }
        return TableColumns(columns: columns)
    }

    static func quarantine(_ run: PlanRun) -> TableColumns {
        TableColumns(columns: [
            .texts("file", run.quarantine.map(\.file)), .integers("line", run.quarantine.map { Int64($0.line) }), .texts("column", run.quarantine.map(\.column)),
            .texts("code", run.quarantine.map(\.code)), .texts("value", run.quarantine.map(\.value)), .texts("hint", run.quarantine.map(\.hint)),
        ])
    }

    /// One row per order line.
    static func orders(_ run: PlanRun) -> TableColumns {
        let lines = purchaseOrders(of: run).flatMap { order in order.lines.map { (order, $0) } }
        var columns: [TableColumn] = []
        func texts(_ name: String, _ value: (PurchaseOrder, PurchaseLine) -> String?) { columns.append(.texts(name, lines.map { value($0, $1) })) }
        func numbers(_ name: String, _ value: (PurchaseOrder, PurchaseLine) -> Double?) {
            columns.append(.numbers(name, lines.map { value($0, $1) ?? .nan }, nullable: true))
        }
        func days(_ name: String, _ value: (PurchaseOrder, PurchaseLine) -> CalendarDay?) {
            columns.append(.days(name, lines.map { value($0, $1)?.number }))
        }
        texts("reference") { order, _ in order.reference }
        texts("supplier") { order, _ in order.supplier }
        texts("location") { order, _ in order.location }
        days("ordered_on") { order, _ in order.orderedOn }
        texts("item") { _, line in line.key.item }
        texts("name") { _, line in line.name }
        texts("supplier_code") { _, line in line.supplierCode }
        numbers("units") { _, line in line.units }
        numbers("unit_cost") { _, line in line.unitCost }
        numbers("value") { _, line in line.value }
        days("need_by") { _, line in line.needBy }
        days("receipt_p50") { _, line in line.receiptP50 }
        days("receipt_p90") { _, line in line.receiptP90 }
        texts("reason") { _, line in line.reason }
        return TableColumns(columns: columns)
    }

    /// The curve, then its marks: the columns of `twobin export --format curve`.
    static func curve(_ run: PlanRun) throws -> TableColumns {
        let curve = try exchangeCurveOfRun(run)
        let points = Array(curve.points.reversed())
        let kinds: [String] = points.map { _ in "curve" } + curve.marks.map(\.name)
        let money: [Double] = points.map(\.money) + curve.marks.map(\.point.money)
        let waiting: [Double] = points.map(\.weightedBackorders) + curve.marks.map(\.point.weightedBackorders)
        let multipliers: [Double] = points.map { $0.multiplier ?? .nan } + curve.marks.map { _ in Double.nan }
        return TableColumns(columns: [
            .texts("kind", kinds), .numbers(curve.moneyKind.rawValue, money), .numbers("weighted_expected_backorders", waiting),
            .numbers("multiplier", multipliers, nullable: true),
        ])
    }
}
