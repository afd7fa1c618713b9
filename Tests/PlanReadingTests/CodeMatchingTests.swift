import Testing
@testable import PlanReading

/// Codes of two tables that almost match.
@Suite struct CodeMatchingTests {
    private func match(_ table: [String], _ known: [String]) -> CodeMatching {
        CodeMatching(table: Set(table.map(ExactText.init)), known: Set(known.map(ExactText.init)))
    }

    @Test(arguments: [
        ("123", "00123", CodeMatching.Difference.zeros), ("0012", "12", .zeros), ("mug-1", "MUG-1", .letterCase), ("Mug-1", "mug-1", .letterCase), ("MUG-1 ", "MUG-1", .marks),
        ("MUG 1", "MUG-1", .marks), ("MUG_1", "MUG1", .marks), ("caf\u{E9}", "cafe\u{301}", .unicode), ("\u{FF2D}UG-1", "MUG-1", .marks), ("MUG\u{A0}1", "MUG 1", .marks),
        ("1.23457E+13", "12345678901234", .rounded), ("1,23457E+13", "12345678901234", .rounded),
    ]) func pairsAreFound(table: String, known: String, difference: CodeMatching.Difference) throws {
        let found = match([table, "exact"], [known, "exact", "other"])
        #expect(found.exact == 1)
        let pair = try #require(found.pairs.first)
        #expect(ExactText(pair.table) == ExactText(table) && ExactText(pair.known) == ExactText(known) && pair.difference == difference)
        #expect(found.unmatched.isEmpty && found.ambiguous.isEmpty)
    }

    /// Joining needs one partner on each side, and nothing that matches as it stands is given away.
    @Test func doubtfulPairsAreNotJoined() {
        #expect(match(["mug-1", "Mug-1"], ["MUG-1"]).ambiguous == ["Mug-1", "mug-1"])
        #expect(match(["mug-1"], ["MUG-1", "MUG 1"]).ambiguous == ["mug-1"])
        #expect(match(["MUG-1", "mug-1"], ["MUG-1"]).unmatched == ["mug-1"])
        #expect(match(["1.2E+5"], ["120001", "120002"]).ambiguous == ["1.2E+5"])
        #expect(match(["cup"], ["mug"]).unmatched == ["cup"])
        #expect(match(["---"], ["***"]).unmatched == ["---"])
    }

    @Test func oneFrontBeforeEveryCodeIsSeenAndChanceIsNot() {
        let found = match(["SKU-101", "SKU-102", "SKU-103"], ["101", "102", "103"])
        #expect(found.pairs.map(\.known) == ["101", "102", "103"])
        #expect(found.pairs.allSatisfy { $0.difference == .prefix })
        #expect(match(["101", "102"], ["WH/101", "WH/102"]).pairs.count == 2)
        #expect(match(["A101"], ["101"]).pairs.isEmpty)
        #expect(match(["XA55", "QB77", "CC99"], ["55", "77", "12"]).pairs.isEmpty)
    }
}
