import DemandModel
import Digests
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
    /// Overrides that the command names, as the path counts from the working directory.
    var overridesFile: String?

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
    }

    /// Takes overrides from a file that is named beside the plan file: its path counts from the working directory, and only its name
    /// is kept.
    public mutating func useOverrides(_ path: String) {
        configuration.overridesPath = TableSource([TableAddress((path as NSString).lastPathComponent)])
        overridesFile = path
    }

    /// A path or database address of the plan file as it can be opened.
    public func path(_ address: TableAddress) -> String { paths.resolved(address.opening) }

    /// How a table is read.
    func tableOptions(_ source: TableSource?) -> TableReadingOptions {
        var options = TableReadingOptions()
        options.table = source?.table
        options.query = source?.query
        options.passwordFile = configuration.passwordFile.map(paths.resolved)
        return options
    }

    /// The id of the run: the beginning of a digest of inputs and configuration, so that the same plan has the same id. Where the
    /// output goes does not count.
    ///
    /// - Parameters:
    ///   - version: of the program.
    ///   - part: the part that is planned; `nil`: all.
    public func runID(_ input: PlanInput, version: String, part: PlanPart? = nil) throws -> String {
        var bytes = try configurationBytes(asOf: input.asOf)
        bytes += Array(version.utf8)
        for file in input.inputs { bytes += Array("\n\(file.role) \(file.sha256)".utf8) }
        if let part { bytes += Array("\npart \(part.identity)".utf8) }
        return String(sha256(of: bytes).prefix(12))
    }
    /// A digest of the plan file for forecasts: they do not read the planning day within its period, nor where the output goes.
    public func forecastDigest() throws -> String { sha256(of: try configurationBytes(asOf: nil)) }

    /// The configuration, but for what changes no number.
    private func configurationBytes(asOf: CalendarDay?) throws -> [UInt8] {
        var counted = configuration
        counted.outputDirectory = ""
        counted.keptRuns = nil
        counted.outputDatabase = nil
        counted.asOf = asOf
        counted.incremental = nil
        counted.reusesForecasts = nil
        counted.passwordFile = nil
        counted.alerts = nil
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Array(try encoder.encode(counted))
    }
}
