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
