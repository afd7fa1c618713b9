import DemandModel
import Foundation
import Testing
import TextForms
@testable import SalesIngestion

/// Exports as people save them: other encodings and languages, lines above the header, totals below, periods written as such. Fixtures are of
/// invented shops, written after what the systems export.
@Suite struct ExportFormTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/dialects/\(name)").path
    }

    private func demand(_ path: String, _ options: SalesReadingOptions? = nil) throws -> [String] {
        var automatic = SalesReadingOptions()
        automatic.period = nil
        return try readSales(paths: [path], options: options ?? automatic).series.map { "\($0.key.uniqueID): " + $0.demand.map(decimalText).joined(separator: " ") }
    }

    private func demand(text: String) throws -> [String] { try demand(files.write(text)) }

    private func remarks(_ path: String) throws -> [String] { try readSales(paths: [path], options: dailyOptions()).report.files[0].remarks }

    @Test(arguments: [
        ("amazon-date-range.csv", ["MUG-1: 2"]), ("amazon-date-range-german.csv", ["KR-20: 2"]),
        ("amazon-orders-windows1252.txt", ["KR-20: 2 0 0 0 0 0", "TP-1: 1 6"]),
        ("woocommerce-order-export.csv", ["00123: 3 1", "V-R: 1 0"]), ("odoo-orders-units.csv", ["E-COM07: 1", "FURN_0096: 2"]),
        ("odoo-orders-german.csv", ["DESK: 2", "LAMP: 1"]), ("erpnext-sales-orders.csv", ["BOLT@Stores - X: 10 0 0 0", "NUT@Stores - X: 5 0 0 5"]),
        ("long-nixtla.csv", ["H1: 3 0 0 0 0 0 0 4"]), ("online-retail.csv", ["22423: 2", "85123A: 4 0 0 0 0 0 0 0 0 0 0 0 0"]),
        ("erpnext-sales-register.csv", ["SKU001@Stores - FD: 3"]),
        ("wide-months-german.csv", ["0012@Berlin: 1234 5 0 7", "0013@Berlin: 1 5.5 2 7"]), ("wide-weeks-german.csv", ["a: 1 2 3"]),
        ("long-utf16.txt", ["0012: 1 3"]), ("long-german-thousands.csv", ["a: 1234 5 0", "b: 87"]), ("long-types.csv", ["a: 5 0 1"]),
        ("shopify-orders-full.csv", ["0012@Main St: 2 0 0 0 0", "MUG@Main St: 1 0 0 0 0", "MUG: 2 1 1"]),
    ])
    func anExportIsUnderstood(_ name: String, _ series: [String]) throws {
        #expect(try demand(fixture(name)) == series)
    }

    @Test func datesOfOtherLanguages() throws {
        let sales = try readSales(paths: [fixture("long-french.csv")], options: dailyOptions())
        #expect(sales.series[0].demand.count == 212 && sales.series[0].demand.reduce(0, +) == 8)
        #expect(sales.report.lastDay?.description == "2024-08-01")
        #expect(sales.items[0].medianPrice == 2)
    }

    @Test(arguments: [
        ("31-Jan-24", "2024-01-31"), ("Wed, 31 Jan 2024 10:00:00 +0000", "2024-01-31"), ("31 de enero de 2024", "2024-01-31"), ("3. März 2024", "2024-03-03"),
        ("1er août 2024", "2024-08-01"), ("May 1, 2024 12:05:11 AM PDT", "2024-05-01"), ("2024-Dec-05", "2024-12-05"), ("12 juillet 2024", "2024-07-12"),
        ("5 paź 2024", "2024-10-05"),
    ])
    func namedMonths(_ text: String, _ day: String) {
        var reader = DateReader(form: .monthName)
        #expect(withField(text) { reader.day($0) }.map { CalendarDay(number: $0).description } == day)
    }

    @Test(arguments: [
        ("2024-W01", "2024-01-01"), ("2020-W53", "2020-12-28"), ("2021-W53", nil), ("KW 07/2024", "2024-02-12"), ("2024W7", "2024-02-12"), ("W52 2023", "2023-12-25"),
        ("2024-W07-3", "2024-02-14"), ("2015-W01", "2014-12-29"), ("1965-W53", nil), ("1959-W53", "1959-12-28"), ("2024-07", nil),
    ])
    /// The Mondays are those of Python's `date.fromisocalendar`.
    func isoWeeks(_ text: String, _ day: String?) {
        var reader = DateReader(form: .isoWeek)
        #expect(withField(text) { reader.day($0) }.map { CalendarDay(number: $0).description } == day)
    }

    @Test(arguments: [
        ("2024-02", "2024-02-01"), ("02/2024", "2024-02-01"), ("202402", "2024-02-01"), ("Feb-24", "2024-02-01"), ("février 2024", "2024-02-01"),
        ("2024-13", nil), ("24-Feb", nil), ("2024-02-01", nil),
    ])
    func months(_ text: String, _ day: String?) {
        var reader = DateReader(form: .yearMonth)
        #expect(withField(text) { reader.day($0) }.map { CalendarDay(number: $0).description } == day)
    }

    @Test func weeksAndMonthsKeepTheirPeriod() throws {
        #expect(try demand(text: "week,sku,qty\n2024-W01,a,5\n2024-W02,a,2\n2024-W04,a,1\n") == ["a: 5 2 0 1"])
        #expect(try demand(text: "month,sku,qty\n202411,a,5\n202412,a,2\n202502,a,1\n") == ["a: 5 2 0 1"])
        #expect(try demand(text: "SKU,45292,45323,45352\na,1,2,3\n") == ["a: 1 2 3"])
        let message = messageOf { try readSales(paths: [files.write("SKU,01/02/2024,01/03/2024\na,1,2\n")], options: dailyOptions()) }
        #expect(message.contains("could be day/month or month/day"))
        var options = dailyOptions()
        options.dateForm = .monthDayYear
        #expect(try demand(files.write("SKU,01/02/2024,01/03/2024\na,1,2\n"), options) == ["a: 1 2"])
    }

    @Test(arguments: [
        "Sales report\nGenerated: 2024-05-01, by Ann\n\nDate,SKU,Qty\n2024-01-01,a,1\n2024-01-02,a,2\n", "sep=;\r\nDatum;Artikel;Menge\r\n01.01.2024;a;1\r\n02.01.2024;a;2\r\n",
        "# from the till\n# two days\nDate|SKU|Qty\n2024-01-01|a|1\n2024-01-02|a|2\n", "\u{FEFF}Report,,\n,,\ndate,item,quantity\n2024-01-01,a,1\n2024-01-02,a,2\n",
        "date,sku,qty,,\n2024-01-01,a,1\n2024-01-02,a,2,,\n", "date,sku,qty\n2024-01-01,a,1,\n2024-01-02,a,2,\n", ",date,sku,qty\n0,2024-01-01,a,1\n1,2024-01-02,a,2\n",
        "date,sku,qty\n\"=\"\"2024-01-01\"\"\",a,1\n2024-01-02,=\"a\",2\nTotal,Total,3\n",
    ])
    func whatStandsAroundTheTableIsLeftOut(_ text: String) throws {
        let sales = try readSales(paths: [files.write(text)], options: dailyOptions())
        #expect(sales.series.map(\.demand) == [[1, 2]])
    }

    @Test func whatWasDoneIsSaid() throws {
        let preamble = try remarks(files.write("Sales report\n\nDate,SKU,Qty\n2024-01-01,a,1\n"))
        #expect(preamble == ["2 lines above the header not used"])
        #expect(try remarks(fixture("long-utf16.txt")) == ["the text is UTF-16"])
        #expect(try remarks(fixture("amazon-orders-windows1252.txt"))[0].contains("Windows-1252"))
        #expect(try remarks(fixture("odoo-orders-units.csv")).contains { $0.contains("E-COM07") && $0.contains("Dozens and Units") })
        #expect(try remarks(files.write("date,item,quantity\n2024-01-31T23:30:00Z,a,1\n"))[0].contains("moments in UTC"))
        let rounded = try readSales(paths: [files.write("date,sku,qty\n2024-01-01,1.23E+11,1\n2024-01-01,a ,1\n")], options: dailyOptions())
        #expect(rounded.report.lines.contains { $0.contains("a spreadsheet has rounded, such as 1.23E+11") })
        #expect(rounded.report.lines.contains { $0.contains("such as 'a '") })
    }

    @Test func statesAndTypesOfRows() throws {
        #expect(try demand(text: "date,sku,qty,type\n2024-01-01,a,5,Sale\n2024-01-02,a,7,Sale\n2024-01-02,a,2,Refund\n2024-01-02,a,-1,Refund\n") == ["a: 5 4"])
        let sales = try readSales(paths: [files.write("date,sku,qty,status\n2024-01-01,a,5,complete\n2024-01-01,a,7,Cancelled\n")], options: dailyOptions())
        #expect(sales.series.map(\.demand) == [[5]])
        #expect(sales.report.cancelledOrderRows == 1)
    }

    @Test func otherEncodingsGiveTheSameText() throws {
        let text = "Datum;Artikel;Menge\n31.01.2024;Käse groß;1\n01.02.2024;Käse groß;2\n01.02.2024;Öl für Übung;3\n"
        let expected = ["Käse groß: 1 2", "Öl für Übung: 3"]
        let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let little: [UInt8] = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let encodings: [[UInt8]] = [Array(text.utf8), latin, [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little]
        for bytes in encodings {
            #expect(try demand(files.write(bytes: bytes, name: "text.csv")) == expected)
        }
        // A pair of halves is one character; a half alone is none.
        let wide: [UInt8] = "date,item,quantity\n2024-01-01,😀,1\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try demand(files.write(bytes: [0xFF, 0xFE] + wide, name: "wide.csv")) == ["😀: 1"])
    }

    @Test(arguments: [
        ("1.234,50", true, "1234,50"), ("1,234.50", false, "1234.50"), ("1,234.50", true, nil), ("1.234,50", false, nil), ("(7)", false, "-7"), ("5-", false, "-5"),
        ("-$5.00", false, "-5.00"), ("$-5.00", false, "-5.00"), ("--5", false, nil), ("(-5)", false, nil), ("R$ 1.234,50", true, "1234,50"), ("1 234", false, "1234"),
        ("3 4", false, nil), ("12 34", false, nil), ("1'234", false, "1234"), ("1,23", false, nil), ("12 Stk", false, nil), ("", false, nil), ("€", false, nil),
        ("1 234,50 €", true, "1234,50"), ("5 kr", false, "5"), ("1,234,567", false, "1234567"), ("0,250", false, nil), ("0.250", true, nil), (".5 €", false, "0.5"),
    ])
    func decoratedNumbers(_ text: String, _ decimalComma: Bool, _ plain: String?) {
        #expect(NumberParsing.plainDigits(text, decimalComma: decimalComma) == plain)
    }

    @Test func pointsOfWeightsAreDecimal() throws {
        #expect(try demand(text: "Datum;Artikel;Menge\n31.01.2024;a;1.250\n01.02.2024;a;2.500\n") == ["a: 1.25 2.5"])
        #expect(try demand(text: "Datum;Artikel;Menge\n31.01.2024;a;0,250\n01.02.2024;a;3\n02.02.2024;a;2\n") == ["a: 0.25 3 2"])
        #expect(try demand(text: "Datum;Artikel;Menge\n31.01.2024;a;1,250\n01.02.2024;a;2,500\n") == ["a: 1.25 2.5"])
        #expect(try demand(text: "date,sku,qty\n2024-01-31,a,\"1.234,50\"\n2024-02-01,a,\"3,25\"\n") == ["a: 1234.5 3.25"])
    }

    /// Found by fuzzing: of a code at two locations the order followed a dictionary.
    @Test func aCodeAtSeveralLocationsIsOneInTheReport() throws {
        let path = try files.write("sku,store,Jan-24,Feb-24\na,north,1,2\nTotal,north,1,2\nTotal,south,,2\n")
        #expect(try readSales(paths: [path], options: SalesReadingOptions.monthly).report.notMerchandiseCodes.map { "\($0.code) \($0.rows)" } == ["Total 3"])
    }

    @Test func moneyIsNoQuantity() throws {
        for text in ["date,item,sales\n2024-01-01,a,\"$1,234.50\"\n2024-01-02,a,$3.00\n", "date,item,sales\n" + (1...9).map { "2024-01-0\($0),a,1\($0).9\($0)\n" }.joined()] {
            #expect(messageOf { try readSales(paths: [files.write(text)], options: dailyOptions()) }.contains("looks like money"))
        }
        #expect(try demand(text: "date,item,sales\n2024-01-01,a,3\n2024-01-02,a,2.5\n") == ["a: 3 2.5"])
    }

    @Test func dottedDatesDoNotHideDecimalCommas() throws {
        let text = "Invoice;Posting Date;Item Code;Stock Qty;Rate\nS1;12.05.2024;A;2,5;4,50\nS2;13.05.2024;A;1;4,50\n"
        let sales = try readSales(paths: [files.write(text)], options: dailyOptions())
        #expect(sales.report.files[0].dialect == .erpnext)
        #expect(sales.series.map(\.demand) == [[2.5, 1]] && sales.items[0].medianPrice == 4.5)
    }

    @Test func namesOfOtherLanguagesAreFound() throws {
        for header in [
            "Fecha de pedido;Código;Cantidad;Precio", "Data ordine;Codice articolo;Quantità;Prezzo", "Besteldatum;Artikelcode;Aantal;Prijs", "Data do pedido;Código do produto;Quantidade;Preço unitário",
            "Date de commande;Article;Qté;Prix", "Belegdatum;Artikelnr.;Menge;Einzelpreis", "Orderdatum;Artikelnummer;Antal;Pris", "Data zamówienia;Towar;Ilość;Cena",
            "Order Date;Item #;Qty Sold;Unit Price",
        ] {
            #expect(try demand(text: header + "\n31.01.2024;0012;1;1,50\n01.02.2024;0012;2;1,50\n") == ["0012: 1 2"], "\(header)")
        }
    }

    @Test(arguments: [
        ([0xD0, 0xCF, 0x11, 0xE0], "old workbook"), ([0x50, 0x4B, 3, 4], "unpack the archive"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), (Array("[{\"a\"".utf8), "JSON"),
        (Array("<html>".utf8), "web page"), (Array("%PDF-".utf8), "PDF"),
    ] as [([UInt8], String)])
    func whatIsNoTableIsNamed(_ bytes: [UInt8], _ word: String) throws {
        #expect(messageOf { try readSales(paths: [files.write(bytes: bytes + [0x0A], name: "export.csv")], options: dailyOptions()) }.contains(word))
    }
}

extension SalesReadingOptions {
    fileprivate static var monthly: SalesReadingOptions {
        var options = dailyOptions()
        options.period = .month
        return options
    }
}
