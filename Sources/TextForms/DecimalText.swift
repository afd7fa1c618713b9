/// A number as plain decimal text: the shortest that reads back as the same number, without locale and without `.0`.
///
/// An exponent appears only where the size is out of the ordinary (below 1e-9 or from 1e21 on). A value that is not finite has
/// no decimal text and gives an empty one: in a table it is a cell without a value.
///
///     print(decimalText(3), decimalText(0.1), decimalText(-2.50), decimalText(0.00001))   // 3 0.1 -2.5 0.00001
///     print(decimalText(1e-12), decimalText(.nan).isEmpty)                                // 1e-12 true
public func decimalText(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    if value == 0 { return "0" }
    let shortest = value.description
    guard let exponentMark = shortest.utf8.firstIndex(of: UInt8(ascii: "e")) else {
        return shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest
    }
    let magnitude = value.magnitude
    guard magnitude >= 1e-9, magnitude < 1e21, let exponent = Int(shortest[shortest.index(after: exponentMark)...]) else {
        return shortest
    }
    let digits = shortest[..<exponentMark].filter { $0.isWholeNumber }
    let sign = value < 0 ? "-" : ""
    // The mantissa has one digit before its point, so the point belongs after `exponent + 1` digits.
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let zeros = exponent + 1 - digits.count
    return sign + (zeros >= 0
        ? digits + String(repeating: "0", count: zeros)
        : String(digits.prefix(exponent + 1)) + "." + String(digits.dropFirst(exponent + 1)))
}

/// A number as short as it is meant: `digits` significant digits, the whole part always in full.
///
/// For tables that people read. Estimates are good to a few digits; a file of them is not made better by fifteen.
///
///     print(shortDecimal(12.345678), shortDecimal(0.000123456), shortDecimal(123_456.78))     // 12.346 0.00012346 123457.0
public func shortDecimal(_ value: Double, digits: Int = 5) -> Double {
    guard value.isFinite, value != 0, value.rounded() != value else { return value }
    // Places after the point that `digits` significant digits leave.
    var places = digits
    var magnitude = value.magnitude
    while magnitude >= 1, places > 0 {
        magnitude /= 10
        places -= 1
    }
    while magnitude < 0.1, places < 18 {
        magnitude *= 10
        places += 1
    }
    // 10^places is exact up to 10^22, and so the quotient is the number that its decimal text reads back as.
    let scale = powersOfTen[min(places, 18)]
    let scaled = value * scale
    return scaled.magnitude < 9e15 ? scaled.rounded() / scale : value
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
]

/// Appends `decimalText(value)` to bytes; whole numbers and those with few decimals take a direct path.
func appendDecimal(_ value: Double, to bytes: inout [UInt8]) {
    let whole = value.rounded(.towardZero)
    if whole == value {
        if value.magnitude < 9e15 {
            appendInteger(Int(value), to: &bytes)
            return
        }
    } else if value.magnitude >= 1e-3, value.magnitude < 1e9 {
        // Up to four decimals: the quotient of two exact numbers is the double nearest to that decimal, so equality proves it.
        let scaled = (value * 1e4).rounded()
        if scaled / 1e4 == value {
            appendTenThousandths(Int(scaled), to: &bytes)
            return
        }
    }
    var text = decimalText(value)
    text.withUTF8 { bytes.append(contentsOf: $0) }
}

private func appendTenThousandths(_ units: Int, to bytes: inout [UInt8]) {
    if units < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = units.magnitude
    appendInteger(Int(magnitude / 10_000), to: &bytes)
    var rest = magnitude % 10_000
    var divisor: UInt = 1_000
    bytes.append(UInt8(ascii: "."))
    while rest > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(rest / divisor))
        rest %= divisor
        divisor /= 10
    }
}

/// Appends a whole number in decimal.
func appendInteger(_ value: Int, to bytes: inout [UInt8]) {
    var magnitude = value.magnitude
    if magnitude < 10, value >= 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(magnitude))
        return
    }
    // Digits from the last to the first, in one 64-bit register pair's worth of space: 20 digits at most.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 21) { digits in
        var place = 21
        repeat {
            place -= 1
            digits[place] = UInt8(ascii: "0") + UInt8(magnitude % 10)
            magnitude /= 10
        } while magnitude > 0
        if value < 0 {
            place -= 1
            digits[place] = UInt8(ascii: "-")
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[place...]))
    }
}
