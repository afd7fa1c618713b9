import Foundation
import Testing

/// One problem with a verified answer, from Fixtures/policy-cases.json.
struct PolicyCase: Sendable, CustomTestStringConvertible {
    let id: String
    let inputs: JSONValue
    let expected: JSONValue
    let relative: Double
    let absolute: Double
    let exactKeys: Set<String>

    var testDescription: String { id }

    /// |got - expected| <= max(absolute, relative |expected|), or equal where the key is exact.
    func check(_ key: String, _ got: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        compare(key, got, expected[key].double, sourceLocation)
    }

    func check(_ key: String, _ got: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        let wanted = expected[key].doubles
        #expect(got.count == wanted.count, "\(id): \(key) has \(got.count) values", sourceLocation: sourceLocation)
        for (index, pair) in zip(got, wanted).enumerated() {
            compare(key, pair.0, pair.1, sourceLocation, index)
        }
    }

    private func compare(_ key: String, _ got: Double, _ wanted: Double, _ location: SourceLocation, _ index: Int = 0) {
        let allowed = exactKeys.contains(key) ? 0 : max(absolute, relative * abs(wanted))
        #expect(abs(got - wanted) <= allowed, "\(id): \(key)[\(index)] is \(got), expected \(wanted)", sourceLocation: location)
    }
}

/// All cases, and those whose id starts with a prefix.
enum PolicyCases {
    /// The problems of policy-cases.json.
    static let given = read(fixture("policy-cases.json"))
    /// These, the random ones of random_policy_cases.py, and those of a file that TWOBIN_POLICY_CASES names.
    static let all = given + read(fixture("random-policy-cases.json"))
        + (ProcessInfo.processInfo.environment["TWOBIN_POLICY_CASES"].map { read(URL(fileURLWithPath: $0)) } ?? [])

    private static func fixture(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name)
    }

    private static func read(_ url: URL) -> [PolicyCase] {
        guard let data = try? Data(contentsOf: url), let root = try? JSONDecoder().decode(JSONValue.self, from: data) else { return [] }
        return root["cases"].array.map { value in
            PolicyCase(
                id: value["id"].string, inputs: value["inputs"], expected: value["expected"],
                relative: value["tolerance"]["rel"].double, absolute: value["tolerance"]["abs"].double,
                exactKeys: Set(value["exact_keys"].array.map(\.string)))
        }
    }

    static func starting(with prefixes: String...) -> [PolicyCase] {
        all.filter { one in prefixes.contains { one.id.hasPrefix($0) } }
    }
}

/// JSON without a schema, for the fixtures.
enum JSONValue: Decodable, Sendable {
    case null
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() { self = .null }
        else if let value = try? container.decode(Double.self) { self = .number(value) }
        else if let value = try? container.decode(String.self) { self = .text(value) }
        else if let value = try? container.decode([JSONValue].self) { self = .list(value) }
        else { self = .object(try container.decode([String: JSONValue].self)) }
    }

    subscript(key: String) -> JSONValue {
        if case .object(let fields) = self { return fields[key] ?? .null }
        return .null
    }

    /// A number, also when it is written as text.
    var double: Double {
        switch self {
        case .number(let value): value
        case .text(let value): Double(value) ?? .nan
        default: .nan
        }
    }

    var isPresent: Bool {
        if case .null = self { return false }
        return true
    }

    var string: String {
        if case .text(let value) = self { return value }
        return ""
    }

    var array: [JSONValue] {
        if case .list(let values) = self { return values }
        return []
    }

    var doubles: [Double] { array.map(\.double) }
    var ints: [Int] { doubles.map { Int($0) } }

    var fields: [String: JSONValue] {
        if case .object(let fields) = self { return fields }
        return [:]
    }

    /// Fields with whole numbers as keys, ascending.
    var numbered: [(key: Double, value: JSONValue)] {
        fields.compactMap { pair in Double(pair.key).map { ($0, pair.value) } }.sorted { $0.0 < $1.0 }
    }

    /// {"0": 0.5, "3": 0.5}: probabilities from 0 to the largest key.
    var probabilities: [Double] {
        let entries = numbered
        var values = [Double](repeating: 0, count: Int(entries.last?.key ?? 0) + 1)
        for entry in entries { values[Int(entry.key)] = entry.value.double }
        return values
    }
}
