import DemandModel
import Foundation
import PlanEngine
import PlanServer
import PlanStore

/// An invented shop of six items in a store of its own; one of them has a name that would run as a script if it were ever markup.
struct ServedShop {
    static let hostile = "</script><img src=x onerror=alert(1)>"
    static let asOf = CalendarDay(iso: "2024-01-01")!
    let directory: URL
    let run: PlanRun
    var storePath: String { directory.appendingPathComponent("twobin.sqlite").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-page-\(UUID().uuidString)")
        run = try Self.plan()
        let store = try RunStore(path: directory.appendingPathComponent("twobin.sqlite").path, access: .create)
        try store.save(run, createdAt: Date(timeIntervalSince1970: 1_700_000_000))
    }

    func remove() { try? FileManager.default.removeItem(at: directory) }

    func page(_ gate: RequestGuard = RequestGuard(admission: .loopback, hosts: ["127.0.0.1:8380"])) throws -> PlanPage {
        try PlanPage(storePath: storePath, gate: gate, version: "test", threads: 2) { run, changes in
            String(([run] + changes).joined(separator: "\n").utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }, radix: 16)
        }
    }

    static func plan(id: String = "plan-1", leadTimeDays: Double = 7) throws -> PlanRun {
        let calendar = PeriodCalendar(period: .week, weekAnchor: asOf)
        let last = calendar.periodNumber(of: asOf) - 1
        let names = ["0012", "12", "cup, blue", hostile, "mug", "tray"]
        let series = names.enumerated().map { index, name in
            var state = UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            let demand = (0..<60).map { week -> Double in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (Double(index + 1) * (0.4 + 1.2 * Double(state >> 40) / Double(1 << 24)) + (week % 13 == 0 ? Double(index) : 0)).rounded()
            }
            return DemandSeries(key: ItemLocation(item: name), firstPeriod: last - 59, demand: demand)
        }
        let items = names.enumerated().map { index, name -> ItemRecord in
            var record = ItemRecord(key: ItemLocation(item: name))
            record.supplier = index < 3 ? "cedar-trading" : "=cmd()"
            record.unitCost = Double(2 + index)
            record.leadTimeDays = leadTimeDays * Double(1 + index)
            record.onHand = Double(5 * index)
            record.backordered = index == 0 ? 4 : 0
            record.orderMultiple = index == 3 ? 6 : nil
            return record
        }
        let input = PlanInput(asOf: asOf, calendar: calendar, series: series, items: items, rowsRead: 360)
        var configuration = PlanConfiguration()
        configuration.objective = PlanObjective(kind: .budget, target: 400)
        configuration.seasonLength = 1
        return try makePlan(input, configuration: configuration, id: id, options: PlanOptions(threads: 1, version: "test"))
    }
}

extension PageRequest {
    /// As a browser on this machine sends it.
    static func get(_ path: String, _ query: [(String, String)] = [], headers: [String: String] = [:]) -> PageRequest {
        PageRequest(
            path: path, query: query.map { (name: $0.0, value: $0.1) }, headers: ["host": "127.0.0.1:8380"].merging(headers) { $1 }, peer: "127.0.0.1")
    }

    static func post(_ path: String, _ body: [String: Any], headers: [String: String] = [:]) throws -> PageRequest {
        PageRequest(
            method: "POST", path: path,
            headers: ["host": "127.0.0.1:8380", "content-type": "application/json", "origin": "http://127.0.0.1:8380"].merging(headers) { $1 },
            body: Array(try JSONSerialization.data(withJSONObject: body)), peer: "127.0.0.1")
    }
}

extension PageResponse {
    /// The body as JSON.
    func document() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:]
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}
