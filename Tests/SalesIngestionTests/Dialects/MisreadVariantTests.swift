import DemandModel
import Foundation
import Testing
import TextForms
@testable import SalesIngestion

/// The kinds of `MisreadFileTests` in other languages, systems and headers: what was mended is the kind and not the one file.
@Suite struct MisreadVariantTests {
    private func read(_ text: String, _ options: SalesReadingOptions = dailyOptions()) throws -> IngestedSales {
        try readSales(bytes: Array(text.utf8), name: "x", options: options)
    }

    /// Units per item-location and day, without the days of nothing.
    private func days(_ sales: IngestedSales) -> [String] {
        sales.series.flatMap { series in
            series.demand.enumerated().filter { $0.element != 0 }.map { index, units in
                "\(series.key.uniqueID) \(sales.calendar.firstDay(of: series.firstPeriod + index)) \(decimalText(units))"
            }
        }
    }

    private func units(_ sales: IngestedSales) -> Double { sales.series.reduce(0) { $0 + $1.demand.reduce(0, +) } }

    // MARK: Numbers

    @Test(arguments: [
        ("Date;Réf;Qté\n03/01/2025;A;1 250,000\n17/01/2025;A;12,000\n", 1262.0), ("Datum;Artikelnummer;Menge\n13.01.2025;A;1'250.000\n14.01.2025;A;12.000\n", 1262),
        ("Date,Item Code,Qty\n2025-01-13,A,\"1,25,000\"\n2025-01-14,A,\"2,000\"\n", 127_000), ("date,item,qty\n2025-01-09,A,1\n2025-01-10,A,2\n2025-01-11,A,2\n2025-01-12,A,2\n2025-01-13,A,2\n2025-01-14,A,2-\n2025-01-15,A,(3)\n2025-01-16,A,\u{2212}1\n", 9),
    ]) func numbersOfOtherCountries(text: String, sum: Double) throws {
        let sales = try read(text)
        #expect(units(sales) == sum && sales.quarantine.isEmpty)
    }

    // MARK: Words

    /// The first row of each file is a sale of two units; nothing else of it is.
    @Test(arguments: [
        "Orderdatum,Artikelnummer,Antal,Orderstatus\n2025-01-13,A,2,Levererad\n2025-01-14,A,3,Makulerad\n2025-01-15,A,4,Återköpt\n",
        "Päivä,Tuotekoodi,Määrä,Tila\n2025-01-13,A,2,Toimitettu\n2025-01-14,A,3,Peruutettu\n2025-01-15,A,4,Palautettu\n",
        "Sipariş Tarihi,Stok Kodu,Miktar,Durum\n2025-01-13,A,2,Teslim edildi\n2025-01-14,A,3,İptal edildi\n2025-01-15,A,4,İade\n",
        "Datum,Kód,Množství,Stav\n2025-01-13,A,2,Vyřízeno\n2025-01-14,A,3,Stornováno\n2025-01-15,A,4,Vráceno\n",
        "Дата,Артикул,Количество,Статус\n2025-01-13,A,2,Выполнен\n2025-01-14,A,3,Отменён\n2025-01-15,A,4,Возврат\n",
        "日期,商品编码,数量,状态\n2025-01-13,A,2,已完成\n2025-01-14,A,3,已取消\n2025-01-15,A,4,已退款\n",
        "주문일,상품코드,수량,주문상태\n2025-01-13,A,2,배송완료\n2025-01-14,A,3,취소완료\n2025-01-15,A,4,환불완료\n",
        "Data,Código,Qtd,Situação\n2025-01-13,A,2,Faturado\n2025-01-14,A,3,Cancelado\n2025-01-15,A,4,Devolvido\n2025-01-16,A,9,Orçamento\n",
        "Sale Date,Custom label (SKU),Quantity,Order State\n2025-01-13,A,2,Paid\n2025-01-14,A,3,Canceled - buyer asked\n2025-01-15,A,4,Case opened - money back\n",
        "Dato,Varenr,Antal,Type\n2025-01-13,A,2,Faktura\n2025-01-14,A,4,Tilbud\n2025-01-15,A,4,Køb\n2025-01-16,A,9,Optælling\n",
        "Posting Date,Item No.,Entry Type,Quantity\n2025-01-10,A,Positive Adjmt.,100\n2025-01-13,A,Sale,-2\n2025-01-15,A,Purchase,20\n2025-01-16,A,Output,8\n2025-01-17,A,Transfer,-5\n",
    ]) func wordsOfOtherLanguages(_ text: String) throws {
        let sales = try read(text)
        #expect(days(sales) == ["A 2025-01-13 2"], "\(sales.report.lines)")
        #expect(sales.report.words.filter(\.isGuess).isEmpty)
    }

    /// In a list of movements a word that nobody knows may be one: it counts, warns, and stops a strict run.
    @Test func anUnknownMovementIsNamed() throws {
        let text = "Date,SKU,Qty,Transaction Type\n2025-01-13,A,2,Sales Order\n2025-01-14,A,3,Purchase Order\n2025-01-15,A,7,Rework\n"
        let sales = try read(text)
        #expect(sales.report.words.filter(\.isGuess).map(\.word) == ["Rework"])
        var strict = dailyOptions()
        strict.maximumQuarantinedShare = 0
        #expect(messageOf { try read(text, strict) }.contains("Rework"))
        // Beside sales alone, such words are kinds of sales.
        #expect(try read("Date,SKU,Qty,Type\n2025-01-13,A,2,Sale\n2025-01-15,A,7,Wholesale\n").report.words.filter(\.isGuess).isEmpty)
    }

    @Test(arguments: ["Returning customer", "Resolved", "Refundable ticket", "Returnable bottle", "Resort"]) func wordsThatOnlyBeginAlikeAreSales(_ word: String) throws {
        let sales = try read("date,item,quantity,status\n2025-01-13,A,2,\(word)\n2025-01-14,A,3,Completed\n")
        #expect(units(sales) == 5, "\(sales.report.lines)")
    }

    // MARK: Keys

    @Test func aKeyOfThreeColumnsCanBeAskedFor() throws {
        let text = "date,sku,warehouse,channel,units\n2025-01-13,A,W1,web,2\n2025-01-13,A,W1,shop,3\n2025-01-14,A,W1,web,5\n2025-01-14,B,W1,,1\n"
        let hint = try read(text).report.warnings.first { $0.contains("channel tells them apart") }
        #expect(hint?.contains("--column location=\"warehouse + channel\"") == true)
        var options = dailyOptions()
        options.columns = [.location: "warehouse + channel"]
        let sales = try read(text, options)
        #expect(days(sales) == ["A@W1/shop 2025-01-13 3", "A@W1/web 2025-01-13 2", "A@W1/web 2025-01-14 5", "B@W1 2025-01-14 1"])
        #expect(!sales.report.warnings.contains { $0.contains("tells them apart") })
        options.columns = [.item: "style + size + color"]
        let shirts = try read("date,style,size,color,qty\n2025-01-13,T1,S,red,2\n2025-01-13,T1,M,red,3\n2025-01-13,T1,S,blue,4\n", options)
        #expect(shirts.series.map(\.key.item) == ["T1/M/red", "T1/S/blue", "T1/S/red"])
        options.columns = [.item: "Product", .location: "Client + Warehouse"]
        let wide = try read("Client,Warehouse,Product,2024-01-01,2024-01-02\n0,W,A,1,2\n1,W,A,3,4\n", options)
        #expect(wide.series.map(\.key.uniqueID) == ["A@0/W", "A@1/W"])
        options.columns = [.location: "warehouse + chanel"]
        #expect(messageOf { try read(text, options) }.contains("location ('chanel'"))
    }

    @Test func sizesOfAStyleAreNamed() throws {
        let sales = try read("date,style,size,qty\n2025-01-13,T1,S,2\n2025-01-13,T1,M,3\n2025-01-14,T1,S,4\n")
        #expect(sales.report.warnings.contains { $0.contains("size tells them apart") })
    }

    // MARK: Dates

    @Test(arguments: [
        ["\"Jan 5, 2025, 3:04\u{202F}PM\"", "\"Jan 6, 2025, 11:04\u{202F}AM\"", "\"Jan 17, 2025, 3:04\u{202F}PM\""], ["2025년 1월 5일", "2025년 1월 6일", "2025년 1월 17일"],
        ["zo 5 jan. 2025", "ma 6 jan. 2025", "vr 17 jan. 2025"], ["1736035200000", "1736121600000", "1737072000000"], ["25/01/05", "25/01/06", "25/01/17"],
        ["05.01.2025 г.", "06.01.2025 г.", "17.01.2025 г."], ["令和7年1月5日", "令和7年1月6日", "令和7年1月17日"], ["5 de enero de 2025", "6 de enero de 2025", "17 de enero de 2025"],
        ["\"Sun, 05 Jan 2025 10:00:00 +0000\"", "\"Mon, 06 Jan 2025 10:00:00 +0000\"", "\"Fri, 17 Jan 2025 10:00:00 +0000\""],
    ]) func datesOfOtherCountries(_ cells: [String]) throws {
        let text = "date,item,quantity\n" + cells.enumerated().map { "\($0.element),A,\($0.offset + 1)\n" }.joined()
        #expect(days(try read(text)) == ["A 2025-01-05 1", "A 2025-01-06 2", "A 2025-01-17 3"])
    }

    /// Day first where the last number is a year: monthly rows of two years.
    @Test func yearsBehindStayYears() throws {
        let text = "date,item,quantity\n" + (0..<18).map { "15/\($0 % 12 + 1 < 10 ? "0" : "")\($0 % 12 + 1)/\(24 + $0 / 12),A,1\n" }.joined()
        #expect(try read(text).report.firstDay?.description == "2024-01-15")
    }

    @Test func lastDaysOfMonthsAreTotalsOfMonths() throws {
        var options = SalesReadingOptions()
        options.period = nil
        let sales = try read("date,item,quantity\n2024-01-31,A,3\n2024-02-29,A,4\n2024-03-31,A,5\n2024-04-30,A,6\n", options)
        #expect(sales.report.granularity == .month && sales.asOf.description == "2024-05-01" && sales.series[0].demand == [3, 4, 5, 6])
    }

    @Test(arguments: ["1970-01-01", "1900-01-01", "2099-12-31", "2205-01-12", "0205-01-12"]) func impossibleDaysAreSetAside(_ day: String) throws {
        let text = "date,item,quantity\n\(day),A,5\n" + (1...28).map { "2025-01-\($0 < 10 ? "0" : "")\($0),A,2\n" }.joined()
        let sales = try read(text)
        #expect(sales.quarantine.count == 1 && sales.quarantine[0].value == day && sales.asOf.description == "2025-01-29")
    }

    // MARK: Shapes

    @Test func headingsUnderANamedColumnAreHeadings() throws {
        let text = "Product,Date,Qty\nSoap,,\n,2025-01-13,2\n,2025-01-14,3\nTotal Soap,,5\nOil,,\n,2025-01-13,7\nTotal Oil,,7\n"
        #expect(days(try read(text)) == ["Oil 2025-01-13 7", "Soap 2025-01-13 2", "Soap 2025-01-14 3"])
    }

    @Test(arguments: [
        "+------------+------+-----+\n| Date       | Item | Qty |\n+------------+------+-----+\n| 2025-01-13 | A    |   2 |\n| 2025-01-14 | B    |   3 |\n+------------+------+-----+\n",
        "| Date | Item | Qty |\n|------|------|----:|\n| 2025-01-13 | A | 2 |\n| 2025-01-14 | B | 3 |\n",
        "Date|Item|Qty\n----------|----|---\n2025-01-13|A|2\n2025-01-14|B|3\n",
    ]) func framedListsAreRead(_ text: String) throws {
        let sales = try read(text)
        #expect(days(sales) == ["A 2025-01-13 2", "B 2025-01-14 3"] && sales.quarantine.isEmpty, "\(sales.report.lines)")
    }

    @Test(arguments: [
        ("Order,Date,Products\n1,2025-01-13,\"[{\"\"sku\"\":\"\"A\"\",\"\"qty\"\":2}]\"\n2,2025-01-14,\"[{\"\"sku\"\":\"\"B\"\",\"\"qty\"\":1}]\"\n", "packs several products"),
        ("Order,Date,Items\n1,2025-01-13,Soap x 2; Brush x 1\n2,2025-01-14,Soap x 1; Oil x 3\n", "packs several products"),
        ("2025-01-13,A,2\n2025-01-14,B,3\n", "has no header"), ("13.01.2025;Seife;2,5\n14.01.2025;Öl;3\n", "has no header"),
    ]) func whatCannotBeReadIsRefusedByName(_ text: String, _ word: String) throws {
        #expect(messageOf { try read(text) }.contains(word))
    }

    // MARK: Encodings

    @Test(arguments: [
        ("Дата;Артикул;Количество;Статус\n13.01.2025;Кружка;2;Выполнен\n14.01.2025;Чашка;3;Отменён\n", TextEncoding.windows1251), ("Дата;Артикул;Количество\n13.01.2025;Кружка;2\n14.01.2025;Чашка;3\n", .koi8r),
        ("Ημερομηνία;Κωδικός;Ποσότητα\n13/01/2025;Κούπα;2\n14/01/2025;Ποτήρι;3\n", .windows1253), ("주문일,상품코드,수량\n2025-01-13,컵,2\n2025-01-14,접시,3\n", .eucKR),
        ("日期,商品编码,数量\n2025-01-13,茶杯,2\n2025-01-14,盘子,3\n", .gb18030), ("Date;Réf;Qté\n13/01/2025;Thé noir;2\n14/01/2025;Café;3\n", .macRoman),
    ]) func encodingsOfOtherCountries(_ text: String, _ encoding: TextEncoding) throws {
        let utf8 = try read(text)
        let sales = try readSales(bytes: try encoded(text, encoding), name: "x", options: dailyOptions())
        #expect(days(sales) == days(utf8) && !days(sales).isEmpty)
        #expect(sales.report.lines.contains { $0.contains("it is read as \(encoding.title)") })
    }

    private func encoded(_ text: String, _ encoding: TextEncoding) throws -> [UInt8] {
        guard let descriptor = iconv_open(encoding.iconvName, "UTF-8"), Int(bitPattern: descriptor) != -1 else { throw IngestionError.unsuitable(reason: "no \(encoding)") }
        defer { iconv_close(descriptor) }
        var input = text.utf8.map { CChar(bitPattern: $0) }, output = [CChar](repeating: 0, count: 4 * text.utf8.count)
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress, left = source.count, to = target.baseAddress, room = target.count
                _ = iconv(descriptor, &from, &left, &to, &room)
                return target.count - room
            }
        }
        return output.prefix(written).map { UInt8(bitPattern: $0) }
    }
}
