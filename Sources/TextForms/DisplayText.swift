/// A text of unknown origin as it can be shown on a terminal or in a message: control characters, escape sequences, marks that turn the direction
/// of writing and characters without a width are written as `\u{1B}`, line breaks as `\n`.
///
///     print(displayText("mug\u{1B}[31m"))         // mug\u{1B}[31m
///
/// - Parameter keepsLineBreaks: for texts of several lines of one's own.
public func displayText(_ text: some StringProtocol, keepsLineBreaks: Bool = false) -> String {
    if text.unicodeScalars.allSatisfy({ !isUnshowable($0) || keepsLineBreaks && $0 == "\n" }) { return String(text) }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n" where keepsLineBreaks: result.append(scalar)
        case "\n": result.append(contentsOf: "\\n".unicodeScalars)
        case "\r": result.append(contentsOf: "\\r".unicodeScalars)
        case "\t": result.append(contentsOf: "\\t".unicodeScalars)
        default:
            if isUnshowable(scalar) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
    }
    return String(result)
}

private func isUnshowable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
}
