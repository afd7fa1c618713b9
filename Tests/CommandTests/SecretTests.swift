import Foundation
import Testing

/// A password in an address is in no output of any command: planted, then looked for in everything that is written.
@Suite(.serialized) struct SecretTests {
    /// With all that libpq's parser of addresses stumbles over, and parts long enough to be recognised.
    static let password = "pl@nted/SECRET%zz[one"
    static let traces = ["pl@nted", "SECRET", "pl%40nted", "zz[one", "zz%5Bone"]

    /// Every file of a directory, however deep, but for what the test wrote itself.
    private func files(_ directory: TemporaryDirectory, besides: Set<String>) throws -> [(String, Data)] {
        let names = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        return try names.filter { !besides.contains($0) }.compactMap { name in
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: directory.file(name), isDirectory: &isDirectory), !isDirectory.boolValue else { return nil }
            return (name, try Data(contentsOf: URL(fileURLWithPath: directory.file(name))))
        }
    }

    private func expectClean(_ outcome: Outcome, _ directory: TemporaryDirectory, besides: Set<String> = ["plan.toml", "password"], _ what: String) throws {
        for trace in Self.traces {
            #expect(!outcome.output.contains(trace) && !outcome.errors.contains(trace), "\(what): \(outcome.output)\(outcome.errors)")
            for (name, bytes) in try files(directory, besides: besides) { #expect(bytes.range(of: Data(trace.utf8)) == nil, "\(what): \(name) holds \(trace)") }
        }
    }

    /// Every answer of the planner's page, and what it logs.
    private func expectPageClean(_ directory: TemporaryDirectory) async throws {
        let routes = ["/", "/needs.json", "/items.json", "/item.json?item=MUG", "/curve.json", "/runs.json", "/compare.json?before=latest&after=latest", "/waiting.json", "/results.json", "/orders.json", "/overrides.json", "/session.json"]
        let script = """
            "$TWOBIN" serve out --port 0 > serve.log 2>&1 & served=$!
            for i in $(seq 1200); do grep -q "http://" serve.log && break; sleep 0.1; done
            port=$(grep -o 'http://127.0.0.1:[0-9]*' serve.log | head -1 | grep -o '[0-9]*$')
            for route in \(routes.map { "'\($0)'" }.joined(separator: " ")); do
              exec 3<>/dev/tcp/127.0.0.1/$port
              printf 'GET %s HTTP/1.1\\r\\nHost: 127.0.0.1:%s\\r\\nConnection: close\\r\\n\\r\\n' "$route" "$port" >&3
              timeout 60 cat <&3 >> served.txt; exec 3>&-
            done
            kill -9 $served; wait $served 2>/dev/null; cat serve.log
            """
        let outcome = try await TwobinProcess.shell(script, in: directory.path)
        let answers = try directory.text("served.txt").unwrapped("served.txt")
        #expect(answers.components(separatedBy: "HTTP/1.1 200").count > 8, "\(outcome.output)\(outcome.errors)\(answers.prefix(2_000))")
        try expectClean(outcome, directory, "serve")
    }

    @Test(.enabled(if: PostgreSQLServer.programs != nil, "install the package postgresql to test reading from a server"))
    func noCommandWritesAPassword() async throws {
        let server = try PostgreSQLServer(password: Self.password)
        try server.execute("""
            CREATE TABLE order_lines (order_date timestamptz, sku text, qty int, unit_price numeric);
            INSERT INTO order_lines SELECT date '2025-01-06' + 7 * w, 'MUG', 4, 10 FROM generate_series(0, 39) w;
            CREATE VIEW items AS SELECT DISTINCT sku, 5.0 AS unit_cost, 21 AS lead_time_days, 5 AS on_hand FROM order_lines;
            CREATE TABLE stock AS SELECT * FROM items;
            """, password: Self.password)
        let directory = try TemporaryDirectory()
        func address(_ secret: String, _ scheme: String = "postgresql") -> String { "\(scheme)://buyer:\(secret)@127.0.0.1:\(server.port)/postgres" }
        func write(_ address: String, items: String? = nil) throws {
            try directory.write("""
                [sales]
                path = "\(address)"
                table = "order_lines"
                [items]
                path = "\(items ?? address)"
                query = "SELECT * FROM stock"
                [objective]
                kind = "budget"
                average_inventory_value = 60

                """, to: "plan.toml")
        }
        func run(_ arguments: [String], status: Int32? = 0, environment: [String: String] = [:]) async throws {
            let outcome = try await TwobinProcess.run(arguments, in: directory.path, environment: environment)
            if let status { #expect(outcome.status == status, "\(arguments) \(outcome.errors)") }
            try expectClean(outcome, directory, arguments.joined(separator: " ").replacing(Self.password, with: "..."))
        }
        try write(address(Self.password))
        for arguments in [["plan", "plan.toml"], ["plan", "plan.toml", "--json"], ["plan", "plan.toml", "--dry-run"], ["plan", "plan.toml", "--dry-run", "--json"]] { try await run(arguments) }
        for arguments in [
            ["explain", "latest", "MUG"], ["explain", "latest", "MUG", "--json"], ["runs"], ["runs", "--json"], ["whatif", "latest", "--set", "lead_time=+20%"], ["diff", "latest", "latest"],
            ["export", "latest", "--format", "json"], ["export", "latest", "--format", "notebook"], ["export", "latest", "--format", "csv"],
            ["orders", "latest"], ["orders", "latest", "--format", "json"], ["orders", "latest", "--format", "html", "--out", "orders.html"], ["promise", "latest", "MUG"], ["promise", "latest", "MUG", "--json"],
            ["causes", "latest"], ["causes", "latest", "--json"], ["suppliers", "latest", "--out", "suppliers"], ["notices", "latest", "--out", "notices"], ["approve", "latest", "--all", "--json"], ["approve", "--list"],
            ["export", "latest", "--format", "xlsx", "--out", "book.xlsx"], ["export", "latest", "--format", "shopify"], ["export", "latest", "--format", "sap", "--content", "orders"],
            ["export", "latest", "--format", "odoo", "--odoo-version", "18"], ["export", "latest", "--format", "nosuch"],
        ] { try await run(arguments + ["--store", "out/twobin.sqlite"], status: nil) }
        try await expectPageClean(directory)
        // A run written to a database: its tables hold no address, and no message repeats one.
        let written = try directory.text("plan.toml").unwrapped("plan.toml") + "[output]\ndatabase = \"\(address(Self.password))\"\n"
        try directory.write(written, to: "plan.toml")
        try await run(["plan", "plan.toml"], status: nil)
        try directory.write(written.replacing("database = \"postgresql", with: "database = \"mysql"), to: "plan.toml")
        try await run(["plan", "plan.toml"], status: nil)
        for settings in ["host=127.0.0.1 password=\(Self.password)", "Server=h;User Id=bob;Password=\(Self.password);", "duckdb:md:db?motherduck_token=\(Self.password)"] {
            try directory.write(written.replacing("database = \"\(address(Self.password))\"", with: "database = \"\(settings)\""), to: "plan.toml")
            try await run(["plan", "plan.toml"], status: 73)
            #expect(!directory.names(in: ".").contains { $0.contains(Self.password) })
        }
        try write(address(Self.password))
        try await run(["replay", "plan.toml", "--from", "2025-08-04"], status: nil)
        let inspected = address(Self.password)
        for command in [["inspect", inspected], ["inspect", inspected, "--json"], ["series", inspected], ["backtest", inspected, "--horizon", "2"], ["forecast", inspected, "--horizon", "2"]] {
            try await run(command + (command[0] == "forecast" ? [] : ["--table", "order_lines"]), status: nil)
        }
        // The same password from elsewhere.
        try write("postgresql://buyer@127.0.0.1:\(server.port)/postgres")
        try await run(["plan", "plan.toml"], environment: ["PGPASSWORD": Self.password])
        try directory.write(Self.password + "\n", to: "password")
        let plan = try directory.text("plan.toml").unwrapped("plan.toml")
        try directory.write("password_file = \"password\"\n" + plan, to: "plan.toml")
        try await run(["plan", "plan.toml"])
        // Addresses that cannot be opened: wrong password, wrong host, settings that are secret, other schemes, in every table.
        for wrong in [
            address(Self.password + "x"), "postgresql://buyer:\(Self.password)@nowhere.invalid/db", "postgresql://127.0.0.1:\(server.port)/db?user=buyer&p%61ssword=\(Self.password)",
            "postgresql://127.0.0.1:\(server.port)/db?sslpassword=\(Self.password)", "postgresql://127.0.0.1:\(server.port)/db?odd=\(Self.password)",
            "jdbc:oracle:thin:u/\(Self.password)@h", "host=127.0.0.1 password=\(Self.password)", address(Self.password, "mysql"), address(Self.password, "mssql+pyodbc"),
            "jdbc:mysql://127.0.0.1/db?user=u&password=\(Self.password)",
            "postgresql://buyer:SECRET", "snowflake://buyer:\(Self.password)@account/db",
        ] {
            try write(wrong)
            try await run(["plan", "plan.toml"], status: 65)
            try write(address(Self.password), items: wrong)
            try await run(["plan", "plan.toml"], status: 65)
            try await run(["inspect", wrong], status: 65)
            for command in [["runs"], ["orders", "latest"], ["export", "latest", "--format", "csv"], ["check", "latest"]] { try await run(command + ["--store", wrong], status: nil) }
        }
        // Where text is not wanted, the text is not repeated.
        try directory.write("[sales]\npath = \"\(address(Self.password))\"\nincremental = \"\(address(Self.password))\"\n", to: "plan.toml")
        try await run(["plan", "plan.toml"], status: 65)
    }

    /// A host that takes the connection and never says a word is given up in the stated time.
    @Test(.enabled(if: PostgreSQLServer.programs != nil, "libpq comes with the package postgresql")) func aSilentHostEnds() async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &size) == 0 }
        }
        #expect(bound)
        let directory = try TemporaryDirectory()
        let address = "postgresql://u:\(Self.password)@127.0.0.1:\(UInt16(bigEndian: place.sin_port))/db?connect_timeout=2"
        let outcome = try await TwobinProcess.run(["inspect", address, "--table", "t"], in: directory.path)
        #expect(outcome.status == 65 && outcome.errors.contains("timeout"), "\(outcome.errors)")
        try expectClean(outcome, directory, "inspect")
    }
}
