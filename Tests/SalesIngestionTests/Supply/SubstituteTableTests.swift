import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

@Suite struct SubstituteTableTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func read(_ text: String) throws -> IngestedTable<Substitute> { try readSubstitutes(path: files.write(text, name: "substitutes.csv")) }

    @Test func columnsByManyNames() throws {
        let table = try read("SKU;Alternative Item Code;Factor;Two-way;Rank;From;Until;Consent\n0012;0034;1,5;yes;2;01.02.2024;31.12.2024;no\n7;8;;;;;;\n")
        #expect(table.quarantine.isEmpty, "\(table.quarantine)")
        #expect(table.rows == [
            Substitute(
                item: "0012", substitute: "0034", ratio: 1.5, isTwoWay: true, priority: 2, validFrom: CalendarDay(iso: "2024-02-01"),
                validTo: CalendarDay(iso: "2024-12-31"), needsConsent: false),
            Substitute(item: "7", substitute: "8"),
        ])
    }

    @Test func badRowsAreSetAsideByLineAndColumn() throws {
        let table = try read("""
            item,substitute,ratio,two_way,priority,valid_from,valid_to,needs_consent
            a,,1,0,1,,,
            a,b,0,0,1,,,
            a,b,two,0,1,,,
            a,b,1,perhaps,1,,,
            a,b,1,0,first,,,
            a,b,1,0,1,2024-05-01,2024-04-01,
            a,a,1,0,1,,,
            a,b,1,0,1,,,
            a,b,2,0,1,,,

            """)
        #expect(table.rows.map(\.substitute) == ["b"])
        #expect(table.quarantine.map(\.line) == [2, 3, 4, 5, 6, 7, 8, 10])
        #expect(table.quarantine.map(\.column) == ["substitute", "ratio", "ratio", "two_way", "priority", "valid_to", "substitute", "substitute"])
        #expect(table.quarantine.map(\.code) == [
            "missing_item", "bad_number", "bad_number", "bad_flag", "bad_number", "bad_date", "substitute_loop", "duplicate_key",
        ])
    }

    @Test func loopsAreRefusedByNameAndTheRestGoesOn() throws {
        let table = try read("item,substitute,two_way\na,b,0\nb,c,0\nc,a,0\nd,e,0\ne,d,0\nf,g,1\ng,h,1\nh,f,1\nc,x,0\n")
        #expect(table.rows.map { $0.item + $0.substitute } == ["ab", "bc", "de", "fg", "gh", "hf", "cx"])
        #expect(table.quarantine.map(\.line) == [4, 6])
        #expect(table.quarantine.allSatisfy { $0.code == "substitute_loop" })
        #expect(table.quarantine[0].hint.contains("c -> a -> b -> c"), "\(table.quarantine[0].hint)")
        #expect(table.quarantine[1].hint.contains("two_way = 1"))
    }

    @Test func twoWayRowsAreNotRepeated() throws {
        let table = try read("item,substitute,two_way\na,b,1\nb,a,0\n")
        #expect(table.rows.count == 1 && table.quarantine.map(\.code) == ["duplicate_key"])
    }
}
