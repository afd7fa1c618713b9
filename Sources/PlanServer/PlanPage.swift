import DemandModel
import Foundation
import OrderExport
import PlanEngine
import PlanExport
import PlanStore
import PlanWorkbook
import Synchronization

/// The planner's page on one store: what each route answers, without a socket.
///
///     let page = try PlanPage(
///            storePath: "out/demo/twobin.sqlite", gate: RequestGuard(admission: .loopback, hosts: ["127.0.0.1:8380"]), version: "0.1.0",
///            threads: 2, scenarioID: { run, changes in run + changes.joined() })
///     let answer = await page.answer(PageRequest(path: "/needs.json", headers: ["host": "127.0.0.1:8380"]))
public final class PlanPage: Sendable {
    let store: RunStore
    let storePath: String
    let gate: RequestGuard
    /// Of Twobin, for exports and for the foot of the page.
    let version: String
    let threads: Int
    /// Folders with results of replays and backtests, besides those beside the store.
    let resultFolders: [String]
    private let opened = Mutex<[String: OpenRun]>([:])
    /// Held while a run is opened: those who ask for it meanwhile wait for it, and do not open it beside one another.
    private let opening = Mutex<Void>(())
    let scenarios: ScenarioDesk

    /// - Parameters:
    ///   - storePath: the SQLite file of `twobin plan`.
    ///   - gate: who may ask.
    ///   - threads: worker threads for scenarios.
    ///   - resultFolders: where results of replays and backtests lie, besides the folder of the store and those in it.
    ///   - scenarioID: the id that a scenario gets from its run and its changes.
    public init(
        storePath: String, gate: RequestGuard, version: String, threads: Int, resultFolders: [String] = [],
        scenarioID: @escaping @Sendable (_ runID: String, _ changes: [String]) -> String
    ) throws(StoreError) {
        self.storePath = storePath
        self.gate = gate
        self.version = version
        self.threads = threads
        self.resultFolders = resultFolders
        store = try RunStore(path: storePath, access: .read)
        // A connection of its own: readers do not wait while a whole run is loaded.
        scenarios = ScenarioDesk(store: try RunStore(path: storePath, access: .read), threads: threads, scenarioID: scenarioID)
    }

    /// Opens the run that the page shows first, so that the first reader finds it open.
    public func openNewest() { _ = try? open(nil) }

    /// Starts to make the run that the page shows first ready for what-ifs.
    public func warmUp() async {
        guard let run = try? open(nil) else { return }
        await scenarios.prepare(run.listing.id)
    }

    /// The answer to one request; every failure becomes an answer, too.
    public func answer(_ request: PageRequest) async -> PageResponse {
        if let refusal = gate.refusal(request) { return secured(refusal) }
        do {
            return secured(try await route(request))
        } catch let problem as RequestProblem {
            return secured(.problem(problem.status, problem.message))
        } catch let error as StoreError {
            let status = switch error {
            case .noSuchRun, .noSuchItem, .ambiguousItem, .ambiguousRun, .noSuchApproval: 404
            default: 500
            }
            return secured(.problem(status, error.description))
        } catch let error as ScenarioError {
            return secured(.problem(422, error.description))
        } catch let error as PlanError {
            return secured(.problem(422, error.description))
        } catch let error as ExportProblem {
            return secured(.problem(422, error.description))
        } catch let error as WorkbookError {
            return secured(.problem(500, error.description))
        } catch is CancellationError {
            return secured(.problem(409, "superseded by a later request"))
        } catch {
            return secured(.problem(500, "internal error: \(error)"))
        }
    }

    private func secured(_ response: PageResponse) -> PageResponse {
        var response = response
        response.headers += PageResponse.security
        return response
    }

    private func route(_ request: PageRequest) async throws -> PageResponse {
        if request.method == "POST" { return try await change(request) }
        switch request.path {
        case "/needs.json": return try cached(request) { try NeedsView.json($0, page: self) }
        case "/items.json": return try cached(request) { PageResponse.jsonBytes($0.columns) }
        case "/item.json": return try itemAnswer(request)
        case "/curve.json": return try await curveAnswer(request)
        case "/whatif.json": return try await whatIfAnswer(request)
        case "/runs.json": return try runsAnswer()
        case "/compare.json": return try compareAnswer(request)
        case "/waiting.json": return try await waitingAnswer(request)
        case "/results.json": return try resultsAnswer()
        case "/orders.json": return try ordersAnswer(request)
        case "/orders.csv", "/orders.html": return try ordersDownload(request)
        case "/plan.xlsx": return try await workbookDownload(request)
        case "/recommendations.csv": return try await recommendationsDownload(request)
        case "/export.json": return try await exportAnswer(request)
        case "/export.csv": return try await exportDownload(request)
        case "/overrides.json": return try overridesAnswer(request)
        case "/price.json": return try priceAnswer(request)
        case "/session.json":
            return .json(["read_only": .bool(gate.isReadOnly), "version": .text(version), "author": JSONValue(gate.author(request))])
        default: return try asset(request)
        }
    }

    private func change(_ request: PageRequest) async throws -> PageResponse {
        let body = try JSONBody(request.body)
        switch request.path {
        case "/session": return gate.session(body.text("token") ?? "")
        case "/save.json": return try await saveScenario(body, request)
        case "/approve.json": return try approveOrders(body, request)
        case "/settle.json": return try settleOrder(body, request)
        case "/override.json": return try saveOverride(body, request)
        case "/override-end.json": return try endOverride(body, request)
        default: throw RequestProblem(404, "there is nothing to change at \(request.path)")
        }
    }

    /// The run that a request names (`run=ID`). Without one it is the newest plan: a scenario that somebody saved is looked at by its name, not
    /// by who opens the page next morning. A store that has scenarios only shows the newest of these.
    func listing(_ reference: String?) throws(StoreError) -> RunListing {
        if reference == nil, let plan = try store.newestPlan() { return plan }
        return try store.resolve(reference ?? "latest")
    }

    /// The run of `listing`, opened.
    func open(_ reference: String?) throws(StoreError) -> OpenRun {
        let listing = try listing(reference)
        let key = "\(listing.id) \(listing.createdAt.timeIntervalSince1970)"
        return try opening.withLock { _ throws(StoreError) in
            let known = opened.withLock { $0[key] }
            let run = if let known { try known.current(store) } else { try OpenRun(listing, store: store, threads: threads) }
            if let known, known === run { return known }
            opened.withLock { runs in
                if runs.count > 3 { runs.removeAll() }
                runs[key] = run
            }
            return run
        }
    }

    /// An answer that depends on the run alone: the browser asks whether its copy still holds, and is told so without a body.
    private func cached(_ request: PageRequest, _ body: (OpenRun) throws -> PageResponse) throws -> PageResponse {
        let run = try open(request.parameter("run"))
        if request.headers["if-none-match"] == run.tag {
            return PageResponse(status: 304, contentType: "application/json; charset=utf-8", body: [], headers: [("ETag", run.tag), ("Cache-Control", "private, no-cache")])
        }
        var response = try body(run)
        response.headers += [("ETag", run.tag), ("Cache-Control", "private, no-cache")]
        return response
    }

    /// Who changes something: the reader that the proxy names, else the name given with the change.
    func author(_ body: JSONBody, _ request: PageRequest) throws -> String {
        if let known = gate.author(request) { return known }
        guard let given = body.text("author")?.trimmingCharacters(in: .whitespacesAndNewlines), !given.isEmpty, given.count <= 80 else {
            throw RequestProblem(422, "say who you are: a name of at most 80 characters")
        }
        return given
    }

    /// Now, as the store writes moments.
    static func moment() -> String { Date().formatted(Date.ISO8601FormatStyle()) }

    private func asset(_ request: PageRequest) throws -> PageResponse {
        let name = request.path == "/" || !request.path.contains(".") ? "index.html" : String(request.path.dropFirst())
        if name == "charts.css" { return PageResponse(contentType: "text/css; charset=utf-8", body: Array(PageStyle.charts.utf8)) }
        guard let text = PageFiles.all[name] else { throw RequestProblem(404, "there is no page at \(request.path)") }
        if name == "index.html", !PlanPage.views.contains(request.path) { throw RequestProblem(404, "there is no page at \(request.path)") }
        let types = ["html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"]
        let type = types[String(name.split(separator: ".").last ?? "")] ?? "text/plain"
        return PageResponse(contentType: "\(type); charset=utf-8", body: Array(text.utf8), headers: [("Cache-Control", "no-cache")])
    }

    /// Paths of the page's views: each shows the same document, which reads the address.
    static let views: Set<String> = ["/", "/items", "/item", "/whatif", "/overrides", "/orders", "/compare", "/waiting", "/results", "/runs"]
}
