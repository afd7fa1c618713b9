import Testing
import TextForms

/// Names of files cannot steer a terminal or a spreadsheet.
@Suite struct DisplayTextTests {
    @Test(arguments: [
        ("mug", "mug"), ("mug\u{1B}[31m", "mug\\u{1B}[31m"), ("a\nb", "a\\nb"), ("a\tb\r", "a\\tb\\r"), ("\u{202E}gum", "\\u{202E}gum"), ("caf\u{E9} 杯", "caf\u{E9} 杯"), ("a\0b", "a\\u{0}b"),
    ])
    func controlsAreShownAsText(_ text: String, _ shown: String) {
        #expect(displayText(text) == shown)
    }

    @Test func ownLineBreaksStay() {
        #expect(displayText("a\nb\u{7}", keepsLineBreaks: true) == "a\nb\\u{7}")
    }

    @Test(arguments: ["＝1+1", "＋1", "－1", "＠x", "=1", "'＝1"])
    func wideSignsAreEscapedLikePlainOnes(_ text: String) {
        var table = CommaSeparatedWriter(textEscaping: .spreadsheet)
        table.text(text)
        table.endRow()
        #expect(String(decoding: table.drain(), as: UTF8.self) == "'" + text + "\n")
        var exact = CommaSeparatedWriter()
        exact.text(text)
        exact.endRow()
        #expect(String(decoding: exact.drain(), as: UTF8.self) == text + "\n")
    }

    @Test func otherWideSignsStay() {
        var table = CommaSeparatedWriter(textEscaping: .spreadsheet)
        table.text("Ａ1")
        table.endRow()
        #expect(String(decoding: table.drain(), as: UTF8.self) == "Ａ1\n")
    }
}
