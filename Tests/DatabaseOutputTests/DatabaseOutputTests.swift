import DatabaseOutput
import DemandModel
import Foundation
import Testing

/// Runs in the tables of a database, looked at with the databases' own programs.
@Suite struct DatabaseOutputTests {
    private func run(_ id: String, units: Double = 12) -> PlanRun {
        let asOf = CalendarDay(number: 20_000)
        let names = ["0012", "a\tb\\c\n'd'", "cup"]
        let items = names.enumerated().map { index, name -> PlannedItem in
            let key = ItemLocation(item: name)
            let supply = SupplyTerms(supplier: "O'Neill", unitCost: 2.5, leadTimeDays: 14, reviewPeriodDays: 7)
            let recommendation = Recommendation(
                key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 9, orderUpTo: 15), protectionDays: 21, demandMean: 1.0 / 3,
                orderNow: index == 0 ? units : 0, orderBy: asOf, reason: "Größe")
            return PlannedItem(
                key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []),
                forecast: SeriesForecast(uniqueID: name, periodStarts: ["2024-10-04"], mean: [1.5], quantiles: [[1], [3]]), recommendation: recommendation)
        }
        return PlanRun(
            id: id, version: "test", asOf: asOf, calendar: PeriodCalendar(period: .week, weekAnchor: asOf), configuration: PlanConfiguration(),
            inputs: [], summary: PlanSummary(), items: items, quarantine: [])
    }

    private func orders(_ run: PlanRun) -> [PurchaseOrder] {
        let line = PurchaseLine(key: ItemLocation(item: "0012"), units: 12, unitCost: 2.5, receiptP50: run.asOf, receiptP90: run.asOf)
        return [PurchaseOrder(reference: "TB-" + run.id, supplier: "O'Neill", location: "main", orderedOn: run.asOf, lines: [line])]
    }

    private func start(_ arguments: [String], output: Pipe? = nil) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        if let output { process.standardOutput = output } else { process.standardOutput = FileHandle.nullDevice }
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func output(_ arguments: [String]) throws -> String {
        let pipe = Pipe()
        let process = try start(arguments, output: pipe)
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    private func temporary() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        return folder
    }

    private let questions = [
        ("SELECT count(*) FROM twobin_run", "2"), ("SELECT count(*) FROM twobin_recommendation", "6"),
        ("SELECT order_now FROM twobin_recommendation WHERE run_id = 'one' AND item = '0012'", "24"),
        ("SELECT count(*) FROM twobin_recommendation WHERE item = 'a' || chr(9) || 'b\\c' || chr(10) || '''d'''", "2"),
        ("SELECT demand_mean = 1.0 / 3 FROM twobin_recommendation WHERE run_id = 'one' AND item = 'cup'", "t"),
        ("SELECT count(*) FROM twobin_forecast WHERE figure = 'q0.9' AND value = 3", "6"), ("SELECT supplier FROM twobin_order_line WHERE run_id = 'two'", "O'Neill"),
        ("SELECT version FROM twobin_schema", "1"),
    ]

    @Test func anSQLiteFileHoldsEveryRunOnce() throws {
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("erp.sqlite").path
        for run in [run("one"), run("two"), run("one", units: 24)] { try writeRun(run, orders: orders(run), to: path, shownAddress: path) }
        let sqlite = ["/usr/bin/sqlite3", "/opt/homebrew/opt/sqlite/bin/sqlite3"].first(where: FileManager.default.isExecutableFile)
        if let sqlite {
            for (question, answer) in questions {
                let text = try output([sqlite, path, question.replacing("chr(", with: "char(")])
                #expect(text.trimmingCharacters(in: .whitespacesAndNewlines).replacing("24.0", with: "24") == (answer == "t" ? "1" : answer), "\(question)")
            }
        }
        try Data("no database".utf8 + [UInt8](repeating: 1, count: 2_000)).write(to: URL(fileURLWithPath: path + "2"))
        #expect(throws: DatabaseError.self) { try writeRun(run("one"), orders: [], to: path + "2", shownAddress: "x") }
        #expect(throws: DatabaseError.self) { try writeRun(run("one"), orders: [], to: "/nowhere/x.sqlite", shownAddress: "x") }
    }

    static let programs = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql"))?.sorted().last.map { "/usr/lib/postgresql/\($0)/bin" }

    @Test(.enabled(if: DatabaseOutputTests.programs != nil, "install the package postgresql to test writing to a server"))
    func aPostgreSQLServerHoldsEveryRunOnce() throws {
        let programs = try #require(Self.programs)
        let folder = try temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
        // The server refuses root.
        let asUser = getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : []
        let data = folder.path + "/data", port = 41_000 + Int(getpid()) % 20_000
        let made = try start(asUser + [programs + "/initdb", "-D", data, "-A", "trust", "-U", "twobin", "--no-sync", "-E", "UTF8"])
        made.waitUntilExit()
        try #require(made.terminationStatus == 0)
        let server = try start(asUser + [
            programs + "/postgres", "-D", data, "-c", "listen_addresses=127.0.0.1", "-c", "port=\(port)", "-c", "unix_socket_directories=\(folder.path)", "-c", "fsync=off",
        ])
        defer {
            server.interrupt()
            server.waitUntilExit()
        }
        var ready = false
        for _ in 0..<200 where !ready && server.isRunning {
            let asked = try start([programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)", "-t", "3"])
            asked.waitUntilExit()
            ready = asked.terminationStatus == 0
        }
        try #require(ready, "the server did not start")
        let address = "postgresql://twobin:secret@127.0.0.1:\(port)/postgres"
        for run in [run("one"), run("two"), run("one", units: 24)] { try writeRun(run, orders: orders(run), to: address, shownAddress: "shown") }
        func ask(_ question: String) throws -> String {
            try output([programs + "/psql", "-qAt", "-h", "127.0.0.1", "-p", "\(port)", "-U", "twobin", "-d", "postgres", "-c", question]).trimmingCharacters(in: .newlines)
        }
        for (question, answer) in questions { #expect(try ask(question.replacing("1.0 / 3", with: "1.0::float8 / 3")) == answer, "\(question)") }
        #expect(try ask("SELECT as_of - 1 FROM twobin_run WHERE run_id = 'one'") == "2024-10-03")
        // Tables of a later version are left alone, and so is the run in them.
        _ = try ask("UPDATE twobin_schema SET version = 99")
        #expect { try writeRun(run("three"), orders: [], to: address, shownAddress: "shown") } throws: { ($0 as? DatabaseError)?.description.contains("version 99") == true }
        #expect(try ask("SELECT count(*) FROM twobin_run") == "2")
        #expect { try writeRun(run("one"), orders: [], to: "postgresql://nobody:secret@127.0.0.1:1/x", shownAddress: "shown") } throws: { error in
            let text = (error as? DatabaseError)?.description ?? ""
            return text.contains("shown") && !text.contains("secret")
        }
    }
}
