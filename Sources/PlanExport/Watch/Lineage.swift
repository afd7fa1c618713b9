import DemandModel
import Digests

/// `lineage.json`: which files a run read and which it wrote, each with its digest, as a run event of OpenLineage 2.0
/// (https://openlineage.io/spec/2-0-2/OpenLineage.json).
///
/// Digests, roles and the run's own id are custom facets, whose names begin with `twobin_`; rows and sizes are facets of the specification.
public enum Lineage {
    /// - Parameters:
    ///   - outputs: files that were written beside, with their digests.
    ///   - madeAt: when the run ended, ISO 8601 in UTC.
    public static func json(_ run: PlanRun, outputs: [FileDigest], madeAt: String) -> JSONValue {
        [
            "eventType": "COMPLETE",
            "eventTime": .text(madeAt),
            "producer": .text(producer(run)),
            "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            "run": [
                "runId": .text(runIdentifier(run.id)),
                "facets": ["twobin_run": facet(run, [
                    .init("id", .text(run.id)), .init("version", .text(run.version)), .init("as_of", .text(run.asOf.description)),
                    .init("rows_read", .integer(run.summary.rowsRead)), .init("rows_quarantined", .integer(run.summary.quarantinedRows)),
                    .init("items", .integer(run.items.count)),
                ])],
            ],
            "job": ["namespace": "twobin", "name": "plan", "facets": .object([])],
            "inputs": .array(run.inputs.map { input in
                [
                    "namespace": "file", "name": .text(input.path),
                    "facets": ["twobin_digest": facet(run, [
                        .init("role", .text(input.role)), .init("sha256", .text(input.sha256)),
                    ])],
                    "inputFacets": ["inputStatistics": facet(run, [.init("rowCount", .integer(input.rows))], schema: "1-0-0/InputStatisticsInputDatasetFacet")],
                ]
            }),
            "outputs": .array(outputs.map { file in
                [
                    "namespace": "file", "name": .text(file.name),
                    "facets": ["twobin_digest": facet(run, [.init("sha256", .text(file.sha256))])],
                    "outputFacets": ["outputStatistics": facet(run, [.init("size", .integer(file.bytes))], schema: "1-0-2/OutputStatisticsOutputDatasetFacet")],
                ]
            }),
        ]
    }

    /// A UUID of version 8 (RFC 9562, section 5.8) made from the run's id: the same run has the same one.
    static func runIdentifier(_ id: String) -> String {
        var digits = Array(sha256(of: Array("twobin run \(id)".utf8)).prefix(32))
        digits[12] = "8"
        digits[16] = ["8", "9", "a", "b"][(digits[16].hexDigitValue ?? 0) & 3]
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func producer(_ run: PlanRun) -> String { "urn:twobin:\(run.version)" }

    /// - Parameter schema: version and name of a facet of the specification; `nil`: one of Twobin's own.
    private static func facet(_ run: PlanRun, _ members: [JSONValue.Member], schema: String? = nil) -> JSONValue {
        let address = schema.map { schema in
            "https://openlineage.io/spec/facets/\(schema).json#/$defs/\(schema.drop { $0 != "/" }.dropFirst())"
        }
        return .object([.init("_producer", .text(producer(run))), .init("_schemaURL", .text(address ?? "urn:twobin:facets"))] + members)
    }
}
