import DemandModel
import PlanExport
import TextForms

/// A value of a database table.
enum DatabaseValue: Sendable {
    case text(String), number(Double), integer(Int), null

    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    init(_ number: Double?) { self = number.flatMap { $0.isFinite ? .number($0) : nil } ?? .null }
    init(_ json: JSONValue) {
        switch json {
        case .text(let text): self = .text(text)
        case .number(let number): self = .init(number)
        case .integer(let integer): self = .integer(integer)
        default: self = .null
        }
    }
}

/// One table of a run: its columns, its key and its rows.
struct DatabaseTable {
    enum Kind { case text, number, integer, day }

    var name: String
    var columns: [(name: String, kind: Kind)]
    var key: [String]
    /// Hands on the rows one by one.
    var rows: (_ take: ([DatabaseValue]) throws(DatabaseError) -> Void) throws(DatabaseError) -> Void
}

/// The tables of a run in a database. The version goes up with every change of a column.
enum RunTables {
    static let version = 1

    static func tables(_ run: PlanRun, orders: [PurchaseOrder]) -> [DatabaseTable] {
        [header(run), recommendations(run), orderLines(run, orders), forecasts(run)]
    }

    private static func header(_ run: PlanRun) -> DatabaseTable {
        DatabaseTable(
            name: "twobin_run",
            columns: [("run_id", .text), ("parent_id", .text), ("as_of", .day), ("version", .text), ("items", .integer), ("expected_backorders", .number),
                      ("fill_rate", .number), ("average_inventory_value", .number), ("stock_value", .number), ("units_to_order", .number), ("value_to_order", .number)],
            key: ["run_id"]
        ) { take throws(DatabaseError) in
            let summary = run.summary
            try take([
                .text(run.id), .init(run.parentID), .text(run.asOf.description), .text(run.version), .integer(run.items.count),
                .init(summary.expectedBackorders), .init(summary.fillRate), .init(summary.averageInventoryValue), .init(summary.stockValue),
                .init(summary.unitsToOrder), .init(summary.valueToOrder),
            ])
        }
    }

    private static func recommendations(_ run: PlanRun) -> DatabaseTable {
        DatabaseTable(
            name: "twobin_recommendation",
            columns: [("run_id", .text)] + RecommendationTable.allColumns.map { ($0.name, $0.unit == "text" ? .text : $0.unit == "date" ? .day : .number) },
            key: ["run_id", "item", "location"]
        ) { take throws(DatabaseError) in
            for item in run.items {
                guard case .object(let members) = RecommendationTable.json(item.recommendation, item: item) else { continue }
                try take([.text(run.id)] + members.map { DatabaseValue($0.value) })
            }
        }
    }

    private static func orderLines(_ run: PlanRun, _ orders: [PurchaseOrder]) -> DatabaseTable {
        DatabaseTable(
            name: "twobin_order_line",
            columns: [("run_id", .text), ("reference", .text), ("supplier", .text), ("location", .text), ("item", .text), ("supplier_code", .text), ("name", .text),
                      ("units", .number), ("packs", .number), ("unit_cost", .number), ("line_value", .number), ("need_by", .day), ("receipt_p50", .day),
                      ("receipt_p90", .day), ("added_units", .number), ("reason", .text)],
            key: ["run_id", "reference", "item"]
        ) { take throws(DatabaseError) in
            for order in orders {
                for line in order.lines {
                    try take([
                        .text(run.id), .text(order.reference), .text(order.supplier), .text(order.location), .text(line.key.item), .init(line.supplierCode),
                        .init(line.name), .init(line.units), .init(line.packs), .init(line.unitCost), .init(line.value), .init(line.needBy?.description),
                        .text(line.receiptP50.description), .text(line.receiptP90.description), .init(line.addedUnits), .text(line.reason),
                    ])
                }
            }
        }
    }

    /// One row per period and figure: `mean`, `q0.5`, ...
    private static func forecasts(_ run: PlanRun) -> DatabaseTable {
        let names = run.configuration.forecastQuantiles.map { "q" + decimalText($0) }
        return DatabaseTable(
            name: "twobin_forecast",
            columns: [("run_id", .text), ("item", .text), ("location", .text), ("period_start", .day), ("figure", .text), ("value", .number)],
            key: ["run_id", "item", "location", "period_start", "figure"]
        ) { take throws(DatabaseError) in
            for item in run.items {
                guard let forecast = item.forecast else { continue }
                for (period, start) in forecast.periodStarts.enumerated() where period < forecast.mean.count {
                    let head: [DatabaseValue] = [.text(run.id), .text(item.key.item), .text(item.key.location), .text(start)]
                    try take(head + [.text("mean"), .init(forecast.mean[period])])
                    for (name, values) in zip(names, forecast.quantiles) where period < values.count { try take(head + [.text(name), .init(values[period])]) }
                }
            }
        }
    }
}

/// Why a run could not be written to a database.
public struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Without the password.
    public var address: String
    public var reason: String

    public var description: String { "cannot write the run to \(address): \(reason). Nothing was changed there." }
}

/// Writes a run into the tables `twobin_run`, `twobin_recommendation`, `twobin_order_line` and `twobin_forecast` of a database, in one
/// transaction; a run with the same id is replaced.
///
/// - Parameters:
///   - address: `postgresql://...`, or the path of an SQLite file, which is made where it is missing.
///   - shownAddress: what messages call it.
public func writeRun(_ run: PlanRun, orders: [PurchaseOrder], to address: String, shownAddress: String) throws(DatabaseError) {
    let tables = RunTables.tables(run, orders: orders)
    if address.hasPrefix("postgresql://") || address.hasPrefix("postgres://") {
        do throws(DatabaseError) {
            try writeToPostgreSQL(tables, run: run.id, address: address, shown: shownAddress)
        } catch {
            throw DatabaseError(address: error.address, reason: withoutSecrets(error.reason, of: address, shown: shownAddress))
        }
    } else if let scheme = address.range(of: "://") {
        // Another system's address may hold a password anywhere: nothing of it is repeated.
        throw DatabaseError(
            address: "\(address[..<scheme.lowerBound])://...",
            reason: "a run is written to PostgreSQL (postgresql://...) or to the path of an SQLite file")
    } else if case let plain = addressWithoutSecrets(address), plain != address {
        // `host=db password=...`: neither an address nor a file that anybody means.
        throw DatabaseError(address: plain, reason: "a run is written to PostgreSQL (postgresql://...) or to the path of an SQLite file")
    } else {
        try writeToSQLite(tables, run: run.id, path: address)
    }
}

/// A message of the client library without what it quotes of the address beyond the part that may be shown: it repeats the end of an address that it
/// cannot take apart, password and all.
func withoutSecrets(_ reason: String, of address: String, shown: String) -> String {
    reason.split(separator: "\"", omittingEmptySubsequences: false).enumerated().map { index, part in
        index % 2 == 1 && !part.isEmpty && address.contains(part) && !shown.contains(part) ? "..." : String(part)
    }.joined(separator: "\"")
}

func quotedName(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
func quotedText(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

extension DatabaseTable {
    func create(_ type: (Kind) -> String) -> String {
        "CREATE TABLE IF NOT EXISTS \(name) (" + columns.map { "\(quotedName($0.name)) \(type($0.kind))\(key.contains($0.name) ? " NOT NULL" : "")" }.joined(separator: ", ")
            + ", PRIMARY KEY (" + key.map(quotedName).joined(separator: ", ") + "))"
    }

    var columnList: String { columns.map { quotedName($0.name) }.joined(separator: ", ") }
}
