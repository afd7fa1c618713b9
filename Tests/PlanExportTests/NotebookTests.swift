import DemandModel
import Foundation
import PlanCharts
@testable import PlanExport
import Testing

private func notebook(_ run: PlanRun, _ curve: [ExchangePoint] = []) throws -> [UInt8] {
    try collectedBytes { (sink) throws(OutputError) in
        try NotebookExport.write(run, exchangeCurve: curve, dataDirectory: ".", to: sink)
    }
}

private let curve = (1...6).map { ExchangePoint(money: Double($0) * 40, expectedBackorders: 4 / Double($0)) }

@Test func theNotebookIsAsRecorded() throws {
    try expectGolden(notebook(ExampleRun.run(), curve), "plan.ipynb")
}

@Test func cellsHaveUniqueIdsAndAreNumberedInOrder() throws {
    let run = ExampleRun.run()
    for (run, curve) in [(run, curve), (run, []), (emptied(run), [])] {
        let document = try #require(try JSONSerialization.jsonObject(with: Data(notebook(run, curve))) as? [String: Any])
        #expect(document["nbformat"] as? Int == 4)
        #expect(document["nbformat_minor"] as? Int == 5)
        let cells = try #require(document["cells"] as? [[String: Any]])
        let ids = cells.compactMap { $0["id"] as? String }
        #expect(ids.count == cells.count)
        #expect(Set(ids).count == cells.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil })
        let code = cells.filter { $0["cell_type"] as? String == "code" }
        #expect(code.compactMap { $0["execution_count"] as? Int } == Array(1...code.count))
        for cell in code {
            for output in try #require(cell["outputs"] as? [[String: Any]]) {
                guard let data = output["data"] as? [String: [String]] else { continue }
                #expect(data["text/plain"] != nil)
                #expect(data["text/html"] != nil || data["image/svg+xml"]?.first?.hasPrefix("<svg") == true)
            }
        }
        #expect(cells.last?["cell_type"] as? String == "markdown")
    }
}

@Test func everyColumnIsExplained() {
    #expect(RecommendationTable.columnMeanings.map(\.name) == RecommendationTable.columns)
    #expect(RecommendationTable.columnMeanings.allSatisfy { $0.meaning.count >= 8 && !$0.meaning.contains("|") })
}

@Test func everyObjectiveIsSaidInWords() {
    for kind in PlanObjective.Kind.allCases {
        for weight in PlanObjective.Weight.allCases {
            let words = NotebookProse.objective(PlanObjective(kind: kind, money: .stockValue, target: 0.95, weight: weight))
            #expect(kind == .cost || words.contains("0.95"))
            #expect(![PlanObjective.Kind.budget, .expectedBackorders].contains(kind) || words.contains("stock value"))
        }
    }
}

@Test func namesFromOutsideCannotBreakTheNotebook() throws {
    var run = ExampleRun.run()
    run.summary.warnings = ["a | b\n# not a heading <script>", "*bold* [link](x) `code`"]
    run.changes = ["x`y\nz"]
    run.parentID = "parent"
    let text = String(decoding: try notebook(run), as: UTF8.self)
    #expect(!text.contains("<script>"))
    #expect(text.contains("a \\\\| b # not a heading &lt;script>"))
    #expect(text.contains("`x'y z`"))
}

@Test(arguments: [
    (0.0, "0"), (1.0, "1"), (0.12345, "0.1235"), (-0.00001, "-0"), (1234.5, "1234.5"), (100.0, "100"), (2.00004, "2"), (1e9, "1000000000"),
])
func plainNumbersAreThoseOfPython(value: Double, text: String) {
    // The same as f"{value:.4f}".rstrip("0").rstrip(".")
    #expect(NotebookTable.plain(value) == text)
}

@Test func tablesAreLaidOutAsPandasDoes() {
    let table = NotebookTable(columns: ["item", "units"], index: ["0", "10"], rows: [["a<b\nc", "1.5"], ["longer", "22"]])
    #expect(table.plainText == """
              item units
        0   a<b\\nc   1.5
        10  longer    22
        """)
    #expect(table.html.contains("<td>a&lt;b\\nc</td>"))
    #expect(NotebookTable(columns: ["a", "b"], index: [], rows: []).plainText == "Empty DataFrame\nColumns: [a, b]\nIndex: []")
    #expect(NotebookTable.plain(nil) == "" && NotebookTable.plain(.nan) == "")
}

private func emptied(_ run: PlanRun) -> PlanRun {
    var run = run
    run.items = []
    run.summary = PlanSummary()
    return run
}
