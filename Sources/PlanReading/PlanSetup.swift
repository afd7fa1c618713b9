import DemandModel
import Foundation
import PlanEngine
import PlanFile
import SalesIngestion
import TextForms

/// A plan file with the command's flags applied, and where its files are.
public struct PlanSetup: Sendable {
    public var configuration: PlanConfiguration
    public var paths: RunPaths
    public var outputDirectory: String
    /// Addresses of databases as they are opened, by how they are shown and stored: without the password.
    private var addresses: [String: String] = [:]

    /// Reads a plan file.
    ///
    /// - Parameters:
    ///   - planFile: path of the plan file.
    ///   - asOf: plan as of this day (YYYY-MM-DD) in place of the plan file's.
    ///   - out: output directory in place of the plan file's.
    ///   - strict: unusable rows stop the run.
    ///   - environment: overrides of keys (`TWOBIN_...`).
    public init(
        planFile: String, asOf: String? = nil, out: String? = nil, strict: Bool = false, environment: [String: String]
    ) throws(PlanReadingError) {
        let text = try readTextFile(planFile, what: "plan file")
        paths = RunPaths(planFile: planFile)
        do throws(PlanFileError) {
            configuration = try readPlanFile(text: text, name: planFile, environment: environment)
        } catch {
            throw PlanReadingError(error.description)
        }
        if let asOf {
            guard let day = CalendarDay(iso: asOf) else {
                throw PlanReadingError("--as-of: \"\(asOf)\" is no day; write YYYY-MM-DD, for example 2010-12-01", cause: .wrongUsage)
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
    public func address(_ path: String) -> String { addresses[path] ?? paths.resolved(path) }

    /// The id of the run: the beginning of a digest of inputs and configuration, so that the same plan has the same id. Where the
    /// output goes does not count.
    ///
    /// - Parameter version: of the program.
    public func runID(_ input: PlanInput, version: String) throws -> String {
        var counted = configuration
        counted.outputDirectory = ""
        counted.keptRuns = nil
        counted.asOf = input.asOf
        counted.incremental = nil
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var bytes = Array(try encoder.encode(counted))
        bytes += Array(version.utf8)
        for file in input.inputs { bytes += Array("\n\(file.role) \(file.sha256)".utf8) }
        return String(sha256(of: bytes).prefix(12))
    }
}
