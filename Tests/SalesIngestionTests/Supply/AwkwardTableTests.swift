import DemandModel
import Testing
@testable import SalesIngestion

/// Tables of the supply side as people keep them.
@Suite struct AwkwardTableTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func items(_ text: String) throws -> IngestedItems { try readItems(path: files.write(text, name: "items.csv")) }
    private func orders(_ text: String) throws -> IngestedTable<OpenOrder> { try readOpenOrders(path: files.write(text, name: "orders.csv")) }

    @Test(arguments: [
        ("2 weeks", 14.0), ("14 Tage", 14), ("3 Wochen", 21), ("2.5 weeks", 17.5), ("1,5 Monate", 45.65625), ("3w", 21), ("10 business days", 14), ("10 jours ouvrés", 14), ("21d", 21), ("2 sem.", 14), ("6\u{202F}semaines", 42),
        ("7 00:00:00", 7), ("P14D", 14), ("2 semanas", 14), ("3 uker", 21),
    ]) func aTimeWithItsUnitInTheCell(text: String, days: Double) throws {
        let cell = text.contains(",") ? "\"\(text)\"" : text
        let table = try items("SKU,Lead time,Shelf life\nA,\(cell),\(cell)\n")
        #expect(table.items[0].leadTimeDays == days && table.quarantinedCells == 0, "\(table.quarantine)")
        if !text.contains(":"), !text.hasPrefix("P") { #expect(table.items[0].stock.shelfLifeDays == days) }
    }

    @Test(arguments: ["10-14 days", "about 2 weeks", "2 furlongs", "-3 days"]) func whatIsNoTimeIsSetAside(text: String) throws {
        let table = try items("SKU,Lead time\nA,\(text)\n")
        #expect(table.items[0].leadTimeDays == nil && table.quarantine.map(\.value) == [text])
    }

    @Test func oneMeaningInTwoUnitsIsAskedFor() throws {
        #expect { try items("SKU,Lead time,Lead time (days)\nA,2,14\n") } throws: { error in
            let words = (error as? IngestionError)?.description ?? ""
            return words.contains("Lead time, Lead time (days)") && words.contains("[items.columns]") && !words.contains("[sales.columns]")
        }
        #expect(try items("SKU,Lead time,Lead time (weeks)\nA,14,2\n").items[0].leadTimeDays == 14)
    }

    @Test func costsOfSeveralCurrenciesAreSaid() throws {
        #expect(try items("Vendor,SKU,Cost,Currency\nX,A,2.4,EUR\nY,B,150,JPY\n").remarks.contains { $0.contains("unit costs are in 2 currencies (EUR, JPY)") })
        #expect(try items("Vendor,SKU,Cost,Currency\nX,A,2.4,EUR\nY,B,150,EUR\n").remarks.isEmpty)
    }

    /// An order whose day nobody can read is still on its way.
    @Test func aDayThatCannotBeReadDropsNoOrder() throws {
        let table = try orders("PO,Order date,ETA,SKU,Qty\nP1,2024-10-01,asap,A,50\nP2,2024-10-01,2024-11-03,B,40\nP3,,TBD,B,10\n")
        #expect(table.rows.map(\.quantity) == [50, 40, 10] && table.rows.map(\.promisedOn) == [nil, CalendarDay(iso: "2024-11-03"), nil])
        #expect(table.quarantinedRows == 2 && table.remarks.contains { $0.contains("2 open orders with a day that cannot be read (asap)") }, "\(table.remarks)")
    }

    @Test(arguments: [
        "PO,Type,Order date,Expected,SKU,Qty\nP1,RFQ,2024-10-01,2024-10-30,A,50\nP2,Purchase order,2024-10-01,2024-10-30,B,40\n",
        "PO,State,Order date,Expected delivery,SKU,Qty\nP1,Storniert,2024-10-01,2024-10-30,A,50\nP2,Bestätigt,2024-10-01,2024-10-30,B,40\nP3,Vollständig geliefert,2024-10-01,2024-10-30,A,9\n",
        "Bestellnr;Bestelldatum;Lieferdatum;Artikelnr;Menge;Geliefert\nP1;01.10.2024;30.10.2024;A;50;50\nP2;01.10.2024;30.10.2024;B;60;20\n",
        "PO,Status,Order date,Delivery date,SKU,Qty\nP1,Quotation,2024-10-01,2024-10-30,A,50\nP2,Open,2024-10-01,2024-10-30,B,40\nP3,Return to vendor,2024-10-01,2024-10-30,B,7\n",
    ]) func whatIsOnOrderIsWhatWasOrderedAndHasNotCome(text: String) throws {
        let table = try orders(text)
        #expect(table.rows.map { "\($0.key.item) \(Int($0.quantity)) \($0.orderID)" } == ["B 40 P2"])
        #expect(table.rows.map(\.promisedOn) == [CalendarDay(iso: "2024-10-30")])
    }

    @Test(arguments: ["Counted", "Physical count", "Quantity", "Ist-Bestand"]) func aCountByAnyName(name: String) throws {
        let dated = try readSnapshots(path: files.write("Date,SKU,\(name)\n2024-10-20,A,5\n", name: "count.csv"))
        #expect(dated.rows.map(\.onHand) == [5])
        let undated = try readSnapshots(path: files.write("SKU,\(name)\nA,5\n", name: "stock.csv"), undated: CalendarDay(iso: "2024-10-20"))
        #expect(undated.rows.map(\.onHand) == [5])
    }
}
