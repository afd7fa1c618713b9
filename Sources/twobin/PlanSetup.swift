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

    init(planFile: String, asOf: String? = nil, out: String? = nil) throws {
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
    }

    /// The id of the run: the beginning of a digest of inputs and configuration, so that the same plan has the same id. Where the
    /// output goes does not count.
    func runID(_ input: PlanInput) throws -> String {
        var counted = configuration
        counted.outputDirectory = ""
        counted.asOf = input.asOf
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var bytes = Array(try encoder.encode(counted))
        bytes += Array(twobinVersion.utf8)
        for file in input.inputs { bytes += Array("\n\(file.role) \(file.sha256)".utf8) }
        return String(sha256(of: bytes).prefix(12))
    }
}
