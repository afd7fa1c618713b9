import Foundation

/// Where a command finds its files: paths of a plan file count from the plan file, paths of flags from the working directory.
public struct RunPaths: Sendable {
    /// Folder of the plan file; empty for the working directory.
    public var planDirectory: String

    public init(planFile: String) {
        planDirectory = (planFile as NSString).deletingLastPathComponent
    }

    /// A path of the plan file as it can be opened from the working directory.
    public func resolved(_ path: String) -> String {
        if path == "-" || path.hasPrefix("/") || path.contains("://") || planDirectory.isEmpty { return path }
        return (planDirectory as NSString).appendingPathComponent(path)
    }

    /// The name of the store in an output directory.
    public static let storeName = "twobin.sqlite"

    /// The store of an output directory.
    public static func store(in directory: String) -> String {
        (directory as NSString).appendingPathComponent(storeName)
    }

    /// What was read of the sales, kept for the next run.
    public static func salesMemory(in directory: String) -> String {
        (directory as NSString).appendingPathComponent("twobin.sales")
    }
}
