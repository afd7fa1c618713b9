import ArgumentParser
import Digests
import Dispatch
import Foundation
import PlanReading
import PlanServer
import PlanStore
import SalesIngestion
import Synchronization

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "The planner's page on a store: what needs you, why, and what if.",
        discussion: """
            Example: twobin serve out/demo --open

            The page answers on this machine only. For others, --listen needs a token (--token-file) or a proxy that signs readers in \
            (--trust-header with --proxy).
            """)

    @Argument(help: "The run store, or the output directory it is in (default: TWOBIN_STORE, else out).")
    var location: String?
    @Option(help: "The port to listen on; 0 takes any that is free.")
    var port: UInt16 = 8380
    @Option(help: ArgumentHelp("A folder with results of replay --out or backtest --out to show, besides those beside the store (may be repeated).", valueName: "dir"))
    var results: [String] = []
    @Flag(help: "Open the page in the browser.")
    var open = false
    @Option(help: "Listen on this IPv4 address instead of 127.0.0.1.")
    var listen = "127.0.0.1"
    @Option(help: "With --listen: names or addresses by which readers reach the page (NAME or NAME:PORT); may be given several times.")
    var host: [String] = []
    @Option(help: "A file whose first line is the token that readers sign in with.")
    var tokenFile: String?
    @Option(help: "The header in which a proxy names the reader it has signed in, for example X-Forwarded-User.")
    var trustHeader: String?
    @Option(help: "The proxy's address: only from there is --trust-header believed.")
    var proxy = "127.0.0.1"
    @Flag(help: "Show everything, change nothing.")
    var readOnly = false
    @Option(help: "Worker threads for scenarios (default: TWOBIN_THREADS, else one per processor).")
    var threads: Int?

    func validate() throws {
        if tokenFile != nil, trustHeader != nil { throw ValidationError("Give --token-file or --trust-header, not both.") }
        if !isLoopback, tokenFile == nil, trustHeader == nil {
            throw ValidationError("--listen \(listen) is reachable from other machines: it needs --token-file FILE or --trust-header NAME.")
        }
    }

    private var isLoopback: Bool { listen == "127.0.0.1" || listen.hasPrefix("127.") }

    func run() throws {
        try runCommand {
            var options = StoreOptions()
            options.store = location
            let path = options.path
            let admission = try admission()
            let workers = try workerThreads(threads)
            // The port is known only once the socket is there, where any free one was asked for.
            let wantedPort = port == 0 ? try freePort() : port
            let gate = RequestGuard(admission: admission, hosts: hosts(port: wantedPort), isReadOnly: readOnly)
            let page: PlanPage
            do throws(StoreError) {
                page = try PlanPage(storePath: path, gate: gate, version: twobinVersion, threads: workers, resultFolders: results) { run, changes in
                    String(sha256(of: Array(([run] + changes).joined(separator: "\n").utf8)).prefix(12))
                }
            } catch {
                throw CommandFailure(error)
            }
            let server: PageServer
            do {
                server = try PageServer(page: page, address: listen, port: wantedPort)
            } catch {
                throw CommandFailure(.unusableInput, "--listen \(listen) is no IPv4 address of this machine")
            }
            keepFreeMemory()
            try serve(server, page: page)
            return .done
        }
    }

    /// Serves until the process is ended.
    private func serve(_ server: PageServer, page: PlanPage) throws {
        let failure = FailureBox()
        let done = DispatchSemaphore(value: 0)
        let opensBrowser = open
        Task.detached {
            do {
                try await server.run { port in
                    page.openNewest()
                    let address = "http://\(listen == "0.0.0.0" ? "127.0.0.1" : listen):\(port)/"
                    Console.log("twobin: the planner's page is at \(address) (Ctrl-C ends it)\n")
                    if opensBrowser { openInBrowser(address) }
                    await page.warmUp()
                }
            } catch {
                failure.set("cannot listen on \(listen):\(port): \(error). Is another program using the port? Choose one with --port.")
            }
            done.signal()
        }
        done.wait()
        if let message = failure.message { throw CommandFailure(.unusableInput, message) }
    }

    private func admission() throws -> RequestGuard.Admission {
        if let trustHeader { return .header(name: trustHeader, proxy: proxy) }
        guard let tokenFile else { return .loopback }
        let text: String
        do { text = try readTextFile(tokenFile, what: "token file") } catch { throw CommandFailure(.unusableInput, error.description) }
        let token = text.split(whereSeparator: \.isNewline).first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        guard token.utf8.count >= 16, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3B && $0 != 0x2C }) else {
            throw CommandFailure(.unusableInput, "\(tokenFile): the token must be at least 16 plain characters, without spaces, commas or semicolons")
        }
        return .token(token)
    }

    private func hosts(port: UInt16) -> Set<String> {
        var names = [listen, "localhost", "127.0.0.1"].map { "\($0):\(port)" }
        for name in host { names += name.contains(":") ? [name] : [name, "\(name):\(port)"] }
        return Set(names.map { $0.lowercased() })
    }
}

/// What ended the server, for the thread that waits for it.
private final class FailureBox: Sendable {
    private let text = Mutex<String?>(nil)

    func set(_ message: String) { text.withLock { $0 = message } }
    var message: String? { text.withLock { $0 } }
}

/// A port that nothing listens on.
private func freePort() throws -> UInt16 {
    #if canImport(Glibc)
    let kind = Int32(SOCK_STREAM.rawValue)
    #else
    let kind = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 }
    }
    guard status else { throw CommandFailure(.unusableInput, "there is no free port; name one with --port") }
    return UInt16(bigEndian: address.sin_port)
}

/// Asks the desktop to show an address; without a desktop nothing happens.
private func openInBrowser(_ address: String) {
    #if os(macOS)
    let command = "/usr/bin/open"
    #else
    let command = "/usr/bin/xdg-open"
    #endif
    guard FileManager.default.isExecutableFile(atPath: command) else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command)
    process.arguments = [address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try? process.run()
}
