/// Text for XML: markup characters as entities, characters that XML 1.0 does not allow (section 2.2) as U+FFFD.
func escapedForXML(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "\t", "\n", "\r": escaped += " "
        case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}

/// Text cut to a number of characters, with an ellipsis where something is missing.
func shortened(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(max(1, count - 1)) + "…"
}

/// The width of text in pixels, guessed: there are no font metrics here. An average sans-serif character is 0.56 of its size wide.
func estimatedWidth(_ text: String, size: Double) -> Double { Double(text.count) * size * 0.56 }

/// FNV-1a, 64 bits (Fowler, Noll, Vo): a short name for a chart's contents, so that ids on one page do not clash.
func contentName(_ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(hash, radix: 36)
}
