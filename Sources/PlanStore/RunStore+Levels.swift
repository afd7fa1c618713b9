import DemandModel
import Digests
import Foundation
import GRDB

extension RunStore {
    /// The levels that the newest plan worked out from what has this digest; `nil` where no plan did.
    ///
    /// Nothing is given back unless every byte that the store keeps of them is the one that was written.
    ///
    /// - Throws: `StoreError.unreadableRun` where they are not what was written.
    public func policies(madeFrom digest: String) throws(StoreError) -> KeptPolicies? {
        try StoreError.translating(path) {
            try database.read { database in
                // A store that is only read may be of a version without this table.
                guard try database.tableExists("kept_levels"),
                      let row = try Row.fetchOne(
                          database,
                          sql: """
                              SELECT id, details, numbers, digest FROM kept_levels JOIN run ON run.number = run_number
                              WHERE made_from = ? ORDER BY number DESC LIMIT 1
                              """,
                          arguments: [digest])
                else { return nil }
                let details: String = row["details"], numbers: Data = row["numbers"]
                guard Self.levelsDigest(details: details, numbers: Array(numbers)) == row["digest"] else {
                    throw StoreError.unreadableRun(id: row["id"], reason: "what the store keeps of its levels is not what was written")
                }
                do {
                    var kept = try ItemPayload.decoder().decode(KeptPolicies.self, from: Data(details.utf8))
                    kept.numbers = Array(numbers)
                    return kept
                } catch let error as DecodingError {
                    throw StoreError.unreadableRun(id: row["id"], reason: "\(error)")
                }
            }
        }
    }

    static func insertLevels(_ kept: KeptPolicies, runNumber: Int64, encoder: JSONEncoder, into database: Database) throws {
        var header = kept
        header.numbers = []
        let details = String(decoding: try encoder.encode(header), as: UTF8.self)
        try database.execute(
            sql: "INSERT INTO kept_levels (run_number, made_from, details, numbers, digest) VALUES (?, ?, ?, ?, ?)",
            arguments: [runNumber, kept.madeFrom, details, Data(kept.numbers), levelsDigest(details: details, numbers: kept.numbers)])
    }

    private static func levelsDigest(details: String, numbers: [UInt8]) -> String {
        var digest = SHA256()
        digest.update(Array("\(details.utf8.count)\n\(details)".utf8))
        digest.update(numbers)
        return digest.finish()
    }
}
