import DemandModel
import PlanEngine
import PlanReading

extension PlanReading {
    /// Names files as the plan file does, wherever that lies: what is said of them is then the same from any folder, and from a temporary one.
    mutating func nameFilesAsThePlanFile(in directory: String) {
        guard !directory.isEmpty else { return }
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        func shown(_ text: String) -> String { text.replacing(prefix, with: "") }
        input.inputs = input.inputs.map { InputFile(role: $0.role, path: shown($0.path), sha256: $0.sha256, rows: $0.rows) }
        for index in input.quarantine.indices { input.quarantine[index].file = shown(input.quarantine[index].file) }
        input.warnings = input.warnings.map(shown)
        input.firstWords = input.firstWords.map(shown)
        reportLines = reportLines.map(shown)
    }
}
