import DemandModel
import Foundation
import GRDB
import ParallelWork

extension RunStore {
    /// The run that a reference means: an id, a prefix that only one id has, `latest` (the run saved last, plan or scenario), or
    /// `previous` (the plan before the newest plan).
    public func resolve(_ reference: String) throws(StoreError) -> RunListing {
        try StoreError.translating(path) {
            try database.read { database in
                if reference == "latest" || reference.isEmpty {
                    let sql = RunStore.listingQuery + RunStore.newestFirst + " LIMIT 1"
                    if reference == "latest", let row = try Row.fetchOne(database, sql: sql) { return try RunStore.listing(row) }
                    throw try RunStore.noSuchRun(reference, database)
                }
                if reference == "previous" {
                    let sql = RunStore.listingQuery + " WHERE kind = 'plan'" + RunStore.newestFirst + " LIMIT 1 OFFSET 1"
                    if let row = try Row.fetchOne(database, sql: sql) { return try RunStore.listing(row) }
                    throw try RunStore.noSuchRun(reference, database)
                }
                let sql = RunStore.listingQuery + " WHERE substr(id, 1, length(?1)) = ?1" + RunStore.newestFirst
                let matches = try Row.fetchAll(database, sql: sql, arguments: [reference]).map(RunStore.listing)
                if let exact = matches.first(where: { $0.id == reference }) { return exact }
                guard let only = matches.first else { throw try RunStore.noSuchRun(reference, database) }
                guard matches.count == 1 else {
                    throw StoreError.ambiguousRun(reference: reference, candidates: matches.map(\.id))
                }
                return only
            }
        }
    }

    /// A run with the items that order something today, and of the others those that are named. Time and memory in proportion to these.
    public func loadOrdering(_ id: String, with keys: [ItemLocation] = [], threads: Int = 1) throws(StoreError) -> PlanRun {
        try reading(id) { database, stored in
            var found = try Row.fetchAll(
                database, sql: "SELECT period_starts, details, numbers, item, location FROM item WHERE run_number = ? AND order_now > 0 ORDER BY item, location",
                arguments: [stored.number])
            let ordering = Set(found.map { ItemLocation(item: $0["item"], location: $0["location"]) })
            for key in Set(keys).subtracting(ordering) {
                found += try Row.fetchAll(
                    database, sql: "SELECT period_starts, details, numbers, item, location FROM item WHERE run_number = ? AND item = ? AND location = ?",
                    arguments: [stored.number, key.item, key.location])
            }
            var run = stored.header
            run.items = try RunStore.decoded(try found.map { try RunStore.payload($0) }, threads: threads) { reader, payload in
                try payload.item(reader: reader, periodStarts: stored.periodStarts)
            }.sorted { $0.key < $1.key }
            return run
        }
    }

    /// What is read of each item of a run.
    public enum ItemParts: Sendable {
        case all
        /// Terms, names and recommendation: what orders, rules and tables need. History, forecast, effects and the distribution of demand are empty,
        /// so a run that was read so is not saved or planned again.
        case recommendations
    }

    /// A whole run by its full id. Time and memory in proportion to its items.
    ///
    /// - Parameters:
    ///   - parts: what is read of each item.
    ///   - threads: worker threads, 1 or more; no effect on what is read.
    public func load(_ id: String, parts: ItemParts = .all, threads: Int = 1) throws(StoreError) -> PlanRun {
        try reading(id) { database, stored in
            var run = stored.header
            run.items.reserveCapacity(stored.itemCount)
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT \(parts == .all ? "period_starts, details, numbers" : RunStore.detailsColumns) FROM item WHERE run_number = ? ORDER BY item, location",
                arguments: [stored.number])
            var waiting: [ItemPayload] = []
            func take() throws {
                run.items += try RunStore.decoded(waiting, threads: threads) { reader, payload in
                    switch parts {
                    case .all: try payload.item(reader: reader, periodStarts: stored.periodStarts)
                    case .recommendations: try payload.shortItem(reader: reader)
                    }
                }
                waiting.removeAll(keepingCapacity: true)
            }
            while let row = try rows.next() {
                waiting.append(try RunStore.payload(row))
                if waiting.count == 4_096 { try take() }
            }
            try take()
            guard run.items.count == stored.itemCount else {
                throw StoreError.unreadableRun(id: id, reason: "\(run.items.count) of \(stored.itemCount) items are there")
            }
            run.quarantine = try Row.fetchAll(
                database, sql: "SELECT * FROM quarantine WHERE run_number = ? ORDER BY rowid", arguments: [stored.number]
            ).map {
                QuarantinedRow(
                    file: $0["file"], line: $0["line"], column: $0["column"], code: $0["code"], value: $0["value"], hint: $0["hint"])
            }
            run.backorders = try RunStore.backorders(stored.number, decoder: ItemPayload.decoder(), database)
            return run
        }
    }

    /// Who waits in a run and what is on its way, without its items; `nil` where the run does not say.
    public func loadBackorders(_ id: String) throws(StoreError) -> BackorderFacts? {
        try reading(id) { database, stored in
            try RunStore.backorders(stored.number, decoder: ItemPayload.decoder(), database)
        }
    }

    /// A run without its items and quarantined rows: configuration, inputs and totals. O(1).
    public func loadHeader(_ id: String) throws(StoreError) -> PlanRun {
        try reading(id) { _, stored in stored.header }
    }

    /// The items of these names, name by name.
    ///
    /// - Parameter location: `nil`: at every location.
    public func loadItems(named names: [String], at location: String?, of id: String) throws(StoreError) -> [PlannedItem] {
        try reading(id) { database, stored in
            let reader = JSONTextReader()
            var items: [PlannedItem] = []
            for name in names {
                let rows = try Row.fetchAll(
                    database,
                    sql: "SELECT period_starts, details, numbers FROM item WHERE run_number = ? AND item = ? AND location = coalesce(?, location) ORDER BY location",
                    arguments: [stored.number, name, location])
                for row in rows { items.append(try RunStore.payload(row).item(reader: reader, periodStarts: stored.periodStarts)) }
            }
            return items
        }
    }

    /// One item of a run. A look-up in an index; the other items are not read.
    ///
    /// - Parameter reference: `ITEM` or `ITEM@LOCATION`. An item without a location is the one at `main`, or at the only
    ///   location that has it. A name that holds an `@` itself is tried whole first.
    public func loadItem(_ reference: String, of id: String) throws(StoreError) -> PlannedItem {
        try reading(id) { database, stored in
            for key in RunStore.possibleKeys(reference) {
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT period_starts, details, numbers FROM item WHERE run_number = ? AND item = ? AND location = ?",
                    arguments: [stored.number, key.item, key.location])
                if let row {
                    return try RunStore.payload(row).item(reader: JSONTextReader(), periodStarts: stored.periodStarts)
                }
            }
            let elsewhere = try Row.fetchAll(
                database,
                sql: "SELECT period_starts, details, numbers, item, location FROM item WHERE run_number = ? AND item = ? ORDER BY location",
                arguments: [stored.number, reference])
            guard let only = elsewhere.first else {
                throw StoreError.noSuchItem(
                    reference: reference, run: id, similar: try RunStore.similarItems(reference, stored.number, database))
            }
            guard elsewhere.count == 1 else {
                let candidates = elsewhere.map { ItemLocation(item: $0["item"], location: $0["location"]).uniqueID }
                throw StoreError.ambiguousItem(reference: reference, run: id, candidates: candidates)
            }
            return try RunStore.payload(only).item(reader: JSONTextReader(), periodStarts: stored.periodStarts)
        }
    }

    private struct StoredRun {
        var number: Int64
        var itemCount: Int
        var header: PlanRun
        var periodStarts: [[String]]
    }

    private func reading<Value>(_ id: String, _ body: (Database, StoredRun) throws -> Value) throws(StoreError) -> Value {
        try StoreError.translating(path) {
            try database.read { database in
                guard let row = try Row.fetchOne(
                    database, sql: "SELECT number, item_count, payload_format, header, period_starts FROM run WHERE id = ?",
                    arguments: [id])
                else { throw try RunStore.noSuchRun(id, database) }
                guard ItemPayload.Format(rawValue: row["payload_format"]) != nil else {
                    throw StoreError.unreadableRun(id: id, reason: "it was kept in another format")
                }
                do {
                    let decoder = ItemPayload.decoder()
                    let stored = StoredRun(
                        number: row["number"], itemCount: row["item_count"],
                        header: try decoder.decode(PlanRun.self, from: Data((row["header"] as String).utf8)),
                        periodStarts: try decoder.decode([[String]].self, from: Data((row["period_starts"] as String).utf8)))
                    return try body(database, stored)
                } catch let error as DecodingError {
                    throw StoreError.unreadableRun(id: id, reason: RunStore.words(error))
                }
            }
        }
    }

    /// What is made of rows with JSON, in their order.
    static func decoded<Stored: Sendable, Value: Sendable>(
        _ rows: [Stored], threads: Int, _ body: @escaping @Sendable (JSONTextReader, Stored) throws -> Value
    ) throws -> [Value] {
        @Sendable func values(_ slice: ArraySlice<Stored>) throws -> [Value] {
            let reader = JSONTextReader()
            return try slice.map { try body(reader, $0) }
        }
        let workers = max(1, min(threads, rows.count / 64))
        guard workers > 1 else { return try values(rows[...]) }
        let parts = parallelMap(count: workers, threads: workers) { worker in
            Result { try values(rows[rows.count * worker / workers..<rows.count * (worker + 1) / workers]) }
        }
        return try parts.flatMap { try $0.get() }
    }

    /// The columns period_starts, details and numbers from a place on.
    static func payload(_ row: Row, from first: Int = 0) throws -> ItemPayload {
        try ItemPayload(text: row[first + 1], bytes: row[first + 2], periodStarts: row[first])
    }

    /// The three for who reads no numbers: where these stand by themselves, they stay in the file.
    static let detailsColumns = "period_starts, details, CASE details WHEN '' THEN numbers ELSE x'' END"

    /// `a@b` may be the item `a@b` at `main`, or the item `a` at `b`.
    private static func possibleKeys(_ reference: String) -> [ItemLocation] {
        var keys = [ItemLocation(item: reference)]
        if let at = reference.lastIndex(of: "@") {
            keys.append(ItemLocation(item: String(reference[..<at]), location: String(reference[reference.index(after: at)...])))
        }
        return keys
    }

    /// Items that differ in upper and lower case only, begin with the reference, or stand next to it in order.
    private static func similarItems(_ reference: String, _ runNumber: Int64, _ database: Database) throws -> [String] {
        let item = possibleKeys(reference).last?.item ?? reference
        let queries = [
            "SELECT item, location FROM item WHERE run_number = ?1 AND lower(item) = lower(?2) ORDER BY item, location LIMIT 5",
            "SELECT item, location FROM item WHERE run_number = ?1 AND item >= ?2 AND substr(item, 1, length(?2)) = ?2 ORDER BY item, location LIMIT 5",
            "SELECT item, location FROM item WHERE run_number = ?1 AND item >= ?2 ORDER BY item, location LIMIT 3",
            "SELECT item, location FROM item WHERE run_number = ?1 AND item < ?2 ORDER BY item DESC, location LIMIT 3",
        ]
        for sql in queries {
            let rows = try Row.fetchAll(database, sql: sql, arguments: [runNumber, item])
            if !rows.isEmpty { return rows.map { ItemLocation(item: $0["item"], location: $0["location"]).uniqueID } }
        }
        return []
    }

    private static func noSuchRun(_ reference: String, _ database: Database) throws -> StoreError {
        let known = try String.fetchAll(database, sql: "SELECT id FROM run" + newestFirst + " LIMIT 5")
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM run") ?? 0
        return .noSuchRun(reference: reference, known: known, count: count)
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "it has no \(key.stringValue)"
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context): context.debugDescription
        @unknown default: "it has another form"
        }
    }
}
