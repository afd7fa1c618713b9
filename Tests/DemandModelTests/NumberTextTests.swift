import Testing
import TextForms

/// Numbers and near names as every part of the program writes them.
@Suite struct NumberTextTests {
    @Test(arguments: [
        (2, 5.0, "5"), (2, 4.9999, "5"), (2, 0.126, "0.13"), (2, -0.001, "0"), (2, 1e16, "10000000000000000"), (3, 0.12345, "0.123"), (0, 2.5, "3"), (2, .infinity, "n/a"), (2, .nan, "n/a"),
    ] as [(Int, Double, String)]) func atMostSoManyDecimals(decimals: Int, value: Double, text: String) { #expect(upTo(decimals, value) == text) }

    @Test(arguments: [
        (4, 12.34567, "12.35"), (4, 123_456.7, "123457"), (4, 0.00012345678, "0.0001235"), (4, 999.96, "1000"), (4, 0, "0"), (4, -3.14159, "-3.142"), (2, 7.0, "7"), (4, -.infinity, "n/a"),
    ] as [(Int, Double, String)]) func soManySignificantDigits(digits: Int, value: Double, text: String) { #expect(significant(digits, value) == text) }

    @Test(arguments: [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("tiem", "time", 1), ("storno", "stono", 1), ("kitten", "sitting", 3), ("ab", "ba", 1)])
    func stepsBetweenWords(one: String, other: String, steps: Int) {
        #expect(editDistance(Array(one.utf8), Array(other.utf8)) == steps && editDistance(Array(other.utf8), Array(one.utf8)) == steps)
    }

    @Test(arguments: [("1001.0", "1001"), ("\u{410}-100", "A100"), ("0.0", "0"), ("12.50", "1250"), ("Κ1", "k1")]) func codesThatOnlyLookDifferent(one: String, other: String) {
        #expect(looseCode(one) == looseCode(other))
    }
}
