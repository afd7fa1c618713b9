/// Numbers as a person reads them, without a locale: 1,234,567 and 12.50.

/// A whole number with thousands separated.
public func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
        result.append(digit)
    }
    return (value < 0 ? "-" : "") + result
}

/// `1 item`, `1,234 items`.
public func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

/// A number with a fixed count of decimals and thousands separated; `n/a` for anything that is not a number.
public func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "n/a" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let units = Int((value.magnitude * Double(scale)).rounded())
    let sign = value < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return sign + grouped(units) }
    let fraction = String(units % scale)
    return sign + grouped(units / scale) + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
}

/// A share as a percentage: 0.9534 is `95.3%`.
public func percent(_ share: Double, _ decimals: Int = 1) -> String {
    share.isFinite ? fixed(share * 100, decimals) + "%" : "n/a"
}

/// A number with at most so many decimals, none of them needless; `n/a` for anything that is not a number.
///
///     upTo(2, 4.9999)      // 5
///     upTo(3, 0.12345)     // 0.123
public func upTo(_ decimals: Int, _ value: Double) -> String {
    guard value.isFinite else { return "n/a" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = value * scale
    return decimalText(value == value.rounded() || scaled.magnitude >= 9e15 ? value : scaled.rounded() / scale)
}

/// A number with so many significant digits, its whole part always in full; `n/a` for anything that is not a number.
///
///     significant(4, 12.34567)     // 12.35
///     significant(4, 123_456.7)    // 123457
public func significant(_ digits: Int, _ value: Double) -> String {
    guard value.isFinite else { return "n/a" }
    guard value != value.rounded() else { return decimalText(value) }
    var least = 1.0
    for _ in 1..<max(1, digits) { least *= 10 }
    var scale = 1.0
    while (value.magnitude * scale).rounded() < least, scale < 1e12 { scale *= 10 }
    return decimalText((value * scale).rounded() / scale)
}
