import DemandModel
import Foundation
import PlanExport
import Testing

@Test func everyFileOfARunIsAsRecorded() throws {
    let directory = try TemporaryDirectory()
    let written = try PlanOutput.write(ExampleRun.run(), to: directory.file("out"), timings: [StageTiming(stage: "ingest", seconds: 0.25)])
    #expect(written.map { $0.split(separator: "/").last.map(String.init) } == PlanOutput.fileNames)
    for name in PlanOutput.fileNames {
        try expectGolden(Array(Data(contentsOf: URL(fileURLWithPath: directory.file("out/\(name)")))), name)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("out")).sorted() == PlanOutput.fileNames.sorted())
}

@Test func theJSONOfARunIsAsRecorded() throws {
    try expectGolden(collectedBytes { (sink) throws(OutputError) in try PlanOutput.writeJSON(ExampleRun.run(), to: sink) }, "run.json")
}

@Test func theJSONOfARunIsJSON() throws {
    let bytes = try collectedBytes { (sink) throws(OutputError) in try PlanOutput.writeJSON(ExampleRun.run(), to: sink) }
    let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let rows = try #require(document["recommendations"] as? [[String: Any]])
    #expect(rows.count == 6)
    #expect(rows.map { $0["item"] as? String } == ["0012", "=mug, \"big\"", "candle", "lamp", "new arrival", "twisted"])
    #expect(rows.allSatisfy { Set($0.keys) == Set(RecommendationTable.columns) })
    #expect(rows[0]["fill_rate"] as? Double == 0.96875)
    #expect(rows[0]["restock_p50"] is NSNull)
    let summary = try #require(document["summary"] as? [String: Any])
    #expect(summary["id"] as? String == "3f9a61c2")
}

@Test func rowsComeInKeyOrderWhateverTheOrderOfTheItems() throws {
    var run = ExampleRun.run()
    let sorted = try collectedBytes { (sink) throws(OutputError) in try RecommendationTable.write(run.items, to: sink) }
    run.items.reverse()
    #expect(try collectedBytes { (sink) throws(OutputError) in try RecommendationTable.write(run.items, to: sink) } == sorted)
}

@Test func largeTablesAreHandedOnInPieces() throws {
    let one = ExampleRun.run().items[1]
    let items = (0..<2000).map { number in
        var item = one
        item.recommendation.key = ItemLocation(item: "item-\(100_000 + number)")
        item.key = item.recommendation.key
        return item
    }
    var pieces = 0
    var bytes: [UInt8] = []
    try RecommendationTable.write(items) { (chunk) throws(OutputError) in
        pieces += 1
        bytes += chunk
    }
    #expect(pieces > 1)
    #expect(bytes.split(separator: UInt8(ascii: "\n")).count == 2001)
}

@Test func levelsOfComingReviewsAreRowsAndPartOfTheJSON() throws {
    var run = ExampleRun.run()
    run.items = [run.items[1]]
    run.items[0].recommendation.levelPath = [
        PathLevel(days: 0, orderUpTo: 12, reorderPoint: 11, position: 14.5, demandMean: 8, onHand: 5, waiting: 0.25, fillRate: 0.96875),
        PathLevel(days: 14, orderUpTo: 6, reorderPoint: 5, position: 6, demandMean: 4, onHand: 2.5, waiting: 0.5, fillRate: 0.9375),
    ]
    let text = String(decoding: try collectedBytes { (sink) throws(OutputError) in try LevelPathTable.write(run, to: sink) }, as: UTF8.self)
    let rows = text.split(separator: "\n").map(String.init)
    #expect(rows.count == 3)
    #expect(rows[0] == LevelPathTable.columns.joined(separator: ","))
    #expect(rows[1].hasSuffix(",\(run.asOf),11,12,14.5,8,5,0.25,0.96875"))
    #expect(rows[2].hasSuffix(",\(run.asOf.advanced(by: 14)),5,6,6,4,2.5,0.5,0.9375"))
    let bytes = try collectedBytes { (sink) throws(OutputError) in try PlanOutput.writeJSON(run, to: sink) }
    let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let path = try #require((document["recommendations"] as? [[String: Any]])?.first?["level_path"] as? [[String: Any]])
    #expect(path.map { $0["order_up_to"] as? Double } == [12, 6])
}

@Test func anEmptyRunGivesHeadersOnly() throws {
    var run = ExampleRun.run()
    run.items = []
    run.quarantine = []
    func text(_ body: (ByteSink) throws(OutputError) -> Void) throws -> String { String(decoding: try collectedBytes(body), as: UTF8.self) }
    #expect(try text { (sink) throws(OutputError) in try RecommendationTable.write([], to: sink) }
        == RecommendationTable.columns.joined(separator: ",") + "\n")
    #expect(try text { (sink) throws(OutputError) in try PlanOutput.writeForecasts(run, to: sink) } == "unique_id,ds,mean,q0.1,q0.5,q0.9\n")
    #expect(try text { (sink) throws(OutputError) in try QuarantineTable.write([], to: sink) } == "file,line,column,code,value,hint\n")
    #expect(try text { (sink) throws(OutputError) in try PlanOutput.writeJSON(run, to: sink) }.hasSuffix("\"recommendations\": [\n],\n\"waiting\": [\n]}\n"))
}

@Test func forecastTablesHaveTheAskedColumnsAndLayout() throws {
    let median = ForecastTable(quantiles: [], point: .median)
    #expect(median.columns == ["unique_id", "ds", "median"])
    #expect(ForecastTable(quantiles: [0.5, 0.9]).columns == ["unique_id", "ds", "mean", "q0.5", "q0.9"])
    let totals = ForecastTable(quantiles: [0.5, 0.999], layout: .totals)
    let bytes = try collectedBytes { (sink) throws(OutputError) in
        try totals.write([SeriesForecast(uniqueID: "-a", periodStarts: [""], mean: [2.5], quantiles: [[2], [9]])], to: sink)
    }
    #expect(String(decoding: bytes, as: UTF8.self) == "unique_id,mean,q0.5,q0.999\n-a,2.5,2,9\n")
    #expect {
        try totals.write([SeriesForecast(uniqueID: "a", periodStarts: [""], mean: [2.5], quantiles: [[2]])]) { _ throws(OutputError) in }
    } throws: { ($0 as? OutputError)?.description.contains("the forecast of a has") == true }
    #expect {
        try median.write([SeriesForecast(uniqueID: "a", periodStarts: ["1"], mean: [2.5])]) { _ throws(OutputError) in }
    } throws: { if case OutputError.inconsistentRun = $0 { true } else { false } }
}
