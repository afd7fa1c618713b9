/// How the text of an input is written.
public enum TextEncoding: String, Sendable, Codable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1252 = "windows-1252"
    case windows1250 = "windows-1250"
    case windows1251 = "windows-1251"
    case windows1253 = "windows-1253"
    case windows1254 = "windows-1254"
    case koi8r = "koi8-r"
    case cp866
    case latin2 = "iso-8859-2"
    case latin9 = "iso-8859-15"
    case shiftJIS = "shift_jis"
    case eucJP = "euc-jp"
    case gb18030
    case big5
    case eucKR = "euc-kr"
    case cp850
    case cp852
    case macRoman = "macintosh"

    /// The encoding of a name as people write it: `Shift-JIS`, `cp1250`, `UTF8`, `latin1`; `nil` for one that is not known.
    public init?(named name: String) {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        let others: [String: TextEncoding] = [
            "latin1": .windows1252, "iso88591": .windows1252, "cp1252": .windows1252, "ansi": .windows1252, "cp1250": .windows1250, "cp1251": .windows1251, "cp1253": .windows1253, "cp1254": .windows1254, "iso88599": .windows1254, "latin5": .windows1254, "iso88597": .windows1253, "latin2": .latin2, "latin9": .latin9,
            "sjis": .shiftJIS, "cp932": .shiftJIS, "windows31j": .shiftJIS, "ms932": .shiftJIS, "gbk": .gb18030, "gb2312": .gb18030, "cp936": .gb18030, "cp949": .eucKR, "cp950": .big5, "utf16": .utf16LittleEndian, "unicode": .utf16LittleEndian,
            "mac": .macRoman, "macroman": .macRoman, "ibm850": .cp850, "ibm852": .cp852, "utf8bom": .utf8, "utf8sig": .utf8,
        ]
        guard let found = others[plain] ?? TextEncoding.allCases.first(where: { $0.rawValue.filter { $0.isLetter || $0.isNumber } == plain }) else { return nil }
        self = found
    }

    /// For people.
    var title: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian, .utf16BigEndian: "UTF-16"
        case .windows1252: "Windows-1252 (Latin-1)"
        case .windows1250: "Windows-1250 (Central Europe)"
        case .windows1251: "Windows-1251 (Cyrillic)"
        case .windows1253: "Windows-1253 (Greek)"
        case .windows1254: "Windows-1254 (Turkish)"
        case .koi8r: "KOI8-R (Cyrillic)"
        case .cp866: "CP866 (DOS, Cyrillic)"
        case .shiftJIS: "Shift-JIS"
        case .eucJP: "EUC-JP"
        case .gb18030: "GB18030 (Chinese)"
        case .big5: "Big5 (Chinese)"
        case .eucKR: "EUC-KR (Korean)"
        case .latin2: "ISO 8859-2 (Central Europe)"
        case .latin9: "ISO 8859-15"
        case .cp850: "CP850 (DOS)"
        case .cp852: "CP852 (DOS, Central Europe)"
        case .macRoman: "Mac Roman"
        }
    }

    /// For the report; `nil` for UTF-8.
    var remark: String? {
        switch self {
        case .utf8: nil
        case .utf16LittleEndian, .utf16BigEndian: "the text is UTF-16"
        default: "the text is not UTF-8: it is read as \(title)"
        }
    }

    /// As iconv(3) calls it.
    var iconvName: String {
        switch self {
        case .shiftJIS: "CP932"
        case .eucJP: "EUC-JP"
        case .eucKR: "CP949"
        case .windows1250: "CP1250"
        case .windows1251: "CP1251"
        case .windows1253: "CP1253"
        case .windows1254: "CP1254"
        case .koi8r: "KOI8-R"
        case .cp866: "CP866"
        case .latin2: "ISO-8859-2"
        case .latin9: "ISO-8859-15"
        case .gb18030: "GB18030"
        case .big5: "BIG5"
        case .cp850: "CP850"
        case .cp852: "CP852"
        case .macRoman: "MACINTOSH"
        default: "UTF-8"
        }
    }

    /// UTF-16 by its byte-order mark, or by the zero bytes of plain letters. Bytes that are no UTF-8 are taken for Windows-1252 where there
    /// are several of them or one in the first line, nearly all where that encoding has a letter inside of a word or a sign of a text; for
    /// another encoding where its letters make words of a header that is known, or texts of one script; else they are damage, and rows that hold
    /// them are quarantined.
    ///
    /// - Parameter complete: the bytes are the whole input (else the last character may be cut).
    static func detect(_ bytes: UnsafePointer<UInt8>, _ count: Int, complete: Bool) -> TextEncoding {
        if count >= 2 {
            if bytes[0] == 0xFF, bytes[1] == 0xFE { return .utf16LittleEndian }
            if bytes[0] == 0xFE, bytes[1] == 0xFF { return .utf16BigEndian }
        }
        if count >= 8 {
            let pairs = min(count, 64) / 2
            let zerosAt = (0...1).map { place in (0..<pairs).reduce(0) { $0 + (bytes[2 * $1 + place] == 0 ? 1 : 0) } }
            if zerosAt[1] * 10 >= pairs * 9, zerosAt[0] == 0 { return .utf16LittleEndian }
            if zerosAt[0] * 10 >= pairs * 9, zerosAt[1] == 0 { return .utf16BigEndian }
        }
        var i = 0, sequences = 0, likely = 0, unlikely = 0, inFirstLine = false, lines = 0
        while i < count {
            if bytes[i] < 0x80 {
                if bytes[i] == 0x0A || bytes[i] == 0x0D { lines += 1 }
                i += 1
                continue
            }
            let length = sequenceLength(bytes, at: i, count)
            if length > 0 {
                sequences += 1
                i += length
                continue
            }
            if !complete, i + 3 >= count { break }
            if isLikely(bytes, at: i, count) { likely += 1 } else { unlikely += 1 }
            if lines == 0 { inFirstLine = true }
            i += 1
        }
        guard likely + unlikely > 0 else { return .utf8 }
        let isWestern = sequences == 0 && likely >= (inFirstLine ? 1 : 2) && unlikely * 4 <= likely
        // Bytes of other encodings may look like UTF-8 by chance; a text of UTF-8 with a few bad bytes is damage.
        guard likely + unlikely > sequences else { return .utf8 }
        return EncodingGuess.best(UnsafeBufferPointer(start: bytes, count: min(count, 1 << 16)), isWestern: isWestern) ?? (isWestern ? .windows1252 : .utf8)
    }

    /// Bytes of the UTF-8 character that starts here, 0 where none does.
    private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, at i: Int, _ count: Int) -> Int {
        let lead = bytes[i]
        let length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0
        guard length > 0, i + length <= count else { return 0 }
        for k in 1..<length where bytes[i + k] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// A letter beside another letter, or a sign that texts of shops have (euro, pound, degree, quotation marks, ...).
    private static func isLikely(_ bytes: UnsafePointer<UInt8>, at i: Int, _ count: Int) -> Bool {
        func isLetter(_ k: Int) -> Bool {
            guard k >= 0, k < count else { return false }
            let byte = bytes[k]
            return byte >= 0xC0 ? byte != 0xD7 && byte != 0xF7 && byte < 0xFE : byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
        }
        switch bytes[i] {
        case 0x80, 0x84, 0x85, 0x91...0x97, 0x99, 0xA0, 0xA3, 0xA7...0xAB, 0xAE, 0xB0...0xB3, 0xB5, 0xB7, 0xB9...0xBE, 0xD7: return true
        case 0xE0: return true
        case 0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F, 0xC0...0xFD: return isLetter(i - 1) || isLetter(i + 1)
        default: return false
        }
    }

    /// The characters of 0x80...0x9F in Windows-1252; the five that it leaves open stand for themselves.
    static let signs: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]
}
