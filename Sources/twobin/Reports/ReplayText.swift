import DemandModel
import Foundation
import PlanCharts
import PlanEngine
import PlanExport
import TextForms

/// The outcome of a replay as text, JSON, CSV and pictures.
enum ReplayText {
    static func text(_ report: ReplayReport) -> String {
        var table = AlignedTable(columns: [
            .left("rule"), .right("setting"), .right("promised fill"), .right("fill"), .right("promised value"), .right("inventory value"),
            .right("units short"), .right("value short"), .right("promised waiting"), .right("waiting"), .right("wait, days"),
        ])
        for curve in [report.textbook, report.plan, report.fillRates] {
            for point in curve.points {
                let setting = switch curve.rule {
                case "textbook": "z \(decimalText(point.setting))"
                case "fill_rate": percent(point.setting)
                default: fixed(point.setting, 0)
                }
                table.add([
                    curve.rule, setting,
                    point.promisedFillRate.map { percent($0) } ?? "", percent(point.fillRate), against(point.promisedInventoryValue, point.inventoryValue, digits: 0),
                    fixed(point.inventoryValue, 0), fixed(point.backorderedUnits, 0), fixed(point.backorderedValue, 0),
                    against(point.promisedBackorders, point.averageBackorders, digits: 1), fixed(point.averageBackorders, 1),
                    fixed(point.meanWaitDays, 2),
                ])
            }
        }
        let clock = report.configuration.clock
        return "\(grouped(report.items)) items from \(report.from), \(clock.days) days of which the first \(clock.discardedDays) are not counted\n\n"
            + table.text
            + beyondPromise(report)
            + "\nAt equal money, plan against textbook (90% interval over items):\n"
            + "  units short  \(ratio(report.backorderedUnits))\n  value short  \(ratio(report.backorderedValue))\n"
            + stockouts(report)
            + (report.unplanned.isEmpty ? "" : "\(grouped(report.unplanned.count)) items could not be planned on some day: \(report.unplanned.prefix(5).joined(separator: ", "))\n")
    }

    /// Where the money comes from that was held beyond what the plans said of the same days.
    private static func beyondPromise(_ report: ReplayReport) -> String {
        var table = AlignedTable(columns: [
            .left("rule"), .right("setting"), .right("beyond the promise"), .right("left over at reviews"), .right("demand did not come"),
            .right("while others waited"),
        ])
        var rows = 0
        for curve in [report.plan, report.fillRates] {
            for point in curve.points {
                guard let all = point.heldBeyondPromise, let left = point.heldLeftOver, let short = point.heldForDemandThatDidNotCome,
                    let late = point.heldWhileOthersWait else { continue }
                table.add([
                    curve.rule, curve.rule == "fill_rate" ? percent(point.setting) : fixed(point.setting, 0), fixed(all, 0), fixed(left, 0), fixed(short, 0),
                    fixed(late, 0),
                ])
                rows += 1
            }
        }
        return rows == 0 ? "" : "\nInventory value held beyond what the plans said of the same days, and why:\n" + table.text
    }

    /// What was promised, and what came as a multiple of it: "350000 (x1.12)".
    private static func against(_ promised: Double?, _ came: Double, digits: Int) -> String {
        promised.map { fixed($0, digits) + ($0 > 0 ? " (x\(fixed(came / $0, 2)))" : "") } ?? ""
    }

    static func json(_ report: ReplayReport) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(report) + Data("\n".utf8)
    }

    /// Writes replay.json, replay.csv and two pictures, together or not at all.
    static func write(_ report: ReplayReport, to directory: String) throws {
        do {
            let files = try AtomicFiles(directory: directory)
            let document = Array(try json(report))
            try files.write("replay.csv") { (sink) throws(OutputError) in try sink(csv(report)) }
            for (name, title, short) in [
                ("replay_units.svg", "Units short against inventory value", \ReplayPoint.backorderedUnits),
                ("replay_value.svg", "Value short against inventory value", \ReplayPoint.backorderedValue),
            ] {
                let picture = chart(report, title: title, short: short)
                try files.write(name) { (sink) throws(OutputError) in try sink(Array(picture.svg().utf8)) }
            }
            try files.write("replay.json") { (sink) throws(OutputError) in try sink(document) }
            try files.commit()
        } catch let error as OutputError {
            throw CommandFailure(error)
        }
    }

    /// Sales are not demand where the shelf was empty; both rules then meet the same demand that is too low.
    private static func stockouts(_ report: ReplayReport) -> String {
        guard report.stockoutItemDays > 0, report.itemDays > 0 else { return "" }
        return "On \(percent(Double(report.stockoutItemDays) / Double(report.itemDays))) of the counted item-days the shelf was empty: what is replayed there is what was sold, "
            + "not what was wanted.\nBoth rules meet the same sales, but levels that allow for the demand lost before hold more than these sales needed.\n"
    }

    private static func ratio(_ ratio: ReplayRatio) -> String {
        "\(fixed(ratio.ratio, 3)) (\(fixed(ratio.low, 3)) to \(fixed(ratio.high, 3)))"
    }

    private static func csv(_ report: ReplayReport) -> [UInt8] {
        var writer = CommaSeparatedWriter(textEscaping: .exact)
        writer.header(["rule", "setting", "promised_fill_rate", "promised_inventory_value", "promised_backorders", "inventory_value", "demand_units", "backordered_units",
                       "backordered_value", "fill_rate", "average_backorders", "mean_wait_days", "held_beyond_promise", "held_left_over",
                       "held_demand_did_not_come", "held_while_others_waited"])
        for curve in [report.textbook, report.plan, report.fillRates] {
            for point in curve.points {
                writer.text(curve.rule)
                for value in [point.setting, point.promisedFillRate, point.promisedInventoryValue, point.promisedBackorders, point.inventoryValue, point.demandUnits,
                              point.backorderedUnits, point.backorderedValue, point.fillRate, point.averageBackorders, point.meanWaitDays, point.heldBeyondPromise, point.heldLeftOver,
                              point.heldForDemandThatDidNotCome, point.heldWhileOthersWait] {
                    writer.number(value)
                }
                writer.endRow()
            }
        }
        return writer.drain()
    }
}

extension ReplayText {
    /// Both curves, money on the x axis.
    private static func chart(_ report: ReplayReport, title: String, short: KeyPath<ReplayPoint, Double>) -> Chart {
        func points(_ curve: ReplayCurve) -> [ChartPoint] {
            curve.points.map { ChartPoint($0.inventoryValue, $0[keyPath: short]) }.sorted { $0.x < $1.x }
        }
        return Chart(
            title: title,
            description: "Replayed from \(report.from): what was short, for the inventory value that was held, under the plan and under the textbook rule.",
            x: ChartAxis(title: "average inventory value", lower: 0), y: ChartAxis(title: "short", lower: 0),
            layers: [
                .line(points(report.textbook), .history, name: "textbook rule", dashed: true), .points(points(report.textbook), .history),
                .line(points(report.plan), .forecast, name: "plan"), .points(points(report.plan), .forecast),
            ])
    }
}
