import PlanExport

/// A text as JSON writes it.
enum JSONText {
    static func quoted(_ text: String) -> String { JSONValue.text(text).text(indent: nil) }
}
