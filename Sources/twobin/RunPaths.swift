import Foundation

/// Where a command finds its files: paths of a plan file count from the plan file, paths of flags from the working directory.
struct RunPaths {
    /// Folder of the plan file; empty for the working directory.
    var planDirectory: String

    init(planFile: String) {
        planDirectory = (planFile as NSString).deletingLastPathComponent
    }

    /// A path of the plan file as it can be opened from the working directory.
    func resolved(_ path: String) -> String {
        if path == "-" || path.hasPrefix("/") || path.contains("://") || planDirectory.isEmpty { return path }
        return (planDirectory as NSString).appendingPathComponent(path)
    }

    /// The store of an output directory.
    static func store(in directory: String) -> String {
        (directory as NSString).appendingPathComponent("twobin.sqlite")
    }

    /// What was read of the sales, kept for the next run.
    static func salesMemory(in directory: String) -> String {
        (directory as NSString).appendingPathComponent("twobin.sales")
    }
}

/// Reads a whole text file, or says why not (status 65).
func readTextFile(_ path: String, what: String) throws -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw CommandFailure(.unusableInput, "\(path): no such \(what); check the path")
    }
    if isDirectory.boolValue { throw CommandFailure(.unusableInput, "\(path) is a directory; name a \(what)") }
    guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure(.unusableInput, "\(path): the \(what) cannot be read; check its permissions")
    }
    guard let text = String(data: data, encoding: .utf8) else {
        throw CommandFailure(.unusableInput, "\(path): the \(what) is not UTF-8 text; save it as UTF-8")
    }
    return text
}
