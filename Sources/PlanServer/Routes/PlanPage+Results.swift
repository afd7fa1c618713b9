import DemandModel
import Foundation
import PlanCharts
import PlanExport

extension PlanPage {
    /// Results that lie beside the store as `twobin replay --json` and `twobin backtest --json` print them: `replay*.json`, `backtest*.json`, as they
    /// are. A file that is no JSON, or longer than four megabytes, is named with what is wrong.
    func resultsAnswer() throws -> PageResponse {
        let folder = URL(fileURLWithPath: storePath).deletingLastPathComponent()
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { name in
            name.hasSuffix(".json") && (name.hasPrefix("replay") || name.hasPrefix("backtest"))
        }.sorted(by: bytesPrecede)
        var body = Array("{\"results\": [".utf8)
        for (index, name) in names.prefix(50).enumerated() {
            if index > 0 { body += ", ".utf8 }
            body += "{\"name\": \(JSONText.quoted(name)), \"kind\": \"\(name.hasPrefix("replay") ? "replay" : "backtest")\", ".utf8
            let data = try? Data(contentsOf: folder.appendingPathComponent(name))
            if let data, data.count <= 4 << 20, (try? JSONSerialization.jsonObject(with: data)) != nil {
                body += "\"document\": ".utf8
                body += data
                body += "}".utf8
            } else {
                body += "\"problem\": \"it cannot be read as JSON, or is longer than four megabytes\"}".utf8
            }
        }
        body += "]}\n".utf8
        return .jsonBytes(body)
    }
}
