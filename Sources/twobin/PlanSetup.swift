import DemandModel
import Foundation
import PlanEngine
import PlanFile
import SalesIngestion

/// A plan file with the command's flags applied, and where its files are.
struct PlanSetup {
    var configuration: PlanConfiguration
    var paths: RunPaths
    var outputDirectory: String
    /// Addresses of databases as they are opened, by how they are shown and stored: without the password.
    private var addresses: [String: String] = [:]

    init(planFile: String, asOf: String? = nil, out: String? = nil, strict: Bool = false) throws {
        let text = try readTextFile(planFile, what: "plan file")
        paths = RunPaths(planFile: planFile)
        do throws(PlanFileError) {
            configuration = try readPlanFile(text: text, name: planFile, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw CommandFailure(.unusableInput, error.description)
        }
        if let asOf {
            guard let day = CalendarDay(iso: asOf) else {
                throw CommandFailure(.wrongUsage, "--as-of: \"\(asOf)\" is no day; write YYYY-MM-DD, for example 2010-12-01")
            }
            configuration.asOf = day
        }
        outputDirectory = out ?? paths.resolved(configuration.outputDirectory)
        if strict { configuration.strict = true }
        configuration.salesPath = shown(configuration.salesPath)
        for path in PlanSetup.tablePaths { if let address = configuration[keyPath: path] { configuration[keyPath: path] = shown(address) } }
    }

    private static let tablePaths: [WritableKeyPath<PlanConfiguration, String?> & Sendable] = [
        \.itemsPath, \.calendarPath, \.receiptsPath, \.openOrdersPath, \.backordersPath, \.plannedPath, \.suppliersPath, \.snapshotsPath,
    ]

    private mutating func shown(_ address: String) -> String {
        let text = addressWithoutPassword(address)
        if text != address { addresses[text] = address }
        return text
    }

    /// A path or database address of the plan file as it can be opened.
    func address(_ path: String) -> String { addresses[path] ?? paths.resolved(path) }

    /// The id of the run: the beginning of a digest of inputs and configuration, so that the same plan has the same id. Where the
    /// output goes does not count.
    func runID(_ input: PlanInput) throws -> String {
        var counted = configuration
        counted.outputDirectory = ""
        counted.keptRuns = nil
        counted.asOf = input.asOf
        counted.incremental = nil
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var bytes = Array(try encoder.encode(counted))
        bytes += Array(twobinVersion.utf8)
        for file in input.inputs { bytes += Array("\n\(file.role) \(file.sha256)".utf8) }
        return String(sha256(of: bytes).prefix(12))
    }
}
