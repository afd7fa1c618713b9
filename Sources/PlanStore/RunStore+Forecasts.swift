import DemandModel
import Digests
import Foundation
import GRDB

extension RunStore {
    /// The forecasts of the newest plan that were made from these sources; `nil` where no plan's were.
    ///
    /// Nothing is given back unless every byte that the store keeps of the run is the one that was written.
    ///
    /// - Parameter threads: worker threads, 1 or more; no effect on what is read.
    /// - Throws: `StoreError.unreadableRun` where the run is not what was written.
    public func forecasts(madeFrom sources: ForecastSources, threads: Int = 1) throws(StoreError) -> EarlierForecasts? {
        try StoreError.translating(path) {
            try database.read { database in
                // A store that is only read may be of a version without this table.
                guard try database.tableExists("kept_forecasts"),
                      let run = try Row.fetchOne(
                          database,
                          sql: """
                              SELECT number, id, item_count, payload_format, header, run.period_starts, digest FROM kept_forecasts JOIN run ON run.number = run_number
                              WHERE made_from = ? AND payload_format IN (\(ItemPayload.Format.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")))
                              ORDER BY number DESC LIMIT 1
                              """,
                          arguments: [sources.identity])
                else { return nil }
                do {
                    return try RunStore.forecasts(of: run, threads: threads, database)
                } catch let error as DecodingError {
                    throw StoreError.unreadableRun(id: run["id"], reason: "\(error)")
                }
            }
        }
    }

    /// What the newest plan's forecasts were made from; `nil` where there is no plan, and where it does not say.
    public func newestForecastSources() throws(StoreError) -> (run: RunListing, sources: ForecastSources)? {
        guard let newest = try newestPlan(), let record = try loadHeader(newest.id).forecastRecord else { return nil }
        return (newest, record.sources)
    }

    private static func forecasts(of run: Row, threads: Int, _ database: Database) throws -> EarlierForecasts? {
        let id: String = run["id"], header: String = run["header"], starts: String = run["period_starts"]
        let decoder = ItemPayload.decoder()
        let kept = try decoder.decode(PlanRun.self, from: Data(header.utf8))
        let lists = try decoder.decode([[String]].self, from: Data(starts.utf8))
        guard let record = kept.forecastRecord else { return nil }
        // Numbers of an earlier format are written in another form today.
        let format: Int = run["payload_format"], carries = format == ItemPayload.format.rawValue
        var digest = StoredRunDigest(), items: [ItemForecast] = [], waiting: [ItemPayload] = []
        items.reserveCapacity(run["item_count"])
        func take() throws {
            items += try decoded(waiting, threads: threads) { reader, payload in try payload.forecast(reader: reader, periodStarts: lists, carries: carries) }
            waiting.removeAll(keepingCapacity: true)
        }
        let rows = try Row.fetchCursor(
            database, sql: "SELECT period_starts, details, numbers, item, location FROM item WHERE run_number = ? ORDER BY item, location",
            arguments: [run["number"] as Int64])
        while let row = try rows.next() {
            let payload = try payload(row)
            digest.add(payload, at: payload.periodStarts, key: ItemLocation(item: row[3], location: row[4]))
            waiting.append(payload)
            if waiting.count == 4_096 { try take() }
        }
        try take()
        guard digest.finish(header: header, periodStarts: starts) == run["digest"] else {
            throw StoreError.unreadableRun(id: id, reason: "what the store keeps of it is not what was written")
        }
        return EarlierForecasts(runID: id, record: record, errorTables: kept.errorTables, items: items)
    }
}

/// A digest of all that the store keeps of a run's items and of its header, in key order.
struct StoredRunDigest {
    private var digest = SHA256()

    /// - Parameter starts: the place of the item's list of period starts.
    mutating func add(_ payload: ItemPayload, at starts: Int?, key: ItemLocation) {
        digest.update(Array("\(key.item.utf8.count) \(key.item) \(key.location.utf8.count) \(key.location) \(starts ?? -1) \(payload.details.count) \(payload.numbers.count)\n".utf8))
        payload.details.withUnsafeBytes { digest.update($0) }
        digest.update(payload.numbers)
    }

    mutating func finish(header: String, periodStarts: String) -> String {
        for text in [header, periodStarts] { digest.update(Array("\(text.utf8.count)\n\(text)".utf8)) }
        return digest.finish()
    }
}
