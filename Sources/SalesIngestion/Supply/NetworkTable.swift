import DemandModel
import TextForms

/// Reads `network`: location, source (the warehouse that feeds it), and optionally lead_time_days, lead_time_sd_days and review_period_days of its transfers.
///
/// A row that says nothing usable stops the reading: a route that is left out would be planned as a supplier's.
///
/// - Throws: `badCell` with file, line and column for a location that two rows feed, one that feeds itself or is fed by a location that is fed (a loop, or a third
///   echelon), a blank name and a number that is none; else what `TextTable` throws.
///
///     let routes = try readNetwork(path: "network.csv")
///     print(routes.rows[0].location, routes.rows[0].source)
public func readNetwork(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<NetworkRoute> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "network"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("location", ["to", "store", "shop", "branch", "destination", "site", "filiale"]),
            ("source", ["from", "warehouse", "fed_by", "depot", "dc", "origin", "source_location", "zentrallager"]),
            ("lead_time_days", ["lead_time", "transport_days", "transit_days", "transport_time_days", "days"]),
            ("lead_time_sd_days", ["lead_time_sd", "transport_sd_days"]),
            ("review_period_days", ["review_period", "review_days", "every_days"]),
        ],
        required: ["location", "source"], dateColumns: [], options: options)
    let names = Dictionary(columns.foundColumns.map { ($0.meaning, $0.name) }, uniquingKeysWith: { first, _ in first })
    func bad(_ row: Int, _ name: String, _ value: String, _ hint: String) -> IngestionError {
        .badCell(file: table.file, line: table.lines[row], column: names[name] ?? name, value: value, hint: hint)
    }
    func days(_ name: String, _ row: Int, in columns: inout TableColumns) throws(IngestionError) -> Double? {
        switch columns.number(name, row, range: 0...3_650) {
        case .blank: return nil
        case .value(let value): return value
        case .bad: throw bad(row, name, columns.text(name, row) ?? "", "days, 0 to 3650")
        }
    }
    var routes: [NetworkRoute] = []
    var lines: [String: Int] = [:]
    for row in table.rows.indices {
        guard let location = columns.text("location", row) else { throw bad(row, "location", "", "the location that is fed") }
        guard let source = columns.text("source", row) else { throw bad(row, "source", "", "the warehouse that feeds \(location)") }
        guard !source.utf8.elementsEqual(location.utf8) else { throw bad(row, "source", source, "\(location) cannot feed itself") }
        if let first = lines[location] {
            throw bad(row, "location", location, "line \(table.lines[first]) says that \(routes[first].source) feeds it: a location has one source; take one of the two rows out")
        }
        lines[location] = row
        routes.append(NetworkRoute(
            location: location, source: source, leadTimeDays: try days("lead_time_days", row, in: &columns),
            leadTimeStandardDeviationDays: try days("lead_time_sd_days", row, in: &columns), reviewPeriodDays: try days("review_period_days", row, in: &columns)))
    }
    for (row, route) in routes.enumerated() {
        guard let other = lines[route.source] else { continue }
        let isLoop = routes[other].source.utf8.elementsEqual(route.location.utf8)
        throw bad(row, "source", route.source, "line \(table.lines[other]) says that \(routes[other].source) feeds it" + (isLoop
            ? ": the two would feed each other" : ": a warehouse gets its goods from suppliers; networks of three levels are not planned"))
    }
    return columns.result(routes, role: "network", path: path)
}
