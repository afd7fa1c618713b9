import DemandModel
import Foundation

/// The files that some names stand for: a folder is every table in it, `*`, `?` and `[...]` are patterns; in byte order, each once.
///
/// - Throws: `cannotRead` for a folder without tables and for a pattern that matches nothing.
public func expandedPaths(_ paths: [String]) throws(IngestionError) -> [String] {
    var result: [String] = []
    for path in paths {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            result += isDirectory.boolValue ? try tables(in: path) : [path]
        } else if path.contains(where: { "*?[".contains($0) }) && !path.contains("://") && addressWithoutSecrets(path) == path {
            let matches = matchingPaths(path)
            guard !matches.isEmpty else { throw .cannotRead(file: path, reason: "no file matches the pattern") }
            result += matches
        } else {
            result.append(path)
        }
    }
    var seen: Set<String> = []
    return result.filter { seen.insert($0).inserted }
}

/// The endings of files that are tables of text, before an optional `.gz`.
private let tableEndings = [".csv", ".tsv", ".txt", ".tab"]

func isTableName(_ name: String) -> Bool {
    let plain = name.lowercased().hasSuffix(".gz") ? String(name.dropLast(3)) : name
    return !name.hasPrefix(".") && tableEndings.contains { plain.lowercased().hasSuffix($0) }
}

private func tables(in directory: String) throws(IngestionError) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let files = names.filter(isTableName).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        .map { directory.hasSuffix("/") ? directory + $0 : directory + "/" + $0 }
    guard !files.isEmpty else {
        throw .cannotRead(file: directory, reason: "it is a directory without tables (.csv, .tsv, .txt, also .gz); name a file")
    }
    return files
}

private func matchingPaths(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, GLOB_NOSORT, nil, &found) == 0 else { return [] }
    var paths: [String] = []
    for index in 0..<Int(found.gl_pathc) {
        if let path = found.gl_pathv[index] { paths.append(String(cString: path)) }
    }
    return paths.filter { path in
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
