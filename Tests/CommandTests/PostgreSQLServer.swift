import Foundation

/// A real server of Debian's package with password authentication, started for a test on the loopback interface; it ends with the value.
final class PostgreSQLServer {
    static let programs = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql"))?.sorted().last.map { "/usr/lib/postgresql/\($0)/bin" }

    let port: Int
    private let home: TemporaryDirectory
    private var server: Process?

    /// - Parameter password: of the user `buyer`.
    init(password: String) throws {
        let programs = try Self.programs.unwrapped("no PostgreSQL")
        home = try TemporaryDirectory("twobin-server")
        port = 40_000 + Int(ProcessInfo.processInfo.processIdentifier) % 20_000
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: home.path)
        try home.write(password + "\n", to: "password")
        let data = home.file("data")
        guard try Self.run([
            programs + "/initdb", "-D", data, "-A", "scram-sha-256", "--pwfile", home.file("password"), "-U", "buyer", "--no-sync", "-E", "UTF8",
        ]) else { throw Absent(description: "initdb failed") }
        server = try Self.start([
            programs + "/postgres", "-D", data, "-c", "listen_addresses=127.0.0.1", "-c", "port=\(port)", "-c", "unix_socket_directories=\(home.path)", "-c", "fsync=off",
        ])
        for _ in 0..<200 where server?.isRunning == true {
            if try Self.run([programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)", "-t", "3"]) { return }
        }
        throw Absent(description: "the server did not start")
    }

    deinit {
        server?.interrupt()
        server?.waitUntilExit()
    }

    func execute(_ statements: String, password: String) throws {
        let programs = try Self.programs.unwrapped("no PostgreSQL")
        guard try Self.run([programs + "/psql", "-q", "-h", "127.0.0.1", "-p", "\(port)", "-U", "buyer", "-d", "postgres", "-c", statements], password: password) else {
            throw Absent(description: "psql failed")
        }
    }

    /// As the user `postgres` where the tests run as root (the server refuses root).
    private static func start(_ arguments: [String], password: String? = nil) throws -> Process {
        let process = Process()
        let command = getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] + arguments : arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        if let password { process.environment = ProcessInfo.processInfo.environment.merging(["PGPASSWORD": password]) { _, new in new } }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func run(_ arguments: [String], password: String? = nil) throws -> Bool {
        let process = try start(arguments, password: password)
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
