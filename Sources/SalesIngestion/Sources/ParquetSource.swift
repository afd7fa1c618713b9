import Foundation

/// A Parquet file as CSV, converted by DuckDB: its executable, or its module of Python.
///
/// The path reaches duckdb through an environment variable, never as a part of the SQL text.
func parquetSource(path: String) throws(IngestionError) -> ByteSource {
    guard FileManager.default.fileExists(atPath: path) else { throw .cannotRead(file: path, reason: "there is no such file") }
    let process = Process()
    let program: String
    if let found = executable(named: "duckdb") {
        program = found
        process.arguments = ["-csv", "-c", "SELECT * FROM read_parquet(getenv('TWOBIN_PARQUET_FILE'))"]
    } else if let python = executable(named: "python3"), hasModule("duckdb", python: python) {
        program = python
        process.arguments = ["-c", "import duckdb, os\nduckdb.execute(\"COPY (SELECT * FROM read_parquet(?)) TO '/dev/stdout' (FORMAT csv, HEADER)\", [os.environ['TWOBIN_PARQUET_FILE']])"]
    } else {
        throw .unsuitable(reason: "\(path): reading Parquet needs DuckDB: a duckdb executable on PATH (https://duckdb.org), or python3 with the module duckdb; "
            + "or convert the file to CSV")
    }
    process.executableURL = URL(fileURLWithPath: program)
    process.environment = ProcessInfo.processInfo.environment.merging(["TWOBIN_PARQUET_FILE": path]) { $1 }
    let output = Pipe(), errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do {
        try process.run()
    } catch {
        throw .cannotRead(file: path, reason: "\(program) could not be started: \(error)")
    }
    var ended = false
    return ProducedSource(name: path) { () throws(IngestionError) -> [UInt8]? in
        guard !ended else { return nil }
        let data = output.fileHandleForReading.availableData
        if !data.isEmpty { return [UInt8](data) }
        ended = true
        let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw .cannotRead(file: path, reason: "duckdb: " + message.split(whereSeparator: \.isNewline).joined(separator: "; "))
        }
        return nil
    }
}

/// True where a Python has a module.
private func hasModule(_ name: String, python: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", "import " + name]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}

/// The first executable of a name on PATH.
func executable(named name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
}
