import DemandModel
import OrderExport
import PlanEngine
import PlanExport
import PlanStore
import PlanWorkbook

extension PlanPage {
    /// The whole run as a workbook.
    func workbookDownload(_ request: PageRequest) async throws -> PageResponse {
        let listing = try self.listing(request.parameter("run"))
        let approvals = try store.approvals()
        let bytes = try await scenarios.workbook(listing.id, approvals: approvals)
        return .download(
            "plan-\(listing.id).xlsx", contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body: bytes)
    }

    /// All recommendations as CSV, as `twobin export --format csv` writes them.
    func recommendationsDownload(_ request: PageRequest) async throws -> PageResponse {
        let listing = try self.listing(request.parameter("run"))
        let run = try await scenarios.run(listing.id)
        var bytes: [UInt8] = []
        try RecommendationTable.write(run.items) { (part) throws(OutputError) in bytes += part }
        return .download("recommendations-\(listing.id).csv", contentType: "text/csv; charset=utf-8", body: bytes)
    }

    /// What an export to another system holds: its files, what is left out and why, what whoever imports it has to know, and the same as a command.
    /// Parameters are the flags of `twobin export` with `_` for `-`.
    func exportAnswer(_ request: PageRequest) async throws -> PageResponse {
        let export = try await export(request)
        return .json([
            "run": .text(export.runID), "format": .text(export.dialect.rawValue), "title": .text(export.dialect.title),
            "command": .text(export.command),
            "files": .array(export.result.files.map { ["name": .text($0.name), "rows": .integer($0.rows), "bytes": .integer($0.bytes.count)] }),
            "left_out_count": .integer(export.result.leftOut.count),
            "left_out": .array(export.result.leftOut.prefix(200).map { ["unique_id": .text($0.key.uniqueID), "reason": .text($0.reason)] }),
            "notes": .array(export.result.notes.map { .text($0) }),
        ])
    }

    /// One file of an export: `file` is its name, or `left-out.csv`; without it the only one.
    func exportDownload(_ request: PageRequest) async throws -> PageResponse {
        let export = try await export(request)
        let name = request.parameter("file")
        if name == "left-out.csv" {
            return .download("\(export.dialect.rawValue)-left-out.csv", contentType: "text/csv; charset=utf-8", body: export.result.leftOutTable)
        }
        guard let file = export.result.files.first(where: { name == nil || $0.name == name }) else {
            throw RequestProblem(404, "the export has no file \(name ?? "")")
        }
        let type = file.name.hasSuffix(".csv") ? "text/csv; charset=utf-8" : "application/octet-stream"
        return .download(file.name, contentType: type, body: file.bytes)
    }

    private struct SystemExport {
        var runID: String
        var dialect: OrderDialect
        var result: ExportResult
        var command: String
    }

    private func export(_ request: PageRequest) async throws -> SystemExport {
        guard let dialect = request.parameter("format").flatMap(OrderDialect.init) else {
            throw RequestProblem(422, "format is one of " + OrderDialect.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let opened = try open(request.parameter("run"))
        var options = ExportOptions()
        var flags: [String] = ["--format", dialect.rawValue]
        func flag(_ name: String) -> String? {
            guard let value = request.parameter(name), !value.isEmpty else { return nil }
            flags += ["--" + name.replacing("_", with: "-"), value]
            return value
        }
        if let content = flag("content") {
            guard let known = ExportOptions.Content(rawValue: content) else { throw RequestProblem(422, "content is rules or orders") }
            options.content = known
        }
        if dialect == .amazon { options.content = .orders }
        options.odooVersion = flag("odoo_version")
        options.company = flag("company")
        options.onlyLocation = flag("only_location")
        for name in request.parameters("location") {
            guard let equals = name.firstIndex(of: "="), equals != name.startIndex else { throw RequestProblem(422, "a location is written main=WH/Stock") }
            options.locationNames[String(name[..<equals])] = String(name[name.index(after: equals)...])
            flags += ["--location", name]
        }
        if let earlier = flag("changed_since") {
            options.earlier = try store.plannedLevels(of: try store.resolve(earlier).id).mapValues {
                PlannedLevels(reorderPoint: $0.reorderPoint, orderUpTo: $0.orderUpTo, orderQuantity: $0.orderQuantity)
            }
        }
        let isAgain = request.parameter("again") == "1"
        if isAgain { flags.append("--again") }
        if request.parameter("allow_formula_text") == "1" {
            options.allowsFormulaText = true
            flags.append("--allow-formula-text")
        }
        let result: ExportResult
        if options.content == .orders {
            let book = try OrderBook(opened, edits: request.parameters("edit"), store: store, threads: threads)
            let chosen = try PlanPage.chosen(book.orders, request)
            let open = isAgain ? (orders: chosen, leftOut: []) : try withoutPlaced(chosen, placed: book.placedDays)
            var drafts = try exportOrders(open.orders, dialect: dialect, options: options, fixedQuantityItems: itemsWithLevelInERPNext(book.run.items))
            drafts.leftOut += open.leftOut
            result = drafts
        } else {
            result = try exportRules(of: try await scenarios.run(opened.listing.id).items, dialect: dialect, options: options)
        }
        let words = ["twobin", "export", opened.listing.id] + flags + ["--store", storePath]
        return SystemExport(runID: opened.listing.id, dialect: dialect, result: result, command: words.map(PlanPage.shellQuoted).joined(separator: " "))
    }
}
