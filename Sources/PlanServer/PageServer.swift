import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// Serves a `PlanPage` over HTTP/1.1.
public struct PageServer: Sendable {
    private let page: PlanPage
    private let server: HTTPServer
    private let ending = Ending()

    /// - Parameters:
    ///   - address: an IPv4 address of this machine.
    ///   - port: 0 for any that is free.
    ///   - patience: seconds within which a request has to arrive, or an answer to be taken.
    public init(page: PlanPage, address: String, port: UInt16, patience: Double = 20) throws {
        self.page = page
        raiseFileLimit()
        let pool = PatientPool(HTTPServer.defaultPool(), patience: patience)
        let configuration = HTTPServer.Configuration(
            address: try sockaddr_in.inet(ip4: address, port: port), timeout: 6 * patience, sharedRequestBufferSize: 65_536,
            sharedRequestReplaySize: RequestGuard.longestBody, pool: pool, logger: SilentLog())
        server = HTTPServer(config: configuration, handler: PageHandler(page: page) { pool.noteRequest(from: $0) })
    }

    /// Runs until the server is stopped, which is no error; the task's end and the socket's are.
    /// - Parameter whenListening: told once the socket is there, with the port in use.
    public func run(whenListening: @escaping @Sendable (_ port: UInt16) async -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await server.run()
                } catch where ending.isAskedFor {}
            }
            group.addTask {
                // However busy the machine is: a socket that fails ends the other task, and with it this one.
                try await server.waitUntilListening(timeout: 86_400)
                if case .ip4(_, let port)? = await server.listeningAddress { await whenListening(port) }
            }
            while try await group.next() != nil {}
        }
    }

    public func stop() async {
        ending.ask()
        await server.stop(timeout: 1)
    }
}

/// Whether the server was told to end.
private final class Ending: Sendable {
    private let asked = Mutex(false)

    func ask() { asked.withLock { $0 = true } }
    var isAskedFor: Bool { asked.withLock { $0 } }
}

/// From FlyingFox's requests to the page's, and back.
private struct PageHandler: HTTPHandler {
    let page: PlanPage
    let noteRequest: @Sendable (HTTPRequest.Address?) -> Void

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        noteRequest(request.remoteAddress)
        var headers: [String: String] = [:]
        for (name, value) in request.headers { headers[name.rawValue.lowercased()] = headers[name.rawValue.lowercased()] ?? value }
        var body: [UInt8] = []
        var isTooLong = (Int(headers["content-length"] ?? "0") ?? 0) > RequestGuard.longestBody
        if !isTooLong {
            for try await part in request.bodySequence {
                body += part
                if body.count > RequestGuard.longestBody {
                    isTooLong = true
                    break
                }
            }
        }
        let peer: String? = switch request.remoteAddress {
        case .ip4(let address, _), .ip6(let address, _): address
        default: nil
        }
        let components = URLComponents(string: request.target.rawValue)
        let query = (components?.percentEncodedQuery ?? "").split(separator: "&").map { pair -> (name: String, value: String) in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(PageHandler.decoded)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        let answer = isTooLong
            ? PageResponse.problem(413, "the body is longer than a megabyte")
            : await page.answer(PageRequest(
                method: request.method.rawValue, path: request.path, query: query, headers: headers, body: body, peer: peer))
        return response(answer, isHead: request.method.rawValue == "HEAD", mustClose: isTooLong)
    }

    private func response(_ answer: PageResponse, isHead: Bool, mustClose: Bool) -> HTTPResponse {
        var headers = HTTPHeaders()
        for (name, value) in answer.headers { headers.addValue(value, for: HTTPHeader(name)) }
        headers[.contentType] = answer.contentType
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        if mustClose { headers[.connection] = "close" }
        return HTTPResponse(
            statusCode: HTTPStatusCode(answer.status, phrase: ""), headers: headers,
            body: HTTPBodySequence(data: isHead ? Data() : Data(answer.body), suggestedBufferSize: 262_144))
    }

    /// `%2B` is a plus, and so is `+`: the page encodes spaces as `%20`.
    private static func decoded(_ text: some StringProtocol) -> String { text.removingPercentEncoding ?? String(text) }
}

/// As many files as the system lets this process open: every connection is one.
private func raiseFileLimit() {
    #if canImport(Glibc)
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = min(limit.rlim_max, 10_240)
    _ = setrlimit(resource, &limit)
}

/// The server's own log is of no use to a planner.
private struct SilentLog: Logging {
    func logDebug(_ debug: @autoclosure () -> String) {}
    func logInfo(_ info: @autoclosure () -> String) {}
    func logWarning(_ warning: @autoclosure () -> String) {}
    func logError(_ error: @autoclosure () -> String) {}
    func logCritical(_ critical: @autoclosure () -> String) {}
}
