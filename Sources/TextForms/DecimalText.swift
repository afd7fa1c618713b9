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
