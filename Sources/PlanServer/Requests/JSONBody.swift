import Foundation

/// The body of a change: one JSON object.
struct JSONBody {
    private let members: [String: Any]

    /// - Throws: `RequestProblem` for anything that is not an object.
    init(_ bytes: [UInt8]) throws {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)), let members = object as? [String: Any] else {
            throw RequestProblem(400, "the body is not a JSON object")
        }
        self.members = members
    }

    func text(_ name: String) -> String? { members[name] as? String }
    func number(_ name: String) -> Double? { (members[name] as? NSNumber)?.doubleValue }
    func texts(_ name: String) -> [String]? { members[name] as? [String] }
    func isTrue(_ name: String) -> Bool { (members[name] as? Bool) ?? false }
    func objects(_ name: String) -> [[String: Any]]? { members[name] as? [[String: Any]] }
}
