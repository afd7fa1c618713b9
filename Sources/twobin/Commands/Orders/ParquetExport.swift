import DemandModel
import Foundation
import PlanExport

/// Recommendations as a Parquet file, made by a `duckdb` executable from the CSV.
enum ParquetExport {
    /// - Throws: a fault of input where there is no duckdb, of output where it cannot write; what was there before is then still there.
    static func write(_ run: PlanRun, to path: String) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let program = folders.map({ "\($0)/duckdb" }).first(where: FileManager.default.isExecutableFile) else {
            throw CommandFailure(.unusableInput, "writing Parquet needs a duckdb executable on PATH (https://duckdb.org); or take --format csv, which any tool converts")
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
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        // Paths reach duckdb through its environment, never as a part of the SQL text.
        process.arguments = ["-c", "COPY (SELECT * FROM read_csv(getenv('TWOBIN_PARQUET_IN'), header = true, "
            + "types = {\((texts + dates + numbers).joined(separator: ", "))})) TO 'run.parquet' (FORMAT parquet)"]
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(["TWOBIN_PARQUET_IN": table]) { $1 }
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
