import ArgumentParser
import DemandModel
import Foundation
import PlanReading
import PlanStore

/// Which store a command works on: `--store`, else TWOBIN_STORE, else `out/twobin.sqlite`.
struct StoreOptions: ParsableArguments {
    @Option(help: "The run store, or the output directory it is in (default: TWOBIN_STORE, else out).")
    var store: String?

    var path: String {
        let named = store ?? ProcessInfo.processInfo.environment["TWOBIN_STORE"] ?? "out"
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: named, isDirectory: &isDirectory)
        if exists ? isDirectory.boolValue : !named.hasSuffix(".sqlite") { return RunPaths.store(in: named) }
        return named
    }

    func open(_ access: RunStore.Access = .read) throws -> RunStore {
        let named = store ?? ProcessInfo.processInfo.environment["TWOBIN_STORE"] ?? ""
        let shown = addressWithoutSecrets(named)
        guard shown == named, !named.contains("://") else {
            throw CommandFailure(.unusableInput, "\(shown): the run store is a file, or the output directory it is in, and no address")
        }
        do {
            return try RunStore(path: path, access: access)
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension CommandFailure {
    /// A store that cannot be written is an output problem; everything else a user can name is input.
    init(_ error: StoreError) {
        switch error {
        case .unwritable, .busy: self.init(.outputCannotBeWritten, error.description)
        case .inconsistentRun: self.init(.internalError, error.description)
        default: self.init(.unusableInput, error.description)
        }
    }
}
