import DemandModel
import TOMLKit

/// A value of the plan file, or of an environment variable, before its key has looked at it.
enum PlanValue {
    case text(String)
    case number(Double)
    case flag(Bool)
    case numbers([Double])
    case texts([String])
    case other(String)

    init(toml value: any TOMLValueConvertible) {
        switch value.type {
        case .string: self = .text(value.string ?? "")
        case .int: self = .number(Double(value.int ?? 0))
        case .double: self = .number(value.double ?? .nan)
        case .bool: self = .flag(value.bool ?? false)
        case .date:
            let day = value.date.flatMap { CalendarDay(year: $0.year, month: $0.month, day: $0.day) }
            self = .text(day?.description ?? "")
        case .array:
            var numbers: [Double] = [], texts: [String] = []
            let array = value.array
            for index in 0..<(array?.count ?? 0) {
                guard let element = array?[index] else { continue }
                if let number = element.double ?? element.int.map(Double.init) { numbers.append(number) } else if let text = element.string { texts.append(text) } else {
                    self = .other("an array of other things")
                    return
                }
            }
            if !texts.isEmpty, !numbers.isEmpty { self = .other("an array of texts and numbers") } else { self = texts.isEmpty ? .numbers(numbers) : .texts(texts) }
        case .table: self = .other("a section")
        default: self = .other("a \(value.type.description)")
        }
    }

    /// What an environment variable holds is text; numbers and flags are recognised by their form.
    init(environment text: String) {
        if let number = Double(text) { self = .number(number) }
        else if text == "true" || text == "false" { self = .flag(text == "true") }
        else {
            let parts = text.split(separator: ",").map { Double($0) }
            self = parts.count > 1 && parts.allSatisfy { $0 != nil } ? .numbers(parts.compactMap { $0 }) : .text(text)
        }
    }

    var described: String {
        switch self {
        case .text(let text): "the text \"\(addressWithoutSecrets(text))\""
        case .number(let number): "the number \(number)"
        case .flag(let flag): "\(flag)"
        case .numbers: "a list of numbers"
        case .texts: "a list of texts"
        case .other(let what): what
        }
    }
}

/// Why a key does not accept a value: what it needs.
struct PlanValueProblem: Error {
    var needs: String
}

extension PlanValue {
    func text() throws(PlanValueProblem) -> String {
        if case .text(let text) = self, !text.isEmpty { return text }
        throw PlanValueProblem(needs: "a text in quotes")
    }

    /// One path or address, or several.
    func addresses() throws(PlanValueProblem) -> [TableAddress] {
        switch self {
        case .text(let text) where !text.isEmpty: return [TableAddress(text)]
        case .texts(let texts) where !texts.contains(""): return texts.map { TableAddress($0) }
        default: throw PlanValueProblem(needs: "a path in quotes, or several in brackets")
        }
    }

    func flag() throws(PlanValueProblem) -> Bool {
        if case .flag(let flag) = self { return flag }
        throw PlanValueProblem(needs: "true or false")
    }

    func number(_ range: ClosedRange<Double>, _ needs: String) throws(PlanValueProblem) -> Double {
        if case .number(let number) = self, range.contains(number), number.isFinite { return number }
        throw PlanValueProblem(needs: needs)
    }

    func wholeNumber(_ range: ClosedRange<Double>, _ needs: String) throws(PlanValueProblem) -> Double {
        let number = try number(range, needs)
        guard number == number.rounded() else { throw PlanValueProblem(needs: needs) }
        return number
    }

    /// Distinct numbers between 0 and 1; an environment variable may hold a single one.
    func quantiles() throws(PlanValueProblem) -> [Double] {
        let levels: [Double]? = switch self {
        case .numbers(let numbers): numbers
        case .number(let number): [number]
        default: nil
        }
        guard let levels, levels.allSatisfy({ $0 > 0 && $0 < 1 }), Set(levels).count == levels.count else {
            throw PlanValueProblem(needs: "a list of different numbers between 0 and 1, such as [0.5, 0.9]")
        }
        return levels
    }

    func amount(_ unit: String) throws(PlanValueProblem) -> Double {
        // Ten years: what the items table accepts, too.
        unit == "days" ? try number(0...3_650, "a number of days from 0 to 3650")
            : try number(0...Double.greatestFiniteMagnitude, "a number of \(unit), 0 or more")
    }

    func day() throws(PlanValueProblem) -> CalendarDay {
        if case .text(let text) = self, let day = CalendarDay(iso: text) { return day }
        throw PlanValueProblem(needs: "a date such as \"2010-12-01\"")
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws(PlanValueProblem) -> Choice where Choice.RawValue == String {
        if case .text(let text) = self, let choice = Choice(rawValue: text) { return choice }
        throw PlanValueProblem(needs: "one of " + Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
    }

    func share(_ needs: String) throws(PlanValueProblem) -> Double {
        if case .text(let text) = self, text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) { return percent / 100 }
        return try number(0...1, needs)
    }
}
