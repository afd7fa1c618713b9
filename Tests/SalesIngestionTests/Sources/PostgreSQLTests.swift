import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// A real server of Debian's package, started for the test on the loopback interface; skipped where it is not installed.
@Suite struct PostgreSQLTests {
    static let programs = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql"))?.sorted().last.map { "/usr/lib/postgresql/\($0)/bin" }

    /// Starts a program, as the user `postgres` where the tests run as root (the server refuses root).
    private func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        let command = getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] + arguments : arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func run(_ arguments: [String]) throws -> Bool {
        let process = try start(arguments)
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test(.enabled(if: PostgreSQLTests.programs != nil, "install the package postgresql to test reading from a server"))
    func tablesAndQueriesAreRead() throws {
        let programs = try #require(Self.programs)
        let files = try TemporaryFiles()
        let home = files.directory.path
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: home)
        let data = home + "/data"
        #expect(try run([programs + "/initdb", "-D", data, "-A", "trust", "-U", "twobin", "--no-sync", "-E", "UTF8"]))
        let port = 20_000 + Int(getpid()) % 20_000
        // The server is a child of the test and ends with it (a daemon would outlive a test that is stopped).
        let server = try start([
            programs + "/postgres", "-D", data, "-c", "listen_addresses=127.0.0.1", "-c", "port=\(port)", "-c",
            "unix_socket_directories=\(home)", "-c", "fsync=off",
        ])
        defer {
            server.interrupt()
            server.waitUntilExit()
        }
        var ready = false
        for _ in 0..<200 where !ready && server.isRunning { ready = try run([programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)", "-t", "3"]) }
        try #require(ready, "the server did not start")
        let setup = """
            CREATE SCHEMA shop; CREATE SEQUENCE shop.tick; CREATE TABLE shop."order lines" (date timestamptz, item text, quantity numeric, price numeric);
            INSERT INTO shop."order lines" VALUES ('2024-01-01 10:00+00', '0012', 2, 1.5), ('2024-01-02 10:00+00', E'a,"b"\\nc', 1, NULL),
            ('2024-01-03 10:00+00', '0012', -1, 1.5);
            """
        #expect(try run([programs + "/psql", "-q", "-h", "127.0.0.1", "-p", "\(port)", "-U", "twobin", "-d", "postgres", "-c", setup]))
        let address = "postgresql://twobin:unused@127.0.0.1:\(port)/postgres"
        var options = dailyOptions()
        options.table = "shop.order lines"
        let sales = try readSales(paths: [address], options: options)
        #expect(sales.series.map(\.key.item) == ["0012", "a,\"b\"\nc"])
        #expect(sales.series[0].demand == [2, 0])
        #expect(sales.inputs[0].path == "postgresql://twobin@127.0.0.1:\(port)/postgres")
        options.query = "SELECT date, item, quantity FROM shop.\"order lines\" WHERE item = '0012';"
        #expect(try readSales(paths: [address], options: options).series.count == 1)
        // Only reading, one statement, whatever is tried.
        let proof = files.directory.path + "/proof"
        for query in [
            "DELETE FROM shop.\"order lines\" RETURNING *", "SELECT 1) TO STDOUT; DROP TABLE shop.\"order lines\"; --",
            "SELECT 1; COMMIT; BEGIN READ WRITE; DROP TABLE shop.\"order lines\"", "SELECT 1 AS a) TO STDOUT; COMMIT; BEGIN READ WRITE; DROP TABLE shop.\"order lines\"; COPY (SELECT 1",
            "COPY (SELECT 1) TO PROGRAM 'touch \(proof)'", "SELECT 1) TO PROGRAM 'touch \(proof)'; --", "SELECT 1 AS date; COPY (SELECT 1) TO PROGRAM 'touch \(proof)'",
            "WITH gone AS (DELETE FROM shop.\"order lines\" RETURNING *) SELECT * FROM gone", "SET transaction_read_only = off", "DROP TABLE shop.\"order lines\"",
            "SELECT set_config('transaction_read_only', 'off', false), nextval('shop.tick')", "DO $$ BEGIN DROP TABLE shop.\"order lines\"; END $$",
        ] {
            options.query = query
            #expect(messageOf { try readSales(paths: [address], options: options) }.contains("PostgreSQL:"), "\(query)")
        }
        #expect(!FileManager.default.fileExists(atPath: proof))
        options.query = "TABLE shop.\"order lines\""
        #expect(try readSales(paths: [address], options: options).series.count == 2)
        // The schemes that other programs write.
        for scheme in ["PostgreSQL", "postgres", "postgresql+psycopg2", "jdbc:postgresql"] {
            #expect(try readSales(paths: [address.replacing("postgresql", with: scheme)], options: options).series.count == 2)
        }
        options.query = nil
        options.table = "nowhere\"; DROP SCHEMA shop CASCADE; --"
        #expect(messageOf { try readSales(paths: [address], options: options) }.contains("does not exist"))
        options.table = "shop.order lines"
        #expect(try readSales(paths: [address], options: options).series.count == 2)
        options.table = nil
        #expect(messageOf { try readSales(paths: [address], options: options) }.contains("name a table or a query"))
        #expect(messageOf { try readSales(paths: ["postgresql://twobin@127.0.0.1:1/postgres"], options: SalesReadingOptions()) }.contains("name a table"))
    }
}
