import DemandModel
import TextForms

/// Which codes of a table are probably codes of another one, written differently.
///
///     let match = CodeMatching(table: ["123", "mug-1"], known: ["00123", "MUG-1"])
///     print(match.pairs.map(\.known))          // ["00123", "MUG-1"]
struct CodeMatching {
    /// How two spellings of a code differ.
    enum Difference: String, CaseIterable {
        case zeros = "leading zeros"
        case letterCase = "upper and lower case"
        case marks = "spaces, dashes and other marks"
        case unicode = "the form of their letters (Unicode)"
        case prefix = "letters in front"
        case alphabet = "letters of another alphabet that look alike"
        case decimals = "a .0 behind whole numbers"
        case rounded = "digits that a spreadsheet has rounded away"
    }

    struct Pair {
        var table: String
        var known: String
        var difference: Difference
    }

    /// Codes of the table that are known as they stand.
    var exact = 0
    /// Codes that are not known and would be, each with its one partner, in the order of the table's codes.
    var pairs: [Pair] = []
    /// Codes that could be several of the known ones.
    var ambiguous: [String] = []
    /// All others.
    var unmatched: [String] = []

    /// - Parameters:
    ///   - table: codes of the table, each once.
    ///   - known: codes of the sales (and whatever else is known).
    ///   - taken: known codes that a row of the table has already as they stand; nobody else is joined with them.
    init(table: Set<ExactText>, known: Set<ExactText>) {
        var open: [String] = []
        for code in table.map(\.text).sorted(by: bytesPrecede) {
            if known.contains(ExactText(code)) { exact += 1 } else { open.append(code) }
        }
        guard !open.isEmpty else { return }
        let free = known.filter { !table.contains($0) }.map(\.text).sorted(by: bytesPrecede)
        let freeByForm = Dictionary(grouping: free, by: looseCode)
        let openByForm = Dictionary(grouping: open, by: looseCode)
        var rest: [String] = []
        for code in open {
            let form = looseCode(code)
            guard !form.isEmpty, let partners = freeByForm[form] else { rest.append(code); continue }
            if partners.count == 1, openByForm[form]?.count == 1 {
                pairs.append(Pair(table: code, known: partners[0], difference: Self.difference(code, partners[0])))
            } else { ambiguous.append(code) }
        }
        matchRounded(&rest, free: free)
        matchPrefixes(&rest, freeByForm: freeByForm)
        unmatched = rest
        pairs.sort { bytesPrecede($0.table, $1.table) }
    }

    private static func difference(_ a: String, _ b: String) -> Difference {
        if a == b { return .unicode }
        func isForeign(_ text: String) -> Bool { text.unicodeScalars.contains { (0x370...0x52F).contains($0.value) } }
        if isForeign(a) != isForeign(b) { return .alphabet }
        if a.hasSuffix(".0") != b.hasSuffix(".0") || a.hasSuffix(".00") != b.hasSuffix(".00") { return .decimals }
        func withoutZeros(_ text: String) -> Substring { text.drop { $0 == "0" } }
        if withoutZeros(a) == withoutZeros(b) { return .zeros }
        if a.lowercased() == b.lowercased() { return .letterCase }
        if withoutZeros(a.lowercased()) == withoutZeros(b.lowercased()) { return .zeros }
        return .marks
    }

    /// `1.23457E+13` was any code of 14 digits that begins so (the last digit that is left may be rounded up).
    private mutating func matchRounded(_ rest: inout [String], free: [String]) {
        let numbers = free.filter { $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
        rest = rest.filter { code in
            guard let rounded = roundedCode(code) else { return true }
            let hits = numbers.filter { number in
                guard number.count == rounded.count, let kept = Double(number.prefix(rounded.digits.count + 1)), let digits = Double(rounded.digits) else { return false }
                return (kept / (number.count > rounded.digits.count ? 10 : 1)).rounded() == digits
            }
            if hits.count == 1 { pairs.append(Pair(table: code, known: hits[0], difference: .rounded)) } else if hits.count > 1 { ambiguous.append(code) }
            return hits.isEmpty
        }
    }

    /// One side writes something in front of every code (`SKU-123` beside `123`). One pair may be chance; several with the same front are not.
    private mutating func matchPrefixes(_ rest: inout [String], freeByForm: [String: [String]]) {
        let forms = rest.map { Array(looseCode($0)) }
        var openByForm: [String: [String]] = [:]
        for (code, form) in zip(rest, forms) { openByForm[String(form), default: []].append(code) }
        var hits: [String: [Pair]] = [:]
        func add(_ front: String, _ table: [String]?, _ known: [String]?) {
            guard let table, let known, table.count == 1, known.count == 1 else { return }
            hits[front, default: []].append(Pair(table: table[0], known: known[0], difference: .prefix))
        }
        for form in forms where form.count > 2 {
            for cut in 1..<min(form.count - 1, 12) {
                let tail = String(form[cut...].drop { $0 == "0" })
                add("+" + String(form[..<cut]), openByForm[String(form)], freeByForm[tail])
            }
        }
        for known in freeByForm.keys where known.count > 2 {
            let form = Array(known)
            for cut in 1..<min(form.count - 1, 12) {
                let tail = String(form[cut...].drop { $0 == "0" })
                add("-" + String(form[..<cut]), openByForm[tail], freeByForm[known])
            }
        }
        let best = hits.filter { $0.value.count >= 2 && $0.value.count * 2 >= rest.count }.max {
            $0.value.count != $1.value.count ? $0.value.count < $1.value.count : bytesPrecede($1.key, $0.key)
        }
        guard let best else { return }
        let joined = Set(best.value.map { ExactText($0.table) })
        pairs += best.value
        rest.removeAll { joined.contains(ExactText($0)) }
    }
}

/// A text that is equal to another one only byte for byte, as item codes are compared.
struct ExactText: Hashable {
    var text: String

    init(_ text: String) { self.text = text }

    static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var copy = text
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
