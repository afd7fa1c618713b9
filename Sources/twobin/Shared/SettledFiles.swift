import Foundation
import PlanExport
import PlanStore

/// Before a plan: what a killed one left half done is brought to an end, and that is said.
///
/// The new files stay where the store has their run too; else those of the run before are put back.
func settleInterruptedFiles(in directory: String, storePath: String, log: NightLog) {
    let outcome = InterruptedSet.settle(in: directory, names: PlanOutput.fileNames) { bytes in
        guard let summary = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any], let id = summary["id"] as? String,
              let runs = try? RunStore(path: storePath, access: .read) else { return false }
        return (try? runs.resolve(id))?.id == id
    }
    switch outcome {
    case .whole: break
    case .putBack: log.warn("files_put_back", "a run was killed while its files were put in place: those of the run before are there again", ["output": "\(directory)"])
    case .finished: log.warn("files_kept", "a run was killed after its files were in place: they stay", ["output": "\(directory)"])
    }
}
