import DemandModel
import Testing
import TextForms
@testable import SalesIngestion

/// Files of registers, ledgers and spreadsheets that say what they mean in a way of their own.
@Suite struct AwkwardFileTests {
    private func read(_ text: String, _ options: SalesReadingOptions = dailyOptions()) throws -> IngestedSales {
        try readSales(bytes: Array(text.utf8), name: "x", options: options)
    }

    private func units(_ sales: IngestedSales) -> [String: Double] {
        Dictionary(sales.series.map { ($0.key.uniqueID, $0.demand.reduce(0, +)) }, uniquingKeysWith: +).filter { $0.value != 0 }
    }


    /// Weeks or months as the dates say.
    private var automatic: SalesReadingOptions {
        var options = SalesReadingOptions()
        options.period = nil
        return options
    }

    // MARK: Dates in several columns

    @Test(arguments: [
        "Year,Week,SKU,Units\n2023,51,X,1\n2023,52,X,2\n2024,1,X,3\n2024,2,X,4\n", "Woche;Jahr;Artikelnummer;Menge\nKW 51;2023;X;1\nKW 52;2023;X;2\nKW 1;2024;X;3\nKW 2;2024;X;4\n",
    ]) func aWeekWithItsYearBesideIt(text: String) throws {
        let sales = try read(text, automatic)
        #expect(units(sales) == ["X": 10])
        #expect(sales.calendar.firstDay(of: sales.series[0].firstPeriod).description == "2023-12-18", "\(sales.report.lines)")
        #expect(sales.report.lines.contains { $0.contains("together") })
        #expect(!sales.report.lines.contains { $0.contains("tells them apart") })
    }

    @Test(arguments: [
        "Año;Mes;Código;Unidades\n2023;11;X;1\n2023;12;X;2\n2024;1;X;3\n", "Jahr;Monat;Artikelnummer;Absatz\n2023;November;X;1\n2023;Dezember;X;2\n2024;Januar;X;3\n",
        "Month,Year,SKU,Qty\nNov,2023,X,1\nDec,2023,X,2\nJan,2024,X,3\n",
    ]) func aMonthWithItsYearBesideIt(text: String) throws {
        let sales = try read(text, automatic)
        #expect(units(sales) == ["X": 6])
        #expect(sales.calendar.firstDay(of: sales.series[0].firstPeriod).description == "2023-11-01", "\(sales.report.lines)")
        #expect(sales.report.granularity == .month)
    }

    @Test(arguments: ["Day,Month,Year,SKU,Qty\n30,12,2023,X,1\n31,12,2023,X,2\n1,1,2024,X,3\n", "Tag;Monat;Jahr;Artikelnummer;Menge\n30;Dez;2023;X;1\n31;Dez;2023;X;2\n1;Jan;2024;X;3\n"])
    func aDayWithMonthAndYearBesideIt(text: String) throws {
        let sales = try read(text)
        #expect(units(sales) == ["X": 6] && sales.quarantine.isEmpty, "\(sales.report.lines)")
        #expect(sales.calendar.firstDay(of: sales.series[0].firstPeriod).description == "2023-12-30", "\(sales.report.lines)")
    }

    /// A whole date stays one, whatever stands beside it, and an index stays an index.
    @Test func aYearBesideAWholeDateIsNothing() throws {
        let dated = try read("Date,Year,Month,SKU,Qty\n2023-12-30,2023,12,X,1\n2024-01-01,2024,1,X,3\n")
        #expect(dated.calendar.firstDay(of: dated.series[0].firstPeriod).description == "2023-12-30")
        let index = try read("ds,year,unique_id,y\n1,2023,X,1\n2,2023,X,2\n3,2023,X,2\n")
        #expect(index.series[0].demand == [1, 2, 2])
    }

    @Test(arguments: ["Fiscal year,Period,SKU,Units\n2023,1,X,1\n2023,2,X,2\n", "Year,Period,SKU,Units\n2023,12,X,1\n2023,13,X,2\n"])
    func periodsWithoutAFirstDayAreRefused(text: String) {
        #expect { try read(text) } throws: { error in
            let words = (error as? IngestionError)?.description ?? ""
            return words.contains("2024-07") && words.contains("Period")
        }
    }

    // MARK: Days and months

    @Test func theOrderOfTheRowsThatTellsDaysFromMonthsIsSaid() throws {
        let sales = try read("date,sku,units\n01/03/24,X,1\n01/04/24,X,1\n01/05/24,X,1\n02/01/24,X,1\n02/02/24,X,1\n")
        #expect(sales.report.lines.contains { $0.contains("month/day, which puts the rows in order of time") && $0.contains("dmy") }, "\(sales.report.lines)")
        // Neither reading is in order of time: asked for.
        #expect { try read("date,sku,units\n05/03/24,X,1\n01/04/24,X,1\n06/02/24,X,1\n02/05/24,X,1\n04/01/24,X,1\n03/06/24,X,1\n") } throws: {
            ($0 as? IngestionError)?.description.contains("date_form") == true
        }
        let proven = try read("date,sku,units\n01/03/24,X,1\n01/25/24,X,1\n")
        #expect(!proven.report.lines.contains { $0.contains("order of time") })
    }

    @Test func momentsOfSeveralZonesAreSaid() throws {
        let sales = try read("created_at,sku,quantity\n2024-01-01T23:30:00-08:00,X,2\n2024-01-02T08:30:00Z,X,1\n")
        #expect(sales.report.lines.contains { $0.contains("several time zones") && $0.contains("-08:00") }, "\(sales.report.lines)")
        let summer = try read("created_at,sku,quantity\n2024-01-01T23:30:00+01:00,X,2\n2024-07-02T08:30:00+02:00,X,1\n")
        #expect(!summer.report.lines.contains { $0.contains("time zones") })
    }

    // MARK: Rows that are no goods

    @Test(arguments: [
        "Zwischensumme", "Übertrag", "Sous-total", "Subtotal:", "Total January", "Summe KW 3", "Suma y sigue", "小計", "Итого", "Toplam", "Total general", "Ara Toplam", "Gesamt 2024",
    ]) func subtotalsAmongTheRows(word: String) throws {
        let sales = try read("Datum;Artikelnummer;Menge\n13.01.2024;X;2\n14.01.2024;\(word);99\n15.01.2024;X;3\n16.01.2024;\(word);99\n")
        #expect(units(sales) == ["X": 5], "\(sales.report.lines)")
    }

    @Test(arguments: ["Total Care", "Total Marble Polish", "Summer Tea", "Tip 12", "Gift box", "Suma", "Novel"])
    func goodsWithSuchNamesStay(name: String) throws {
        let sales = try read("date,sku,qty\n2024-01-13,\(name),2\n2024-01-14,Y,3\n")
        #expect(units(sales)[name] == (name == "Suma" ? nil : 2))
    }

    @Test func tipsAndGiftCardsWithCodesOfTheirOwn() throws {
        let text = "Business day;Check no;Menu item;PLU;Qty sold;Gross sales\n"
            + (1...9).map { "0\($0).01.2024;\($0);Espresso;E1;4;12,50\n0\($0).01.2024;\($0);Tip;T;1;2,00\n0\($0).01.2024;\($0);Gift card 25 EUR;GC25;1;25,00\n0\($0).01.2024;\($0);Delivery fee;DF;1;3,00\n0\($0).01.2024;\($0);Rabatt 10 %;DISC;1;-1,20\n" }.joined()
        let sales = try read(text)
        #expect(units(sales) == ["E1": 36], "\(sales.report.lines)")
        #expect(!sales.report.lines.contains { $0.contains("came back") })
    }

    @Test func whatAddsUpAllPlacesIsNoPlace() throws {
        let sales = try read("date,location,sku,qty\n2024-01-13,A,X,3\n2024-01-13,B,X,4\n2024-01-13,All locations,X,7\n2024-01-14,A,X,1\n2024-01-14,Total,X,1\n")
        #expect(units(sales) == ["X@A": 4, "X@B": 4], "\(sales.report.lines)")
    }

    @Test func aWordForNothingIsNoCode() throws {
        let sales = try read("date,sku,name,qty\n2024-01-13,X1,Mug,3\n2024-01-13,#REF!,,4\n2024-01-13,NULL,Bowl,5\n2024-01-14,(blank),,6\n2024-01-14,NULL,Bowl,1\n2024-01-15,X1,Mug,2\n")
        #expect(units(sales) == ["X1": 5, "Bowl": 6], "\(sales.report.lines)")
        #expect(sales.quarantine.count == 2 && sales.quarantine.allSatisfy { $0.code == "missing_item" })
    }

    // MARK: What a row says beside its units

    /// Goods that came back have their money below zero, and their units above it.
    @Test(arguments: [
        "date,order,sku,quantity,line_total\n2024-01-13,1,X,4,20\n2024-01-14,2,X,3,15.00\n2024-01-14,1R,X,2,-10\n", "Datum;Artikelnummer;Menge;Betrag\n13.01.2024;X;4;20,00\n14.01.2024;X;3;15,00\n14.01.2024;X;2;10,00-\n",
        "date,sku,quantity,price\n2024-01-13,X,4,5\n2024-01-14,X,3,5\n2024-01-14,X,2,(5.00)\n",
    ]) func moneyBelowZeroTakesBack(text: String) throws {
        let sales = try read(text)
        #expect(sales.report.lines.contains { $0.contains("1 row (2 units) with a quantity above zero and") && $0.contains("came back") }, "\(sales.report.lines)")
        #expect(units(sales) == ["X": 5], "\(sales.report.lines)")
        // Booked as accounts are: all below zero says nothing.
        let booked = try read(text.replacing(",20\n", with: ",-20\n").replacing(",15.00\n", with: ",-15\n"))
        #expect(booked.series.count == 1)
    }

    @Test func pricesOfSeveralCurrenciesAreSaid() throws {
        let sales = try read("date,sku,qty,unit price,currency\n2024-01-13,X,2,10,EUR\n2024-01-14,X,2,1500,JPY\n2024-01-15,X,2,10,EUR\n")
        #expect(sales.report.lines.contains { $0.contains("prices are in 2 currencies (currency: EUR 2 rows, JPY 1 row)") }, "\(sales.report.lines)")
        #expect(!(try read("date,sku,qty,unit price,currency\n2024-01-13,X,2,10,EUR\n2024-01-14,X,2,11,EUR\n")).report.lines.contains { $0.contains("currencies") })
    }

    @Test func testOrdersByAFlagAreNone() throws {
        let sales = try read("date,sku,qty,test\n2024-01-13,X,2,false\n2024-01-14,X,3,true\n2024-01-15,X,4,false\n")
        #expect(units(sales) == ["X": 6], "\(sales.report.lines)")
        // A column of that name that says something else is left alone.
        #expect(units(try read("date,sku,qty,test\n2024-01-13,X,2,A\n2024-01-14,X,3,B\n")) == ["X": 5])
    }

    @Test(arguments: [
        "Fecha;Artículo;Movimiento;Cantidad\n13/01/2024;X;Salida;2\n14/01/2024;X;Entrada;12\n15/01/2024;X;Salida;3\n", "Datum;Artikelnummer;Bewegung;Menge\n13.01.2024;X;Abgang;2\n14.01.2024;X;Zugang;12\n15.01.2024;X;Abgang;3\n",
        "Orderdatum;Artikelcode;Aantal;Orderstatus\n13-01-2024;X;2;Verzonden\n14-01-2024;X;12;Geretourneerd\n15-01-2024;X;3;Verzonden\n",
        "Bokföringsdatum;Artikelnummer;Antal;Typ\n2024-01-13;X;2;Försäljning\n2024-01-14;X;12;Inköp\n2024-01-15;X;3;Försäljning\n",
        "Doc type,Doc date,Item,Qty\nINV,2024-01-13,X,7\nQUO,2024-01-14,X,9\nCRN,2024-01-13,X,2\n", "Data doc.;Codice articolo;Causale;Q.tà\n13/01/2024;X;VENDITA;2\n14/01/2024;X;CARICO;12\n15/01/2024;X;VENDITA;3\n", "date,sku,qty,refund qty\n2024-01-13,X,4,-2\n2024-01-15,X,3,0\n",
        "Date de vente;Référence;Qté vendue\n13/01/2024;X;2\n15/01/2024;X;3\n",
    ]) func wordsOfMovementsAndStates(text: String) throws {
        let sales = try read(text)
        #expect(units(sales) == ["X": 5], "\(sales.report.lines)")
        #expect(sales.report.words.filter(\.isGuess).isEmpty)
    }

    /// The totals at the end of a report name neither item nor day, and are no units that were lost.
    @Test(arguments: [
        "Fecha;Código;Unidades\n13/01/2024;X;2\n14/01/2024;X;3\nTotal general;;5\n;Suma;5\n", "Date,Customer,SKU,Qty\n2024-01-13,Ann,X,2\n2024-01-14,Bob,X,3\n,Total,,5\n", "Date,SKU,Qty\n2024-01-13,X,2\n2024-01-14,X,3\nTotal,,5\n",
    ]) func totalsAtTheEnd(text: String) throws {
        let sales = try read(text)
        #expect(units(sales) == ["X": 5] && sales.quarantine.isEmpty && sales.report.alarm == nil, "\(sales.report.lines)")
    }

    /// Merged cells and outlines: the item, or the day, stands on the first row of its group.
    @Test(arguments: [
        "Item,Date,Qty\nA,2024-01-13,1\n,2024-01-14,2\n,2024-01-15,3\nB,2024-01-13,4\n,2024-01-14,5\nTotal,,15\n", "Date,Item,Qty\n2024-01-13,A,1\n,B,4\n2024-01-14,A,2\n,B,5\n2024-01-15,A,3\n,C,1\nTotal,,16\n",
    ]) func groupsWithTheirNameOnTheFirstRow(text: String) throws {
        var options = dailyOptions()
        options.threads = 2
        let sales = try read(text, options)
        #expect(sales.report.lines.contains { $0.contains("on the first row of a group only") }, "\(sales.report.lines)")
        #expect(units(sales) == (text.hasPrefix("Item") ? ["A": 6, "B": 9] : ["A": 6, "B": 9, "C": 1]) && sales.quarantine.isEmpty, "\(sales.report.lines)")
    }

    /// Blank codes among others in order of time are blank codes.
    @Test func blankCodesAreNotCarriedDown() throws {
        let sales = try read("date,sku,qty\n2024-01-13,A,1\n2024-01-14,,2\n2024-01-15,B,3\n2024-01-16,,4\n")
        #expect(units(sales) == ["A": 1, "B": 3] && sales.quarantine.count == 2)
        let dates = try read("date,sku,qty\n2024-01-13,A,1\n,A,2\n2024-01-15,B,3\n,B,4\n")
        #expect(units(dates) == ["A": 1, "B": 3] && dates.quarantine.count == 2)
    }

    /// What no column of types says is said: a sign, a kind of document, a word before the description.
    @Test(arguments: [
        ("date,sku,qty,+/-\n2024-01-13,X,2,+\n2024-01-14,X,3,+\n2024-01-15,X,1,-\n", "1 row say -"), ("Buchungsdatum;Soll/Haben;Artikel;Menge\n13.01.2024;S;X;2\n14.01.2024;S;X;3\n15.01.2024;H;X;1\n", "1 row say H"),
        ("date,sku,qty,dr/cr\n2024-01-13,X,2,DR\n2024-01-14,X,3,DR\n2024-01-15,X,1,CR\n", "1 row say CR"), ("Date,Doc No,SKU,Qty\n2024-01-13,INV-00001,X,2\n2024-01-14,INV-00002,X,3\n2024-01-15,CN-00001,X,1\n", "1 row begin with CN"),
        ("Date,SKU,Description,Qty\n2024-01-13,X,Mug,2\n2024-01-14,X,Mug,3\n2024-01-15,X,REFUND: Mug,1\n", "1 row begin with a word of returns (REFUND: Mug)"),
    ]) func whatMayTurnTheSignIsSaid(text: String, words: String) throws {
        let sales = try read(text)
        #expect(units(sales) == ["X": 6])
        #expect(sales.report.warnings.contains { $0.contains(words.replacing("1 row say", with: "1 row says").replacing("1 row begin", with: "1 row begins")) }, "\(sales.report.lines)")
    }

    @Test(arguments: [
        "Date,Doc No,SKU,Qty\n2024-01-13,RE-00001,X,2\n2024-01-14,RE-00002,X,3\n", "Date,Country,SKU,Qty\n2024-01-13,CN,X,2\n2024-01-14,DE,X,3\n2024-01-15,DE,X,1\n", "date,sku,qty,grade\n2024-01-13,X,2,S\n2024-01-14,X,3,H\n",
        "Date,SKU,Description,Qty\n2024-01-13,X,Return spring,2\n2024-01-14,Y,Mug,3\n", "date,sku,qty,+/-\n2024-01-13,X,2,+\n2024-01-14,X,-1,-\n",
    ]) func whatSaysNothingOfTheSignIsLeftAlone(text: String) throws {
        #expect(!(try read(text)).report.lines.contains { $0.contains("if they take goods back") })
    }

    // MARK: Names and files

    @Test(arguments: ["\"Qty\n(pcs)\"", "Quantity [units]", "Menge (Stk)"]) func aUnitBehindTheNameOfTheQuantity(name: String) throws {
        #expect(units(try read("date,sku,\(name)\n2024-01-13,X,2\n2024-01-14,X,3\n")) == ["X": 5])
        // A dozen is no piece.
        #expect(throws: IngestionError.self) { try read("date,sku,qty (dozen)\n2024-01-13,X,2\n") }
    }

    @Test func itemsThatLookAlikeAreNamed() throws {
        let sales = try read("date,sku,qty\n2024-01-13,abc,2\n2024-01-14,abc\u{A0},3\n")
        #expect(sales.report.lines.contains { $0.contains("1 item holds a space or mark that is not seen, such as 'abcU+A0'") }, "\(sales.report.lines)")
    }

    @Test func weeksWithoutAYearAreSaid() throws {
        let sales = try read("KW;Artikel;Menge\n1;X;3\n2;X;4\n3;X;5\n")
        #expect(sales.report.lines.contains { $0.contains("KW holds numbers without a year") }, "\(sales.report.lines)")
        #expect(!(try read("ds,unique_id,y\n1,X,3\n2,X,4\n")).report.lines.contains { $0.contains("without a year") })
    }

    /// The same sales in two files: the same file is refused, an overlap comes first in the report.
    @Test func theSameSalesInTwoFiles() throws {
        let files = try TemporaryFiles()
        func rows(_ days: ClosedRange<Int>) -> String { "date,sku,qty\n" + days.map { "2024-0\(1 + $0 / 28)-\($0 % 28 < 9 ? "0" : "")\($0 % 28 + 1),X,\(2 + $0 % 5)\n" }.joined() }
        let first = try files.write(rows(0...60), name: "a.csv"), same = try files.write(rows(0...60), name: "a (1).csv"), later = try files.write(rows(40...100), name: "b.csv")
        let apart = try files.write(rows(61...100), name: "c.csv")
        #expect { try readSales(paths: [first, same], options: dailyOptions()) } throws: { ($0 as? IngestionError)?.description.contains("are the same, byte for byte") == true }
        let overlap = try readSales(paths: [first, later], options: dailyOptions())
        #expect(overlap.report.lines.first?.contains("21 of its 61 rows stand in an earlier file") == true, "\(overlap.report.lines)")
        #expect(overlap.report.alarm?.contains("drop_duplicates") == true)
        var once = dailyOptions()
        once.dropDuplicates = true
        let dropped = try readSales(paths: [first, later], options: once), whole = try readSales(paths: [first, apart], options: dailyOptions())
        #expect(units(dropped) == units(whole) && dropped.report.alarm == nil && whole.report.alarm == nil)
        #expect(try readSales(paths: [first, same], options: once).series == readSales(paths: [first], options: once).series)
    }
}
