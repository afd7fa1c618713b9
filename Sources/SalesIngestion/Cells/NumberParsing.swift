/// A quantity or an amount of money in millionths: sums of these are exact, so a result does not depend on the order of rows,
/// threads or chunks. 2.5 units are `Micro` 2_500_000; digits after the sixth decimal are rounded half away from zero.
typealias Micro = Int64

/// One unit.
let microUnit: Micro = 1_000_000

enum NumberProblem: Error {
    /// No number: text, `nan`, `inf`, two signs, ...
    case malformed
    /// Beyond +-1e9.
    case outOfRange
}

/// Numbers from bytes, without the locale, without text values.
enum NumberParsing {
    /// Reads `-12`, `3.50`, `1e3`, `+7`; with `decimalComma`, `3,50`.
    @inline(__always)
    static func micro(_ field: Field, decimalComma: Bool = false) throws(NumberProblem) -> Micro {
        // The common case: up to nine digits with or without a minus.
        var i = 0
        let negative = field.count > 0 && field.start[0] == 0x2D
        if negative { i = 1 }
        if field.count > i, field.count - i <= 9 {
            var value: Int64 = 0
            var plain = true
            while i < field.count {
                let digit = field.start[i] &- 0x30
                if digit > 9 {
                    plain = false
                    break
                }
                value = value &* 10 &+ Int64(digit)
                i &+= 1
            }
            if plain { return (negative ? -value : value) &* microUnit }
        }
        return try generalMicro(field, decimalComma: decimalComma)
    }

    @inline(never)
    private static func generalMicro(_ field: Field, decimalComma: Bool) throws(NumberProblem) -> Micro {
        let parts = try decimal(field, decimalComma: decimalComma)
        if parts.mantissa == 0 { return 0 }
        // value = mantissa * 10^exponent; in micro units the exponent is 6 higher.
        var exponent = parts.exponent + 6
        var magnitude = parts.mantissa
        while exponent > 0 {
            let (next, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            if overflow { throw .outOfRange }
            magnitude = next
            exponent -= 1
        }
        if exponent < 0 {
            if exponent < -19 { return 0 }
            var divisor: UInt64 = 1
            for _ in 0..<(-exponent) { divisor = divisor &* 10 }
            let quotient = magnitude / divisor
            let rest = magnitude % divisor
            magnitude = quotient + (rest >= divisor - rest ? 1 : 0)
        }
        guard magnitude <= 1_000_000_000_000_000 else { throw .outOfRange }
        return parts.negative ? -Micro(magnitude) : Micro(magnitude)
    }

    /// The correctly rounded Double of a decimal number; nan, inf and hexadecimal are refused.
    static func double(_ field: Field, decimalComma: Bool = false) throws(NumberProblem) -> Double {
        let parts = try decimal(field, decimalComma: decimalComma)
        if parts.exact, parts.mantissa < 1 << 53, (-22...22).contains(parts.exponent) {
            // Both operands are exact, so one operation rounds once (Clinger 1990).
            let power = powersOfTen[abs(parts.exponent)]
            let value = parts.exponent < 0 ? Double(parts.mantissa) / power : Double(parts.mantissa) * power
            return parts.negative ? -value : value
        }
        var text = field.text
        if decimalComma { text = String(text.map { $0 == "," ? "." : $0 }) }
        guard let value = Double(text), value.isFinite else { throw .outOfRange }
        return value
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// Sign, the first 18 significant digits and the power of ten; `exact` is false where digits were cut.
    static func decimal(_ field: Field, decimalComma: Bool)
        throws(NumberProblem) -> (negative: Bool, mantissa: UInt64, exponent: Int, exact: Bool)
    {
        let p = field.start, n = field.count
        var i = 0
        var negative = false
        if i < n, p[i] == 0x2D || p[i] == 0x2B {
            negative = p[i] == 0x2D
            i += 1
        }
        let point: UInt8 = decimalComma ? 0x2C : 0x2E
        var mantissa: UInt64 = 0
        var digits = 0, anyDigit = false, exponent = 0, afterPoint = false, exact = true
        while i < n {
            let byte = p[i]
            let digit = byte &- 0x30
            if digit <= 9 {
                anyDigit = true
                if digits < 18 {
                    mantissa = mantissa * 10 + UInt64(digit)
                    if mantissa > 0 { digits += 1 }
                    if afterPoint { exponent -= 1 }
                } else {
                    if digit != 0 { exact = false }
                    if !afterPoint { exponent += 1 }
                }
            } else if byte == point, !afterPoint {
                afterPoint = true
            } else {
                break
            }
            i += 1
        }
        guard anyDigit else { throw .malformed }
        if i < n, p[i] | 0x20 == 0x65 {
            i += 1
            var down = false
            if i < n, p[i] == 0x2D || p[i] == 0x2B {
                down = p[i] == 0x2D
                i += 1
            }
            guard i < n else { throw .malformed }
            var power = 0
            while i < n, p[i] &- 0x30 <= 9 {
                power = min(power * 10 + Int(p[i] &- 0x30), 9_999)
                i += 1
            }
            exponent += down ? -power : power
        }
        guard i == n else { throw .malformed }
        return (negative, mantissa, exponent, exact)
    }

    /// A number with a currency sign or thousands marks, `nil` for anything else.
    @inline(never)
    static func decoratedMicro(_ cell: Field, decimalComma: Bool) -> Micro? {
        guard cell.count <= 64, let plain = plainDigits(cell.trimmed.withoutFormula.text, decimalComma: decimalComma) else { return nil }
        return withField(plain) { try? micro($0, decimalComma: decimalComma) }
    }

    /// The number written in a field with thousands marks or a currency sign (`£1,234.50`, `1.234,50 EUR`, `(7)`, `5-`), as plain digits;
    /// `nil` where nothing but the sign and marks can be told apart with certainty: marks stand before groups of three digits.
    static func plainDigits(_ text: String, decimalComma: Bool) -> String? {
        var body = Substring(text).trimmingBlanks
        // An apostrophe in front of a sign or a digit is an exporter's guard against formulas.
        if let first = body.first, first == "'" || first == "\u{2019}", body.count > 1 { body = body.dropFirst().trimmingBlanks }
        if body.unicodeScalars.contains(where: { (0xFF00...0xFF5E).contains($0.value) }) { body = Substring(PlainText.narrowed(String(body))).trimmingBlanks }
        var negative = false
        if body.hasPrefix("("), body.hasSuffix(")") {
            negative = true
            body = body.dropFirst().dropLast().trimmingBlanks
        }
        // One sign, outside of the currency sign or inside of it.
        func takeSign() {
            guard !negative else { return }
            for minus in ["-", "\u{2212}"] {
                if body.hasPrefix(minus) { body = body.dropFirst().trimmingBlanks } else if body.hasSuffix(minus) { body = body.dropLast().trimmingBlanks } else { continue }
                negative = true
                return
            }
            if body.hasPrefix("+") { body = body.dropFirst().trimmingBlanks }
        }
        takeSign()
        body = body.withoutCurrency
        takeSign()
        let point: Character = decimalComma ? "," : "."
        let parts = body.split(separator: point, maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count == 1 || parts[1].allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        let marks: [Character] = [decimalComma ? "." : ",", " ", "\u{A0}", "\u{202F}", "'", "\u{2019}"]
        var digits = String(whole)
        if let mark = marks.first(where: whole.contains) {
            let groups = whole.split(separator: mark, omittingEmptySubsequences: false)
            // `0,250` is a quarter, not 250.
            // Lakhs and crores: 1,25,000.
            let isIndian = mark == "," && groups.count >= 3 && (1...2).contains(groups[0].count) && groups.dropFirst().dropLast().allSatisfy { $0.count == 2 } && groups.last?.count == 3
            guard (1...3).contains(groups[0].count), groups[0].first != "0", isIndian || groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
            digits = groups.joined()
        }
        guard digits.allSatisfy({ ("0"..."9").contains($0) }), !digits.isEmpty || parts.count == 2 && !parts[1].isEmpty else { return nil }
        if body.isEmpty { return nil }
        return (negative ? "-" : "") + (digits.isEmpty ? "0" : digits) + (parts.count == 2 ? String(point) + parts[1] : "")
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" || first == "\u{A0}" || first == "\u{202F}" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" || last == "\u{A0}" || last == "\u{202F}" { text.removeLast() }
        return text
    }

    /// Without a currency sign, or the name of a currency, at one end.
    fileprivate var withoutCurrency: Substring {
        let names = [
            "R$", "US$", "A$", "C$", "zł", "Kč", "Ft", "kr.", "kr", "Kr", "Fr.", "Fr", "lei", "TL", "USD", "EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN",
            "CZK", "HUF", "RON", "CAD", "AUD", "NZD", "JPY", "CNY", "INR", "BRL", "MXN", "ZAR", "TRY",
        ]
        for name in names {
            if hasPrefix(name) { return dropFirst(name.count).trimmingBlanks }
            if hasSuffix(name) { return dropLast(name.count).trimmingBlanks }
        }
        if let first, first.isCurrencySymbol { return dropFirst().trimmingBlanks }
        if let last, last.isCurrencySymbol { return dropLast().trimmingBlanks }
        return self
    }
}
