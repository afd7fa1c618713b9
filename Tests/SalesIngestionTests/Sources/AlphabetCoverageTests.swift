import Foundation
import Testing

@testable import SalesIngestion

/// Encodings whose bytes are all letters, told apart by the language that writes them.
@Suite struct AlphabetCoverageTests {
    private static func bytes(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
        let all = (0...255).map { (byte: UInt8) -> String in
            guard byte >= 0x80, encoding != .windows1252, let converter = TextConverter(encoding) else { return String(UnicodeScalar(byte)) }
            return String(decoding: converter.convert([byte], atEnd: true), as: UTF8.self)
        }
        let byte = Dictionary(all.enumerated().map { ($0.element, UInt8($0.offset)) }, uniquingKeysWith: { first, _ in first })
        return text.map { byte[String($0)] ?? 0x3F }
    }

    private static func guess(_ names: String, _ encoding: TextEncoding) -> TextEncoding {
        var text = "date;item;quantity\n"
        for (row, name) in names.split(separator: "|").enumerated() { text += "2025-01-\(10 + row);\(name);\(row + 1)\n" }
        let all = bytes(text, encoding)
        return all.withUnsafeBufferPointer { TextEncoding.detect($0.baseAddress!, $0.count, complete: true) }
    }

    @Test(arguments: [
        "Bardak kırmızı|Şişe küçük|Çaydanlık|İğne ipliği", "Kâğıt havlu|Yağlık", "Fırın tepsisi|Kaşık",
    ])
    func turkishIsTold(_ names: String) { #expect(Self.guess(names, .windows1254) == .windows1254) }

    @Test(arguments: [
        "Nový hrnek|Nový talíř|Černý čaj|Kávová lžička", "Přívěsek měděný|Nůžky", "Kubek żółty|Ręcznik różowy|Talerz głęboki", "Tűzálló edény|Bögre, zöld|Fedő nélküli",
    ])
    func centralEuropeIsTold(_ names: String) { #expect(Self.guess(names, .windows1250) == .windows1250) }

    @Test(arguments: [
        "Þunn skál úr áli|Rauð húfa|Ný bók fyrir börn", "Größe M, grün|Föhn|Tüte|Maßband", "Théière émaillée|Boîte à goûter|Pâtisserie", "Rødvinsglas|Små kopper|Æggebæger", "Cuchara pequeña|Cafetera eléctrica|Colador",
        "Tazza da tè|Più grande|Caffè", "Açúcar|Pão de ló|Colher pequena", "Größe M, grün|Théière émaillée|Boîte à goûter|Rødvin", "Hælsår|Kärlek|Köksö", "Crème brûlée dish|Jalapeño|Café mug",
    ])
    func westernTextsStayWestern(_ names: String) { #expect(Self.guess(names, .windows1252) == .windows1252) }
}
