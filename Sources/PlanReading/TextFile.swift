import Foundation

/// Reads a whole text file.
///
/// - Throws: `PlanReadingError`, which says why not and what to do.
public func readTextFile(_ path: String, what: String) throws(PlanReadingError) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw PlanReadingError("\(path): no such \(what); check the path")
    }
    if isDirectory.boolValue { throw PlanReadingError("\(path) is a directory; name a \(what)") }
    guard let data = FileManager.default.contents(atPath: path) else {
        throw PlanReadingError("\(path): the \(what) cannot be read; check its permissions")
    }
    guard let text = String(data: data, encoding: .utf8) else {
        throw PlanReadingError("\(path): the \(what) is not UTF-8 text; save it as UTF-8")
    }
    return text
}
