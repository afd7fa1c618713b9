/// Tells encodings apart whose bytes are all letters, by how much of a text's letters the alphabet of one language holds.
///
/// `ý`, `þ`, `ð` of Windows-1252 are `ı`, `ş`, `ğ` of Windows-1254: beside `ç` and `ü` no Western language writes them, and Turkish writes them all;
/// beside `á`, `í`, `ó` Icelandic does, and Turkish does not. In the same way `è`, `ø`, `ì` in one text are `č`, `ř`, `ě` of Windows-1250.
enum AlphabetCoverage {
    /// Letters beyond a to z, by encoding.
    private static let western = [
        "äöüß", "àâæçéèêëîïôùûüÿœ", "áéíñóúü", "ãõáâàçéêíóôú", "àèéìíòóù", "æøåéäö", "åäöéü", "éèëïóöüáí", "àçèéíïòóúü", "áéíóúâêîôûŵŷäëïöü",
    ]
    /// In Icelandic one letter in eight of these is ý or þ: a text of which they are more than half is none.
    private static let icelandic = (all: "áðéíóúýþæö", usual: "áðéíóúæö")
    private static let others: [(encoding: TextEncoding, alphabets: [String])] = [
        (.windows1250, ["áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîșşțţ", "čćđšž"]),
        (.windows1254, ["çğıiöşüâîû"]),
    ]

    /// The encoding in which one language writes nearly all letters of the text, where no Western language writes nine tenths of what Windows-1252
    /// makes of them; `nil` for Western texts, and where fewer than two letters decide.
    static func best(_ bytes: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes where byte >= 0xC0 && byte != 0xD7 && byte != 0xF7 || [0x8A, 0x8C, 0x8D, 0x8E, 0x8F, 0x9A, 0x9C, 0x9D, 0x9E, 0x9F].contains(byte) { counts[Int(byte)] += 1 }
        let all = counts.reduce(0, +)
        guard all > 0 else { return nil }
        let usual = letters(of: .windows1252)
        var usualShare = western.map { coverage(counts, usual, $0) }.max() ?? 0
        if 2 * coverage(counts, usual, icelandic.usual) >= all { usualShare = max(usualShare, coverage(counts, usual, icelandic.all)) }
        guard 10 * usualShare < 9 * all else { return nil }
        var best: (encoding: TextEncoding, covered: Int)?
        for (encoding, alphabets) in others {
            let own = letters(of: encoding)
            let deciding = counts.indices.reduce(0) { $0 + (own[$1] != usual[$1] ? counts[$1] : 0) }
            let covered = alphabets.map { coverage(counts, own, $0) }.max() ?? 0
            if deciding >= 2, 20 * covered >= 19 * all, covered > best?.covered ?? 0 { best = (encoding, covered) }
        }
        return best?.encoding
    }

    private static func coverage(_ counts: [Int], _ letters: [Character], _ alphabet: String) -> Int {
        let known = Set(alphabet + alphabet.uppercased() + (alphabet.contains("ı") ? "İ" : ""))
        return counts.indices.reduce(0) { $0 + (counts[$1] > 0 && known.contains(letters[$1]) ? counts[$1] : 0) }
    }

    /// What each byte is in an encoding of single bytes.
    private static func letters(of encoding: TextEncoding) -> [Character] {
        (0...255).map { (byte: UInt8) -> Character in
            if encoding == .windows1252 {
                let scalar = byte >= 0x80 && byte < 0xA0 ? TextEncoding.signs[Int(byte) - 0x80] : UInt32(byte)
                return Unicode.Scalar(scalar).map(Character.init) ?? " "
            }
            guard let converter = TextConverter(encoding) else { return " " }
            return String(decoding: converter.convert([byte], atEnd: true), as: UTF8.self).first ?? " "
        }
    }
}
