import DemandModel
import Foundation
import PlanExport

/// Recommendations as a Parquet file, made from the CSV by DuckDB: its executable, or its module of Python.
enum ParquetExport {
    /// - Throws: a fault of input where there is no DuckDB, of output where it cannot write; what was there before is then still there.
    static func write(_ run: PlanRun, to path: String) throws {
        guard let duckdb = DuckDB.found() else {
            throw CommandFailure(.unusableInput, "writing Parquet needs DuckDB: a duckdb executable on PATH, or python3 with the module duckdb (pip install duckdb); "
                + "or take --format csv, which any tool converts")
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let table = folder.appendingPathComponent("run.csv").path, parquet = folder.appendingPathComponent("run.parquet").path
        // A file for programs: texts exactly.
        try writeOutput(to: table) { sink throws(OutputError) in try RecommendationTable.write(run.items, textEscaping: .exact, to: sink) }
        let texts = RecommendationTable.allColumns.filter { $0.unit == "text" }.map { "'\($0.name)': 'VARCHAR'" }
        let dates = RecommendationTable.allColumns.filter { $0.unit == "date" }.map { "'\($0.name)': 'DATE'" }
        let numbers = RecommendationTable.allColumns.filter { $0.unit != "text" && $0.unit != "date" }.map { "'\($0.name)': 'DOUBLE'" }
        // Both names are fixed and the folder is DuckDB's own: no path is a part of the SQL text.
        let process = duckdb.process(running: "COPY (SELECT * FROM read_csv('run.csv', header = true, "
            + "types = {\((texts + dates + numbers).joined(separator: ", "))})) TO 'run.parquet' (FORMAT parquet)")
        process.currentDirectoryURL = folder
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let bytes = FileManager.default.contents(atPath: parquet) else {
            throw CommandFailure(.outputCannotBeWritten, "duckdb could not write \(path): " + message.split(whereSeparator: \.isNewline).joined(separator: "; "))
        }
        try writeOutput(to: path) { sink throws(OutputError) in try sink([UInt8](bytes)) }
    }
}

/// DuckDB as it is found on this machine.
private struct DuckDB {
    let program: String
    let isPython: Bool

    static func found() -> DuckDB? {
        func executable(_ name: String) -> String? {
            (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
        }
        if let program = executable("duckdb") { return DuckDB(program: program, isPython: false) }
        guard let python = executable("python3") else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", "import duckdb"]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? DuckDB(program: python, isPython: true) : nil
    }

    func process(running statement: String) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = isPython ? ["-c", "import duckdb, sys; duckdb.execute(sys.argv[1])", statement] : ["-c", statement]
        return process
    }
}
