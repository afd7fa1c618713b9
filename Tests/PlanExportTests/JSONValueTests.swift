import Foundation
import PlanExport
import Testing

@Test func jsonExampleOfTheDocumentation() {
    let document: JSONValue = ["id": "a1", "items": 2, "gap": nil, "fill_rate": 0.95]
    #expect(document.text(indent: nil) == #"{"id": "a1", "items": 2, "gap": null, "fill_rate": 0.95}"#)
}

@Test func jsonIsIndentedAndKeepsItsOrder() {
    let document: JSONValue = ["z": [1, 2.5, true], "a": ["inner": "x"], "none": [], "empty": [:]]
    #expect(document.text() == """
        {
          "z": [
            1,
            2.5,
            true
          ],
          "a": {
            "inner": "x"
          },
          "none": [],
          "empty": {}
        }
        """)
}

@Test func everyTextReadsBackAsItWas() throws {
    var text = "\u{2028}\u{7f}Größe 🫖 \"quoted\" \\ / </script>"
    for scalar in 0..<0x20 { text.unicodeScalars.append(Unicode.Scalar(UInt8(scalar))) }
    let bytes = JSONValue.array([.text(text)]).bytes()
    #expect(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String] == [text])
}

@Test func numbersThatAreNotFiniteAreNull() {
    #expect(JSONValue.array([.number(.nan), .number(.infinity), .number(1e300), JSONValue(nil as Double?)]).text(indent: nil)
        == "[null, null, 1e+300, null]")
    #expect(JSONValue(["b": 2, "a": 1]).text(indent: nil) == #"{"a": 1, "b": 2}"#)
}
