#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Turns bytes of an encoding into UTF-8, piece by piece (iconv). What is no character becomes U+FFFD.
final class TextConverter {
    private let descriptor: iconv_t?
    /// Bytes of a character that was cut at the end of a piece.
    private var left: [UInt8] = []
    /// Bytes that were no character.
    private(set) var invalid = 0

    init?(_ encoding: TextEncoding) {
        let opened = iconv_open("UTF-8", encoding.iconvName)
        guard let opened, Int(bitPattern: opened) != -1 else { return nil }
        descriptor = opened
    }

    deinit { if let descriptor { iconv_close(descriptor) } }

    func convert(_ piece: [UInt8], atEnd: Bool) -> [UInt8] {
        guard let descriptor else { return piece }
        var input = left + piece
        left = []
        var output = [UInt8](repeating: 0, count: 4 * input.count + 16)
        var written = 0, taken = 0
        let all = input.count
        input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                guard let from = source.baseAddress?.assumingMemoryBound(to: CChar.self), let to = target.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
                while taken < all {
                    var inPointer: UnsafeMutablePointer<CChar>? = from + taken, inLeft = all - taken
                    var outPointer: UnsafeMutablePointer<CChar>? = to + written, outLeft = target.count - written
                    let result = iconv(descriptor, &inPointer, &inLeft, &outPointer, &outLeft)
                    written = target.count - outLeft
                    taken = all - inLeft
                    guard result == -1 else { break }
                    // EINVAL: a character is cut at the end; EILSEQ: one byte is no character.
                    if errno == EINVAL, !atEnd { break }
                    invalid += 1
                    taken += 1
                    if target.count - written >= 3 {
                        target[written] = 0xEF
                        target[written + 1] = 0xBF
                        target[written + 2] = 0xBD
                        written += 3
                    }
                }
            }
        }
        if taken < all { left = Array(input[taken...]) }
        output.removeLast(output.count - written)
        return output
    }
}

/// Which encoding a text that is no UTF-8 is most likely in.
enum EncodingGuess {
    private static let candidates: [TextEncoding] = [.shiftJIS, .eucJP, .windows1250, .windows1251, .windows1253, .windows1254, .koi8r, .cp866, .latin2, .gb18030, .eucKR, .big5, .cp852, .cp850, .macRoman]

    /// The encoding whose reading knows names of the header, or makes a text of one script; `nil` where none is clearly better.
    static func best(_ bytes: UnsafeBufferPointer<UInt8>, isWestern: Bool) -> TextEncoding? {
        let byLanguage = AlphabetCoverage.best(bytes)
        guard let other = byReading(Array(bytes), isWestern: isWestern) else { return isWestern ? byLanguage : nil }
        // All bytes are letters in both of these: the language tells them apart.
        return [.windows1250, .windows1254].contains(other) ? byLanguage ?? other : other
    }

    private static func byReading(_ text: [UInt8], isWestern: Bool) -> TextEncoding? {
        let western = score(TextEncoding.windows1252, text)
        var best: (encoding: TextEncoding, score: Score)?
        for encoding in candidates {
            guard let score = score(encoding, text), score.isPlausible else { continue }
            if let known = best, (known.score.names, known.score.letters) >= (score.names, score.letters) { continue }
            best = (encoding, score)
        }
        // A single byte is damage and no encoding.
        guard let best, best.score.names > 0 || best.score.foreign >= 4 else { return nil }
        if isWestern, let western {
            // Western letters are the usual ones: another encoding must know more names, or make letters of what are signs within words.
            let isBetter = best.score.names > western.names || best.score.names == western.names && western.signsInWords > 0 && best.score.signsInWords == 0 && western.signsInWords * 4 >= western.foreign
            return isBetter ? best.encoding : nil
        }
        return best.encoding
    }

    struct Score {
        /// Names of the first lines that some reader knows.
        var names = 0
        /// Characters beyond ASCII, and those of them that are letters of the encoding's scripts.
        var foreign = 0
        var letters = 0
        /// Signs (¹, ³, ¿) directly between letters.
        var signsInWords = 0
        var invalid = 0

        var isPlausible: Bool { invalid * 50 <= foreign && 10 * letters >= 8 * foreign && signsInWords * 10 <= foreign }
    }

    private static func score(_ encoding: TextEncoding, _ bytes: [UInt8]) -> Score? {
        let text: String
        var score = Score()
        if encoding == .windows1252 {
            var scalars = String.UnicodeScalarView()
            for byte in bytes { scalars.append(Unicode.Scalar(byte >= 0x80 && byte < 0xA0 ? TextEncoding.signs[Int(byte) - 0x80] : UInt32(byte)) ?? " ") }
            text = String(scalars)
        } else {
            guard let converter = TextConverter(encoding) else { return nil }
            text = String(decoding: converter.convert(bytes, atEnd: false), as: UTF8.self)
            score.invalid = converter.invalid
        }
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where scalar.value >= 0x80 {
            score.foreign += 1
            if isUsual(scalar, in: encoding) { score.letters += 1 }
            let isLetter = scalar.properties.isAlphabetic
            if !isLetter, index > 0, index + 1 < scalars.count, isWordLetter(scalars[index - 1]), isWordLetter(scalars[index + 1]), scalar.value < 0x3000, scalar.value != 0x2019 {
                score.signsInWords += 1
            }
            if scalar.value == 0xBF || scalar.value == 0xB3 || scalar.value == 0xB9, index > 0, isWordLetter(scalars[index - 1]) { score.signsInWords += 1 }
        }
        for line in text.split(maxSplits: 12, whereSeparator: \.isNewline).prefix(12) where line.utf8.count < 8_000 {
            for mark in [",", ";", "\t", "|"] where line.contains(mark) {
                score.names += line.split(separator: Character(mark)).prefix(200).filter { cell in
                    let name = cell.trimmingCharactersOfCells
                    return name.unicodeScalars.contains { $0.value >= 0x80 } && KnownHeaders.knows(name)
                }.count
            }
        }
        return score
    }

    private static func isWordLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }

    /// Letters and signs that texts in an encoding are made of.
    private static func isUsual(_ scalar: Unicode.Scalar, in encoding: TextEncoding) -> Bool {
        switch scalar.value {
        case 0x3000...0x30FF, 0xFF01...0xFF5E: return [.shiftJIS, .eucJP].contains(encoding) || encoding == .gb18030 && scalar.value != 0x30FB
        case 0x4E00...0x9FFF: return [.shiftJIS, .eucJP, .gb18030, .big5].contains(encoding)
        case 0xAC00...0xD7A3: return encoding == .eucKR
        case 0x410...0x44F, 0x401, 0x451, 0x404, 0x454, 0x406, 0x456, 0x407, 0x457: return [.windows1251, .koi8r, .cp866].contains(encoding)
        case 0x386...0x3CE: return encoding == .windows1253
        case 0x20AC, 0xA3, 0xB0, 0x2013, 0x2014, 0x2018...0x201E, 0xA0, 0x2026: return ![.shiftJIS, .eucJP, .eucKR, .gb18030, .big5].contains(encoding)
        case 0xC0...0x17F:
            switch encoding {
            case .windows1250, .latin2, .cp852: return "ĄąĆćĘęŁłŃńÓóŚśŹźŻżÁáČčĎďÉéĚěÍíŇňŘřŠšŤťÚúŮůÝýŽžŐőŰűÖöÜüÄäßĂăÂâÎîȘșȚțŞşŢţĐđŔŕĽľĹĺÔô".unicodeScalars.contains(scalar)
            case .windows1254: return "ÇçĞğİıÖöŞşÜüÂâÎîÛû".unicodeScalars.contains(scalar)
            case .cp850, .macRoman: return "äöüÄÖÜßéèêëàâçñóáíúÉÈÀÇÑøØåÅæÆôîûùïÿ".unicodeScalars.contains(scalar)
            default: return false
            }
        default: return false
        }
    }
}

extension Substring {
    /// Without spaces and quotation marks around it.
    fileprivate var trimmingCharactersOfCells: String {
        var text = self
        while let first = text.first, first == " " || first == "\"" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\"" { text.removeLast() }
        return String(text)
    }
}
