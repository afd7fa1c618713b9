import DemandModel
import Foundation
import PlanCharts
import PlanExport

extension PlanPage {
    /// Results of `twobin replay --out` and `twobin backtest --out` (or of their `--json`): files `replay*.json` and `backtest*.json` beside the store, in
    /// folders beside it, and in the folders that `serve` was given, as they are and with their pictures. A file that is no JSON, or longer than four megabytes,
    /// is named with what is wrong.
    func resultsAnswer() throws -> PageResponse {
        var body = Array("{\"results\": [".utf8)
        for (index, file) in resultFiles().prefix(50).enumerated() {
            if index > 0 { body += ", ".utf8 }
            let kind = file.url.lastPathComponent.hasPrefix("replay") ? "replay" : "backtest"
            body += "{\"name\": \(JSONText.quoted(file.name)), \"kind\": \"\(kind)\", ".utf8
            let data = try? Data(contentsOf: file.url)
            if let data, data.count <= 4 << 20, let document = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] {
                let pictures = ResultPictures.pictures(kind: kind, document: document)
                body += "\"pictures\": ".utf8
                body += JSONValue.array(pictures.map { picture in
                    ["name": .text(picture.name), "title": .text(picture.chart.title), "svg": .text(ItemCharts.withoutStyle(picture.chart.svg()))]
                }).bytes(indent: nil)
                body += ", \"document\": ".utf8
                body += data
                body += "}".utf8
            } else {
                body += "\"problem\": \"it cannot be read as JSON, or is longer than four megabytes\"}".utf8
            }
        }
        body += "]}\n".utf8
        return .jsonBytes(body)
    }

    /// Files of results with the names by which a reader knows them, in order.
    private func resultFiles() -> [(name: String, url: URL)] {
        let manager = FileManager.default
        func results(in folder: URL) -> [URL] {
            ((try? manager.contentsOfDirectory(atPath: folder.path)) ?? []).filter { name in
                name.hasSuffix(".json") && (name.hasPrefix("replay") || name.hasPrefix("backtest"))
            }.sorted(by: bytesPrecede).map { folder.appendingPathComponent($0) }
        }
        let home = URL(fileURLWithPath: storePath).deletingLastPathComponent()
        var folders = [("", home)]
        let beside = ((try? manager.contentsOfDirectory(atPath: home.path)) ?? []).sorted(by: bytesPrecede).prefix(200)
        for name in beside where !name.hasPrefix(".") {
            var isFolder: ObjCBool = false
            let folder = home.appendingPathComponent(name)
            if manager.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue { folders.append((name + "/", folder)) }
        }
        folders += resultFolders.map { (URL(fileURLWithPath: $0).lastPathComponent + "/", URL(fileURLWithPath: $0)) }
        var seen: Set<String> = []
        return folders.flatMap { prefix, folder in
            results(in: folder).filter { seen.insert($0.standardizedFileURL.path).inserted }.map { (prefix + $0.lastPathComponent, $0) }
        }
    }
}
