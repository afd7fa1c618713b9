import CustomerBackorders
import DemandModel
import Digests
import TextForms

/// Seconds a stage of a run took.
public struct StageTiming: Sendable, Equatable {
    public var stage: String
    public var seconds: Double

    public init(stage: String, seconds: Double) {
        self.stage = stage
        self.seconds = seconds
    }
}

/// The files of a finished run in its output directory.
public enum PlanOutput {
    /// Names of the files in the order in which they are put in place; the last marks the set as whole.
    public static let fileNames = ["recommendations.csv", "forecasts.csv", "level_path.csv", "quarantine.csv", "backorders.csv", "availability.csv", "suppliers.csv", "timings.json", "lineage.json", "summary.json"]

    /// Writes all files of a run so that they appear together or not at all (see `AtomicFiles`).
    ///
    /// The caller holds the lock of the directory. All files but `timings.json` and `lineage.json` depend on the run alone.
    /// - Parameter madeAt: when the run ended, ISO 8601 in UTC: the time of the event in `lineage.json`.
    /// - Returns: the paths written, in the order of `fileNames`.
    @discardableResult
    public static func write(
        _ run: PlanRun, to directory: String, timings: [StageTiming] = [], madeAt: String = unknownTime
    ) throws(OutputError) -> [String] {
        try prepare(run, to: directory, timings: timings, madeAt: madeAt).files.commit()
        return paths(in: directory)
    }

    /// The beginning of 1970, for a caller without a clock.
    public static let unknownTime = "1970-01-01T00:00:00Z"

    /// Files under temporary names, and what `summary.json` among them says.
    public struct Prepared {
        public var files: AtomicFiles
        public var summary: JSONValue
    }

    /// Where the files of a run stand, in the order of `fileNames`.
    public static func paths(in directory: String) -> [String] {
        fileNames.map { directory.hasSuffix("/") ? directory + $0 : directory + "/" + $0 }
    }

    /// Writes all files of a run under temporary names: the caller places them.
    ///
    /// `summary.json` names the digests of the files that depend on the run alone, `lineage.json` those of all others.
    ///
    /// - Parameters:
    ///   - forecastsOf: the earlier run whose forecasts were used; `nil`: the run made its own.
    ///   - threads: worker threads; no effect on the bytes.
    public static func prepare(
        _ run: PlanRun, to directory: String, timings: [StageTiming] = [], forecastsOf: String? = nil, madeAt: String = unknownTime, threads: Int = 1
    ) throws(OutputError) -> Prepared {
        let files = try AtomicFiles(directory: directory, sweepsLeftovers: true)
        var digests: [FileDigest] = []
        for name in fileNames where name != "lineage.json" && name != "summary.json" {
            let digest = try files.write(name) { (sink) throws(OutputError) in
                switch name {
                case "recommendations.csv": try RecommendationTable.write(run.items, threads: threads, to: sink)
                case "forecasts.csv": try writeForecasts(run, threads: threads, to: sink)
                case "level_path.csv": try LevelPathTable.write(run, to: sink)
                case "backorders.csv": try WaitingTable.write(waitingRows(run, threads: threads), to: sink)
                case "availability.csv": try AvailabilityTable.write(shopStates(inKeyOrder(run.items), facts: run.backorders ?? BackorderFacts()), threads: threads, to: sink)
                case "suppliers.csv": try SupplierTables.writeScores(supplierScores(items: run.items, facts: run.backorders ?? BackorderFacts(), suppliers: run.suppliers), to: sink)
                case "quarantine.csv": try QuarantineTable.write(run.quarantine, to: sink)
                default: try sink(timingsJSON(timings, forecastsOf: forecastsOf).bytes())
                }
            }
            digests.append(digest)
        }
        let summary = RunSummary.json(run, files: digests.filter { $0.name != "timings.json" })
        let bytes = summary.bytes()
        let ownDigest = FileDigest(name: "summary.json", sha256: sha256(of: bytes), bytes: bytes.count)
        try files.write("lineage.json") { (sink) throws(OutputError) in
            try sink(Lineage.json(run, outputs: digests + [ownDigest], madeAt: madeAt).bytes())
        }
        try files.write("summary.json") { (sink) throws(OutputError) in try sink(bytes) }
        return Prepared(files: files, summary: summary)
    }

    /// The forecasts of all items that have one, in key order.
    public static func writeForecasts(_ run: PlanRun, threads: Int = 1, to sink: ByteSink) throws(OutputError) {
        try ForecastTable(quantiles: run.configuration.forecastQuantiles).write(of: inKeyOrder(run.items), threads: threads, to: sink)
    }

    /// The run as one document: the summary, all recommendations and all waiting lines, one line each.
    public static func writeJSON(_ run: PlanRun, threads: Int = 1, to sink: ByteSink) throws(OutputError) {
        try sink(Array("{\"summary\": ".utf8) + RunSummary.json(run).text().utf8 + Array(",\n\"recommendations\": [".utf8))
        let items = inKeyOrder(run.items)
        try takeOrdered(parts: partCount(items.count), threads: threads, make: { part -> [UInt8] in
            var bytes: [UInt8] = []
            for index in partRange(part, of: items.count) {
                bytes += (index == 0 ? "\n" : ",\n").utf8
                bytes += RecommendationTable.json(items[index].recommendation, item: items[index]).text(indent: nil).utf8
            }
            return bytes
        }, take: sink)
        var bytes: [UInt8] = []
        bytes += "\n],\n\"waiting\": [".utf8
        for (index, row) in WaitingTable.served(waitingRows(run)).enumerated() {
            bytes += (index == 0 ? "\n" : ",\n").utf8
            bytes += WaitingTable.json(row).text(indent: nil).utf8
            if bytes.count >= bytesPerChunk {
                try sink(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try sink(bytes + Array("\n]}\n".utf8))
    }

    private static func timingsJSON(_ timings: [StageTiming], forecastsOf: String?) -> JSONValue {
        [
            "forecasts_of": JSONValue(forecastsOf),
            "seconds": .object(timings.map { JSONValue.Member($0.stage, .number($0.seconds)) }),
            "total_seconds": .number(timings.reduce(0) { $0 + $1.seconds }),
        ]
    }
}
